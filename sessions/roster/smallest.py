"""The smallest change of one day: fewest people moved for the most that can be kept going."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import gcd

from sessions.roster.order import in_order
from sessions.roster.pairing import Pairing, Place, add_places, seated, terms_of
from sessions.roster.program import Program
from sessions.roster.standing import OTHER_DUTIES
from sessions.rules.roster import may_take, most_cars
from sessions.rules.season import Day, Duty, Key, Limits, Person
from sessions.rules.weights import Weights

# One changed person weighs more than all that the comers of a day could cost.
CHANGED = 5_000
MOST_POINTS = 999


@dataclass(frozen=True)
class Question:
    """Who is there in which duty and car, who could come at what cost, and what the day needs.

    ``cars`` are at least as many as the day runs.
    """

    day: Day
    people: Sequence[Person]
    duties: Mapping[Key, Duty]
    cars: Sequence[Key]
    now: Mapping[Key, Key]
    limits: Limits
    weights: Weights
    comers: Mapping[Key, int] = field(default_factory=dict)  # of people: their points
    # Of people: who may count as alone where not all can be paired; None when that does not matter.
    certain: Collection[Key] | None = None
    kept: Collection[Key] = ()  # who must not be put into a car


@dataclass(frozen=True)
class Answer:
    """The duties after the change, who has another seat, and the cars."""

    duties: dict[Key, Duty]
    changed: tuple[Key, ...]
    pairing: Pairing


class _Model:
    """The columns: pairs in cars, other duties, sitting alone; and what stays short.

    One point that the day is short weighs more than all changes together. How many cars run is
    held fast from outside: with it, the relaxation nearly always comes out whole.
    """

    def __init__(self, question: Question) -> None:
        self.question = question
        self.program = Program()
        self.crew = sorted(question.people, key=lambda person: in_order(person.id))
        w = question.weights
        weights = (w.missing_demo, w.missing_lead, w.missing_language, w.uncrewed_car)
        self.point = (CHANGED + MOST_POINTS) * (len(self.crew) + 1) / (gcd(*weights) or 1)
        self.places: list[Place] = add_places(
            self.program,
            [person for person in self.crew if person.id not in question.kept],
            question.cars,
            question.now,
            lambda together, car: sum(self.cost(key, Duty.CAR, car) for key in together),
            newcomers_apart=question.limits.newcomers_apart,
        )
        self.others: dict[tuple[Key, Duty], int] = {}
        self.terms: dict[Key, list[tuple[int, int]]] = {}  # of sitting in a car
        for person in self.crew:
            self._person(person)
        self._needs()
        self.cars = self.program.column(0, question.day.cars)
        self.held = self.program.row([(self.cars, 1)])
        pairs = [(i, 1) for i, (together, _) in enumerate(self.places) if len(together) == 2]
        self.program.row([*pairs, (self.cars, -1)], least=0, most=0)
        if question.certain is not None:
            self._lawful(question.certain)

    def cost(self, key: Key, duty: Duty, car: Key | None = None) -> int:
        """What a seat costs its person: nothing when it is the seat of today."""
        question = self.question
        if key in question.comers:
            return CHANGED + min(question.comers[key], MOST_POINTS)
        if question.duties[key] != duty:
            return CHANGED
        return CHANGED if duty == Duty.CAR and question.now.get(key, car) != car else 0

    def _person(self, person: Person) -> None:
        """Exactly one seat each; who is there may be over, who could come may stay away."""
        question, program = self.question, self.program
        terms = terms_of(self.places, person.id)
        self.terms[person.id] = list(terms)
        for duty in OTHER_DUTIES:
            needed = question.day.need.get(duty, 0) and may_take(person, duty)
            if needed or question.duties.get(person.id) == duty:
                self.others[person.id, duty] = program.column(self.cost(person.id, duty))
                terms.append((self.others[person.id, duty], 1))
        over = program.column(0 if person.id in question.comers else CHANGED)
        program.row([*terms, (over, 1)], least=1, most=1)

    def _needs(self) -> None:
        question, program, w = self.question, self.program, self.question.weights
        weights = (w.missing_demo, w.missing_demo, w.missing_lead)
        for duty, weight in zip(OTHER_DUTIES, weights, strict=True):
            terms = [(i, 1) for (_, each), i in self.others.items() if each == duty]
            need = question.day.need.get(duty, 0)
            # More than needed may have accepted; they stay.
            there = sum(each == duty for each in question.duties.values())
            program.row(terms, most=max(need, there))
            self._missing(terms, need, weight)
        for language, need in sorted(question.day.languages.items()):
            speakers = {p.id for p in self.crew if language in p.languages}
            speak = [(i, len(speakers.intersection(who))) for i, (who, _) in enumerate(self.places)]
            self._missing([term for term in speak if term[1]], need, w.missing_language)

    def _missing(self, terms: list[tuple[int, int]], need: int, weight: int) -> None:
        if need:
            missing = self.program.column(round(weight * self.point), need)
            self.program.row([*terms, (missing, 1)], least=need)

    def _lawful(self, certain: Collection[Key]) -> None:
        """As ``sessions.rules.roster.filled``: all but some who are certain can be paired.

        Whoever really sits alone: the checker asks only whether the crew could be paired so.
        """
        program = self.program
        groups: dict[str | bool, list[tuple[int, int]]] = defaultdict(list)
        everybody = [(self.cars, -2)]
        for service, newcomer in sorted({(p.service, p.newcomer) for p in self.crew}):
            here = [p for p in self.crew if (p.service, p.newcomer) == (service, newcomer)]
            alone = program.column(0, len(here))
            able = [(i, -n) for p in here if p.id in certain for i, n in self.terms[p.id]]
            program.row([(alone, 1), *able], most=0)
            sitting = [(alone, -1), *(term for p in here for term in self.terms[p.id])]
            everybody += sitting
            groups[service] += sitting
            if newcomer and self.question.limits.newcomers_apart:
                groups[True] += sitting
        program.row(_summed(everybody), least=0, most=0)
        for terms in groups.values():
            program.row(_summed([*terms, (self.cars, -1)]), most=0)

    def with_cars(self, cars: int) -> tuple[int, list[int]]:
        """The cost and the columns when so many cars run."""
        program = self.program
        program.rows[self.held] = ([(self.cars, 1)], cars, cars)
        values = program.least()
        return sum(c * v for c, v in zip(program.costs, values, strict=True)), values


def _summed(terms: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Each column once: two people of one group may share a place."""
    total: Counter[int] = Counter()
    for column, factor in terms:
        total[column] += factor
    return sorted(total.items())


def smallest_change(question: Question) -> Answer:
    """First the least that is short, in points of the day; then fewest people with another seat.

    Exact. A person counts once: who comes, takes another duty, another car, or is over. Of equal
    answers the one whose comers cost the fewest points.
    """
    model = _Model(question)
    in_cars = [person for person in model.crew if person.id not in question.kept]
    apart = question.limits.newcomers_apart
    most = min(question.day.cars, most_cars(in_cars, newcomers_apart=apart))
    car = round(question.weights.uncrewed_car * model.point)
    best, values = model.with_cars(most)
    for fewer in range(1, most + 1):
        # Fewer cars can at best save all that is lost otherwise.
        if best <= fewer * car:
            break
        cost, others = model.with_cars(most - fewer)
        if cost + fewer * car < best:
            best, values = cost + fewer * car, others
    return _answer(model, values)


def _answer(model: _Model, values: Sequence[int]) -> Answer:
    question = model.question
    chosen = [place for place, value in zip(model.places, values, strict=False) if value]
    coming = {key for together, _ in chosen for key in together}
    crew = [person for person in model.crew if person.id in coming]
    now = {key: car for key, car in question.now.items() if key in coming}
    pairing = seated(crew, question.cars, now, chosen)
    duties = dict.fromkeys(coming, Duty.CAR)
    duties.update({key: duty for (key, duty), column in model.others.items() if values[column]})
    changed = {
        key for key in {*duties, *question.duties} if duties.get(key) != question.duties.get(key)
    }
    changed.update(pairing.moved)
    return Answer(duties, tuple(sorted(changed, key=in_order)), pairing)
