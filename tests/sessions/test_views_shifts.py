"""Patterns, shift calendars and limits: the pages that answer for many dates."""

import datetime
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent
from programmes.actions.availability import read_calendar
from programmes.management.commands.read_shift_calendars import Command
from programmes.models import Coach, Programme, ShiftCalendar, ShiftPattern
from sessions.views import shifts
from tests import cast
from tests.https_server import Server
from tests.programmes.calendars import all_day, day, ics
from tests.reading import markup, words
from tests.sessions.answered import kept, told
from tests.sessions.people import organiser

pytestmark = pytest.mark.django_db
WHEN = "/my-days/when/"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(cast.NOW, tick=False):
        yield


@pytest.fixture
def made() -> Programme:
    return cast.programme()


@pytest.fixture
def coach(made: Programme) -> Coach:
    return cast.coach(made, account=True)


@pytest.fixture
def client(made: Programme, coach: Coach) -> Client:
    assert coach.user is not None
    return cast.signed_in(coach.user, made)


# --- patterns -----------------------------------------------------------------------------------

PATTERN = "/my-days/pattern/"


def test_a_known_pattern_takes_one_tap(coach, client):
    answer = client.post(PATTERN, {"known": "0", "first": "2026-11-25", "rests": "on"}, follow=True)
    row = ShiftPattern.objects.get(coach=coach)
    assert (row.cycle, row.starts_on, row.rests_after_night) == (
        "DDNNOOOO",
        datetime.date(2026, 11, 25),
        True,
    )
    assert "The pattern answers until 31 July 2027: 95 dates with “yes”." in words(answer)
    assert "2 days, 2 nights, 4 off, from 25 November 2026" in words(answer)
    page = markup(client.get(PATTERN))
    assert 'value="2026-11-25" aria-pressed="true"' in page
    assert page.count('aria-pressed="true"') == 1


def test_a_pattern_may_do_without_rest(coach, client):
    client.post(PATTERN, {"known": "1", "first": "2026-11-25"})
    row = ShiftPattern.objects.get(coach=coach)
    assert (row.cycle, row.rests_after_night) == ("DDDDNNOOOO", False)
    assert "checked" not in markup(client.get(PATTERN)).split('name="rests"')[1].split(">")[0]


def test_the_days_of_a_week_are_ticked(coach, client):
    answer = client.post(PATTERN, {"free": ["1", "3"]}, follow=True)
    assert "Each week free on Tuesday and Thursday" in words(answer)
    assert kept(coach)["11-24"] == ("FREE", "PATTERN")
    page = markup(client.get(PATTERN))
    assert 'value="3" checked' in page
    assert 'value="2" >' in page


def test_any_other_pattern_is_written(coach, client):
    sent = {
        "cycle": "d d, n o o",
        "starts_on_day": "24",
        "starts_on_month": "11",
        "starts_on_year": "2026",
    }
    answer = client.post(PATTERN, sent, follow=True)
    row = ShiftPattern.objects.get(coach=coach)
    assert (row.cycle, row.rests_after_night) == ("DDNOO", False)
    assert "5 days: D D N O O, from 24 November 2026" in words(answer)


def test_what_is_wrong_with_a_pattern_is_said(coach, client):
    date = {"starts_on_day": "24", "starts_on_month": "11", "starts_on_year": "2026"}
    odd = words(client.post(PATTERN, {"cycle": "DXO", **date}))
    assert "Use only the letters D (day shift), N (night shift) and O (day off)." in odd
    assert "Enter the date with day, month" in words(client.post(PATTERN, {"cycle": "DO"}))
    assert "Tick the days on which you are free" in words(client.post(PATTERN, {}))
    assert ShiftPattern.objects.count() == 0


def test_a_pattern_is_removed(coach, client):
    client.post(PATTERN, {"free": ["1"]})
    answer = client.post(PATTERN, {"remove": "yes"}, follow=True)
    assert "No pattern is set" in words(answer)
    assert kept(coach) == {}


# --- calendars ----------------------------------------------------------------------------------

CALENDAR = "/my-days/shift-calendar/"
SHIFTS = ics(
    day("20261201"), all_day("20261203", "SUMMARY:Rest day"), all_day("20270104", "SUMMARY:RD")
)


def upload(client: Client, content: bytes = SHIFTS, name: str = "rota.ics", **more):
    sent = {"file": SimpleUploadedFile(name, content), "rests_after_night": "on", **more}
    return client.post(CALENDAR, sent)


def carried(answer) -> str:
    text: str = markup(answer).split('name="carried" value="')[1].split('"')[0]
    return text


def test_a_calendar_is_shown_before_it_is_kept(coach, client):
    answer = upload(client)
    text = words(answer)
    assert "3 events from 1 December 2026 to 4 January 2027. Nothing is kept yet." in text
    assert "December 2026 Yes: Thu 3 No: Tue 1 1 yes 1 no" in text
    assert "January 2027 Yes: Mon 4 1 yes 0 no" in text
    assert (kept(coach), ShiftCalendar.objects.count()) == ({}, 0)


def test_an_accepted_calendar_answers(coach, client):
    answer = client.post(CALENDAR, {"carried": carried(upload(client))}, follow=True)
    assert "Calendar read. 2 dates with “yes”." in words(answer)
    assert kept(coach) == {
        "12-01": ("NOT_FREE", "CALENDAR"),
        "12-03": ("FREE", "CALENDAR"),
        "01-04": ("FREE", "CALENDAR"),
    }
    row = ShiftCalendar.objects.get(coach=coach)
    assert (row.address, row.rests_after_night, row.others_free) == ("", True, False)
    assert "Read on 23 November 2026" in words(client.get(CALENDAR))


def test_all_other_days_are_a_yes_where_that_is_ticked(coach, client):
    client.post(CALENDAR, {"carried": carried(upload(client, others_free="on"))})
    assert kept(coach)["12-02"] == ("FREE", "CALENDAR")
    assert ShiftCalendar.objects.get().others_free


def test_what_was_carried_for_one_coach_is_nothing_to_another(made, coach, client):
    text = carried(upload(client))
    other = cast.coach(made, account=True)
    assert other.user is not None
    answer = cast.signed_in(other.user, made).post(CALENDAR, {"carried": text})
    assert "The preview did not come back whole." in words(answer)
    assert ShiftCalendar.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"hello", "rota.ics", "This is not a calendar."),
        (SHIFTS, "rota.xlsx", "Choose a file ending in .ics."),
        (ics(day("20260101")), "rota.ics", "The calendar has no events from today"),
        (
            ics("DTSTART:20261201T180000\nDTEND:20261201T190000"),
            "rota.ics",
            "The calendar says of no date whether you can come.",
        ),
        (b"x" * 1_000_001, "rota.ics", "larger than 1 MB"),
    ],
)
def test_a_file_that_is_no_calendar_is_refused_in_words(coach, client, content, name, sentence):
    assert sentence in words(upload(client, content, name))
    assert kept(coach) == {}


def test_a_file_or_an_address_is_wanted_and_not_both(client):
    assert "Choose a file, or enter an address." in words(client.post(CALENDAR, {}))
    both = upload(client, address="https://example.org/a.ics")
    assert "Choose a file or enter an address, not both." in words(both)


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("https://127.0.0.1/a.ics", "This address is not on the public web."),
        ("http://example.org/a.ics", "Enter an address that begins with https://"),
    ],
)
def test_an_address_that_may_not_be_read_is_refused_in_words(client, address, sentence):
    answer = client.post(CALENDAR, {"address": address})
    assert sentence in words(answer)
    assert f'value="{address}"' in markup(answer)


def test_a_calendar_is_forgotten(coach, client):
    client.post(CALENDAR, {"carried": carried(upload(client))})
    answer = client.post(CALENDAR, {"forget": "yes"}, follow=True)
    assert "No calendar is read" in words(answer)
    assert kept(coach) == {}


# --- calendars at an address --------------------------------------------------------------------


@pytest.fixture
def server(tmp_path: Path):
    made = Server(tmp_path)
    yield made
    made.close()


def answer_with(content: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(content) + content


def read_again(server: Server, capsys) -> str:
    command = Command()
    command.reach = server.reach
    call_command(command)
    said: str = capsys.readouterr().out
    return said


def test_a_calendar_at_an_address_is_read_and_shown_by_its_host(coach, client, server, monkeypatch):
    monkeypatch.setattr(shifts, "REACH", server.reach)  # where it may lead, not what it does
    server.answers.append(answer_with(SHIFTS))
    sent = {"address": server.address("/secret.ics").replace("https", "webcal")}
    client.post(CALENDAR, {"carried": carried(client.post(CALENDAR, sent))})
    assert ShiftCalendar.objects.get().address == server.address("/secret.ics")
    text = markup(client.get(CALENDAR))
    assert ("It is read from localhost every night" in text, "secret" in text) == (True, False)


def test_addresses_are_read_again_and_what_cannot_be_read_stays(made, coach, server, capsys):
    other, gone = cast.coach(made), cast.coach(made)
    for one, path in ((coach, "/a.ics"), (other, "/b.ics"), (gone, "/c.ics")):
        read_calendar(**told(one), starts_on=cast.TODAY, said="-", address=server.address(path))
    Coach.objects.filter(pk=gone.pk).update(is_active=False)
    read_calendar(**told(cast.coach(made)), starts_on=cast.TODAY, said="-")  # from a file
    server.answers += [answer_with(SHIFTS), b"HTTP/1.1 404 Gone\r\nContent-Length: 0\r\n\r\n"]
    assert read_again(server, capsys) == "1 calendar read, 1 could not be.\n"
    assert sorted(kept(coach)) == ["01-04", "12-01", "12-03"]
    assert kept(other) == {"11-23": ("NOT_FREE", "CALENDAR")}
    problems = dict(ShiftCalendar.objects.values_list("coach", "problem"))
    assert problems[other.pk] == "The address answered 404. Check it, or copy it anew."
    assert problems[coach.pk] == ""
    assert AuditEvent.objects.filter(by=None, verb__contains="shift calendar").count() == 2
    page = organiser(made).get(reverse("sessions:coach_shift_calendar", args=[other.pk]))
    assert "Could not be read again. The address answered 404." in words(page)


def test_a_calendar_that_says_nothing_now_answers_nothing(coach, server, capsys):
    read_calendar(**told(coach), starts_on=cast.TODAY, said="-", address=server.address())
    server.answers.append(answer_with(ics("DTSTART:20261201T180000\nDURATION:PT1H")))
    assert read_again(server, capsys) == "1 calendar read, 0 could not be.\n"
    assert kept(coach) == {}


def test_calendars_of_a_school_year_that_is_over_are_left_alone(coach, server, capsys):
    read_calendar(**told(coach), starts_on=cast.TODAY, said="-", address=server.address())
    with time_machine.travel(datetime.datetime(2027, 8, 1, 9, tzinfo=datetime.UTC), tick=False):
        assert read_again(server, capsys) == "0 calendars read, 0 could not be.\n"


# --- limits -------------------------------------------------------------------------------------

LIMITS = "/my-days/limits/"


def test_limits_are_kept_and_shown(coach, client):
    sent = {
        "most_days_a_month": "2",
        "most_days_a_year": "",
        "most_miles": "30",
        "grid_reference": "NH 8421 7765",
    }
    answer = client.post(LIMITS, sent, follow=True)
    assert "At most 2 days a month and 30 miles" in words(answer)
    page = markup(client.get(LIMITS))
    assert ('value="NH 84 77"' in page, 'value="30"' in page) == (True, True)


def test_what_is_wrong_with_limits_is_said(coach, client):
    text = words(client.post(LIMITS, {"most_miles": "far", "most_days_a_month": "0"}))
    assert "Enter a whole number, such as 12." in text
    assert "Enter 1 or more." in text
    text = words(client.post(LIMITS, {"grid_reference": "Tain"}))
    assert "Write the grid reference such as NH 84 77." in text
    text = words(client.post(LIMITS, {"most_days_a_year": "400"}))
    assert "Enter 1 to 366 days a year, or leave it empty for no limit." in text
    assert Coach.objects.get(pk=coach.pk).most_miles is None


def test_all_limits_are_said_in_one_line(coach, client):
    Coach.objects.filter(pk=coach.pk).update(
        most_days_a_month=1, most_days_a_year=9, most_miles=1, grid_reference="NH 84 77"
    )
    assert "At most 1 day a month, 9 days a year and 1 mile" in words(client.get(WHEN))
