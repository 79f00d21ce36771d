"""How ready a day is: six lights in the order of the work, and what it needs next."""

import enum
from collections.abc import Iterable
from dataclasses import dataclass

from core.words import many
from sessions.rules.crews import COACHES_PER_CAR, DEMONSTRATION_SERVICES

SOON_DAYS = 7  # a coach missing less than a week before the day is a stop, not a warning
PLAN_DAYS = 14
ANSWER_DAYS = 2  # who has not said yes so shortly before the day may as well be missing


class State(enum.Enum):
    """What a light shows; the value is its style, the label its words."""

    READY = "ok"
    WAITING = "warn"
    STOP = "stop"
    OFF = "off"


@dataclass(frozen=True)
class Light:
    """One light: its figure and words stand on the day page, its words behind the colour."""

    key: str
    state: State
    figure: str
    label: str

    @property
    def words(self) -> str:
        """For a screen reader: "coaches: 11 / 12, waiting"."""
        said = {"ok": "ready", "warn": "waiting", "stop": "needs you", "off": "not begun"}
        return f"{self.label}: {self.figure}, {said[self.state.value]}"


@dataclass(frozen=True)
class DayFacts:
    """What is counted about one day; every light follows from these numbers."""

    days_to_go: int  # negative when the day is past
    called_off: bool
    capacity: int
    booked: int
    pupils: int
    consents: int
    cars: int
    seats_filled: int
    demonstration: frozenset[str]
    to_plan: int  # pupils named, without those who may not drive
    planned: int  # pupils with a turn in the day plan
    minutes: int
    surveys_expected: int
    surveys_in: int
    closed: str = ""  # why the airfield is closed on the date; nothing where it is open
    # Of those who have a seat, how many have not said yes to it.
    seats_asked: int = 0
    demonstration_asked: int = 0
    leads_asked: int = 0

    @property
    def seats(self) -> int:
        return self.cars * COACHES_PER_CAR

    @property
    def past(self) -> bool:
        return self.days_to_go < 0


def lights(day: DayFacts) -> tuple[Light, ...]:
    """Six lights: schools booked, consents, coaches, demonstration, day plan, surveys."""
    return (
        Light("places", _booked(day), f"{day.booked} / {day.capacity}", "places booked"),
        Light("consents", _consents(day), f"{day.consents} / {day.pupils}", "consents in"),
        Light(
            "coaches",
            _coaches(day),
            f"{day.seats_filled} / {day.seats}",
            f"seats with a coach{_not_yet(day.seats_asked, day)}",
        ),
        Light(
            "demonstration",
            _showing(day),
            _crew(day),
            f"demonstration crew{_not_yet(day.demonstration_asked, day)}",
        ),
        Light("plan", _plan(day), _planned(day), f"day plan, {day.minutes} min each"),
        Light(
            "surveys",
            _surveys(day),
            f"{day.surveys_in} / {day.surveys_expected}",
            "‘before’ surveys",
        ),
    )


def _when(ready: bool, begun: bool, stop: bool) -> State:
    if ready:
        return State.READY
    if stop:
        return State.STOP
    return State.WAITING if begun else State.OFF


def _booked(day: DayFacts) -> State:
    if day.called_off:
        return State.OFF
    full = day.booked >= day.capacity * 0.9
    return _when(full, day.booked > 0, day.booked == 0 and 0 <= day.days_to_go <= SOON_DAYS)


def _consents(day: DayFacts) -> State:
    if day.called_off:
        return State.OFF
    everybody = 0 < day.pupils == day.consents
    return _when(everybody, day.pupils > 0, day.pupils > 0 and 0 <= day.days_to_go <= 1)


def _coaches(day: DayFacts) -> State:
    if day.called_off:
        return State.OFF
    crewed = 0 < day.seats == day.seats_filled
    if crewed and day.seats_asked:
        return _unanswered(day)
    return _when(crewed, day.seats_filled > 0, 0 <= day.days_to_go <= SOON_DAYS)


def _showing(day: DayFacts) -> State:
    if day.called_off:
        return State.OFF
    crewed = day.demonstration.issuperset(DEMONSTRATION_SERVICES)
    if crewed and day.demonstration_asked:
        return _unanswered(day)
    return _when(crewed, bool(day.demonstration), 0 <= day.days_to_go <= SOON_DAYS)


def _unanswered(day: DayFacts) -> State:
    """Everybody is there, but not everybody has said yes; of a past day nobody asks any more."""
    return _when(day.past, True, day.days_to_go <= ANSWER_DAYS)


def _not_yet(asked: int, day: DayFacts) -> str:
    """As in "seats with a coach, 3 not yet accepted"."""
    return f", {asked} not yet accepted" if asked and not day.past and not day.called_off else ""


def _plan(day: DayFacts) -> State:
    if day.called_off:
        return State.OFF
    planned = 0 < day.to_plan <= day.planned
    return _when(planned, day.planned > 0 or day.days_to_go <= PLAN_DAYS, day.days_to_go == 0)


def _surveys(day: DayFacts) -> State:
    if day.called_off:
        return State.OFF
    answered = 0 < day.surveys_expected <= day.surveys_in
    return _when(answered, day.surveys_expected > 0 and day.days_to_go <= PLAN_DAYS, False)


def _crew(day: DayFacts) -> str:
    short = {"FIRE": "Fire", "AMBULANCE": "Amb"}
    return (
        " + ".join(short[s] for s in DEMONSTRATION_SERVICES if s in day.demonstration) or "Nobody"
    )


def _planned(day: DayFacts) -> str:
    return "Ready" if _plan(day) is State.READY else f"{day.planned} / {day.to_plan}"


@dataclass(frozen=True)
class Need:
    """What a day needs next, in a few words, and how pressing it is."""

    kind: str  # ok, warn, stop or grey
    text: str


def needs(day: DayFacts) -> Iterable[Need]:
    """Everything that a day still needs, the most pressing first."""
    if day.called_off or day.past:
        return
    if day.closed:
        yield Need("stop", f"Airfield closed: {day.closed}")
    short = day.seats - day.seats_filled
    pressing = "stop" if day.days_to_go <= SOON_DAYS else "warn"
    if day.cars == 0:
        yield Need(pressing, "No cars chosen")
    if not day.booked and day.days_to_go <= SOON_DAYS:
        yield Need("stop", "No school has booked")
    if day.booked and short:
        yield Need(pressing, f"{many(short, 'coach,coaches')} short")
    missing = [s.lower() for s in DEMONSTRATION_SERVICES if s not in day.demonstration]
    if day.booked and missing and day.days_to_go <= PLAN_DAYS:
        yield Need(pressing, f"Demonstration needs {' and '.join(missing)}")
    asked = day.seats_asked + day.demonstration_asked + day.leads_asked
    if asked and day.days_to_go <= PLAN_DAYS:
        kind = "stop" if day.days_to_go <= ANSWER_DAYS else "warn"
        yield Need(kind, f"{many(asked, 'seat,seats')} not yet accepted")
    yield from _paper_needs(day)
    left = day.capacity - day.booked
    if left and day.days_to_go > SOON_DAYS:
        yield Need("grey", f"{many(left, 'place,places')} to book")


def _paper_needs(day: DayFacts) -> Iterable[Need]:
    if day.days_to_go > PLAN_DAYS * 2:
        return
    unlisted = day.booked - day.pupils
    if unlisted > 0:
        yield Need("warn", f"{many(unlisted, 'pupil,pupils')} not named yet")
    to_come = day.pupils - day.consents
    if to_come > 0:
        yield Need("warn", f"{many(to_come, 'consent,consents')} to come")
    if day.planned < day.to_plan and day.days_to_go <= PLAN_DAYS:
        yield Need("warn", "Make the day plan")
    surveys = day.surveys_expected - day.surveys_in
    if surveys > 0 and day.days_to_go <= PLAN_DAYS:
        yield Need("warn", f"{many(surveys, 'survey,surveys')} to come")


def status(day: DayFacts) -> Need:
    """One tag for the season page: done, called off, the first need, or on track."""
    if day.called_off:
        return Need("grey", "Called off")
    if day.past:
        return Need("grey", "Done")
    return next(iter(needs(day)), Need("ok", "On track"))
