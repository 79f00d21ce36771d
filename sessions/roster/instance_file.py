"""Reads a season from a file of the format predriver-roster/1, and writes rosters for it."""

import datetime
from collections.abc import Iterable

from core.words import near_date
from programmes.rules import SERVICES, Assurance
from sessions.roster.json_places import MOST_TOLD, BadFile, Place, read_json
from sessions.rules.season import Day, Duty, Limits, Person, Season, Seat
from sessions.rules.weights import Weights

FORMAT = "predriver-roster/1"
ROLES = {
    Duty.CAR: "coach",
    Duty.DEMO_FIRE: "demo_fire",
    Duty.DEMO_AMBULANCE: "demo_ambulance",
    Duty.LEAD: "lead",
}
NOT_FREE = "."


def read_instance(text: str | bytes) -> Season:
    """The season that a file describes; people and days carry the file's ids.

    Raises ``BadFile`` whose sentences name each place: "coaches[3].availability: …".
    """
    problems: list[str] = []
    file = Place(read_json(text), "", problems)
    if file.key("format").text() != FORMAT:
        file.key("format").problem(f"must be {FORMAT}.")
    season = _season(file) if not problems else None
    if season is None or problems:
        more = [f"And {len(problems) - MOST_TOLD} more."] if len(problems) > MOST_TOLD else []
        raise BadFile(problems[:MOST_TOLD] + more)
    return season


def rows(seats: Iterable[Seat]) -> list[list[str]]:
    """A roster as the format has it: coach, session and role, in the order of the days."""
    return sorted(
        ([str(seat.person), str(seat.day), ROLES[seat.duty]] for seat in seats),
        key=lambda row: (row[1], row[2], row[0]),
    )


def _season(file: Place) -> Season:
    weights = _weights(file.key("weights"))
    services = _services(file.key("services"))
    dates = _dates(file.key("dates"))
    venues = [_point(venue.key("xy")) for venue in file.key("venues").items()]
    seen: set[object] = set()
    days = [_day(place, dates, venues, seen) for place in file.key("sessions").items()]
    seen = set()
    marks = frozenset(weights.preference)
    people = [_person(place, dates, services, marks, seen) for place in file.key("coaches").items()]
    return Season(tuple(days), tuple(people), _limits(file.key("rules")), weights)


def _weights(place: Place) -> Weights:
    return Weights(
        uncrewed_car=place.key("uncrewed_car").whole(),
        missing_demo=place.key("missing_demo").whole(),
        missing_lead=place.key("missing_lead").whole(),
        missing_language=place.key("missing_language").whole(),
        preference={mark: at.whole() for mark, at in place.key("preference").pairs()},
        km_per_point=place.key("km_per_point").whole(least=1),
        fairness=place.key("fairness").whole(),
    )


def _limits(place: Place) -> Limits:
    return Limits(
        window_days=place.key("rolling_window_days").whole(),
        window_most=place.key("rolling_window_max").whole(),
        newcomers_apart=place.key("novices_at_most_cars").yes_or_no(),
    )


def _services(place: Place) -> set[str]:
    services = set()
    for each in place.items():
        name = each.text()
        if name and name.upper() not in SERVICES:
            each.problem(f"unknown service {name!r}: police, fire or ambulance.")
        services.add(name)
    return services


def _dates(place: Place) -> list[datetime.date]:
    seen: set[object] = set()
    dates = []
    for each in place.items():
        dates.append(each.date())
        if dates[-1] != datetime.date.min:
            each.once(seen, dates[-1])
    return dates


def _point(place: Place) -> tuple[float, float]:
    east, north = place.two()
    return east.number(), north.number()


def _day(
    place: Place,
    dates: list[datetime.date],
    venues: list[tuple[float, float]],
    seen: set[object],
) -> Day:
    key = place.key("id").text()
    if key:
        place.key("id").once(seen, key)
    date = place.key("date").date()
    if date not in dates and date != datetime.date.min:
        place.key("date").problem("is not one of the dates of the file.")
    venue = place.key("venue").whole()
    if venue >= len(venues):
        place.key("venue").problem(f"must be less than the number of venues, {len(venues)}.")
    need = place.key("need")
    return Day(
        id=key,
        date=date,
        name=f"{key}, {near_date(date)}",
        cars=place.key("cars").whole(),
        need={duty: need.key(role).whole() for duty, role in ROLES.items() if duty != Duty.CAR},
        place=venues[venue] if venue < len(venues) else None,
        languages={name: at.whole() for name, at in place.key("languages").pairs()},
    )


def _person(
    place: Place,
    dates: list[datetime.date],
    services: set[str],
    marks: frozenset[str],
    seen: set[object],
) -> Person:
    key = place.key("id").text()
    if key:
        place.key("id").once(seen, key)
    service = place.key("service").text()
    if service and service not in services:
        place.key("service").problem(f"unknown service {service!r}.")
    return Person(
        id=key,
        name=key,
        service=service.upper(),
        assurance=_assurance(place, key),
        marks=_marks(place.key("availability"), dates, marks),
        home=_point(place.key("home")),
        most_km=place.key("max_km").number(),
        most_a_month=place.key("max_per_month").whole(),
        most_in_season=place.key("max_total").whole(),
        prior=place.key("prior_load").whole(),
        newcomer=place.key("novice").yes_or_no(),
        may_lead=place.key("lead").yes_or_no(),
        may_demonstrate=place.key("demo").yes_or_no(),
        languages=frozenset(each.text() for each in place.key("languages").items()),
    )


def _assurance(place: Place, name: str) -> Assurance:
    pvg, trained = place.key("pvg").two(), place.key("trained").two()
    return Assurance(
        name=name,
        is_active=True,
        pvg_confirmed_on=pvg[0].date(),
        pvg_review_on=pvg[1].date(),
        trained_from=trained[0].date(),
        trained_until=trained[1].date(),
    )


def _marks(
    place: Place, dates: list[datetime.date], marks: frozenset[str]
) -> dict[datetime.date, str]:
    text = place.text()
    if text and len(text) != len(dates):
        place.problem(f"has {len(text)} marks for {len(dates)} dates.")
    for mark in sorted(set(text) - marks - {NOT_FREE}):
        place.problem(f"unknown mark {mark!r}.")
    return {date: mark for date, mark in zip(dates, text, strict=False) if mark != NOT_FREE}
