"""Crew seats: which coach sits where on a day."""

from typing import Self

from django.db import models
from django.db.models import Q

from accounts.access import Standing
from accounts.roles import P
from programmes.choices import Service
from programmes.models import Coach
from sessions.choices import CrewRole, SeatState, WithdrawalReason
from sessions.models.days import CarOnDay, Session


class CrewSeatQuerySet(models.QuerySet["CrewSeat"]):
    def visible_to(self, standing: Standing) -> Self:
        ours = self.filter(session__programme=standing.programme_id)
        if standing.may(P.VIEW_SEASON):
            return ours
        if standing.coach_id is not None:
            own = self.model.objects.filter(coach=standing.coach_id)
            return ours.filter(session__in=own.values("session"))
        return self.none()


class CrewSeat(models.Model):
    """One coach in one car, in the demonstration, or leading the day."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT)
    date = models.DateField(help_text="The session's date: a coach is in one place a day.")
    coach = models.ForeignKey(Coach, on_delete=models.PROTECT)
    # The coach's service on the day: history, not a copy.
    service = models.CharField(max_length=9, choices=Service)
    role = models.CharField(max_length=13, choices=CrewRole)
    car = models.ForeignKey(CarOnDay, null=True, blank=True, on_delete=models.PROTECT)
    side = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="1 or 2: a car has two seats for coaches."
    )

    state = models.CharField(max_length=8, choices=SeatState, default=SeatState.ASKED)
    # A pinned seat stays whatever the solver or a repair proposes.
    pinned = models.BooleanField(default=False)
    # Goes up with each change, so that old links die and calendars take the change.
    revision = models.PositiveIntegerField(default=0, editable=False)
    asked_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = CrewSeatQuerySet.as_manager()

    class Privacy:
        personal = {"coach", "state", "answered_at"}
        plain = {
            "id",
            "session",
            "date",
            "service",
            "role",
            "car",
            "side",
            "pinned",
            "revision",
            "asked_at",
        }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="crew_two_services_per_car",
                fields=["session", "car", "service"],
                condition=Q(car__isnull=False),
                violation_error_message="Choose a coach from a different service.",
            ),
            models.UniqueConstraint(
                name="crew_two_coaches_per_car",
                fields=["car", "side"],
                condition=Q(car__isnull=False),
                violation_error_message="This car already has two coaches.",
            ),
            models.UniqueConstraint(
                name="crew_one_place_at_a_time",
                fields=["coach", "date"],
                violation_error_message="This coach already has a seat on this date.",
            ),
            models.UniqueConstraint(
                name="crew_one_lead_per_day",
                fields=["session"],
                condition=Q(role="LEAD"),
                violation_error_message="This day already has a lead.",
            ),
            models.CheckConstraint(
                name="crew_car_seats_have_a_car",
                # "Not null" is said, for a check whose answer is unknown lets the row in.
                condition=Q(role="CAR", car__isnull=False, side__isnull=False, side__in=(1, 2))
                | (~Q(role="CAR") & Q(car__isnull=True, side__isnull=True)),
                violation_error_message="Choose a car for a seat in a car.",
            ),
            models.CheckConstraint(
                name="crew_demonstration_is_fire_or_ambulance",
                condition=~Q(role="DEMONSTRATION") | Q(service__in=("FIRE", "AMBULANCE")),
                violation_error_message="Choose a coach from fire or ambulance.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.coach}, {self.get_role_display()}"


class WithdrawalQuerySet(models.QuerySet["Withdrawal"]):
    def visible_to(self, standing: Standing) -> Self:
        ours = self.filter(session__programme=standing.programme_id)
        return ours if standing.may(P.FILL_CARS) else ours.filter(coach=standing.coach_id)


class Withdrawal(models.Model):
    """A coach left a seat: which, why and when; the board says so until it is filled."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT)
    coach = models.ForeignKey(Coach, on_delete=models.PROTECT)
    role = models.CharField(max_length=13, choices=CrewRole)
    car = models.ForeignKey(CarOnDay, null=True, blank=True, on_delete=models.SET_NULL)
    reason = models.CharField(max_length=11, choices=WithdrawalReason)
    had_accepted = models.BooleanField()
    withdrew_at = models.DateTimeField()

    objects = WithdrawalQuerySet.as_manager()

    class Privacy:
        personal = {"coach", "reason", "had_accepted"}
        plain = {"id", "session", "role", "car", "withdrew_at"}

    class Meta:
        indexes = [models.Index(fields=["session", "withdrew_at"], name="withdrawal_by_day")]

    def __str__(self) -> str:
        return f"{self.coach}: {self.get_reason_display()}"
