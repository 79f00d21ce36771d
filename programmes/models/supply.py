"""Airfields and cars that partners lend."""

import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from accounts.access import Standing
from programmes.choices import Gearbox
from programmes.models.programme import OfProgramme, Partner, Programme, refuse_foreign
from programmes.rules import Roadworthy, car_problems


class Airfield(models.Model):
    """A place where days are held."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    name = models.CharField(max_length=80)
    postcode = models.CharField(max_length=8, blank=True)
    grid_reference = models.CharField(
        max_length=14, blank=True, help_text="From any Ordnance Survey map: NH 84 77."
    )
    owner = models.ForeignKey(Partner, null=True, blank=True, on_delete=models.PROTECT)

    objects = OfProgramme.as_manager()

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "programme", "name", "postcode", "grid_reference", "owner"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="airfield_once_per_programme",
                fields=["programme", "name"],
                violation_error_message="There is already an airfield of this name.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        refuse_foreign(self.owner, self.programme_id)


class ClosureQuerySet(models.QuerySet["Closure"]):
    def visible_to(self, standing: Standing) -> Self:
        return self.filter(airfield__programme=standing.programme_id)


class Closure(models.Model):
    """Days on which an airfield cannot be used."""

    airfield = models.ForeignKey(Airfield, on_delete=models.CASCADE)
    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day")
    reason = models.CharField(max_length=80)

    objects = ClosureQuerySet.as_manager()

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "airfield", "starts_on", "ends_on", "reason"}

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="closure_dates_in_order",
                condition=Q(starts_on__lte=F("ends_on")),
                violation_error_message="Put the first day before the last.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.airfield}: {self.reason}"


class Car(models.Model):
    """A car that somebody lends, with the dates until which it may be driven."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    name = models.CharField(max_length=40, help_text="How people call it: Corsa, blue.")
    gearbox = models.CharField(max_length=9, choices=Gearbox, default=Gearbox.MANUAL)
    lender = models.ForeignKey(Partner, on_delete=models.PROTECT)
    insured_until = models.DateField()
    inspected_until = models.DateField("inspection valid until")
    is_active = models.BooleanField("in use", default=True)

    objects = OfProgramme.as_manager()

    class Privacy:
        personal: set[str] = set()
        plain = {
            "id",
            "programme",
            "name",
            "gearbox",
            "lender",
            "insured_until",
            "inspected_until",
            "is_active",
        }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="car_once_per_programme",
                fields=["programme", "name"],
                violation_error_message="There is already a car of this name.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        refuse_foreign(self.lender, self.programme_id)

    def road_problems(self, on: datetime.date) -> list[str]:
        """Everything that keeps this car from running on ``on``."""
        papers = Roadworthy(
            name=self.name,
            is_active=self.is_active,
            insured_until=self.insured_until,
            inspected_until=self.inspected_until,
        )
        return list(car_problems(papers, on))
