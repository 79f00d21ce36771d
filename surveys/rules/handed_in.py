"""What a shared tablet hands in: the shape of an answer set once it is opened, and its date."""

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from surveys.rules.answers import DIGITS, LONGEST_OWN_WORDS, TEXT_GIVEN
from surveys.rules.instrument import Instrument, Kind

LONGEST_TYPED = 40
LONGEST_RECORD = 200
LANGUAGES = frozenset({"en", "gd", "pl", "uk"})
A_DAY = 24 * 3600  # seconds; nobody answers longer, only a clock that was set does


@dataclass(frozen=True)
class HandedIn:
    """An answer set as the device told it; nothing of it is checked against a wave yet."""

    typed: str
    version: int
    codes: str
    own_words: Mapping[str, str]
    language: str
    seconds: int | None
    on: datetime.date | None  # None where the device told no date that there is


def read_handed_in(plain: bytes) -> HandedIn | None:
    """Read an opened answer set; None for what no tablet of ours sends."""
    try:
        told = json.loads(plain.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict) or not _has_shape(told):
        return None
    return HandedIn(
        typed=_tidy(told["code"]),
        version=told["version"],
        codes=told["codes"],
        own_words={code: _tidy(text) for code, text in told["words"].items()},
        language=told["language"],
        seconds=_seconds(told["seconds"]),
        on=_date(told["on"]),
    )


def day_of_answering(
    told: datetime.date | None, opened_on: datetime.date, today: datetime.date
) -> datetime.date:
    """The device's date, but never before the tablet was opened or after today.

    A clock that is wrong so cannot open a wave early or late by more than the tablet was out.
    """
    return min(max(told or today, opened_on), max(today, opened_on))


def own_words_given(instrument: Instrument, handed: HandedIn) -> dict[str, str]:
    """Own words to items that take them and whose record says that there are some."""
    said = DIGITS[TEXT_GIVEN]
    return {
        item.code: handed.own_words[item.code][:LONGEST_OWN_WORDS]
        for item in instrument.items
        if item.kind is Kind.TEXT
        and handed.codes[item.position - 1 : item.position] == said
        and handed.own_words.get(item.code)
    }


def _has_shape(told: Mapping[str, Any]) -> bool:
    words = told.get("words")
    return (
        _is_text(told.get("code"), LONGEST_TYPED)
        and _is_text(told.get("codes"), LONGEST_RECORD)
        and _is_number(told.get("version"))
        and told.get("language") in LANGUAGES
        and isinstance(words, dict)
        and all(_is_text(text, LONGEST_OWN_WORDS) for text in words.values())
        and "seconds" in told
        and "on" in told
    )


def _is_text(value: object, longest: int) -> bool:
    return isinstance(value, str) and len(value) <= longest


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _seconds(value: object) -> int | None:
    if not _is_number(value):
        return None
    assert isinstance(value, int)
    return min(max(value, 0), A_DAY)


def _date(value: object) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(str(value))
    except ValueError:
        return None


def _tidy(text: str) -> str:
    """No character that no keyboard makes: PostgreSQL refuses some."""
    plain = text.replace("\r\n", "\n").encode("utf-8", "replace").decode()
    return "".join(c for c in plain if c >= " " or c in "\n\t").strip()
