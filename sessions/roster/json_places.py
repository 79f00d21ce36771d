"""Reads values out of JSON and names the place of each that is not as it should be."""

import datetime
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

MOST_TOLD = 20  # who mends twenty problems has found the pattern
# A tenth of what a double holds exactly, so that no sum of points loses its last digit.
MOST_NUMBER = 10**9


class BadFile(Exception):
    """A file that cannot be read: ``sentences`` name each place and what is wrong there."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


def no_file(sentence: str) -> NoReturn:
    """Refuse the whole file for one reason."""
    raise BadFile([sentence])


def read_json(text: str | bytes) -> object:
    """What JSON text says; ``BadFile`` with line and column when it is not JSON."""
    try:
        if isinstance(text, bytes):
            text = text.decode("utf-8-sig")
        return json.loads(text, object_pairs_hook=_each_key_once)
    except UnicodeDecodeError:
        no_file("The file is not text in UTF-8.")
    except json.JSONDecodeError as problem:
        no_file(f"The file is not JSON: line {problem.lineno}, column {problem.colno}.")
    except RecursionError:
        no_file("The file is nested too deeply.")
    except ValueError:  # a whole number of thousands of digits
        no_file("The file holds a number that is too long.")


def _each_key_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        no_file(f"The key {twice!r} stands twice in one object.")
    return found


@dataclass(frozen=True)
class Place:
    """A value in the file, where it stands, and the list of problems that all places share.

    Each reader gives a value of the right type, even where the file has none: then the problem
    is in the list, and whoever reads asks the list at the end.
    """

    value: object
    path: str
    problems: list[str]
    missing: bool = False

    def problem(self, sentence: str) -> None:
        """Note what is wrong here, unless it is missing, which has been said."""
        if not self.missing:
            self.problems.append(f"{self.path or 'the file'}: {sentence}")

    def key(self, name: str) -> "Place":
        """The value under a key of an object."""
        path = f"{self.path}.{name}" if self.path else name
        if isinstance(self.value, dict) and name in self.value:
            return Place(self.value[name], path, self.problems)
        if isinstance(self.value, dict):
            Place(None, path, self.problems).problem("is missing.")
        elif not self.missing and f"{self.path}: must be an object." not in self.problems:
            self.problem("must be an object.")
        return Place(None, path, self.problems, missing=True)

    def items(self) -> Iterator["Place"]:
        """The values of a list."""
        if not isinstance(self.value, list):
            self.problem("must be a list.")
            return
        for number, value in enumerate(self.value):
            yield Place(value, f"{self.path}[{number}]", self.problems)

    def pairs(self) -> Iterator[tuple[str, "Place"]]:
        """The keys and values of an object."""
        if not isinstance(self.value, dict):
            self.problem("must be an object.")
            return
        for name in self.value:
            yield name, self.key(name)

    def text(self) -> str:
        """Text that is not empty."""
        if isinstance(self.value, str) and self.value:
            return self.value
        self.problem("must be text.")
        return ""

    def whole(self, least: int = 0) -> int:
        """A whole number."""
        if type(self.value) is int and least <= self.value <= MOST_NUMBER:
            return self.value
        self.problem(f"must be a whole number from {least} to {MOST_NUMBER:,}.")
        return least

    def number(self) -> float:
        """A number, whole or not."""
        if type(self.value) in (int, float):
            number = float(self.value) if abs(self.value) <= MOST_NUMBER else math.nan  # type: ignore[arg-type]
            if math.isfinite(number):
                return number
        self.problem(f"must be a number of at most {MOST_NUMBER:,}.")
        return 0.0

    def yes_or_no(self) -> bool:
        """True or false."""
        if not isinstance(self.value, bool):
            self.problem("must be true or false.")
        return self.value is True

    def date(self) -> datetime.date:
        """A date as 2027-03-14."""
        try:
            if isinstance(self.value, str) and len(self.value) == len("2027-03-14"):
                return datetime.date.fromisoformat(self.value)
        except ValueError:
            pass
        self.problem("must be a date such as 2027-03-14.")
        return datetime.date.min

    def two(self) -> tuple["Place", "Place"]:
        """A list of exactly two values."""
        if isinstance(self.value, list) and len(self.value) == 2:
            one, other = self.items()
            return one, other
        self.problem("must be a list of two.")
        nothing = Place(None, self.path, self.problems, missing=True)
        return nothing, nothing

    def once(self, seen: set[object], found: object) -> None:
        """Note it when ``found`` stands in the file for the second time."""
        if found in seen:
            self.problem(f"{found} stands twice.")
        seen.add(found)
