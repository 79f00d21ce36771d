"""What the page of one day shows: what it needs, its board, its schools, its history."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse

from accounts.access import Standing
from accounts.roles import P
from core.asked import number
from core.words import full_date, many, month_name
from programmes.models import Coach
from reporting.board import Board, board
from reporting.booked import SchoolRow, bookings_of, places_of, school_rows, turns_of
from reporting.counts import DayCounts, facts
from reporting.history import Event, history
from sessions.actions.days import slots_of
from sessions.choices import CrewRole
from sessions.display.words import hours
from sessions.models import Session
from sessions.rules.readiness import DayFacts, Light, Need, lights, needs

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
    places, bookings = places_of(session), bookings_of(session)
    is_to_come = not (counted.past or counted.called_off)
    turns = turns_of(places, bookings)
    drawn = board(session, slots_of(session), turns, today=standing.today, is_to_come=is_to_come)
    schools = school_rows(bookings, places)
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
        "coaches": _first_gap(drawn) or "#cars",
        "demonstration": f"{seat}?role={CrewRole.DEMONSTRATION.value}",
        "plan": "#plan",
        "surveys": "#schools",
    }
    if day.called_off or day.past:
        mend = dict.fromkeys(mend, "#schools") | dict.fromkeys(BOARD_LIGHTS, "#cars")
    return [_cell(light, mend[light.key]) for light in lights(day)]


def _first_gap(drawn: Board) -> str:
    """Where to fill the seat in a car that is missing most."""
    found = drawn.suggestions
    return found.all_address if found is not None and found.car else ""


def _cell(light: Light, href: str) -> Cell:
    look = light.state.value
    return Cell(look, light.figure, light.label, SAID[look], href)


def _undo(session: Session, asked: Mapping[str, str]) -> Undo | None:
    """The coach whom ``unseat`` names, as long as he sits nowhere else on the date."""
    out, role, car = number(asked.get("out", "")), asked.get("role", ""), asked.get("car", "")
    if out is None or role not in CrewRole:
        return None
    ours = Coach.objects.filter(programme=session.programme_id, pk=out)
    coach = ours.exclude(crewseat__date=session.date).first()
    return Undo(str(coach), coach.pk, role, car) if coach is not None else None
