"""Writes past the actions: the database refuses what rules refuse, in the words users read."""

import datetime
from collections.abc import Callable

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from programmes.choices import Service
from sessions.actions.lots import draw_lot
from sessions.choices import CrewRole, MarkKind
from sessions.models import (
    Booking,
    CarOnDay,
    CrewSeat,
    LotSchool,
    Mark,
    Place,
    Proposal,
    ProposedSeat,
    Session,
)
from tests import cast, cast_days

pytestmark = pytest.mark.django_db

Row = models.Model


def another(row: Row, **values: object) -> Row:
    """The same row once more, not saved, with other values."""
    same = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
    key = row._meta.pk
    assert key is not None
    del same[key.attname]
    copy = type(row)(**same)
    for name, value in values.items():
        setattr(copy, name, value)
    return copy


def a_day() -> Session:
    return cast_days.session_day(cars=2, capacity=14)


def a_seat() -> CrewSeat:
    return cast_days.seated(a_day(), Service.POLICE)


def a_place() -> Place:
    return cast_days.enrolled(cast_days.booking(places=1))[0]


def school_twice_in_a_lot() -> Row:
    of = cast.programme()
    schools = [cast.school(), cast.school()]
    by = cast.coordinator(of)
    lot = draw_lot(programme=of, schools=schools, marks=[], by=by, now=cast.NOW)
    return another(LotSchool.objects.filter(lot=lot)[0])


def a_mark(kind: MarkKind, minutes: int | None) -> Mark:
    place = a_place()
    by = cast.coordinator(place.booking.session.programme)
    return Mark(place=place, kind=kind, minutes=minutes, at=cast.NOW, by=by)


# --- one bad row for each constraint --------------------------------------------------------------


def second_day_at_one_airfield() -> Row:
    return another(a_day(), places_taken=0)


def more_places_taken_than_there_are() -> Row:
    return another(a_day(), date=cast.day(20), capacity=14, places_taken=15)


def ends_before_it_starts() -> Row:
    return another(a_day(), date=cast.day(20), ends=datetime.time(9, 30))


def called_off_without_reason() -> Row:
    return another(a_day(), date=cast.day(20), state="CALLED_OFF")


def reason_without_being_called_off() -> Row:
    return another(a_day(), date=cast.day(20), called_off_reason="Snow")


def car_on_two_days_of_one_date() -> Row:
    session = a_day()
    elsewhere = cast_days.session_day(session.programme, cars=1)
    return another(cast_days.cars_of(session)[0], session=elsewhere, number=9)


def two_cars_of_one_number() -> Row:
    session = a_day()
    return another(cast_days.cars_of(session)[0], car=cast.car(session.programme))


def second_booking_of_a_school() -> Row:
    return another(cast_days.booking())


def booking_of_no_place() -> Row:
    return another(cast_days.booking(), school=cast.school(), places=0)


def pupil_named_twice() -> Row:
    return another(a_place())


def two_pupils_in_one_turn() -> Row:
    first, second = cast_days.enrolled(cast_days.booking(places=2))
    first.car, first.slot = cast_days.cars_of(first.booking.session)[0], 0
    first.save()
    second.car, second.slot = first.car, 0
    return second


def car_without_slot() -> Row:
    place = a_place()
    place.car = cast_days.cars_of(place.booking.session)[0]
    return place


def same_service_in_one_car() -> Row:
    seat = a_seat()
    return another(seat, coach=cast.coach(seat.session.programme), side=2)


def third_coach_in_one_car() -> Row:
    seat = a_seat()
    cast_days.seated(seat.session, Service.FIRE, car=seat.car)
    one = cast.coach(seat.session.programme, Service.AMBULANCE)
    return another(seat, coach=one, service="AMBULANCE")


def coach_in_two_places() -> Row:
    seat = cast_days.seated(a_day(), Service.FIRE)
    return another(seat, role=CrewRole.DEMONSTRATION, car=None, side=None)


def second_lead() -> Row:
    lead = cast_days.seated(a_day(), Service.POLICE, CrewRole.LEAD)
    return another(lead, coach=cast.coach(lead.session.programme))


def seat_in_no_car() -> Row:
    seat = a_seat()
    return another(seat, coach=cast.coach(seat.session.programme), car=None, side=None)


def lead_in_a_car() -> Row:
    seat = a_seat()
    one = cast.coach(seat.session.programme, Service.FIRE)
    return another(seat, coach=one, service="FIRE", role=CrewRole.LEAD, side=2)


def seat_without_side() -> Row:
    seat = a_seat()
    one = cast.coach(seat.session.programme, Service.FIRE)
    return another(seat, coach=one, service="FIRE", side=None)


def third_side_of_a_car() -> Row:
    seat = a_seat()
    one = cast.coach(seat.session.programme, Service.FIRE)
    return another(seat, coach=one, service="FIRE", side=3)


def police_in_the_demonstration() -> Row:
    lead = cast_days.seated(a_day(), Service.POLICE, CrewRole.LEAD)
    one = cast.coach(lead.session.programme)
    return another(lead, coach=one, role=CrewRole.DEMONSTRATION)


def drove_without_minutes() -> Row:
    return a_mark(MarkKind.DROVE, None)


def drove_241_minutes() -> Row:
    return a_mark(MarkKind.DROVE, 241)


def drove_no_minute() -> Row:
    return a_mark(MarkKind.DROVE, 0)


def here_with_minutes() -> Row:
    return a_mark(MarkKind.HERE, 30)


def a_proposal() -> Proposal:
    of = cast.programme()
    return Proposal.objects.create(programme=of, asked_by=cast.coordinator(of), asked_at=cast.NOW)


def second_plan_at_a_time() -> Proposal:
    return another(a_proposal(), state="RUNNING")  # type: ignore[return-value]


def coach_proposed_twice_on_a_day() -> ProposedSeat:
    proposal = a_proposal()
    seat = ProposedSeat.objects.create(
        proposal=proposal,
        session=cast_days.session_day(proposal.programme),
        coach=cast.coach(proposal.programme),
        role=CrewRole.CAR,
    )
    return another(seat, role=CrewRole.LEAD)  # type: ignore[return-value]


CASES: list[tuple[str, Callable[[], Row], str]] = [
    (
        "session_once_per_airfield_and_date",
        second_day_at_one_airfield,
        "There is already a day at this airfield on this date.",
    ),
    (
        "session_places_within_capacity",
        more_places_taken_than_there_are,
        "There are not enough places left on this day.",
    ),
    ("session_starts_before_it_ends", ends_before_it_starts, "Put the start before the end."),
    (
        "session_called_off_says_why",
        called_off_without_reason,
        "Say why the day is called off.",
    ),
    (
        "session_called_off_says_why",
        reason_without_being_called_off,
        "Say why the day is called off.",
    ),
    (
        "car_once_per_date",
        car_on_two_days_of_one_date,
        "This car already runs on another day of this date.",
    ),
    (
        "car_number_once_per_day",
        two_cars_of_one_number,
        "Another car has this number on this day.",
    ),
    (
        "booking_once_per_day_and_school",
        second_booking_of_a_school,
        "This school has already booked this day.",
    ),
    ("booking_of_one_place_or_more", booking_of_no_place, "Book one place or more."),
    (
        "place_once_per_pupil",
        pupil_named_twice,
        "This pupil already has a place in this booking.",
    ),
    (
        "place_one_pupil_per_car_and_slot",
        two_pupils_in_one_turn,
        "Another pupil drives this car in this slot.",
    ),
    ("place_car_and_slot_together", car_without_slot, "Choose a slot for this car."),
    (
        "crew_two_services_per_car",
        same_service_in_one_car,
        "Choose a coach from a different service.",
    ),
    ("crew_two_coaches_per_car", third_coach_in_one_car, "This car already has two coaches."),
    (
        "crew_one_place_at_a_time",
        coach_in_two_places,
        "This coach already has a seat on this date.",
    ),
    ("crew_one_lead_per_day", second_lead, "This day already has a lead."),
    ("crew_car_seats_have_a_car", seat_in_no_car, "Choose a car for a seat in a car."),
    ("crew_car_seats_have_a_car", seat_without_side, "Choose a car for a seat in a car."),
    ("crew_car_seats_have_a_car", lead_in_a_car, "Choose a car for a seat in a car."),
    ("crew_car_seats_have_a_car", third_side_of_a_car, "Choose a car for a seat in a car."),
    (
        "crew_demonstration_is_fire_or_ambulance",
        police_in_the_demonstration,
        "Choose a coach from fire or ambulance.",
    ),
    (
        "mark_minutes_when_driven",
        drove_without_minutes,
        "Give the minutes at the wheel, from 1 to 240.",
    ),
    (
        "mark_minutes_when_driven",
        drove_241_minutes,
        "Give the minutes at the wheel, from 1 to 240.",
    ),
    (
        "mark_minutes_when_driven",
        drove_no_minute,
        "Give the minutes at the wheel, from 1 to 240.",
    ),
    (
        "mark_minutes_when_driven",
        here_with_minutes,
        "Give the minutes at the wheel, from 1 to 240.",
    ),
    (
        "proposal_one_at_a_time",
        second_plan_at_a_time,
        "The season is being planned already.",
    ),
    (
        "proposed_seat_once_a_day",
        coach_proposed_twice_on_a_day,
        "Proposed seat with this Proposal, Session and Coach already exists.",
    ),
    (
        "lot_school_once",
        school_twice_in_a_lot,
        "Lot school with this Lot and School already exists.",
    ),
]
every_case = pytest.mark.parametrize(
    ("name", "bad_row", "words"), CASES, ids=[case[1].__name__ for case in CASES]
)


def constraint_of(row: Row, name: str) -> models.BaseConstraint:
    return next(one for one in row._meta.constraints if one.name == name)


def named_by_the_database(row: Row, name: str) -> set[str]:
    """What the refusal may call the constraint: SQLite names columns for uniqueness."""
    rule = constraint_of(row, name)
    if connection.vendor == "sqlite" and isinstance(rule, models.UniqueConstraint):
        table = row._meta.db_table
        columns = [f"{table}.{row._meta.get_field(field).column}" for field in rule.fields]  # type: ignore[union-attr]
        return {", ".join(columns)}
    return {name}


@every_case
def test_the_database_refuses(name, bad_row, words):
    row = bad_row()
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        row.save()
    assert [said for said in named_by_the_database(row, name) if said in str(refused.value)]


@every_case
def test_a_row_asked_beforehand_says_why(name, bad_row, words):
    row = bad_row()
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert words in refused.value.message_dict["__all__"]


def test_every_constraint_of_the_day_is_refused_here():
    models_of_the_day = apps.get_app_config("airfield_sessions").get_models()
    written = {rule.name for model in models_of_the_day for rule in model._meta.constraints}
    assert {name for name, _, _ in CASES} == written


# --- what the conditions let through --------------------------------------------------------------


def test_a_day_may_take_the_place_of_one_called_off():
    off = a_day()
    Session.objects.filter(pk=off.pk).update(state="CALLED_OFF", called_off_reason="Snow")
    another(off).save()
    assert Session.objects.filter(airfield=off.airfield, date=off.date).count() == 2


def test_a_school_may_book_again_after_its_booking_was_released():
    booking = cast_days.booking()
    Booking.objects.filter(pk=booking.pk).update(released_at=cast.NOW)
    another(booking).save()
    assert Booking.objects.filter(session=booking.session).count() == 2


def test_a_pupil_taken_off_the_list_may_be_named_again():
    place = a_place()
    Place.objects.filter(pk=place.pk).update(withdrawn_at=timezone.now())
    another(place).save()
    assert Place.objects.filter(booking=place.booking).count() == 2


def test_a_slot_without_a_car_stays_when_the_car_is_gone():
    place = a_place()
    place.car, place.slot = cast_days.cars_of(place.booking.session)[0], 2
    place.save()
    CarOnDay.objects.filter(pk=place.car.pk).delete()
    left = Place.objects.get(pk=place.pk)
    assert (left.car, left.slot) == (None, 2)
