"""Proposes a season's roster, and proves it the best or says how far from the best it may be."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sessions.roster.fixed import split_fixed
from sessions.roster.greedy import by_hand
from sessions.roster.highs import Outcome, Run
from sessions.roster.model import Model, build
from sessions.rules.proposals import quality
from sessions.rules.roster import points, roster_problems
from sessions.rules.season import Season, Seat

# From this many columns on, most seats are first left out by what the linear run says of them.
NATIONAL = 20_000
# How much dearer than the linear best a seat may be, in points, in the first two searches of a
# nation. Whole answers lie so close to the linear one that little is lost.
DIVE_MARGIN = 20.0
FIRST_MARGIN = 1.0
NEAR = 0.005  # a first roster within this share of the bound goes straight to the proof
SEARCH_SHARE = 0.95  # of the time; the rest is for the checker, and for a roster by hand
FIRST_SHARE = 0.5  # of the time that is left, for a search that cannot be the last
WHOLE = 1e-4  # how far from whole a figure of the linear run may be
ROUNDING = 1e-3  # what a solver's figure may be above the true one


class Mistake(AssertionError):
    """The solver gave a roster that the checker refuses: a fault of ours, never the reader's."""


@dataclass(frozen=True)
class Progress:
    """How far the solver is: points of the best roster and the bound, each where known."""

    seconds: float
    objective: int | None
    bound: int


@dataclass(frozen=True)
class Solution:
    """A roster that the checker passes. No roster of this season costs less than ``bound``.

    ``seconds`` is the time spent, ``stopped`` that somebody stopped it early, and ``unkept`` says
    which fixed seats break a rule, so that they were planned anew.
    """

    seats: frozenset[Seat]
    objective: int
    bound: int
    proven: bool
    seconds: float
    stopped: bool = False
    unkept: tuple[str, ...] = ()

    @property
    def gap(self) -> float:
        """How far the roster may be from the best, as a share of its points."""
        return (self.objective - self.bound) / max(1, self.objective)

    @property
    def words(self) -> str:
        """ "proven best", or "within 0.4 % of the best possible"."""
        return quality(self.objective, self.bound, proven=self.proven).lower()


Listener = Callable[[Progress], bool]


def solve(
    season: Season, *, seconds: float = 60.0, seed: int = 1, on_progress: Listener | None = None
) -> Solution:
    """The cheapest roster that can be found in ``seconds``.

    The same season gives the same roster whenever it is proven before time runs out: one thread,
    a fixed seed, everything sorted by id. ``on_progress`` hears how far it is some times a second
    and stops it by giving False; the best roster so far is kept.
    """
    split = split_fixed(season)
    search = _Search(split.season, seconds, seed, on_progress)
    search.run()
    return search.solution(split.sentences)


class _Search:
    """One search, with the best roster and the best bound so far."""

    def __init__(
        self, season: Season, seconds: float, seed: int, on_progress: Listener | None
    ) -> None:
        self.began = time.monotonic()
        self.season, self.seconds, self.seed = season, seconds, seed
        self.on_progress = on_progress
        self.stopped = self.is_over = False
        self.model = build(season)
        self.bound = _rounded_up(_floor(self.model))
        self.values: list[float] | None = None  # of the best roster, by column
        self.seats: frozenset[Seat] = frozenset()
        self.objective: int | None = None

    def run(self) -> None:
        """Straight for a season; for a nation with whole days first."""
        if not self.model.seats:  # nobody can come, so there is nothing to choose
            self._keep(by_hand(self.season))
            self._raise_bound(self._margin(0))
        elif self._left() > 0 and self._tell(None, None):
            if len(self.model.seats) < NATIONAL:
                self._take(self._run().whole())
            else:
                self._run_national()
        if self.objective is None:
            self._keep(by_hand(self.season))

    def _run_national(self) -> None:
        linear = self._run().linear()
        if linear.values is None or linear.reduced is None:
            return
        self._raise_bound(linear.bound)
        self._take_whole_days(linear.values, linear.reduced)
        margin = self._margin(linear.bound)
        if margin > NEAR * linear.bound:
            margin = FIRST_MARGIN
        while not self._is_done():
            self._narrow(linear.bound, linear.reduced, margin)
            margin = self._margin(linear.bound)

    def _take_whole_days(self, values: Sequence[float], reduced: Sequence[float]) -> None:
        """A first roster: days that the linear run left whole stay as they are.

        These are nine days of ten, and people's limits hold among them; the rest is small.
        """
        seats = range(len(self.model.seats))
        in_part = {
            day
            for day, columns in self.model.of_day.items()
            if any(abs(values[column] - round(values[column])) > WHOLE for column in columns)
        }
        settled = [c for c in seats if values[c] > 0.5 and self.model.seats[c].day not in in_part]
        left_out = [c for c in _dearer(self.model, reduced, DIVE_MARGIN) if values[c] < 0.5]
        run = self._run(self._left() * FIRST_SHARE, -math.inf)
        self._take(run.whole(left_out, settled), -math.inf)

    def _margin(self, least: float) -> float:
        """By how much ours is above ``least``: a better roster has no seat dearer than this."""
        return math.inf if self.objective is None else self.objective - least

    def _narrow(self, least: float, reduced: Sequence[float], margin: float) -> None:
        """Search among seats within ``margin`` of the linear best.

        A roster with a seat that is left out costs ``least`` and the seat's reduced cost or more.
        """
        left_out = _dearer(self.model, reduced, margin)
        beyond = least + min((reduced[c] for c in left_out), default=math.inf)
        last = margin >= self._margin(least)
        run = self._run(self._left() * (1.0 if last else FIRST_SHARE), beyond)
        self._take(run.whole(left_out, start=self.values), beyond)
        if last:
            self.is_over = True  # the solver itself ended at its proof or at its time

    def _run(self, seconds: float | None = None, beyond: float = math.inf) -> Run:
        """A run of so many seconds; what it does not look at costs ``beyond`` or more."""

        def tell(objective: float | None, bound: float | None) -> bool:
            return self._tell(objective, None if bound is None else min(bound, beyond))

        return Run(self.model, self._left() if seconds is None else seconds, tell, self.seed)

    def _take(self, outcome: Outcome, beyond: float = math.inf) -> None:
        """Keep what a run gave, where it is better than what we have."""
        self._raise_bound(min(outcome.bound, beyond))
        if outcome.values is not None:
            taken = zip(self.model.seats, outcome.values, strict=False)
            if self._keep(frozenset(seat for seat, value in taken if value > 0.5)):
                self.values = outcome.values

    def _keep(self, seats: frozenset[Seat]) -> bool:
        objective = sum(points(self.season, seats).values())
        better = self.objective is None or objective < self.objective
        if better:
            self.objective, self.seats = objective, seats
        return better

    def _tell(self, objective: float | None, bound: float | None) -> bool:
        """Say how far it is; False once somebody has stopped it."""
        if self.on_progress is not None and not self.stopped:
            best = [round(objective)] if objective is not None else []
            best += [self.objective] if self.objective is not None else []
            if bound is not None:
                self._raise_bound(bound)
            seconds = time.monotonic() - self.began
            told = Progress(seconds, min(best, default=None), self.bound)
            self.stopped = not self.on_progress(told)
        return not self.stopped

    def _raise_bound(self, bound: float) -> None:
        if math.isfinite(bound):
            self.bound = max(self.bound, _rounded_up(bound))

    def _left(self) -> float:
        return self.began + self.seconds * SEARCH_SHARE - time.monotonic()

    def _is_done(self) -> bool:
        proven = self.objective == self.bound
        return self.is_over or self.stopped or proven or self._left() <= 0

    def solution(self, unkept: tuple[str, ...]) -> Solution:
        """The best roster found, after the checker has passed it."""
        assert self.objective is not None
        wrong = list(roster_problems(self.season, self.seats))
        if wrong or self.bound > self.objective:
            raise Mistake(f"bound {self.bound}, points {self.objective}, {wrong}")
        return Solution(
            seats=self.seats,
            objective=self.objective,
            bound=self.bound,
            proven=self.bound == self.objective,
            seconds=time.monotonic() - self.began,
            stopped=self.stopped,
            unkept=unkept,
        )


def _dearer(model: Model, reduced: Sequence[float], margin: float) -> list[int]:
    """Seats, by column, that cost more than ``margin`` above the linear best; never fixed ones."""
    seats = range(len(model.seats))
    return [c for c in seats if reduced[c] > margin and not model.least[c]]


def _floor(model: Model) -> float:
    """What no roster costs less than, before anything is searched."""
    return model.offset + sum(
        cost * (least if cost > 0 else most)
        for cost, least, most in zip(model.costs, model.least, model.most, strict=True)
    )


def _rounded_up(bound: float) -> int:
    """Points are whole: nothing lies between a bound and the next whole number."""
    return math.ceil(bound - ROUNDING)
