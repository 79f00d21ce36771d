"""The match gauge: how many answers a day expects, how many came, and how many make pairs."""

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse

from core.words import full_date, many, near_date
from sessions.models import Session
from surveys.choices import Matched, WaveKind
from surveys.rules.codes import show_code

NOTHING_YET = "–"


class DayRow(NamedTuple):
    """One day in the table of the gauge; ready words to unpack, so that a row costs little."""

    address: str
    date: str
    airfield: str
    expected: int
    before: int
    after: int
    paired: int
    matched: str


@dataclass(frozen=True)
class Need:
    """What is still to come for one day: "11 surveys to come before Tuesday 12 May"."""

    pk: int
    text: str
    until: str
    closes: datetime.date


@dataclass(frozen=True)
class SchoolRow:
    """One school on one day; exact and corrected count pairs by how their codes were read."""

    name: str
    expected: int
    before: int
    after: int
    paired: int
    exact: int
    corrected: int
    matched: str
    without_code: int
    to_come: tuple[tuple[str, tuple[str, ...]], ...]  # "before the day" and codes as shown


@dataclass(frozen=True)
class Holder:
    """A study code of a day: whose school, whether an answer is awaited, how each wave matched."""

    school: str
    code: str
    awaited: bool
    answered: Mapping[str, str]  # kind of wave -> how the answer matched


def matched_words(paired: int, after: int) -> str:
    """Of the answers after the day, how many have one before: 86%; a dash before any came."""
    return f"{100 * paired // after}%" if after else NOTHING_YET


def day_row(session: Session) -> DayRow:
    """A row from the counts kept beside the day."""
    tally, answers = getattr(session, "tally", None), getattr(session, "surveytally", None)
    before, after, paired = (
        (answers.before, answers.after, answers.paired) if answers else (0, 0, 0)
    )
    return DayRow(
        address=reverse("surveys:gauge", args=[session.pk]),
        date=full_date(session.date),
        airfield=session.airfield.name,
        expected=tally.surveys_expected if tally else 0,
        before=before,
        after=after,
        paired=paired,
        matched=matched_words(paired, after),
    )


def need(pk: int, date: datetime.date, missing: int, kind: str, closes: datetime.date) -> Need:
    """What is still to come for a day in one wave, and until when."""
    surveys = many(missing, "survey,surveys")
    side = "before" if kind == WaveKind.BEFORE else "after"
    text = f"{surveys} to come {side} {near_date(date)}"
    until = f"until {near_date(closes)}" if closes != date else ""
    return Need(pk, text, until, closes)


def school_rows(
    holders: Collection[Holder],
    expected: Mapping[str, int],
    without_code: Mapping[str, int],
    open_kinds: Collection[str],
) -> list[SchoolRow]:
    """A row for each school by name; ``open_kinds`` are the waves that can still be answered."""
    schools = sorted({*expected, *(holder.school for holder in holders)})
    return [
        _school_row(
            name,
            [holder for holder in holders if holder.school == name],
            expected.get(name, 0),
            without_code.get(name, 0),
            open_kinds,
        )
        for name in schools
    ]


def _school_row(
    name: str,
    holders: Collection[Holder],
    expected: int,
    without_code: int,
    open_kinds: Collection[str],
) -> SchoolRow:
    came = Counter(kind for holder in holders for kind in holder.answered)
    pairs = [h for h in holders if {WaveKind.BEFORE, WaveKind.AFTER} <= h.answered.keys()]
    exact = sum(set(pair.answered.values()) == {Matched.EXACT} for pair in pairs)
    return SchoolRow(
        name=name,
        expected=expected,
        before=came[WaveKind.BEFORE],
        after=came[WaveKind.AFTER],
        paired=len(pairs),
        exact=exact,
        corrected=len(pairs) - exact,
        matched=matched_words(len(pairs), came[WaveKind.AFTER]),
        without_code=without_code,
        to_come=tuple(_to_come(holders, open_kinds)),
    )


def _to_come(
    holders: Collection[Holder], open_kinds: Collection[str]
) -> Iterable[tuple[str, tuple[str, ...]]]:
    words = {WaveKind.BEFORE: "before the day", WaveKind.AFTER: "after the day"}
    for kind, side in words.items():
        codes = [h.code for h in holders if h.awaited and kind not in h.answered]
        if kind in open_kinds and codes:
            yield side, tuple(show_code(code) for code in sorted(codes))
