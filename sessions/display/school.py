"""What a school has booked, what is missing for each day, and how past days went."""

from dataclasses import dataclass

from django.urls import reverse

from core.words import clock, full_date, many, near_date
from programmes.display import Tag
from sessions.display.words import hours
from sessions.models import Booking


@dataclass(frozen=True)
class Numbers:
    """Counts of one booking; the words are those of ``sessions.tallies``."""

    pupils: int
    consents: int
    came: int = 0
    drove: int = 0


@dataclass(frozen=True)
class Missing:
    """One thing to do, with its page."""

    label: str
    href: str


@dataclass(frozen=True)
class SchoolDay:
    """A coming day of a school."""

    anchor: str
    day: str
    school: str
    where: str
    bus: str
    called_off: str
    tags: list[Tag]
    missing: list[Missing]
    links: list[Missing]


@dataclass(frozen=True)
class PastDay:
    day: str
    school: str
    airfield: str
    came: str
    codes: str  # address of the code cards: who lost a card still answers after the day


def coming_day(booking: Booking, numbers: Numbers) -> SchoolDay:
    """A booking with what it has and what it lacks; a day that is called off lacks nothing."""
    session = booking.session
    off = session.is_called_off
    return SchoolDay(
        anchor=f"booking-{booking.pk}",
        day=near_date(session.date),
        school=booking.school.name,
        where=f"{session.airfield.name}, {hours(session.starts, session.ends)}",
        bus=f"Bus arrives {clock(booking.bus_arrives)}" if booking.bus_arrives else "",
        called_off=session.called_off_reason,
        tags=[] if off else _tags(booking, numbers),
        missing=[] if off else _missing(booking, numbers),
        links=[] if off else _links(booking, numbers),
    )


def past_day(booking: Booking, numbers: Numbers) -> PastDay:
    """A booking of a day that is over, with how many came and drove."""
    session = booking.session
    went = f"{many(numbers.came, 'pupil,pupils')} came, {numbers.drove} drove"
    return PastDay(
        day=full_date(session.date),
        school=booking.school.name,
        airfield=session.airfield.name,
        came="Called off" if session.is_called_off else went,
        codes=reverse("surveys:code_cards", args=[booking.pk]) if numbers.came else "",
    )


def _tags(booking: Booking, numbers: Numbers) -> list[Tag]:
    named, consents = numbers.pupils, numbers.consents
    return [
        Tag("grey", f"{many(booking.places, 'place,places')} booked"),
        Tag("ok" if named >= booking.places else "warn", f"{named} of {booking.places} named"),
        *([Tag("ok" if named == consents else "warn", _in(consents, named))] if named else []),
    ]


def _in(consents: int, named: int) -> str:
    return f"{consents} of {named} consents in"


def _missing(booking: Booking, numbers: Numbers) -> list[Missing]:
    found = []
    free = booking.places - numbers.pupils
    to_come = numbers.pupils - numbers.consents
    if free > 0:
        label = f"Name {free} more" if numbers.pupils else "Upload the class list"
        found.append(Missing(label, reverse("surveys:class_list", args=[booking.pk])))
    if to_come > 0:
        label = f"Record {many(to_come, 'consent,consents')}"
        found.append(Missing(label, reverse("sessions:places", args=[booking.pk])))
    return found


def _links(booking: Booking, numbers: Numbers) -> list[Missing]:
    found = []
    if numbers.pupils == numbers.consents:  # else the consents to come lead there
        href = reverse("sessions:places", args=[booking.pk])
        found.append(Missing("Pupils and consents", href))
    if numbers.pupils:
        found.append(Missing("Print code cards", reverse("surveys:code_cards", args=[booking.pk])))
    return found
