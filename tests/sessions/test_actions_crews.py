"""Tests of putting coaches into seats and taking them out."""

import pytest

from programmes.choices import Service
from sessions.actions.crews import seat_coach, unseat
from sessions.actions.days import call_off
from sessions.choices import CrewRole
from sessions.models import CrewSeat, Tally
from tests import cast, cast_days
from tests.sessions.recorded import Lines, line, refused

pytestmark = pytest.mark.django_db

POLICE, FIRE, AMBULANCE = Service.POLICE, Service.FIRE, Service.AMBULANCE


@pytest.fixture
def session():
    return cast_days.session_day(cars=2)


def boss(session):
    return cast.coordinator(session.programme)


def seat(session, coach, role=CrewRole.CAR, car=None):
    return seat_coach(
        session=session, coach=coach, role=role, car=car, by=boss(session), now=cast.NOW
    )


def test_seat_coach_in_a_car_takes_its_first_side_then_its_second(session):
    [car, _] = cast_days.cars_of(session)
    first, second = cast.coach(session.programme, POLICE), cast.coach(session.programme, FIRE)
    lines = Lines()
    made = seat(session, first, car=car)
    assert CrewSeat.objects.get() == made
    assert (made.session, made.date, made.coach, made.service) == (
        session,
        session.date,
        first,
        "POLICE",
    )
    assert (made.role, made.car, made.side) == ("CAR", car, 1)
    assert seat(session, second, car=car).side == 2
    assert Tally.objects.get(pk=session.pk).seats_filled == 2
    assert lines.read()[:1] == line(
        session.programme_id, by=boss(session), verb="seated coach", target=made
    )
    assert len(lines.read()) == 2


def test_the_side_that_was_freed_is_taken_again(session):
    [car, _] = cast_days.cars_of(session)
    first = cast_days.seated(session, POLICE, car=car)
    cast_days.seated(session, FIRE, car=car)
    unseat(seat=first, by=boss(session), now=cast.NOW)
    assert cast_days.seated(session, AMBULANCE, car=car).side == 1


@pytest.mark.parametrize(
    ("role", "service"),
    [
        (CrewRole.DEMONSTRATION, FIRE),
        (CrewRole.DEMONSTRATION, AMBULANCE),
        (CrewRole.LEAD, POLICE),
    ],
)
def test_seat_coach_outside_a_car(session, role, service):
    made = seat(session, cast.coach(session.programme, service), role)
    assert (made.role, made.car, made.side) == (role, None, None)


def test_a_coach_of_the_car_s_service_is_refused(session):
    [car, _] = cast_days.cars_of(session)
    cast_days.seated(session, POLICE, car=car)
    with refused("Car 1 has two coaches from the same service."):
        seat(session, cast.coach(session.programme, POLICE), car=car)


def test_a_third_coach_in_a_car_is_refused(session):
    [car, _] = cast_days.cars_of(session)
    cast_days.seated(session, POLICE, car=car)
    cast_days.seated(session, FIRE, car=car)
    with refused("Car 1 has more than two coaches."):
        seat(session, cast.coach(session.programme, AMBULANCE), car=car)


def test_a_coach_who_sits_elsewhere_that_day_is_refused(session):
    one = cast.coach(session.programme, FIRE, given_name="Isla", family_name="Gunn")
    seat(session, one, CrewRole.DEMONSTRATION)
    elsewhere = cast_days.session_day(session.programme, cars=1)
    said = "Isla Gunn already has a seat on this date (demonstration)."
    with refused(said):
        seat(session, one, car=cast_days.cars_of(session)[0])
    with refused(said):
        seat(elsewhere, one, car=cast_days.cars_of(elsewhere)[0])
    later = cast_days.session_day(session.programme, cars=1, date=cast.day(15))
    assert seat(later, one, car=cast_days.cars_of(later)[0]).coach == one


def test_a_coach_who_is_not_fit_on_the_date_is_refused(session):
    one = cast.coach(
        session.programme,
        given_name="Isla",
        family_name="Gunn",
        pvg_confirmed_on=None,
        pvg_review_on=None,
        trained_until=cast.day(13),
    )
    with refused(
        "PVG membership of Isla Gunn is not confirmed.",
        "Coach training of Isla Gunn ended on 6 December 2026.",
    ):
        seat(session, one, car=cast_days.cars_of(session)[0])


def test_a_coach_and_a_car_of_elsewhere_are_refused(session):
    elsewhere = cast_days.session_day(cars=1)
    with refused("Choose a coach of this programme.", "Choose a car that runs on this day."):
        seat(session, cast.coach(elsewhere.programme), car=cast_days.cars_of(elsewhere)[0])


def test_a_seat_in_a_car_needs_the_car(session):
    with refused("Choose a car for a seat in a car."):
        seat(session, cast.coach(session.programme))


def test_police_cannot_show_the_demonstration(session):
    with refused("Choose a coach from fire or ambulance."):
        seat(session, cast.coach(session.programme, POLICE), CrewRole.DEMONSTRATION)


def test_a_day_has_one_lead(session):
    cast_days.seated(session, POLICE, CrewRole.LEAD)
    with refused("This day already has a lead."):
        seat(session, cast.coach(session.programme), CrewRole.LEAD)


def test_nobody_is_seated_on_a_day_called_off_even_from_an_old_page(session):
    call_off(session=session, reason="Snow", by=boss(session), now=cast.NOW)
    assert session.is_called_off is False
    with refused("This day is called off."):
        seat(session, cast.coach(session.programme), CrewRole.LEAD)


def test_unseat_frees_the_seat(session):
    made = cast_days.seated(session, POLICE)
    lines = Lines()
    unseat(seat=made, by=boss(session), now=cast.NOW)
    assert CrewSeat.objects.count() == 0
    assert Tally.objects.get(pk=session.pk).seats_filled == 0
    [(*_, verb, kind, target, count)] = lines.read()
    assert (verb, kind, target, count) == ("took coach out", "session", session.pk, 1)


def test_a_seat_that_somebody_else_freed_is_free_already(session):
    made = cast_days.seated(session, POLICE)
    same = CrewSeat.objects.get(pk=made.pk)
    unseat(seat=made, by=boss(session), now=cast.NOW)
    with refused("This seat is free already."):
        unseat(seat=same, by=boss(session), now=cast.NOW)
