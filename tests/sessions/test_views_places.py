"""Pupils and their consents: who sees them, what is stored, and what is never undone unseen."""

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent
from accounts.roles import Role
from programmes.actions import grant_role
from programmes.models import Programme
from sessions.actions.bookings import release_booking
from sessions.actions.places import enrol_pupils, withdraw_place
from sessions.models import Booking, Place
from tests import cast, cast_days
from tests.sessions.people import coach_on, contact, organiser

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(cast.NOW, tick=False):
        yield


@pytest.fixture
def booking() -> Booking:
    return cast_days.booking(places=4)


@pytest.fixture
def made(booking: Booking) -> Programme:
    return booking.session.programme


@pytest.fixture
def places(booking: Booking) -> list[Place]:
    """Three pupils with nothing in yet."""
    return cast_days.enrolled(booking, 3, consent="UNKNOWN")


@pytest.fixture
def client(booking: Booking, made: Programme) -> Client:
    """The school's contact."""
    return cast.signed_in(contact(made, booking.school), made)


def to(name: str, pk: int) -> str:
    return reverse(f"sessions:{name}", args=[pk])


def shown(client: Client, booking: Booking) -> str:
    answer = client.get(to("places", booking.pk))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def save(client: Client, booking: Booking, **said: str):
    return client.post(to("consents", booking.pk), said)


def kept(place: Place) -> tuple[str, str, str]:
    place.refresh_from_db()
    return place.consent_take_part, place.consent_survey, place.consent_photographs


PUPIL = {
    "given_name": "Aonghas",
    "known_as": "",
    "family_name": "MacLeod",
    "born_on_day": "1",
    "born_on_month": "6",
    "born_on_year": "2010",
    "year_group": "S5",
    "need": "NONE",
    "consent": "YES",
}


# --- who ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.EVALUATOR, Role.FUNDER])
def test_other_roles_are_refused(made, booking, places, role):
    client = cast.signed_in(cast.person(made, role), made)
    asked = [client.get(to("places", booking.pk)), client.get(to("add_pupil", booking.pk))]
    asked += [save(client, booking), client.get(to("withdraw_place", places[0].pk))]
    asked += [client.post(to("restore_place", places[0].pk))]
    assert [answer.status_code for answer in asked] == [403] * 5


def test_a_coach_of_the_day_is_refused(booking, places):
    client, _ = coach_on(booking.session)
    assert client.get(to("places", booking.pk)).status_code == 403


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR])
def test_organisers_see_all_of_the_programme(made, booking, places, role):
    assert "Eilidh Mackay" in shown(cast.signed_in(cast.person(made, role), made), booking)


def test_the_menu_marks_where_pages_of_a_booking_belong(client, booking, places):
    for address in (to("places", booking.pk), to("withdraw_place", places[0].pk)):
        nav = client.get(address).context["nav"]
        assert [item.label for item in nav if item.current] == ["My school"]


def test_the_schools_contact_sees_his_own(client, booking, places):
    assert "Eilidh Mackay" in shown(client, booking)


def test_another_schools_contact_finds_nothing(made, booking, places):
    client = cast.signed_in(contact(made, cast.school()), made)
    asked = [client.get(to("places", booking.pk)), client.get(to("add_pupil", booking.pk))]
    asked += [save(client, booking), client.post(to("withdraw_place", places[0].pk))]
    asked += [client.post(to("restore_place", places[0].pk))]
    assert [answer.status_code for answer in asked] == [404] * 5
    assert kept(places[0]) == ("UNKNOWN", "UNKNOWN", "UNKNOWN")


def test_a_contact_who_coaches_cannot_take_other_schools_pupils_off(made, booking, places):
    _client, seat = coach_on(cast_days.session_day(made, date=cast.TODAY))
    user = seat.coach.user
    assert user is not None
    grant_role(
        programme=made,
        email=user.email,
        name=user.name,
        role=Role.SCHOOL,
        partner=None,
        by=cast.coordinator(made),
    )
    today = cast_days.booking(seat.session, 2)
    foreign = cast_days.enrolled(today, 1)[0]
    client = cast.signed_in(user, made)
    assert client.post(to("withdraw_place", foreign.pk)).status_code == 404


def test_another_programmes_coordinator_finds_nothing(booking, places):
    client = organiser(cast.programme())
    assert client.get(to("places", booking.pk)).status_code == 404


def test_a_booking_given_back_is_not_found(client, made, booking, places):
    release_booking(booking=booking, by=cast.coordinator(made), now=cast.NOW)
    assert client.get(to("places", booking.pk)).status_code == 404


# --- what is shown ------------------------------------------------------------------------------


def test_a_pupil_is_shown_with_year_age_and_need(client, made, booking):
    rows = cast_days.class_rows(1, need="STEP_FREE")
    enrol_pupils(booking=booking, rows=rows, by=cast.coordinator(made))
    text = shown(client, booking)
    assert "S5 · 16 on the day · step-free access" in text
    assert "4 places booked, 1 pupil named, 1 consent to take part in. 3 places are free." in text


def test_a_pupil_outside_the_ages_is_warned_of(client, made, booking, places):
    Programme.objects.filter(pk=made.pk).update(max_age=15)
    text = shown(client, booking)
    assert "Eilidh is 16 on 7 December 2026: the programme takes pupils up to 15." in text


def test_a_pupil_whose_data_are_deleted_has_no_name(client, booking, places):
    Place.objects.filter(pk=places[0].pk).update(pupil=None)
    text = shown(client, booking)
    assert ("Eilidh" in text, "Deleted on its date" in text) == (False, True)


def test_the_page_says_that_no_survey_costs_nothing(client, booking, places):
    assert "never costs a pupil the drive" in shown(client, booking)


def test_an_empty_list_says_what_to_do(client, booking):
    text = shown(client, booking)
    assert ("No pupil is named yet" in text, to("add_pupil", booking.pk) in text) == (True, True)


def test_each_reading_is_on_record(client, booking, places):
    shown(client, booking)
    line = AuditEvent.objects.get(verb="looked at pupils")
    assert (line.count, line.target_number) == (3, booking.session_id)


# --- consents -----------------------------------------------------------------------------------


def test_what_is_chosen_is_stored(client, booking, places):
    pk = places[0].pk
    said = {f"take_part-{pk}": "YES", f"survey-{pk}": "NO", f"photographs-{pk}": "UNKNOWN"}
    answer = save(client, booking, **said, **{f"was-{pk}": "UNKNOWN,UNKNOWN,UNKNOWN"})
    assert (answer.status_code, answer["Location"]) == (302, to("places", booking.pk))
    assert kept(places[0]) == ("YES", "NO", "UNKNOWN")
    assert "Consents of 1 pupil saved." in shown(client, booking)


def test_the_same_again_changes_nothing(client, booking, places):
    said = {f"take_part-{places[0].pk}": "YES"}
    for _ in range(2):
        save(client, booking, **said)
    assert AuditEvent.objects.filter(verb="recorded consents").count() == 1
    assert "Nothing was changed." in shown(client, booking)


def test_two_who_save_the_same_page_do_not_undo_each_other(client, booking, places):
    one, two = places[0].pk, places[1].pk
    was = {f"was-{pk}": "UNKNOWN,UNKNOWN,UNKNOWN" for pk in (one, two)}
    save(client, booking, **was, **{f"take_part-{one}": "YES", f"take_part-{two}": "UNKNOWN"})
    save(client, booking, **was, **{f"take_part-{one}": "UNKNOWN", f"take_part-{two}": "NO"})
    assert [kept(place)[0] for place in places[:2]] == ["YES", "NO"]


def test_an_odd_consent_is_refused(client, booking, places):
    answer = save(client, booking, **{f"take_part-{places[0].pk}": "PERHAPS"})
    assert "Choose Yes, No or Not in yet" in answer.content.decode()
    assert kept(places[0])[0] == "UNKNOWN"


def test_pupils_of_another_booking_are_left_alone(client, made, booking, places):
    other = cast_days.enrolled(cast_days.booking(cast_days.session_day(made)), 1, first=30)[0]
    save(client, booking, **{f"take_part-{other.pk}": "NO"})
    assert kept(other)[0] == "YES"


def test_all_are_in_asks_first_and_keeps_a_no(client, booking, places):
    save(client, booking, **{f"take_part-{places[2].pk}": "NO"})
    answer = save(client, booking, all_yes="yes", **{f"survey-{places[0].pk}": "NO"})
    text = " ".join(answer.content.decode().split())
    assert "2 consents change from “Not in yet” to “Yes”" in text
    assert "1 pupil with “No” stays as it is." in text
    assert kept(places[0]) == ("UNKNOWN", "UNKNOWN", "UNKNOWN")
    save(client, booking, **dict(answer.context["fields"]))
    assert [kept(place)[:2] for place in places] == [
        ("YES", "NO"),
        ("YES", "UNKNOWN"),
        ("NO", "UNKNOWN"),
    ]


def test_consents_change_only_by_post(client, booking):
    assert client.get(to("consents", booking.pk)).status_code == 405


# --- one by hand --------------------------------------------------------------------------------


def test_one_pupil_is_added_by_hand(client, booking, places):
    answer = client.post(to("add_pupil", booking.pk), PUPIL)
    assert (answer.status_code, answer["Location"]) == (302, to("places", booking.pk))
    text = shown(client, booking)
    assert ("Aonghas MacLeod" in text, "The pupil is on the list." in text) == (True, True)


def test_the_same_pupil_again_is_said_to_be_there(client, booking):
    for _ in range(2):
        client.post(to("add_pupil", booking.pk), PUPIL)
    assert Place.objects.count() == 1
    assert "This pupil was on the list already." in shown(client, booking)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"born_on_year": "2013"}, "Aonghas MacLeod is 13 on 7 December 2026"),
        ({"given_name": "Aonghas1"}, "Write the name only, in letters"),
        ({"known_as": "@"}, "Write the name only, in letters"),
        ({"family_name": ""}, "Enter the surname."),
        ({"year_group": ""}, "Choose the year group."),
        ({"born_on_day": ""}, "Enter the date with day, month and year"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_stored(client, booking, change, words):
    answer = client.post(to("add_pupil", booking.pk), PUPIL | change)
    assert (answer.status_code, Place.objects.count()) == (200, 0)
    text = answer.content.decode()
    assert (words in text, "Row 0" in text) == (True, False)


def test_a_full_booking_takes_nobody(client, booking):
    cast_days.enrolled(booking)
    answer = client.post(to("add_pupil", booking.pk), PUPIL)
    assert "Book 1 more place" in answer.content.decode()


def test_the_form_is_shown(client, booking):
    assert "Add the pupil" in client.get(to("add_pupil", booking.pk)).content.decode()


# --- off and back -------------------------------------------------------------------------------


def test_taking_off_asks_first(client, booking, places):
    answer = client.get(to("withdraw_place", places[0].pk))
    assert "Take Eilidh Mackay off the list?" in answer.content.decode()
    places[0].refresh_from_db()
    assert places[0].withdrawn_at is None


def test_a_pupil_is_taken_off_and_put_back(client, booking, places):
    client.post(to("withdraw_place", places[0].pk))
    assert Place.objects.kept().count() == 2
    assert "Taken off the list" in shown(client, booking)
    answer = client.post(to("restore_place", places[0].pk))
    assert answer["Location"] == to("places", booking.pk)
    assert Place.objects.kept().count() == 3
    assert "The pupil is on the list again." in shown(client, booking)
    verbs = AuditEvent.objects.filter(verb="put pupil back on list").values_list("target_number")
    assert list(verbs) == [(places[0].pk,)]


def test_taking_off_twice_says_so(client, booking, places):
    client.post(to("withdraw_place", places[0].pk))
    answer = client.post(to("withdraw_place", places[0].pk))
    assert "This pupil is off the list already." in answer.content.decode()


def test_nobody_is_put_back_into_a_full_booking(client, booking, places):
    client.post(to("withdraw_place", places[0].pk))
    cast_days.enrolled(booking, 2, first=20)
    answer = client.post(to("restore_place", places[0].pk))
    text = answer.content.decode()
    assert ("Book 1 more place" in text, "Put back" in text) == (True, False)
    assert Place.objects.kept().count() == 4


def test_who_is_on_the_list_is_not_put_back(client, places):
    answer = client.post(to("restore_place", places[0].pk))
    assert "This pupil is on the list already." in answer.content.decode()


def test_who_was_added_again_is_not_offered_and_not_put_back(client, made, booking, places):
    withdraw_place(place=places[0], by=cast.coordinator(made), now=cast.NOW)
    cast_days.enrolled(booking, 1)
    assert "Taken off the list" not in shown(client, booking)
    answer = client.post(to("restore_place", places[0].pk))
    assert "already has a place in this booking" in answer.content.decode()


def test_deleted_data_do_not_come_back(client, made, booking, places):
    withdraw_place(place=places[0], by=cast.coordinator(made), now=cast.NOW)
    Place.objects.filter(pk=places[0].pk).update(pupil=None)
    answer = client.post(to("restore_place", places[0].pk))
    assert "data have been deleted" in answer.content.decode()


def test_when_all_are_off_the_page_says_so(client, made, booking):
    place = cast_days.enrolled(booking, 1)[0]
    withdraw_place(place=place, by=cast.coordinator(made), now=cast.NOW)
    assert "Nobody is on the list" in shown(client, booking)


def test_putting_back_is_a_post(client, places):
    assert client.get(to("restore_place", places[0].pk)).status_code == 405


# --- cost ---------------------------------------------------------------------------------------


def test_more_pupils_cost_no_more_queries(client, booking):
    cost = []
    for first, n in ((0, 1), (1, 2)):
        cast_days.enrolled(booking, n, first=first)
        with CaptureQueriesContext(connection) as asked:
            shown(client, booking)
        cost.append(len(asked))
    assert cost[0] == cost[1]
    assert cost[1] <= 12
