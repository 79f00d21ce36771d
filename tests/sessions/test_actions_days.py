"""Tests of adding, changing and calling off days, and of cutting the day plan."""

import datetime

import pytest

from accounts.models import AuditEvent
from programmes.actions import add_closure
from programmes.models import Car
from sessions.actions.bookings import release_booking
from sessions.actions.days import add_day, call_off, change_day, plan_day, reopen_day
from sessions.actions.places import withdraw_place
from sessions.links import answer_link
from sessions.models import Place, Session, Tally
from tests import cast, cast_days
from tests.sessions.asking import asked, body, letters, user_of
from tests.sessions.recorded import Lines, line, refused

pytestmark = pytest.mark.django_db

NINE, TWO = datetime.time(9, 30), datetime.time(14, 30)


def boss(session: Session):
    return cast.coordinator(session.programme)


def added(programme, **other):
    asked = {
        "airfield": other.pop("airfield", None) or cast.airfield(programme),
        "date": cast_days.SOON,
        "starts": NINE,
        "ends": TWO,
        "capacity": 14,
        "cars": other.pop("cars", None),
        "by": cast.coordinator(programme),
        "today": cast.TODAY,
    } | other
    if asked["cars"] is None:
        asked["cars"] = [cast.car(programme), cast.car(programme)]
    return add_day(programme=programme, **asked)


# --- adding ---------------------------------------------------------------------------------------


def test_add_day_puts_it_into_the_season_with_numbered_cars():
    programme = cast.programme()
    field, cars = cast.airfield(programme), [cast.car(programme), cast.car(programme)]
    lines = Lines()
    made = added(programme, airfield=field, cars=cars)
    session = Session.objects.get()
    assert made == session
    assert (session.programme, session.airfield, session.date) == (programme, field, cast.day(14))
    assert (session.starts, session.ends, session.capacity) == (NINE, TWO, 14)
    assert (session.places_taken, session.state, session.called_off_reason) == (0, "OPEN", "")
    on_day = [(c.number, c.car, c.date) for c in cast_days.cars_of(session)]
    assert on_day == [(1, cars[0], session.date), (2, cars[1], session.date)]
    assert Tally.objects.get(pk=session.pk).cars == 2
    assert lines.read() == line(programme.pk, by=boss(session), verb="added day", target=session)


def test_add_day_in_the_past_at_a_closed_airfield_says_both():
    programme = cast.programme()
    field = cast.airfield(programme)
    add_closure(
        airfield=field,
        starts_on=cast.day(-3),
        ends_on=cast.day(3),
        reason="Air show",
        by=cast.coordinator(programme),
    )
    asked = {"airfield": field, "date": cast.day(-1), "cars": [cast.car(programme)], "capacity": 7}
    with refused(
        "Choose a date that is not past.", f"{field.name} is closed on this date: Air show."
    ):
        added(programme, **asked)
    assert Session.objects.count() == 0


def test_add_day_with_another_programme_s_things_is_refused():
    programme, other = cast.programme(), cast.programme()
    field, car = cast.airfield(other), cast.car(other)
    with refused("Choose an airfield of this programme.", "Choose cars of this programme."):
        added(programme, airfield=field, cars=[car], capacity=7)


def test_add_day_with_a_car_whose_insurance_ends_before_is_refused():
    programme = cast.programme()
    car = cast.car(programme, "Corsa, blue")
    Car.objects.filter(pk=car.pk).update(insured_until=cast.day(13))
    car.refresh_from_db()
    with refused("Insurance of Corsa, blue ends on 6 December 2026."):
        added(programme, cars=[car], capacity=7)


def test_add_day_with_more_places_than_turns_is_refused():
    programme = cast.programme()
    with refused(
        "2 cars in 7 slots take 14 pupils at most. "
        "Offer fewer places, add a car or lengthen the day."
    ):
        added(programme, capacity=15)


def test_add_day_without_cars_and_places_says_both():
    programme = cast.programme()
    with refused("Offer one place or more.", "Choose the cars that run on this day."):
        added(programme, cars=[], capacity=0)


def test_add_day_twice_at_one_airfield_and_date_is_refused():
    session = cast_days.session_day()
    with refused("There is already a day at this airfield on this date."):
        added(session.programme, airfield=session.airfield)


def test_add_day_with_a_car_that_runs_elsewhere_that_day_leaves_no_day():
    session = cast_days.session_day(cars=1)
    with refused("This car already runs on another day of this date."):
        added(session.programme, cars=[cast_days.cars_of(session)[0].car], capacity=7)
    assert Session.objects.get() == session


def test_add_day_that_ends_before_it_starts_is_refused():
    programme = cast.programme()
    with refused("Nobody can drive 30 minutes in these hours. Let the day end later."):
        added(programme, starts=TWO, ends=NINE)


# --- changing -------------------------------------------------------------------------------------


def changed(session, *, cars=None, **other):
    asked = {"starts": session.starts, "ends": session.ends, "capacity": session.capacity}
    asked |= {"by": boss(session), "today": cast.TODAY, "now": cast.NOW} | other
    if cars is None:
        cars = [on_day.car for on_day in cast_days.cars_of(session)]
    return change_day(session=session, cars=cars, **asked)


def test_change_day_changes_hours_places_and_cars():
    session = cast_days.session_day(cars=3, capacity=10)
    one, _, three = (on_day.car for on_day in cast_days.cars_of(session))
    new = cast.car(session.programme)
    lines = Lines()
    ends = datetime.time(14, 0)
    changed(session, starts=datetime.time(9, 0), ends=ends, capacity=12, cars=[one, new, three])
    session.refresh_from_db()
    assert (session.starts, session.ends) == (datetime.time(9, 0), ends)
    assert session.capacity == 12
    # Who stays keeps his number; the new car gets the one that is free.
    assert {c.car: c.number for c in cast_days.cars_of(session)} == {one: 1, new: 2, three: 3}
    assert Tally.objects.get(pk=session.pk).cars == 3
    assert lines.read() == line(
        session.programme_id, by=boss(session), verb="changed day", target=session
    )


def test_change_day_clears_the_plan():
    session = cast_days.session_day(cars=2)
    cast_days.enrolled(cast_days.booking(session, 4))
    plan_day(session=session, by=boss(session))
    changed(session, starts=datetime.time(9, 0))
    assert set(planned(session)) == {(None, None, None)}
    assert Tally.objects.get(pk=session.pk).planned == 0


def test_change_day_below_what_is_booked_is_refused():
    session = cast_days.session_day(cars=2)
    cast_days.booking(session, 6)
    with refused("6 places are booked. Offer at least as many."):
        changed(session, capacity=5)
    assert changed(session, capacity=6).places_left == 0


def test_change_day_does_not_take_away_a_car_that_has_a_crew():
    session = cast_days.session_day(cars=2, capacity=7)
    seat = cast_days.seated(session)
    other = cast_days.cars_of(session)[1].car
    assert seat.car is not None
    with refused(f"{seat.car.car.name} has a crew. Take the coaches out first."):
        changed(session, cars=[other])
    assert len(cast_days.cars_of(session)) == 2


def test_change_day_asks_the_rules_again():
    session = cast_days.session_day(cars=2)
    with refused("Choose a date that is not past."):
        changed(session, today=session.date + datetime.timedelta(days=1))
    with refused("Choose the cars that run on this day."):
        changed(session, cars=[])


# --- calling off ----------------------------------------------------------------------------------


def test_call_off_says_why_and_keeps_what_was_booked():
    session = cast_days.session_day()
    cast_days.booking(session, 5)
    lines = Lines()
    call_off(session=session, reason="  Snow ", by=boss(session), now=cast.NOW)
    session.refresh_from_db()
    assert (session.is_called_off, session.called_off_reason) == (True, "Snow")
    assert session.places_taken == 5
    assert lines.read() == line(
        session.programme_id, by=boss(session), verb="called off day", target=session
    )


def test_call_off_without_a_reason_is_refused():
    session = cast_days.session_day()
    with refused("Say why the day is called off."):
        call_off(session=session, reason="  ", by=boss(session), now=cast.NOW)
    session.refresh_from_db()
    assert session.is_called_off is False


def test_call_off_twice_is_refused():
    session = cast_days.session_day()
    call_off(session=session, reason="Snow", by=boss(session), now=cast.NOW)
    with refused("This day is called off already."):
        call_off(session=session, reason="Ice", by=boss(session), now=cast.NOW)


def test_reopen_day_takes_the_calling_off_back():
    session = cast_days.session_day()
    call_off(session=session, reason="Snow", by=boss(session), now=cast.NOW)
    lines = Lines()
    reopen_day(session=session, by=boss(session), now=cast.NOW)
    session.refresh_from_db()
    assert (session.is_called_off, session.called_off_reason) == (False, "")
    assert lines.read() == line(
        session.programme_id, by=boss(session), verb="reopened day", target=session
    )


def test_the_record_names_the_instant_at_which_a_day_was_called_off_and_reopened():
    session = cast_days.session_day()
    call_off(session=session, reason="Snow", by=boss(session), now=cast.NOW)
    reopen_day(session=session, by=boss(session), now=cast.NOW)
    said = AuditEvent.objects.filter(verb__in=("called off day", "reopened day"))
    assert list(said.values_list("at", flat=True)) == [cast.NOW, cast.NOW]


def test_reopen_a_day_that_is_open_is_refused():
    session = cast_days.session_day()
    with refused("This day is not called off."):
        reopen_day(session=session, by=boss(session), now=cast.NOW)


def test_reopen_day_is_refused_when_another_has_its_airfield_now():
    session = cast_days.session_day()
    call_off(session=session, reason="Snow", by=boss(session), now=cast.NOW)
    added(session.programme, airfield=session.airfield)
    with refused("There is already a day at this airfield on this date."):
        reopen_day(session=session, by=boss(session), now=cast.NOW)


# --- the plan -------------------------------------------------------------------------------------


def planned(session):
    """Turns by pupil: car number, slot, slot of the demonstration."""
    rows = Place.objects.filter(booking__session=session).select_related("car").order_by("pk")
    return [(p.car.number if p.car else None, p.slot, p.demonstration_slot) for p in rows]


def test_plan_day_gives_each_pupil_a_turn_and_a_showing():
    session = cast_days.session_day(cars=2)
    cast_days.enrolled(cast_days.booking(session, 10))
    lines = Lines()
    assert plan_day(session=session, by=boss(session)) == 10
    turns = planned(session)
    assert {turn[:2] for turn in turns} == {(car, slot) for car in (1, 2) for slot in range(5)}
    assert {slot: showing for _, slot, showing in turns} == {0: 4, 1: 4, 2: 4, 3: 4, 4: 3}
    assert Tally.objects.get(pk=session.pk).planned == 10
    assert lines.read() == line(
        session.programme_id, by=boss(session), verb="made day plan", target=session, count=10
    )


def test_plan_day_leaves_out_who_may_not_drive_or_is_off_the_list():
    session = cast_days.session_day(cars=2)
    booking, released = cast_days.booking(session, 3), cast_days.booking(session, 2)
    off = cast_days.enrolled(booking, 1)[0]
    cast_days.enrolled(booking, 1, "NO", first=1)
    cast_days.enrolled(booking, 1, "UNKNOWN", first=2)
    cast_days.enrolled(released, 2)
    withdraw_place(place=off, by=boss(session), now=cast.NOW)
    release_booking(booking=released, by=boss(session), now=cast.NOW)
    assert plan_day(session=session, by=boss(session)) == 1
    nothing = (None, None, None)
    assert planned(session) == [nothing, nothing, (1, 0, 4), nothing, nothing]


def test_plan_day_again_replaces_the_older_plan():
    session = cast_days.session_day(cars=2)
    first, *others = cast_days.enrolled(cast_days.booking(session, 5))
    plan_day(session=session, by=boss(session))
    withdraw_place(place=first, by=boss(session), now=cast.NOW)
    assert plan_day(session=session, by=boss(session)) == len(others) == 4
    assert {turn[:2] for turn in planned(session)[1:]} == {(1, 0), (2, 0), (1, 1), (2, 1)}


def test_plan_day_without_pupils_is_refused():
    session = cast_days.session_day()
    cast_days.booking(session, 5)
    with refused("No pupil is named for this day yet. Upload a class list first."):
        plan_day(session=session, by=boss(session))


def test_plan_day_with_too_few_turns_is_refused_and_keeps_the_plan():
    session = cast_days.session_day(cars=1, capacity=7)
    cast_days.enrolled(cast_days.booking(session, 7))
    plan_day(session=session, by=boss(session))
    before = planned(session)
    Session.objects.filter(pk=session.pk).update(ends=datetime.time(13, 30))
    with refused(
        "7 pupils to drive, but 1 car in 5 slots gives 5 turns. "
        "Add a car, lengthen the day or shorten the turns."
    ):
        plan_day(session=session, by=boss(session))
    assert planned(session) == before


# --- what coaches hear ----------------------------------------------------------------------------


def test_who_has_a_seat_is_told_that_the_day_is_called_off_and_on_again():
    session = cast_days.session_day()
    made = asked(session)
    call_off(session=session, reason="Ice on the runway.", by=boss(session), now=cast.NOW)
    assert letters("sessions/called_off") == [("sessions/called_off", user_of(made.coach).email)]
    assert "on Monday 7 December 2026 is called off: Ice on the runway.\n" in body(
        "sessions/called_off"
    )
    reopen_day(session=session, by=boss(session), now=cast.NOW)
    assert letters("sessions/changed") == [("sessions/changed", user_of(made.coach).email)]
    assert "the day is on again." in body("sessions/changed")
    assert Session.objects.get().revision == 2


def test_new_hours_are_told_and_other_changes_are_not():
    session = cast_days.session_day(capacity=10)
    made = asked(session)
    changed(session, capacity=12)
    assert (letters("sessions/changed"), Session.objects.get().revision) == ([], 0)
    changed(session, capacity=12, ends=datetime.time(15))
    assert letters("sessions/changed") == [("sessions/changed", user_of(made.coach).email)]
    said = body("sessions/changed")
    assert "the hours have changed." in said
    assert "The hours are 9:30am to 3:00pm. You are in car 1." in said
    assert answer_link(made) in said
    assert Session.objects.get().revision == 1


def test_new_hours_of_a_day_called_off_are_told_to_nobody():
    session = cast_days.session_day()
    asked(session)
    call_off(session=session, reason="Snow", by=boss(session), now=cast.NOW)
    changed(session, ends=datetime.time(15))
    assert letters("sessions/changed") == []


def test_of_a_day_that_is_past_nobody_is_told_anything():
    session = cast_days.session_day(date=cast.day(-1))
    cast_days.seated(session, account=True)
    call_off(session=session, reason="Snow", by=boss(session), now=cast.NOW)
    assert letters() == []
