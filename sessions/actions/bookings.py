"""Booking, changing and releasing a school's places."""

import datetime

from django.db import transaction

from accounts.models import AuditEvent, User
from core.dates import LONDON
from core.problems import Refused, checked, refuse, store
from core.words import many
from schools.models import School
from sessions.models import Booking, Place, Session
from sessions.rules.days import booking_problems, full_sentence
from sessions.tallies import recount


class Full(Refused):
    """There are not enough places left."""


@transaction.atomic
def book_places(
    *,
    session: Session,
    school: School,
    places: int,
    bus_arrives: datetime.time | None = None,
    by: User,
    now: datetime.datetime,
) -> Booking:
    """Book places for a school, never over capacity, however many book at once.

    Raises ``Full`` when too few are left and ``Refused`` for everything else.
    """
    refuse(
        booking_problems(
            called_off=session.is_called_off,
            past=session.is_past(now.astimezone(LONDON).date()),
            places=places,
            left=places,  # the database is asked below; what this object says may be old
        )
    )
    _take(session, places)
    booking = Booking(
        session=session, school=school, places=places, bus_arrives=bus_arrives, booked_at=now
    )
    store(booking)
    AuditEvent.record(
        by=by,
        verb="booked places",
        target=booking,
        programme_id=session.programme_id,
        count=places,
    )
    return booking


@transaction.atomic
def change_booking(
    *, booking: Booking, places: int, bus_arrives: datetime.time | None, by: User
) -> Booking:
    """Change how many places a school has, or when its bus comes."""
    locked = _locked(booking)
    named = Place.objects.kept().filter(booking=locked).count()
    if places < named:
        are = many(named, "pupil is,pupils are")
        raise Refused(f"{are} named for this booking. Take pupils off the list first.")
    more = places - locked.places
    if more > 0:
        _take(locked.session, more, held=locked.places)
    elif more < 0:
        Session.objects.give_back_places(locked.session_id, -more)
    locked.places, locked.bus_arrives = places, bus_arrives
    checked(locked)
    locked.save(update_fields=["places", "bus_arrives"])
    AuditEvent.record(
        by=by,
        verb="changed booking",
        target=locked,
        programme_id=locked.session.programme_id,
        count=places,
    )
    return locked


@transaction.atomic
def release_booking(*, booking: Booking, by: User, now: datetime.datetime) -> Booking:
    """Give a school's places back; its pupils have no place on the day any more."""
    locked = _locked(booking)
    locked.released_at = now
    locked.save(update_fields=["released_at"])
    Session.objects.give_back_places(locked.session_id, locked.places)
    Place.objects.filter(booking=locked).update(car=None, slot=None, demonstration_slot=None)
    recount(locked.session_id)
    AuditEvent.record(
        by=by,
        verb="released booking",
        target=locked,
        programme_id=locked.session.programme_id,
        count=locked.places,
    )
    return locked


def _take(session: Session, places: int, held: int = 0) -> None:
    if Session.objects.take_places(session.pk, places):
        return
    session.refresh_from_db(fields=["capacity", "places_taken", "state"])
    if session.is_called_off:
        raise Refused("This day is called off.")
    raise Full(full_sentence(session.places_left, held))


def _locked(booking: Booking) -> Booking:
    locked = (
        Booking.objects.select_for_update(of=("self",)).select_related("session").get(pk=booking.pk)
    )
    if locked.released_at is not None:
        raise Refused("This booking has been released.")
    return locked
