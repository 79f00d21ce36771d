"""Shapes a class list for its preview: rows as read, what is wrong, and whether there is room."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.file_problems import STOP
from core.words import long_date, many
from schools.choices import Need
from schools.readers.carried_rows import from_plain, to_plain
from schools.readers.class_list import ClassList
from schools.readers.class_rows import ListRow
from schools.rules.ages import age_on, age_problems
from sessions.choices import Consent
from sessions.models import Booking, Place
from sessions.rules.days import list_problems

Key = tuple[str, str, datetime.date]
CONSENTS = {Consent.YES: "yes", Consent.NO: "no", Consent.UNKNOWN: "not in yet"}


@dataclass(frozen=True)
class Read:
    """One reading of a list, so plain that it can travel in the page and come back."""

    sheet: str
    rows: tuple[ListRow, ...]
    problems: tuple[tuple[int, str, str], ...]  # row (0: the whole sheet), severity, sentence
    evidence: str
    unread: tuple[str, ...]
    lines: int

    @classmethod
    def of(cls, read: ClassList) -> "Read":
        problems = tuple((p.row or 0, p.severity, p.sentence) for p in read.problems)
        evidence = "" if read.needs_date_order else read.date_evidence
        return cls(read.sheet, read.rows, problems, evidence, read.columns_unread, read.lines)

    def plain(self) -> dict[str, Any]:
        """The same as text and numbers; ``from_plain`` gives it back."""
        return {**vars(self), "rows": to_plain(self.rows)}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Read":
        return cls(
            sheet=plain["sheet"],
            rows=from_plain(plain["rows"]),
            problems=tuple((row, severity, said) for row, severity, said in plain["problems"]),
            evidence=plain["evidence"],
            unread=tuple(plain["unread"]),
            lines=plain["lines"],
        )


# --- the question about dates -------------------------------------------------------------------


def order_choices(day_first: Read, month_first: Read) -> list[tuple[str, str]]:
    """The two answers, each with what it makes of one pupil of this list."""
    theirs = {row.row_number: row for row in month_first.rows}
    for row in day_first.rows:
        other = theirs.get(row.row_number)
        if other is not None and other.born_on != row.born_on:
            who = f"{row.first_name} {row.family_name} (row {row.row_number}) was born on"
            return [
                ("DMY", f"Day first: {who} {long_date(row.born_on)}"),
                ("MDY", f"Month first: {who} {long_date(other.born_on)}"),
            ]
    return [("DMY", "The day stands first"), ("MDY", "The month stands first")]


# --- the preview --------------------------------------------------------------------------------


def named(booking: Booking) -> dict[Key, tuple[str, str, str]]:
    """Who has a place in the booking, with known-as name, year group and need."""
    rows = Place.objects.kept().filter(booking=booking, pupil__isnull=False)
    found = rows.values_list(
        "pupil__family_name",
        "pupil__given_name",
        "pupil__born_on",
        "pupil__known_as",
        "pupil__year_group",
        "pupil__need",
    )
    return {
        (family, given, born): (known_as, year, need)
        for family, given, born, known_as, year, need in found
    }


def key(row: ListRow) -> Key:
    """Who a row is: the same in every list."""
    return row.family_name, row.given_name, row.born_on


def news(rows: Sequence[ListRow], here: Mapping[Key, tuple[str, str, str]]) -> list[ListRow]:
    """The rows that would change something: new pupils, and those whose details differ."""
    return [r for r in rows if here.get(key(r)) != (r.known_as, r.year_group, r.need)]


@dataclass(frozen=True)
class ListLine:
    """One row of the sheet as the preview shows it."""

    number: int
    name: str
    born: str
    age: str
    year_group: str
    need: str
    consent: str
    kind: str  # "problem" (left out), "ask" (look at it) or nothing
    tag: str


@dataclass(frozen=True)
class Preview:
    """All that the page says before anything is stored."""

    lines: list[ListLine]
    stops: list[str]
    warnings: list[str]
    room: str
    over: list[str]
    button: str
    left_out: int
    taken: list[ListRow]
    evidence: str
    unread: str
    sheet: str


def preview(read: Read, booking: Booking) -> Preview:
    """What the list would bring to the booking."""
    here = named(booking)
    ages = {row.row_number: said for row in read.rows if (said := _age(row, booking))}
    taken = [row for row in read.rows if row.row_number not in ages]
    new = [row for row in taken if key(row) not in here]
    stopped = {row for row, severity, _ in read.problems if severity == STOP and row}
    held = len(here)
    return Preview(
        lines=_lines(read, booking, here, set(ages), stopped),
        stops=_of_rows_left_out(read, stopped, ages),
        warnings=[
            said
            for row, severity, said in read.problems
            if severity != STOP and row not in stopped and row not in ages
        ],
        room=_room(booking, len(taken), held),
        over=list(list_problems(booked=booking.places, held=held, new=len(new))),
        button=_button(len(new), len(news(taken, here)) - len(new)),
        left_out=len(stopped | set(ages)),
        taken=taken,
        evidence=read.evidence,
        unread=", ".join(read.unread),
        sheet=read.sheet,
    )


def _of_rows_left_out(read: Read, stopped: set[int], ages: Mapping[int, str]) -> list[str]:
    """All that was found in rows that are left out, from the top of the sheet down."""
    found = [
        (row, said)
        for row, severity, said in read.problems
        if severity == STOP or row in stopped or row in ages
    ]
    return [said for _, said in sorted([*found, *ages.items()], key=lambda pair: pair[0])]


def _age(row: ListRow, booking: Booking) -> str:
    session = booking.session
    programme = session.programme
    name = f"Row {row.row_number}: {row.given_name} {row.family_name}"
    return " ".join(
        age_problems(name, row.born_on, session.date, programme.min_age, programme.max_age)
    )


def _room(booking: Booking, rows: int, held: int) -> str:
    return (
        f"{many(booking.places, 'place,places')} booked, {many(rows, 'pupil,pupils')} in this "
        f"list, {held} named already."
    )


def _button(new: int, other: int) -> str:
    """The words of the button; nothing where the list changes nothing."""
    if new:
        return f"Name these {new} pupils" if new > 1 else "Name this pupil"
    return f"Update {many(other, 'pupil,pupils')}" if other else ""


def _lines(
    read: Read,
    booking: Booking,
    here: Mapping[Key, tuple[str, str, str]],
    too_old_or_young: set[int],
    stopped: set[int],
) -> list[ListLine]:
    looked_at = {row for row, _, _ in read.problems}
    lines = [
        ListLine(number, "Not read", "", "", "", "", "", "problem", "left out")
        for number in stopped
    ]
    for row in read.rows:
        kind, tag = "", "named already" if key(row) in here else ""
        if row.row_number in too_old_or_young:
            kind, tag = "problem", "left out"
        elif row.row_number in looked_at:
            kind, tag = "ask", tag or "check"
        lines.append(_line(row, booking, kind, tag))
    return sorted(lines, key=lambda line: line.number)


def _line(row: ListRow, booking: Booking, kind: str, tag: str) -> ListLine:
    known_as = f" (known as {row.known_as})" if row.known_as else ""
    return ListLine(
        number=row.row_number,
        name=f"{row.given_name} {row.family_name}{known_as}",
        born=long_date(row.born_on),
        age=str(age_on(row.born_on, booking.session.date)),
        year_group=row.year_group,
        need=str(Need(row.need).label),
        consent=CONSENTS[Consent(row.consent)],
        kind=kind,
        tag=tag,
    )
