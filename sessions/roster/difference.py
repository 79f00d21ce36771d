"""A proposal against today's roster: who would come in, go out or change duty, day by day."""

import datetime
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import F

from programmes.choices import Answer
from sessions.choices import SeatState, SessionState
from sessions.models import CrewSeat, Proposal, ProposedSeat

IN, OUT, AS = "in", "out", "as"
HAS_SAID_NO = "has said since that he cannot come"
HAS_ACCEPTED = "has accepted since"
PINNED = "is pinned"


class Change(NamedTuple):
    """One coach on one day. Roles are stored ones, nothing for no seat.

    ``kept`` says in words why the change is not made, whatever is accepted; nothing where it is.
    """

    day: int
    date: datetime.date
    coach: int
    before: str
    after: str
    seat: int | None
    accepted: bool
    pinned: bool
    kept: str

    @property
    def kind(self) -> str:
        if not self.before:
            return IN
        return AS if self.after else OUT

    @property
    def key(self) -> str:
        """Names the change and what it does, so that an old page cannot mean another."""
        return f"{self.kind}-{self.day}-{self.coach}-{self.after or self.before}"


@dataclass
class DayChange:
    """All changes of a day, and how many coaches stay as they are."""

    day: int
    date: datetime.date
    changes: list[Change] = field(default_factory=list)
    stay: int = 0

    @property
    def key(self) -> str:
        """Names the day with exactly these changes."""
        return f"day-{self.day}-{mark(change.key for change in self.changes)}"


def mark(keys: Iterable[str]) -> str:
    """A short hash of keys, whatever their order."""
    return hashlib.sha256(" ".join(sorted(keys)).encode()).hexdigest()[:12]


def difference(proposal: Proposal, today: datetime.date) -> list[DayChange]:
    """The days of a proposal still to come, by date, each with what would change now.

    Days without a proposed seat are none of its days: what was planned there by hand stays. Three
    queries, whatever the size.
    """
    wanted = _wanted(proposal, today)
    days = {key: DayChange(key, date) for key, date in sorted(wanted.dates.items(), key=_by_date)}
    for seat in _seats(proposal, today):
        here = days.get(seat.day)
        if here is not None:
            after = wanted.roles.pop((seat.day, seat.coach), "")
            if after == seat.role:
                here.stay += 1
            else:
                here.changes.append(_of_seat(seat, after, proposal.started_at))
    declined = _declined(proposal)
    for (day, coach), role in wanted.roles.items():
        no = HAS_SAID_NO if (day, coach) in declined else ""
        here = days[day]
        here.changes.append(Change(day, here.date, coach, "", role, None, False, False, no))
    return list(days.values())


class _Seat(NamedTuple):
    day: int
    coach: int
    role: str
    pk: int
    state: str
    pinned: bool
    answered_at: datetime.datetime | None
    date: datetime.date


@dataclass
class _Wanted:
    dates: dict[int, datetime.date]
    roles: dict[tuple[int, int], str]


def _wanted(proposal: Proposal, today: datetime.date) -> _Wanted:
    wanted = _Wanted({}, {})
    rows = ProposedSeat.objects.filter(
        proposal=proposal, session__date__gte=today, session__state=SessionState.OPEN
    ).values_list("session_id", "coach_id", "role", "session__date")
    for day, coach, role, date in rows:
        wanted.dates[day] = date
        wanted.roles[day, coach] = role
    return wanted


def _seats(proposal: Proposal, today: datetime.date) -> Iterable[_Seat]:
    rows = CrewSeat.objects.filter(session__programme=proposal.programme_id, date__gte=today)
    names = ("session_id", "coach_id", "role", "pk", "state", "pinned", "answered_at", "date")
    return (_Seat(*row) for row in rows.values_list(*names))


def _declined(proposal: Proposal) -> set[tuple[int, int]]:
    """Proposed seats whose coach has said no to the date, as day and coach."""
    found = ProposedSeat.objects.filter(
        proposal=proposal,
        coach__availability__date=F("session__date"),
        coach__availability__answer=Answer.NOT_FREE,
    )
    return set(found.values_list("session_id", "coach_id"))


def _of_seat(seat: _Seat, after: str, began: datetime.datetime | None) -> Change:
    accepted = seat.state == SeatState.ACCEPTED
    since = accepted and began is not None and seat.answered_at and seat.answered_at > began
    kept = PINNED if seat.pinned else HAS_ACCEPTED if since else ""
    return Change(
        seat.day, seat.date, seat.coach, seat.role, after, seat.pk, accepted, seat.pinned, kept
    )


def _by_date(item: tuple[int, datetime.date]) -> tuple[datetime.date, int]:
    return item[1], item[0]
