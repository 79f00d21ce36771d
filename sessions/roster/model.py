"""The season as one integer model: a column for each seat that somebody may take, and its rows.

After ``roster.md`` of the design: who comes and in which duty; cars follow by pairing. Per day,
with ``u`` cars that stand still: coaches + 2u = 2 * cars, and neither a service nor the newcomers,
with u, are more than the cars; that is exactly when the coaches can be paired. Coaches who have a
fixed seat may sit alone, each at a cost. Fairness is convex, so each further day of a person is a
column of its own, dearer than the one before.
"""

import datetime
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from sessions.roster.order import in_order
from sessions.roster.standing import OTHER_DUTIES
from sessions.rules.roster import day_problems, may_take, most_cars, travel_points
from sessions.rules.season import Day, Duty, Key, Person, Season, Seat


@dataclass
class Model:
    """Least ``costs`` + ``offset`` over whole numbers between bounds, under rows.

    The first ``len(seats)`` columns are the seats. A row holds its columns from ``starts[i]`` to
    ``starts[i + 1]``, and its sum lies between ``row_least[i]`` and ``row_most[i]``.
    """

    seats: list[Seat] = field(default_factory=list)
    # By day: its seats, and what says how many cars stand still and who is missing.
    of_day: dict[Key, list[int]] = field(default_factory=dict)
    offset: int = 0
    costs: list[int] = field(default_factory=list)
    least: list[int] = field(default_factory=list)
    most: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=lambda: [0])
    columns: list[int] = field(default_factory=list)
    factors: list[int] = field(default_factory=list)
    row_least: list[float] = field(default_factory=list)
    row_most: list[float] = field(default_factory=list)

    def column(self, cost: int, most: int, least: int = 0) -> int:
        """A new unknown; gives its number."""
        self.costs.append(cost)
        self.least.append(least)
        self.most.append(most)
        return len(self.costs) - 1

    def row(
        self,
        ones: Iterable[int],
        others: Iterable[tuple[int, int]] = (),
        *,
        least: float = -math.inf,
        most: float = math.inf,
    ) -> None:
        """A condition on a sum: columns ``ones`` count once, ``others`` with their factor."""
        before = len(self.columns)
        self.columns.extend(ones)
        self.factors.extend([1] * (len(self.columns) - before))
        for column, factor in others:
            self.columns.append(column)
            self.factors.append(factor)
        self.starts.append(len(self.columns))
        self.row_least.append(least)
        self.row_most.append(most)


def build(season: Season) -> Model:
    """The model of a season whose fixed seats break no rule (``sessions.roster.fixed``)."""
    model = Model()
    people = {person.id: person for person in season.people}
    days = sorted(season.days, key=lambda day: (day.date, in_order(day.id)))
    for day, coming in eligible(season, days):
        _add_seats(model, season, day, coming)
    model.offset = season.weights.changed_asked * len(season.asked)
    by_day: dict[Key, list[int]] = defaultdict(list)
    by_person: dict[Key, list[int]] = defaultdict(list)
    for column, seat in enumerate(model.seats):
        by_day[seat.day].append(column)
        by_person[seat.person].append(column)
    for day in days:
        before = len(model.costs)
        _add_day(model, season, day, by_day[day.id], people)
        model.of_day[day.id] = [*by_day[day.id], *range(before, len(model.costs))]
    dates = {day.id: day.date for day in days}
    for key in sorted(by_person, key=in_order):
        _add_person(model, season, people[key], by_person[key], dates)
    return model


def eligible(season: Season, days: Sequence[Day]) -> Iterable[tuple[Day, list[Person]]]:
    """Each day with everybody whom nothing keeps from it, in the order of their ids."""
    people = sorted(season.people, key=lambda person: in_order(person.id))
    free: dict[datetime.date, list[Person]] = defaultdict(list)
    for person in people:
        for date in person.marks:
            free[date].append(person)
    for day in days:
        yield day, [p for p in free[day.date] if not any(day_problems(p, day))]


def _add_seats(model: Model, season: Season, day: Day, coming: list[Person]) -> None:
    w = season.weights
    for duty in Duty:
        room = 2 * day.cars if duty == Duty.CAR else day.need.get(duty, 0)
        for person in coming:
            seat = Seat(person.id, day.id, duty)
            fixed = seat in season.fixed
            if not fixed and not (room and may_take(person, duty)):
                continue
            cost = w.preference.get(person.marks[day.date], 0)
            cost += travel_points(person, day, w.km_per_point)
            cost -= w.changed_asked * (seat in season.asked)
            model.column(cost, 1, least=int(fixed))
            model.seats.append(seat)


def _add_day(
    model: Model, season: Season, day: Day, columns: list[int], people: dict[Key, Person]
) -> None:
    w = season.weights
    by_duty: dict[Duty, list[int]] = defaultdict(list)
    for column in columns:
        by_duty[model.seats[column].duty].append(column)
    _add_cars(model, season, day, by_duty[Duty.CAR], people)
    for duty in OTHER_DUTIES:
        cost = w.missing_lead if duty == Duty.LEAD else w.missing_demo
        fixed = sum(model.least[column] for column in by_duty[duty])
        need = max(day.need.get(duty, 0), fixed)
        if need:
            missing = model.column(cost, need - fixed)
            model.row([*by_duty[duty], missing], least=need, most=need)
    for language, need in sorted(day.languages.items()):
        speak = [
            column
            for column in by_duty[Duty.CAR]
            if language in people[model.seats[column].person].languages
        ]
        missing = model.column(w.missing_language, need)
        model.row([*speak, missing], least=need)


def _add_cars(
    model: Model, season: Season, day: Day, columns: list[int], people: dict[Key, Person]
) -> None:
    apart = season.limits.newcomers_apart
    who = {column: people[model.seats[column].person] for column in columns}
    fixed = [column for column in columns if model.least[column]]
    alone = {
        group: model.column(season.weights.alone, number)
        for group, number in sorted(
            Counter((who[c].service, who[c].newcomer) for c in fixed).items()
        )
    }
    most = min(day.cars, most_cars(list(who.values()), newcomers_apart=apart))
    still = model.column(season.weights.uncrewed_car, day.cars, least=day.cars - most)
    cars = day.cars
    lone = [(column, -1) for column in alone.values()]
    model.row(columns, [*lone, (still, 2)], least=2 * cars, most=2 * cars)
    if alone:
        model.row(alone.values(), [(still, -1)], most=0)
    for service in sorted({person.service for person in who.values()}):
        ones = [column for column in columns if who[column].service == service]
        lone = [(column, -1) for (group, _), column in alone.items() if group == service]
        model.row([*ones, still], lone, most=cars)
    ones = [column for column in columns if who[column].newcomer]
    if apart and ones:
        lone = [(column, -1) for (_, newcomer), column in alone.items() if newcomer]
        model.row([*ones, still], lone, most=cars)


def _add_person(
    model: Model,
    season: Season,
    person: Person,
    columns: list[int],
    dates: dict[Key, datetime.date],
) -> None:
    by_date = {
        date: list(group)
        for date, group in groupby(columns, key=lambda c: dates[model.seats[c].day])
    }
    for same in by_date.values():
        if len(same) > 1:
            model.row(same, most=1)
    _add_months(model, person, by_date)
    for inside, most in windows(sorted(by_date), person.held, season):
        model.row([c for date in inside for c in by_date[date]], most=most)
    # One column for each further day: (n + 1)² - n² = 2n + 1, dearer each time.
    room = len(by_date)
    if person.most_in_season is not None:
        room = min(room, max(0, person.most_in_season - len(person.held)))
    steps = [
        (model.column(season.weights.fairness * (2 * (number + person.prior) + 1), 1), -1)
        for number in range(room)
    ]
    model.row(columns, steps, least=0, most=0)


def _add_months(model: Model, person: Person, by_date: dict[datetime.date, list[int]]) -> None:
    if person.most_a_month is None:
        return
    held = Counter((date.year, date.month) for date in person.held)
    for month, inside in groupby(sorted(by_date), key=lambda date: (date.year, date.month)):
        dates = list(inside)
        most = max(0, person.most_a_month - held[month])
        if len(dates) > most:
            model.row([c for date in dates for c in by_date[date]], most=most)


def windows(
    dates: Sequence[datetime.date], held: Sequence[datetime.date], season: Season
) -> Iterable[tuple[list[datetime.date], int]]:
    """Each stretch of ``dates`` that the rule of rest binds, and how many of them it allows.

    Stretches within others are left out: the longer one says more.
    """
    if season.limits.window_days < 1:
        return
    every = sorted({*dates, *held})
    length = datetime.timedelta(days=season.limits.window_days)
    last = datetime.date.min
    for first in every:
        end = max((date for date in every if first <= date < first + length), default=first)
        if end <= last:
            continue
        last = end
        inside = [date for date in dates if first <= date <= end]
        most = season.limits.window_most - sum(first <= date <= end for date in held)
        if len(inside) > max(0, most):
            yield inside, max(0, most)
