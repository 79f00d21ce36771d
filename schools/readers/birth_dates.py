"""Reads birth dates as people type them, and says which order of day and month they prove."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from core.cells import cell_text, is_blank
from core.file_problems import shown
from core.words import DAYS, MONTHS

DateOrder = Literal["DMY", "MDY"]
ORDER_WORDS: dict[DateOrder, str] = {"DMY": "Day first", "MDY": "Month first"}

_SERIAL_ZERO = date(1899, 12, 30)
# Serial numbers of 1954 to 2064: a bare year such as 2010 is no serial number.
_SERIALS = range(20_000, 60_001)
_YEAR_FIRST = re.compile(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})(?:[T ][\d:.]+Z?)?")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
_NUMBERS = re.compile(r"(\d{1,2}) ?[-/. ] ?(\d{1,2}) ?[-/. ] ?(\d{4}|'?\d{2})(?: [\d:]+)?")
_MONTHS = [month.lower() for month in MONTHS]
_FILLERS = {"st", "nd", "rd", "th", "of", "the"}
_DAYS = [day.lower() for day in DAYS]
_SHORTEST = 3


@dataclass(frozen=True)
class BirthDate:
    """One cell as a date: read day first, and read month first; both None when `wrong` says why.

    The two differ only where the cell is numbers whose order can be doubted. `typed` is False
    for a date that the spreadsheet itself holds as a date.
    """

    text: str
    day_first: date | None = None
    month_first: date | None = None
    wrong: str = ""
    typed: bool = True

    @property
    def proves(self) -> DateOrder | None:
        """The order that this cell alone proves, because the other one is no date."""
        if self.day_first is not None and self.month_first is None:
            return "DMY"
        if self.month_first is not None and self.day_first is None:
            return "MDY"
        return None

    @property
    def ambiguous(self) -> bool:
        """Whether the cell is two different dates in the two orders."""
        both = self.day_first is not None and self.month_first is not None
        return both and self.day_first != self.month_first

    def on(self, order: DateOrder | None) -> date | None:
        """The date in a given order; without one, only what cannot be doubted."""
        if order == "DMY" or (order is None and self.proves == "DMY"):
            return self.day_first
        if order == "MDY" or (order is None and self.proves == "MDY"):
            return self.month_first
        return None if self.ambiguous else self.day_first


def read_birth_date(value: object, today: date) -> BirthDate:
    """Reads one cell. `today` settles the century of two-digit years: never in the future."""
    text = cell_text(value)
    if isinstance(value, datetime):
        return _sure(text, value.date(), typed=False)
    if isinstance(value, date):
        return _sure(text, value, typed=False)
    if is_blank(text):
        return BirthDate(text, wrong="the birth date is missing. Fill it in.")
    if isinstance(value, bool):
        return _not_a_date(text)
    return _read_text(text, today)


def _read_text(text: str, today: date) -> BirthDate:
    if text.isascii() and text.isdigit() and len(text) == 5 and int(text) in _SERIALS:
        return _sure(text, _SERIAL_ZERO + timedelta(days=int(text)))
    parts = _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text)
    if parts:
        year, month, day = (int(part) for part in parts.groups())
        return _checked(text, _date(year, month, day))
    parts = _NUMBERS.fullmatch(text)
    if parts:
        first, second = int(parts[1]), int(parts[2])
        year = _year(parts[3], today)
        day_first, month_first = _date(year, second, first), _date(year, first, second)
        if day_first is None and month_first is None:
            return _impossible(text)
        return BirthDate(text, day_first, month_first)
    return _read_words(text, today)


def _read_words(text: str, today: date) -> BirthDate:
    words = re.findall(r"[^\W\d_]+", text.casefold())
    months = [month for word in words if (month := _place(word, _MONTHS)) is not None]
    others = [w for w in words if _place(w, _MONTHS) is None and not _says_nothing(w)]
    numbers = re.findall(r"\d+", text)
    if len(months) != 1 or others or len(numbers) != 2:
        return _not_a_date(text)
    year_text, day_text = numbers if len(numbers[0]) == 4 else reversed(numbers)
    if len(year_text) not in {2, 4} or len(day_text) > 2:
        return _not_a_date(text)
    return _checked(text, _date(_year(year_text, today), months[0] + 1, int(day_text)))


def _says_nothing(word: str) -> bool:
    return word in _FILLERS or _place(word, _DAYS) is not None


def _place(word: str, names: list[str]) -> int | None:
    if len(word) < _SHORTEST:
        return None
    return next((i for i, name in enumerate(names) if name.startswith(word)), None)


def _year(text: str, today: date) -> int:
    number = int(text.removeprefix("'"))
    if len(text) == 4:
        return number
    century = today.year // 100 * 100
    return century + number if century + number <= today.year else century - 100 + number


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _sure(text: str, day: date, typed: bool = True) -> BirthDate:
    return BirthDate(text, day, day, typed=typed)


def _checked(text: str, day: date | None) -> BirthDate:
    return _impossible(text) if day is None else _sure(text, day)


def _impossible(text: str) -> BirthDate:
    return BirthDate(
        text, wrong=f'"{shown(text)}" is not a day in the calendar. Correct the birth date.'
    )


def _not_a_date(text: str) -> BirthDate:
    return BirthDate(
        text, wrong=f'"{shown(text)}" is not a date. Write the birth date like 9 March 2010.'
    )
