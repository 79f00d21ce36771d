"""A coach's days as an iCalendar feed; no pupil stands in it."""

import datetime
from collections import defaultdict
from collections.abc import Collection
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from core.dates import LONDON
from core.words import clock
from programmes.choices import Service
from programmes.models import Coach
from sessions.choices import CrewRole, SeatState
from sessions.models import CrewSeat

if TYPE_CHECKING:
    from icalendar import Event

EVERY = datetime.timedelta(hours=1)  # how often a calendar is asked to look again


def feed_addresses(key: str) -> tuple[str, str]:
    """The address of a feed for a browser, and for a program that subscribes to calendars."""
    address = settings.SITE_URL + reverse("sessions:feed", args=[key])
    return address, "webcal" + address[len(urlsplit(address).scheme) :]


def calendar_of(coach: Coach) -> bytes:
    """All seats of a coach as iCalendar (RFC 5545), in two queries whatever their number.

    UID is the seat's number, SEQUENCE the revisions of day and seat together, so that a program
    takes a change and shows no day twice. Times are UTC. Nothing depends on when it is asked for,
    so that the same days make the same bytes.
    """
    from icalendar import Calendar

    found = CrewSeat.objects.filter(coach=coach).select_related("session__airfield", "car")
    seats = list(found.order_by("date", "pk"))
    others = _others(seats, coach)
    calendar = Calendar()
    calendar.add("prodid", "-//Runway//My days//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"My days, {coach.programme}")
    calendar.add("refresh-interval", EVERY, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for seat in seats:
        calendar.add_component(_event(seat, others[seat.session_id]))
    made: bytes = calendar.to_ical()
    return made


def _others(seats: Collection[CrewSeat], coach: Coach) -> dict[int, list[CrewSeat]]:
    """Everybody else on the same days."""
    found = CrewSeat.objects.filter(session__in=[seat.session_id for seat in seats])
    others: dict[int, list[CrewSeat]] = defaultdict(list)
    for seat in found.exclude(coach=coach).select_related("coach").order_by("pk"):
        others[seat.session_id].append(seat)
    return others


def _event(seat: CrewSeat, others: Collection[CrewSeat]) -> "Event":
    from icalendar import Event

    session, airfield = seat.session, seat.session.airfield
    event = Event()
    event.add("uid", f"seat-{seat.pk}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("sequence", session.revision + seat.revision)
    event.add("dtstamp", _changed(seat))
    event.add("dtstart", _instant(session.date, session.starts))
    event.add("dtend", _instant(session.date, session.ends))
    event.add("summary", _summary(seat))
    event.add("location", ", ".join(filter(None, [airfield.name, airfield.postcode])))
    event.add("description", "\n".join(_lines(seat, others)))
    event.add("url", settings.SITE_URL + reverse("sessions:my_days"))
    event.add("status", _status(seat))
    event.add("transp", "TRANSPARENT" if session.is_called_off else "OPAQUE")
    event.add("class", "PRIVATE")
    return event


def _changed(seat: CrewSeat) -> datetime.datetime:
    """When the coach was last asked or answered; seats older than both count from their day."""
    known = [at for at in (seat.asked_at, seat.answered_at) if at is not None]
    return max(known, default=_instant(seat.date, seat.session.starts)).astimezone(datetime.UTC)


def _instant(date: datetime.date, time: datetime.time) -> datetime.datetime:
    return datetime.datetime.combine(date, time, LONDON).astimezone(datetime.UTC)


def _status(seat: CrewSeat) -> str:
    if seat.session.is_called_off:
        return "CANCELLED"
    return "CONFIRMED" if seat.state == SeatState.ACCEPTED else "TENTATIVE"


def _summary(seat: CrewSeat) -> str:
    where = str(seat.car).lower() if seat.car else seat.get_role_display().lower()
    said = f"Driving day: {where}"
    if seat.session.is_called_off:
        return f"Called off: {said}"
    return said if seat.state == SeatState.ACCEPTED else f"Asked: {said}"


def _lines(seat: CrewSeat, others: Collection[CrewSeat]) -> list[str]:
    session = seat.session
    if session.is_called_off:
        return [f"Called off: {session.called_off_reason}. You need not come."]
    lines = [f"{clock(session.starts)} to {clock(session.ends)}"]
    beside = [
        f"{other.coach.short_name} ({Service(other.service).label.lower()})"
        for other in others
        if seat.role != CrewRole.LEAD and (other.role, other.car_id) == (seat.role, seat.car_id)
    ]
    if beside:
        lines.append(f"With {', '.join(beside)}")
    if seat.state == SeatState.ASKED:
        lines.append("You have not said yet whether you can come.")
    lines.append(f"My days: {settings.SITE_URL}{reverse('sessions:my_days')}")
    return lines
