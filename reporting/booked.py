"""The schools of a day: what they booked, what has come in from them, in which turns they drive."""

import datetime
from collections import Counter
from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.db.models import Count, OuterRef, QuerySet, Subquery

from core.prepared import prepared
from core.words import clock
from schools.models import SchoolContact
from sessions.choices import Consent
from sessions.models import Booking, Place, Session
from surveys.choices import WaveKind
from surveys.models import Response


class SchoolRow(NamedTuple):
    letter: str
    booking: int
    school: int
    name: str
    contact: str
    pupils: str
    consents: str
    consents_look: str
    refused: int
    answered: str
    bus: str


class Booked(NamedTuple):
    id: int
    school: int
    name: str
    places: int
    bus: datetime.time | None
    contact: str | None
    job: str | None
    answered: int | None


class PlaceRow(NamedTuple):
    booking: int
    car: int | None
    slot: int | None
    take_part: str
    survey: str


@prepared
def _booked(session: int) -> QuerySet:
    contacts = SchoolContact.objects.filter(
        school=OuterRef("school"), programme_number=OuterRef("session__programme")
    ).order_by("id")
    # How many of the school's pupils have answered before this day.
    before = Response.objects.filter(
        participant__session=OuterRef("session"),
        participant__school=OuterRef("school"),
        wave__kind=WaveKind.BEFORE,
    )
    answers = before.order_by().values("wave__kind").annotate(answers=Count("id"))
    return (
        Booking.objects.standing_now()
        .filter(session=session)
        .annotate(
            contact=Subquery(contacts.values("name")[:1]),
            job=Subquery(contacts.values("job")[:1]),
            answered=Subquery(answers.values("answers")),
        )
        .order_by("id")
        .values_list(
            "id",
            "school_id",
            "school__name",
            "places",
            "bus_arrives",
            "contact",
            "job",
            "answered",
        )
    )


def bookings_of(session: Session) -> list[Booked]:
    """Bookings in their order; a school with several contacts shows the first."""
    return [Booked(*row) for row in _booked(session=session.pk)]


def places_of(session: Session) -> list[PlaceRow]:
    """The places of a day in the order of driving."""
    return [PlaceRow(*row) for row in _places(session=session.pk)]


@prepared
def _places(session: int) -> QuerySet:
    return (
        Place.objects.kept()
        .filter(booking__session=session)
        .order_by("slot", "car__number", "id")
        .values_list("booking_id", "car_id", "slot", "consent_take_part", "consent_survey")
    )


def letters(number: int) -> str:
    """A, B … Z, AA, AB for 0, 1 … 25, 26, 27."""
    first, last = divmod(number, 26)
    return (letters(first - 1) if first else "") + chr(ord("A") + last)


def turns_of(
    places: Iterable[PlaceRow], bookings: Collection[Booked]
) -> dict[tuple[int, int], str]:
    """A tag for each car and slot: the school's letter and a number in the order of driving."""
    group = {booking.id: letters(n) for n, booking in enumerate(bookings)}
    numbers: Counter[int] = Counter()
    turns = {}
    for place in places:
        if place.car is not None and place.slot is not None:
            numbers[place.booking] += 1
            turns[place.car, place.slot] = f"{group[place.booking]}{numbers[place.booking]}"
    return turns


def school_rows(bookings: Collection[Booked], places: Iterable[PlaceRow]) -> list[SchoolRow]:
    """A row for each booking, with what is in and what is missing."""
    held: dict[int, list[PlaceRow]] = {}
    for place in places:
        held.setdefault(place.booking, []).append(place)
    return [
        _school_row(letters(n), booking, held.get(booking.id, []))
        for n, booking in enumerate(bookings)
    ]


def _school_row(letter: str, booking: Booked, places: Collection[PlaceRow]) -> SchoolRow:
    decided = [place for place in places if place.take_part != Consent.UNKNOWN]
    asked = sum(place.survey != Consent.NO for place in places)
    complete = len(decided) == len(places)
    return SchoolRow(
        letter=letter,
        booking=booking.id,
        school=booking.school,
        name=booking.name,
        contact=", ".join(filter(None, [booking.contact, booking.job])),
        pupils=f"{len(places)} of {booking.places}",
        consents=f"{len(decided)} of {len(places)}" if places else "",
        consents_look="ok" if complete else "warn",
        refused=sum(place.take_part == Consent.NO for place in places),
        answered=f"{booking.answered or 0} of {asked}" if asked else "",
        bus=clock(booking.bus),
    )
