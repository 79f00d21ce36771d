"""Proposes a season's roster, and proves it the best or says how far from the best it may be."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sessions.roster.fixed import split_fixed
from sessions.roster.greedy import by_hand
from sessions.roster.highs import Outcome, Run
from sessions.roster.model import Model, build
from sessions.rules.roster import points, roster_problems
from sessions.rules.season import Season, Seat

# From this many columns on, most seats are first left out by what the linear run says of them.
NATIONAL = 20_000
# Points by which a seat may be dearer than the linear best and still be tried at first: nearly
# always enough, for whole answers lie close to the linear one.
MARGIN = 1.0
FIRST_SHARE = 0.6  # of the time that is left, for the run with few seats
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
        """ "proven best", or "within 0.4 % of the best"; the share is rounded up."""
        if self.proven:
            return "proven best"
        return f"within {math.ceil(self.gap * 1000) / 10:.1f} % of the best"


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
        self.stopped = False
        self.model = build(season)
        self.bound = _rounded_up(_floor(self.model))
        self.values: list[float] | None = None  # of the best roster, by column
        self.seats: frozenset[Seat] = frozenset()
        self.objective: int | None = None

    def run(self) -> None:
        """Straight for a season; for a nation at first among few seats."""
        if self._left() > 0 and self._tell(None, None) and self.model.seats:
            if len(self.model.seats) < NATIONAL:
                self._take(self._run().whole())
            else:
                self._run_national()
        if self.objective is None:
            self._keep(by_hand(self.season))

    def _run_national(self) -> None:
        linear = self._run().linear()
        if linear.reduced is None:
            return
        self.bound = max(self.bound, _rounded_up(linear.bound))
        margin = MARGIN
        while not self._is_done():
            margin = self._narrow(linear.bound, linear.reduced, margin)

    def _narrow(self, least: float, reduced: Sequence[float], margin: float) -> float:
        """Search among seats within ``margin`` of the linear best; gives the next margin.

        A roster with a seat that was left out costs ``least`` and the seat's reduced cost or more.
        """
        seats = range(len(self.model.seats))
        left_out = [c for c in seats if reduced[c] > margin and not self.model.least[c]]
        beyond = least + min((reduced[c] for c in left_out), default=math.inf)
        share = FIRST_SHARE if left_out else 1.0
        run = self._run(self._left() * share, beyond)
        self._take(run.whole(left_out, self.values), beyond)
        if not left_out:
            self.seconds = 0.0  # the solver itself has stopped at its proof or at its time
        return math.inf if self.objective is None else self.objective - least

    def _run(self, seconds: float | None = None, beyond: float = math.inf) -> Run:
        def tell(objective: float | None, bound: float | None) -> bool:
            return self._tell(objective, None if bound is None else min(bound, beyond))

        return Run(self.model, self._left() if seconds is None else seconds, tell, self.seed)

    def _take(self, outcome: Outcome, beyond: float = math.inf) -> None:
        """Keep what a run gave, where it is better than what we have."""
        self.bound = max(self.bound, _rounded_up(min(outcome.bound, beyond)))
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
            under = self.bound if bound is None else max(self.bound, _rounded_up(bound))
            seconds = time.monotonic() - self.began
            told = Progress(seconds, min(best, default=None), under)
            self.stopped = not self.on_progress(told)
        return not self.stopped

    def _left(self) -> float:
        return self.began + self.seconds - time.monotonic()

    def _is_done(self) -> bool:
        return self.stopped or self._left() <= 0 or self.objective == self.bound

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


def _floor(model: Model) -> float:
    """What no roster costs less than, before anything is searched."""
    return model.offset + sum(
        cost * (least if cost > 0 else most)
        for cost, least, most in zip(model.costs, model.least, model.most, strict=True)
    )


def _rounded_up(bound: float) -> int:
    """Points are whole: nothing lies between a bound and the next whole number."""
    return math.ceil(bound - ROUNDING)
