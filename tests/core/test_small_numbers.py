"""Suppression: nothing that is hidden can be worked out by an attacker who solves the table."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.small_numbers import (
    THRESHOLD,
    Count,
    Grid,
    Place,
    hidden_places,
    is_fixed,
    show_count,
    show_mean,
    suppress_table,
    with_totals,
)


def by_row(cells: list[list[Count]]) -> list[list[str]]:
    return [[str(count) for count in row] for row in cells]


@pytest.mark.parametrize(
    ("value", "words"),
    [(0, "0"), (1, "under 5"), (4, "under 5"), (5, "5"), (1234, "1,234")],
)
def test_one_count_is_hidden_from_one_to_four(value: int, words: str):
    assert str(show_count(value)) == words


def test_hidden_count_does_not_hold_its_value():
    assert show_count(3) == Count(None, "under 5")


def test_threshold_can_be_ten():
    assert [str(show_count(n, 10)) for n in (9, 10)] == ["under 10", "10"]


@pytest.mark.parametrize(("n", "shown"), [(9, None), (10, 3.5), (11, 3.5)])
def test_mean_needs_ten(n: int, shown: float | None):
    assert show_mean(n, 3.5) == shown


def test_table_without_small_counts_is_shown_whole():
    table = suppress_table([[5, 0], [7, 12]])
    assert by_row(table.cells) == [["5", "0"], ["7", "12"]]
    assert [str(n) for n in table.row_totals] == ["5", "19"]
    assert [str(n) for n in table.column_totals] == ["12", "12"]
    assert str(table.total) == "24"


def test_small_count_takes_a_rectangle_with_it():
    table = suppress_table([[3, 20, 30], [40, 15, 60], [70, 80, 90]])
    assert by_row(table.cells) == [
        ["not shown", "not shown", "30"],
        ["not shown", "not shown", "60"],
        ["70", "80", "90"],
    ]
    assert str(table.total) == "408"


def test_small_total_is_hidden_too():
    table = suppress_table([[3, 0], [20, 30]])
    assert table.row_totals[0].hidden
    assert str(table.cells[0][1]) == "0"


def test_two_hidden_ones_beside_their_total_are_not_enough():
    # 1 + 1 of a total of 32: the two add up to 2, and zeros are never hidden.
    table = suppress_table([[1, 1, 30], [50, 60, 70]])
    assert [count.hidden for count in table.cells[0]] == [True, True, True]


def test_count_between_two_blocks_is_not_given_away():
    # Each line hides two or more, yet 4 is what rows 1 and 2 have above columns 1 and 2.
    rows = [[3, 3, 4, 30], [3, 3, 30, 30], [30, 30, 3, 3], [30, 30, 3, 3]]
    grid = with_totals(rows)
    small = {(r, c) for r, row in enumerate(rows) for c, n in enumerate(row) if n < THRESHOLD}
    assert interval(grid, small, (0, 2)) == (4, 4)
    hidden = hidden_places(grid, THRESHOLD)
    least, most = interval(grid, hidden, (0, 2))
    assert most - least >= 1


def test_empty_table_is_an_empty_table():
    table = suppress_table([])
    assert table.cells == []
    assert table.total == Count(0)


@pytest.mark.parametrize("rows", [[[1, 2], [3]], [[-1, 2]]])
def test_table_that_is_none_is_refused(rows: list[list[int]]):
    with pytest.raises(ValueError, match="rows of one length"):
        suppress_table(rows)


# --- the attacker ---------------------------------------------------------------------------------

tables = st.integers(1, 4).flatmap(
    lambda width: st.lists(
        st.lists(
            st.integers(0, 12) | st.sampled_from([0, 1, 2, 40]), min_size=width, max_size=width
        ),
        min_size=1,
        max_size=4,
    )
)


def interval(grid: Grid, hidden: set[Place], place: Place) -> tuple[float, float]:
    """The least and the most that a hidden count can be, by linear programming."""
    from scipy.optimize import linprog

    order = sorted(hidden)
    lines = [[(r, c) for c in range(len(grid[0]))] for r in range(len(grid))]
    lines += [[(r, c) for r in range(len(grid))] for c in range(len(grid[0]))]
    equations, sums = [], []
    for line in lines:
        sign = {p: (-1 if p == line[-1] else 1) for p in line}
        equations.append([sign.get(p, 0) for p in order])
        sums.append(-sum(sign[p] * grid[p[0]][p[1]] for p in line if p not in hidden))
    goal = [1 if p == place else 0 for p in order]
    ends = []
    for way in (1, -1):
        found = linprog([way * g for g in goal], A_eq=equations, b_eq=sums, bounds=(1, 1000))
        assert found.status == 0
        ends.append(way * found.fun)
    return ends[0], ends[1]


@settings(max_examples=60, deadline=None)
@given(rows=tables)
def test_linear_program_recovers_no_hidden_count(rows: list[list[int]]):
    grid = with_totals(rows)
    hidden = hidden_places(grid, THRESHOLD)
    for place in hidden:
        least, most = interval(grid, hidden, place)
        assert most - least >= 1


@settings(max_examples=60, deadline=None)
@given(rows=tables)
def test_control_hiding_only_small_cells_is_judged_as_the_linear_program_does(
    rows: list[list[int]],
):
    grid = with_totals(rows)
    inside = itertools.product(range(len(rows)), range(len(rows[0])))
    hidden = {(r, c) for r, c in inside if 0 < grid[r][c] < THRESHOLD}
    for place in hidden:
        least, most = interval(grid, hidden, place)
        assert is_fixed(grid, hidden, place) == (most - least < 1e-6)


def test_control_without_complementary_cells_the_program_recovers():
    grid = with_totals([[3, 20], [40, 15]])
    assert interval(grid, {(0, 0)}, (0, 0)) == (3, 3)


@given(rows=tables)
def test_each_line_hides_none_or_two_that_add_up(rows: list[list[int]]):
    grid = with_totals(rows)
    hidden = hidden_places(grid, THRESHOLD)
    lines = [[(r, c) for c in range(len(grid[0]))] for r in range(len(grid))]
    lines += [[(r, c) for r in range(len(grid))] for c in range(len(grid[0]))]
    for line in lines:
        kept = [p for p in line if p in hidden]
        assert len(kept) != 1
        if kept and line[-1] not in hidden:
            assert sum(grid[r][c] for r, c in kept) >= THRESHOLD


@given(rows=tables)
def test_zeros_are_always_shown(rows: list[list[int]]):
    table = suppress_table(rows)
    for shown, row in zip(table.cells, rows, strict=True):
        assert all(not count.hidden for count, n in zip(shown, row, strict=True) if n == 0)
