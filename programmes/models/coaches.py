"""Coaches: who they are, where they stand with their papers, how far and how often they come."""

import datetime
from typing import Self

from django.db import models
from django.db.models import Count, F, Q

from accounts.models import User
from programmes.choices import Service
from programmes.models.programme import OfProgramme, Partner, Programme, refuse_foreign
from programmes.rules import Assurance, fit_problems


class CoachQuerySet(OfProgramme):
    """Coaches by name, by fitness and by what somebody typed."""

    def by_name(self) -> Self:
        return self.order_by("family_name", "given_name", "id")

    def fit(self, on: datetime.date) -> Self:
        """The same as ``fit_problems`` finding nothing, said to the database."""
        return self.filter(fit_condition(on))

    def not_fit(self, on: datetime.date) -> Self:
        return self.exclude(fit_condition(on))

    def by_service(self, on: datetime.date) -> list[tuple[str, int, int]]:
        """For each service: its code, coaches who take part, and those of them fit on a date."""
        counted = {
            service: (taking_part, fit)
            for service, taking_part, fit in self.filter(is_active=True)
            .values_list("service")
            .annotate(every=Count("id"), fit=Count("id", filter=fit_condition(on)))
            .order_by("service")
        }
        return [(service, *counted.get(service, (0, 0))) for service in Service.values]

    def named(self, text: str) -> Self:
        """Coaches of whose names each word in ``text`` begins one."""
        found = self
        for word in text.split():
            found = found.filter(Q(given_name__istartswith=word) | Q(family_name__istartswith=word))
        return found


def fit_condition(on: datetime.date | F, coach: str = "") -> Q:
    """Active, PVG confirmed and not overdue for review, and trained, on a date.

    ``coach`` is the way to the coach with its underscores, where another table is asked.
    """
    unlimited = Q((f"{coach}pvg_review_on__isnull", True))
    return Q(
        unlimited | Q((f"{coach}pvg_review_on__gte", on)),
        (f"{coach}is_active", True),
        (f"{coach}pvg_confirmed_on__lte", on),
        (f"{coach}trained_until__gte", on),
    )


class Coach(models.Model):
    """A serving officer who sits in the car; assurance is dates, never certificates."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT)
    service = models.CharField(max_length=9, choices=Service)
    given_name = models.CharField(max_length=60)
    family_name = models.CharField(max_length=60)
    station = models.CharField(max_length=60, blank=True)
    pvg_confirmed_on = models.DateField("PVG membership confirmed on", null=True, blank=True)
    pvg_confirmed_by = models.CharField(
        max_length=80, blank=True, help_text="Who at the service said so."
    )
    pvg_review_on = models.DateField("PVG to be reviewed on", null=True, blank=True)
    trained_until = models.DateField("coach training valid until", null=True, blank=True)
    is_active = models.BooleanField("takes part", default=True)
    newcomer = models.BooleanField(
        default=False, help_text="Sits beside a coach who has done this before."
    )
    may_lead = models.BooleanField("may lead a day", default=True)
    may_demonstrate = models.BooleanField("may be in the demonstration", default=True)
    phone = models.CharField("mobile number", max_length=20, blank=True)
    # Where the coach sets out from, to a kilometre or ten: never a home address.
    grid_reference = models.CharField("sets out from", max_length=14, blank=True)
    most_miles = models.PositiveSmallIntegerField("travels at most", null=True, blank=True)
    most_days_a_month = models.PositiveSmallIntegerField(null=True, blank=True)
    most_days_a_year = models.PositiveSmallIntegerField(null=True, blank=True)
    # The secret part of the address of this coach's calendar feed.
    calendar_key = models.CharField(max_length=43, null=True, blank=True, unique=True)

    objects = CoachQuerySet.as_manager()

    class Privacy:
        personal = {
            "user",
            "given_name",
            "family_name",
            "pvg_confirmed_on",
            "pvg_confirmed_by",
            "pvg_review_on",
            "trained_until",
            "phone",
            "grid_reference",
            "most_miles",
            "most_days_a_month",
            "most_days_a_year",
            "calendar_key",
        }
        plain = {
            "id",
            "programme",
            "partner",
            "service",
            "station",
            "is_active",
            "newcomer",
            "may_lead",
            "may_demonstrate",
        }

    class Meta:
        indexes = [
            models.Index(
                fields=["programme", "family_name", "given_name", "id"], name="coach_by_name"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                name="coach_once_per_programme",
                fields=["programme", "user"],
                condition=Q(user__isnull=False),
                violation_error_message="This person is already a coach in this programme.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}"

    def clean(self) -> None:
        refuse_foreign(self.partner, self.programme_id)

    def fit_problems(self, on: datetime.date) -> list[str]:
        """Everything that keeps this coach from coaching on ``on``."""
        assurance = Assurance(
            name=str(self),
            is_active=self.is_active,
            pvg_confirmed_on=self.pvg_confirmed_on,
            pvg_review_on=self.pvg_review_on,
            trained_until=self.trained_until,
        )
        return list(fit_problems(assurance, on))

    @property
    def short_name(self) -> str:
        """As on rosters: K. Ross."""
        return f"{self.given_name[:1]}. {self.family_name}"
