"""Tests of the counts kept beside each day."""

import random
from importlib import import_module
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programmes.choices import Service
from sessions.actions.asking import accept_seat
from sessions.actions.attendance import entry_of
from sessions.actions.bookings import release_booking
from sessions.actions.days import plan_day
from sessions.actions.places import Consents, record_consents, withdraw_place
from sessions.choices import CrewRole, MarkKind, SeatState
from sessions.models import CrewSeat, Mark, Place, Session, Tally
from sessions.tallies import recount
from tests import cast, cast_days

pytestmark = pytest.mark.django_db


def tally(session):
    """What is counted, without the noughts."""
    kept = Tally.objects.filter(pk=session.pk).values()[0]
    return {name: number for name, number in kept.items() if number and name != "session_id"}


def by(session: Session):
    return cast.coordinator(session.programme)


def test_a_new_day_counts_its_cars_and_nothing_else():
    session = cast_days.session_day(cars=3)
    assert tally(session) == {"cars": 3}


def test_a_crew_is_counted_by_what_it_does():
    session = cast_days.session_day(cars=2)
    cast_days.crewed(session)
    cast_days.seated(session, Service.POLICE, CrewRole.LEAD)
    there = {
        "cars": 2,
        "seats_filled": 4,
        "demonstration_fire": 1,
        "demonstration_ambulance": 1,
        "leads": 1,
    }
    asked = {"seats_asked": 4, "demonstration_asked": 2, "leads_asked": 1}
    assert tally(session) == there | asked


def test_who_has_said_yes_is_not_waited_for():
    session = cast_days.session_day(cars=1)
    cast_days.seated(session, Service.POLICE, CrewRole.LEAD)
    for seat in cast_days.crewed(session)[1:3]:
        accept_seat(seat=seat, by=None, now=cast.NOW)
    kept = Tally.objects.get(pk=session.pk)
    assert (kept.seats_asked, kept.demonstration_asked, kept.leads_asked) == (1, 1, 1)


def test_the_move_to_asking_counts_who_was_asked_and_takes_older_seats_as_a_yes():
    session = cast_days.session_day(cars=1)
    older, *_ = cast_days.crewed(session)
    CrewSeat.objects.filter(pk=older.pk).update(asked_at=None)
    Tally.objects.update(seats_asked=0, demonstration_asked=0)
    import_module("sessions.migrations.0003_seats_not_yet_accepted").count_asked(apps, None)
    assert CrewSeat.objects.get(pk=older.pk).state == SeatState.ACCEPTED
    kept = tally(session)
    recount(session.pk)
    assert (tally(session), kept["seats_asked"], kept["demonstration_asked"]) == (kept, 1, 2)


def test_pupils_are_counted_with_what_came_in_of_them():
    session = cast_days.session_day(cars=2)
    booking = cast_days.booking(session, 6)
    cast_days.enrolled(booking, 3, "YES")
    cast_days.enrolled(booking, 1, "NO", first=3)
    cast_days.enrolled(booking, 2, "UNKNOWN", first=4)
    named = {"pupils": 6, "consents": 4, "surveys_expected": 6, "to_plan": 5}
    assert tally(session) == {"cars": 2, **named}


def test_who_will_not_answer_is_not_expected_to_and_who_may_not_drive_is_not_planned():
    session = cast_days.session_day(cars=2)
    booking = cast_days.booking(session, 4)
    places = cast_days.enrolled(booking)
    record_consents(
        booking=booking,
        consents={
            places[0].pk: Consents("YES", "NO", "NO"),
            places[1].pk: Consents("NO", "YES", "NO"),
        },
        by=by(session),
    )
    plan_day(session=session, by=by(session))
    assert tally(session) == {
        "cars": 2,
        "pupils": 4,
        "consents": 4,
        "surveys_expected": 3,
        "to_plan": 3,
        "planned": 3,
    }


def test_who_is_off_the_list_or_in_a_released_booking_is_not_counted_any_more():
    session = cast_days.session_day(cars=2)
    one, two = (cast_days.booking(session, 2) for _ in range(2))
    off, stays = cast_days.enrolled(one)
    released, _ = cast_days.enrolled(two)
    for place in (off, stays, released):
        cast_days.marked(place, "DROVE")
        cast_days.marked(place, "SAW_DEMONSTRATION")
    counted = {"cars": 2, "pupils": 4, "consents": 4, "surveys_expected": 4, "to_plan": 4}
    counted |= {"came": 3, "drove": 3, "minutes": 90, "saw": 3}
    assert tally(session) == counted
    withdraw_place(place=off, by=by(session), now=cast.NOW)
    release_booking(booking=two, by=by(session), now=cast.NOW)
    assert tally(session) == {
        "cars": 2,
        "pupils": 1,
        "consents": 1,
        "to_plan": 1,
        "surveys_expected": 1,
        "came": 1,
        "drove": 1,
        "minutes": 30,
        "saw": 1,
    }


def test_another_day_s_rows_are_not_counted():
    programme = cast.programme()
    one = cast_days.session_day(programme, cars=1)
    other = cast_days.session_day(programme, cars=2, date=cast.day(15))
    cast_days.crewed(other)
    for place in cast_days.enrolled(cast_days.booking(other, 3)):
        cast_days.marked(place, "DROVE")
    recount(one.pk)
    assert tally(one) == {"cars": 1}


def marked_at_random(place: Place, dice: random.Random) -> None:
    """Statements side by side and in place of each other, as several people make them."""
    people = [cast.coordinator(place.booking.session.programme), cast.founder(name="A. Gunn")]
    for _ in range(dice.randint(0, 6)):
        kind = dice.choice(MarkKind.values)
        pair = ("DROVE", "DID_NOT_DRIVE") if "DR" in kind else (kind, kind)
        earlier = list(Mark.objects.filter(place=place, kind__in=pair).order_by("at", "id"))
        Mark.objects.create(
            id=uuid4(),
            place=place,
            kind=kind,
            minutes=dice.choice([10, 20, 30]) if kind == "DROVE" else None,
            at=cast_days.at_day(place.booking.session, 12, dice.randint(0, 9)),
            by=dice.choice(people),
            replaces=dice.choice([None, *earlier]),
        )


@pytest.mark.parametrize("seed", range(8))
def test_the_tally_counts_what_the_register_says(seed):
    """Two definitions of one number, in SQL and in Python: the same for any history."""
    session = cast_days.session_day(cars=2)
    places = cast_days.enrolled(cast_days.booking(session, 10))
    dice = random.Random(seed)
    for place in places:
        marked_at_random(place, dice)
    recount(session.pk)
    entries = [entry_of(place) for place in places]
    counted = Tally.objects.get(pk=session.pk)
    assert (counted.came, counted.drove, counted.minutes, counted.saw) == (
        sum(entry.is_here is True for entry in entries),
        sum(entry.drove for entry in entries),
        sum(entry.minutes or 0 for entry in entries),
        sum(entry.saw_demonstration is True for entry in entries),
    )


def queries(session) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        recount(session.pk)
    return len(asked)


def test_counting_takes_the_same_few_queries_for_1_and_for_30_pupils():
    small = cast_days.session_day(cars=1)
    cast_days.marked(cast_days.enrolled(cast_days.booking(small, 1))[0])
    large = cast_days.session_day(cars=6)
    cast_days.crewed(large)
    for _ in range(3):
        for place in cast_days.enrolled(cast_days.booking(large, 10)):
            cast_days.marked(place, "DROVE")
    assert queries(small) == queries(large) <= 8


def test_a_day_that_was_never_counted_is_counted_anew():
    session = cast_days.session_day(cars=2)
    Tally.objects.all().delete()
    assert recount(session.pk).cars == 2
    assert tally(session) == {"cars": 2}
