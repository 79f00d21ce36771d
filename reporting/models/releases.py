"""What goes out: frozen releases of research data, and who downloaded them."""

from typing import Self

from django.db import models
from django.db.models import Q

from accounts.access import Standing
from accounts.models import User
from accounts.roles import P
from core.unchanging import Unchanging, WrittenOnce
from programmes.models import Programme
from reporting.choices import Work

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


class Release(WrittenOnce):
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
    # What the recipient agreed to, and when the copy is to be deleted.
    agreement = models.CharField(max_length=200, blank=True)
    delete_by = models.DateField(null=True, blank=True)
    coarser = models.CharField(max_length=80, blank=True, help_text="NO_GENDER|YEAR_BANDS")
    smallest_group = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="k: fewest participants alike in school, year group, gender, rural.",
    )

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
            "agreement",
            "delete_by",
            "coarser",
            "smallest_group",
        }

    class Meta:
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(name="release_number_once", fields=["programme", "number"])
        ]

    def __str__(self) -> str:
        return f"Release {self.number}"


class FreezingQuerySet(models.QuerySet["Freezing"]):
    def visible_to(self, standing: Standing) -> Self:
        ours = self.filter(programme=standing.programme_id)
        return ours if standing.may(P.EXPORT_RESEARCH) else self.none()

    def under_way(self) -> Self:
        return self.filter(state__in=(Work.WAITING, Work.RUNNING))

    def newest_first(self) -> Self:
        return self.order_by("-id")


class Freezing(models.Model):
    """A release being made by the worker: what was asked for, how far it is, what came of it."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    state = models.CharField(max_length=7, choices=Work, default=Work.WAITING)
    purpose = models.CharField(max_length=200)
    recipient = models.CharField(max_length=120)
    agreement = models.CharField(max_length=200)
    delete_by = models.DateField()
    coarser = models.CharField(max_length=80, blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT)
    asked_at = models.DateTimeField()
    heard_at = models.DateTimeField(null=True, blank=True, help_text="Last sign of life.")
    stage = models.CharField(max_length=80, blank=True)
    done = models.PositiveSmallIntegerField(default=0, help_text="Per cent.")
    problem = models.TextField(blank=True)
    release = models.OneToOneField(Release, null=True, blank=True, on_delete=models.PROTECT)

    objects = FreezingQuerySet.as_manager()

    class Privacy:
        personal = {"asked_by"}
        plain = {
            "id",
            "programme",
            "state",
            "purpose",
            "recipient",
            "agreement",
            "delete_by",
            "coarser",
            "asked_at",
            "heard_at",
            "stage",
            "done",
            "problem",
            "release",
        }

    class Meta:
        indexes = [models.Index(fields=["programme", "-id"], name="freezing_by_time")]
        constraints = [
            models.UniqueConstraint(
                name="freezing_one_at_a_time",
                fields=["programme"],
                condition=Q(state__in=("WAITING", "RUNNING")),
                violation_error_message="A release is being made already.",
            )
        ]

    def __str__(self) -> str:
        return f"Freezing {self.pk}"
