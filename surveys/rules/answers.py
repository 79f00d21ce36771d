"""The packed record: one character per item of a version, in its order.

`0-9A-Z` stand for the values 0 to 35, `.` for left blank, `-` for not asked in this wave and `!`
for rather not say. Of a text item the record only says that there is text (`1`); the words are
held apart.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from core.problems import Refused, refuse
from surveys.rules.instrument import Instrument, Item, Kind, is_asked

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LONGEST_OWN_WORDS = 500


class Missing(Enum):
    """Why there is no value; the values are the characters of the packed record."""

    LEFT_BLANK = "."
    NOT_ASKED = "-"
    RATHER_NOT_SAY = "!"


Answer = int | Missing
TEXT_GIVEN = 1

_MEANING: Mapping[str, Answer] = {
    **{character: value for value, character in enumerate(DIGITS)},
    **{missing.value: missing for missing in Missing},
}


@dataclass(frozen=True)
class Posted:
    """What a pupil sent: the packed record, and own words under the code of their item."""

    codes: str
    own_words: Mapping[str, str]


def encode(instrument: Instrument, wave: str, answers: Mapping[str, Answer | str | None]) -> str:
    """Pack the answers of one wave, given by item code, into one character per item.

    None, a missing code or empty own words are left blank; own words (str) become "1".
    Raises Refused for a code that the wave does not ask or a value that is not offered.
    """
    asked = {item.code for item in instrument.items_for(wave)}
    refuse(f"{code} is not asked in this wave." for code in answers if code not in asked)
    codes = "".join(
        _character(item, answers.get(item.code)) if item.code in asked else "-"
        for item in instrument.items
    )
    refuse(answer_problems(instrument, wave, codes))
    return codes


def decode(instrument: Instrument, codes: str) -> dict[str, Answer]:
    """Unpack a record: for each item code its value, or why there is none.

    Raises ValueError when the record is not of this instrument's length, and KeyError for a
    character that no record holds.
    """
    pairs = zip(instrument.items, codes, strict=True)
    return {item.code: _MEANING[character] for item, character in pairs}


def answer_problems(instrument: Instrument, wave: str, codes: str) -> Iterator[str]:
    """Say what is wrong with a packed record for a wave; a sound one costs one comparison."""
    if _sound(instrument, wave).fullmatch(codes):
        return
    if len(codes) != len(instrument.items):
        yield f"These answers are for {len(codes)} questions; there are {len(instrument.items)}."
        return
    for item, character in zip(instrument.items, codes, strict=True):
        if character not in _allowed(item, wave):
            yield f"Question {item.position}: choose one of the answers shown."


def empty_record(instrument: Instrument, wave: str) -> str:
    """Return the record of a pupil who has answered nothing yet."""
    return encode(instrument, wave, {})


def read_posted(instrument: Instrument, wave: str, posted: Mapping[str, str]) -> Posted:
    """Read what a page sent, by item code: "3", "!" for rather not say, "" or own words.

    Names that are no item are passed over (a page sends more than answers). Own words are cut
    off at 500 characters. Raises Refused for a value that is not offered.
    """
    answers: dict[str, Answer | str | None] = {}
    own_words = {}
    problems = []
    for item in instrument.items_for(wave):
        text = posted.get(item.code, "").strip()
        if item.kind is Kind.TEXT:
            answers[item.code] = text
            own_words[item.code] = text[:LONGEST_OWN_WORDS]
        elif text in _offered(item):
            answers[item.code] = _offered(item)[text]
        else:
            problems.append(f"Question {item.position}: choose one of the answers shown.")
    refuse(problems)
    given = {code: text for code, text in own_words.items() if text}
    return Posted(encode(instrument, wave, answers), given)


def _offered(item: Item) -> Mapping[str, Answer]:
    values: dict[str, Answer] = {str(option.value): option.value for option in item.options}
    return {**values, "": Missing.LEFT_BLANK, "!": Missing.RATHER_NOT_SAY}


def _character(item: Item, answer: Answer | str | None) -> str:
    if item.kind is Kind.TEXT and isinstance(answer, str):
        return DIGITS[TEXT_GIVEN] if answer.strip() else Missing.LEFT_BLANK.value
    if answer is None:
        return Missing.LEFT_BLANK.value
    if isinstance(answer, Missing):
        return answer.value
    if isinstance(answer, str) or not 0 <= answer < len(DIGITS):
        raise Refused([f"Question {item.position}: choose one of the answers shown."])
    return DIGITS[answer]


def _allowed(item: Item, wave: str) -> str:
    if not is_asked(item, wave):
        return Missing.NOT_ASKED.value
    if item.kind is Kind.TEXT:
        return DIGITS[TEXT_GIVEN] + Missing.LEFT_BLANK.value
    values = "".join(DIGITS[option.value] for option in item.options)
    return values + Missing.LEFT_BLANK.value + Missing.RATHER_NOT_SAY.value


@lru_cache(maxsize=64)
def _sound(instrument: Instrument, wave: str) -> re.Pattern[str]:
    classes = (f"[{re.escape(_allowed(item, wave))}]" for item in instrument.items)
    return re.compile("".join(classes))
