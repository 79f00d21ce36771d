"""What is wrong with a file, in sentences that name sheet, row and column."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

Severity = Literal["STOP", "WARNING"]
STOP: Severity = "STOP"
WARNING: Severity = "WARNING"
_ALPHABET = 26
_LONGEST = 40


class SheetLike(Protocol):
    """A sheet as it was opened: its name, and raw values with row 1 first."""

    @property
    def name(self) -> str: ...

    @property
    def rows(self) -> Sequence[Sequence[object]]: ...


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong.

    `row` is the sheet's own row number (None: the whole sheet), `column` the letter with the
    heading ('C "D.O.B."', empty: the whole row). The sentence says all of it and what to do.
    STOP: the row cannot be taken. WARNING: it can, but a person should look.
    """

    sheet: str
    row: int | None
    column: str
    sentence: str
    severity: Severity


def problem_at(severity: Severity, sheet: str, row: int | None, column: str, what: str) -> Problem:
    """A problem whose sentence opens with the place: 'Sheet "List", row 5, column B …: what'."""
    place = [f'Sheet "{sheet}"']
    if row is not None:
        place.append(f"row {row}")
    if column:
        place.append(f"column {column}")
    return Problem(sheet, row, column, f"{', '.join(place)}: {what}", severity)


def column_letter(index: int) -> str:
    """The letter of a column as spreadsheets show it: 0 is A, 26 is AA."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, _ALPHABET)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_name(index: int, heading: str) -> str:
    """Letter and heading of a column, as sentences name it: 'C "D.O.B."'."""
    return f'{column_letter(index)} "{shown(heading)}"'


def shown(text: str) -> str:
    """A cell's text short enough for a sentence, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
