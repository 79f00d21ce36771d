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
    **dict.fromkeys(("before", "pre", "pretest", "baseline", "start", "first", "intake"), 0),
    **dict.fromkeys(("mid", "midline", "midpoint", "during"), 1),
    **dict.fromkeys(("after", "post", "posttest", "end", "endline", "second"), 2),
    **dict.fromkeys(("follow", "followup", "later", "third"), 3),
}
TREATED = frozenset(
    "day treatment treated treat intervention experimental experiment programme program active "
    "exposed training trained early 1 1.0 yes true t tx trt".split()
)
UNTREATED = frozenset(
    "waiting waitinglist wait waitlist control controls comparison untreated usual placebo late "
    "delayed cont ctrl ctl 0 0.0 no non none not without false c".split()
)


def in_order(waves: Sequence[str]) -> tuple[list[str], list[str]]:
    """Waves in order of time, and what to tell of how it was found.

    By names that are known or numbered alike, else as they came.
    """
    for place in (_known_place, _numbered_place):
        places = [place(wave) for wave in waves]
        known = [found for found in places if found is not None]
        stems = {found[0]: set[str]() for found in known}
        for rank, stem, _ in known:
            stems[rank].add(stem)
        alike = all(len(of_rank) == 1 for of_rank in stems.values())
        if alike and len(waves) == len(known) == len(set(known)):
            return [wave for _, wave in sorted(zip(known, waves, strict=True))], []
    if len(waves) < 2:
        return list(waves), []
    return list(waves), [
        f"Nothing says in which order the waves were. They are taken as they come in the file: "
        f"{', '.join(waves)}; change is counted from {waves[0]}. Give their order with --waves."
    ]


def _known_place(wave: str) -> tuple[int, str, float] | None:
    """The rank of a wave of a known name, as “Before”, “post_test” or “follow-up 2”."""
    ranks = [_KNOWN_WAVES[word] for word in (_bare(wave), *_words(wave)) if word in _KNOWN_WAVES]
    if not ranks:
        return None
    numbers = re.findall(r"[0-9]+", wave)
    # Follow-ups are told apart by their numbers; the first one often has none.
    return ranks[0], "".join(_words(wave)), float(numbers[0]) if numbers else 0.0


def _numbered_place(wave: str) -> tuple[int, str, float] | None:
    """The number that a wave ends in, and the name before it: “T0”, “wave-1”, “-1”; or a date."""
    if re.fullmatch(r"-?[0-9]+(\.0+)?", wave):
        return 0, "", float(wave)
    if re.fullmatch(r"[0-9]{4}(-[0-9]{2}){1,2}", wave):
        return 0, f"date of {len(wave)}", float(wave.replace("-", ""))
    found = re.fullmatch(r"(.*?)([0-9]+)", wave)
    return (0, found[1].casefold(), float(found[2])) if found else None


def treated_arm(arms: Sequence[str], named: str | None) -> tuple[str, list[str]]:
    """The arm that had the day, and what to tell of how it was found.

    As named, else by a word that is known for either arm; else the last in order of the alphabet.
    """
    if named is not None and named in arms:
        return named, []
    told = [f"--treated: no row is of arm “{named}”."] if named is not None else []
    others = [arm for arm in arms if not _any_of(arm, UNTREATED)]
    treated = [arm for arm in others if _any_of(arm, TREATED)]
    for found in (treated, others):
        if len(found) == 1:
            return found[0], told
    if len(arms) == 2:
        told.append(
            f"Nothing says which arm had the day. {arms[-1]} is taken for it and {arms[0]} for the "
            "comparison group, by the alphabet. Name it with --treated."
        )
    return (arms[-1] if arms else "DAY"), told


def _any_of(name: str, known: frozenset[str]) -> bool:
    return not known.isdisjoint((_bare(name), *_words(name)))


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", name.casefold())


def _bare(word: str) -> str:
    return re.sub(r"[\s_-]+", "", word).casefold()
