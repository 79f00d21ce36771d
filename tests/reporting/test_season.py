"""The season page: what each day needs, by month, and the way through a long season."""

import datetime
import re

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from programmes.choices import PartnerKind, Service
from programmes.models import Programme
from reporting.season import DayRow, SeasonPage, season_page
from schools.models import School
from sessions.actions.asking import accept_seat
from sessions.actions.bookings import release_booking
from sessions.actions.days import call_off, plan_day
from sessions.models import Session, Tally
from surveys.choices import WaveKind
from surveys.models import SurveyTally
from tests import cast, cast_days, cast_surveys

pytestmark = pytest.mark.django_db
SEASON = "/sessions/"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(cast.NOW, tick=False):
        yield


@pytest.fixture
def made() -> Programme:
    return cast.programme()


@pytest.fixture
def client(made: Programme) -> Client:
    return cast.signed_in(cast.coordinator(made), made)


def page(of: Programme, query: dict[str, str] | None = None) -> SeasonPage:
    standing = cast.standing(cast.coordinator(of), of)
    return season_page(standing, of, query or {})


def rows(shown: SeasonPage) -> list[DayRow]:
    return [row for month in shown.months for row in month.days]


def figures(shown: SeasonPage) -> list[str]:
    return [f"{value} {label}" for value, label in shown.figures]


def light_words(row: DayRow) -> list[str]:
    return re.findall(r'<li class="(\w+)"', row.lights)


# --- who ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR])
def test_those_who_organise_see_the_season(made, role):
    cast_days.session_day(made)
    user = cast.person(made, role)
    assert cast.signed_in(user, made).get(SEASON).status_code == 200


@pytest.mark.parametrize("role", [Role.COACH, Role.SCHOOL, Role.EVALUATOR, Role.FUNDER])
def test_others_are_refused(made, role):
    at = cast.partner(made, PartnerKind.FIRE) if role == Role.COACH else None
    client = cast.signed_in(cast.person(made, role, at=at), made)
    assert client.get(SEASON).status_code == 403


def test_another_programmes_days_are_not_in_it(made):
    cast_days.booking(cast_days.session_day(cast.programme()))
    mine = cast_days.session_day(made)
    assert [row.address for row in rows(page(made))] == [f"{mine.pk}/"]
    assert page(made).summary == "1 day at 1 airfield · 0 done, 1 to come"


# --- before the first day -----------------------------------------------------------------------


def test_an_empty_season_says_what_to_do_in_order(made, client):
    steps = page(made).steps
    assert [(step.label, step.is_done) for step in steps] == [
        ("Read the register", False),
        ("Add an airfield", False),
        ("Add a car", False),
        ("Add a coach", False),
        ("Add a day", False),
    ]
    text = client.get(SEASON).content.decode()
    assert [step.href for step in steps if f'href="{step.href}"' not in text] == []


def test_an_empty_season_says_what_is_done(made):
    cast.school()
    cast.airfield(made)
    cast.car(made)
    cast.coach(made)
    assert [step.is_done for step in page(made).steps] == [True, True, True, True, False]


# --- rows ---------------------------------------------------------------------------------------


def test_a_day_with_nobody_booked(made):
    cast_days.session_day(made, at=cast.airfield(made, "Fearn"), cars=2)
    (row,) = rows(page(made))
    assert row[2:7] == ("Mon 7", "Fearn", "2 cars", "No school yet", "0 of 14 places")
    assert (row.look, row.kind, row.text, row.away) == (
        "",
        "grey",
        "14 places to book",
        "in 14 days",
    )
    assert light_words(row) == ["off", "off", "off", "off", "warn", "off"]


def test_a_day_that_is_ready_in_all_but_surveys(made):
    session = cast_days.session_day(made, cars=1)
    into = cast_days.booking(session, 7, school=cast.school("Tain Royal Academy"))
    cast_days.enrolled(into)
    seats = cast_days.crewed(session)
    plan_day(session=session, by=cast.coordinator(made))
    (row,) = rows(page(made))
    assert light_words(row) == ["ok", "ok", "warn", "warn", "ok", "warn"]
    for seat in seats:
        accept_seat(seat=seat, by=None, now=cast.NOW)
    (row,) = rows(page(made))
    assert (row.schools, row.places) == ("Tain", "7 of 7 places")
    assert light_words(row) == ["ok", "ok", "ok", "ok", "ok", "warn"]
    assert (row.kind, row.text) == ("warn", "7 surveys to come")


def test_lights_have_words_for_those_who_do_not_see_them(made, client):
    cast_days.booking(cast_days.session_day(made, cars=1), 7)
    text = client.get(SEASON).content.decode()
    assert text.count('<span class="visually-hidden">places booked: 7 / 7, ready</span>') == 1


def test_a_past_day_says_who_came(made):
    session = cast_days.session_day(made, date=cast.day(-3), cars=1)
    earlier = cast_days.at_day(session) - datetime.timedelta(days=9)
    places = cast_days.enrolled(cast_days.booking(session, 3, now=earlier))
    assert [row.places for row in rows(page(made))] == ["Attendance not taken, 3 places"]
    cast_days.marked(places[0])
    cast_days.marked(places[1], "DROVE")
    (row,) = rows(page(made))
    assert (row.look, row.places, row.text, row.away) == ("past", "2 came of 3", "Done", "")


def test_a_called_off_day_says_why(made):
    session = cast_days.session_day(made)
    cast_days.booking(session)
    call_off(session=session, reason="crosswind", by=cast.coordinator(made), now=cast.NOW)
    (row,) = rows(page(made))
    assert (row.look, row.places, row.text) == ("past", "Called off: crosswind", "Called off")
    assert light_words(row) == ["off"] * 6
    assert page(made).summary == "0 days at 1 airfield · 0 done, 0 to come · 1 called off"


@pytest.mark.parametrize(("days", "words"), [(0, "today"), (1, "tomorrow"), (2, "in 2 days")])
def test_how_far_off_a_day_is(made, days, words):
    cast_days.session_day(made, date=cast.day(days))
    assert [row.away for row in rows(page(made))] == [words]


def test_four_schools_are_named_in_short(made):
    session = cast_days.session_day(made)
    for name in ("Tain Royal Academy", "Alness Academy", "Farr High School", "Wick High School"):
        cast_days.booking(session, 2, school=cast.school(name))
    assert [row.schools for row in rows(page(made))] == ["Tain, Alness, Farr and 1 more"]


def test_a_released_booking_is_not_named(made):
    into = cast_days.booking(cast_days.session_day(made))
    release_booking(booking=into, by=cast.coordinator(made), now=cast.NOW)
    assert [(r.schools, r.places) for r in rows(page(made))] == [
        ("No school yet", "0 of 21 places")
    ]


def test_days_stand_by_month_and_a_foreign_year_is_said(made):
    for date in (datetime.date(2027, 3, 9), datetime.date(2027, 3, 18), datetime.date(2027, 9, 7)):
        _day_on(made, date)
    months = [(month.name, [row.day for row in month.days]) for month in page(made).months]
    assert months == [("March", ["Tue 9", "Thu 18"]), ("September 2027", ["Tue 7"])]


def _day_on(of: Programme, date: datetime.date) -> Session:
    """A day without cars, written directly: only its date matters."""
    at = cast.airfield(of)
    day = Session.objects.create(
        programme=of,
        airfield=at,
        date=date,
        starts=cast_days.STARTS,
        ends=cast_days.ENDS,
        capacity=10,
    )
    Tally.objects.create(session=day)
    return day


def test_what_people_type_is_never_markup(made, client):
    session = cast_days.session_day(made, at=cast.airfield(made, "<b>Fearn</b>"))
    cast_days.booking(session, school=cast.school("<i>Tain</i>"))
    text = client.get(SEASON).content.decode()
    assert ("<b>Fearn" in text, "<i>Tain" in text) == (False, False)
    assert "&lt;i&gt;Tain&lt;/i&gt;" in text


# --- figures ------------------------------------------------------------------------------------


def test_figures_of_a_season_begun(made):
    past = cast_days.session_day(made, date=cast.day(-3), cars=1)
    earlier = cast_days.at_day(past) - datetime.timedelta(days=9)
    for place in cast_days.enrolled(cast_days.booking(past, 3, now=earlier))[:2]:
        cast_days.marked(place, "DROVE")
    SurveyTally.objects.create(session=past, before=3, after=3, paired=2)
    to_come = cast_days.session_day(made, cars=3)
    cast_days.booking(to_come)
    cast_days.seated(to_come, Service.FIRE)
    cast.school()
    assert figures(page(made)) == [
        "2 of 700 pupils have driven · target by June 2027",
        "2 of 3 schools booked",
        "5 seats still without a coach",
        "67% of ‘after’ surveys matched to a ‘before’",
    ]


def test_figures_of_a_season_not_begun(made):
    cast_days.session_day(made, cars=1)
    Programme.objects.filter(pk=made.pk).update(target_pupils=0, area="Three glens")
    made.refresh_from_db()
    assert figures(page(made)) == [
        "0 pupils have driven",
        "0 schools booked",
        "2 seats still without a coach",
        "– no ‘after’ survey yet to match to a ‘before’",
    ]


def test_schools_from_elsewhere_are_counted_apart(made):
    session = cast_days.session_day(made)
    cast_days.booking(session, 2)
    moray = cast.council("S12000020", "Moray")
    cast_days.booking(session, 2, school=cast.school("Forres Academy", of=moray))
    School.objects.create(
        seed_code="5199999", name="Closed", council=cast.council(), in_register=False
    )
    assert figures(page(made))[1] == "1 of 1 schools booked · 1 from elsewhere"


def test_answers_are_counted_on_their_day(made):
    wave = cast_surveys.wave(made, WaveKind.BEFORE)
    people = cast_surveys.coded(cast_days.booking(cast_days.session_day(made), 2))
    cast_surveys.answer(people[0], wave)
    (row,) = rows(page(made))
    assert "‘before’ surveys: 1 / 2, waiting" in row.lights


# --- a long season ------------------------------------------------------------------------------


@pytest.fixture
def long(made: Programme) -> list[Session]:
    """400 days from 1 August 2026 on, written by bulk: what is tested is the way through them."""
    at = cast.airfield(made)
    first = datetime.date(2026, 8, 1)
    days = Session.objects.bulk_create(
        Session(
            programme=made,
            airfield=at,
            date=first + datetime.timedelta(days=n),
            starts=cast_days.STARTS,
            ends=cast_days.ENDS,
            capacity=42,
        )
        for n in range(400)
    )
    Tally.objects.bulk_create(Tally(session=day, cars=6) for day in days)
    return days


def numbers(shown: SeasonPage) -> list[int]:
    return [int(row.address.strip("/")) for row in rows(shown)]


def asked(query: str) -> dict[str, str]:
    return dict(part.split("=") for part in query.removeprefix("?").split("&"))


def test_a_long_season_begins_with_the_last_past_day(made, long):
    shown = page(made)
    past = [day.pk for day in long if day.date < cast.TODAY]
    assert numbers(shown) == [day.pk for day in long][len(past) - 1 : len(past) + 24]
    assert shown.summary == "400 days at 1 airfield · 114 done, 286 to come"


def test_later_and_earlier_lead_through_all_days_once(made, long):
    shown = page(made)
    seen = numbers(shown)
    later = shown.later
    while later:
        found = page(made, asked(later))
        seen += numbers(found)
        later = found.later
    earlier = shown.earlier
    while earlier:
        found = page(made, asked(earlier))
        if not set(numbers(found)) <= set(seen):
            seen = [n for n in numbers(found) if n not in seen] + seen
        earlier = found.earlier
    assert seen == [day.pk for day in long]


def test_days_of_one_date_are_told_apart(made):
    days = [_day_on(made, cast.day(1)) for _ in range(70)]
    first = page(made)
    second = page(made, asked(first.later))
    assert numbers(first) + numbers(second) == [day.pk for day in days[:50]]
    assert numbers(page(made, asked(second.earlier))) == [day.pk for day in days[:25]]


@pytest.mark.parametrize(
    "odd",
    [{"from": "soon"}, {"from": "2026-13-01"}, {"from": "2026-12-01", "day": "x"}, {"day": "5"}],
)
def test_an_odd_address_gives_the_first_page(made, long, odd):
    assert numbers(page(made, odd)) == numbers(page(made))


def test_past_the_end_there_is_a_way_back(made, long, client):
    shown = page(made, {"from": "2031-01-01"})
    assert (numbers(shown), shown.later, shown.earlier != "") == ([], "", True)
    text = client.get(SEASON, {"from": "2031-01-01"}).content.decode()
    assert "There is no day from this date on." in text


# --- cost ---------------------------------------------------------------------------------------


def queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(SEASON).status_code == 200
    return len(found)


def test_one_day_and_three_cost_the_same_queries(made, client):
    cast_days.seated(cast_days.session_day(made))
    cast_days.booking(Session.objects.get())
    one = queries(client)
    for days in (20, 30):
        cast_days.booking(cast_days.session_day(made, date=cast.day(days)))
    assert queries(client) == one <= 12


def test_a_long_season_is_twelve_queries_at_most(made, long, client):
    assert queries(client) <= 12
