"""Ways to mend a day, tier by tier; who moves and what it costs, not yet in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from sessions.roster.cases import Case, Into
from sessions.roster.order import in_order
from sessions.roster.smallest import Answer
from sessions.roster.standing import Standing
from sessions.rules.roster import may_take
from sessions.rules.season import Day, Duty, Key, Person, Seat

# So many moves from other days are tried, cheapest first, and so many people offered for a
# program: both bound the time that an answer takes.
MOST_TRIED = 60
MOST_COMERS = 24


class Kind(StrEnum):
    """How a day is mended."""

    REPLACEMENT = "REPLACEMENT"  # somebody comes into the empty seat
    ROLE_CHANGE = "ROLE_CHANGE"  # somebody of the day takes it, and somebody comes for him
    FROM_ANOTHER_DAY = "FROM_ANOTHER_DAY"  # somebody comes who gives up another day
    TOGETHER = "TOGETHER"  # whoever comes, duties and cars are mixed anew
    SMALLEST = "SMALLEST"  # nobody comes; those who are left sit anew


@dataclass(frozen=True)
class Draft:
    """A way to mend a day.

    ``short`` is what the day is short of then and ``points`` what the whole roster costs more, in
    points; ``changed`` are those with another seat, cars not counted; ``seatings`` the days on
    which cars may have to be mixed, as arguments of ``Case.moves``.
    """

    kind: Kind
    take: frozenset[Seat]
    put: frozenset[Seat]
    short: int
    points: int
    changed: tuple[Key, ...]
    into: Into
    seatings: tuple[tuple[Case, tuple[Key, ...], Into], ...]
    given_up: Day | None = None

    @property
    def order(self) -> tuple[int, int, int, tuple[tuple[bool, str], ...]]:
        """Best first, before cars are looked at: shortage, people, points, ids."""
        return (
            self.short,
            len(self.changed),
            self.points,
            tuple(sorted(map(in_order, self.changed))),
        )

    @property
    def crew(self) -> dict[Key, Duty]:
        """The crew of the day after the change."""
        case, out, into = self.seatings[0]
        return case.crew_after(out, into)

    def moves(self) -> int:
        """How many change cars besides those who are changed anyway."""
        return sum(case.moves(out, into) for case, out, into in self.seatings)


def replacements(case: Case) -> Iterator[Draft]:
    """Everybody who can come as things stand, in each duty in which he is of use."""
    lacking = case.lacking()
    for person in case.standing.could_join(case.day):
        if person.id in case.gone:
            continue
        for duty in lacking:
            if may_take(person, duty):
                yield from _joined(case, Kind.REPLACEMENT, person, (), ((person, duty),))


def _joined(
    case: Case, kind: Kind, person: Person, out: tuple[Key, ...], into: Into
) -> Iterator[Draft]:
    """One person comes, and perhaps one changes duty, if that betters the day within the rules."""
    after = case.after(out, into)
    if not after.legal or after.lack >= case.today.lack:
        return
    standing, day = case.standing, case.day
    take = frozenset(Seat(key, day.id, case.crew[key]) for key in out)
    changes = after.points - case.today.points + standing.asked_points(take)
    yield Draft(
        kind,
        take,
        frozenset(Seat(someone.id, day.id, duty) for someone, duty in into),
        after.short,
        changes + standing.joining_points(person, day),
        tuple(someone.id for someone, _ in into),
        into,
        ((case, out, into),),
    )


def role_changes(case: Case) -> Iterator[Draft]:
    """Somebody of the day takes the empty duty, and somebody comes into his; the cheapest comes."""
    standing, lacking = case.standing, case.lacking()
    for key, duty in sorted(case.crew.items(), key=lambda item: in_order(item[0])):
        stays = standing.people[key]
        for wanted in lacking:
            if wanted == duty or not may_take(stays, wanted):
                continue
            comers = [
                person
                for person in standing.could_join(case.day)
                if person.id not in case.gone
                and may_take(person, duty)
                and not (may_take(person, wanted) and _is_of_use(case, person, wanted))
            ]
            for person in cheapest_of_each(standing, case.day, comers):
                into = ((person, duty), (stays, wanted))
                yield from _joined(case, Kind.ROLE_CHANGE, person, (key,), into)


def _is_of_use(case: Case, person: Person, duty: Duty) -> bool:
    after = case.after((), ((person, duty),))
    return after.legal and after.lack < case.today.lack


def cheapest_of_each(
    standing: Standing, day: Day, people: Iterable[Person], most: int = 1
) -> list[Person]:
    """Of those who are alike for a crew, the ``most`` who cost the fewest points."""
    alike: dict[object, list[tuple[int, tuple[bool, str], Person]]] = {}
    for person in people:
        qualities = (
            person.service,
            person.newcomer,
            person.may_lead,
            person.may_demonstrate,
            person.languages.intersection(day.languages),
        )
        ranked = (standing.joining_points(person, day), in_order(person.id), person)
        alike.setdefault(qualities, []).append(ranked)
    best = [each for group in alike.values() for each in sorted(group, key=_rank)[:most]]
    return [person for _, _, person in sorted(best, key=_rank)]


def _rank(ranked: tuple[int, tuple[bool, str], Person]) -> tuple[int, tuple[bool, str]]:
    return ranked[:2]


def from_other_days(case: Case) -> Iterator[Draft]:
    """Somebody comes who has no room but for another day, which another takes over from him."""
    standing, day = case.standing, case.day
    bound = [
        person
        for person in standing.free_on(day)
        if person.id not in case.gone
        and standing.comes[person.id]
        and person.id not in standing.crews[day.id]
        and not standing.has_room(person, day)
    ]
    bound.sort(key=lambda p: (standing.seat_points(p, day), in_order(p.id)))
    tried = 0
    for person in bound:
        for duty in case.lacking():
            if not may_take(person, duty) or not _is_of_use(case, person, duty):
                continue
            for key in sorted(standing.comes[person.id], key=in_order):
                if standing.has_room(person, day, without=key):
                    tried += 1
                    yield from _given_up(case, person, duty, standing.days[key])
        if tried >= MOST_TRIED:
            return


def _given_up(case: Case, person: Person, duty: Duty, other: Day) -> Iterator[Draft]:
    """One person moves from ``other``, which must not be shorter of anybody than today."""
    standing = case.standing
    crew = standing.crews[other.id]
    there, role = Case(standing, other, [person.id]), crew[person.id]
    before = standing.day_points(other, crew, standing.fixed.get(other.id, frozenset()))
    moved = _moved(case, person, duty, there, role, before[1])
    if there.today.short <= before[0] and (role != Duty.CAR or there.runs(there.crew, there.fixed)):
        yield moved
        return
    could = [p for p in standing.could_join(other) if p.id not in case.gone and may_take(p, role)]
    fits = [
        draft
        for comes in cheapest_of_each(standing, other, could)
        if comes.id != person.id
        for draft in _joined(there, Kind.REPLACEMENT, comes, (), ((comes, role),))
        if draft.short <= before[0]
    ]
    for draft in sorted(fits, key=lambda fit: fit.order)[:1]:
        yield replace(
            moved,
            put=moved.put | draft.put,
            points=moved.points + draft.points,
            changed=moved.changed + draft.changed,
            into=moved.into + draft.into,
            seatings=(moved.seatings[0], *draft.seatings),
        )


def _moved(
    case: Case, person: Person, duty: Duty, there: Case, role: Duty, points_before: int
) -> Draft:
    """The move alone: out of ``role`` over there, which cost ``points_before`` until now."""
    standing, day, other = case.standing, case.day, there.day
    into = ((person, duty),)
    after, left = case.after((), into), Seat(person.id, other.id, role)
    here = after.points - case.today.points + standing.seat_points(person, day)
    gone = there.today.points - points_before - standing.seat_points(person, other)
    return Draft(
        Kind.FROM_ANOTHER_DAY,
        frozenset([left]),
        frozenset([Seat(person.id, day.id, duty)]),
        after.short,
        here + gone + standing.asked_points([left]),
        (person.id,),
        into,
        ((case, (), into), (there, (), ())),
        given_up=other,
    )


def together(case: Case) -> Iterator[Draft]:
    """Some come at once, and those there may change duty or car: exact over those offered."""
    free = [person for person in case.standing.could_join(case.day) if person.id not in case.gone]
    most = max(1, case.missing().total())
    comers = cheapest_of_each(case.standing, case.day, free, most=most)[:MOST_COMERS]
    yield from _answered(case, Kind.TOGETHER, case.smallest(comers))


def smallest(case: Case) -> Iterator[Draft]:
    """Nobody comes: those who are left keep going what they can, with the fewest moved."""
    yield from _answered(case, Kind.SMALLEST, case.smallest((), keep_duties=True))


def _answered(case: Case, kind: Kind, answer: Answer) -> Iterator[Draft]:
    standing, day = case.standing, case.day
    before = {Seat(key, day.id, duty) for key, duty in case.crew.items()}
    after = {Seat(key, day.id, duty) for key, duty in answer.duties.items()}
    take, put = frozenset(before - after), frozenset(after - before)
    fixed = case.fixed.difference(seat.person for seat in take)
    short, after_points = standing.day_points(day, answer.duties, fixed)
    cost = after_points - case.today.points + standing.asked_points(take)
    for key in {*case.crew} ^ {*answer.duties}:
        person, more = standing.people[key], 1 if key in answer.duties else -1
        cost += more * standing.seat_points(person, day) + standing.fairness_points(person, more)
    changed = tuple(sorted({seat.person for seat in take | put}, key=in_order))
    into = tuple(
        (standing.people[key], answer.duties[key]) for key in changed if key in answer.duties
    )
    out = tuple(key for key in changed if key in case.crew)
    if changed or case.moves((), ()):
        yield Draft(kind, take, put, short, cost, changed, into, ((case, out, into),))
