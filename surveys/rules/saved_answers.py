"""The file that a tablet saves when it gets no signal any more: sealed answers, by tablet."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core.problems import Refused

NOT_OURS = "This is no file of sealed answers. Save it on the tablet once more."
TOO_MANY = "This file holds more answers than one tablet saves. Hand in each tablet’s own file."
LONGEST_SEALED = 60_000  # characters; forty items in own words take half of it
MOST = 2000  # answers in a file


@dataclass(frozen=True)
class Saved:
    """One sealed answer set, with the tablet on which it was given."""

    tablet: int
    client_id: UUID
    sealed: str


def read_saved(content: bytes) -> list[Saved]:
    """Read a tablet's file. Raises ``Refused`` for any other."""
    try:
        told = json.loads(content)
        answers = told["answers"] if isinstance(told, dict) else None
        if not isinstance(answers, list):
            raise Refused(NOT_OURS)
        if len(answers) > MOST:
            raise Refused(TOO_MANY)
        return [_saved(one) for one in answers]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Refused(NOT_OURS) from None


def read_batch(content: bytes) -> list[tuple[UUID, str]] | None:
    """Read what a tablet sends by itself: a list of identifiers and what is sealed under them.

    None for what no tablet of ours sends.
    """
    try:
        told = json.loads(content)
        return [_sealed(one) for one in told] if isinstance(told, list) else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def tablets_of(saved: Sequence[Saved]) -> set[int]:
    """The tablets whose answers are in the file."""
    return {one.tablet for one in saved}


def _saved(one: Any) -> Saved:
    if not isinstance(one["tablet"], int) or not 0 < one["tablet"] < 2**63:
        raise TypeError
    return Saved(one["tablet"], *_sealed(one))


def _sealed(one: Any) -> tuple[UUID, str]:
    if not isinstance(one, dict) or not isinstance(one["id"], str):
        raise TypeError
    if not isinstance(one["sealed"], str) or len(one["sealed"]) > LONGEST_SEALED:
        raise TypeError
    return UUID(one["id"]), one["sealed"]
