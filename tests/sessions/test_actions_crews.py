"""Tests of putting coaches into seats and taking them out."""

import pytest

from accounts.models import AuditEvent
from programmes.choices import Service
from programmes.models import Coach
from sessions.actions.crews import seat_coach, unseat
from sessions.actions.days import call_off
from sessions.choices import CrewRole
from sessions.links import answer_link
from sessions.models import CrewSeat, Tally
from tests import cast, cast_days
from tests.sessions.asking import body, letters, user_of
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
    assert (made.state, made.asked_at, made.answered_at) == ("ASKED", cast.NOW, None)
    assert seat(session, second, car=car).side == 2
    assert Tally.objects.get(pk=session.pk).seats_filled == 2
    assert lines.read()[:1] == line(
        session.programme_id, by=boss(session), verb="seated coach", target=made
    )
    assert len(lines.read()) == 2


def test_seats_and_the_record_name_the_same_instant(session):
    made = seat(session, cast.coach(session.programme), car=cast_days.cars_of(session)[0])
    unseat(seat=made, by=boss(session), now=cast.NOW)
    said = AuditEvent.objects.filter(verb__in=("seated coach", "took coach out"))
    assert list(said.values_list("at", flat=True)) == [cast.NOW, cast.NOW]


def test_a_coach_who_is_put_into_a_seat_is_asked_with_a_link(session):
    cast_days.seated(session, FIRE)
    made = cast_days.seated(session, POLICE, account=True)
    assert letters() == [("sessions/asked", user_of(made.coach).email)]
    said = body("sessions/asked")
    assert "Can you come on Monday 7 December 2026?" in said
    beside = CrewSeat.objects.get(service="FIRE").coach.short_name
    assert f"You would be in car 1, with {beside}." in said
    assert answer_link(made) in said


@pytest.mark.parametrize(
    ("role", "service", "words"),
    [
        (CrewRole.LEAD, POLICE, "You would be day lead."),
        (CrewRole.DEMONSTRATION, FIRE, "You would be in the demonstration, with A. Bain and "),
    ],
)
def test_the_question_names_the_duty(session, role, service, words):
    for name in ("Bain", "Gunn"):
        one = cast.coach(session.programme, AMBULANCE, given_name="Ann", family_name=name)
        seat(session, one, CrewRole.DEMONSTRATION)
    seat(session, cast.coach(session.programme, service, account=True), role)
    assert words in body("sessions/asked")


def test_who_said_yes_by_telephone_is_not_asked(session):
    made = seat_coach(
        session=session,
        coach=cast.coach(session.programme, account=True),
        role=CrewRole.LEAD,
        accepted=True,
        by=boss(session),
        now=cast.NOW,
    )
    assert (made.state, made.asked_at, made.answered_at) == ("ACCEPTED", None, cast.NOW)
    assert letters() == []


def test_on_the_day_itself_a_coach_is_still_asked():
    made = cast_days.seated(cast_days.session_day(date=cast.TODAY), account=True)
    assert (made.state, letters()[0][0]) == ("ASKED", "sessions/asked")


def test_nobody_is_asked_about_a_day_that_is_past():
    past = cast_days.session_day(date=cast.day(-1))
    made = cast_days.seated(past, account=True)
    assert (made.state, made.asked_at) == ("ACCEPTED", None)
    unseat(seat=made, by=boss(past), now=cast.NOW)
    assert letters() == []


def test_two_newcomers_are_never_in_one_car(session):
    first, second, third = (
        cast.coach(session.programme, service) for service in (POLICE, FIRE, AMBULANCE)
    )
    Coach.objects.filter(pk__in=[first.pk, second.pk]).update(newcomer=True)
    [car, _] = cast_days.cars_of(session)
    seat(session, Coach.objects.get(pk=first.pk), car=car)
    with refused("Car 1 has two newcomers. Put each beside a coach who has done this before."):
        seat(session, Coach.objects.get(pk=second.pk), car=car)
    assert seat(session, third, car=car).side == 2


def test_who_does_not_lead_or_show_is_refused(session):
    one = cast.coach(session.programme, FIRE, given_name="Isla", family_name="Gunn")
    one.may_lead = one.may_demonstrate = False
    with refused("Isla Gunn does not lead days. Choose somebody who may."):
        seat(session, one, CrewRole.LEAD)
    with refused("Isla Gunn is not in the demonstration. Choose somebody who may."):
        seat(session, one, CrewRole.DEMONSTRATION)
    assert seat(session, one, car=cast_days.cars_of(session)[0]).side == 1


def test_who_is_taken_out_is_told(session):
    made = cast_days.seated(session, account=True)
    unseat(seat=made, by=boss(session), now=cast.NOW)
    assert letters("sessions/taken_off") == [("sessions/taken_off", user_of(made.coach).email)]
    assert "you need not come" in body("sessions/taken_off")
    assert "You were in car 1 on Monday 7 December 2026" in body("sessions/taken_off")


def test_of_a_day_called_off_nobody_is_told_that_he_is_taken_out(session):
    made = cast_days.seated(session, account=True)
    call_off(session=session, reason="Snow", by=boss(session), now=cast.NOW)
    unseat(seat=made, by=boss(session), now=cast.NOW)
    assert letters("sessions/taken_off") == []


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
