"""One day after somebody left it: what it lacks then, and what a change would make of it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from sessions.roster.order import in_order
from sessions.roster.pairing import may_share, pair_up
from sessions.roster.smallest import Answer, Question, smallest_change
from sessions.roster.standing import OTHER_DUTIES, Standing, missing_coaches
from sessions.rules.roster import filled
from sessions.rules.season import Day, Duty, Key, Person

Into = tuple[tuple[Person, Duty], ...]  # who takes which duty


class Outcome(NamedTuple):
    """What becomes of a day, in points, and whether its cars could run as the rules have it.

    ``lack`` counts half a car for each coach who is missing, ``short`` only cars that stand;
    ``points`` adds those who sit alone.
    """

    lack: int
    short: int
    points: int
    legal: bool


class Case:
    """A day of a roster without those who are gone."""

    def __init__(self, standing: Standing, day: Day, gone: Collection[Key]) -> None:
        crew = standing.crews[day.id]
        self.standing, self.day, self.gone = standing, day, frozenset(gone)
        self.crew = {key: duty for key, duty in crew.items() if key not in self.gone}
        self.left = {key: duty for key, duty in crew.items() if key in self.gone}
        self.fixed = standing.fixed.get(day.id, frozenset()) - self.gone
        known = standing.cars.get(day.id, {})
        self.now = {key: car for key, car in known.items() if self.crew.get(key) == Duty.CAR}
        self.cars: list[Key] = sorted(set(known.values()), key=in_order)
        self.cars += [f"another {i}" for i in range(len(self.cars), day.cars)]
        self._outcomes: dict[object, Outcome] = {}
        self._moves: dict[object, int] = {}
        self.today = self.after()

    def after(self, out: Collection[Key] = (), into: Into = ()) -> Outcome:
        """What becomes of the day when some leave their seats and some take new ones."""
        kinds = (frozenset(out), tuple((_kind(person), duty) for person, duty in into))
        if kinds not in self._outcomes:
            crew = self.crew_after(out, into)
            fixed = self.fixed.difference(out)
            self._outcomes[kinds] = Outcome(
                self.standing.lack(self.day, crew),
                *self.standing.day_points(self.day, crew, fixed),
                self.is_legal(crew, fixed),
            )
        return self._outcomes[kinds]

    def crew_after(self, out: Collection[Key], into: Into) -> dict[Key, Duty]:
        """The crew when some leave their seats and some take new ones."""
        crew = {key: duty for key, duty in self.crew.items() if key not in out}
        crew.update((person.id, duty) for person, duty in into)
        return crew

    def is_legal(self, crew: Mapping[Key, Duty], fixed: Collection[Key]) -> bool:
        """Whether the cars break no rule, or hold those whom they hold in this case anyway."""
        return _coaches(crew) == _coaches(self.crew) or self.runs(crew, fixed)

    def runs(self, crew: Mapping[Key, Duty], fixed: Collection[Key]) -> bool:
        """Whether everybody in a car has a place by the rules."""
        people = [self.standing.people[key] for key in _coaches(crew)]
        apart = self.standing.season.limits.newcomers_apart
        placed = filled(people, frozenset(fixed), newcomers_apart=apart)
        return placed is not None and sum(placed) <= self.day.cars

    def missing(self) -> Counter[Duty]:
        """How many people the day lacks, by duty."""
        have = Counter(self.crew.values())
        missing = Counter({duty: self.day.need.get(duty, 0) - have[duty] for duty in OTHER_DUTIES})
        people = [self.standing.people[key] for key in _coaches(self.crew)]
        apart = self.standing.season.limits.newcomers_apart
        missing[Duty.CAR] = missing_coaches(people, self.day.cars, newcomers_apart=apart)
        return +missing

    def lacking(self) -> list[Duty]:
        """The duties in which another person could be of use; a car also for a language."""
        missing = self.missing()
        if self.standing.lacks_coaches(self.day, self.crew):
            missing[Duty.CAR] += 1
        return [duty for duty in Duty if missing[duty]]

    def moves(self, out: Collection[Key], into: Into) -> int:
        """Fewest of those who stay in cars that must change theirs; none where cars are unknown."""
        if not self.now:
            return 0
        kinds = (frozenset(out), tuple((_kind(p)[:2], duty) for p, duty in into))
        if kinds not in self._moves:
            crew = self.crew_after(out, into)
            people = [self.standing.people[key] for key in crew if crew[key] == Duty.CAR]
            now = {key: car for key, car in self.now.items() if key not in out}
            apart = self.standing.season.limits.newcomers_apart
            self._moves[kinds] = fewest_moves(people, self.cars, now, newcomers_apart=apart)
        return self._moves[kinds]

    def smallest(self, comers: Sequence[Person], *, keep_duties: bool = False) -> Answer:
        """The smallest change, perhaps with some who could come.

        With ``keep_duties`` demonstration and lead keep whom they have.
        Who cannot be paired keeps a seat if nothing new is broken by it; else only as many as are
        certain to have one do, and others are over.
        """
        kept = self.crew.keys() - _coaches(self.crew) if keep_duties else frozenset()
        answer = self._smallest(comers, None, kept)
        fixed = [key for key in self.fixed if answer.duties.get(key) == Duty.CAR]
        if self.is_legal(answer.duties, fixed):
            return answer
        return self._smallest(comers, self.fixed, kept)

    def _smallest(
        self, comers: Sequence[Person], certain: Collection[Key] | None, kept: Collection[Key]
    ) -> Answer:
        standing = self.standing
        there = [standing.people[key] for key in self.crew]
        return smallest_change(
            Question(
                day=self.day,
                people=[*there, *comers],
                duties=self.crew,
                cars=self.cars,
                now=self.now,
                limits=standing.season.limits,
                weights=standing.season.weights,
                comers={p.id: standing.joining_points(p, self.day) for p in comers},
                certain=certain,
                kept=kept,
            )
        )


def _coaches(crew: Mapping[Key, Duty]) -> frozenset[Key]:
    return frozenset(key for key, duty in crew.items() if duty == Duty.CAR)


def _kind(person: Person) -> tuple[str, bool, frozenset[str]]:
    return person.service, person.newcomer, person.languages


def fewest_moves(
    people: Sequence[Person],
    cars: Sequence[Key],
    now: Mapping[Key, Key],
    *,
    newcomers_apart: bool = True,
) -> int:
    """How many must change cars, as ``pair_up`` has it; most cases need no program.

    One alone and one who comes: nobody moves if they fit, one if a pair can be split over both.
    """
    sitting: dict[Key, list[Person]] = defaultdict(list)
    for person in people:
        if person.id in now:
            sitting[now[person.id]].append(person)
    comers = [person for person in people if person.id not in now]
    pairs = [pair for pair in sitting.values() if len(pair) == 2]
    alone = [pair[0] for pair in sitting.values() if len(pair) == 1]

    def fit(one: Person, other: Person) -> bool:
        return may_share(one, other, newcomers_apart=newcomers_apart)

    if all(fit(*pair) for pair in pairs):
        if len(alone) + len(comers) <= 1:
            return 0
        if len(alone) == len(comers) == 1:
            if fit(alone[0], comers[0]):
                return 0
            if any(
                fit(alone[0], one) and fit(comers[0], other)
                for pair in pairs
                for one, other in (pair, pair[::-1])
            ):
                return 1
    return len(pair_up(people, cars, now, newcomers_apart=newcomers_apart).moved)
