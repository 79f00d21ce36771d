"""The one suppression engine: small counts, and what would give them away, are not shown.

Counts from 1 to 4 are hidden and zero is shown; means need a base of 10. Delivery counts (days,
schools, coach hours) are exact and do not come here.

Hiding protects one table with its totals. A reader who keeps last month's table and holds it
against this month's finds about one hidden count in twelve; what is published again and again is
therefore rounded (``round_table``), so that no count is ever told exactly.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

THRESHOLD = 5
MEAN_BASE = 10
ROUND_TO = 5
NOT_SHOWN = "not shown"

Grid = list[list[int]]  # counts with their totals as last row and last column
Place = tuple[int, int]  # row, column in a grid
Node = tuple[str, int]


@dataclass(frozen=True)
class Count:
    """A count of people as it may be shown; ``str()`` gives the words for page, PDF and sheet."""

    value: int | None  # None when hidden, so that nothing downstream can leak it
    words: str = ""  # the mark of a hidden count, which is never 0

    @property
    def hidden(self) -> bool:
        """Whether the count is kept back."""
        return self.value is None

    def __str__(self) -> str:
        return self.words if self.value is None else f"{self.value:,}"


@dataclass(frozen=True)
class Table:
    """A table as it may be shown: cells by row, and the totals of rows, columns and all."""

    cells: list[list[Count]]
    row_totals: list[Count]
    column_totals: list[Count]
    total: Count


def show_count(value: int, threshold: int = THRESHOLD) -> Count:
    """A count by itself, where no total stands beside it: 1 to ``threshold`` - 1 is hidden."""
    return Count(None, f"under {threshold}") if 0 < value < threshold else Count(value)


def show_mean(n: int, mean: float | None, base: int = MEAN_BASE) -> float | None:
    """The mean, or None when fewer than ``base`` people stand behind it."""
    return mean if n >= base else None


def round_count(value: int, base: int = ROUND_TO) -> Count:
    """A count to the nearest ``base``, halves up: 1 and 2 are 0, 3 to 7 are 5."""
    return Count(base * ((2 * value + base) // (2 * base)))


def round_table(rows: Sequence[Sequence[int]], base: int = ROUND_TO) -> Table:
    """Rounds each cell, and adds up the totals from the rounded cells.

    True totals would let some cells be worked out, so they must not stand elsewhere either.
    Raises ValueError for ragged or negative counts.
    """
    with_totals(rows)  # refuses what is no table
    rounded = [[round_count(n, base).value or 0 for n in row] for row in rows]
    grid = [[Count(n) for n in row] for row in with_totals(rounded)]
    return _table(grid)


def suppress_table(rows: Sequence[Sequence[int]], threshold: int = THRESHOLD) -> Table:
    """Hides small counts, and as many others as it takes that totals give none of them back.

    ``rows`` holds counts of people (0 or more) without totals, all rows equally long. A small total
    is hidden and protected like a cell. Afterwards each row and column has no hidden count or at
    least two, those beside a shown total add up to ``threshold`` or more, and no hidden count
    follows from all lines together, even for a reader who knows that zeros are never hidden.
    All hidden counts carry one mark: to say which are under ``threshold`` would help to solve them.
    """
    grid = with_totals(rows)
    hidden = hidden_places(grid, threshold)
    shown = [
        [Count(None, NOT_SHOWN) if (r, c) in hidden else Count(n) for c, n in enumerate(row)]
        for r, row in enumerate(grid)
    ]
    return _table(shown)


def _table(grid: list[list[Count]]) -> Table:
    """A grid whose last row and column are its totals."""
    return Table(
        cells=[row[:-1] for row in grid[:-1]],
        row_totals=[row[-1] for row in grid[:-1]],
        column_totals=grid[-1][:-1],
        total=grid[-1][-1],
    )


def with_totals(rows: Sequence[Sequence[int]]) -> Grid:
    """Adds totals as last column and last row; ValueError for ragged or negative counts."""
    grid = [[*row, sum(row)] for row in rows]
    if len({len(row) for row in grid}) > 1 or any(n < 0 for row in grid for n in row):
        raise ValueError("A table has rows of one length and no negative counts.")
    width = len(grid[0]) if grid else 1
    return [*grid, [sum(row[c] for row in grid) for c in range(width)]]


def hidden_places(grid: Grid, threshold: int) -> set[Place]:
    """Where a grid with totals must be hidden.

    It ends, because each turn hides one more, and with all counts but zeros hidden none is fixed.
    """
    hidden = {(r, c) for r, row in enumerate(grid) for c, n in enumerate(row) if 0 < n < threshold}
    while line := next(_weak_lines(grid, hidden, threshold), None):
        more = _best_to_hide(grid, hidden, line)
        if more is None:
            break
        hidden.add(more)
    return hidden


def _lines(grid: Grid) -> Iterator[list[Place]]:
    """Each row and each column, its total last."""
    height, width = len(grid), len(grid[0])
    yield from ([(r, c) for c in range(width)] for r in range(height))
    yield from ([(r, c) for r in range(height)] for c in range(width))


def _weak_lines(grid: Grid, hidden: set[Place], threshold: int) -> Iterator[list[Place]]:
    """The places among which one more must be hidden, for each reason to do so."""
    everywhere = [(r, c) for r, row in enumerate(grid) for c in range(len(row))]
    for line in _lines(grid):
        kept = [place for place in line if place in hidden]
        small = line[-1] not in hidden and sum(grid[r][c] for r, c in kept) < threshold
        if kept and (len(kept) == 1 or small) and _open_places(grid, hidden, line):
            yield line
    for row, column in sorted(hidden):
        if is_fixed(grid, hidden, (row, column)):
            crossing = [p for p in everywhere if p[0] == row or p[1] == column]
            yield crossing if _open_places(grid, hidden, crossing) else everywhere


def _open_places(grid: Grid, hidden: set[Place], line: list[Place]) -> list[Place]:
    return [(r, c) for r, c in line if (r, c) not in hidden and grid[r][c] > 0]


def _best_to_hide(grid: Grid, hidden: set[Place], line: list[Place]) -> Place | None:
    """The place that costs least: no total, where its crossing lines are open already, small."""

    def cost(place: Place) -> tuple[bool, int, int, Place]:
        row, column = place
        is_total = row == len(grid) - 1 or column == len(grid[0]) - 1
        fresh = (not any(r == row for r, _ in hidden)) + (not any(c == column for _, c in hidden))
        return is_total, fresh, grid[row][column], place

    return min(_open_places(grid, hidden, line), key=cost, default=None)


# --- can a hidden count be worked out? ------------------------------------------------------------
# A table with totals is a flow in a ring: all -> row -> column -> column totals -> all. A hidden
# count can be one more exactly if a unit can go round a loop through its arc, where arcs of hidden
# counts may take more, and give back what they have above 1. If it can neither be more nor less,
# the shown numbers fix it. (Network flows: all corners are whole numbers, so one step decides.)


def _arc(grid: Grid, place: Place) -> tuple[Node, Node]:
    row, column = place
    last_row, last_column = row == len(grid) - 1, column == len(grid[0]) - 1
    start = ("all", 0) if last_column and not last_row else ("row", row)
    end = ("row", row) if last_column and not last_row else ("column", column)
    if last_row:
        start = ("totals", 0) if last_column else ("column", column)
        end = ("all", 0) if last_column else ("totals", 0)
    return start, end


def is_fixed(grid: Grid, hidden: set[Place], place: Place) -> bool:
    """Whether the shown counts leave exactly one value for a hidden one."""
    ways: dict[Node, set[Node]] = {}
    for other in hidden - {place}:
        start, end = _arc(grid, other)
        ways.setdefault(start, set()).add(end)
        if grid[other[0]][other[1]] > 1:
            ways.setdefault(end, set()).add(start)
    start, end = _arc(grid, place)
    can_rise = _leads(ways, end, start)
    can_fall = grid[place[0]][place[1]] > 1 and _leads(ways, start, end)
    return not (can_rise or can_fall)


def _leads(ways: dict[Node, set[Node]], start: Node, end: Node) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        for node in ways.get(waiting.pop(), set()) - seen:
            if node == end:
                return True
            seen.add(node)
            waiting.append(node)
    return False
