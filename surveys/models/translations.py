"""A version in another language, frozen by its own first answer."""

from typing import Any

from django.db import models

from core.problems import Refused
from surveys.choices import Language
from surveys.models.instruments import InstrumentVersion, Item

TRANSLATION_FROZEN = "Pupils have answered in this language. Its words never change."


class Translation(models.Model):
    """One language of a version; offered to pupils once every item has its words."""

    version = models.ForeignKey(InstrumentVersion, on_delete=models.CASCADE)
    language = models.CharField(max_length=2, choices=Language)
    # A date and no instant, as of the version.
    frozen_on = models.DateField(null=True, blank=True)

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "version", "language", "frozen_on"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="translation_once_per_version",
                fields=["version", "language"],
                violation_error_message="This version has this language already.",
            ),
            models.CheckConstraint(
                name="translation_is_not_english",
                condition=~models.Q(language="en"),
                violation_error_message="English is the version itself. Choose another language.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} ({self.get_language_display()})"


class ItemTextQuerySet(models.QuerySet["ItemText"]):
    def update(self, **kwargs: Any) -> int:
        self._refuse_frozen()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._refuse_frozen()
        return super().delete()

    def _refuse_frozen(self) -> None:
        if self.filter(translation__frozen_on__isnull=False).exists():
            raise Refused(TRANSLATION_FROZEN)


class ItemText(models.Model):
    """The words of one item in one language; values, order and scoring are the item's."""

    translation = models.ForeignKey(Translation, on_delete=models.CASCADE)
    item = models.ForeignKey(Item, on_delete=models.CASCADE)
    text = models.CharField(max_length=300)
    # Labels in the order of the item's options, one a line.
    labels = models.TextField(blank=True)

    objects = ItemTextQuerySet.as_manager()

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "translation", "item", "text", "labels"}

    class Meta:
        constraints = [
            models.UniqueConstraint(name="item_text_once", fields=["translation", "item"])
        ]

    def __str__(self) -> str:
        return f"{self.item} ({self.translation.language})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        frozen = Translation.objects.filter(pk=self.translation_id, frozen_on__isnull=False)
        if frozen.exists():
            raise Refused(TRANSLATION_FROZEN)
        super().save(*args, **kwargs)
