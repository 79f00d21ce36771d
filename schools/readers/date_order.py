"""Decides once per class list whether day or month comes first, by the list's own proof."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.file_problems import WARNING, Problem, problem_at, shown
from core.words import long_date
from schools.readers.birth_dates import ORDER_WORDS, DateOrder
from schools.readers.class_headings import BORN
from schools.readers.class_rows import Line

_FEWEST_CONVERTED = 2
_LAST_MONTH = 12
_TYPED_NUMBERS = re.compile(r"\d{1,2}[/-]\d{1,2}[/-]\d{2,4}")


@dataclass(frozen=True)
class FileOrder:
    """The order of a whole list, why, and whether a person has to say it."""

    order: DateOrder | None
    evidence: str
    needed: bool
    problems: tuple[Problem, ...] = ()
    mixed: bool = False


def settle(lines: list[Line], answer: DateOrder | None) -> FileOrder:
    """The order that the lines prove; else the person's answer; else the question to ask."""
    proofs: dict[DateOrder, Line] = {}
    doubtful: Line | None = None
    for line in lines:
        if line.born.proves:
            proofs.setdefault(line.born.proves, line)
        elif line.born.ambiguous and doubtful is None:
            doubtful = line
    if len(proofs) == len(ORDER_WORDS):
        return _mixed(proofs)
    if proofs:
        order, line = next(iter(proofs.items()))
        return FileOrder(order, _evidence(order, line), needed=False)
    if doubtful is None:
        return FileOrder(None, "", needed=False)
    if answer is not None:
        return FileOrder(answer, f"{ORDER_WORDS[answer]}, as you answered.", needed=False)
    place = f"Row {doubtful.number}, column {doubtful.layout.name(BORN)}"
    question = f"{place}: {doubt(doubtful)}, and no date in the list settles which."
    return FileOrder(None, question, needed=True)


def _evidence(order: DateOrder, line: Line) -> str:
    born = line.born.day_first if order == "DMY" else line.born.month_first
    place = f"row {line.number}, column {line.layout.name(BORN)}"
    only = f'"{shown(line.born.text)}" can only be {long_date(born)}' if born else ""
    return f"{ORDER_WORDS[order]}: in {place}, {only}."


def doubt(line: Line) -> str:
    """What an ambiguous birth date may be: '"03/04/2010" may be 3 April 2010 or 4 March 2010'."""
    days = [long_date(day) for day in (line.born.day_first, line.born.month_first) if day]
    return f'"{shown(line.born.text)}" may be {" or ".join(days)}'


def _mixed(proofs: dict[DateOrder, Line]) -> FileOrder:
    day, month = proofs["DMY"], proofs["MDY"]
    what = (
        f"the birth dates are written in two orders: row {day.number} has the day first "
        f'("{shown(day.born.text)}"), row {month.number} the month first '
        f'("{shown(month.born.text)}"). Check all birth dates.'
    )
    problem = problem_at(WARNING, day.sheet, None, day.layout.name(BORN), what)
    return FileOrder(None, "", needed=False, problems=(problem,), mixed=True)


def conversion_warning(lines: list[Line], order: FileOrder) -> Iterator[Problem]:
    """Warns when a spreadsheet set to American dates seems to have swapped day and month.

    Such a program turns 03/04/2010 into 4 March and leaves 25/12/2010 as text, so that every
    date it holds has a day up to 12, and every text that stayed has a first number above 12.
    """
    held = [line for line in lines if not line.born.typed]
    texts = [line.born for line in lines if _TYPED_NUMBERS.fullmatch(line.born.text)]
    days = [line.born.day_first.day for line in held if line.born.day_first is not None]
    if order.order != "DMY" or len(held) < _FEWEST_CONVERTED or max(days) > _LAST_MONTH:
        return
    if texts and all(born.proves == "DMY" for born in texts):
        what = (
            f"a spreadsheet may have swapped day and month, in row {held[0].number} for "
            "example: all dates that it changed have a day up to 12. Check the birth dates."
        )
        yield problem_at(WARNING, held[0].sheet, None, held[0].layout.name(BORN), what)
