"""Which declaration of outcomes stands: what was named before the first later answer came."""

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Declared:
    """One declaration: the primary outcome, the subgroups to look at, and when it was made."""

    scale: str
    wave: str
    subgroups: tuple[str, ...]
    on: datetime.date


@dataclass(frozen=True)
class Standing:
    """The declaration that counts; it is ``in_time`` when no later answer had come by then."""

    declared: Declared
    in_time: bool


def standing(
    declarations: Sequence[Declared], first_later: datetime.date | None
) -> Standing | None:
    """The last declaration made in time, else the last of all; None when there is none.

    ``declarations`` in the order in which they were made; ``first_later`` is the day of the first
    answer after the first wave. A declaration of that same day is late: nobody can say which came
    first.
    """
    in_time = [one for one in declarations if is_in_time(one.on, first_later)]
    if in_time:
        return Standing(in_time[-1], in_time=True)
    return Standing(declarations[-1], in_time=False) if declarations else None


def is_in_time(on: datetime.date, first_later: datetime.date | None) -> bool:
    """Whether no later answer had come when a declaration was made."""
    return first_later is None or on < first_later


def declaring_problems(
    *,
    scale: str,
    scales: Collection[str],
    wave: str,
    waves: Collection[str],
    subgroups: Iterable[str],
    known: Collection[str],
) -> Iterable[str]:
    """What is wrong with a declaration; ``scales`` and ``waves`` are what the programme asks."""
    if scale not in scales:
        yield "Choose a scale that the survey asks."
    if wave not in waves:
        yield "Choose a survey after the first one."
    for name in subgroups:
        if name not in known:
            yield f"“{name}” is not a subgroup that Runway knows."
