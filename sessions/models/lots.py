"""The lot: which schools come early and which wait, drawn once, with its seed on record."""

from typing import Self

from django.db import models

from accounts.access import Standing
from accounts.models import User
from core.unchanging import Unchanging, WrittenOnce
from programmes.models import Programme
from schools.models import School
from sessions.choices import Turn

DRAWN = "The lot has been drawn. It is never changed or drawn again."


class LotQuerySet(Unchanging["Lot"]):
    CHANGED = DELETED = DRAWN

    def visible_to(self, standing: Standing) -> Self:
        return self.filter(programme=standing.programme_id)


class Lot(WrittenOnce):
    """One draw of a programme: anybody can repeat it from its seed and its list of schools."""

    programme = models.OneToOneField(
        Programme,
        on_delete=models.PROTECT,
        error_messages={"unique": "The lot of this programme has been drawn already."},
    )
    seed = models.CharField(max_length=64)
    method = models.PositiveSmallIntegerField(help_text="Version of the rule that drew it.")
    strata = models.CharField(max_length=60, help_text="council|rural_class|size")
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(User, on_delete=models.PROTECT)

    objects = LotQuerySet.as_manager()

    class Privacy:
        personal = {"drawn_by"}
        plain = {"id", "programme", "seed", "method", "strata", "drawn_at"}

    class Meta:
        base_manager_name = "objects"

    def __str__(self) -> str:
        return f"Lot of {self.programme}"


class LotSchoolQuerySet(Unchanging["LotSchool"]):
    CHANGED = DELETED = DRAWN


class LotSchool(WrittenOnce):
    """One school in the lot: its stratum as it was at the draw, and its turn."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT)
    school = models.ForeignKey(School, on_delete=models.PROTECT)
    stratum = models.CharField(max_length=120)
    turn = models.CharField(max_length=5, choices=Turn)

    objects = LotSchoolQuerySet.as_manager()

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "lot", "school", "stratum", "turn"}

    class Meta:
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(name="lot_school_once", fields=["lot", "school"]),
        ]

    def __str__(self) -> str:
        return f"{self.school}: {self.get_turn_display()}"
