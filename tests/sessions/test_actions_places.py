"""Tests of naming pupils for a booking, and of their consents."""

import datetime
from dataclasses import replace

import pytest

from programmes.models import Car
from schools.models import Pupil
from sessions.actions.bookings import release_booking
from sessions.actions.days import plan_day
from sessions.actions.places import (
    Consents,
    enrol_pupils,
    record_consents,
    restore_place,
    withdraw_place,
)
from sessions.models import Booking, Place, Tally
from tests import cast, cast_days
from tests.sessions.recorded import Lines, line, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def booking() -> Booking:
    return cast_days.booking(cast_days.session_day(cars=2), 5)


def boss(booking: Booking):
    return cast.coordinator(booking.session.programme)


def enrol(booking, rows):
    return enrol_pupils(booking=booking, rows=rows, by=boss(booking))


def names(booking) -> list[str]:
    return [str(p.pupil) for p in Place.objects.kept().filter(booking=booking).order_by("id")]


# --- naming ---------------------------------------------------------------------------------------


def test_enrol_pupils_gives_each_a_place_with_the_consent_that_came(booking):
    [row] = cast_days.class_rows(1, consent="NO", need="HEARING_LEFT")
    lines = Lines()
    [place] = enrol(booking, [replace(row, known_as="Eils")])
    pupil = place.pupil
    assert Place.objects.get() == place
    assert Pupil.objects.get() == pupil
    assert pupil is not None
    assert (pupil.school, pupil.given_name, pupil.family_name) == (
        booking.school,
        "Eilidh",
        "Mackay",
    )
    assert (pupil.known_as, pupil.year_group, pupil.need) == ("Eils", "S5", "HEARING_LEFT")
    assert (pupil.born_on, pupil.delete_on) == (
        datetime.date(2010, 6, 1),
        datetime.date(2027, 8, 31),
    )
    assert (place.consent_take_part, place.consent_survey) == ("NO", "UNKNOWN")
    assert Tally.objects.get(pk=booking.session_id).pupils == 1
    assert lines.read() == line(
        booking.session.programme_id, by=boss(booking), verb="named pupils", target=booking
    )


def test_the_same_list_twice_changes_nothing(booking):
    first = enrol(booking, cast_days.class_rows(5))
    assert len(first) == 5
    assert enrol(booking, cast_days.class_rows(5, consent="NO")) == []
    assert {p.consent_take_part for p in Place.objects.all()} == {"YES"}
    assert (Place.objects.count(), Pupil.objects.count()) == (5, 5)


def test_a_pupil_twice_in_one_list_gets_one_place(booking):
    [row] = cast_days.class_rows(1)
    assert len(enrol(booking, [row, replace(row, row_number=3)])) == 1


def test_a_later_list_adds_who_is_new_and_brings_the_others_up_to_date(booking):
    old = cast_days.class_rows(2)
    enrol(booking, old)
    assert len(enrol(booking, [replace(old[0], known_as="Eils"), *cast_days.class_rows(3)])) == 1
    assert names(booking) == ["Eilidh Mackay", "Callum Mackay", "Isla Mackay"]
    assert enrol(booking, [replace(old[0], year_group="S6")]) == []
    assert Pupil.objects.get(given_name="Eilidh").year_group == "S6"


def test_a_pupil_who_comes_again_next_year_is_the_same_and_stays_longer(booking):
    enrol(booking, cast_days.class_rows(1))
    Car.objects.update(insured_until=cast.day(300), inspected_until=cast.day(300))
    next_year = cast_days.session_day(
        booking.session.programme, date=cast.day(270), these=list(Car.objects.all())
    )
    later = cast_days.booking(next_year, school=booking.school)
    enrol(later, cast_days.class_rows(1))
    assert Pupil.objects.get().delete_on == datetime.date(2028, 8, 31)
    enrol(booking, cast_days.class_rows(1))
    assert Pupil.objects.get().delete_on == datetime.date(2028, 8, 31)


def test_a_list_longer_than_the_booking_names_nobody(booking):
    with refused(
        "The booking has 5 places, and with this list 6 pupils. Book 1 more place or leave 1 out."
    ):
        enrol(booking, cast_days.class_rows(6))
    assert (Place.objects.count(), Pupil.objects.count()) == (0, 0)


def test_a_list_with_pupils_too_young_or_too_old_names_all_of_them(booking):
    [young, fine, old] = cast_days.class_rows(3)
    young = replace(young, born_on=datetime.date(2012, 12, 8))  # 14 on the day after
    old = replace(old, born_on=datetime.date(2008, 12, 7), row_number=0)  # typed in by hand
    with refused(
        "Row 2: Eilidh Mackay is 13 on 7 December 2026: the programme takes pupils from 14.",
        "Isla Mackay is 18 on 7 December 2026: the programme takes pupils up to 17.",
    ):
        enrol(booking, [young, fine, old])
    assert Pupil.objects.count() == 0


def test_nobody_is_named_for_a_released_booking(booking):
    release_booking(booking=booking, by=boss(booking), now=cast.NOW)
    with refused("This booking has been released."):
        enrol(booking, cast_days.class_rows(1))


def test_a_pupil_taken_off_the_list_can_be_named_again(booking):
    [place] = enrol(booking, cast_days.class_rows(1))
    withdraw_place(place=place, by=boss(booking), now=cast.NOW)
    [again] = enrol(booking, cast_days.class_rows(1))
    assert (again.pupil, again == place) == (place.pupil, False)


# --- consents -------------------------------------------------------------------------------------


def said(place: Place) -> tuple[str, str, str]:
    place.refresh_from_db()
    return place.consent_take_part, place.consent_survey, place.consent_photographs


def test_record_consents_writes_down_what_came_back(booking):
    first, second, third = cast_days.enrolled(booking, 3, "UNKNOWN")
    lines = Lines()
    consents = {
        first.pk: Consents("YES", "NO", "UNKNOWN"),
        second.pk: Consents("UNKNOWN", "UNKNOWN", "UNKNOWN"),
        third.pk: Consents("NO", "YES", "YES"),
    }
    assert record_consents(booking=booking, consents=consents, by=boss(booking)) == 2
    assert [said(place) for place in (first, second, third)] == [
        ("YES", "NO", "UNKNOWN"),
        ("UNKNOWN", "UNKNOWN", "UNKNOWN"),
        ("NO", "YES", "YES"),
    ]
    assert Tally.objects.get(pk=booking.session_id).consents == 2
    assert lines.read() == line(
        booking.session.programme_id,
        by=boss(booking),
        verb="recorded consents",
        target=booking,
        count=2,
    )


def test_record_consents_again_changes_nothing_and_leaves_no_line(booking):
    [place] = cast_days.enrolled(booking, 1)
    same = {place.pk: Consents(*said(place))}
    lines = Lines()
    assert record_consents(booking=booking, consents=same, by=boss(booking)) == 0
    assert lines.read() == []


def test_record_consents_leaves_other_bookings_and_pupils_off_the_list_alone(booking):
    off, _ = cast_days.enrolled(booking, 2, "UNKNOWN")
    [foreign] = cast_days.enrolled(cast_days.booking(places=1), consent="UNKNOWN")
    withdraw_place(place=off, by=boss(booking), now=cast.NOW)
    yes = Consents("YES", "YES", "YES")
    asked = {off.pk: yes, foreign.pk: yes}
    assert record_consents(booking=booking, consents=asked, by=boss(booking)) == 0
    assert {said(off), said(foreign)} == {("UNKNOWN", "UNKNOWN", "UNKNOWN")}


def test_a_consent_that_is_no_word_of_ours_is_refused(booking):
    [place] = cast_days.enrolled(booking, 1)
    with refused("Consent to take part: Value 'MAYBE' is not a valid choice."):
        record_consents(
            booking=booking,
            consents={place.pk: Consents("MAYBE", "YES", "YES")},
            by=boss(booking),
        )


# --- off the list and back ------------------------------------------------------------------------


def test_withdraw_place_keeps_the_place_for_another_and_frees_the_turn(booking):
    first, _ = cast_days.enrolled(booking, 2)
    plan_day(session=booking.session, by=boss(booking))
    lines = Lines()
    withdraw_place(place=first, by=boss(booking), now=cast.NOW)
    first.refresh_from_db()
    assert first.withdrawn_at == cast.NOW
    assert (first.car, first.slot, first.demonstration_slot) == (None, None, None)
    booking.refresh_from_db()
    assert booking.places == 5
    counted = Tally.objects.get(pk=booking.session_id)
    assert (counted.pupils, counted.planned) == (1, 1)
    assert lines.read() == line(
        booking.session.programme_id, by=boss(booking), verb="took pupil off list", target=first
    )


def test_a_pupil_is_taken_off_once_even_from_an_old_page(booking):
    [place] = cast_days.enrolled(booking, 1)
    withdraw_place(place=place, by=boss(booking), now=cast.NOW)
    assert place.withdrawn_at is None  # as the old page has it
    with refused("This pupil is off the list already."):
        withdraw_place(place=place, by=boss(booking), now=cast_days.at_day(booking.session))
    place.refresh_from_db()
    assert place.withdrawn_at == cast.NOW


def off_the_list(booking) -> Place:
    place, *_ = cast_days.enrolled(booking)
    return withdraw_place(place=place, by=boss(booking), now=cast.NOW)


def test_restore_place_puts_a_pupil_back(booking):
    place = off_the_list(booking)
    lines = Lines()
    restore_place(place=place, by=boss(booking))
    place.refresh_from_db()
    assert place.withdrawn_at is None
    assert Tally.objects.get(pk=booking.session_id).pupils == 5
    assert lines.read() == line(
        booking.session.programme_id,
        by=boss(booking),
        verb="put pupil back on list",
        target=place,
    )


def test_restore_place_is_refused_when_another_has_the_place_now(booking):
    place = off_the_list(booking)
    cast_days.enrolled(booking, 1, first=10)
    with refused(
        "The booking has 5 places, and with this list 6 pupils. Book 1 more place or leave 1 out."
    ):
        restore_place(place=place, by=boss(booking))


def test_restore_place_is_refused_when_the_pupil_was_named_again(booking):
    place = cast_days.enrolled(booking, 2)[0]
    withdraw_place(place=place, by=boss(booking), now=cast.NOW)
    enrol(booking, cast_days.class_rows(1))
    with refused("This pupil already has a place in this booking."):
        restore_place(place=Place.objects.get(pk=place.pk), by=boss(booking))


def test_restore_place_is_refused_for_one_on_the_list_even_from_an_old_page(booking):
    old = off_the_list(booking)
    restore_place(place=Place.objects.get(pk=old.pk), by=boss(booking))
    assert old.withdrawn_at is not None
    with refused("This pupil is on the list already."):
        restore_place(place=old, by=boss(booking))


def test_restore_place_is_refused_when_the_data_are_gone(booking):
    place = off_the_list(booking)
    Place.objects.filter(pk=place.pk).update(pupil=None)
    place.refresh_from_db()
    with refused("This pupil's data have been deleted. Add the pupil again."):
        restore_place(place=place, by=boss(booking))


def test_restore_place_is_refused_in_a_released_booking(booking):
    place = off_the_list(booking)
    release_booking(booking=booking, by=boss(booking), now=cast.NOW)
    with refused("This booking has been released."):
        restore_place(place=place, by=boss(booking))
