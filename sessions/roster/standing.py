"""A roster as it stands, indexed by day and by person, for questions about single days."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import cached_property

from core.grid import miles
from sessions.rules.pairs import coaches_missing
from sessions.rules.roster import (
    counted,
    day_problems,
    distance_km,
    limit_problems,
    most_cars,
    points,
    travel_points,
)
from sessions.rules.season import Day, Duty, Key, Person, Season, Seat

OTHER_DUTIES = (Duty.DEMO_FIRE, Duty.DEMO_AMBULANCE, Duty.LEAD)
# Parts of the objective that belong to a day, not to those who come.
SHORT = ("uncrewed_car", "missing_demo", "missing_lead", "missing_language")

Crew = Mapping[Key, Duty]  # of one day: who comes, in which duty
Cars = Mapping[Key, Mapping[Key, Key]]  # by day: the car of each person


class Standing:
    """Looks up who comes when, who could come, and what a day lacks; changes nothing."""

    def __init__(self, season: Season, seats: Iterable[Seat], cars: Cars | None = None) -> None:
        self.season = season
        self.cars = cars or {}
        self.seats = frozenset(seats)
        self.people = {person.id: person for person in season.people}
        self.days = {day.id: day for day in season.days}
        self.crews: dict[Key, dict[Key, Duty]] = {day.id: {} for day in season.days}
        self.comes: dict[Key, set[Key]] = defaultdict(set)
        for seat in self.seats:
            if seat.day not in self.days or seat.person not in self.people:
                continue
            self.crews[seat.day][seat.person] = seat.duty
            self.comes[seat.person].add(seat.day)
        self._free_on: dict[Key, list[Person]] = {}
        self._could_join: dict[Key, list[Person]] = {}

    @cached_property
    def fixed(self) -> Mapping[Key, frozenset[Key]]:
        """By day, who has a car for certain and may sit in it alone."""
        found: dict[Key, set[Key]] = defaultdict(set)
        for seat in self.season.fixed:
            if seat.duty == Duty.CAR:
                found[seat.day].add(seat.person)
        return {day: frozenset(people) for day, people in found.items()}

    def free_on(self, day: Day) -> list[Person]:
        """All who could come to a day if no other day were planned; limits are not asked."""
        if day.id not in self._free_on:
            self._free_on[day.id] = [
                person
                for person in self.season.people
                if day.date in person.marks and not any(day_problems(person, day))
            ]
        return self._free_on[day.id]

    def has_room(self, person: Person, day: Day, *, without: Key | None = None) -> bool:
        """Whether the limits of a person leave room for one more day, perhaps given one up."""
        others = [self.days[key].date for key in self.comes[person.id] if key != without]
        return not any(limit_problems(person, [*others, day.date], self.season.limits))

    def could_join(self, day: Day) -> list[Person]:
        """All who are not on a day and could come to it with everything else as it stands."""
        if day.id not in self._could_join:
            crew = self.crews[day.id]
            self._could_join[day.id] = [
                p for p in self.free_on(day) if p.id not in crew and self.has_room(p, day)
            ]
        return self._could_join[day.id]

    def load(self, person: Person) -> int:
        """Days of this season, those held already with them."""
        return len(self.comes[person.id]) + len(person.held)

    def miles(self, person: Person, day: Day) -> int | None:
        """Straight from home, whole miles; None where a place is not known."""
        km = distance_km(person, day)
        return None if km is None else round(miles(km))

    def seat_points(self, person: Person, day: Day) -> int:
        """What one seat costs by mark and way."""
        w = self.season.weights
        mark = w.preference.get(person.marks.get(day.date, ""), 0)
        return mark + travel_points(person, day, w.km_per_point)

    def fairness_points(self, person: Person, more: int) -> int:
        """What ``more`` days than today cost, or with fewer save, by fairness."""
        before = len(self.comes[person.id]) + person.prior
        return self.season.weights.fairness * ((before + more) ** 2 - before**2)

    def joining_points(self, person: Person, day: Day) -> int:
        """What it costs that a person comes to one more day."""
        return self.seat_points(person, day) + self.fairness_points(person, 1)

    def asked_points(self, taken: Iterable[Seat]) -> int:
        """What it costs to take seats away again for which somebody was asked."""
        return self.season.weights.changed_asked * len(self.season.asked.intersection(taken))

    def day_points(self, day: Day, crew: Crew, fixed: frozenset[Key]) -> tuple[int, int]:
        """What a day is short of, in points of the objective, and those who sit alone with it."""
        people = tuple(self.people[key] for key in crew)
        certain = frozenset(
            Seat(key, day.id, Duty.CAR) for key in fixed if crew.get(key) == Duty.CAR
        )
        alone = replace(self.season, days=(day,), people=people, fixed=certain, asked=frozenset())
        parts = points(alone, (Seat(key, day.id, duty) for key, duty in crew.items()))
        short = sum(parts[part] for part in SHORT)
        return short, short + parts["alone"]

    def lack(self, day: Day, crew: Crew) -> int:
        """The people that a day lacks, in points: half a car for each coach who is missing.

        So the first of two coaches who make a car counts as a step.
        """
        w = self.season.weights
        short = self.lacks_coaches(day, crew)
        have = Counter(crew.values())
        weights = (w.missing_demo, w.missing_demo, w.missing_lead)
        for duty, weight in zip(OTHER_DUTIES, weights, strict=True):
            short += weight * max(0, day.need.get(duty, 0) - have[duty])
        return short

    def cars_run(self, day: Day, crew: Crew) -> int:
        """How many of a day's cars run with a crew, sat as well as can be."""
        coaches = [self.people[key] for key, duty in crew.items() if duty == Duty.CAR]
        apart = self.season.limits.newcomers_apart
        return min(day.cars, most_cars(coaches, newcomers_apart=apart))

    def unfilled(self, day: Day, crew: Crew) -> tuple[Duty, ...]:
        """The duties beside cars for which a crew has too few."""
        have = Counter(crew.values())
        return tuple(duty for duty in OTHER_DUTIES if have[duty] < day.need.get(duty, 0))

    def lacks_coaches(self, day: Day, crew: Crew) -> int:
        """The part of ``lack`` that another coach in a car could better: seats and languages."""
        w = self.season.weights
        coaches = [self.people[key] for key, duty in crew.items() if duty == Duty.CAR]
        apart = self.season.limits.newcomers_apart
        missing = missing_coaches(coaches, day.cars, newcomers_apart=apart)
        short = w.uncrewed_car * missing // 2
        for language, need in day.languages.items():
            speak = sum(language in person.languages for person in coaches)
            short += w.missing_language * max(0, need - speak)
        return short


def missing_coaches(crew: Collection[Person], cars: int, *, newcomers_apart: bool = True) -> int:
    """The fewest people to add so that all cars run, two services each, newcomers apart."""
    services, newcomers = counted(crew, newcomers_apart=newcomers_apart)
    return coaches_missing(services, cars, newcomers)
