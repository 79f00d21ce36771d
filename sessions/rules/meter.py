"""The pair meter of a day: cars that can run once demonstration crew and lead are set aside."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from core.words import many
from sessions.rules.pairs import cars_from, coaches_missing, what_is_missing

LEAD = "LEAD"
# One day sets at most three aside, which is never cut short; several days together may be.
MOST_WAYS = 256


class Sort(NamedTuple):
    """What the meter asks of a coach; those who are alike are counted together."""

    service: str
    newcomer: bool = False
    may_demonstrate: bool = True
    may_lead: bool = True

    def may_take(self, duty: str) -> bool:
        """``duty`` is LEAD, or the service that shows a part of the demonstration."""
        if duty == LEAD:
            return self.may_lead
        return self.may_demonstrate and self.service == duty


@dataclass(frozen=True)
class Meter:
    """How many coaches there are in all, how many are left for cars, and who was set aside.

    ``nobody`` are the duties for which nobody is free; ``if_needed`` counts those of ``coaches``
    who come only if needed; ``cars`` is how many should run.
    """

    coaches: int
    left: Mapping[str, int]
    newcomers: int
    aside: tuple[str, ...]
    nobody: tuple[str, ...]
    cars: int
    if_needed: int = 0

    @property
    def made(self) -> int:
        """Cars that could be crewed, were there as many."""
        return cars_from(self.left, self.newcomers)

    @property
    def crewed(self) -> int:
        """Of the cars that should run, how many can be crewed."""
        return min(self.cars, self.made)

    @property
    def sentence(self) -> str:
        """ "14 coaches make 6 cars after the demonstration crew is set aside. Two more make 7." """
        verb = "makes" if self.coaches == 1 else "make"
        parts = [
            f"{who_can_come(self.coaches, self.if_needed)} {verb} {self._cars}.",
            *(_nobody(duty) for duty in self.nobody),
            what_is_missing(self.left, self.cars, self.newcomers),
        ]
        return " ".join(filter(None, parts))

    @property
    def on_this_date(self) -> str:
        """ "On this date 20 coaches are free: 8 cars after a lead is set aside." """
        verb = "is" if self.coaches == 1 else "are"
        who = who_can_come(self.coaches, self.if_needed)
        return f"On this date {who} {verb} free: {self._cars}."

    @property
    def _cars(self) -> str:
        after = f" after {_set_aside(self.aside)}" if self.aside else ""
        return f"{many(self.made, 'car,cars')}{after}"


def who_can_come(coaches: int, if_needed: int) -> str:
    """ "20 coaches (3 of them only if needed)"."""
    said = many(coaches, "coach,coaches")
    if not if_needed:
        return said
    if coaches == if_needed:
        return f"{said} ({'all ' if coaches > 1 else ''}only if needed)"
    return f"{said} ({if_needed} of them only if needed)"


class _Way(NamedTuple):
    """Who is left of those who were free, in the order of the sorts, and what nobody took."""

    left: tuple[int, ...]
    nobody: tuple[str, ...]


@dataclass(frozen=True)
class _Choice:
    """The sorts of coaches of a day, how many sit in cars, and how many cars should run."""

    sorts: tuple[Sort, ...]
    seated: tuple[int, ...]
    cars: int

    def taken(self, way: _Way, duty: str) -> Iterable[_Way]:
        """Each sort that could take a duty, taken for it; nobody only where nobody can."""
        left = way.left
        fits = [i for i, sort in enumerate(self.sorts) if left[i] and sort.may_take(duty)]
        if not fits:
            yield _Way(left, (*way.nobody, duty))
        for i in fits:
            yield _Way((*left[:i], left[i] - 1, *left[i + 1 :]), way.nobody)

    def figures(self, left: Sequence[int]) -> tuple[Counter[str], int]:
        """Coaches for cars by service, and the newcomers among them."""
        coaches: Counter[str] = Counter()
        newcomers = 0
        for sort, there, more in zip(self.sorts, self.seated, left, strict=True):
            coaches[sort.service] += there + more
            newcomers += (there + more) * sort.newcomer
        return coaches, newcomers

    def rank(self, way: _Way) -> tuple[int, int, int, tuple[int, ...]]:
        """Best first: most duties taken, fewest coaches missing, most cars."""
        coaches, newcomers = self.figures(way.left)
        missing = coaches_missing(coaches, self.cars, newcomers)
        return len(way.nobody), missing, -cars_from(coaches, newcomers), way.left


def meter(
    in_cars: Mapping[Sort, int],
    free: Mapping[Sort, int],
    wanted: Sequence[str],
    cars: int,
    *,
    if_needed: int = 0,
) -> Meter:
    """Set those aside whom demonstration and lead still want, then count the cars.

    ``wanted`` names each of them, as ``Sort.may_take`` does. Only who is free is set aside: as
    many of the wanted as can be found, chosen so that then most cars run.
    """
    sorts = tuple(sorted({*in_cars, *free}))
    choice = _Choice(sorts, tuple(in_cars.get(sort, 0) for sort in sorts), cars)
    ways = {_Way(tuple(free.get(sort, 0) for sort in sorts), ())}
    for duty in wanted:
        ways = {after for way in ways for after in choice.taken(way, duty)}
        if len(ways) > MOST_WAYS:
            ways = set(sorted(ways, key=choice.rank)[:MOST_WAYS])
    best = min(ways, key=choice.rank)
    found = Counter(wanted) - Counter(best.nobody)
    coaches, newcomers = choice.figures(best.left)
    everyone = sum(in_cars.values()) + sum(free.values())
    aside = tuple(found.elements())
    return Meter(everyone, coaches, newcomers, aside, best.nobody, cars, if_needed)


def _set_aside(duties: Sequence[str]) -> str:
    """ "The demonstration crew and a lead are set aside", as far as they had to be."""
    showing = [duty for duty in duties if duty != LEAD]
    parts = []
    if len(showing) > 1:
        parts.append("the demonstration crew")
    elif showing:
        parts.append(f"{showing[0].lower()} for the demonstration")
    if LEAD in duties:
        parts.append("a lead")
    return f"{' and '.join(parts)} {'is' if len(parts) == 1 else 'are'} set aside"


def _nobody(duty: str) -> str:
    if duty == LEAD:
        return "Nobody is free to lead."
    return f"Nobody from {duty.lower()} is free for the demonstration."
