"""Many at once: never over-booked, nothing lost, nothing doubled; and the controls, which fail.

Each thread has a connection of its own, closed at its end. All wait at one gate, so that they
start together. Where PostgreSQL allows fewer connections than there are bookings, the threads are
fewer and each books several times; SQLite, on disk as in earnest, takes a thread for each.
"""

import datetime
import itertools
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError, connection, connections, transaction

from accounts.models import AuditEvent, User
from core.problems import Refused, store
from programmes.choices import Service
from programmes.models import Coach
from schools.models import Council, School
from sessions.actions.attendance import entry_of, make_mark, mark_showing
from sessions.actions.bookings import Full, book_places
from sessions.actions.crews import seat_coach, unseat
from sessions.actions.days import change_day
from sessions.actions.places import enrol_pupils, withdraw_place
from sessions.choices import CrewRole
from sessions.models import Booking, CarOnDay, CrewSeat, Mark, Place, Session, Tally
from tests import cast, cast_days

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

ROUNDS = 20
BOOKINGS, CAPACITY = 200, 40
SQLITE = connection.vendor == "sqlite"


Job = Callable[[], object]


# --- starting together ----------------------------------------------------------------------------


def threads_for(jobs: int) -> int:
    """A thread for each job, or as many as the database has connections to spare."""
    if SQLITE:
        return jobs
    with connection.cursor() as cursor:
        cursor.execute("SHOW max_connections")
        return min(jobs, int(cursor.fetchone()[0]) - 20)


def outcome(job: Job) -> str:
    """What became of a job in one word: the name of what it raised, or "done"."""
    try:
        job()
    except Exception as error:
        return type(error).__name__
    return "done"


def in_rounds(rounds: list[list[Job]]) -> list[Counter[str]]:
    """Run the jobs of each round at the same time, and count what became of them."""
    threads = threads_for(max(map(len, rounds)))
    gate = threading.Barrier(threads, timeout=60)

    def every(number: int) -> list[list[str]]:
        try:
            connection.ensure_connection()
            return [
                (gate.wait(), [outcome(job) for job in jobs[number::threads]])[1] for jobs in rounds
            ]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(threads) as pool:
        by_thread = list(pool.map(every, range(threads)))
    return [Counter(itertools.chain(*words)) for words in zip(*by_thread, strict=True)]


def at_once(*jobs: Job) -> Counter[str]:
    return in_rounds([list(jobs)])[0]


# --- the last places ------------------------------------------------------------------------------


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
    assert in_rounds(rounds) == [{"done": CAPACITY, "Full": BOOKINGS - CAPACITY}] * ROUNDS
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


# --- seats ----------------------------------------------------------------------------------------


def seats_of(car: CarOnDay) -> list[tuple[str, int | None]]:
    return sorted(CrewSeat.objects.filter(car=car).values_list("service", "side"))


def seating(session: Session, coach: Coach, car: CarOnDay) -> Job:
    by = cast.coordinator(session.programme)
    return lambda: seat_coach(session=session, coach=coach, role=CrewRole.CAR, car=car, by=by)


def seating_new(session: Session, *services: Service) -> list[Job]:
    """A new coach from each service into the first car."""
    [car, *_] = cast_days.cars_of(session)
    return [seating(session, cast.coach(session.programme, one), car) for one in services]


@pytest.mark.parametrize("turn", range(10))
def test_two_people_who_fill_a_car_at_once_both_do(turn):
    session = cast_days.session_day(cars=1)
    found = at_once(*seating_new(session, Service.POLICE, Service.FIRE))
    assert found == {"done": 2}
    assert [service for service, _ in seats_of(cast_days.cars_of(session)[0])] == ["FIRE", "POLICE"]
    assert Tally.objects.get(pk=session.pk).seats_filled == 2


@pytest.mark.parametrize("turn", range(5))
def test_two_people_who_seat_the_same_service_at_once_cannot_both(turn):
    session = cast_days.session_day(cars=1)
    found = at_once(*seating_new(session, Service.POLICE, Service.POLICE))
    assert found == {"done": 1, "Refused": 1}
    assert seats_of(cast_days.cars_of(session)[0]) == [("POLICE", 1)]


def test_of_six_who_seat_coaches_in_one_car_at_once_two_succeed():
    session = cast_days.session_day(cars=1)
    found = at_once(*seating_new(session, *Service, *Service))
    assert found == {"done": 2, "Refused": 4}
    services, sides = zip(*seats_of(cast_days.cars_of(session)[0]), strict=True)
    assert (len(set(services)), set(sides)) == (2, {1, 2})


@pytest.mark.parametrize("turn", range(5))
def test_one_coach_cannot_be_put_into_two_cars_at_once(turn):
    session = cast_days.session_day(cars=3)
    one = cast.coach(session.programme)
    found = at_once(*[seating(session, one, car) for car in cast_days.cars_of(session)])
    assert found == {"done": 1, "Refused": 2}


def test_a_coach_taken_out_by_two_people_at_once_is_taken_out_once():
    session = cast_days.session_day(cars=1)
    seat = cast_days.seated(session)
    by = cast.coordinator(session.programme)
    job = lambda: unseat(seat=CrewSeat.objects.get(pk=seat.pk), by=by)  # noqa: E731
    found = at_once(job, job, job)
    assert found["done"] == 1
    assert set(found) <= {"done", "Refused", "DoesNotExist"}
    assert AuditEvent.objects.filter(verb="took coach out").count() == 1


# --- lists, marks and counts ----------------------------------------------------------------------


@pytest.mark.parametrize("turn", range(5))
def test_two_lists_for_ten_places_never_name_more_than_ten(turn):
    booking = cast_days.booking(places=10)
    by = cast.coordinator(booking.session.programme)
    found = at_once(
        *[
            lambda first=first: enrol_pupils(
                booking=booking, rows=cast_days.class_rows(6, first=first), by=by
            )
            for first in (0, 6)
        ]
    )
    assert found == {"done": 1, "Refused": 1}
    assert Place.objects.kept().filter(booking=booking).count() == 6


@pytest.mark.parametrize("turn", range(5))
def test_the_same_list_sent_three_times_at_once_names_each_pupil_once(turn):
    booking = cast_days.booking(places=6)
    by = cast.coordinator(booking.session.programme)
    job = lambda: enrol_pupils(booking=booking, rows=cast_days.class_rows(6), by=by)  # noqa: E731
    assert at_once(job, job, job) == {"done": 3}
    assert Place.objects.filter(booking=booking).count() == 6


@pytest.mark.parametrize("turn", range(10))
def test_a_mark_sent_five_times_at_once_is_stored_once(turn):
    [place] = cast_days.enrolled(cast_days.booking(places=1))
    by, id = cast.founder(), uuid4()
    now = cast_days.at_day(place.booking.session)
    job = lambda: make_mark(place=place, kind="DROVE", minutes=30, id=id, by=by, now=now)  # noqa: E731
    assert at_once(*[job] * 5) == {"done": 5}
    assert list(Mark.objects.values_list("id", flat=True)) == [id]
    assert AuditEvent.objects.filter(verb="marked attendance").count() == 1
    assert entry_of(place).conflicts == ()


def test_a_showing_ticked_three_times_at_once_marks_each_pupil_once():
    session = cast_days.session_day(cars=2)
    places = cast_days.enrolled(cast_days.booking(session, 4))
    by, id, now = cast.founder(), uuid4(), cast_days.at_day(session)
    for place in places:
        cast_days.marked(place, "HERE")
    job = lambda: mark_showing(session=session, places=places, id=id, by=by, now=now)  # noqa: E731
    assert at_once(job, job, job) == {"done": 3}
    assert Mark.objects.filter(kind="SAW_DEMONSTRATION").count() == 4


def test_pupils_marked_by_many_at_once_are_all_counted():
    session = cast_days.session_day(cars=3)
    places = cast_days.enrolled(cast_days.booking(session, 20))
    by, now = cast.founder(), cast_days.at_day(session)
    found = at_once(
        *[
            lambda place=place: make_mark(
                place=place, kind="DROVE", minutes=25, id=uuid4(), by=by, now=now
            )
            for place in places
        ]
    )
    counted = Tally.objects.get(pk=session.pk)
    assert found == {"done": 20}
    assert (counted.came, counted.drove, counted.minutes) == (20, 20, 500)


@pytest.mark.parametrize("turn", range(5))
def test_a_pupil_taken_off_by_two_people_at_once_is_taken_off_once(turn):
    [place] = cast_days.enrolled(cast_days.booking(places=1))
    by = cast.founder()
    job = lambda: withdraw_place(  # noqa: E731
        place=Place.objects.get(pk=place.pk), by=by, now=cast.NOW + datetime.timedelta(hours=1)
    )
    assert at_once(job, job) == {"done": 1, "Refused": 1}
    assert AuditEvent.objects.filter(verb="took pupil off list").count() == 1


def test_two_who_store_the_same_row_at_once_the_second_is_told_which_rule(monkeypatch):
    """Both pass the check before either writes: the database refuses, in the rule's words."""
    gate = threading.Barrier(2)
    said: list[str] = []

    def save_one() -> None:
        row = Council(code="S12000099", name="Moray")
        check = row.full_clean
        waits = iter([True])

        def full_clean(**asked: Any) -> None:
            check(**asked)
            if next(waits, False):
                gate.wait(timeout=60)

        monkeypatch.setattr(row, "full_clean", full_clean)
        try:
            store(row)
        except Refused as no:
            said.append(str(no))
            raise

    assert at_once(save_one, save_one) == {"done": 1, "Refused": 1}
    assert said == ["Code: Council with this Code already exists."]
    assert Council.objects.filter(code="S12000099").count() == 1
