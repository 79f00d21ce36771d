"""Reminders go out on the day before, to those with a seat, each once."""

import datetime
from io import StringIO

import pytest
from django.core.management import call_command

from accounts.models import AuditEvent
from programmes.models import Message
from sessions.actions.asking import accept_seat
from sessions.actions.days import call_off
from sessions.actions.reminding import days_to_remind, remind_coaches
from sessions.models import CrewSeat, Session
from tests import cast, cast_days
from tests.sessions.asking import asked, body, letters, user_of
from tests.sessions.recorded import Lines

pytestmark = pytest.mark.django_db

REMINDER = "sessions/reminder"


@pytest.fixture
def tomorrow() -> Session:
    return cast_days.session_day(date=cast.day(1))


def test_only_open_days_of_tomorrow_are_reminded_of(tomorrow):
    programme = tomorrow.programme
    for days in (0, 2):
        cast_days.session_day(programme, date=cast.day(days))
    off = cast_days.session_day(programme, date=cast.day(1))
    asked(off)
    call_off(session=off, reason="Snow", by=cast.coordinator(programme), now=cast.NOW)
    assert days_to_remind(cast.NOW) == [tomorrow]
    assert remind_coaches(session=off, now=cast.NOW) == 0


def test_each_coach_of_the_day_is_reminded_once(tomorrow):
    seats = [asked(tomorrow, car=car) for car in cast_days.cars_of(tomorrow)[:2]]
    cast_days.seated(tomorrow, car=cast_days.cars_of(tomorrow)[2])  # no way to reach this one
    lines = Lines()
    assert remind_coaches(session=tomorrow, now=cast.NOW) == 2
    assert letters(REMINDER) == [(REMINDER, user_of(seat.coach).email) for seat in seats]
    assert [(by, verb, count) for _, by, verb, _, _, count in lines.read()] == [
        (None, "reminded coaches", 2)
    ]
    later = cast.NOW + datetime.timedelta(hours=8)
    assert remind_coaches(session=tomorrow, now=later) == 0
    assert AuditEvent.objects.filter(verb="reminded coaches").count() == 1


def test_who_is_seated_after_the_reminders_is_reminded_by_the_next_run(tomorrow):
    asked(tomorrow)
    remind_coaches(session=tomorrow, now=cast.NOW)
    late = asked(tomorrow, car=cast_days.cars_of(tomorrow)[1])
    assert remind_coaches(session=tomorrow, now=cast.NOW) == 1
    assert letters(REMINDER)[1:] == [(REMINDER, user_of(late.coach).email)]


def test_yesterday_s_reminder_of_another_day_does_not_count(tomorrow):
    seat = asked(tomorrow)
    remind_coaches(session=tomorrow, now=cast.NOW)
    Message.objects.update(queued_at=cast.NOW - datetime.timedelta(days=1))
    CrewSeat.objects.filter(pk=seat.pk).update(state="ACCEPTED")
    assert remind_coaches(session=tomorrow, now=cast.NOW) == 1


def test_a_reminder_asks_again_who_has_not_answered(tomorrow):
    seat = asked(tomorrow)
    remind_coaches(session=tomorrow, now=cast.NOW)
    assert "Tomorrow, Tuesday 24 November 2026, you are in car 1." in body(REMINDER)
    assert "/asked/" in body(REMINDER)
    Message.objects.filter(template=REMINDER).update(
        queued_at=cast.NOW - datetime.timedelta(days=1)
    )
    accept_seat(seat=seat, by=None, now=cast.NOW)
    remind_coaches(session=tomorrow, now=cast.NOW)
    assert ("/asked/" in body(REMINDER), "/my-days/" in body(REMINDER)) == (False, True)


@pytest.mark.usefixtures("clock")
def test_the_command_reminds_and_may_be_run_again(tomorrow):
    asked(tomorrow)
    said = []
    for _ in range(2):
        out = StringIO()
        call_command("remind_coaches", stdout=out)
        said.append(out.getvalue().strip())
    assert said == ["1 coach reminded.", "0 coaches reminded."]
