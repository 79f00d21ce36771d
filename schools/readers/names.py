"""Takes names apart without changing a letter of them."""

import unicodedata
from typing import Literal

NameOrder = Literal["FAMILY_FIRST", "GIVEN_FIRST"]
LONGEST_NAME = 60
_APOSTROPHES = "'’‘ʼ`´"
_MARKS = set(_APOSTROPHES) | set(" -‐‑.\u200c\u200d")


def name_problem(text: str) -> str:
    """What stops a text from being one name, or "" where nothing does."""
    strange = next((letter for letter in text if not _in_names(letter)), None)
    if strange is not None:
        return f'there is "{strange}" in the name. Leave only the name itself in this cell.'
    if not text[:1].isalpha() and text[:1] not in _APOSTROPHES:
        return "the name does not begin with a letter. Correct the name."
    if len(text) > LONGEST_NAME:
        return f"the name has more than {LONGEST_NAME} letters. Shorten it."
    return ""


def _in_names(letter: str) -> bool:
    return letter in _MARKS or unicodedata.category(letter)[0] in "LM"


def split_name(text: str, order: NameOrder | None) -> tuple[str, str] | None:
    """Given and family name out of one cell, or None where they could be told apart two ways.

    A comma parts them (family name first, unless the heading says otherwise), or the family
    name is in capitals; two words are parted only where the heading says in which order.
    """
    if text.count(",") == 1:
        first, last = (part.strip() for part in text.split(","))
        return (first, last) if order == "GIVEN_FIRST" else (last, first)
    words = text.split()
    if "," in text or len(words) < 2:
        return None
    return _by_capitals(words) or _by_heading(words, order)


def _by_heading(words: list[str], order: NameOrder | None) -> tuple[str, str] | None:
    if order is None or len(words) != 2:
        return None
    return (words[0], words[1]) if order == "GIVEN_FIRST" else (words[1], words[0])


def _by_capitals(words: list[str]) -> tuple[str, str] | None:
    # A particle in small letters ("de la CRUZ Ana") belongs to the capitals that follow it.
    family = [_in_capitals(word) or word.islower() for word in words]
    if all(family) or not any(_in_capitals(word) for word in words):
        return None
    starts = family[0]
    split = family.index(False) if starts else len(words) - family[::-1].index(False)
    first, last = " ".join(words[:split]), " ".join(words[split:])
    if any(_in_capitals(word) for word in (words[split:] if starts else words[:split])):
        return None
    return (last, first) if starts else (first, last)


def _in_capitals(word: str) -> bool:
    for prefix in ("Mac", "Mc"):
        if word.startswith(prefix) and len(word) > len(prefix) + 1:
            word = word.removeprefix(prefix)
            break
    letters = [letter for letter in word if letter.isalpha()]
    return len(letters) > 1 and all(letter.isupper() for letter in letters)


def same_name_key(given: str, family: str) -> tuple[str, str]:
    """A key under which two spellings of a name count as the same: case, apostrophes, form."""
    return _folded(given), _folded(family)


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    for mark in _APOSTROPHES:
        plain = plain.replace(mark, "'")
    return plain.replace("‐", "-").replace("‑", "-")
