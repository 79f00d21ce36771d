"""What keeps people from a day on which they are free, and what would let them come."""

from collections import defaultdict
from collections.abc import Iterable
from enum import StrEnum

from core.grid import miles
from core.words import many, month_name
from programmes.rules import fit_problems
from sessions.roster.order import in_order
from sessions.roster.standing import Standing
from sessions.rules.pairs import NUMBERS
from sessions.rules.roster import distance_km, is_too_far, may_take
from sessions.rules.season import Day, Duty, Person

FURTHER_MILES = 15
MOST_NAMES = 5


class Obstacle(StrEnum):
    """One thing that keeps somebody from a day on which he is free."""

    PAPERS = "PAPERS"
    FAR = "FAR"
    DATE = "DATE"  # he is elsewhere on this date
    MONTH = "MONTH"
    SEASON = "SEASON"
    REST = "REST"


def obstacles(standing: Standing, person: Person, day: Day) -> set[Obstacle]:
    """Everything that keeps a person from a day, his answer apart; nothing means he could come."""
    found = set()
    dates = [standing.days[key].date for key in standing.comes[person.id]] + [*person.held]
    if any(fit_problems(person.assurance, day.date)):
        found.add(Obstacle.PAPERS)
    if is_too_far(person, day):
        found.add(Obstacle.FAR)
    if day.date in dates:
        return {*found, Obstacle.DATE}
    month = sum((d.year, d.month) == (day.date.year, day.date.month) for d in dates)
    if person.most_a_month is not None and month >= person.most_a_month:
        found.add(Obstacle.MONTH)
    if person.most_in_season is not None and len(dates) >= person.most_in_season:
        found.add(Obstacle.SEASON)
    if not found & {Obstacle.MONTH, Obstacle.SEASON} and not standing.has_room(person, day):
        found.add(Obstacle.REST)
    return found


def of_use(standing: Standing, day: Day) -> list[tuple[Person, set[Obstacle]]]:
    """All who are free on a day and not on it, and would better it, with what keeps them."""
    crew = standing.crews[day.id]
    lack = standing.lack(day, crew)
    better: dict[object, bool] = {}
    found = []
    for person in sorted(standing.season.people, key=lambda person: in_order(person.id)):
        if person.id in crew or day.date not in person.marks:
            continue
        kind = person.service, person.newcomer, person.may_lead, person.may_demonstrate
        key = *kind, person.languages
        if key not in better:
            better[key] = any(
                standing.lack(day, {**crew, person.id: duty}) < lack
                for duty in Duty
                if may_take(person, duty)
            )
        if better[key]:
            found.append((person, obstacles(standing, person, day)))
    return found


def reasons(found: Iterable[tuple[Person, set[Obstacle]]], day: Day, rest: str) -> Iterable[str]:
    """ "4 coaches are free but have had their two days in May." Each person is counted once."""
    kept: dict[Obstacle, list[Person]] = defaultdict(list)
    for person, what in found:
        for obstacle in Obstacle:
            if obstacle in what:
                kept[obstacle].append(person)
                break
    for obstacle in Obstacle:
        if kept[obstacle]:
            yield _reason(obstacle, kept[obstacle], day, rest)


def _reason(obstacle: Obstacle, people: list[Person], day: Day, rest: str) -> str:
    one = len(people) == 1
    have, are = ("has", "is") if one else ("have", "are")
    month = month_name(day.date)
    theirs = _days_words({person.most_a_month for person in people})
    words = {
        Obstacle.PAPERS: f"but {have} papers missing or out of date by then",
        Obstacle.FAR: "but too far away",
        Obstacle.DATE: f"but {are} somewhere else on that date",
        Obstacle.MONTH: f"but {have} had {theirs} in {month}",
        Obstacle.SEASON: f"but {have} had all days of the season",
        Obstacle.REST: f"but {have} {rest} around it",
    }
    return f"{many(len(people), 'coach is,coaches are')} free {words[obstacle]}."


def _days_words(limits: set[int | None]) -> str:
    """Their two days, where all have the same limit and it is a few."""
    most = limits.pop() if len(limits) == 1 else None
    if not most or most >= len(NUMBERS):
        return "all days they give"
    return "one day" if most == 1 else f"{NUMBERS[most]} days"


def fixes(
    found: Iterable[tuple[Person, set[Obstacle]]], day: Day, *, asking_helps: bool
) -> Iterable[str]:
    """What would let people come who are kept by one thing only, with their names."""
    month = month_name(day.date)
    asks = {
        Obstacle.PAPERS: "Renew PVG or training",
        Obstacle.MONTH: f"Ask for one more day in {month}",
        Obstacle.SEASON: "Ask for one more day in the season",
        Obstacle.FAR: f"Ask to travel {FURTHER_MILES} miles further",
    }
    names: dict[Obstacle | None, list[str]] = defaultdict(list)
    for person, what in found:
        only = next(iter(what), None)
        if len(what) <= 1 and (only != Obstacle.FAR or _is_within_reach(person, day)):
            names[only].append(person.name)
    if names[None] and asking_helps:
        yield f"Ask: {_named(names[None])}."
    yield from (f"{ask}: {_named(names[what])}." for what, ask in asks.items() if names[what])


def _is_within_reach(person: Person, day: Day) -> bool:
    beyond = (distance_km(person, day) or 0) - (person.most_km or 0)
    return miles(beyond) <= FURTHER_MILES


def _named(names: list[str]) -> str:
    more = len(names) - MOST_NAMES
    if more <= 0:
        return ", ".join(names)
    return f"{', '.join(names[:MOST_NAMES])} and {many(more, 'other,others')}"
