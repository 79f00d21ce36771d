"""Tables of the gauge over many days and comparison groups, from counts that are cheap to read."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.urls import reverse

from core.words import full_date, long_date
from sessions.models import Session
from surveys.choices import WaveKind
from surveys.display.gauge import matched_words
from surveys.display.waves import WAVE_NAMES
from surveys.models import ComparisonGroup

LATER = {WaveKind.FOLLOW_UP: "follow_up", WaveKind.FOLLOW_UP_2: "follow_up_2"}
NONE: Mapping[str, int] = {}


class Row(NamedTuple):
    """One day or group; ready words to unpack, so that a row costs little."""

    address: str
    name: str
    below: str
    expected: int
    before: int
    after: int
    paired: int
    matched: str
    later: tuple[tuple[str, int], ...]  # "Some months later" and how many, where it is asked


def later_waves(kinds: Iterable[str]) -> list[tuple[str, str]]:
    """The follow-ups among ``kinds``: name of the count, heading."""
    held = set(kinds)
    return [(name, WAVE_NAMES[kind]) for kind, name in LATER.items() if kind in held]


def day_row(session: Session, later: Sequence[tuple[str, str]] = ()) -> Row:
    """A row from the counts kept beside the day; wants the airfield and both tallies."""
    tally, answers = getattr(session, "tally", None), getattr(session, "surveytally", None)
    names = ("before", "after", "paired", *(name for name, _ in later))
    counted = {name: getattr(answers, name) for name in names} if answers else NONE
    return _row(
        reverse("surveys:gauge", args=[session.pk]),
        full_date(session.date),
        session.airfield.name,
        tally.surveys_expected if tally else 0,
        counted,
        later,
    )


def group_row(
    group: ComparisonGroup, counted: Mapping[str, int], later: Sequence[tuple[str, str]] = ()
) -> Row:
    """A row from ``tallies.count_group_answers``; wants the school."""
    return _row(
        reverse("surveys:group", args=[group.pk]),
        f"{group.school.name}, {group.year_group}",
        long_date(group.counts_from),
        counted.get("codes", 0),
        counted,
        later,
    )


def _row(
    address: str,
    name: str,
    below: str,
    expected: int,
    counted: Mapping[str, int],
    later: Sequence[tuple[str, str]],
) -> Row:
    after, paired = counted.get("after", 0), counted.get("paired", 0)
    return Row(
        address,
        name,
        below,
        expected,
        counted.get("before", 0),
        after,
        paired,
        matched_words(paired, after),
        tuple((heading, counted.get(column, 0)) for column, heading in later),
    )
