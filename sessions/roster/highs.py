"""Hands a model to the solver HiGHS, listens while it works, and stops it when told to."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sessions.roster.model import Model

# Costs are whole numbers, so a bound less than one point below a roster proves it the best.
BELOW_ONE = 0.99
EVERY = 0.2  # seconds between two reports
NONE_YET = 1e30


@dataclass(frozen=True)
class Outcome:
    """What a run gave: ``values`` by column where there are any, and a bound below which none lies.

    ``reduced`` are reduced costs, by column, of a linear run that reached its end. ``finished``
    says that the solver proved its answer; otherwise it ran out of time or was stopped.
    """

    values: list[float] | None
    bound: float
    finished: bool
    reduced: list[float] | None = None


Tell = Callable[[float | None, float | None], bool]


@dataclass(frozen=True)
class Run:
    """One run: ``tell`` hears objective and bound, each where known, and says whether to go on."""

    model: Model
    seconds: float
    tell: Tell
    seed: int = 1

    def linear(self) -> Outcome:
        """The least value when seats may be taken in part: nothing whole can be less."""
        solver = self._solver(self._lp())
        solver.cbSimplexInterrupt += self._listener(None)
        solver.run()
        if not _optimal(solver):
            return Outcome(None, -math.inf, finished=False)
        found = solver.getSolution()
        bound = solver.getInfo().objective_function_value
        return Outcome(list(found.col_value), bound, finished=True, reduced=list(found.col_dual))

    def whole(
        self,
        left_out: Sequence[int] = (),
        settled: Sequence[int] = (),
        start: Sequence[float] | None = None,
    ) -> Outcome:
        """The least value in whole seats, or the best found in time and a bound.

        Seats in the columns ``left_out`` are not taken, those in ``settled`` are; ``start`` is a
        first answer by column.
        """
        import highspy

        lp = self._lp(left_out, settled)
        lp.integrality_ = [highspy.HighsVarType.kInteger] * len(self.model.costs)
        solver = self._solver(lp)
        if start is not None:
            first = highspy.HighsSolution()
            first.col_value = list(start)
            solver.setSolution(first)
        listener = self._listener(0)
        for event in (
            solver.cbMipImprovingSolution,
            solver.cbMipLogging,
            solver.cbMipInterrupt,
        ):
            event.subscribe(listener)
        solver.run()
        info, found = solver.getInfo(), solver.getSolution()
        values = found.col_value if found.value_valid else None
        return Outcome(values, info.mip_dual_bound, finished=_optimal(solver))

    def _listener(self, whole: int | None) -> Callable[[Any], None]:
        last = 0.0

        def listen(event: Any) -> None:  # the solver's own event, which has no types
            nonlocal last
            now = time.monotonic()
            if now - last < EVERY:
                return
            last = now
            if whole is None:
                go_on = self.tell(None, None)
            else:
                out = event.data_out
                go_on = self.tell(_known(out.mip_primal_bound), _known(out.mip_dual_bound))
            if not go_on:
                event.interrupt()

        return listen

    def _solver(self, lp: Any) -> Any:
        import highspy

        solver: Any = highspy.Highs  # its methods have no types
        solver = solver()
        options = {
            "output_flag": False,
            "threads": 1,  # two were no faster, and one repeats itself
            "random_seed": self.seed,
            "time_limit": max(0.0, self.seconds),
            "mip_rel_gap": 0.0,
            "mip_abs_gap": BELOW_ONE,
        }
        for name, value in options.items():
            solver.setOptionValue(name, value)
        solver.passModel(lp)
        return solver

    def _lp(self, left_out: Sequence[int] = (), settled: Sequence[int] = ()) -> Any:
        import highspy
        import numpy as np

        model = self.model
        least, most = np.array(model.least, dtype=float), np.array(model.most, dtype=float)
        most[list(left_out)] = 0
        least[list(settled)] = 1
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(model.costs), len(model.row_least)
        lp.offset_ = model.offset
        lp.col_cost_ = np.array(model.costs, dtype=float)
        lp.col_lower_, lp.col_upper_ = least, most
        lp.row_lower_, lp.row_upper_ = np.array(model.row_least), np.array(model.row_most)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.array(model.starts)
        lp.a_matrix_.index_ = np.array(model.columns)
        lp.a_matrix_.value_ = np.array(model.factors, dtype=float)
        return lp


def _optimal(solver: Any) -> bool:
    import highspy

    return bool(solver.getModelStatus() == highspy.HighsModelStatus.kOptimal)


def _known(value: float) -> float | None:
    """None where the solver has none yet, which it says as something endless."""
    return value if abs(value) < NONE_YET else None
