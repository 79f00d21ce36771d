"""Reads lists of coaches as services keep them: which column says what, line by line."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.cells import cell_at, cell_text, heading_key, is_blank, is_formula
from core.file_problems import STOP, Problem, SheetLike, column_name, problem_at
from core.problems import Refused

ROWS_SEARCHED = 50
NEEDED = {"partner": "“Service”", "given_name": "“First name”", "family_name": "“Surname”"}
# What columns are called, by the field of the form that asks for the same.
HEADINGS: Mapping[str, frozenset[str]] = {
    name: frozenset(words.split("|"))
    for name, words in {
        "partner": "service|organisation|partner",
        "given_name": "first name|given name|forename",
        "family_name": "surname|family name|last name",
        "email": "email|e mail|email address|e mail address",
        "phone": "mobile|mobile number|mobile phone|phone",
        "station": "station|base",
        "grid_reference": "grid reference|grid ref|sets out from",
        "most_miles": "miles|most miles|travels at most|travels at most miles",
        "most_days_a_month": "days a month|most days a month",
        "most_days_a_year": "days a year|most days a year",
        "pvg_confirmed_on": "pvg confirmed|pvg confirmed on|pvg membership confirmed on",
        "pvg_confirmed_by": "pvg confirmed by|pvg membership confirmed by",
        "pvg_review_on": "pvg review|pvg review on|pvg to be reviewed on",
        "trained_until": "trained until|training valid until|coach training valid until",
        "newcomer": "newcomer|new",
        "may_lead": "may lead|leads",
        "may_demonstrate": "may demonstrate|demonstration",
    }.items()
}
TICKS = {"newcomer": False, "may_lead": True, "may_demonstrate": True}  # where nothing is said
DATES = ("pvg_confirmed_on", "pvg_review_on", "trained_until")
_YES = frozenset({"y", "yes", "true", "1", "x", "✓", "✔"})
_NO = frozenset({"n", "no", "false", "0", ""})
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


@dataclass(frozen=True)
class CoachLine:
    """One line of the sheet: its number there, and text by field."""

    number: int
    texts: Mapping[str, str]

    @property
    def name(self) -> str:
        """First name and surname, as far as they are there."""
        return f"{self.texts['given_name']} {self.texts['family_name']}".strip()


@dataclass(frozen=True)
class CoachList:
    """A sheet with coaches; ``columns`` names each field's column as sentences do."""

    sheet: str
    lines: tuple[CoachLine, ...]
    columns: Mapping[str, str]
    problems: tuple[Problem, ...]
    unread: tuple[str, ...]

    def problem(self, line: CoachLine, field: str, what: str) -> Problem:
        """What is wrong with a cell, or with the line where no field is named."""
        return problem_at(STOP, self.sheet, line.number, self.columns.get(field, ""), what)


def read_coach_list(sheets: Sequence[SheetLike]) -> CoachList:
    """Read the first sheet that has the needed headings.

    Lines with a formula are left out and named in ``problems``. Raises Refused where no sheet has
    the headings, or one of them twice.
    """
    sheet, start = _find(sheets)
    row = sheet.rows[start]
    places = _places(row)
    columns = {field: column_name(at, cell_text(row[at])) for field, at in places.items()}
    lines: list[CoachLine] = []
    problems: list[Problem] = []
    for number, raw in enumerate(sheet.rows[start + 1 :], start + 2):
        bad = [field for field, at in places.items() if is_formula(cell_at(raw, at))]
        texts = {field: _text(cell_at(raw, at)) for field, at in places.items()}
        what = "the cell holds a formula. Put the value itself in the cell."
        problems += [problem_at(STOP, sheet.name, number, columns[field], what) for field in bad]
        if not bad and any(texts.values()):
            lines.append(CoachLine(number, texts))
    unread = tuple(
        column_name(at, cell_text(cell))
        for at, cell in enumerate(row)
        if cell_text(cell) and at not in places.values()
    )
    return CoachList(sheet.name, tuple(lines), columns, tuple(problems), unread)


def _text(value: object) -> str:
    text = cell_text(value)
    return "" if is_blank(text) else text


def _find(sheets: Sequence[SheetLike]) -> tuple[SheetLike, int]:
    for sheet in sheets:
        for index, row in enumerate(sheet.rows[:ROWS_SEARCHED]):
            if NEEDED.keys() <= _places(row).keys():
                return sheet, index
    needed = ", ".join(NEEDED.values())
    raise Refused(
        f"No row of the file has the headings of a list of coaches. It needs {needed} "
        "in one row above the coaches."
    )


def _places(row: Sequence[object]) -> dict[str, int]:
    """The index of each field's column."""
    found: dict[str, int] = {}
    for index, cell in enumerate(row):
        key = heading_key(cell)
        for field, words in HEADINGS.items():
            if key in words and field in found:
                raise Refused(
                    f"{column_name(found[field], cell_text(row[found[field]]))} and "
                    f"{column_name(index, cell_text(cell))} say the same. Take one of them out."
                )
            if key in words:
                found[field] = index
    return found


def ticked(text: str, field: str) -> bool | None:
    """Whether a box is ticked; None for words that say neither yes nor no."""
    plain = text.casefold()
    if not plain:
        return TICKS[field]
    return True if plain in _YES else False if plain in _NO else None


def date_parts(text: str) -> list[str]:
    """Day, month and year of a date that the sheet holds as a date; else the text, as typed."""
    if found := _ISO.fullmatch(text):
        return [found[3], found[2], found[1]]
    return [text, "", ""]
