"""A reader with a linear program attacks a thousand tables: what is hidden or rounded stays so.

He knows how the engine works, that counts are never negative, that zeros are never hidden, and of
tables that are published again and again that counts only grow. He recovers a count when the least
and the most that it can be are one number.
"""

import random
from collections.abc import Iterator

from core.small_numbers import (
    ROUND_TO,
    THRESHOLD,
    Grid,
    Place,
    hidden_places,
    round_count,
    round_table,
    with_totals,
)

TABLES = 1000
RELEASES = 6
MOST = 5000  # more than any count here can be

Where = tuple[int, Place]  # which release, where in its grid


def programme(seed: int, releases: int = RELEASES) -> list[Grid]:
    """Counts that grow from one release to the next; many small ones."""
    chance = random.Random(seed)
    width = chance.randint(2, 3)
    rows = [
        [chance.choice([0, 1, 2, 3, 5, 8, 12]) for _ in range(width)]
        for _ in range(chance.randint(2, 4))
    ]
    grids = []
    for _ in range(releases):
        grids.append(with_totals(rows))
        rows = [[n + chance.choice([0, 0, 0, 1, 1, 2, 5]) for n in row] for row in rows]
    return grids


def recovered(grids: list[Grid], hidden: list[set[Place]]) -> tuple[int, int]:
    """How many small hidden counts have one possible value, and how many small ones are hidden."""
    order = [(t, place) for t, places in enumerate(hidden) for place in sorted(places)]
    small = [(t, (r, c)) for t, (r, c) in order if 0 < grids[t][r][c] < THRESHOLD]
    solve = _program(grids, order)
    found = 0
    for where in small:
        t, (r, c) = where
        true = grids[t][r][c]
        # The true count is always possible: whoever can go below it need not be asked twice.
        found += solve(where, 1) > true - 0.5 and solve(where, -1) < true + 0.5
    return found, len(small)


def _program(grids: list[Grid], order: list[Where]):
    import numpy as np
    from scipy.optimize import linprog

    at = {where: n for n, where in enumerate(order)}
    equations, sums = [], []
    for t, grid in enumerate(grids):
        for line in _lines(grid):
            sign = {place: -1 if place == line[-1] else 1 for place in line}
            row = np.zeros(len(order))
            for place in line:
                if (t, place) in at:
                    row[at[t, place]] = sign[place]
            if row.any():
                equations.append(row)
                shown = [p for p in line if (t, p) not in at]
                sums.append(-sum(sign[r, c] * grid[r][c] for r, c in shown))
    bounds, growth = _growth(grids, at)

    def solve(where: Where, way: int) -> float:
        goal = np.zeros(len(order))
        goal[at[where]] = way
        rows = growth if len(growth) else None
        least = np.zeros(len(growth)) if len(growth) else None
        answer = linprog(goal, A_eq=equations, b_eq=sums, A_ub=rows, b_ub=least, bounds=bounds)
        assert answer.status == 0, answer.message
        return float(way * answer.fun)

    return solve


def _growth(grids: list[Grid], at: dict[Where, int]):
    """What the attacker knows because counts only grow: bounds, and rows "this less that <= 0"."""
    import numpy as np

    bounds = [[1, MOST] for _ in at]
    rows = []
    for (t, place), n in at.items():
        if t + 1 == len(grids):
            continue
        r, c = place
        if (t + 1, place) in at:
            row = np.zeros(len(at))
            row[n], row[at[t + 1, place]] = 1, -1
            rows.append(row)
        else:
            bounds[n][1] = min(bounds[n][1], grids[t + 1][r][c])
    for (t, place), n in at.items():
        if t and (t - 1, place) not in at:
            bounds[n][0] = max(bounds[n][0], grids[t - 1][place[0]][place[1]])
    return bounds, np.array(rows)


def _lines(grid: Grid) -> Iterator[list[Place]]:
    height, width = len(grid), len(grid[0])
    yield from ([(r, c) for c in range(width)] for r in range(height))
    yield from ([(r, c) for r in range(height)] for c in range(width))


def test_of_a_thousand_tables_not_one_hidden_count_is_recovered():
    attacked = [
        recovered([grid], [hidden_places(grid, THRESHOLD)])
        for seed in range(TABLES)
        for grid in programme(seed, 1)
    ]
    assert sum(found for found, _ in attacked) == 0
    assert sum(small for _, small in attacked) > 2 * TABLES  # there was something to find


def test_control_with_small_cells_alone_hidden_over_half_are_recovered():
    found = small = 0
    for seed in range(60):
        [grid] = programme(seed, 1)
        bare = {(r, c) for r, row in enumerate(grid) for c, n in enumerate(row) if 0 < n < 5}
        more = recovered([grid], [bare])
        found, small = found + more[0], small + more[1]
    assert found > small / 2


def test_control_tables_published_six_times_are_not_safe_by_hiding():
    grids = [programme(seed) for seed in range(10)]
    assert sum(recovered(g, [hidden_places(one, THRESHOLD) for one in g])[0] for g in grids) > 0


def test_rounded_tables_published_six_times_give_nothing_away():
    found, small = recovered_from_rounded(TABLES, ROUND_TO)
    assert found == 0
    assert small > 10 * TABLES


def test_control_with_rounding_off_over_half_are_recovered():
    found, small = recovered_from_rounded(20, 1)
    assert found > small / 2


def recovered_from_rounded(programmes: int, base: int) -> tuple[int, int]:
    """How many small counts follow from six rounded tables, and how many there are.

    Totals of rounded cells tell nothing more. What is possible is closed under taking the less of
    two answers, so one program for the sum finds the least of all counts at once, and one the most.
    """
    import numpy as np
    from scipy.optimize import linprog

    found = small = 0
    for seed in range(programmes):
        true = np.array([[row[:-1] for row in grid[:-1]] for grid in programme(seed)])
        shown = np.array(
            [[[c.value for c in r] for r in round_table(one.tolist(), base).cells] for one in true]
        )
        n, cells = true.size, true[0].size
        grows = np.eye(n, k=0)[: n - cells] - np.eye(n, k=cells)[: n - cells]
        bounds = [(max(0, s - base // 2), s + base // 2) for s in shown.ravel()]
        least, most = (
            linprog(way * np.ones(n), A_ub=grows, b_ub=np.zeros(n - cells), bounds=bounds).x
            for way in (1, -1)
        )
        is_small = (true.ravel() > 0) & (true.ravel() < THRESHOLD)
        found += int(((most - least < 0.5) & is_small).sum())
        small += int(is_small.sum())
    return found, small


def test_rounding_is_to_the_nearest_and_totals_are_of_rounded_cells():
    assert [str(round_count(n)) for n in (0, 1, 2, 3, 7, 8, 12, 13)] == (
        "0 0 0 5 5 10 10 15".split()
    )
    table = round_table([[3, 3, 3], [1, 1, 8]])
    assert [[str(n) for n in row] for row in table.cells] == [["5", "5", "5"], ["0", "0", "10"]]
    assert [str(n) for n in table.row_totals] == ["15", "10"]
    assert [str(n) for n in table.column_totals] == ["5", "5", "15"]
    assert str(table.total) == "25"
    assert ROUND_TO == 5
