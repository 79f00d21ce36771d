"""Reads class lists as school offices make them: nothing is guessed, everything is told."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from core.cells import cell_at, cell_text, is_blank
from core.file_problems import (
    STOP,
    WARNING,
    Problem,
    SheetLike,
    column_name,
    problem_at,
)
from core.problems import Refused
from core.words import long_date
from schools.readers.birth_dates import DateOrder
from schools.readers.class_headings import BORN, FAMILY, FULL, Layout, read_layout
from schools.readers.class_rows import Line, ListRow, crosses_are_doubtful, line_of, read_line
from schools.readers.date_order import FileOrder, conversion_warning, doubt, settle
from schools.readers.names import name_problem, same_name_key

_ROWS_SEARCHED = 200
_FEWEST_KNOWN = 2
_TOTAL = re.compile(r"(?:total|number of pupils|count)\D{0,20}(\d{1,5})", re.IGNORECASE)


@dataclass(frozen=True)
class ClassList:
    """One class list: the rows that can be taken, and all that a person should know.

    `needs_date_order`: nothing in the file settles day or month first; ask once (the question
    is `date_evidence`) and read again with the answer. Until then those rows are not in `rows`.
    `date_order` is the order used, None where no date depended on it; `date_evidence` says
    why. `columns_unread` are columns that were left alone. `lines` counts pupils in the sheet.
    """

    sheet: str
    rows: tuple[ListRow, ...]
    problems: tuple[Problem, ...]
    needs_date_order: bool
    date_order: DateOrder | None
    date_evidence: str
    columns_unread: tuple[str, ...]
    lines: int


def read_class_list(
    sheets: Sequence[SheetLike], *, today: date, date_order: DateOrder | None = None
) -> ClassList:
    """Reads the first sheet with the needed headings; says so when there are others.

    `date_order` is a person's answer. It counts only where the file itself proves nothing.
    Raises Refused when no sheet has the needed headings, naming them.
    """
    sheet, start = _find(sheets)
    layout = read_layout(sheet.rows[start])
    doubled = list(layout.doubled())
    if doubled:
        raise Refused([f'Sheet "{sheet.name}", row {start + 1}: {what}' for what in doubled])
    lines, problems = _lines(sheet, start, layout, today)
    order = settle(lines, date_order)
    problems += [*order.problems, *_other_lists(sheets, sheet), *conversion_warning(lines, order)]
    rows, of_rows = _read_lines(lines, order, today)
    found = sorted([*problems, *of_rows], key=lambda problem: problem.row or 0)
    unread = tuple(
        column_name(i, text)
        for i, text in enumerate(layout.headings)
        if text and all(i not in indexes for indexes in layout.columns.values())
    )
    return ClassList(
        sheet.name, rows, tuple(found), order.needed, order.order, order.evidence, unread,
        len(lines),
    )  # fmt: skip


def _find(sheets: Sequence[SheetLike]) -> tuple[SheetLike, int]:
    nearest: tuple[SheetLike, int, Layout] | None = None
    for sheet in sheets:
        for index, row in enumerate(sheet.rows[:_ROWS_SEARCHED]):
            layout = read_layout(row)
            if not layout.missing:
                return sheet, index
            if len(layout.columns) > (len(nearest[2].columns) if nearest else 0):
                nearest = sheet, index, layout
    raise Refused(_no_heading(nearest))


def _no_heading(nearest: tuple[SheetLike, int, Layout] | None) -> list[str]:
    if nearest is not None and len(nearest[2].columns) >= _FEWEST_KNOWN:
        sheet, index, layout = nearest
        missing = " and ".join(layout.missing)
        return [
            f'Sheet "{sheet.name}", row {index + 1}: these headings lack {missing}. '
            "Add the column and its heading, then upload the list again."
        ]
    return [
        "No row of the file has the headings of a class list. It needs a column each for the "
        'name (or "First name" and "Surname"), "Date of birth" and "Year group" (or "Class"), '
        "with these headings in one row above the pupils."
    ]


def _lines(
    sheet: SheetLike, start: int, layout: Layout, today: date
) -> tuple[list[Line], list[Problem]]:
    lines: list[Line] = []
    problems: list[Problem] = []
    for index in range(start + 1, len(sheet.rows)):
        raw = sheet.rows[index]
        texts = [text for cell in raw if not is_blank(text := cell_text(cell))]
        total = _TOTAL.fullmatch(" ".join(texts))
        again = read_layout(raw)
        if total:
            problems += _total(sheet.name, index + 1, int(total[1]), len(lines))
        elif not again.missing and not list(again.doubled()):
            layout = again
        elif (filled := _filled(layout, raw)) and _stands_alone(layout, raw, filled):
            problems.append(_not_a_pupil(sheet.name, index + 1, layout, filled[0]))
        elif filled:
            lines.append(line_of(sheet.name, index + 1, layout, raw, today))
    return lines, problems


def _filled(layout: Layout, raw: Sequence[object]) -> list[str]:
    return [
        kind
        for kind, indexes in layout.columns.items()
        if any(not is_blank(cell_text(cell_at(raw, index))) for index in indexes)
    ]


def _stands_alone(layout: Layout, raw: Sequence[object], filled: list[str]) -> bool:
    """Whether one lone text is a note rather than a pupil with everything else missing."""
    if len(filled) > 1:
        return False
    text = cell_text(cell_at(raw, layout.index(filled[0])))
    return not (filled[0] == FULL and "," in text and not name_problem(text.replace(",", "")))


def _not_a_pupil(sheet: str, row: int, layout: Layout, kind: str) -> Problem:
    what = "only this cell has text, so the row is not taken as a pupil. "
    return problem_at(
        WARNING, sheet, row, layout.name(kind), what + "If it is one, fill in the other columns."
    )


def _total(sheet: str, row: int, said: int, found: int) -> Iterator[Problem]:
    if said != found:
        what = f"the list says {said} in all, and {found} pupils stand above. Check the list."
        yield problem_at(WARNING, sheet, row, "", what)


def _other_lists(sheets: Sequence[SheetLike], taken: SheetLike) -> Iterator[Problem]:
    for sheet in sheets:
        if sheet is taken:
            continue
        for index, row in enumerate(sheet.rows[:_ROWS_SEARCHED]):
            if not read_layout(row).missing:
                what = (
                    f'this sheet looks like a class list too, but only "{taken.name}" was read. '
                    "Upload it as a file of its own."
                )
                yield problem_at(WARNING, sheet.name, index + 1, "", what)
                break


def _read_lines(
    lines: list[Line], order: FileOrder, today: date
) -> tuple[tuple[ListRow, ...], list[Problem]]:
    doubt_crosses = crosses_are_doubtful(lines)
    rows: list[ListRow] = []
    problems: list[Problem] = []
    seen: dict[tuple[str, str], list[ListRow]] = {}
    for line in lines:
        row, found = read_line(line, order.order, today=today, doubt_crosses=doubt_crosses)
        if order.mixed and line.born.ambiguous:
            what = f"{doubt(line)}. Write the month as a word."
            found, row = [*found, line.problem(STOP, BORN, what)], None
        if row is not None:
            alike = seen.setdefault(same_name_key(row.given_name, row.family_name), [])
            again = _again(line, row, alike)
            found += again
            if all(problem.severity == WARNING for problem in again):
                alike.append(row)
                rows.append(row)
        problems += found
    return tuple(rows), problems


def _again(line: Line, row: ListRow, alike: list[ListRow]) -> list[Problem]:
    kind = FULL if line.layout.index(FULL) is not None else FAMILY
    name = f"{row.given_name} {row.family_name}"
    same = next((other for other in alike if other.born_on == row.born_on), None)
    if same is not None:
        what = f"{name}, born on {long_date(row.born_on)}, is in row {same.row_number} already. "
        return [line.problem(STOP, kind, what + "Leave this row out.")]
    if alike:
        what = (
            f"{name} is in row {alike[0].row_number} too, with another birth date. "
            "Check that they are two pupils."
        )
        return [line.problem(WARNING, kind, what)]
    return []
