"""Which code was probably meant by one that nobody holds: the fewest slips first."""

from collections.abc import Collection
from dataclasses import dataclass

from surveys.rules.codes import tidy


@dataclass(frozen=True)
class Likely:
    """A code that may have been meant, and how many slips lead to it."""

    code: str
    slips: int


def slips_between(typed: str, code: str) -> int:
    """The fewest slips that make ``typed`` of ``code``.

    A slip is a character wrong, missing or too many, or two neighbours swapped (the optimal string
    alignment distance; Boytsov 2011, section 2).
    """
    two_up: list[int] = []
    up = list(range(len(code) + 1))
    for i, a in enumerate(typed, start=1):
        row = [i]
        for j, b in enumerate(code, start=1):
            best = min(up[j] + 1, row[j - 1] + 1, up[j - 1] + (a != b))
            if i > 1 and j > 1 and a == code[j - 2] and b == typed[i - 2]:
                best = min(best, two_up[j - 2] + 1)
            row.append(best)
        two_up, up = up, row
    return up[-1]


def likely_codes(typed: str, codes: Collection[str], most: int) -> list[Likely]:
    """The codes nearest to what was typed, at most so many; in order of code where level."""
    plain = tidy(typed)
    found = [Likely(code, slips_between(plain, code)) for code in codes]
    return sorted(found, key=lambda one: (one.slips, one.code))[:most]
