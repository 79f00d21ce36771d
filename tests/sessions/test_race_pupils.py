"""Many name and mark pupils at once: nobody over the booking, nothing doubled, all counted."""

from uuid import uuid4

import pytest

from accounts.models import AuditEvent
from sessions.actions.attendance import entry_of, make_mark, mark_showing
from sessions.actions.places import enrol_pupils, withdraw_place
from sessions.models import Booking, Mark, Place, Session, Tally
from tests import cast, cast_days
from tests.at_once import Job, at_once, in_rounds

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def bookings(n: int, places: int) -> tuple[Session, list[Booking]]:
    """One day on which ``n`` schools have booked."""
    session = cast_days.session_day(cars=-(-n * places // 7))
    return session, [cast_days.booking(session, places) for _ in range(n)]


def naming(booking: Booking, first: int = 0) -> Job:
    """Six pupils from number ``first`` on."""
    by, rows = cast.coordinator(booking.session.programme), cast_days.class_rows(6, first=first)
    return lambda: enrol_pupils(booking=booking, rows=rows, by=by)


def named(booking: Booking) -> int:
    return Place.objects.kept().filter(booking=booking).count()


def test_two_lists_for_ten_places_never_name_more_than_ten():
    session, booked = bookings(5, 10)
    rounds = [[naming(booking), naming(booking, 6)] for booking in booked]
    assert in_rounds(rounds) == [{"done": 1, "Refused": 1}] * 5
    assert [named(booking) for booking in booked] == [6] * 5
    assert Tally.objects.get(pk=session.pk).pupils == 30


def test_the_same_list_sent_three_times_at_once_names_each_pupil_once():
    session, booked = bookings(5, 6)
    assert in_rounds([[naming(booking)] * 3 for booking in booked]) == [{"done": 3}] * 5
    assert [named(booking) for booking in booked] == [6] * 5
    assert Tally.objects.get(pk=session.pk).pupils == 30


def driving(place: Place) -> Job:
    """One mark with one number, however often it is sent."""
    by, id, now = cast.founder(), uuid4(), cast_days.at_day(place.booking.session)
    return lambda: make_mark(place=place, kind="DROVE", minutes=25, id=id, by=by, now=now)


def test_a_mark_sent_five_times_at_once_is_stored_once():
    places = cast_days.enrolled(cast_days.booking(places=10))
    assert in_rounds([[driving(place)] * 5 for place in places]) == [{"done": 5}] * 10
    assert [Mark.objects.filter(place=place).count() for place in places] == [1] * 10
    assert AuditEvent.objects.filter(verb="marked attendance").count() == 10
    assert [entry_of(place).conflicts for place in places] == [()] * 10


def test_pupils_marked_by_many_at_once_are_all_counted():
    session = cast_days.session_day(cars=3)
    places = cast_days.enrolled(cast_days.booking(session, 20))
    assert at_once(*map(driving, places)) == {"done": 20}
    counted = Tally.objects.get(pk=session.pk)
    assert (counted.came, counted.drove, counted.minutes) == (20, 20, 500)


def test_a_showing_ticked_three_times_at_once_marks_each_pupil_once():
    places = cast_days.enrolled(cast_days.booking(places=4))
    session = places[0].booking.session
    by, id, now = cast.founder(), uuid4(), cast_days.at_day(session)
    for place in places:
        cast_days.marked(place, "HERE")

    def tick() -> None:
        mark_showing(session=session, places=places, id=id, by=by, now=now)

    assert at_once(tick, tick, tick) == {"done": 3}
    assert Mark.objects.filter(kind="SAW_DEMONSTRATION").count() == 4
    assert Tally.objects.get(pk=session.pk).saw == 4


def withdrawing(place: Place) -> Job:
    by = cast.founder()
    return lambda: withdraw_place(place=place, by=by, now=cast.NOW)


def test_a_pupil_taken_off_by_two_people_at_once_is_taken_off_once():
    places = cast_days.enrolled(cast_days.booking(places=5))
    rounds = [[withdrawing(place)] * 2 for place in places]
    assert in_rounds(rounds) == [{"done": 1, "Refused": 1}] * 5
    assert AuditEvent.objects.filter(verb="took pupil off list").count() == 5
