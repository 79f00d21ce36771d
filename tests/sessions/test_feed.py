"""A coach's calendar feed: what a program for calendars reads, and who may read it."""

import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from accounts.models import AuditEvent
from programmes.choices import Service
from programmes.models import Coach
from sessions.actions.asking import accept_seat
from sessions.actions.days import call_off, change_day
from sessions.actions.feeds import open_feed, renew_feed
from sessions.choices import CrewRole
from sessions.display.feed import feed_addresses
from sessions.models import CrewSeat, Session
from tests import cast, cast_days
from tests.reading import words
from tests.sessions.asking import asked, user_of
from tests.sessions.recorded import Lines, line

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

DAYS, ADDRESS = "/my-days/", "/my-days/calendar/"


@pytest.fixture
def session() -> Session:
    return cast_days.session_day(cars=2)


@pytest.fixture
def seat(session: Session) -> CrewSeat:
    return asked(session)


@pytest.fixture
def path(seat: CrewSeat) -> str:
    return urlsplit(feed_addresses(open_feed(coach=seat.coach, by=user_of(seat.coach)))[0]).path


def events(path: str) -> list[Any]:
    answer = Client().get(path)
    assert answer.status_code == HTTPStatus.OK
    return Calendar.from_ical(answer.content).walk("VEVENT")


def event(path: str) -> Any:
    [only] = events(path)
    return only


# --- what it holds ------------------------------------------------------------------------------


def test_a_seat_is_an_event_with_its_place_and_hours_in_universal_time(session, seat, path):
    found = event(path)
    assert found["UID"] == f"seat-{seat.pk}@127.0.0.1"
    assert found.start == datetime.datetime(2026, 12, 7, 9, 30, tzinfo=datetime.UTC)
    assert found.end == datetime.datetime(2026, 12, 7, 14, 30, tzinfo=datetime.UTC)
    assert found["LOCATION"] == f"{session.airfield.name}, IV20 1XW"
    assert (found["SUMMARY"], found["STATUS"]) == ("Asked: Driving day: car 1", "TENTATIVE")
    assert found["SEQUENCE"] == 0
    assert found["DTSTAMP"].dt == cast.NOW


def test_in_summer_an_hour_is_taken_off(seat, path):
    Session.objects.update(date=datetime.date(2027, 5, 12))
    assert event(path).start == datetime.datetime(2027, 5, 12, 8, 30, tzinfo=datetime.UTC)


def test_who_sits_beside_stands_in_it_and_no_pupil(session, seat, path):
    beside = cast_days.seated(session, Service.FIRE)
    elsewhere = cast_days.seated(session, Service.FIRE, car=cast_days.cars_of(session)[1])
    booking = cast_days.booking(session)
    cast_days.enrolled(booking)
    text = str(event(path)["DESCRIPTION"])
    assert f"With {beside.coach.short_name} (fire)" in text
    assert elsewhere.coach.short_name not in text
    whole = Client().get(path).content.decode()
    assert [
        name for name in cast_days.FAMILY_NAMES if f" {name}" in whole.replace("Munro", "")
    ] == []
    assert booking.school.name not in whole


@pytest.mark.parametrize(
    ("role", "service", "summary"),
    [
        (CrewRole.LEAD, Service.POLICE, "Asked: Driving day: day lead"),
        (CrewRole.DEMONSTRATION, Service.FIRE, "Asked: Driving day: demonstration"),
    ],
)
def test_other_duties_are_named(session, role, service, summary):
    seat = cast_days.seated(session, service, role, account=True)
    cast_days.seated(session, Service.AMBULANCE, CrewRole.DEMONSTRATION)
    key = open_feed(coach=seat.coach, by=user_of(seat.coach))
    found = event(f"/calendar/{key}.ics")
    assert found["SUMMARY"] == summary
    assert ("With" in str(found["DESCRIPTION"])) == (role == CrewRole.DEMONSTRATION)


def test_accepting_confirms_the_same_event(seat, path):
    before = event(path)
    accept_seat(seat=seat, by=None, now=cast.NOW + datetime.timedelta(minutes=1))
    after = event(path)
    assert (after["UID"], after["STATUS"]) == (before["UID"], "CONFIRMED")
    assert after["SUMMARY"] == "Driving day: car 1"
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after["DTSTAMP"].dt == cast.NOW + datetime.timedelta(minutes=1)


def test_new_hours_keep_the_event_and_raise_its_sequence(session, seat, path):
    before = event(path)
    change_day(
        session=session,
        starts=session.starts,
        ends=datetime.time(15),
        capacity=session.capacity,
        cars=[on_day.car for on_day in cast_days.cars_of(session)],
        by=cast.coordinator(session.programme),
        today=cast.TODAY,
        now=cast.NOW,
    )
    after = event(path)
    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after.end.hour == 15


def test_a_day_called_off_is_cancelled_and_takes_no_time(session, seat, path):
    call_off(session=session, reason="Snow", by=cast.coordinator(session.programme), now=cast.NOW)
    found = event(path)
    assert (found["STATUS"], found["TRANSP"], found["SEQUENCE"]) == ("CANCELLED", "TRANSPARENT", 1)
    assert found["SUMMARY"] == "Called off: Driving day: car 1"
    assert "Snow" in found["DESCRIPTION"]


def test_a_seat_from_before_questions_were_asked_is_an_event_too(seat, path):
    CrewSeat.objects.update(asked_at=None)
    assert event(path)["DTSTAMP"].dt == datetime.datetime(2026, 12, 7, 9, 30, tzinfo=datetime.UTC)


def test_without_a_seat_the_calendar_is_empty(seat, path):
    CrewSeat.objects.all().delete()
    assert events(path) == []


# --- how it is read -----------------------------------------------------------------------------


def test_the_answer_is_a_calendar_that_only_its_reader_keeps(path):
    answer = Client().get(path)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"


def test_who_has_it_already_is_told_so_until_something_changes(seat, path):
    tag = Client().get(path)["ETag"]
    same = Client().get(path, headers={"If-None-Match": tag})
    assert (same.status_code, same.content) == (HTTPStatus.NOT_MODIFIED, b"")
    accept_seat(seat=seat, by=None, now=cast.NOW)
    assert Client().get(path, headers={"If-None-Match": tag}).status_code == HTTPStatus.OK


def test_more_days_cost_no_more_queries(session, seat, path):
    cost = []
    for dates in ((1,), (2, 3)):
        for n in dates:
            day = cast_days.session_day(session.programme, date=cast.day(n))
            cast_days.crewed(day, demonstration=False)
            CrewSeat.objects.filter(session=day, service="POLICE", car__number=1).update(
                coach=seat.coach
            )
        with CaptureQueriesContext(connection) as found:
            Client().get(path)
        cost.append(len(found))
    assert cost == [3, 3]


@pytest.mark.parametrize("key", ["x", "A" * 32, "' or 1=1"])
def test_an_unknown_address_leads_nowhere(path, key):
    assert Client().get(f"/calendar/{key}.ics").status_code == HTTPStatus.NOT_FOUND


def test_who_no_longer_takes_part_has_no_feed(path):
    Coach.objects.update(is_active=False)
    assert Client().get(path).status_code == HTTPStatus.NOT_FOUND


def test_nothing_is_posted_to_a_feed(path):
    assert Client().post(path).status_code == HTTPStatus.METHOD_NOT_ALLOWED


# --- the address --------------------------------------------------------------------------------


def test_an_address_is_made_once_and_cannot_be_guessed(seat):
    lines = Lines()
    key = open_feed(coach=seat.coach, by=user_of(seat.coach))
    assert open_feed(coach=seat.coach, by=user_of(seat.coach)) == key
    assert (len(key), Coach.objects.get(pk=seat.coach_id).calendar_key) == (32, key)
    assert lines.read() == line(
        seat.coach.programme_id,
        by=user_of(seat.coach),
        verb="opened calendar feed",
        target=seat.coach,
    )


def test_a_new_address_kills_the_old_one(seat, path):
    key = renew_feed(coach=seat.coach, by=user_of(seat.coach))
    assert Client().get(path).status_code == HTTPStatus.NOT_FOUND
    assert Client().get(f"/calendar/{key}.ics").status_code == HTTPStatus.OK
    assert AuditEvent.objects.filter(verb="renewed calendar feed").count() == 1


def test_a_coach_makes_his_address_and_sees_it(seat):
    client = cast.signed_in(user_of(seat.coach), seat.coach.programme)
    assert "Make my calendar address" in words(client.get(DAYS))
    answer = client.post(ADDRESS)
    assert (answer.status_code, answer["Location"]) == (302, f"{DAYS}?calendar=open#calendar")
    key = Coach.objects.get(pk=seat.coach_id).calendar_key
    page = client.get(f"{DAYS}?calendar=open").content.decode()
    assert f"http://127.0.0.1:8000/calendar/{key}.ics" in page
    assert f'href="webcal://127.0.0.1:8000/calendar/{key}.ics"' in page
    client.post(ADDRESS)
    assert Coach.objects.get(pk=seat.coach_id).calendar_key == key
    client.post(ADDRESS, {"new": "yes"})
    assert Coach.objects.get(pk=seat.coach_id).calendar_key != key
    assert "New address made. The old one no longer works." in words(client.get(DAYS))


def test_an_address_is_made_by_a_post_of_a_coach_on_the_list(session, seat):
    client = cast.signed_in(user_of(seat.coach), session.programme)
    assert client.get(ADDRESS).status_code == HTTPStatus.METHOD_NOT_ALLOWED
    Coach.objects.filter(pk=seat.coach_id).update(user=None)
    assert client.post(ADDRESS).status_code == HTTPStatus.NOT_FOUND
    boss = cast.signed_in(cast.coordinator(session.programme), session.programme)
    assert boss.post(reverse("sessions:feed_address")).status_code == HTTPStatus.FORBIDDEN
