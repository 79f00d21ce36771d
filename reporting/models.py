"""What goes out: frozen releases of research data, and who downloaded them."""

from typing import Any, NoReturn, Self

from django.db import models

from accounts.access import Standing
from accounts.models import User
from core.problems import Refused
from core.unchanging import Unchanging
from programmes.models import Programme

FROZEN = "A release is frozen. Make a new one."
KEPT = "A release is frozen and is never deleted."


class ReleaseQuerySet(Unchanging["Release"]):
    """A release is made once, by ``actions.freeze_release``."""

    CHANGED = FROZEN
    DELETED = KEPT

    def visible_to(self, standing: Standing) -> Self:
        return self.filter(programme=standing.programme_id)

    def newest_first(self) -> Self:
        return self.order_by("-number")


class Release(models.Model):
    """A frozen, numbered data set; the same file for ever."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    number = models.PositiveSmallIntegerField()
    purpose = models.CharField(max_length=200)
    recipient = models.CharField(max_length=120)
    frozen_at = models.DateTimeField()
    frozen_by = models.ForeignKey(User, on_delete=models.PROTECT)
    file = models.FileField(upload_to="releases/")
    sha256 = models.CharField(max_length=64)
    participants = models.PositiveIntegerField()
    pairs = models.PositiveIntegerField()

    objects = ReleaseQuerySet.as_manager()

    class Privacy:
        personal = {"frozen_by", "file"}
        plain = {
            "id",
            "programme",
            "number",
            "purpose",
            "recipient",
            "frozen_at",
            "sha256",
            "participants",
            "pairs",
        }

    class Meta:
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(name="release_number_once", fields=["programme", "number"])
        ]

    def __str__(self) -> str:
        return f"Release {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise Refused(FROZEN)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Refused(KEPT)
