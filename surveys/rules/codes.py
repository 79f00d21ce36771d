"""Study codes: how one is made, shown, read from what a pupil types, and corrected.

A code has 8 random characters and 1 check character, out of 29. The alphabet has no vowels, so
that no code spells a word, and no I, L, O, S or U, which are taken for 1, 0, 5 and V. The check
character makes the weighted sum 0 modulo 29. Because 29 is prime and the nine weights all
differ, every single slip and every swap of two characters breaks the sum.
"""

import unicodedata
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

ALPHABET = "0123456789BCDFGHJKMNPQRTVWXYZ"
MODULUS = len(ALPHABET)
WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9)
CHECK_WEIGHT = 1
LENGTH = len(WEIGHTS) + 1

_VALUE = {character: value for value, character in enumerate(ALPHABET)}

# Only letters that no code holds and whose shape has exactly one partner in the alphabet. A and E
# have none, so they stay and count as a slip. B and 8, Z and 2 are both in use: the check decides.
LOOKALIKES = {"O": "0", "I": "1", "L": "1", "S": "5", "U": "V"}
_FORGIVE = str.maketrans(LOOKALIKES)


@dataclass(frozen=True)
class Reading:
    """What was read: `code` when it is one, else a `sentence` for the pupil.

    `typed` is the tidied text; hand it to `corrections` when `needs_correction` is true.
    """

    typed: str
    code: str | None
    needs_correction: bool
    sentence: str


def check_character(random_part: str) -> str:
    """Return the character that completes 8 characters of the alphabet to a code."""
    total = sum(w * _VALUE[c] for w, c in zip(WEIGHTS, random_part, strict=True))
    return ALPHABET[-total % MODULUS]


def make_code(randbelow: Callable[[int], int]) -> str:
    """Make a code of 9 characters. The caller passes `secrets.randbelow`."""
    random_part = "".join(ALPHABET[randbelow(MODULUS)] for _ in WEIGHTS)
    return random_part + check_character(random_part)


def is_code(text: str) -> bool:
    """Say whether the text is a code as it is stored: 9 characters whose check is right."""
    if len(text) != LENGTH or any(c not in _VALUE for c in text):
        return False
    return check_character(text[:-1]) == text[-1]


def show_code(code: str) -> str:
    """Return a stored code as people see it: K7P2XQ9R7 becomes K7P-2XQ-9R7."""
    return "-".join(code[start : start + 3] for start in range(0, len(code), 3))


def tidy(text: str) -> str:
    """Return typed text without hyphens, spaces and other marks, in capitals, O read as 0 …"""
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(c for c in plain if c.isalnum()).translate(_FORGIVE)


def read_code(text: str) -> Reading:
    """Read a code as a pupil types it: any case, with or without hyphens, look-alikes forgiven."""
    typed = tidy(text)
    if is_code(typed):
        return Reading(typed, typed, needs_correction=False, sentence="")
    may_be_slip = abs(len(typed) - LENGTH) <= 1
    return Reading(typed, None, needs_correction=may_be_slip, sentence=_what_to_do(typed))


def corrections(text: str, codes_in_play: Collection[str]) -> list[str]:
    """Return, in order, all codes in play that the text may mean.

    These are the code itself and the codes one slip away: one character wrong, two neighbours
    swapped, one character left out or one too many. `codes_in_play` are those that may answer
    today, which keeps a slip from reaching a pupil of another day.
    """
    return sorted(possible_codes(text).intersection(codes_in_play))


def possible_codes(text: str) -> set[str]:
    """Return every sound code that the text may mean, a dozen at most, whoever may hold it.

    Asking the database for these few is cheaper than reading all codes in play.
    """
    typed = tidy(text)
    if abs(len(typed) - LENGTH) > 1:
        return set()
    return {code for code in (typed, *_one_slip_away(typed)) if is_code(code)}


def corrected_code(text: str, codes_in_play: Collection[str]) -> str | None:
    """Return the one code that the text can mean, or None where there is none or more than one."""
    found = corrections(text, codes_in_play)
    return found[0] if len(found) == 1 else None


def _what_to_do(typed: str) -> str:
    if not typed:
        return "Enter the code on your card."
    if len(typed) < LENGTH:
        return f"A code has {LENGTH} letters and numbers. This one has only {len(typed)}."
    if len(typed) > LENGTH:
        return f"A code has {LENGTH} letters and numbers. This one has {len(typed)}."
    strangers = sorted({c for c in typed if c not in _VALUE})
    if strangers:
        return f"No code has {' or '.join(strangers)} in it. Look at your card again."
    return "This is not quite a code. Look at your card and type it again."


def _one_slip_away(typed: str) -> Iterator[str]:
    size = len(typed)
    if size == LENGTH:
        for i in range(size):
            yield from (typed[:i] + c + typed[i + 1 :] for c in ALPHABET)
        for i in range(size - 1):
            yield typed[:i] + typed[i + 1] + typed[i] + typed[i + 2 :]
    elif size < LENGTH:
        for i in range(size + 1):
            yield from (typed[:i] + c + typed[i:] for c in ALPHABET)
    else:
        yield from (typed[:i] + typed[i + 1 :] for i in range(size))
