"""A small integer program in columns and rows, solved by HiGHS to the proven optimum."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from highspy import Highs, HighsLp

# What least() may leave between its answer and the bound; costs are whole numbers.
BELOW_ONE = 0.5
NEARLY = 1e-6


@dataclass
class Program:
    """Whole numbers from 0 to ``uppers`` with least total cost; costs must be whole numbers."""

    costs: list[int] = field(default_factory=list)
    uppers: list[int] = field(default_factory=list)
    rows: list[tuple[list[tuple[int, int]], float, float]] = field(default_factory=list)

    def column(self, cost: int, upper: int = 1) -> int:
        """A new unknown; gives its number."""
        self.costs.append(cost)
        self.uppers.append(upper)
        return len(self.costs) - 1

    def row(
        self,
        terms: Iterable[tuple[int, int]],
        *,
        least: float = -float("inf"),
        most: float = float("inf"),
    ) -> int:
        """A condition, ``least <= sum of factor * column <= most``; gives its number."""
        self.rows.append((list(terms), least, most))
        return len(self.rows) - 1

    def least(self) -> list[int]:
        """The values of the columns at the optimum; raises ArithmeticError when there is none.

        The relaxation often comes out whole, and then it is the answer; ten times faster than the
        whole search. One thread and a fixed seed, so that the same question has one answer.
        """
        import highspy

        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)
        solver.setOptionValue("random_seed", 1)
        solver.setOptionValue("presolve", "off")
        solver.setOptionValue("mip_heuristic_run_feasibility_jump", False)
        solver.setOptionValue("mip_rel_gap", 0.0)
        solver.setOptionValue("mip_abs_gap", BELOW_ONE)
        solver.passModel(self._model())
        values = _solved(solver, relaxed=True)
        if any(abs(value - round(value)) > NEARLY for value in values):
            values = _solved(solver, relaxed=False)
        return [round(value) for value in values]

    def _model(self) -> "HighsLp":
        import highspy
        import numpy as np

        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self.costs), len(self.rows)
        lp.col_cost_ = np.array(self.costs, dtype=float)
        lp.col_lower_ = np.zeros(len(self.costs))
        lp.col_upper_ = np.array(self.uppers, dtype=float)
        lp.row_lower_ = np.array([least for _, least, _ in self.rows])
        lp.row_upper_ = np.array([most for _, _, most in self.rows])
        lp.integrality_ = [highspy.HighsVarType.kInteger] * len(self.costs)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.cumsum([0, *(len(terms) for terms, _, _ in self.rows)])
        lp.a_matrix_.index_ = np.array([c for terms, _, _ in self.rows for c, _ in terms])
        lp.a_matrix_.value_ = np.array(
            [factor for terms, _, _ in self.rows for _, factor in terms], dtype=float
        )
        return lp


def _solved(solver: "Highs", *, relaxed: bool) -> list[float]:
    import highspy

    solver.setOptionValue("solve_relaxation", relaxed)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise ArithmeticError(str(solver.getModelStatus()))
    return list(solver.getSolution().col_value)
