"""A table of ready words, and a block of the page around it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

WORDS = {"Scale", "Survey", "Group", "Method", "Standing", "Reading", "Arm"}


@dataclass(frozen=True)
class Table:
    """The first column names the row; ``rows`` hold that name and each cell under its heading."""

    label: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """The headings after the first, each with how its column stands."""
        return tuple((name, look_of(name)) for name in self.head[1:])

    @property
    def lines(self) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
        """Each row: its name, then heading, words and look of each cell."""
        for name, cells in self.rows:
            yield name, [(label, cell, look_of(label)) for label, cell in cells]


def look_of(heading: str) -> str:
    """Columns of words begin at the left, numbers end at the right."""
    return "" if heading in WORDS else "rw-num"


def table(label: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """Rows of words under ``head``; every row as long as it."""
    columns = list(head[1:])
    made = ((row[0], tuple(zip(columns, row[1:], strict=True))) for row in rows)
    return Table(label, tuple(head), tuple(made))


@dataclass(frozen=True)
class Block:
    """One block of the page: what it says, its table, and how it is worked out.

    ``empty`` says instead why there is nothing, and what to do.
    """

    key: str
    title: str
    how: tuple[str, ...]
    tables: tuple[Table, ...] = ()
    lead: tuple[str, ...] = ()
    empty: str = ""
    is_exploratory: bool = False
