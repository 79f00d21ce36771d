"""One line of a class list: what a taken pupil holds, and how its cells are read."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from core.cells import cell_at, cell_text, is_blank, is_formula
from core.file_problems import STOP, WARNING, Problem, Severity, problem_at, shown
from core.words import long_date
from schools.readers.birth_dates import BirthDate, DateOrder, read_birth_date
from schools.readers.class_headings import (
    BORN,
    CLASS,
    CONSENT,
    FAMILY,
    FULL,
    GIVEN,
    KNOWN_AS,
    NEED,
    YEAR,
    Layout,
)
from schools.readers.names import name_problem, split_name
from schools.rules.ages import PUPIL_OLDEST, PUPIL_YOUNGEST, age_on, stage_is_improbable
from schools.rules.needs import NEED_WORDS, SPEAK_TO_TEACHER, code_need

YES, NO, UNKNOWN = "YES", "NO", "UNKNOWN"
_YES_MARKS = {"y", "yes", "true", "1", "✓", "✔", "☑", "✅"}
_NO_MARKS = {"n", "no", "false", "0", "✗", "✘", "☒"}
_CROSS = "x"
_STAGE = re.compile(r"(?:s|y|yr|year|stage)?[ .]*([1-6])(?:st|nd|rd|th)?(?: year)?")
_CLASS = re.compile(r"s?([1-6])[ ./-]?[a-z]{1,3}[ ./-]?\d{0,2}")
_NUMBERED_CLASS = re.compile(r"s?([1-6])[./-]\d{1,2}")


@dataclass(frozen=True)
class ListRow:
    """A pupil as the list has it; `year_group` is "S1" to "S6", `need` a coded need.

    `consent` (to take part) is "YES", "NO" or "UNKNOWN". `row_number` is the sheet's own.
    """

    row_number: int
    given_name: str
    known_as: str
    family_name: str
    born_on: date
    year_group: str
    need: str
    consent: str

    @property
    def first_name(self) -> str:
        """The first name that coaches see."""
        return self.known_as or self.given_name


@dataclass(frozen=True)
class Line:
    """One line of the sheet that stands for a pupil, before its cells are judged."""

    sheet: str
    number: int
    layout: Layout
    raw: Sequence[object]
    born: BirthDate

    def value(self, kind: str) -> object:
        return cell_at(self.raw, self.layout.index(kind))

    def text(self, kind: str) -> str:
        text = cell_text(self.value(kind))
        return "" if is_blank(text) else text

    def problem(self, severity: Severity, kind: str, what: str) -> Problem:
        return problem_at(severity, self.sheet, self.number, self.layout.name(kind), what)


def line_of(sheet: str, number: int, layout: Layout, raw: Sequence[object], today: date) -> Line:
    """Takes up a row of the sheet, its birth date already read."""
    return Line(
        sheet, number, layout, raw, read_birth_date(cell_at(raw, layout.index(BORN)), today)
    )


def crosses_are_doubtful(lines: Iterable[Line]) -> bool:
    """Whether an "x" for consent could mean no, because other lines say yes in another way."""
    marks = {line.text(CONSENT).casefold() for line in lines}
    return _CROSS in marks and bool(marks & _YES_MARKS)


def read_line(
    line: Line, order: DateOrder | None, *, today: date, doubt_crosses: bool
) -> tuple[ListRow | None, list[Problem]]:
    """The pupil of a line with what is wrong; no pupil where anything says STOP.

    A line whose birth date waits for the answer about the order gives neither.
    """
    problems = list(_formulas(line))
    if problems:
        return None, problems
    given, family, wrong = _names(line)
    born_on, wrong_date = _born_on(line, order, today)
    year, wrong_year = _year_group(line)
    need, need_note = _need(line)
    consent, consent_note = _consent(line, doubt_crosses)
    problems += [*wrong, *wrong_date, *wrong_year, *need_note, *consent_note]
    if any(p.severity == STOP for p in problems) or born_on is None:
        return None, problems
    if stage_is_improbable(born_on, int(year[1:]), today):
        problems.append(_improbable(line, born_on, year, today))
    known_as = line.text(KNOWN_AS)
    row = ListRow(line.number, given, known_as, family, born_on, year, need, consent)
    return row, problems


def _formulas(line: Line) -> Iterator[Problem]:
    for kind, indexes in line.layout.columns.items():
        if any(is_formula(cell_at(line.raw, index)) for index in indexes):
            what = "the cell holds a formula. Put the value itself in the cell."
            yield line.problem(STOP, kind, what)


def _names(line: Line) -> tuple[str, str, list[Problem]]:
    given, family, kinds = line.text(GIVEN), line.text(FAMILY), (GIVEN, FAMILY)
    if line.layout.index(FULL) is not None:
        kinds = (FULL, FULL)
        parts = split_name(line.text(FULL), line.layout.name_order) if line.text(FULL) else ("", "")
        if parts is None:
            return "", "", [_doubtful_name(line)]
        given, family = parts
    cells = dict.fromkeys(
        (kind, what)
        for kind, text in zip(kinds, (given, family), strict=True)
        if (what := _named(text))
    )
    if line.text(KNOWN_AS) and (what := name_problem(line.text(KNOWN_AS))):
        cells[KNOWN_AS, what] = None
    return given, family, [line.problem(STOP, kind, what) for kind, what in cells]


def _named(text: str) -> str:
    return name_problem(text) if text else "first name or surname is missing. Fill it in."


def _doubtful_name(line: Line) -> Problem:
    text = line.text(FULL)
    what = name_problem(text.replace(",", "")) or (
        f'"{shown(text)}" does not show which part is the surname. '
        "Write it with a comma: Surname, First name."
    )
    return line.problem(STOP, FULL, what)


def _born_on(line: Line, order: DateOrder | None, today: date) -> tuple[date | None, list[Problem]]:
    if line.born.wrong:
        return None, [line.problem(STOP, BORN, line.born.wrong)]
    born_on = line.born.on(order)
    if born_on is not None and born_on > today:
        what = f"{long_date(born_on)} has not come yet. Correct the birth date."
        return None, [line.problem(STOP, BORN, what)]
    if born_on is not None and not PUPIL_YOUNGEST <= age_on(born_on, today) <= PUPIL_OLDEST:
        what = f"a pupil born on {long_date(born_on)} is {age_on(born_on, today)} years old. "
        return None, [line.problem(STOP, BORN, what + "Correct the birth date.")]
    return born_on, []


def _year_group(line: Line) -> tuple[str, list[Problem]]:
    kind = YEAR if line.text(YEAR) else CLASS
    text = line.text(kind)
    plain = text.casefold()
    found = _STAGE.fullmatch(plain) or _CLASS.fullmatch(plain)
    if found is None and kind == CLASS:
        found = _NUMBERED_CLASS.fullmatch(plain)
    if found is not None:
        return f"S{found[1]}", []
    if not text:
        kind = YEAR if line.layout.index(YEAR) is not None else CLASS
        what = "the year group is missing. Write S1 to S6."
    else:
        what = f'"{shown(text)}" is not a year group. Write S1 to S6.'
    return "", [line.problem(STOP, kind, what)]


def _improbable(line: Line, born_on: date, year: str, today: date) -> Problem:
    what = (
        f"{year} is unusual for a pupil born on {long_date(born_on)}, "
        f"{age_on(born_on, today)} years old. Check both."
    )
    return line.problem(WARNING, YEAR if line.layout.index(YEAR) is not None else CLASS, what)


def _need(line: Line) -> tuple[str, list[Problem]]:
    cells = [cell_text(cell_at(line.raw, i)) for i in line.layout.columns.get(NEED, ())]
    coded = {code_need(text) for text in cells if not is_blank(text)}
    told = {need for need in coded if need.code != "NONE"}
    if not told:
        return "NONE", []
    if len(told) == 1 and (need := told.pop()).understood:
        return need.code, []
    what = (
        "this is not one of the needs that Runway knows, so the coach will read "
        f'"{NEED_WORDS[SPEAK_TO_TEACHER]}". The text itself is not stored.'
    )
    return SPEAK_TO_TEACHER, [line.problem(WARNING, NEED, what)]


def _consent(line: Line, doubt_crosses: bool) -> tuple[str, list[Problem]]:
    text = line.text(CONSENT)
    mark = text.casefold()
    if not text:
        return UNKNOWN, []
    if mark in _YES_MARKS or (mark == _CROSS and not doubt_crosses):
        return YES, []
    if mark in _NO_MARKS:
        return NO, []
    why = (
        'other lines say yes in another way, so "x" could mean no'
        if mark == _CROSS
        else f'"{shown(text)}" is neither yes nor no'
    )
    what = f"{why}. The consent counts as not in yet: write yes or no."
    return UNKNOWN, [line.problem(WARNING, CONSENT, what)]
