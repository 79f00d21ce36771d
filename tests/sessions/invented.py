"""Small invented seasons for tests of rosters: people, days and seats in a few words."""

import datetime

from hypothesis import strategies as st

from programmes.rules import Assurance
from sessions.rules.season import Day, Duty, Key, Limits, Person, Season, Seat
from sessions.rules.weights import Weights

MONDAY = datetime.date(2027, 5, 10)
SERVICES = ("POLICE", "FIRE", "AMBULANCE")
OTHERS = (Duty.DEMO_FIRE, Duty.DEMO_AMBULANCE, Duty.LEAD)


def date(number: int) -> datetime.date:
    """So many days after the first Monday."""
    return MONDAY + datetime.timedelta(days=number)


def person(key: Key, service: str = "POLICE", free: str = "0" * 60, **other: object) -> Person:
    """Fit, and free by marks from the first Monday on; "." is a date without an answer."""
    facts: dict = {
        "name": f"Coach {key}",
        "assurance": Assurance(f"Coach {key}", True, date(-400), None, date(400)),
        "marks": {date(n): mark for n, mark in enumerate(free) if mark != "."},
    }
    return Person(id=key, service=service, **(facts | other))


def day(key: Key, number: int = 0, cars: int = 1, **other: object) -> Day:
    """A day without demonstration or lead, unless ``need`` says so."""
    facts: dict = {"need": {}, "name": f"Day {key}", "date": date(number)} | other
    return Day(id=key, cars=cars, **facts)


def car(who: Key, when: Key) -> Seat:
    return Seat(who, when, Duty.CAR)


def season(days: list[Day], people: list[Person], **other: object) -> Season:
    facts: dict = {"days": tuple(days), "people": tuple(people)} | other
    return Season(**facts)


@st.composite
def seasons(
    draw: st.DrawFn, *, days: int = 4, people: int = 9, cars: int = 2, fixed: bool = True
) -> Season:
    """Seasons of every small kind, with fixed and asked seats that may well break a rule."""
    crewed = [_a_day(draw, number, cars) for number in range(draw(st.integers(0, days)))]
    coaches = [_a_person(draw, number) for number in range(draw(st.integers(0, people)))]
    here = st.sampled_from(coaches) if coaches and crewed and fixed else None
    seats = frozenset(
        Seat(draw(here).id, draw(st.sampled_from(crewed)).id, draw(st.sampled_from(Duty)))
        for _ in range(draw(st.integers(0, 5)) if here is not None else 0)
        if here is not None
    )
    kept = frozenset(seat for seat in seats if draw(st.booleans()))
    limits = Limits(draw(st.sampled_from([0, 1, 7])), draw(st.integers(0, 3)), draw(st.booleans()))
    weights = Weights(km_per_point=draw(st.integers(1, 5)), fairness=draw(st.integers(0, 5)))
    return season(crewed, coaches, fixed=kept, asked=seats - kept, limits=limits, weights=weights)


def _a_day(draw: st.DrawFn, number: int, cars: int) -> Day:
    return day(
        f"d{number}",
        draw(st.integers(0, 12)),
        draw(st.integers(0, cars)),
        need={duty: draw(st.integers(0, 1)) for duty in OTHERS},
        place=draw(st.sampled_from([None, (0.0, 0.0), (30.0, 40.0)])),
        languages=draw(st.sampled_from([{}, {"gd": 1}])),
    )


def _a_person(draw: st.DrawFn, number: int) -> Person:
    some = st.sampled_from([None, 0, 1, 2, 3])
    return person(
        number + 1,
        draw(st.sampled_from(SERVICES)),
        draw(st.text("0012.", min_size=13, max_size=13)),
        home=draw(st.sampled_from([None, (0.0, 0.0), (3.0, 4.0)])),
        most_km=draw(st.sampled_from([None, 10.0, 60.0])),
        most_a_month=draw(some),
        most_in_season=draw(some),
        prior=draw(st.integers(0, 2)),
        held=draw(st.sampled_from([(), (date(3),)])),
        newcomer=draw(st.booleans()),
        may_lead=draw(st.booleans()),
        may_demonstrate=draw(st.booleans()),
        languages=draw(st.sampled_from([frozenset(), frozenset({"gd"})])),
    )
