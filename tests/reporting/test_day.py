"""The page of one day: its strip, its board, its schools, and what was done last."""

import datetime
import re

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actions import note_reading
from accounts.roles import Role
from programmes.choices import Service
from programmes.models import Programme
from reporting.day import DayPage, day_page
from schools.actions import add_contact
from sessions.actions.bookings import change_booking, release_booking
from sessions.actions.crews import unseat
from sessions.actions.days import call_off, plan_day, reopen_day
from sessions.models import Session
from surveys.choices import WaveKind
from tests import cast, cast_days, cast_surveys
from tests.sessions.people import coach_on, contact, organiser

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(cast.NOW, tick=False):
        yield


@pytest.fixture
def made() -> Programme:
    return cast.programme()


@pytest.fixture
def day(made: Programme) -> Session:
    return cast_days.session_day(made, at=cast.airfield(made, "Fearn Airfield"))


@pytest.fixture
def client(made: Programme) -> Client:
    return organiser(made)


def page(session: Session, on: datetime.date = cast.TODAY, /, **asked: str) -> DayPage:
    of = session.programme
    loaded = Session.objects.select_related("airfield", "tally", "surveytally")
    fresh = loaded.get(pk=session.pk)
    return day_page(fresh, cast.standing(cast.coordinator(of), of, on), asked)


def text_of(client: Client, session: Session) -> str:
    answer = client.get(reverse("reporting:day", args=[session.pk]))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def lanes(shown: DayPage) -> list[list[str]]:
    return [re.findall(r"<li[^>]*>([^<]*)</li>", car.lane) for car in shown.board.cars]


def seats(shown: DayPage) -> list[list[str]]:
    return [[chip.name for chip in car.seats] for car in shown.board.cars]


# --- who ----------------------------------------------------------------------------------------


def test_an_administrator_sees_the_day_but_no_register(made, day, client):
    register = reverse("sessions:attendance", args=[day.pk])
    administrator = cast.signed_in(cast.person(made, Role.ADMINISTRATOR), made)
    assert register in text_of(client, day)
    assert register not in text_of(administrator, day)


@pytest.mark.parametrize("role", [Role.EVALUATOR, Role.FUNDER])
def test_those_who_only_read_are_refused(made, day, role):
    client = cast.signed_in(cast.person(made, role), made)
    assert client.get(reverse("reporting:day", args=[day.pk])).status_code == 403


def test_a_coach_of_the_day_and_its_school_are_refused(made, day):
    coach, _ = coach_on(day)
    school = cast_days.booking(day).school
    for client in (coach, cast.signed_in(contact(made, school), made)):
        assert client.get(reverse("reporting:day", args=[day.pk])).status_code == 403


def test_another_programmes_day_is_not_found(client):
    foreign = cast_days.session_day()
    assert client.get(reverse("reporting:day", args=[foreign.pk])).status_code == 404


def test_no_pupil_is_named(made, day, client):
    cast_days.enrolled(cast_days.booking(day, 3))
    plan_day(session=day, by=cast.coordinator(made))
    text = text_of(client, day)
    assert ("A1" in text, "Eilidh" in text, "Mackay" in text) == (True, False, False)


# --- heading and strip --------------------------------------------------------------------------


def test_an_empty_day_says_what_to_do(day, client):
    shown = page(day)
    assert shown.title == "Monday 7 December 2026"
    assert shown.summary == (
        "Fearn Airfield · 9:30am to 2:30pm · 3 cars · 0 schools, 0 of 21 places"
    )
    assert [(cell.figure, cell.look) for cell in shown.strip] == [
        ("0 / 21", "off"),
        ("0 / 0", "off"),
        ("0 / 6", "off"),
        ("Nobody", "off"),
        ("0 / 0", "warn"),
        ("0 / 0", "off"),
    ]
    assert [need.text for need in shown.needs] == ["21 places to book"]
    text = text_of(client, day)
    assert "No school has booked yet" in text
    assert "The day plan can be made once a class list is uploaded." in text


def test_each_cell_leads_to_where_it_is_mended(day):
    first = cast_days.cars_of(day)[0]
    assert [cell.href for cell in page(day).strip] == [
        f"/sessions/{day.pk}/book/",
        "#schools",
        f"/sessions/{day.pk}/seat/?role=CAR&car={first.pk}",
        f"/sessions/{day.pk}/seat/?role=DEMONSTRATION",
        "#plan",
        "#schools",
    ]


def test_needs_stand_with_the_most_pressing_first(made):
    session = cast_days.session_day(made, date=cast.day(3), cars=1)
    cast_days.enrolled(cast_days.booking(session, 4), 3, consent="UNKNOWN")
    assert [(need.kind, need.text) for need in page(session).needs] == [
        ("stop", "2 coaches short"),
        ("stop", "Demonstration needs fire and ambulance"),
        ("warn", "1 pupil not named yet"),
        ("warn", "3 consents to come"),
        ("warn", "Make the day plan"),
        ("warn", "3 surveys to come"),
    ]


# --- schools ------------------------------------------------------------------------------------


def test_a_school_shows_consents_answers_and_bus(made, day, client):
    into = cast_days.booking(day, 5)
    wave = cast_surveys.wave(made, WaveKind.BEFORE)
    people = cast_surveys.coded(into, 3)
    cast_days.enrolled(into, 1, consent="UNKNOWN", first=3)
    cast_surveys.answer(people[0], wave)
    change_booking(
        booking=into, places=5, bus_arrives=datetime.time(9, 20), by=cast.coordinator(made)
    )
    (row,) = page(day).schools
    assert (row.pupils, row.consents, row.consents_look) == ("4 of 5", "3 of 4", "warn")
    assert (row.answered, row.bus, row.contact) == ("1 of 4", "9:20am", "")
    text = text_of(client, day)
    for name in ("sessions:places", "surveys:class_list", "sessions:change_booking"):
        assert f'href="{reverse(name, args=[into.pk])}"' in text


def test_who_said_no_is_counted(day, client):
    cast_days.enrolled(cast_days.booking(day, 2), consent="NO")
    assert "2 said no" in text_of(client, day)


def test_a_school_with_two_contacts_stands_once(made, day):
    into = cast_days.booking(day)
    for name in ("Mrs Logan", "Mr Skinner"):
        add_contact(
            school=into.school,
            name=name,
            job="Year head",
            email="",
            phone="",
            by=cast.coordinator(made),
            programme_id=made.pk,
        )
    assert [row.contact for row in page(day).schools] == ["Mrs Logan, Year head"]


def test_a_released_booking_is_gone(made, day):
    into = cast_days.booking(day)
    release_booking(booking=into, by=cast.coordinator(made), now=cast.NOW)
    assert page(day).schools == []


# --- states -------------------------------------------------------------------------------------


def test_a_called_off_day_says_so_and_can_be_taken_back(made, day, client):
    cast_days.crewed(day)
    cast_days.booking(day)
    by = cast.coordinator(made)
    call_off(session=day, reason="crosswind", by=by, now=cast.NOW)
    text = text_of(client, day)
    assert "This day is called off: crosswind." in text
    for gone in ("Take out", ">Ask<", "Book a school", "Call the day off", "Make the day plan"):
        assert gone not in text
    assert page(day).needs == []
    reopen_day(session=day, by=by, now=cast.NOW)
    assert "This day is called off" not in text_of(client, day)


def test_a_past_day_asks_for_nothing(made, client):
    session = cast_days.session_day(made, date=cast.day(-2))
    cast_days.seated(session)
    text = text_of(client, session)
    offers = "Book a school|>Ask<|coaches make|Take out|Call the day off|Needs a coach".split("|")
    assert [gone for gone in offers if gone in text] == []
    assert {cell.href for cell in page(session).strip} == {"#schools", "#cars"}


def test_a_plan_is_made_first_and_cut_again_later(made, day, client):
    cast_days.enrolled(cast_days.booking(day, 2))
    assert "Make the day plan" in text_of(client, day)
    plan_day(session=day, by=cast.coordinator(made))
    assert "Cut the plan again" in text_of(client, day)


def test_a_day_without_a_tally_is_shown(made, day, client):
    day.tally.delete()
    assert page(day).strip[2].figure == "0 / 0"
    assert text_of(client, day)


# --- history and undo ---------------------------------------------------------------------------


def test_history_says_the_last_five_things_that_were_done(made, day):
    into = cast_days.booking(day, 4, school=cast.school("Tain Royal Academy"))
    cast_days.enrolled(into)
    seat, other = cast_days.seated(day), cast_days.seated(day, Service.FIRE)
    by = cast.coordinator(made)
    plan_day(session=day, by=by)
    note_reading(what="pupils", target=day, count=4, programme_id=made.pk, by=by)
    cast_days.booking(cast_days.session_day(made))  # another day
    shown = page(day).events
    assert [event.what for event in shown] == [
        "Day plan made for 4 pupils",
        f"{other.coach.short_name} seated",
        f"{seat.coach.short_name} seated",
        "Tain Royal Academy: 4 pupils named",
        "Tain Royal Academy: 4 places booked",
    ]
    assert {event.when for event in shown} == {"Today, 9:00am · Mairi Ross"}


def test_history_names_older_days_and_released_bookings(made, day):
    into = cast_days.booking(day, 4)
    with time_machine.travel(cast.NOW + datetime.timedelta(days=1), tick=False):
        release_booking(booking=into, by=cast.coordinator(made), now=cast.NOW)
    last = page(day).events[0]
    assert (last.what, last.when) == ("4 places released", "24 November 2026, 9:00am · Mairi Ross")


def test_undo_is_offered_while_the_coach_sits_nowhere(made, day):
    seat = cast_days.seated(day)
    asked = {"out": f"{seat.coach_id}", "role": "CAR", "car": f"{seat.car_id}"}
    assert page(day, **asked).undo is None
    unseat(seat=seat, by=cast.coordinator(made), now=cast.NOW)
    undo = page(day, **asked).undo
    assert undo is not None
    assert (undo.name, undo.car) == (str(seat.coach), f"{seat.car_id}")


@pytest.mark.parametrize(
    "odd", [{"out": "x"}, {"out": "5", "role": "KING"}, {"out": "99999", "role": "LEAD"}]
)
def test_an_odd_undo_is_none(day, odd):
    assert page(day, **odd).undo is None


def test_a_coach_of_another_programme_is_not_named_by_undo(day):
    foreign = cast.coach(cast.programme())
    assert page(day, out=f"{foreign.pk}", role="LEAD").undo is None


# --- cost ---------------------------------------------------------------------------------------


def queries(client: Client, session: Session) -> int:
    with CaptureQueriesContext(connection) as found:
        text_of(client, session)
    return len(found)


def test_one_school_and_three_cost_the_same_queries(made, day, client):
    cast_days.enrolled(cast_days.booking(day, 2))
    cast_days.seated(day)
    cast.free(cast.coach(made, Service.FIRE), day.date)
    one = queries(client, day)
    for n in (1, 2):
        cast_days.enrolled(cast_days.booking(day, 2), first=2 * n)
        cast_days.seated(day, car=cast_days.cars_of(day)[n])
        cast.free(cast.coach(made, Service.AMBULANCE), day.date)
    plan_day(session=day, by=cast.coordinator(made))
    assert queries(client, day) == one <= 12
