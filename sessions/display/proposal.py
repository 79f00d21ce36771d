"""What the page of a proposal shows: its difference against today's roster, a month at a time."""

import datetime
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from django.urls import reverse

from core.words import many, month_name, short_day
from programmes.models import Coach
from sessions.choices import CrewRole
from sessions.models import Session
from sessions.roster.difference import AS, IN, OUT, PINNED, Change, DayChange

DAYS_A_PAGE = 40
MOST_SHORT = 10
SIGNS = {IN: "+", OUT: "−", AS: "→"}
DOES = {IN: "comes in", OUT: "goes out", AS: "changes duty"}
ROLES = {
    CrewRole.CAR.value: "in a car",
    CrewRole.DEMONSTRATION.value: "demonstration",
    CrewRole.LEAD.value: "day lead",
}
_ORDER = {OUT: 0, AS: 1, IN: 2}


class ChangeRow(NamedTuple):
    """One change in ready words; without a key it cannot be ticked, and ``note`` says why."""

    key: str
    sign: str
    does: str
    service: str
    name: str
    role: str
    note: str
    seat: int | None
    pinned: bool


class DayRow(NamedTuple):
    """A day that would change."""

    key: str
    name: str
    about: str
    href: str
    stay: str
    rows: list[ChangeRow]


class Page(NamedTuple):
    """One page of days: its name, its address and whether it is the one shown."""

    label: str
    key: str
    current: bool


@dataclass(frozen=True)
class Difference:
    """A proposal against today's roster; ``told`` says whom accepting all writes to."""

    figures: list[tuple[str, str]]
    told: str
    changed: int
    unchanged: str
    pages: list[Page]
    days: list[DayRow]


class Short(NamedTuple):
    """What cannot be met, and what would mend it."""

    sentence: str
    fixes: list[str]


def shown_shortages(lines: str) -> tuple[list[Short], list[Short]]:
    """Shortages as ``Proposal.shortages`` keeps them: the first few, and the others."""
    found: list[Short] = []
    for line in lines.splitlines():
        if line.startswith("- ") and found:
            found[-1].fixes.append(line[2:])
        else:
            found.append(Short(line, []))
    return found[:MOST_SHORT], found[MOST_SHORT:]


def shown_difference(days: Sequence[DayChange], key: str) -> Difference:
    """The page called ``key`` of the difference, the first where there is no such page."""
    changed = [day for day in days if day.changes]
    parts = _parts(changed)
    here = key if key in parts else next(iter(parts), "")
    made = [change for day in changed for change in day.changes if not change.kept]
    kinds = Counter(change.kind for change in made)
    still = len(days) - len(changed)
    return Difference(
        figures=[
            (f"{kinds[IN]:,}", "come in"),
            (f"{kinds[OUT]:,}", "go out"),
            (f"{kinds[AS]:,}", "change duty"),
            (f"{sum(day.stay for day in days):,}", "stay as they are"),
        ],
        told=_told(made),
        changed=len(made),
        unchanged=f"{many(still, 'day stays as it is,days stay as they are')}." if still else "",
        pages=[Page(label, name, name == here) for name, (label, _) in parts.items()],
        days=_rows(parts[here][1]) if here else [],
    )


def _told(changes: Collection[Change]) -> str:
    """ "asks 12 coaches for 30 seats, tells 2 coaches that they need not come"."""
    people = {kind: {c.coach for c in changes if c.kind == kind} for kind in (IN, OUT, AS)}
    seats = sum(change.kind == IN for change in changes)
    parts = []
    if people[IN]:
        parts.append(
            f"asks {many(len(people[IN]), 'coach,coaches')} for {many(seats, 'seat,seats')}"
        )
    if people[OUT]:
        parts.append(f"tells {many(len(people[OUT]), 'coach,coaches')} that they need not come")
    if people[AS]:
        parts.append(f"tells {many(len(people[AS]), 'coach,coaches')} of another duty")
    return ", ".join(parts)


def _parts(days: Sequence[DayChange]) -> dict[str, tuple[str, list[DayChange]]]:
    """Days by month, long months in parts: by key the label and the days."""
    found = {}
    for (year, month), group in groupby(days, key=lambda day: (day.date.year, day.date.month)):
        here = list(group)
        pieces = range(0, len(here), DAYS_A_PAGE)
        for number, start in enumerate(pieces, 1):
            part = f", part {number}" if len(pieces) > 1 else ""
            key = f"{year}-{month:02d}" + (f"-{number}" if number > 1 else "")
            label = f"{month_name(month)} {year}{part}"
            found[key] = (label, here[start : start + DAYS_A_PAGE])
    return found


def _rows(days: Sequence[DayChange]) -> list[DayRow]:
    """Days in ready words. Two queries, for the airfields and the names of this page."""
    about = {
        pk: (date, airfield, cars or 0)
        for pk, date, airfield, cars in Session.objects.filter(
            pk__in=[day.day for day in days]
        ).values_list("pk", "date", "airfield__name", "tally__cars")
    }
    people = {
        pk: (service, f"{given[:1]}. {family}")
        for pk, service, given, family in Coach.objects.filter(
            pk__in={change.coach for day in days for change in day.changes}
        ).values_list("pk", "service", "given_name", "family_name")
    }
    return [_day_row(day, about[day.day], people) for day in days]


def _day_row(
    day: DayChange,
    about: tuple[datetime.date, str, int],
    people: Mapping[int, tuple[str, str]],
) -> DayRow:
    date, airfield, cars = about
    rows = sorted(day.changes, key=lambda c: (_ORDER[c.kind], c.after or c.before, people[c.coach]))
    return DayRow(
        key=day.key if any(not change.kept for change in day.changes) else "",
        name=f"{short_day(date)} {month_name(date)}",
        about=f"{airfield} · {many(cars, 'car,cars')}",
        href=reverse("reporting:day", args=[day.day]),
        stay=f"{many(day.stay, 'coach stays,coaches stay')}" if day.stay else "",
        rows=[_change_row(change, *people[change.coach]) for change in rows],
    )


def _change_row(change: Change, service: str, name: str) -> ChangeRow:
    role = ROLES[change.after or change.before]
    if change.kind == AS:
        role = f"now {ROLES[change.before]}, then {role}"
    note = f"{change.kept}: stays as it is" if change.kept else ""
    if change.kind == IN and change.kept:
        note = change.kept
    if change.accepted and not change.kept:
        note = "has accepted"
    return ChangeRow(
        key="" if change.kept else change.key,
        sign=SIGNS[change.kind],
        does=DOES[change.kind],
        service=service,
        name=name,
        role=role,
        note=note,
        seat=change.seat if change.kept in ("", PINNED) else None,
        pinned=change.pinned,
    )
