"""A session (one day at one airfield) and the cars that run on it."""

import datetime
from typing import Self

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from accounts.access import Standing
from accounts.roles import P, Role
from core.words import long_date
from programmes.models import Airfield, Car, Closure, Programme
from schools.models import SchoolContact
from sessions.choices import SessionState


class SessionQuerySet(models.QuerySet["Session"]):
    def visible_to(self, standing: Standing) -> Self:
        """All of the programme's days for those who plan; for others the days they have part in."""
        ours = self.filter(programme=standing.programme_id)
        if standing.permissions & {P.VIEW_SEASON, P.VIEW_MATCHING}:
            return ours
        mine = Q(pk__in=[])  # a person may be a coach and speak for a school
        if Role.SCHOOL in standing.roles:
            mine |= Q(
                pk__in=self.model.objects.filter(
                    booking__school__in=SchoolContact.objects.of(standing).values("school"),
                    booking__released_at=None,
                ).values("pk")
            )
        if standing.coach_id is not None:
            mine |= Q(
                pk__in=self.model.objects.filter(crewseat__coach=standing.coach_id).values("pk")
            )
        return ours.filter(mine)

    def open(self) -> Self:
        return self.filter(state=SessionState.OPEN)

    def with_closure(self) -> Self:
        """Each day with ``closed``: why its airfield is closed on its date, or None."""
        closures = Closure.objects.filter(
            airfield=OuterRef("airfield"),
            starts_on__lte=OuterRef("date"),
            ends_on__gte=OuterRef("date"),
        )
        return self.annotate(closed=Subquery(closures.order_by("id").values("reason")[:1]))

    def by_date(self) -> Self:
        return self.order_by("date", "id")

    def take_places(self, pk: int, places: int) -> bool:
        """Take places in one conditional update, so that two schools cannot both take the last."""
        return bool(
            self.filter(
                pk=pk,
                state=SessionState.OPEN,
                places_taken__lte=F("capacity") - places,
            ).update(places_taken=F("places_taken") + places)
        )

    def give_back_places(self, pk: int, places: int) -> None:
        self.filter(pk=pk).update(places_taken=F("places_taken") - places)


class Session(models.Model):
    """One day at one airfield; called "day" on pages."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    airfield = models.ForeignKey(Airfield, on_delete=models.PROTECT)
    date = models.DateField()
    starts = models.TimeField()
    ends = models.TimeField()
    capacity = models.PositiveSmallIntegerField("places")
    places_taken = models.PositiveSmallIntegerField(default=0, editable=False)
    state = models.CharField(max_length=10, choices=SessionState, default=SessionState.OPEN)
    called_off_reason = models.CharField(max_length=80, blank=True)
    # Goes up when date, hours, airfield or state change, so that calendars take the change.
    revision = models.PositiveIntegerField(default=0, editable=False)

    objects = SessionQuerySet.as_manager()

    class Privacy:
        personal: set[str] = set()
        plain = {
            "id",
            "programme",
            "airfield",
            "date",
            "starts",
            "ends",
            "capacity",
            "places_taken",
            "state",
            "called_off_reason",
            "revision",
        }

    class Meta:
        indexes = [models.Index(fields=["programme", "date", "id"], name="session_by_date")]
        constraints = [
            models.UniqueConstraint(
                name="session_once_per_airfield_and_date",
                fields=["airfield", "date"],
                condition=Q(state="OPEN"),
                violation_error_message="There is already a day at this airfield on this date.",
            ),
            models.CheckConstraint(
                name="session_places_within_capacity",
                condition=Q(places_taken__lte=F("capacity")),
                violation_error_message="There are not enough places left on this day.",
            ),
            models.CheckConstraint(
                name="session_starts_before_it_ends",
                condition=Q(starts__lt=F("ends")),
                violation_error_message="Put the start before the end.",
            ),
            models.CheckConstraint(
                name="session_called_off_says_why",
                condition=Q(state="OPEN", called_off_reason="")
                | (Q(state="CALLED_OFF") & ~Q(called_off_reason="")),
                violation_error_message="Say why the day is called off.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.airfield}, {long_date(self.date)}"

    @property
    def places_left(self) -> int:
        return self.capacity - self.places_taken

    @property
    def is_called_off(self) -> bool:
        return self.state == SessionState.CALLED_OFF

    def is_past(self, today: datetime.date) -> bool:
        return self.date < today


class CarOnDay(models.Model):
    """A car that runs on one day, under the number on its roof that day."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE)
    car = models.ForeignKey(Car, on_delete=models.PROTECT)
    date = models.DateField(help_text="The session's date: a car is at one airfield a day.")
    number = models.PositiveSmallIntegerField()

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "session", "car", "date", "number"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="car_once_per_date",
                fields=["car", "date"],
                violation_error_message="This car already runs on another day of this date.",
            ),
            models.UniqueConstraint(
                name="car_number_once_per_day",
                fields=["session", "number"],
                violation_error_message="Another car has this number on this day.",
            ),
        ]

    def __str__(self) -> str:
        return f"Car {self.number}"
