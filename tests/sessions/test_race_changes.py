"""Bookings changed, released and called off at once: places always add up."""

from collections.abc import Callable

import pytest

from accounts.models import AuditEvent
from sessions.actions.bookings import book_places, change_booking, release_booking
from sessions.actions.days import call_off
from sessions.actions.places import enrol_pupils
from sessions.models import Booking, Place, Session
from tests import cast, cast_days
from tests.at_once import at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

Job = Callable[[], object]


def booked(session: Session) -> int:
    held = Booking.objects.standing_now().filter(session=session)
    return sum(held.values_list("places", flat=True))


def taken(session: Session) -> int:
    session.refresh_from_db()
    return session.places_taken


def growing(booking: Booking, places: int) -> Job:
    by = cast.coordinator(booking.session.programme)
    return lambda: change_booking(booking=booking, places=places, bus_arrives=None, by=by)


def test_bookings_that_grow_at_once_never_pass_the_capacity():
    session = cast_days.session_day(capacity=20)
    held = [cast_days.booking(session, 2) for _ in range(8)]
    found = at_once(*[growing(one, 4) for one in held])
    assert found == {"done": 2, "Full": 6}
    assert taken(session) == booked(session) == 20


def test_one_booking_that_is_changed_ten_times_at_once_adds_up():
    session = cast_days.session_day(capacity=20)
    one = cast_days.booking(session, 2)
    at_once(*[growing(one, places) for places in range(1, 11)])
    assert taken(session) == booked(session)


def test_a_booking_released_by_four_at_once_gives_its_places_back_once():
    session = cast_days.session_day(capacity=20)
    one, _ = cast_days.booking(session, 5), cast_days.booking(session, 3)
    by = cast.coordinator(session.programme)
    job: Job = lambda: release_booking(booking=one, by=by, now=cast.NOW)  # noqa: E731
    assert at_once(*[job] * 4) == {"done": 1, "Refused": 3}
    assert taken(session) == booked(session) == 3
    assert AuditEvent.objects.filter(verb="released booking").count() == 1


def test_a_day_called_off_meanwhile_takes_no_booking_that_it_does_not_count():
    session = cast_days.session_day(capacity=20)
    schools = [cast.school() for _ in range(8)]
    by = cast.coordinator(session.programme)
    jobs: list[Job] = [
        lambda school=school: book_places(  # type: ignore[misc]
            session=session, school=school, places=2, by=by, now=cast.NOW
        )
        for school in schools
    ]
    jobs.insert(4, lambda: call_off(session=session, reason="ice", by=by, now=cast.NOW))
    found = at_once(*jobs)
    assert set(found) <= {"done", "Refused"}
    assert taken(session) == booked(session) == 2 * (found["done"] - 1)


@pytest.mark.parametrize("attempt", range(5))
def test_a_list_and_a_smaller_booking_at_once_never_leave_pupils_without_places(attempt: int):
    session = cast_days.session_day(capacity=20)
    one = cast_days.booking(session, 8)
    by = cast.coordinator(session.programme)
    rows = cast_days.class_rows(8)
    found = at_once(lambda: enrol_pupils(booking=one, rows=rows, by=by), growing(one, 4))
    assert found == {"done": 1, "Refused": 1}
    one.refresh_from_db()
    assert Place.objects.kept().filter(booking=one).count() <= one.places
    assert taken(session) == booked(session)
