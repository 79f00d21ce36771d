"""Tests of reading a season out of the database in plain values."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programmes.actions import answer_availability
from programmes.choices import Answer, Service
from programmes.models import Airfield, Coach, Programme
from sessions.actions.asking import accept_seat, pin_seat
from sessions.actions.crews import seat_coach
from sessions.actions.days import call_off
from sessions.choices import CrewRole
from sessions.models import CrewSeat, Session
from sessions.roster.inputs import has_changed, inputs_hash, roster_hash_now
from sessions.roster.load import duty_of, load_season, role_of, roster_now
from sessions.rules.season import Duty, Person, Season, Seat
from tests import cast, cast_days

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Programme:
    return cast.programme()


def load(of: Programme, **more) -> Season:
    return load_season(of, cast.TODAY, **more)


def person(season: Season, coach: Coach) -> Person:
    [found] = [one for one in season.people if one.id == coach.pk]
    return found


def say(coach: Coach, date: datetime.date, answer: Answer) -> None:
    by = cast.coordinator(coach.programme)
    answer_availability(coach=coach, date=date, answer=answer, now=cast.NOW, by=by)


def seat(session: Session, coach: Coach, role: CrewRole = CrewRole.LEAD) -> CrewSeat:
    car = cast_days.cars_of(session)[0] if role == CrewRole.CAR else None
    by = cast.coordinator(session.programme)
    return seat_coach(session=session, coach=coach, role=role, car=car, by=by, now=cast.NOW)


# --- days ---------------------------------------------------------------------------------------


def test_open_days_from_today_on_are_loaded_by_date(made):
    later = cast_days.session_day(made, date=cast.day(9), cars=2)
    today = cast_days.session_day(made, date=cast.TODAY)
    cast_days.session_day(made, date=cast.day(-1))
    off = cast_days.session_day(made, date=cast.day(5))
    call_off(session=off, reason="Ice", by=cast.coordinator(made), now=cast.NOW)
    cast_days.session_day()
    loaded = load(made).days
    assert [(day.id, day.date, day.name, day.cars) for day in loaded] == [
        (today.pk, cast.TODAY, "Mon 23 November", 3),
        (later.pk, cast.day(9), "Wed 2 December", 2),
    ]
    assert loaded[0].need == {Duty.LEAD: 1, Duty.DEMO_FIRE: 1, Duty.DEMO_AMBULANCE: 1}


def test_days_of_one_date_say_their_airfields(made):
    for name in ("Fearn", "Wick"):
        cast_days.session_day(made, at=cast.airfield(made, name))
    cast_days.session_day(made, date=cast.day(21))
    assert [day.name for day in load(made).days] == [
        "Mon 7 December, Fearn",
        "Mon 7 December, Wick",
        "Mon 14 December",
    ]


def test_only_the_days_asked_for_are_loaded(made):
    one, other = (cast_days.session_day(made, date=cast.day(n)) for n in (14, 21))
    assert [day.id for day in load(made, sessions=[other.pk]).days] == [other.pk]
    assert [day.id for day in load(made, sessions=[]).days] == []
    assert one.pk != other.pk


def test_an_empty_season_is_loaded(made):
    assert load(made) == Season(days=(), people=())


def test_places_are_in_kilometres_and_unreadable_ones_unknown(made):
    field = cast.airfield(made, grid_reference="NH 84 77")
    cast_days.session_day(made, at=field)
    near = cast.coach(made, grid_reference="NH 85 77", most_miles=10)
    season = load(made)
    assert season.days[0].place == (284.5, 877.5)
    assert person(season, near).home == (285.5, 877.5)
    assert person(season, near).most_km == pytest.approx(16.09344)
    Airfield.objects.filter(pk=field.pk).update(grid_reference="somewhere")
    assert load(made).days[0].place is None


# --- people -------------------------------------------------------------------------------------


def test_people_have_papers_limits_and_qualities(made):
    coach = cast.coach(made, Service.FIRE, family_name="Ross", newcomer=True, may_lead=False)
    Coach.objects.filter(pk=coach.pk).update(most_days_a_month=2, most_days_a_year=9)
    found = person(load(made), coach)
    assert (found.name, found.service, found.newcomer) == ("Kirsty Ross", "FIRE", True)
    assert (found.may_lead, found.may_demonstrate, found.most_km) == (False, True, None)
    assert (found.most_a_month, found.most_in_season, found.home) == (2, 9, None)
    assert found.assurance.trained_until == cast.FAR_OFF
    assert found.assurance.pvg_confirmed_on == cast.LONG_AGO


def test_who_no_longer_takes_part_comes_only_with_a_seat_or_by_name(made):
    session = cast_days.session_day(made)
    sitting, gone, named = (cast.coach(made) for _ in range(3))
    seat(session, sitting)
    Coach.objects.update(is_active=False)
    assert [one.id for one in load(made, also=[named.pk]).people] == [sitting.pk, named.pk]
    assert not person(load(made), sitting).assurance.is_active
    assert gone.pk not in {one.id for one in load(made).people}


def test_answers_become_marks_and_silence_is_no_consent(made):
    session = cast_days.session_day(made)
    date = session.date
    glad, needed, cannot, silent = (cast.coach(made) for _ in range(4))
    cast.free(glad, date, cast.day(15))
    say(needed, date, Answer.IF_NEEDED)
    say(cannot, date, Answer.NOT_FREE)
    season = load(made)
    found = [person(season, coach).marks for coach in (glad, needed, cannot, silent)]
    assert found == [{date: "0"}, {date: "2"}, {}, {}]


def test_of_more_dates_than_are_asked_one_by_one_marks_are_the_same(made, monkeypatch):
    days = [cast_days.session_day(made, date=cast.day(n)) for n in (14, 16)]
    coach = cast.coach(made)
    cast.free(coach, *(cast.day(n) for n in range(13, 18)))
    monkeypatch.setattr("sessions.roster.load.SOME_DATES", 1)
    assert person(load(made), coach).marks == {day.date: "0" for day in days}


def test_who_was_asked_without_an_answer_on_record_can_come(made):
    session = cast_days.session_day(made)
    asked, accepted, refusing = (cast.coach(made, service) for service in Service)
    seat(session, asked)
    kept = seat(session, accepted, CrewRole.DEMONSTRATION)
    accept_seat(seat=kept, by=None, now=cast.NOW)
    seat(session, refusing, CrewRole.CAR)
    say(refusing, session.date, Answer.NOT_FREE)
    say(accepted, session.date, Answer.NOT_FREE)
    season = load(made)
    found = [person(season, coach).marks for coach in (asked, accepted, refusing)]
    assert found == [{session.date: "1"}, {session.date: "1"}, {}]


def test_the_seat_of_a_day_called_off_blocks_its_date_and_counts_for_nothing(made):
    off = cast_days.session_day(made, date=cast.day(14))
    coach = seat(off, cast.coach(made)).coach
    call_off(session=off, reason="Ice", by=cast.coordinator(made), now=cast.NOW)
    cast_days.session_day(made, date=cast.day(14))
    cast.free(coach, cast.day(14))
    found = person(load(made), coach)
    assert (found.marks, found.held, found.prior) == ({}, (), 0)


def test_days_behind_somebody_are_held_and_weigh(made):
    past = [cast_days.session_day(made, date=cast.day(-n)) for n in (3, 10)]
    coach = cast.coach(made)
    for session in past:
        seat(session, coach)
    found = person(load(made), coach)
    assert (found.held, found.prior) == ((cast.day(-10), cast.day(-3)), 2)


def test_seats_of_days_that_are_not_loaded_are_held(made):
    one, other = (cast_days.session_day(made, date=cast.day(n)) for n in (14, 21))
    coach = cast.coach(made)
    for session in (one, other):
        seat(session, coach)
    assert person(load(made, sessions=[one.pk]), coach).held == (other.date,)
    assert person(load(made), coach).held == ()


# --- seats --------------------------------------------------------------------------------------


def test_accepted_and_pinned_seats_are_fixed_and_others_asked(made):
    session = cast_days.session_day(made)
    accepted, pinned, asked = (
        cast_days.seated(session, service, role)
        for service, role in [
            (Service.FIRE, CrewRole.DEMONSTRATION),
            (Service.AMBULANCE, CrewRole.DEMONSTRATION),
            (Service.POLICE, CrewRole.CAR),
        ]
    )
    lead = cast_days.seated(session, Service.POLICE, CrewRole.LEAD)
    accept_seat(seat=accepted, by=None, now=cast.NOW)
    pin_seat(seat=pinned, by=cast.coordinator(made), now=cast.NOW)
    season = load(made)
    assert season.fixed == {
        Seat(accepted.coach_id, session.pk, Duty.DEMO_FIRE),
        Seat(pinned.coach_id, session.pk, Duty.DEMO_AMBULANCE),
    }
    assert season.asked == {
        Seat(asked.coach_id, session.pk, Duty.CAR),
        Seat(lead.coach_id, session.pk, Duty.LEAD),
    }
    assert roster_now(season) == season.fixed | season.asked


@pytest.mark.parametrize(
    ("duty", "role", "service"),
    [
        (Duty.CAR, "CAR", "FIRE"),
        (Duty.LEAD, "LEAD", "POLICE"),
        (Duty.DEMO_FIRE, "DEMONSTRATION", "FIRE"),
        (Duty.DEMO_AMBULANCE, "DEMONSTRATION", "AMBULANCE"),
    ],
)
def test_duties_and_stored_roles_turn_into_each_other(duty, role, service):
    assert (role_of(duty), duty_of(role, service)) == (role, duty)


# --- how much it asks ---------------------------------------------------------------------------


def queries(of: Programme) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        load(of)
    return len(asked)


def test_a_larger_season_asks_no_more_queries(made):
    def grow(n: int) -> None:
        session = cast_days.session_day(made, date=cast.day(n))
        cast_days.crewed(session)
        cast.free(cast.coach(made), session.date)

    grow(14)
    once = queries(made)
    for n in (21, 28):
        grow(n)
    assert (once, queries(made)) == (5, 5)


# --- the hash -----------------------------------------------------------------------------------


def test_the_hash_is_the_same_until_something_changes(made):
    session = cast_days.session_day(made)
    coach = cast.coach(made)
    hashes = [inputs_hash(load(made))]
    assert inputs_hash(load(made)) == hashes[0]
    cast.free(coach, session.date)
    hashes.append(inputs_hash(load(made)))
    Coach.objects.update(most_miles=30)
    hashes.append(inputs_hash(load(made)))
    seat(session, coach)
    hashes.append(inputs_hash(load(made)))
    assert len(set(hashes)) == 4
    assert {len(one) for one in hashes} == {64}


def test_its_first_half_is_of_days_and_seats_only(made):
    session = cast_days.session_day(made)
    stored = inputs_hash(load(made))
    cast.free(cast.coach(made), session.date)
    assert not has_changed(stored, made, cast.TODAY)
    assert stored[:32] == roster_hash_now(made, cast.TODAY)
    seat(session, cast.coach(made))
    assert has_changed(stored, made, cast.TODAY)


def test_a_seat_in_the_past_changes_nothing_to_come(made):
    session = cast_days.session_day(made, date=cast.day(-3))
    stored = inputs_hash(load(made))
    seat(session, cast.coach(made))
    assert not has_changed(stored, made, cast.TODAY)
