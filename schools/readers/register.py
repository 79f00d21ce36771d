"""Reads the Scottish Government's workbook "School level summary statistics"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.cells import cell_at, cell_text, heading_key, is_formula
from core.file_problems import STOP, Problem, SheetLike, column_name, problem_at, shown
from core.problems import Refused
from schools.rules.councils import council_code, is_grant_aided
from schools.rules.figures import is_band, is_figure
from schools.rules.register import RegisterRow

HEADINGS = {
    "council_code": "Local Authority",
    "seed_code": "SeedCode",
    "name": "School Name",
    "school_type": "School Type",
    "roll": "Pupil roll",
    "female": "Female",
    "male": "Male",
    "s1": "S1",
    "s2": "S2",
    "s3": "S3",
    "s4": "S4",
    "s5": "S5",
    "s6": "S6",
    "simd_q1": "SIMD Quintile 1",
    "simd_q2": "SIMD Quintile 2",
    "simd_q3": "SIMD Quintile 3",
    "simd_q4": "SIMD Quintile 4",
    "simd_q5": "SIMD Quintile 5",
    "simd_na": "SIMD not available",
    "asn_recorded": "Pupils with an Additional Support Need recorded",
    "eal": "Pupils with English as an Additional Language",
    "pct_urban": "Urban",
    "pct_small_town": "Small town",
    "pct_rural": "Rural",
    "attendance_pct": "Attendance rate (%)",
    "urban_rural_6": "School's 6-fold urban/rural classification",
    "urban_rural_8": "School's 8-fold urban/rural classification",
    "denomination": "Denomination of school",
}
_KEYS = {heading_key(heading): field for field, heading in HEADINGS.items()} | {
    "seed code": "seed_code"
}
_BANDS = {"pct_urban", "pct_small_town", "pct_rural"}
_WORDS = {"name", "urban_rural_6", "urban_rural_8", "denomination"}
_DECIMAL = {"attendance_pct"}
_LENGTH = {"name": 120} | dict.fromkeys(_WORDS - {"name"}, 40)
_FIGURE_LENGTH = 6
_ROWS_SEARCHED = 30
_NEEDED_TO_RECOGNISE = ("seed_code", "name")
SECONDARY = "secondary"


@dataclass(frozen=True)
class Register:
    """The secondary schools of one workbook, and the rows that cannot be taken.

    `title` is the first text above the headings: it says which census this is.
    `other_schools` counts primary and special schools, which are not read.
    """

    sheet: str
    title: str
    rows: tuple[RegisterRow, ...]
    problems: tuple[Problem, ...]
    other_schools: int


@dataclass(frozen=True)
class _Table:
    sheet: SheetLike
    header_index: int
    columns: dict[str, int]

    def column(self, field: str) -> str:
        heading = cell_text(self.sheet.rows[self.header_index][self.columns[field]])
        return column_name(self.columns[field], heading)

    def problem(self, row: int, field: str, what: str) -> Problem:
        return problem_at(STOP, self.sheet.name, row, self.column(field), what)


class _Bad(Exception):
    """A cell that cannot be read; holds what to tell."""


def read_register(sheets: Sequence[SheetLike]) -> Register:
    """Reads the secondary schools, wherever sheet, header row and columns stand.

    Raises Refused when no sheet holds the table or a column is missing; what is wrong with
    one row is a problem, and that school is left out.
    """
    table = _find_table(sheets)
    rows: dict[str, RegisterRow] = {}
    problems: list[Problem] = []
    others = 0
    for index, raw in enumerate(table.sheet.rows):
        if index <= table.header_index or not _has_school(table, raw):
            continue
        if cell_text(cell_at(raw, table.columns["school_type"])).casefold() != SECONDARY:
            others += 1
            continue
        row, wrong = _read_row(table, raw, index + 1)
        if row is not None and row.seed_code in rows:
            wrong = [table.problem(index + 1, "seed_code", _twice(row.seed_code))]
        elif row is not None:
            rows[row.seed_code] = row
        problems += wrong
    return Register(table.sheet.name, _title(table), tuple(rows.values()), tuple(problems), others)


def _twice(seed: str) -> str:
    return f'the SEED code "{seed}" stands above already. Remove one of the two rows.'


def _has_school(table: _Table, raw: Sequence[object]) -> bool:
    return any(cell_text(cell_at(raw, table.columns[f])) for f in _NEEDED_TO_RECOGNISE)


def _title(table: _Table) -> str:
    above = table.sheet.rows[: table.header_index]
    return next((text for row in above for cell in row if (text := cell_text(cell))), "")


def _find_table(sheets: Sequence[SheetLike]) -> _Table:
    for sheet in sheets:
        for index, row in enumerate(sheet.rows[:_ROWS_SEARCHED]):
            columns = _columns(row)
            if all(field in columns for field in _NEEDED_TO_RECOGNISE):
                missing = [h for field, h in HEADINGS.items() if field not in columns]
                if missing:
                    raise Refused([_missing(sheet.name, index + 1, h) for h in missing])
                return _Table(sheet, index, columns)
    names = ", ".join(f'"{sheet.name}"' for sheet in sheets) or "none"
    raise Refused(
        [
            'No sheet has a row with the headings "SeedCode" and "School Name" '
            f"(sheets in the file: {names}). Upload the Scottish Government's workbook "
            '"School level summary statistics" as it was published.'
        ]
    )


def _missing(sheet: str, row: int, heading: str) -> str:
    return (
        f'Sheet "{sheet}", row {row}: the column "{heading}" is missing. '
        "Upload the workbook with all its columns."
    )


def _columns(row: Sequence[object]) -> dict[str, int]:
    found: dict[str, int] = {}
    for index, value in enumerate(row):
        field = _KEYS.get(heading_key(value))
        if field is not None:
            found.setdefault(field, index)
    return found


def _read_row(
    table: _Table, raw: Sequence[object], number: int
) -> tuple[RegisterRow | None, list[Problem]]:
    values: dict[str, str] = {}
    problems: list[Problem] = []
    for field in HEADINGS:
        if field == "school_type":
            continue
        try:
            values[field] = _read_cell(field, cell_at(raw, table.columns[field]))
        except _Bad as bad:
            problems.append(table.problem(number, field, str(bad)))
    return (None if problems else RegisterRow(**values)), problems


def _read_cell(field: str, value: object) -> str:
    text = cell_text(value)
    if is_formula(value):
        raise _Bad("the cell holds a formula. Put the value itself in the cell.")
    if field == "seed_code":
        return _seed(text)
    if field == "council_code":
        return _council(text)
    if field in _WORDS:
        return _words(text, _LENGTH[field])
    if field in _BANDS:
        return _checked(text, is_band(text), 'a band such as "10-20%"')
    whole = field in _DECIMAL or "." not in text
    good = is_figure(text) and whole and len(text) <= _FIGURE_LENGTH
    return _checked(text, good, "a number")


def _seed(text: str) -> str:
    repaired = re.sub(r"\.0+$", "", text)
    if re.fullmatch(r"[0-9]{7}", repaired):
        return repaired
    raise _Bad(f'"{shown(text)}" is not a SEED code. A SEED code has seven digits: correct it.')


def _council(text: str) -> str:
    if is_grant_aided(text):
        return ""
    code = council_code(text)
    if code is None:
        raise _Bad(
            f'"{shown(text)}" is not the name of a council area of Scotland. '
            "Correct the name, or give the council's S12 code."
        )
    return code


def _words(text: str, longest: int) -> str:
    if not text:
        raise _Bad("the cell is empty. Fill it in.")
    if len(text) > longest:
        raise _Bad(f"the text has more than {longest} characters. Shorten it.")
    return text


def _checked(text: str, good: bool, wanted: str) -> str:
    if good:
        return text
    said = f'"{shown(text)}" is' if text else "the cell is empty: this is"
    raise _Bad(f"{said} not {wanted} and not one of the symbols c, low, x, z. Correct the cell.")
