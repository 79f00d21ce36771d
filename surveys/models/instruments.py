"""Instruments in versions; a version with answers is frozen."""

from typing import Any, Self

from django.db import models

from core.problems import Refused
from surveys.choices import ItemKind

FROZEN = "This version has answers and never changes. Make a new version."


class InstrumentVersion(models.Model):
    """A questionnaire in one version; frozen by its first answer."""

    name = models.CharField(max_length=80)
    version = models.CharField(max_length=10)
    is_validated = models.BooleanField(default=False)
    frozen_at = models.DateTimeField(null=True, blank=True)

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "name", "version", "is_validated", "frozen_at"}

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


class ItemQuerySet(models.QuerySet["Item"]):
    def in_order(self) -> Self:
        return self.order_by("position")

    def update(self, **kwargs: Any) -> int:
        if self.filter(version__frozen_at__isnull=False).exists():
            raise Refused([FROZEN])
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        if self.filter(version__frozen_at__isnull=False).exists():
            raise Refused([FROZEN])
        return super().delete()


class Item(models.Model):
    """One question of a version."""

    version = models.ForeignKey(InstrumentVersion, on_delete=models.CASCADE)
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=20)
    scale = models.CharField(max_length=10, blank=True)
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

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.version.frozen_at is not None:
            raise Refused([FROZEN])
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if self.version.frozen_at is not None:
            raise Refused([FROZEN])
        return super().delete(*args, **kwargs)
