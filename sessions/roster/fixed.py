"""Fixed seats that can stay, and in words those that cannot, before anything is planned."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sessions.roster.order import in_order
from sessions.rules.roster import DUTY_WORDS, day_problems, filled, limit_problems, may_take
from sessions.rules.season import Day, Duty, Key, Person, Season


@dataclass(frozen=True)
class Split:
    """A season all of whose fixed seats can stay, and a sentence for each that cannot."""

    season: Season
    sentences: tuple[str, ...]


def split_fixed(season: Season) -> Split:
    """Take out fixed seats that break a rule, the later ones where two break it together."""
    people = {person.id: person for person in season.people}
    days = {day.id: day for day in season.days}
    strangers = {s for s in season.fixed if s.person not in people or s.day not in days}
    sentences = [
        f"A fixed seat ({DUTY_WORDS[seat.duty]}) names a coach or day not in this season."
        for seat in sorted(strangers, key=str)
    ]
    dates: dict[Key, list[datetime.date]] = defaultdict(list)
    crews: dict[Key, list[Person]] = defaultdict(list)
    kept = set()
    for seat in sorted(
        season.fixed - strangers,
        key=lambda s: (days[s.day].date, in_order(s.day), in_order(s.person), s.duty),
    ):
        person, day = people[seat.person], days[seat.day]
        wrong = list(_why_not(season, seat.duty, person, day, dates[person.id], crews[day.id]))
        if wrong:
            sentences += [f"{day.name}: {problem} The seat is planned anew." for problem in wrong]
            continue
        kept.add(seat)
        dates[person.id].append(day.date)
        if seat.duty == Duty.CAR:
            crews[day.id].append(person)
    return Split(replace(season, fixed=frozenset(kept)), tuple(sentences))


def _why_not(
    season: Season,
    duty: Duty,
    person: Person,
    day: Day,
    dates: list[datetime.date],
    crew: list[Person],
) -> Iterable[str]:
    if not may_take(person, duty):
        yield f"{person.name} may not take {DUTY_WORDS[duty]}."
    yield from day_problems(person, day)
    yield from limit_problems(person, [*dates, day.date], season.limits)
    if duty == Duty.CAR:
        wanted = [*crew, person]
        apart = season.limits.newcomers_apart
        placed = filled(wanted, {one.id for one in wanted}, newcomers_apart=apart)
        if placed is None or sum(placed) > day.cars:
            yield f"There is no car left for {person.name} beside those who stay."
