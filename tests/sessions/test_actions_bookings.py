"""Tests of booking, changing and releasing a school's places."""

import datetime

import pytest

from sessions.actions.bookings import Full, book_places, change_booking, release_booking
from sessions.actions.days import call_off, plan_day
from sessions.actions.places import withdraw_place
from sessions.models import Booking, Place, Session, Tally
from tests import cast, cast_days
from tests.sessions.recorded import Lines, line, refused

pytestmark = pytest.mark.django_db

TEN = datetime.time(10, 0)


def boss(session: Session):
    return cast.coordinator(session.programme)


def book(session, places=5, **other):
    asked = {"school": other.pop("school", None) or cast.school(), "by": boss(session)}
    return book_places(session=session, places=places, **(asked | {"now": cast.NOW} | other))


def taken(session: Session) -> int:
    return Session.objects.get(pk=session.pk).places_taken


# --- booking --------------------------------------------------------------------------------------


def test_book_places_takes_them_from_the_day():
    session, school = cast_days.session_day(cars=2), cast.school()
    lines = Lines()
    made = book(session, 5, school=school, bus_arrives=TEN)
    booking = Booking.objects.get()
    assert made == booking
    assert (booking.session, booking.school, booking.places) == (session, school, 5)
    assert (booking.bus_arrives, booking.booked_at) == (TEN, cast.NOW)
    assert booking.released_at is None
    assert taken(session) == 5
    assert lines.read() == line(
        session.programme_id, by=boss(session), verb="booked places", target=booking, count=5
    )


def test_the_last_place_can_be_booked():
    session = cast_days.session_day(cars=1, capacity=7)
    book(session, 6)
    book(session, 1)
    assert taken(session) == 7


def test_book_full_session_says_so():
    session = cast_days.session_day(cars=1, capacity=7)
    book(session, 7)
    with refused("This day is full. Choose another day.", kind=Full):
        book(session, 1)
    assert (taken(session), Booking.objects.count()) == (7, 1)


def test_book_more_than_is_left_says_how_many_are():
    session = cast_days.session_day(cars=1, capacity=7)
    book(session, 5)
    with refused("This day has 2 places left. Book 2 or fewer.", kind=Full):
        book(session, 3)
    assert taken(session) == 5


def test_book_no_places_is_refused():
    session = cast_days.session_day()
    with refused("Book one place or more."):
        book(session, 0)


def test_a_school_cannot_book_a_day_twice():
    session, school = cast_days.session_day(), cast.school()
    book(session, 2, school=school)
    with refused("This school has already booked this day."):
        book(session, 3, school=school)
    assert taken(session) == 2


def test_a_day_called_off_cannot_be_booked_even_from_an_old_page():
    old = cast_days.session_day()
    session = Session.objects.get(pk=old.pk)
    call_off(session=session, reason="Snow", by=boss(session), now=cast.NOW)
    session.refresh_from_db()
    with refused("This day is called off."):
        book(session)
    assert old.is_called_off is False
    with refused("This day is called off."):
        book(old)


def test_a_day_can_be_booked_until_midnight_in_scotland():
    session = cast_days.session_day(date=datetime.date(2027, 6, 1))
    book(session, now=datetime.datetime(2027, 6, 1, 22, 59, tzinfo=datetime.UTC))
    with refused("This day is past."):
        book(session, now=datetime.datetime(2027, 6, 1, 23, 0, tzinfo=datetime.UTC))


# --- changing -------------------------------------------------------------------------------------


def change(booking, places, bus_arrives=None):
    return change_booking(
        booking=booking, places=places, bus_arrives=bus_arrives, by=boss(booking.session)
    )


@pytest.mark.parametrize("places", [3, 5, 8])
def test_change_booking_takes_or_gives_back_places(places):
    session = cast_days.session_day(cars=2)
    booking = book(session, 5)
    lines = Lines()
    changed = change(booking, places, TEN)
    booking.refresh_from_db()
    assert changed == booking
    assert (booking.places, booking.bus_arrives, taken(session)) == (places, TEN, places)
    assert lines.read() == line(
        session.programme_id,
        by=boss(session),
        verb="changed booking",
        target=booking,
        count=places,
    )


def test_change_booking_to_more_than_are_left_says_how_many_are():
    session = cast_days.session_day(cars=1, capacity=7)
    booking = book(session, 5)
    with refused("This day has 2 more places. Keep 7 or fewer.", kind=Full):
        change(booking, 8)
    assert taken(session) == 5


def test_change_booking_below_the_pupils_named_is_refused():
    session = cast_days.session_day(cars=2)
    booking = book(session, 5)
    first, *_ = cast_days.enrolled(booking, 2)
    with refused("2 pupils are named for this booking. Take pupils off the list first."):
        change(booking, 1)
    withdraw_place(place=first, by=boss(session), now=cast.NOW)
    with refused("1 pupil is named for this booking. Take pupils off the list first."):
        change(booking, 0)
    assert change(booking, 1).places == 1


def test_change_booking_to_no_place_is_refused_and_gives_nothing_back():
    session = cast_days.session_day(cars=2)
    booking = book(session, 5)
    with refused("Book one place or more."):
        change(booking, 0)
    assert taken(session) == 5


def test_places_cannot_be_added_on_a_day_called_off():
    session = cast_days.session_day(cars=2)
    booking = book(session, 5)
    call_off(session=session, reason="Snow", by=boss(session), now=cast.NOW)
    with refused("This day is called off."):
        change(booking, 6)


# --- releasing ------------------------------------------------------------------------------------


def test_release_booking_gives_its_places_back_and_clears_its_turns():
    session = cast_days.session_day(cars=2)
    booking, other = book(session, 4), book(session, 2)
    cast_days.enrolled(booking)
    cast_days.enrolled(other)
    plan_day(session=session, by=boss(session))
    lines = Lines()
    release_booking(booking=booking, by=boss(session), now=cast.NOW)
    booking.refresh_from_db()
    assert (booking.released_at, taken(session)) == (cast.NOW, 2)
    assert list(Booking.objects.standing_now()) == [other]
    freed = Place.objects.filter(booking=booking, car=None, slot=None, demonstration_slot=None)
    assert freed.count() == 4
    counted = Tally.objects.get(pk=session.pk)
    assert (counted.pupils, counted.planned) == (2, 2)
    assert lines.read() == line(
        session.programme_id,
        by=boss(session),
        verb="released booking",
        target=booking,
        count=4,
    )


def test_a_released_booking_can_neither_be_changed_nor_released():
    booking = cast_days.booking()
    release_booking(booking=booking, by=boss(booking.session), now=cast.NOW)
    with refused("This booking has been released."):
        release_booking(booking=booking, by=boss(booking.session), now=cast.NOW)
    with refused("This booking has been released."):
        change(booking, 3)
    assert taken(booking.session) == 0


def test_a_school_may_book_again_after_releasing():
    session, school = cast_days.session_day(), cast.school()
    first = book(session, 4, school=school)
    release_booking(booking=first, by=boss(session), now=cast.NOW)
    book(session, 6, school=school)
    assert taken(session) == 6
