"""Instruments in versions; a version with answers is frozen."""

from collections.abc import Iterable
from typing import Any, Self

from django.db import models

from core.problems import Refused
from programmes.models import Programme
from surveys.choices import ItemKind, ItemUse, ScaleUse

FROZEN = "This version has answers and never changes. Make a new version."


class InstrumentVersion(models.Model):
    """A questionnaire in one version; frozen by its first answer."""

    name = models.CharField(max_length=80)
    version = models.CharField(max_length=10)
    is_validated = models.BooleanField(default=False)
    # A date and no instant: the time of the first answer would say whose it is.
    frozen_on = models.DateField(null=True, blank=True)
    # Whose draft it is; empty for what came with Runway. Everybody may read and ask any version.
    programme = models.ForeignKey(Programme, null=True, blank=True, on_delete=models.PROTECT)
    made_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL)

    class Privacy:
        personal: set[str] = set()
        plain = {
            "id",
            "name",
            "version",
            "is_validated",
            "frozen_on",
            "programme",
            "made_from",
        }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="instrument_version_once",
                fields=["name", "version"],
                violation_error_message="There is already a version of this number.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            refuse_frozen(self.pk)
        super().save(*args, **kwargs)


def refuse_frozen(version_id: int) -> None:
    """Refuse a change of a version with answers; asks the table, for a row read before is old."""
    if InstrumentVersion.objects.filter(pk=version_id, frozen_on__isnull=False).exists():
        raise Refused(FROZEN)


class OfVersion(models.QuerySet):
    """Rows of a version: none is written once the version is frozen."""

    def update(self, **kwargs: Any) -> int:
        self._refuse_frozen()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._refuse_frozen()
        return super().delete()

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        rows = list(objs)
        for version_id in {row.version_id for row in rows}:
            refuse_frozen(version_id)
        return super().bulk_create(rows, *args, **kwargs)

    def _refuse_frozen(self) -> None:
        if self.filter(version__frozen_on__isnull=False).exists():
            raise Refused(FROZEN)


class ItemQuerySet(OfVersion):
    def in_order(self) -> Self:
        return self.order_by("position")


class PartOfVersion(models.Model):
    """What makes up a version; one row at a time it refuses as its query set does."""

    version = models.ForeignKey(InstrumentVersion, on_delete=models.CASCADE)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        refuse_frozen(self.version_id)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        refuse_frozen(self.version_id)
        return super().delete(*args, **kwargs)


class Item(PartOfVersion):
    """One question of a version."""

    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=20)
    scale = models.CharField(max_length=10, blank=True)
    use = models.CharField(
        max_length=7, choices=ItemUse, blank=True, help_text="Of an item without a scale."
    )
    kind = models.CharField(max_length=6, choices=ItemKind)
    text = models.CharField(max_length=300)
    is_reversed = models.BooleanField(default=False)
    options = models.TextField(blank=True, help_text="1=Girl|2=Boy")
    waves = models.CharField(max_length=40, help_text="before|after|follow_up")

    objects = ItemQuerySet.as_manager()

    class Privacy:
        personal: set[str] = set()
        plain = {
            "id",
            "version",
            "position",
            "code",
            "scale",
            "use",
            "kind",
            "text",
            "is_reversed",
            "options",
            "waves",
        }

    class Meta:
        constraints = [
            models.UniqueConstraint(name="item_once_per_position", fields=["version", "position"]),
            models.UniqueConstraint(name="item_code_once", fields=["version", "code"]),
        ]

    def __str__(self) -> str:
        return self.code


class Scale(PartOfVersion):
    """A scale of a version: its name, and how it is read."""

    code = models.CharField(max_length=10)
    name = models.CharField(max_length=80)
    use = models.CharField(max_length=5, choices=ScaleUse, default=ScaleUse.INDEX)

    objects = OfVersion.as_manager()

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "version", "code", "name", "use"}

    class Meta:
        constraints = [
            models.UniqueConstraint(name="scale_once_per_version", fields=["version", "code"])
        ]

    def __str__(self) -> str:
        return self.code
