"""Who sits with whom: the coaches of one day into cars, with as few moved as can be."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from sessions.roster.order import in_order
from sessions.roster.program import Program
from sessions.rules.roster import most_cars
from sessions.rules.season import Key, Person

# (people together, the car in which one of them sits today or None for any that is left)
Place = tuple[tuple[Key, ...], Key | None]


@dataclass(frozen=True)
class Pairing:
    """Cars with those who sit in them, two or one, both in the order of their ids.

    ``moved`` are those who sit in another car today, or lose theirs; ``left`` those without a car.
    """

    cars: dict[Key, tuple[Key, ...]]
    moved: tuple[Key, ...]
    left: tuple[Key, ...]


def may_share(one: Person, other: Person, *, newcomers_apart: bool = True) -> bool:
    """Whether two people may sit in one car: two services, and never two newcomers."""
    both_new = one.newcomer and other.newcomer
    return one.service != other.service and not (newcomers_apart and both_new)


def pair_up(
    people: Collection[Person],
    cars: Sequence[Key],
    now: Mapping[Key, Key],
    *,
    met: Collection[frozenset[Key]] = (),
    newcomers_apart: bool = True,
) -> Pairing:
    """Most cars with two, then fewest people moved, then fewest who have met before.

    ``now`` is the car of each who sits already, by the id of the person; ``met`` the pairs of ids
    who have shared a car. Who is over sits alone, where he sits now if that car is free. Of equal
    answers always the same one, in whatever order people are given.
    """
    crew = sorted(people, key=lambda person: in_order(person.id))
    now = {person.id: now[person.id] for person in crew if person.id in now}
    places = _as_they_sit(crew, cars, now, newcomers_apart=newcomers_apart)
    if places is None:
        places = _best_places(crew, cars, now, set(met), newcomers_apart=newcomers_apart)
    return seated(crew, cars, now, places)


def _as_they_sit(
    crew: Sequence[Person], cars: Sequence[Key], now: Mapping[Key, Key], *, newcomers_apart: bool
) -> list[Place] | None:
    """Today's pairs, where they are all of the crew and none can be bettered."""
    sitting: dict[Key, list[Person]] = defaultdict(list)
    for person in crew:
        if person.id not in now or now[person.id] not in cars:
            return None
        sitting[now[person.id]].append(person)
    for pair in sitting.values():
        if len(pair) != 2 or not may_share(*pair, newcomers_apart=newcomers_apart):
            return None
    return [(tuple(p.id for p in pair), car) for car, pair in sitting.items()]


def _best_places(
    crew: Sequence[Person],
    cars: Sequence[Key],
    now: Mapping[Key, Key],
    met: Collection[frozenset[Key]],
    *,
    newcomers_apart: bool,
) -> list[Place]:
    """The exact answer: each who stays where he is saves more than all meetings together cost."""

    def cost(together: tuple[Key, ...], car: Key | None) -> int:
        stays = sum(car is not None and now.get(key) == car for key in together)
        return (frozenset(together) in met) - len(crew) * stays

    program = Program()
    places = add_places(program, crew, cars, now, cost, newcomers_apart=newcomers_apart)
    for person in crew:
        program.row(terms_of(places, person.id), most=1)
    full = min(len(cars), most_cars(crew, newcomers_apart=newcomers_apart))
    pairs = [(i, 1) for i, (together, _) in enumerate(places) if len(together) == 2]
    program.row(pairs, least=full, most=full)
    values = program.least()
    return [place for place, chosen in zip(places, values, strict=True) if chosen]


def add_places(
    program: Program,
    crew: Sequence[Person],
    cars: Sequence[Key],
    now: Mapping[Key, Key],
    cost: Callable[[tuple[Key, ...], Key | None], int],
    *,
    newcomers_apart: bool,
) -> list[Place]:
    """Columns for all pairs that may share a car, and for each who may sit in one alone.

    A pair may sit where one of them sits today, or in any car that is left: which of those does
    not matter, so there is one column for all. Each car is taken once, and no more places than
    cars; the columns start at the program's first.
    """
    places: list[Place] = []
    for one, other in combinations(crew, 2):
        if may_share(one, other, newcomers_apart=newcomers_apart):
            pair = one.id, other.id
            known = {now[key] for key in pair if now.get(key) in cars}
            places += [(pair, car) for car in sorted(known, key=in_order)]
            # Who share a car today gain nothing by sharing another.
            if len(known) != 1 or any(now.get(key) not in known for key in pair):
                places.append((pair, None))
    for person in crew:
        if now.get(person.id) in cars:
            places.append(((person.id,), now[person.id]))
        places.append(((person.id,), None))
    for place in places:
        program.column(cost(*place))
    for car in sorted({car for _, car in places if car is not None}, key=in_order):
        program.row([(i, 1) for i, place in enumerate(places) if place[1] == car], most=1)
    program.row([(i, 1) for i in range(len(places))], most=len(cars))
    return places


def terms_of(places: Sequence[Place], key: Key) -> list[tuple[int, int]]:
    """The columns in which somebody has a place, for a row of a program."""
    return [(i, 1) for i, (together, _) in enumerate(places) if key in together]


def seated(
    crew: Sequence[Person], cars: Sequence[Key], now: Mapping[Key, Key], places: Sequence[Place]
) -> Pairing:
    """Chosen places as cars: those in any car take the cars left; then those who are over."""
    filled = {car: together for together, car in places if car is not None}
    free = [car for car in cars if car not in filled]
    placed = {key for together, _ in places for key in together}
    anywhere = [together for together, car in places if car is None]
    anywhere += [(person.id,) for person in crew if person.id not in placed]
    filled.update(zip(free, anywhere, strict=False))
    left = tuple(key for together in anywhere[len(free) :] for key in together)
    seats = {key: car for car, together in filled.items() for key in together}
    return Pairing(
        cars={car: filled[car] for car in cars if car in filled},
        moved=tuple(key for key, car in now.items() if seats.get(key) != car),
        left=left,
    )
