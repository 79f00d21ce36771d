"""Booking a school's places, changing and releasing them, as pages."""

import datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from programmes.choices import Service
from programmes.models import Programme
from sessions.models import Booking, Session
from tests import cast, cast_days
from tests.reading import markup
from tests.sessions.people import organiser

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(cast.NOW, tick=False):
        yield


@pytest.fixture
def made() -> Programme:
    return cast.programme()


@pytest.fixture
def client(made: Programme) -> Client:
    return organiser(made)


@pytest.fixture
def day(made: Programme) -> Session:
    return cast_days.session_day(made)


def address(name: str, pk: int) -> str:
    return reverse(f"sessions:{name}", args=[pk])


def errors(answer) -> list[str]:
    """The sentences of the form's error summary."""
    found = answer.context["form"].errors
    return [sentence for sentences in found.values() for sentence in sentences]


def said(answer) -> list[str]:
    """Where a POST led, and the messages on the page there."""
    assert answer.status_code == 302
    page = answer.client.get(answer.url)
    return [answer.url, *(str(message) for message in page.context["messages"])]


def test_schools_of_the_area_are_offered_first(made, day, client):
    here = cast.school("Alness Academy")
    taken = cast_days.booking(day).school
    far = cast.school("Forres Academy", of=cast.council("S12000020", "Moray"))
    shown = client.get(address("book", day.pk)).context["schools"]
    assert (here in shown, taken in shown, far in shown) == (True, False, False)


@pytest.mark.parametrize("q", ["tain roy", "ROYAL", "51999"])
def test_a_school_is_found_by_parts_of_its_name_or_its_code(day, client, q):
    wanted = cast.school("Tain Royal Academy", seed_code="5199901")
    cast.school("Alness Academy")
    shown = client.get(address("book", day.pk), {"q": q}).context["schools"]
    assert shown == [wanted]


def test_no_more_than_twenty_schools_are_listed(day, client):
    for n in range(22):
        cast.school(f"Academy {n:02}")
    answer = client.get(address("book", day.pk), {"q": "academy"})
    assert len(answer.context["schools"]) == 20
    assert "There are more. Type more of the name to find them." in markup(answer)


def test_nothing_found_says_so(day, client):
    assert "No school found" in markup(client.get(address("book", day.pk), {"q": "Hogwarts"}))


def test_places_are_booked(day, client):
    school = cast.school("Alness Academy")
    page = address("book", day.pk)
    assert "Book Alness Academy" in markup(client.get(page, {"school": school.pk}))
    form = {"school": school.pk, "places": "7", "bus_arrives": "9.20"}
    assert said(client.post(page, form)) == [
        f"/sessions/{day.pk}/",
        "7 places booked for Alness Academy.",
    ]
    booked = Booking.objects.get()
    assert (booked.places, booked.bus_arrives) == (7, datetime.time(9, 20))


def test_places_beyond_the_cars_that_can_be_crewed_are_said(made, day, client):
    for service in (Service.POLICE, Service.POLICE, Service.FIRE, Service.FIRE, Service.AMBULANCE):
        cast.free(cast.coach(made, service), day.date)
    few = "With the coaches who can come, 1 of 3 cars can be crewed: 7 of 21 places."
    page = address("book", day.pk)
    school = cast.school("Alness Academy")
    assert few in markup(client.get(page, {"school": school.pk}))
    assert said(client.post(page, {"school": school.pk, "places": "7"}))[1:] == [
        "7 places booked for Alness Academy."
    ]
    other = cast.school("Tain Royal Academy")
    assert said(client.post(page, {"school": other.pk, "places": "2"}))[1:] == [
        "2 places booked for Tain Royal Academy.",
        f"{few} 2 places are booked beyond them.",
    ]


def test_a_second_booking_and_a_full_day_are_refused_in_the_form(day, client):
    form = {"school": cast.school().pk, "places": "20"}
    page = address("book", day.pk)
    client.post(page, form)
    other = client.post(page, {"school": cast.school().pk, "places": "2"})
    assert errors(other) == ["This day has 1 place left. Book 1 or fewer."]
    assert "1 place left of 21" in markup(other)
    again = client.post(page, form | {"places": "1"})
    assert errors(again) == ["This school has already booked this day."]
    assert Booking.objects.count() == 1


def test_places_must_be_a_number(day, client):
    answer = client.post(address("book", day.pk), {"school": cast.school().pk, "places": "few"})
    assert errors(answer) == ["Enter a whole number, such as 12."]


def test_a_school_that_there_is_not_is_not_found(day, client):
    assert client.get(address("book", day.pk), {"school": "99999"}).status_code == 404


def test_a_post_without_a_school_asks_for_one(day, client):
    answer = client.post(address("book", day.pk), {"places": "3"})
    assert (answer.status_code, Booking.objects.count()) == (200, 0)


def test_a_booking_changes(day, client):
    into = cast_days.booking(day, 5)
    page = address("change_booking", into.pk)
    answer = client.post(page, {"places": "6", "bus_arrives": "9:25am"})
    assert said(answer) == [f"/sessions/{day.pk}/", f"Booking of {into.school} changed."]
    cast_days.enrolled(into, 3)
    assert errors(client.post(page, {"places": "2"})) == [
        "3 pupils are named for this booking. Take pupils off the list first."
    ]


def test_releasing_asks_first_and_happens_once(day, client):
    into = cast_days.booking(day, 5)
    cast_days.enrolled(into, 3)
    page = address("release_booking", into.pk)
    assert "3 named pupils lose the place on this day." in markup(client.get(page))
    assert said(client.post(page)) == [
        f"/sessions/{day.pk}/",
        f"5 places of {into.school} released.",
    ]
    assert client.post(page).status_code == 404
    day.refresh_from_db()
    assert day.places_taken == 0
