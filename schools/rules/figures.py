"""Published figures of schools: a number, or one of four symbols that are not numbers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

WITHHELD = "c"
MEANINGS = {
    "c": "1 to 4 pupils, or a number that would reveal one",
    "low": "close to zero, but not zero",
    "x": "not available",
    "z": "does not apply",
}
_NUMBER = re.compile(r"\d+(\.\d+)?")
_BAND = re.compile(r"\d{1,3}-\d{1,3}%")


@dataclass(frozen=True)
class Figure:
    """One published cell: its text, and its number where it has one."""

    text: str
    number: Decimal | None

    @property
    def symbol(self) -> str | None:
        """The symbol that stands in place of a number, or None."""
        return None if self.number is not None else self.text


@dataclass(frozen=True)
class KnownTotal:
    """What can be added up: the sum of the numbers, and how many cells had none."""

    total: Decimal
    numbers: int
    withheld: int
    not_known: int

    @property
    def complete(self) -> bool:
        """Whether the total is the whole truth; a cell that does not apply is no gap."""
        return self.withheld == 0 and self.not_known == 0


def is_figure(text: str) -> bool:
    """Whether the text is a number, or one of the published symbols."""
    return text in MEANINGS or _NUMBER.fullmatch(text) is not None


def is_band(text: str) -> bool:
    """Whether the text is a band of per cent ("0-10%"), or one of the published symbols."""
    return text in MEANINGS or _BAND.fullmatch(text) is not None


def read_figure(text: str) -> Figure:
    """The figure of a published text. Raises ValueError for anything else."""
    if text in MEANINGS:
        return Figure(text, None)
    if _NUMBER.fullmatch(text):
        return Figure(text, Decimal(text))
    raise ValueError(f"{text!r} is neither a number nor one of {', '.join(MEANINGS)}.")


def meaning(symbol: str) -> str:
    """The symbol with its words: "c: 1 to 4 pupils, or a number that would reveal one".

    Raises KeyError for a text that is no symbol.
    """
    return f"{symbol}: {MEANINGS[symbol]}"


def known_total(figures: Iterable[Figure]) -> KnownTotal:
    """Adds the numbers and counts the rest: a withheld cell is neither zero nor missing."""
    cells = list(figures)
    numbers = [cell.number for cell in cells if cell.number is not None]
    symbols = [cell.symbol for cell in cells if cell.symbol is not None]
    return KnownTotal(
        total=sum(numbers, Decimal(0)),
        numbers=len(numbers),
        withheld=symbols.count(WITHHELD),
        not_known=sum(symbol in {"low", "x"} for symbol in symbols),
    )
