"""What the words of other people's files mean: no answer, the order of waves, the treated arm."""

import re
from collections.abc import Mapping, Sequence

from surveys.rules.scoring import LEFT_BLANK, RATHER_NOT_SAY, WAVE_NOT_DONE

_CODES = (RATHER_NOT_SAY, LEFT_BLANK, WAVE_NOT_DONE)
MISSING = frozenset(
    {"", "na", "n/a", "nan", "null", "none", ".", "#n/a", "#null!"}
    | {form for code in _CODES for form in (f"{code}", f"{code}.0")}
)
DECLINED_WORDS = frozenset({f"{RATHER_NOT_SAY}", f"{RATHER_NOT_SAY}.0"})
NOT_ASKED_WORDS = frozenset({f"{WAVE_NOT_DONE}", f"{WAVE_NOT_DONE}.0"})

_KNOWN_WAVES: Mapping[str, int] = {
    **dict.fromkeys(("before", "pre", "pretest", "baseline", "start"), 0),
    **dict.fromkeys(("after", "post", "posttest", "end"), 1),
    **dict.fromkeys(("followup", "later", "followup1"), 2),
    "followup2": 3,
}
TREATED = (
    "day treatment treated treat intervention experimental experiment programme program active "
    "exposed 1 yes true t"
).split()
UNTREATED = (
    "waiting waitinglist waitlist control controls comparison untreated usual placebo 0 no false c"
).split()


def in_order(waves: Sequence[str]) -> list[str]:
    """Waves in order of time: by names that are known or numbered alike, else as they came."""
    known = [_KNOWN_WAVES.get(_bare(wave)) for wave in waves]
    ranks = [rank for rank in known if rank is not None]
    if len(ranks) == len(waves) == len(set(ranks)):
        return sorted(waves, key=lambda wave: _KNOWN_WAVES[_bare(wave)])
    numbered = [re.fullmatch(r"(.*?)(-?[0-9]+)", wave.strip()) for wave in waves]
    parts = {wave: found.groups() for wave, found in zip(waves, numbered, strict=True) if found}
    if len(parts) == len(waves) and len({stem for stem, _ in parts.values()}) == 1:
        return sorted(waves, key=lambda wave: int(parts[wave][1]))
    return list(waves)


def treated_arm(arms: Sequence[str], named: str | None) -> tuple[str, list[str]]:
    """The arm that had the day, and what to tell of how it was found.

    As named, else by a word that is known for either arm; else the last in order of the alphabet.
    """
    if named is not None and named in arms:
        return named, []
    told = [f"--treated: no row is of arm “{named}”."] if named is not None else []
    treated = [arm for arm in arms if _bare(arm) in TREATED]
    others = [arm for arm in arms if _bare(arm) not in UNTREATED]
    for found in (treated, others):
        if len(found) == 1:
            return found[0], told
    if len(arms) == 2:
        told.append(
            f"Nothing says which arm had the day. {arms[-1]} is taken for it and {arms[0]} for the "
            "comparison group, by the alphabet. Name it with --treated."
        )
    return (arms[-1] if arms else "DAY"), told


def _bare(word: str) -> str:
    return re.sub(r"[\s_-]+", "", word).casefold()
