"""A table of ready words, and a block of the page around it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """The first column names the row; ``rows`` hold that name and each cell under its heading."""

    label: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The headings after the first."""
        return self.head[1:]


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
