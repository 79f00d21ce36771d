"""A school contact's home: what is booked, what is missing, how it went."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from programmes.models import Programme
from schools.models import School
from sessions.actions.bookings import release_booking
from sessions.actions.days import call_off
from sessions.models import Booking
from tests import cast, cast_days
from tests.sessions.people import contact

pytestmark = pytest.mark.django_db
ADDRESS = "/my-school/"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(cast.NOW, tick=False):
        yield


@pytest.fixture
def made() -> Programme:
    return cast.programme()


@pytest.fixture
def school() -> School:
    return cast.school("Tain Royal Academy")


@pytest.fixture
def client(made: Programme, school: School) -> Client:
    return cast.signed_in(contact(made, school), made)


def booked(of: Programme, school: School, places: int = 4, days: int = 14) -> Booking:
    early = cast.NOW + datetime.timedelta(days=min(days, 0))
    session = cast_days.session_day(of, date=cast.day(days))
    return cast_days.booking(session, places, school=school, now=early)


def page(client: Client) -> str:
    answer = client.get(ADDRESS)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("role", [r for r in Role if r not in (Role.SCHOOL, Role.COACH)])
def test_other_roles_are_refused(made, role):
    assert cast.signed_in(cast.person(made, role), made).get(ADDRESS).status_code == 403


def test_a_coach_is_refused(made):
    coach = cast.coach(made, account=True)
    assert coach.user is not None
    assert cast.signed_in(coach.user, made).get(ADDRESS).status_code == 403


def test_a_coming_day_says_where_when_and_what_is_booked(made, school, client):
    booking = booked(made, school)
    Booking.objects.filter(pk=booking.pk).update(bus_arrives=datetime.time(9, 20))
    text = page(client)
    assert "Monday 7 December" in text
    where = f"{booking.session.airfield.name}, 9:30am to 2:30pm · Bus arrives 9:20am"
    assert where in text
    assert "4 places booked" in text


def test_without_names_the_class_list_is_missing(made, school, client):
    booking = booked(made, school)
    text = page(client)
    assert reverse("surveys:class_list", args=[booking.pk]) in text
    assert ("Upload the class list" in text, "Print code cards" in text) == (True, False)


def test_consents_to_come_are_counted(made, school, client):
    booking = booked(made, school)
    cast_days.enrolled(booking, 2)
    cast_days.enrolled(booking, 1, consent="UNKNOWN", first=5)
    text = page(client)
    assert "3 of 4 named" in text
    assert "2 of 3 consents in" in text
    assert "Record 1 consent" in text
    assert "Name 1 more" in text
    assert reverse("sessions:places", args=[booking.pk]) in text
    assert reverse("surveys:code_cards", args=[booking.pk]) in text


def test_a_day_that_lacks_nothing_says_so(made, school, client):
    cast_days.enrolled(booked(made, school))
    text = page(client)
    assert ("Everything for this day is in." in text, "to come" in text) == (True, False)


def test_past_days_say_how_many_came_and_drove(made, school, client):
    booking = booked(made, school, days=-7)
    places = cast_days.enrolled(booking)
    cast_days.marked(places[0], "HERE")
    cast_days.marked(places[0], "DROVE")
    cast_days.marked(places[1], "HERE")
    cast_days.marked(places[2], "ABSENT")
    assert "2 pupils came, 1 drove" in page(client)


def test_a_day_called_off_lacks_nothing(made, school, client):
    booking = booked(made, school)
    call_off(session=booking.session, reason="Snow", by=cast.coordinator(made), now=cast.NOW)
    text = page(client)
    assert ("Called off" in text, "Upload the class list" in text) == (True, False)


def test_another_schools_booking_is_not_shown(made, client):
    booking = booked(made, cast.school("Golspie High School"))
    text = page(client)
    assert (booking.session.airfield.name in text, "Golspie" in text) == (False, False)


def test_another_programmes_booking_is_not_shown(school, client):
    booking = booked(cast.programme(), school)
    assert booking.session.airfield.name not in page(client)


def test_a_booking_given_back_is_not_shown(made, school, client):
    booking = booked(made, school)
    release_booking(booking=booking, by=cast.coordinator(made), now=cast.NOW)
    assert booking.session.airfield.name not in page(client)


def test_with_no_day_the_page_says_whom_to_ask(made, client):
    text = page(client)
    assert "No day is booked for your school" in text
    assert cast.coordinator(made).email in text


def test_without_a_school_the_page_says_whom_to_ask(made):
    client = cast.signed_in(contact(made), made)
    text = page(client)
    assert "Your account is not linked to a school yet" in text
    assert cast.coordinator(made).email in text


def test_who_speaks_for_two_schools_sees_which_is_which(made, school):
    other = cast.school("Golspie High School")
    for one in (school, other):
        booked(made, one)
    text = page(cast.signed_in(contact(made, school, other), made))
    assert "Monday 7 December, Tain Royal Academy" in text
    assert "Monday 7 December, Golspie High School" in text


def test_more_days_cost_no_more_queries(made, school, client):
    cost = []
    for days in ((3,), (4, 5)):
        for n in days:
            cast_days.enrolled(booked(made, school, days=n))
            past = cast_days.enrolled(booked(made, school, days=-n))
            cast_days.marked(past[0], "HERE")
        with CaptureQueriesContext(connection) as asked:
            page(client)
        cost.append(len(asked))
    assert cost[0] == cost[1]
    assert cost[1] <= 12
