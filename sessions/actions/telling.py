"""Writes messages about seats; a part of larger actions, which hold the transaction."""

import datetime
from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse

from core.dates import LONDON
from core.words import clock, full_date, listed, near_date
from programmes.actions.messages import queue_message
from programmes.models import Message
from sessions.choices import CrewRole, SeatState
from sessions.links import answer_link
from sessions.models import CrewSeat, Session
from sessions.rules.crews import place_words


def date_of(now: datetime.datetime) -> datetime.date:
    """The date in Scotland at an instant."""
    return now.astimezone(LONDON).date()


def day_words(session: Session) -> dict[str, object]:
    """What every message about a day says; wants the airfield loaded."""
    return {
        "day": near_date(session.date),
        "date": full_date(session.date),
        "airfield": session.airfield.name,
        "postcode": session.airfield.postcode,
        "hours": f"{clock(session.starts)} to {clock(session.ends)}",
        "day_link": settings.SITE_URL + reverse("reporting:day", args=[session.pk]),
        "my_days": settings.SITE_URL + reverse("sessions:my_days"),
    }


def duty_words(seat: CrewSeat) -> str:
    """As in "you are …", see ``place_words``; wants the car loaded."""
    return place_words(seat.role, seat.car.number if seat.car else None)


def _beside(seat: CrewSeat) -> str:
    """Who sits in the same car, or shows the same demonstration."""
    if seat.role == CrewRole.LEAD:
        return ""
    found = CrewSeat.objects.filter(session=seat.session_id, role=seat.role, car=seat.car_id)
    others = found.exclude(pk=seat.pk).select_related("coach").order_by("pk")
    return listed(other.coach.short_name for other in others)


def tell_coach(
    template: str, *, seat: CrewSeat, now: datetime.datetime, **more: object
) -> Message | None:
    """Write to the coach of a seat about it, unless the day is past; ``more`` adds to the words.

    Every template knows the words of ``day_words``, ``role``, ``others`` (who sits with him) and,
    while he has not answered, ``link``. None where there is nothing to tell or no way to.
    """
    session = seat.session
    if session.date < date_of(now):
        return None
    waits = seat.pk is not None and seat.state == SeatState.ASKED
    context = {
        **day_words(session),
        "role": duty_words(seat),
        "others": _beside(seat),
        "link": answer_link(seat) if waits else "",
        **more,
    }
    return queue_message(
        template=template, programme=session.programme, to=seat.coach, context=context, now=now
    )


def tell_crew(
    template: str, *, session: Session, now: datetime.datetime, **more: object
) -> list[Message]:
    """Write the same to every coach who has a seat on a day."""
    seats = CrewSeat.objects.filter(session=session).select_related("coach__user", "car")
    told: Iterable[Message | None] = [
        tell_coach(template, seat=_of(seat, session), now=now, **more)
        for seat in seats.order_by("pk")
    ]
    return [message for message in told if message is not None]


def _of(seat: CrewSeat, session: Session) -> CrewSeat:
    seat.session = session  # as the action has just changed it, with its airfield
    return seat
