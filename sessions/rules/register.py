"""The register: what a set of marks says about one pupil, whatever order they came in."""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

PRESENCE = ("HERE", "ABSENT")
DRIVING = ("DROVE", "DID_NOT_DRIVE")
DEMONSTRATION = ("SAW_DEMONSTRATION", "DID_NOT_SEE")
ASPECTS = (PRESENCE, DRIVING, DEMONSTRATION)


@dataclass(frozen=True)
class Statement:
    """One mark in plain values; ``replaces`` is the mark that its author saw and corrected."""

    id: UUID
    kind: str
    minutes: int | None
    at: datetime.datetime
    by: str
    replaces: UUID | None


@dataclass(frozen=True)
class Entry:
    """What the register says of one pupil; None where nobody has said anything."""

    is_here: bool | None
    minutes: int | None
    did_not_drive: bool
    saw_demonstration: bool | None
    conflicts: tuple[str, ...]
    heads: tuple[Statement, ...]

    @property
    def drove(self) -> bool:
        return self.minutes is not None

    def head(self, aspect: tuple[str, str]) -> Statement | None:
        """The statement of an aspect that stands; of several the one that counts for now."""
        return _choose(self.heads, aspect)


def heads(statements: Collection[Statement]) -> list[Statement]:
    """The statements that no other statement replaces."""
    replaced = {s.replaces for s in statements}
    return [s for s in statements if s.id not in replaced]


def register_entry(statements: Collection[Statement]) -> Entry:
    """Fold marks into an entry: the same for any order and any repetition of the marks.

    Two statements that stand side by side and differ are a conflict; until somebody settles it
    the one that says "here", "drove" or "saw" counts, because a pupil who is there must be seen,
    and of two lengths at the wheel the longer.
    """
    standing = heads(list({s.id: s for s in statements}.values()))
    chosen = {aspect: _choose(standing, aspect) for aspect in ASPECTS}
    presence, driving, showing = (chosen[aspect] for aspect in ASPECTS)
    drove = driving is not None and driving.kind == "DROVE"
    return Entry(
        is_here=True if drove else (None if presence is None else presence.kind == "HERE"),
        minutes=driving.minutes if driving is not None and drove else None,
        did_not_drive=driving is not None and not drove,
        saw_demonstration=None if showing is None else showing.kind == "SAW_DEMONSTRATION",
        conflicts=tuple(_conflicts(standing)),
        heads=tuple(sorted(standing, key=_when)),
    )


def _choose(standing: Collection[Statement], aspect: tuple[str, str]) -> Statement | None:
    found = [s for s in standing if s.kind in aspect]
    return min(found, key=lambda s: _rank(s, aspect)) if found else None


def _when(statement: Statement) -> tuple[datetime.datetime, UUID]:
    # Two may come at the same instant: without the id their order would be that of arrival.
    return statement.at, statement.id


def _rank(statement: Statement, aspect: tuple[str, str]) -> tuple[int, int, float, UUID]:
    # The first kind of an aspect outranks the second, and more minutes at the wheel fewer; among
    # equals the latest counts. ``sessions.tallies`` says the same to the database.
    kind = aspect.index(statement.kind)
    return kind, -(statement.minutes or 0), -statement.at.timestamp(), statement.id


def _conflicts(standing: Collection[Statement]) -> Iterable[str]:
    in_order = sorted(standing, key=_when)
    by_aspect = {aspect: [s for s in in_order if s.kind in aspect] for aspect in ASPECTS}
    for found in by_aspect.values():
        if len({(s.kind, s.minutes) for s in found}) > 1:
            said = "; ".join(f"{s.by}: {_words(s)}" for s in found)
            yield f"People say different things ({said}). Mark it once more to settle it."


def _words(statement: Statement) -> str:
    words = {
        "HERE": "here",
        "ABSENT": "absent",
        "DROVE": f"drove {statement.minutes} minutes",
        "DID_NOT_DRIVE": "did not drive",
        "SAW_DEMONSTRATION": "saw the demonstration",
        "DID_NOT_SEE": "did not see the demonstration",
    }
    return words[statement.kind]


def mark_problems(
    *, kind: str, minutes: int | None, consent: str, pupil: str, is_before_the_day: bool
) -> Iterable[str]:
    """Why a statement cannot be made; ``consent`` is the consent to take part."""
    if is_before_the_day:
        yield "Attendance can be taken from the day itself on."
    if kind == "DROVE":
        if consent != "YES":
            yield f"Stop: there is no consent for {pupil}, who must not drive."
        if minutes is None or not 1 <= minutes <= 240:
            yield "Give the minutes at the wheel, from 1 to 240."
    elif minutes is not None:
        yield "Only a pupil who drove has minutes at the wheel."
