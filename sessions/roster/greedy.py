"""A roster as a co-ordinator makes it by hand: day after day, the best who are free.

Legal by the checker, but without looking ahead. It is the yardstick of the benchmark, and what is
given when time runs out before the solver has found anything.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable

from sessions.roster.model import eligible
from sessions.roster.order import in_order
from sessions.roster.pairing import may_share
from sessions.roster.standing import OTHER_DUTIES
from sessions.rules.roster import filled, limit_problems, may_take, travel_points
from sessions.rules.season import Day, Duty, Key, Person, Season, Seat


def by_hand(season: Season) -> frozenset[Seat]:
    """A legal roster of a season whose fixed seats break no rule."""
    days = sorted(season.days, key=lambda day: (day.date, in_order(day.id)))
    hand = _Hand(season, days)
    for day, coming in eligible(season, days):
        hand.fill(day, coming)
    return frozenset(hand.seats)


class _Hand:
    """What has been given out so far."""

    def __init__(self, season: Season, days: list[Day]) -> None:
        self.season = season
        self.seats = set(season.fixed)
        self.dates: dict[Key, list[datetime.date]] = defaultdict(list)
        dates = {day.id: day.date for day in days}
        for seat in season.fixed:
            self.dates[seat.person].append(dates[seat.day])

    def fill(self, day: Day, coming: Iterable[Person]) -> None:
        """First who is rare, then the cars."""
        here = {person.id: person for person in coming}
        free = [person for person in here.values() if self._has_room(person, day)]
        free.sort(key=lambda person: self._rank(person, day))
        for duty in OTHER_DUTIES:
            have = sum(seat.day == day.id and seat.duty == duty for seat in self.seats)
            able = [person for person in free if may_take(person, duty)]
            for person in able[: max(0, day.need.get(duty, 0) - have)]:
                self._give(person, day, duty)
                free.remove(person)
        fixed = [s for s in self.season.fixed if s.day == day.id and s.duty == Duty.CAR]
        self._fill_cars(day, free, [here[seat.person] for seat in fixed])

    def _fill_cars(self, day: Day, free: list[Person], crew: list[Person]) -> None:
        apart = self.season.limits.newcomers_apart
        fixed = {person.id for person in crew}
        more: list[Person] | None = []
        while more is not None:
            for person in more:
                self._give(person, day, Duty.CAR)
                free.remove(person)
            crew = [*crew, *more]
            cars, alone = filled(crew, fixed, newcomers_apart=apart) or (0, 0)
            more = _partner(crew, fixed, free, alone, apart=apart) if alone else None
            if more is None and cars + alone < day.cars:
                more = _pair(free, apart=apart)

    def _give(self, person: Person, day: Day, duty: Duty) -> None:
        self.seats.add(Seat(person.id, day.id, duty))
        self.dates[person.id].append(day.date)

    def _has_room(self, person: Person, day: Day) -> bool:
        dates = [*self.dates[person.id], day.date]
        return not any(limit_problems(person, dates, self.season.limits))

    def _rank(self, person: Person, day: Day) -> tuple[bool, int, tuple[bool, str]]:
        """Who speaks a language that is needed, then who costs least, then by id."""
        w = self.season.weights
        cost = w.preference.get(person.marks[day.date], 0)
        cost += travel_points(person, day, w.km_per_point)
        cost += w.fairness * (2 * (len(self.dates[person.id]) + person.prior) + 1)
        cost -= w.changed_asked * any(
            Seat(person.id, day.id, duty) in self.season.asked for duty in Duty
        )
        return person.languages.isdisjoint(day.languages), cost, in_order(person.id)


def _partner(
    crew: list[Person], fixed: set[Key], free: list[Person], alone: int, *, apart: bool
) -> list[Person] | None:
    """The first who leaves one fewer alone."""
    for person in free:
        placed = filled([*crew, person], fixed, newcomers_apart=apart)
        if placed is not None and placed[1] < alone:
            return [person]
    return None


def _pair(free: list[Person], *, apart: bool) -> list[Person] | None:
    """The first of the service with most people left, and the first who may sit beside him."""
    left = Counter(person.service for person in free)
    for one in sorted(free, key=lambda person: -left[person.service]):
        for other in free:
            if may_share(one, other, newcomers_apart=apart):
                return [one, other]
    return None
