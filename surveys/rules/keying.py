"""Keying in a paper sheet: which key stands for what, and where two keyings differ."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from core.problems import refuse
from surveys.rules.answers import DIGITS, Missing, Posted, read_posted
from surveys.rules.instrument import Instrument, Item, Kind

BLANK = Missing.LEFT_BLANK.value
RATHER_NOT = Missing.RATHER_NOT_SAY.value
BLANK_KEY, SPACE = "0", " "
RATHER_NOT_KEY = "9"
KEY_ALL = "key the box that is ticked, or say that none is"


@dataclass(frozen=True)
class Key:
    """One answer that can be keyed: its keys, what the page posts, and what it means."""

    keys: str  # each character is a key of its own
    posted: str
    label: str

    @property
    def shown(self) -> str:
        """The key as the page and the sheet show it."""
        return self.keys[0] if self.keys[0] != SPACE else "space"


def keys_of(item: Item, rather_not: str = "I’d rather not say") -> tuple[Key, ...]:
    """What can be keyed for a question: its values, then rather not say and left blank.

    A value is keyed as in the packed record: 10 is A. 9 and 0 give way to values of theirs.
    """
    values = tuple(Key(DIGITS[o.value], str(o.value), o.label) for o in item.options)
    taken = {key.keys for key in values}
    declined = RATHER_NOT if RATHER_NOT_KEY in taken else RATHER_NOT_KEY + RATHER_NOT
    blank = SPACE if BLANK_KEY in taken else BLANK_KEY + SPACE
    return (*values, Key(declined, RATHER_NOT, rather_not), Key(blank, BLANK, "left blank"))


def read_keyed(instrument: Instrument, wave: str, posted: Mapping[str, str]) -> Posted:
    """Read what a keying page sent, by item code; of a closed question something must be keyed.

    Raises Refused with a sentence for each question passed over, under the number on the sheet.
    """
    refuse(_passed_over(instrument, wave, posted))
    said = {code: "" if text == BLANK else text for code, text in posted.items()}
    return read_posted(instrument, wave, said)


def _passed_over(instrument: Instrument, wave: str, posted: Mapping[str, str]) -> Iterator[str]:
    for number, item in enumerate(instrument.items_for(wave), start=1):
        if item.kind is Kind.TEXT:
            continue
        if posted.get(item.code) not in {key.posted for key in keys_of(item)}:
            yield f"Question {number}: {KEY_ALL}."


def as_posted(instrument: Instrument, wave: str, keyed: Posted) -> dict[str, str]:
    """A keying as its page had posted it: ``read_keyed`` of it gives the keying again."""
    said = {}
    for item in instrument.items_for(wave):
        character = keyed.codes[item.position - 1]
        if item.kind is Kind.TEXT:
            said[item.code] = keyed.own_words.get(item.code, "")
        elif character in (BLANK, RATHER_NOT):
            said[item.code] = character
        else:
            said[item.code] = str(DIGITS.index(character))
    return said


def differing(instrument: Instrument, wave: str, first: Posted, second: Posted) -> list[Item]:
    """The questions whose two keyings differ; own words by more than capitals, spaces and marks."""
    return [item for item in instrument.items_for(wave) if _key(item, first) != _key(item, second)]


def _key(item: Item, keyed: Posted) -> str:
    if item.kind is not Kind.TEXT:
        return keyed.codes[item.position - 1]
    words = keyed.own_words.get(item.code, "").casefold()
    return "".join(character for character in words if character.isalnum())


def closed_questions(instrument: Instrument, wave: str) -> int:
    """How many answers of a sheet are compared: own words are spelt too freely to be counted."""
    return sum(item.kind is not Kind.TEXT for item in instrument.items_for(wave))


def count_differing(instrument: Instrument, wave: str, first: Posted, second: Posted) -> int:
    """Of the closed questions, how many differ: the measure of keying."""
    found = differing(instrument, wave, first, second)
    return sum(item.kind is not Kind.TEXT for item in found)
