"""Sums over all days of a programme: the only queries of the season page that read every day."""

import datetime
from typing import NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from core.prepared import prepared
from schools.models import School
from sessions.choices import SessionState
from sessions.models import Booking, Session
from sessions.rules.crews import COACHES_PER_CAR


class Totals(NamedTuple):
    """Counts of all days; ``seats_to_fill`` are seats in cars of days to come."""

    days: int
    called_off: int
    done: int
    airfields: int
    drove: int
    seats_to_fill: int
    after: int
    paired: int


class Schools(NamedTuple):
    """Schools with a booking that stands; ``in_area`` are those of the register there."""

    booked: int
    booked_in_area: int
    in_area: int


@prepared
def _days(programme: int, today: datetime.date) -> QuerySet:
    held = Q(state=SessionState.OPEN)
    seats = F("tally__cars") * COACHES_PER_CAR - F("tally__seats_filled")
    one_row = Session.objects.filter(programme=programme).values("programme")
    counted = one_row.annotate(
        days=Count("id"),
        called_off=Count("id", filter=~held),
        done=Count("id", filter=held & Q(date__lt=today)),
        airfields=Count("airfield", distinct=True),
        drove=Sum("tally__drove"),
        seats_to_fill=Sum(seats, filter=held & Q(date__gte=today)),
        after=Sum("surveytally__after"),
        paired=Sum("surveytally__paired"),
    )
    return counted.values_list(*Totals._fields)


@prepared
def _by_council(programme: int) -> QuerySet:
    """For each council's area how many schools are in the register, and how many have booked.

    Asked from the schools' side: of each the first booking is enough, however many there are.
    """
    bookings = Booking.objects.standing_now().filter(
        school=OuterRef("pk"), session__programme=programme, session__state=SessionState.OPEN
    )
    schools = School.objects.annotate(has_booked=Exists(bookings)).order_by()
    counted = schools.values("council__code").annotate(
        registered=Count("id", filter=Q(in_register=True)),
        booked=Count("id", filter=Q(has_booked=True)),
    )
    return counted.values_list("council__code", "registered", "booked")


def totals_of(programme_id: int, today: datetime.date) -> Totals:
    """Counts of the programme's season as it stands on a date; zeros where there is no day."""
    rows = _days(programme=programme_id, today=today) or [(0,) * len(Totals._fields)]
    return Totals(*(number or 0 for number in rows[0]))


def schools_of(programme_id: int, council_code: str) -> Schools:
    """How many schools have booked, and how many there are in a council's area."""
    every = _by_council(programme=programme_id)
    here = [row[1:] for row in every if row[0] == council_code]
    in_area, booked_in_area = here[0] if here else (0, 0)
    return Schools(sum(booked for _, _, booked in every), booked_in_area, in_area)
