"""What happened to a day last, in words, from the record of who did what."""

import datetime
from collections.abc import Mapping
from typing import NamedTuple

from django.db.models import Q

from accounts.models import AuditEvent
from core.dates import LONDON
from core.templatetags.runway import clock, long_date, many
from sessions.models import CrewSeat, Session

LATEST = 5
# What was done with a booking or a crew seat; {who} is the school or the coach, {n} the count.
WORDS = {
    "booked places": ("{who}: {n} booked", "place,places"),
    "changed booking": ("{who}: booking changed to {n}", "place,places"),
    "released booking": ("{who}: {n} released", "place,places"),
    "named pupils": ("{who}: {n} named", "pupil,pupils"),
    "recorded consents": ("{who}: {n} recorded", "consent,consents"),
    "made day plan": ("Day plan made for {n}", "pupil,pupils"),
    "seated coach": ("{who} seated", ""),
    "added day": ("Day added", ""),
    "changed day": ("Day changed", ""),
    "called off day": ("Day called off", ""),
    "reopened day": ("Calling-off taken back", ""),
}


class Event(NamedTuple):
    what: str
    when: str


def history(
    session: Session,
    schools: Mapping[int, str],
    coaches: Mapping[int, str],
    today: datetime.date,
) -> list[Event]:
    """The last things done to a day, its bookings and its crew seats.

    ``schools`` holds the name for each booking's number, ``coaches`` for each crew seat's.
    Attendance is left out: fifty marks would hide everything else.
    """
    mine = (
        Q(target_kind="session", target_number=session.pk)
        | Q(target_kind="booking", target_number__in=list(schools))
        | Q(target_kind=CrewSeat._meta.verbose_name, target_number__in=list(coaches))
    )
    found = (
        AuditEvent.objects.visible_to(session.programme_id)
        .filter(mine)
        .order_by("-at", "-id")
        .values_list("verb", "target_kind", "target_number", "count", "at", "by__name")
    )
    names = {"booking": schools, "session": {}}
    return [
        Event(
            _what(verb, names.get(kind, coaches).get(number or 0, ""), count),
            f"{_when(at, today)} · {by or 'by itself'}",
        )
        for verb, kind, number, count, at, by in found[:LATEST]
    ]


def _what(verb: str, who: str, count: int) -> str:
    sentence, noun = WORDS.get(verb, (f"{verb[:1].upper()}{verb[1:]}", ""))
    said = sentence.format(who=who, n=many(count, noun) if noun else "")
    return f"{said}, {who}" if who and who not in said else said


def _when(at: datetime.datetime, today: datetime.date) -> str:
    local = at.astimezone(LONDON)
    day = "Today" if local.date() == today else long_date(local)
    return f"{day}, {clock(local)}"
