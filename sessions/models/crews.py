"""Crew seats: which coach sits where on a day."""

from typing import Self

from django.db import models
from django.db.models import Q

from accounts.access import Standing
from accounts.roles import P
from programmes.choices import Service
from programmes.models import Coach
from sessions.choices import CrewRole
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

    objects = CrewSeatQuerySet.as_manager()

    class Privacy:
        personal = {"coach"}
        plain = {"id", "session", "date", "service", "role", "car", "side"}

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
