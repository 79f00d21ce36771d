"""Repair after a call-out: who could come, who could change seats, what keeps going anyway."""

import heapq
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from sessions.roster import tiers
from sessions.roster.cases import Case
from sessions.roster.order import in_order
from sessions.roster.repair_words import option_sentence, rehearsal_sentences
from sessions.roster.standing import Cars, Standing
from sessions.roster.tiers import Draft, Kind
from sessions.rules.season import Duty, Key, Season, Seat

MOST_OPTIONS = 20


@dataclass(frozen=True)
class Option:
    """One way to mend a day, as seats to take and to put; ready to be shown.

    ``people`` counts all with another seat, those who come and those who change cars with them;
    ``short`` is what the day is short of then, in points, and ``points`` what the roster costs
    more than without those who are gone. ``comes`` are those new to the day, ``moved`` how many
    only change cars (which follows from ``pairing.pair_up``).
    """

    kind: Kind
    take: frozenset[Seat]
    put: frozenset[Seat]
    people: int
    points: int
    short: int
    comes: tuple[Key, ...]
    moved: int
    sentence: str


@dataclass(frozen=True)
class Rehearsal:
    """What happens to a day if some leave it: cars of those planned, duties, who could be asked."""

    cars: int
    before: int
    left: int
    missing: tuple[Duty, ...]
    sentences: tuple[str, ...]
    change: Option | None
    ask: tuple[Option, ...]


class Repairer:
    """Answers questions about single days of one roster; looks the season through only once.

    ``cars`` holds by day who sits in which car today, where that is known: without it nobody is
    counted for changing cars. Fixed and asked seats may be changed by an option, for whoever
    takes it sees it first; check an option against ``season_after``.
    """

    def __init__(self, season: Season, seats: Iterable[Seat], cars: Cars | None = None) -> None:
        self.standing = Standing(season, seats, cars)

    def options(
        self, day: Key, *, gone: Collection[Key] = (), most: int = MOST_OPTIONS
    ) -> list[Option]:
        """Ways to mend a day when some are gone from it, best first, at most ``most``.

        Best is least short, then moves the fewest people, then costs the fewest points. All break
        no rule that the day without them does not break already.
        """
        case = Case(self.standing, self.standing.days[day], gone)
        return [_option(case, draft) for draft in _best(_drafts(case, most), most)]

    def rehearse(self, day: Key, gone: Collection[Key], *, ask: bool = True) -> Rehearsal:
        """What is left of a day if some leave it; with ``ask`` also who could come instead."""
        standing, the_day = self.standing, self.standing.days[day]
        case = Case(standing, the_day, gone)
        change = next(tiers.smallest(case), None)
        crew = case.crew if change is None else change.crew
        before, left = (standing.cars_run(the_day, each) for each in (standing.crews[day], crew))
        missing = standing.unfilled(the_day, crew)
        return Rehearsal(
            the_day.cars,
            before,
            left,
            missing,
            tuple(rehearsal_sentences(len(case.left), before, left, the_day.cars, missing)),
            None if change is None else _option(case, change),
            tuple(o for o in self.options(day, gone=gone) if o.kind != Kind.SMALLEST)
            if ask
            else (),
        )


def options(
    season: Season,
    seats: Iterable[Seat],
    day: Key,
    *,
    gone: Collection[Key] = (),
    cars: Cars | None = None,
    most: int = MOST_OPTIONS,
) -> list[Option]:
    """``Repairer.options`` for one question."""
    return Repairer(season, seats, cars).options(day, gone=gone, most=most)


def rehearse(
    season: Season,
    seats: Iterable[Seat],
    day: Key,
    gone: Collection[Key],
    *,
    cars: Cars | None = None,
) -> Rehearsal:
    """``Repairer.rehearse`` for one question."""
    return Repairer(season, seats, cars).rehearse(day, gone)


def season_after(season: Season, seats: Iterable[Seat], gone: Collection[Seat]) -> Season:
    """The season in which ``seats`` stand for nothing any more: taken by an option, or gone."""
    free = frozenset(gone).union(seats)
    return replace(season, fixed=season.fixed - free, asked=season.asked - frozenset(gone))


def _drafts(case: Case, most: int) -> Iterator[Draft]:
    """All tiers, but later ones only while those before leave something to wish for."""
    if case.today.lack:
        found = list(tiers.replacements(case))
        whole = [draft for draft in found if not draft.short and not draft.moves()]
        if len(whole) < most:
            found += [*tiers.role_changes(case), *tiers.from_other_days(case)]
        if not whole:
            found += tiers.together(case)
        yield from found
    yield from tiers.smallest(case)


def _best(drafts: Iterable[Draft], most: int) -> Iterator[Draft]:
    """Best first; who changes cars is counted only for those that come near the top."""
    heap = [(*draft.order, False, i, draft) for i, draft in enumerate(drafts)]
    heapq.heapify(heap)
    seen: set[tuple[frozenset[Seat], frozenset[Seat]]] = set()
    while heap and len(seen) < most:
        short, people, points, ids, counted, i, draft = heapq.heappop(heap)
        if not counted:
            entry = (short, people + draft.moves(), points, ids, True, i, draft)
            heapq.heappush(heap, entry)
        elif (draft.take, draft.put) not in seen:
            seen.add((draft.take, draft.put))
            yield draft


def _option(case: Case, draft: Draft) -> Option:
    moved, crew = draft.moves(), case.standing.crews[case.day.id]
    comes = tuple(
        seat.person
        for seat in sorted(draft.put, key=lambda seat: in_order(seat.person))
        if seat.day == case.day.id and seat.person not in crew
    )
    return Option(
        kind=draft.kind,
        take=draft.take,
        put=draft.put,
        people=len(draft.changed) + moved,
        points=draft.points,
        short=draft.short,
        comes=comes,
        moved=moved,
        sentence=option_sentence(case, draft, moved),
    )
