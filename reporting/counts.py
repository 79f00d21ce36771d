"""The kept counts of one day, read in one row, as the facts that its lights follow from."""

import datetime
from functools import lru_cache
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString

from sessions.choices import SessionState
from sessions.rules.readiness import DayFacts, lights, status


class DayCounts(NamedTuple):
    """One day and its tallies, in the order of ``COLUMNS``; a day without answers has None."""

    id: int
    date: datetime.date
    airfield: str
    state: str
    reason: str
    capacity: int
    booked: int
    cars: int | None
    seats_filled: int | None
    fire: int | None
    ambulance: int | None
    pupils: int | None
    consents: int | None
    surveys_expected: int | None
    to_plan: int | None
    planned: int | None
    came: int | None
    before: int | None
    closed: str | None
    seats_asked: int | None = None
    demonstration_asked: int | None = None
    leads: int | None = None
    leads_asked: int | None = None

    @property
    def called_off(self) -> bool:
        return self.state == SessionState.CALLED_OFF


COLUMNS = (
    "id",
    "date",
    "airfield__name",
    "state",
    "called_off_reason",
    "capacity",
    "places_taken",
    "tally__cars",
    "tally__seats_filled",
    "tally__demonstration_fire",
    "tally__demonstration_ambulance",
    "tally__pupils",
    "tally__consents",
    "tally__surveys_expected",
    "tally__to_plan",
    "tally__planned",
    "tally__came",
    "surveytally__before",
    "closed",  # from ``with_closure``
    "tally__seats_asked",
    "tally__demonstration_asked",
    "tally__leads",
    "tally__leads_asked",
)


def facts(day: DayCounts, today: datetime.date, minutes: int) -> DayFacts:
    """What the rules of readiness want to know; ``minutes`` at the wheel for each pupil."""
    showing = (("FIRE", day.fire), ("AMBULANCE", day.ambulance))
    return DayFacts(
        days_to_go=(day.date - today).days,
        called_off=day.called_off,
        capacity=day.capacity,
        booked=day.booked,
        pupils=day.pupils or 0,
        consents=day.consents or 0,
        cars=day.cars or 0,
        seats_filled=day.seats_filled or 0,
        demonstration=frozenset(service for service, n in showing if n),
        to_plan=day.to_plan or 0,
        planned=day.planned or 0,
        minutes=minutes,
        surveys_expected=day.surveys_expected or 0,
        surveys_in=day.before or 0,
        closed=day.closed or "",
        seats_asked=day.seats_asked or 0,
        demonstration_asked=day.demonstration_asked or 0,
        leads_asked=day.leads_asked or 0,
    )


class Shown(NamedTuple):
    """Six lights as markup, and the tag that says what the day needs first."""

    lights: SafeString
    kind: str
    text: str


@lru_cache(maxsize=8192)
def shown(day: DayFacts) -> Shown:
    """The same facts always look the same, so each is drawn once in the life of a process."""
    drawn = "".join(
        f'<li class="{light.state.value}" title="{escape(light.words)}">'
        f'<span class="visually-hidden">{escape(light.words)}</span></li>'
        for light in lights(day)
    )
    need = status(day)
    return Shown(SafeString(drawn), need.kind, need.text)


def days_away(days: int) -> str:
    """in 3 days, today, tomorrow; nothing for a day that is past."""
    if days < 0:
        return ""
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")
