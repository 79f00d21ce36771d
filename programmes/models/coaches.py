"""Coaches and when they can come."""

import datetime
from typing import Self

from django.db import models
from django.db.models import Count, Q

from accounts.access import Standing
from accounts.models import User
from accounts.roles import P
from programmes.choices import Answer, Service
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


def fit_condition(on: datetime.date) -> Q:
    """Active, PVG confirmed and not overdue for review, and trained, on a date."""
    return Q(
        Q(pvg_review_on__isnull=True) | Q(pvg_review_on__gte=on),
        is_active=True,
        pvg_confirmed_on__lte=on,
        trained_until__gte=on,
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
        }
        plain = {"id", "programme", "partner", "service", "station", "is_active"}

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


class AvailabilityQuerySet(models.QuerySet["Availability"]):
    def visible_to(self, standing: Standing) -> Self:
        """All answers for those who fill cars, one's own for a coach."""
        ours = self.filter(coach__programme=standing.programme_id)
        return ours if standing.may(P.FILL_CARS) else ours.filter(coach=standing.coach_id)


class Availability(models.Model):
    """A coach's answer for one date: can come or cannot."""

    coach = models.ForeignKey(Coach, on_delete=models.CASCADE)
    date = models.DateField()
    answer = models.CharField(max_length=8, choices=Answer)
    answered_at = models.DateTimeField()

    objects = AvailabilityQuerySet.as_manager()

    class Privacy:
        personal = {"coach", "date", "answer"}
        plain = {"id", "answered_at"}

    class Meta:
        constraints = [
            models.UniqueConstraint(name="availability_once_per_date", fields=["coach", "date"])
        ]
        indexes = [models.Index(fields=["date", "answer", "coach"], name="availability_by_date")]

    def __str__(self) -> str:
        return f"{self.coach}: {self.get_answer_display()}, {self.date}"
