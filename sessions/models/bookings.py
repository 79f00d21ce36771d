"""Bookings (a school's places on a day) and places (one pupil in a booking)."""

import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from accounts.access import Standing
from accounts.roles import P, Role
from schools.models import Pupil, School, SchoolContact
from sessions.choices import Consent
from sessions.models.days import CarOnDay, Session

A_DAY = datetime.timedelta(days=1)
ORGANISERS = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})


def _own_schools(standing: Standing) -> models.QuerySet:
    """For which schools a person speaks; a subquery, for a join would repeat rows."""
    return SchoolContact.objects.of(standing).values("school")


class BookingQuerySet(models.QuerySet["Booking"]):
    def visible_to(self, standing: Standing) -> Self:
        ours = self.filter(session__programme=standing.programme_id)
        if standing.may(P.VIEW_SEASON):
            return ours
        if Role.SCHOOL in standing.roles:
            return ours.filter(school__in=_own_schools(standing))
        return self.none()

    def named_to(self, standing: Standing) -> Self:
        """Bookings whose pupils the person sees by name: the programme's or his school's."""
        ours = self.filter(session__programme=standing.programme_id)
        if standing.covered & ORGANISERS:
            return ours
        if Role.SCHOOL in standing.covered:
            return ours.filter(school__in=_own_schools(standing))
        return self.none()

    def standing_now(self) -> Self:
        """Bookings that hold places: not released."""
        return self.filter(released_at=None)


class Booking(models.Model):
    """A school's places on one day."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT)
    school = models.ForeignKey(School, on_delete=models.PROTECT)
    places = models.PositiveSmallIntegerField()
    bus_arrives = models.TimeField("bus arrives at", null=True, blank=True)
    booked_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)

    objects = BookingQuerySet.as_manager()

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "session", "school", "places", "bus_arrives", "booked_at", "released_at"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="booking_once_per_day_and_school",
                fields=["session", "school"],
                condition=Q(released_at__isnull=True),
                violation_error_message="This school has already booked this day.",
            ),
            models.CheckConstraint(
                name="booking_of_one_place_or_more",
                condition=Q(places__gte=1),
                violation_error_message="Book one place or more.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school}: {self.places} places"


class PlaceQuerySet(models.QuerySet["Place"]):
    def kept(self) -> Self:
        """Places that count: neither taken out of the list nor in a released booking."""
        return self.filter(withdrawn_at=None, booking__released_at=None)

    def visible_to(self, standing: Standing) -> Self:
        """Pupils by name: the whole programme, one's own school, or the days one coaches now.

        A coach sees them from the day before to the day after, on his own days only.
        """
        ours = self.filter(booking__session__programme=standing.programme_id)
        if standing.covered & ORGANISERS:
            return ours
        mine = Q(pk__in=[])
        if Role.SCHOOL in standing.covered:
            mine |= Q(booking__school__in=_own_schools(standing))
        if standing.coach_id is not None and Role.COACH in standing.covered:
            coached = Session.objects.filter(crewseat__coach=standing.coach_id).values("pk")
            mine |= Q(
                booking__session__in=coached,
                booking__session__date__gte=standing.today - A_DAY,
                booking__session__date__lte=standing.today + A_DAY,
            )
        return ours.filter(mine)


class Place(models.Model):
    """One pupil in a booking: consents, and car and slot in the day plan."""

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT)
    # Empty once the pupil's data have been deleted on their date; what happened stays.
    pupil = models.ForeignKey(Pupil, null=True, on_delete=models.SET_NULL)
    consent_take_part = models.CharField(
        "consent to take part", max_length=7, choices=Consent, default=Consent.UNKNOWN
    )
    consent_survey = models.CharField(
        "consent to the survey", max_length=7, choices=Consent, default=Consent.UNKNOWN
    )
    consent_photographs = models.CharField(
        "consent to photographs", max_length=7, choices=Consent, default=Consent.UNKNOWN
    )
    car = models.ForeignKey(CarOnDay, null=True, blank=True, on_delete=models.SET_NULL)
    slot = models.PositiveSmallIntegerField(null=True, blank=True)
    demonstration_slot = models.PositiveSmallIntegerField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Privacy:
        personal = {"pupil", "consent_take_part", "consent_survey", "consent_photographs"}
        plain = {"id", "booking", "car", "slot", "demonstration_slot", "withdrawn_at"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="place_once_per_pupil",
                fields=["booking", "pupil"],
                condition=Q(withdrawn_at__isnull=True),
                violation_error_message="This pupil already has a place in this booking.",
            ),
            models.UniqueConstraint(
                name="place_one_pupil_per_car_and_slot",
                fields=["car", "slot"],
                condition=Q(withdrawn_at__isnull=True),
                violation_error_message="Another pupil drives this car in this slot.",
            ),
            models.CheckConstraint(
                name="place_car_and_slot_together",
                condition=Q(car__isnull=True) | Q(slot__isnull=False),
                violation_error_message="Choose a slot for this car.",
            ),
        ]

    def __str__(self) -> str:
        return f"Place {self.pk}"
