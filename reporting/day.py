"""What the page of one day shows: what it needs, its board, its schools, its history."""

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.urls import reverse

from accounts.access import Standing
from accounts.roles import P
from core.asked import number
from core.prepared import prepared
from core.words import clock, full_date, many, month_name
from programmes.models import Coach
from reporting.board import Board, board
from reporting.counts import DayCounts, facts
from reporting.history import Event, history
from schools.models import SchoolContact
from sessions.actions.days import slots_of
from sessions.choices import Consent, CrewRole
from sessions.display.words import hours
from sessions.models import Booking, Place, Session
from sessions.rules.readiness import DayFacts, Light, Need, lights, needs
from surveys.choices import WaveKind
from surveys.models import Response

SAID = {"ok": "in order", "warn": "needs attention", "stop": "stops the day", "off": "not begun"}
BOARD_LIGHTS = ("coaches", "demonstration", "plan")
PRESSING = ("stop", "warn", "grey")


class Cell(NamedTuple):
    """One cell of the readiness strip, and where to mend what it shows."""

    look: str
    figure: str
    label: str
    said: str
    href: str


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


class Undo(NamedTuple):
    """A coach who was taken out a moment ago, and the seat to put him back into."""

    name: str
    coach: int
    role: str
    car: str


@dataclass(frozen=True)
class DayPage:
    title: str
    month: str
    summary: str
    strip: list[Cell]
    needs: list[Need]
    board: Board
    schools: list[SchoolRow]
    events: list[Event]
    has_plan: bool
    has_pupils: bool
    may_mark: bool
    may_change: bool  # neither past nor called off
    undo: Undo | None


def day_page(session: Session, standing: Standing, asked: Mapping[str, str]) -> DayPage:
    """The day as ``standing`` sees it today; wants airfield, programme and tallies loaded."""
    counted = facts(_counts(session), standing.today, session.programme.slot_minutes)
    places = [_Place(*row) for row in _places(session=session.pk)]
    bookings = _bookings(session)
    is_to_come = not (counted.past or counted.called_off)
    turns = _turns(places, bookings)
    drawn = board(session, slots_of(session), turns, is_to_come=is_to_come)
    schools = _school_rows(session, bookings, places)
    seated = {
        chip.seat: chip.name
        for chips in (*(car.seats for car in drawn.cars), drawn.demonstration, drawn.lead)
        for chip in chips
        if chip.seat
    }
    return DayPage(
        title=full_date(session.date),
        month=f"{month_name(session.date)} {session.date.year}",
        summary=_summary(session, counted, len(schools)),
        strip=_strip(session, counted, drawn),
        needs=sorted(needs(counted), key=lambda need: PRESSING.index(need.kind)),
        board=drawn,
        schools=schools,
        events=history(session, {b.id: b.name for b in bookings}, seated, standing.today),
        has_plan=counted.planned > 0,
        has_pupils=counted.pupils > 0,
        may_mark=standing.may(P.MARK_ATTENDANCE),
        may_change=is_to_come,
        undo=_undo(session, asked),
    )


def _counts(session: Session) -> DayCounts:
    tally = getattr(session, "tally", None)
    answers = getattr(session, "surveytally", None)
    return DayCounts(
        id=session.pk,
        date=session.date,
        airfield=session.airfield.name,
        state=session.state,
        reason=session.called_off_reason,
        capacity=session.capacity,
        booked=session.places_taken,
        cars=tally and tally.cars,
        seats_filled=tally and tally.seats_filled,
        fire=tally and tally.demonstration_fire,
        ambulance=tally and tally.demonstration_ambulance,
        pupils=tally and tally.pupils,
        consents=tally and tally.consents,
        surveys_expected=tally and tally.surveys_expected,
        to_plan=tally and tally.to_plan,
        planned=tally and tally.planned,
        came=tally and tally.came,
        before=answers and answers.before,
        closed=getattr(session, "closed", None),
        seats_asked=tally and tally.seats_asked,
        demonstration_asked=tally and tally.demonstration_asked,
        leads=tally and tally.leads,
        leads_asked=tally and tally.leads_asked,
    )


def _summary(session: Session, day: DayFacts, schools: int) -> str:
    parts = [
        session.airfield.name,
        hours(session.starts, session.ends),
        many(day.cars, "car,cars"),
        f"{many(schools, 'school,schools')}, {day.booked} of {day.capacity} places",
    ]
    return " · ".join(parts)


# --- what it needs ------------------------------------------------------------------------------


def _strip(session: Session, day: DayFacts, drawn: Board) -> list[Cell]:
    seat = reverse("sessions:seat", args=[session.pk])
    mend = {
        "places": reverse("sessions:book", args=[session.pk]),
        "consents": "#schools",
        "coaches": drawn.suggestions.all_address if drawn.suggestions else "#cars",
        "demonstration": f"{seat}?role={CrewRole.DEMONSTRATION.value}",
        "plan": "#plan",
        "surveys": "#schools",
    }
    if day.called_off or day.past:
        mend = dict.fromkeys(mend, "#schools") | dict.fromkeys(BOARD_LIGHTS, "#cars")
    return [_cell(light, mend[light.key]) for light in lights(day)]


def _cell(light: Light, href: str) -> Cell:
    look = light.state.value
    return Cell(look, light.figure, light.label, SAID[look], href)


# --- schools and their pupils -------------------------------------------------------------------


class _Booked(NamedTuple):
    id: int
    school: int
    name: str
    places: int
    bus: datetime.time | None
    contact: str | None
    job: str | None


class _Place(NamedTuple):
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
    return (
        Booking.objects.standing_now()
        .filter(session=session)
        .annotate(
            contact=Subquery(contacts.values("name")[:1]),
            job=Subquery(contacts.values("job")[:1]),
        )
        .order_by("id")
        .values_list("id", "school_id", "school__name", "places", "bus_arrives", "contact", "job")
    )


def _bookings(session: Session) -> list[_Booked]:
    """Bookings in their order; a school with several contacts shows the first."""
    return [_Booked(*row) for row in _booked(session=session.pk)]


@prepared
def _places(session: int) -> QuerySet:
    return (
        Place.objects.kept()
        .filter(booking__session=session)
        .order_by("slot", "car__number", "id")
        .values_list("booking_id", "car_id", "slot", "consent_take_part", "consent_survey")
    )


@prepared
def _answered(session: int) -> QuerySet:
    """For each school how many of its pupils have answered before this day."""
    before = Response.objects.filter(participant__session=session, wave__kind=WaveKind.BEFORE)
    by_school = before.order_by().values("participant__school").annotate(answers=Count("id"))
    return by_school.values_list("participant__school", "answers")


def letters(number: int) -> str:
    """A, B … Z, AA, AB for 0, 1 … 25, 26, 27."""
    first, last = divmod(number, 26)
    return (letters(first - 1) if first else "") + chr(ord("A") + last)


def _turns(places: Iterable[_Place], bookings: Collection[_Booked]) -> dict[tuple[int, int], str]:
    """A tag for each car and slot: the school's letter and a number in the order of driving."""
    group = {booking.id: letters(n) for n, booking in enumerate(bookings)}
    numbers: Counter[int] = Counter()
    turns = {}
    for place in places:
        if place.car is not None and place.slot is not None:
            numbers[place.booking] += 1
            turns[place.car, place.slot] = f"{group[place.booking]}{numbers[place.booking]}"
    return turns


def _school_rows(
    session: Session, bookings: Collection[_Booked], places: Iterable[_Place]
) -> list[SchoolRow]:
    answered = dict(_answered(session=session.pk))
    held: dict[int, list[_Place]] = {}
    for place in places:
        held.setdefault(place.booking, []).append(place)
    return [
        _school_row(letters(n), booking, held.get(booking.id, []), answered.get(booking.school, 0))
        for n, booking in enumerate(bookings)
    ]


def _school_row(
    letter: str, booking: _Booked, places: Collection[_Place], answered: int
) -> SchoolRow:
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
        answered=f"{answered} of {asked}" if asked else "",
        bus=clock(booking.bus),
    )


def _undo(session: Session, asked: Mapping[str, str]) -> Undo | None:
    """The coach whom ``unseat`` names, as long as he sits nowhere else on the date."""
    out, role, car = number(asked.get("out", "")), asked.get("role", ""), asked.get("car", "")
    if out is None or role not in CrewRole:
        return None
    ours = Coach.objects.filter(programme=session.programme_id, pk=out)
    coach = ours.exclude(crewseat__date=session.date).first()
    return Undo(str(coach), coach.pk, role, car) if coach is not None else None
