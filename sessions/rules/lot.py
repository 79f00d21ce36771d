"""The lot: a stratified draw from a seed, which anybody can repeat; see docs/lot.md."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.words import many
from sessions.choices import Turn

METHOD = 1  # goes up when the same seed and strata would give another draw

# What a school can be sorted by, the coarsest first; a stratum is named in this order.
MARKS: Mapping[str, str] = {
    "council": "council area",
    "rural_class": "urban or rural",
    "size": "size of the school",
}
SIZES = ("small", "middle", "large")
SIZE_NOT_KNOWN = "size not known"
CLOSE_TO_NOUGHT = frozenset({"c", "low"})  # published for rolls so small that they would tell
ALL_SCHOOLS, JOINED = "all schools", "joined"
SMALLEST_STRATUM = 2  # of one school nothing can be drawn
LONGEST_SEED = 64
SEED_SHAPE = re.compile(r"[A-Za-z0-9 .,:/-]+")


@dataclass(frozen=True)
class Entry:
    """A school that takes part in the lot; ``roll`` as published, a number or a symbol."""

    seed_code: str
    council: str
    rural_class: str
    roll: str


def lot_problems(codes: Sequence[str], marks: Collection[str], seed: str) -> Iterable[str]:
    """Why a lot cannot be drawn; ``codes`` are the SEED codes of its schools."""
    if len(set(codes)) < 2:
        yield "Choose two schools or more."
    if len(set(codes)) < len(codes):
        yield "Choose each school once."
    if set(marks) - set(MARKS):
        yield "Sort schools by council area, urban or rural, and size only."
    if not SEED_SHAPE.fullmatch(seed) or seed != seed.strip():
        yield "Enter a seed of letters, digits, spaces and the marks . , : / -"
    elif len(seed) > LONGEST_SEED:
        yield f"Enter a seed of {LONGEST_SEED} characters or fewer."


def sizes(rolls: Mapping[str, str]) -> dict[str, str]:
    """In which third of the rolls each school lies; equal rolls lie in the same third.

    The symbols c and low stand for rolls close to nought, and come before every number. Schools
    whose roll is not published (x, z) are a size of their own, and no part of the thirds.
    """
    known = {code: _pupils(roll) for code, roll in rolls.items()}
    ranked = sorted(number for number in known.values() if number is not None)
    return {
        code: SIZE_NOT_KNOWN if number is None else SIZES[3 * ranked.index(number) // len(ranked)]
        for code, number in known.items()
    }


def _pupils(roll: str) -> int | None:
    if roll in CLOSE_TO_NOUGHT:
        return -1
    return int(roll) if roll.isdecimal() else None


def strata(schools: Iterable[Entry], marks: Collection[str]) -> dict[str, str]:
    """The stratum of each school, by SEED code.

    A stratum of a single school is joined. First those singles are put together that differ in
    nothing but the last of the marks; one that is left over joins the smallest stratum which
    differs from it in nothing else, the first by name of two as small. Who finds nobody is joined
    in the same way with schools that differ in the last two marks, and so on.
    """
    by_code = {school.seed_code: school for school in schools}
    size = sizes({code: school.roll for code, school in by_code.items()})
    chosen = [mark for mark in MARKS if mark in marks]
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for code in sorted(by_code):
        school = by_code[code]
        value = {
            "council": school.council,
            "rural_class": school.rural_class,
            "size": size[code],
        }
        groups[tuple(value[mark] for mark in chosen)].append(code)
    for depth in reversed(range(len(chosen))):
        groups = _joined(groups, depth)
    return {code: _name(key) for key, codes in groups.items() for code in codes}


Groups = dict[tuple[str, ...], list[str]]


def _joined(groups: Groups, depth: int) -> Groups:
    """Join strata of one school with others that share the first ``depth`` marks."""
    alike: dict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
    for key in sorted(groups):
        alike[key[:depth]].append(key)
    found: Groups = {}
    for shared, keys in alike.items():
        singles = [key for key in keys if len(groups[key]) < SMALLEST_STRATUM]
        others = [key for key in keys if key not in singles]
        if len(singles) == 1 and others:
            nearest = min(others, key=lambda key: (len(groups[key]), key))
            singles, others = [*singles, nearest], [key for key in others if key != nearest]
        found |= {key: groups[key] for key in others}
        if len(singles) == 1:
            found[singles[0]] = groups[singles[0]]
        elif singles:
            found[(*shared, JOINED)] = [code for key in singles for code in groups[key]]
    return found


def _name(key: tuple[str, ...]) -> str:
    return " · ".join(key) or ALL_SCHOOLS


def draw(seed: str, stratum_of: Mapping[str, str]) -> dict[str, Turn]:
    """Who is early and who late, by SEED code; the order of the input does not matter.

    Schools stand in the order of their strata (as Unicode sorts them), and within a stratum of the
    SHA-256 of seed and SEED code. They are early and late by turns, all the way through: in each
    stratum and over all the halves differ by one school at most. Who begins is the last bit of the
    SHA-256 of the seed: 0 for early.
    """
    order = sorted(stratum_of, key=lambda code: (stratum_of[code], _digest(seed + code), code))
    turns = (Turn.EARLY, Turn.LATE)
    begins = int(_digest(seed), 16) % 2
    return {code: turns[(begins + place) % 2] for place, code in enumerate(order)}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def how_many(stratum_of: Mapping[str, str]) -> list[tuple[str, int]]:
    """The strata in order, each with its number of schools."""
    names = list(stratum_of.values())
    return [(name, names.count(name)) for name in sorted(set(names))]


def late_sentence(school: str, *, turn: str, comparing: bool) -> str:
    """What to say before a school that waits is booked while the comparison goes on."""
    if turn != Turn.LATE or not comparing:
        return ""
    return (
        f"{school} was drawn late: its pupils are the comparison group until the early schools "
        "have had their days and answered the surveys after them. A day before that ends the "
        "comparison for this school."
    )


def difference_words(drawn: Mapping[str, str], again: Mapping[str, str]) -> str:
    """What came of drawing again from the seed."""
    differing = sum(drawn[code] != again.get(code) for code in drawn)
    if differing:
        return (
            f"Drawn again from the seed, {many(differing, 'school has,schools have')} another "
            "turn than the record says. Ask whoever looks after the database."
        )
    return f"Drawn again from the seed: the same turn for {_every(len(drawn))}."


def _every(schools: int) -> str:
    return f"all {many(schools, 'school,schools')}"
