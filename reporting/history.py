"""What happened to a day last, in words, from the record of who did what."""

import datetime
from collections.abc import Mapping
from typing import NamedTuple

from django.db.models import Q, QuerySet

from accounts.models import AuditEvent
from core.dates import LONDON
from core.prepared import prepared
from core.words import clock, long_date, many
from sessions.models import Booking, CrewSeat, Session

LATEST = 5
SEAT = str(CrewSeat._meta.verbose_name)
# What was done with a booking or a crew seat; {who} is the school or the coach, {n} the count.
WORDS = {
    "booked places": ("{who}: {n} booked", "place,places"),
    "changed booking": ("{who}: booking changed to {n}", "place,places"),
    "released booking": ("{who}: {n} released", "place,places"),
    "named pupils": ("{who}: {n} named", "pupil,pupils"),
    "recorded consents": ("{who}: {n} recorded", "consent,consents"),
    "made day plan": ("Day plan made for {n}", "pupil,pupils"),
    "seated coach": ("{who} seated", ""),
    "took coach out": ("Coach taken out", ""),
    "accepted seat": ("{who} accepted", ""),
    "accepted seat (by link)": ("{who} accepted by link", ""),
    "marked seat as accepted": ("{who} marked as accepted", ""),
    "coach declined": ("{n} declined", "coach,coaches"),
    "coach declined (by link)": ("{n} declined by link", "coach,coaches"),
    "coach cannot come": ("{n} cannot come", "coach,coaches"),
    "coach was called out": ("{n} called out", "coach,coaches"),
    "coach can come after all": ("{who} can come after all", ""),
    "pinned seat": ("{who} pinned", ""),
    "unpinned seat": ("{who} no longer pinned", ""),
    "changed roster": ("Roster changed: {n}", "seat,seats"),
    "accepted roster": ("Proposed roster accepted: {n}", "seat,seats"),
    "reminded coaches": ("{n} reminded", "coach,coaches"),
    "added day": ("Day added", ""),
    "changed day": ("Day changed", ""),
    "called off day": ("Day called off", ""),
    "reopened day": ("Calling-off taken back", ""),
}


class Event(NamedTuple):
    what: str
    when: str


@prepared
def _events(session: int) -> QuerySet:
    bookings = Booking.objects.filter(session=session).values("id")
    seats = CrewSeat.objects.filter(session=session).values("id")
    mine = (
        Q(target_kind="session", target_number=session)
        | Q(target_kind="booking", target_number__in=bookings)
        | Q(target_kind=SEAT, target_number__in=seats)
    )
    # Found by what they are about and only then put in order: the index by time would make the
    # database read a whole season's record for a day on which nothing was done lately.
    about = AuditEvent.objects.changes().filter(mine).values("id")
    found = AuditEvent.objects.filter(id__in=about).order_by("-at", "-id")
    return found.values_list("verb", "target_kind", "target_number", "count", "at", "by__name")[
        :LATEST
    ]


def history(
    session: Session,
    schools: Mapping[int, str],
    coaches: Mapping[int, str],
    today: datetime.date,
) -> list[Event]:
    """The last things done to a day, its bookings and its crew seats.

    ``schools`` holds the name for each booking's number, ``coaches`` for each crew seat's; a
    booking that was released has none. Attendance is left out: fifty marks would hide the rest.
    """
    names: dict[str, Mapping[int, str]] = {"booking": schools, SEAT: coaches}
    return [
        Event(
            _what(verb, names.get(kind, {}).get(number or 0, ""), count),
            f"{_when(at, today)} · {by}" if by else _when(at, today),
        )
        for verb, kind, number, count, at, by in _events(session=session.pk)
    ]


def _what(verb: str, who: str, count: int) -> str:
    sentence, noun = WORDS.get(verb, (f"{verb[:1].upper()}{verb[1:]}", ""))
    said = sentence.format(who=who, n=many(count, noun) if noun else "").removeprefix(": ")
    return f"{said}, {who}" if who and who not in said else said


def _when(at: datetime.datetime, today: datetime.date) -> str:
    local = at.astimezone(LONDON)
    day = "Today" if local.date() == today else long_date(local)
    return f"{day}, {clock(local)}"
