"""Many book at once: never over-booked, nobody lost; and the control, which fails."""

import itertools
import time

import pytest
from django.db import OperationalError, connection, transaction

from accounts.models import AuditEvent, User
from schools.models import School
from sessions.actions.bookings import Full, book_places
from sessions.actions.days import change_day
from sessions.models import Booking, Session
from tests import cast, cast_days
from tests.at_once import SQLITE, Job, at_once, in_rounds

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

ROUNDS = 20
BOOKINGS, CAPACITY = 200, 40
SERVED_AT_ONCE = 8  # requests that the server of the demonstration answers at the same time


@pytest.fixture
def schools():
    one = cast.council()
    return School.objects.bulk_create(
        School(seed_code=f"{8000000 + n}", name=f"School {n}", council=one) for n in range(BOOKINGS)
    )


@pytest.fixture
def days():
    """A season of days for 40 pupils each, with the same six cars."""
    programme = cast.programme()
    field = cast.airfield(programme)
    cars = [cast.car(programme) for _ in range(6)]
    dates = (cast.day(14 + n) for n in itertools.count())
    return (
        cast_days.session_day(programme, date=date, at=field, these=cars, capacity=CAPACITY)
        for date in dates
    )


def booking_of(session: Session, school: School, places: int, by: User) -> Job:
    return lambda: book_places(session=session, school=school, places=places, by=by, now=cast.NOW)


def booked(session: Session) -> int:
    return sum(Booking.objects.filter(session=session).values_list("places", flat=True))


def test_200_who_book_the_last_40_places_get_40_and_160_are_told_full(days, schools):
    by = cast.founder()
    sessions = list(itertools.islice(days, ROUNDS))
    rounds = [[booking_of(session, school, 1, by) for school in schools] for session in sessions]
    # The first round with a thread for each, the others with as many as a server has.
    found = [*in_rounds(rounds[:1]), *in_rounds(rounds[1:], SERVED_AT_ONCE)]
    assert found == [{"done": CAPACITY, "Full": BOOKINGS - CAPACITY}] * ROUNDS
    for session in sessions:
        session.refresh_from_db()
        assert (session.places_taken, booked(session)) == (CAPACITY, CAPACITY)
    lines = AuditEvent.objects.filter(verb="booked places", by=by)
    assert lines.count() == Booking.objects.count() == ROUNDS * CAPACITY


def look_then_write(session: Session, school: School) -> None:
    """Booking as one would write it without thinking: the control."""
    if SQLITE:
        connection.transaction_mode = None  # type: ignore[attr-defined]  # Django's default
    with transaction.atomic():
        taken = Session.objects.get(pk=session.pk).places_taken
        time.sleep(0.001)  # another query, a template, a garbage collection
        if taken + 1 > CAPACITY:
            raise Full("This day is full.")
        Session.objects.filter(pk=session.pk).update(places_taken=taken + 1)
        Booking.objects.create(session=session, school=school, places=1, booked_at=cast.NOW)


def test_control_looking_first_and_writing_then_overbooks_or_loses_bookings(days, schools):
    """Shows that the test above can fail: PostgreSQL over-books, SQLite gives up on its locks."""
    session = next(days)
    found = at_once(*[lambda school=school: look_then_write(session, school) for school in schools])
    assert found != {"done": CAPACITY, "Full": BOOKINGS - CAPACITY}
    if SQLITE:
        assert found[OperationalError.__name__] > 0  # database is locked
    else:
        assert booked(session) > CAPACITY


def test_places_of_several_sizes_never_add_up_to_more_than_there_are(days, schools):
    session = next(days)
    sizes = dict(zip(schools, itertools.cycle([1, 2, 3, 7, 12]), strict=False))
    by = cast.founder()
    found = at_once(*[booking_of(session, school, places, by) for school, places in sizes.items()])
    session.refresh_from_db()
    assert set(found) == {"done", "Full"}
    assert session.places_taken == booked(session) == CAPACITY


def shrinking(session: Session, by: User) -> Job:
    cars = [on_day.car for on_day in cast_days.cars_of(session)]
    return lambda: change_day(
        session=session,
        starts=session.starts,
        ends=session.ends,
        capacity=35,
        cars=cars,
        by=by,
        today=cast.TODAY,
        now=cast.NOW,
    )


def test_a_day_is_never_made_smaller_than_what_is_booked_meanwhile(days, schools):
    """Its places go down to 35 while 40 are booked: either the booking or the change yields."""
    by = cast.founder()
    sessions = list(itertools.islice(days, 5))
    rounds = [
        [booking_of(session, school, 4, by) for school in schools[:10]] for session in sessions
    ]
    for session, jobs in zip(sessions, rounds, strict=True):
        jobs.insert(5, shrinking(session, by))
    words = set().union(*in_rounds(rounds))
    assert words <= {"done", "Full", "Refused"}
    for session in sessions:
        session.refresh_from_db()
        assert session.places_taken == booked(session) <= session.capacity


def test_a_school_that_sends_its_booking_five_times_books_once(days):
    session, school = next(days), cast.school()
    by = cast.founder()
    found = at_once(*[booking_of(session, school, 6, by)] * 5)
    session.refresh_from_db()
    assert found == {"done": 1, "Refused": 4}
    assert session.places_taken == booked(session) == 6
