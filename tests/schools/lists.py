"""Class lists made for the tests, as opened sheets."""

from dataclasses import dataclass, field
from datetime import date, datetime, time

from schools.readers.class_list import ClassList, read_class_list

TODAY = date(2026, 10, 12)
HEADINGS = ("First name", "Last name", "Birth date", "Year group")


@dataclass
class Sheet:
    name: str = "List"
    rows: list[tuple[object, ...]] = field(default_factory=list)


def held(year, month, day):
    """A date as a spreadsheet holds it."""
    return datetime.combine(date(year, month, day), time())


def read(*rows, **options) -> ClassList:
    return read_class_list([Sheet(rows=list(rows))], today=TODAY, **options)


def read_pupils(*rows, **options):
    return read(HEADINGS, *rows, **options)


def read_births(*births, **options):
    """One pupil for each birth date, each with a name of his own."""
    pupils = [(f"Iona{'a' * i}", "Ross", born, "S4") for i, born in enumerate(births)]
    return read_pupils(*pupils, **options)


def sentences(result):
    return [problem.sentence.removeprefix('Sheet "List", ') for problem in result.problems]
