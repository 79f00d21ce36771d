"""What a note to everybody of a day must not say."""

import re
from collections.abc import Collection, Iterable


def note_problems(words: str, pupils: Collection[str]) -> Iterable[str]:
    """Refuse words that name a pupil of the day by first and last name, in small letters or large.

    ``pupils`` are full names. Only those are looked for: a first name alone may be a coach's.
    """
    flat = f" {_flat(words)} "
    for name in sorted(set(pupils)):
        if f" {_flat(name)} " in flat:
            yield f"Take out the name of a pupil: {name}."


def _flat(words: str) -> str:
    return " ".join(re.findall(r"\w+", words.casefold()))
