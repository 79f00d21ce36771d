"""Tests of uploading a class list: shown, accepted, and what may happen between."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from core.carry import MAX_AGE
from schools.models import Pupil
from sessions.actions.bookings import book_places, release_booking
from sessions.models import Booking, Place
from surveys.models import Participant
from tests import cast, cast_days
from tests.reading import words
from tests.sessions.people import contact
from tests.surveys.class_lists import (
    AMBIGUOUS,
    CALLUM,
    EILIDH,
    GOOD,
    accept,
    address,
    lines_of_record,
    send,
    stored,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def booking() -> Booking:
    return cast_days.booking(places=3, school=cast.school("Tain Royal Academy"))


@pytest.fixture
def client(booking: Booking) -> Client:
    made = booking.session.programme
    return cast.signed_in(cast.coordinator(made), made)


# --- who may ------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.COACH, Role.EVALUATOR, Role.FUNDER])
def test_lists_are_not_for_others(booking: Booking, role: Role) -> None:
    made = booking.session.programme
    if role == Role.COACH:
        user = cast.coach(made, account=True).user
        assert user is not None
    else:
        user = cast.person(made, role)
    browser = cast.signed_in(user, made)
    assert browser.get(address(booking)).status_code == 403
    assert send(browser, booking, *GOOD).status_code == 403


def test_contact_of_the_school_names_its_pupils(booking: Booking) -> None:
    made = booking.session.programme
    browser = cast.signed_in(contact(made, booking.school), made)
    page = send(browser, booking, *GOOD)
    assert "My school" in words(page)
    assert "2 pupils named, each with a study code." in words(accept(browser, booking, page))


def test_contact_of_another_school_finds_nothing(booking: Booking) -> None:
    made = booking.session.programme
    browser = cast.signed_in(contact(made, cast.school()), made)
    assert browser.get(address(booking)).status_code == 404
    assert send(browser, booking, *GOOD).status_code == 404


def test_coordinator_of_another_programme_finds_nothing(booking: Booking) -> None:
    other = cast.programme()
    browser = cast.signed_in(cast.coordinator(other), other)
    assert browser.get(address(booking)).status_code == 404


def test_contact_without_the_role_is_kept_out(booking: Booking) -> None:
    made = booking.session.programme
    user = contact(made, booking.school)
    user.membership_set.all().delete()
    assert cast.signed_in(user).get(address(booking)).status_code == 403


# --- the first page -----------------------------------------------------------------------------


def test_first_page_says_what_is_read_and_until_when(client: Client, booking: Booking) -> None:
    cast_days.enrolled(booking, 1)
    page = client.get(address(booking))
    assert "3 places booked, 1 pupil named, 2 places free." in words(page)
    assert "it leaves every other column alone" in words(page)
    assert "names are deleted on 31 August 2027." in words(page)


def test_released_booking_takes_no_list(client: Client, booking: Booking) -> None:
    release_booking(booking=booking, by=cast.coordinator(booking.session.programme), now=cast.NOW)
    page = client.get(address(booking))
    assert "This booking has been released." in words(page)
    assert "<form" not in page.content.decode().split("<main")[1]


def test_no_file_asks_for_one(client: Client, booking: Booking) -> None:
    assert "Choose a file." in words(client.post(address(booking), {}))


# --- the preview --------------------------------------------------------------------------------


def test_preview_shows_rows_as_read_and_stores_nothing(client: Client, booking: Booking) -> None:
    page = send(client, booking, *GOOD)
    lines = page.context["preview"].lines
    assert [
        (n.number, n.name, n.born, n.age, n.year_group, n.need, n.consent, n.kind) for n in lines
    ] == [
        (2, "Eilidh Mackay", "6 February 2010", "16", "S5", "none", "yes", ""),
        (3, "Callum Ross", "19 November 2010", "16", "S5", "step-free access", "not in yet", ""),
    ]
    assert "3 places booked, 2 pupils in this list, 0 named already." in words(page)
    assert "Name these 2 pupils" in words(page)
    assert 'Columns that were left alone: G "Postcode".' in words(page)
    assert 'Day first: in row 3, column C "Date of birth", "19/11/2010" can only be' in words(page)
    assert stored() == (0, 0, 0, 0)
    assert lines_of_record() == [("booked places", 3)]


def test_acceptance_names_pupils_and_gives_codes(client: Client, booking: Booking) -> None:
    done = accept(client, booking, send(client, booking, *GOOD))
    assert done.redirect_chain == [(reverse("sessions:places", args=[booking.pk]), 302)]
    assert "2 pupils named, each with a study code." in words(done)
    found = Pupil.objects.order_by("family_name").values_list("family_name", "born_on", "need")
    assert list(found) == [
        ("Mackay", datetime.date(2010, 2, 6), "NONE"),
        ("Ross", datetime.date(2010, 11, 19), "STEP_FREE"),
    ]
    assert stored() == (2, 2, 2, 2)
    assert lines_of_record()[1:3] == [("named pupils", 2), ("issued study codes", 2)]


def test_one_pupil_is_one(client: Client, booking: Booking) -> None:
    page = send(client, booking, EILIDH)
    assert "Name this pupil" in words(page)
    assert "1 pupil named, with a study code." in words(accept(client, booking, page))


def test_second_click_changes_nothing(client: Client, booking: Booking) -> None:
    page = send(client, booking, *GOOD)
    accept(client, booking, page)
    before = stored(), Place.objects.values_list("pk").order_by("pk")[0]
    record = lines_of_record()
    done = accept(client, booking, page)
    assert "These pupils were named before. Nothing changed." in words(done)
    assert (stored(), Place.objects.values_list("pk").order_by("pk")[0]) == before
    # Only that the list of pupils was read, which the redirect leads to.
    assert [line for line in lines_of_record()[len(record) :] if "looked" not in line[0]] == []


def test_same_list_again_offers_nothing(client: Client, booking: Booking) -> None:
    accept(client, booking, send(client, booking, *GOOD))
    page = send(client, booking, *GOOD)
    assert "3 places booked, 2 pupils in this list, 2 named already." in words(page)
    assert "All pupils of this list are named already. Nothing changes." in words(page)
    assert [line.tag for line in page.context["preview"].lines] == ["named already"] * 2
    assert '<input type="hidden" name="carried"' not in page.content.decode()


def test_longer_list_names_only_the_new_ones(client: Client, booking: Booking) -> None:
    accept(client, booking, send(client, booking, EILIDH))
    codes = set(Participant.objects.values_list("code", flat=True))
    changed = EILIDH.replace("yes,,", "yes,deaf,")
    page = send(client, booking, changed, CALLUM)
    assert "Name this pupil" in words(page)
    done = accept(client, booking, page)
    assert "1 pupil named, with a study code. 1 updated." in words(done)
    assert Pupil.objects.get(family_name="Mackay").need == "HEARING"
    assert codes < set(Participant.objects.values_list("code", flat=True))
    assert stored() == (2, 2, 2, 2)


def test_changed_need_of_a_named_pupil_is_offered(client: Client, booking: Booking) -> None:
    accept(client, booking, send(client, booking, EILIDH))
    page = send(client, booking, EILIDH.replace("yes,,", "yes,deaf,"))
    assert "Update 1 pupil" in words(page)
    assert "1 pupil updated." in words(accept(client, booking, page))
    assert (Pupil.objects.get().need, stored()) == ("HEARING", (1, 1, 1, 1))


def test_rows_to_put_right_are_named_and_left_out(client: Client, booking: Booking) -> None:
    page = send(
        client,
        booking,
        EILIDH,
        "Tom,Old,01/02/2007,S6,,,",
        "Bad,Date,31/31/2010,S5,,,",
        "Ailsa,Munro,20/04/2010,S5,yes,a bad knee,",
    )
    assert page.context["preview"].stops == [
        'Sheet "S5.csv", row 3, column D "Year": S6 is unusual for a pupil born on '
        "1 February 2007, 19 years old. Check both.",
        "Row 3: Tom Old is 19 on 7 December 2026: the programme takes pupils up to 17.",
        'Sheet "S5.csv", row 4, column C "Date of birth": "31/31/2010" is not a day in the '
        "calendar. Correct the birth date.",
    ]
    assert page.context["preview"].warnings == [
        'Sheet "S5.csv", row 5, column F "Needs": this is not one of the needs that Runway knows, '
        'so the coach will read "speak to the teacher". The text itself is not stored.'
    ]
    kinds = [(line.number, line.kind, line.tag) for line in page.context["preview"].lines]
    assert kinds == [
        (2, "", ""),
        (3, "problem", "left out"),
        (4, "problem", "left out"),
        (5, "ask", "check"),
    ]
    assert "3 things to put right: 2 rows are left out" in words(page)
    assert "Name these 2 pupils" in words(page)
    assert "bad knee" not in words(page)
    accept(client, booking, page)
    assert sorted(Pupil.objects.values_list("family_name", flat=True)) == ["Mackay", "Munro"]


def test_list_of_which_nothing_can_be_taken_has_no_button(client: Client, booking: Booking) -> None:
    page = send(client, booking, "Tom,Old,13/02/2007,S6,,,")
    assert "No row of this list can be taken." in words(page)
    assert '<input type="hidden" name="carried"' not in page.content.decode()


def test_list_that_is_too_long_for_the_booking_says_by_how_many(
    client: Client, booking: Booking
) -> None:
    more = [f"Pupil{'a' * n},Gunn,2{n}/04/2010,S5,,," for n in range(3)]
    page = send(client, booking, EILIDH, *more)
    assert (
        "The booking has 3 places, and with this list 4 pupils. Book 1 more place or leave 1 out."
        in words(page)
    )
    assert reverse("sessions:change_booking", args=[booking.pk]) in page.content.decode()
    assert '<input type="hidden" name="carried"' not in page.content.decode()


def test_contact_gets_no_link_to_change_the_booking(booking: Booking) -> None:
    made = booking.session.programme
    browser = cast.signed_in(contact(made, booking.school), made)
    more = [f"Pupil{'a' * n},Gunn,2{n}/04/2010,S5,,," for n in range(4)]
    assert "Change the booking" not in words(send(browser, booking, *more))


# --- what may happen between preview and acceptance -----------------------------------------------


def test_booking_that_filled_meanwhile_is_refused_in_words(
    client: Client, booking: Booking
) -> None:
    page = send(client, booking, *GOOD)
    cast_days.enrolled(booking, 2)
    before = stored()
    done = accept(client, booking, page)
    assert "The booking has 3 places, and with this list 4 pupils." in words(done)
    assert stored() == before


def test_booking_that_was_released_meanwhile_is_refused(client: Client, booking: Booking) -> None:
    page = send(client, booking, *GOOD)
    by = cast.coordinator(booking.session.programme)
    release_booking(booking=booking, by=by, now=cast.NOW)
    assert "This booking has been released." in words(accept(client, booking, page))
    assert stored() == (0, 0, 0, 0)


def test_preview_of_another_booking_is_refused(client: Client, booking: Booking) -> None:
    page = send(client, booking, *GOOD)
    other = book_places(
        session=booking.session,
        school=cast.school(),
        places=3,
        by=cast.coordinator(booking.session.programme),
        now=cast.NOW,
    )
    assert "The preview did not come back whole." in words(accept(client, other, page))
    assert stored() == (0, 0, 0, 0)


def test_preview_of_another_person_is_refused(client: Client, booking: Booking) -> None:
    page = send(client, booking, *GOOD)
    made = booking.session.programme
    other = cast.signed_in(cast.person(made, Role.ADMINISTRATOR), made)
    assert "The preview did not come back whole." in words(accept(other, booking, page))
    assert stored() == (0, 0, 0, 0)


def test_question_cannot_be_passed_off_as_a_preview(client: Client, booking: Booking) -> None:
    page = send(client, booking, *AMBIGUOUS)
    asked = page.context["form"]["asked"].value()
    done = client.post(address(booking), {"carried": asked})
    assert "The preview did not come back whole." in words(done)
    assert stored() == (0, 0, 0, 0)


def test_preview_that_is_too_old_is_told_kindly(
    client: Client, booking: Booking, clock: Any
) -> None:
    page = send(client, booking, *GOOD)
    clock.shift(MAX_AGE + 1)
    done = accept(client, booking, page)
    assert "open for more than an hour. Nothing was stored. Upload the file again." in words(done)
    assert stored() == (0, 0, 0, 0)


# --- cost ---------------------------------------------------------------------------------------


def test_preview_asks_the_same_for_one_and_for_three(
    client: Client, booking: Booking, django_assert_max_num_queries: Any
) -> None:
    counts = []
    for lines in ([EILIDH], [*GOOD, "Ailsa,Munro,20/04/2010,S5,yes,,"]):
        with django_assert_max_num_queries(12) as counted:
            assert "Name" in words(send(client, booking, *lines))
        counts.append(len(counted))
    assert counts[0] == counts[1]
