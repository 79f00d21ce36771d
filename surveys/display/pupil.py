"""What a pupil's pages show of an instrument: a question's HTML, and what was left out."""

from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from surveys.display.pupil_words import ENGLISH, said, spoken_words
from surveys.rules.answers import DIGITS, LONGEST_OWN_WORDS, Missing
from surveys.rules.instrument import Instrument, Item, Kind


@dataclass(frozen=True)
class Left:
    """A question without an answer, as the last page lists it."""

    number: int
    text: str
    label: SafeString


# A question with a given answer never looks different: some 30 items times 8 answers a version.
@lru_cache(maxsize=4096)
def choices_html(item: Item, character: str, language: str = ENGLISH) -> SafeString:
    """The statement and its answers, the given one chosen; the item is in ``language`` already."""
    return render_to_string(
        "surveys/_choices.html",
        {
            "item": item,
            "is_statement": item.kind is Kind.LIKERT,
            "options": [(o.value, o.label, DIGITS[o.value] == character) for o in item.options],
            "rather_not": character == Missing.RATHER_NOT_SAY.value,
            "w": spoken_words(language),
        },
    )


def words_html(item: Item, words: str, language: str = ENGLISH) -> SafeString:
    """The question and a place for own words."""
    hint = said(language, "own_words", longest=LONGEST_OWN_WORDS)
    return render_to_string(
        "surveys/_words.html",
        {"item": item, "words": words, "longest": LONGEST_OWN_WORDS, "hint": hint},
    )


def left_out(instrument: Instrument, wave: str, codes: str, language: str = ENGLISH) -> list[Left]:
    """The questions of a wave that are left blank, under the numbers that pupils see."""
    return [
        Left(number, item.text, said(language, "question", number=number))
        for number, item in enumerate(instrument.items_for(wave), start=1)
        if codes[item.position - 1] == Missing.LEFT_BLANK.value
    ]
