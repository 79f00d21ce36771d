"""Reminds the coaches of a day on the day before it, each once."""

import datetime

from django.db import transaction

from accounts.models import AuditEvent
from core.dates import LONDON
from programmes.models import Message
from sessions.actions.crews import locked_day
from sessions.actions.telling import date_of, tell_coach
from sessions.models import CrewSeat, Session

REMINDER = "sessions/reminder"
A_DAY = datetime.timedelta(days=1)


def days_to_remind(now: datetime.datetime) -> list[Session]:
    """The open days of tomorrow, of all programmes."""
    return list(Session.objects.open().filter(date=date_of(now) + A_DAY).order_by("id"))


@transaction.atomic
def remind_coaches(*, session: Session, now: datetime.datetime) -> int:
    """Write to each coach of a day who was not reminded today; gives how many.

    Who was, stands in the log of messages: a coach has one seat a date, so one reminder a day.
    """
    locked = locked_day(session.pk)
    if locked.is_called_off:
        return 0
    morning = datetime.datetime.combine(date_of(now), datetime.time.min, LONDON)
    done = Message.objects.filter(template=REMINDER, queued_at__gte=morning).values("coach")
    seats = CrewSeat.objects.filter(session=locked).exclude(
        coach__in=done.filter(coach__isnull=False)
    )
    told = 0
    for seat in seats.select_related("coach__user", "car").order_by("pk"):
        seat.session = locked
        told += tell_coach(REMINDER, seat=seat, now=now) is not None
    if told:
        AuditEvent.record(
            by=None,
            verb="reminded coaches",
            target=locked,
            programme_id=locked.programme_id,
            count=told,
            at=now,
        )
    return told
