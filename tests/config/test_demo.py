"""The invented season of the demonstration stands, whatever today is."""

import datetime
import io
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from config.demo.days import PAST, TO_COME, day_dates
from config.demo.supply import PASSWORD, SIGN_INS
from core.dates import LONDON
from programmes.models import Coach, Message, Programme
from sessions.models import CrewSeat, Mark, Place, Session, Withdrawal
from sessions.rules.register import Statement, register_entry
from surveys.models import Response
from tests.config import seasons

TODAY = datetime.date(2027, 5, 11)  # a Tuesday
NOON = datetime.datetime.combine(TODAY, datetime.time(12), LONDON)
DAYS = 1 + len(PAST) + len(TO_COME)


def command() -> str:
    said = io.StringIO()
    call_command("demo_data", stdout=said)
    return said.getvalue()


# --- its dates ----------------------------------------------------------------------------------


def in_holidays(date: datetime.date) -> bool:
    return (date.month, date.day) >= (12, 21) or (date.month, date.day) <= (1, 6)


def todays() -> Iterator[datetime.date]:
    first = datetime.date(2026, 1, 1)
    return (first + datetime.timedelta(days=n) for n in range(4 * 365 + 1))


def test_every_today_has_its_days_on_weekdays_and_none_over_christmas():
    for today in todays():
        dates = list(day_dates(today).values())
        assert (today, len(dates), len(set(dates))) == (today, DAYS, DAYS)
        assert [date for date in dates if date.weekday() > 4 or in_holidays(date)] == []


def test_today_has_a_day_whenever_somebody_may_come():
    for today in todays():
        works = today.weekday() < 5 and not in_holidays(today)
        assert (today, day_dates(today)[0] == today) == (today, works)


# --- the season ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def season(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[SimpleNamespace]:
    """Built once for this file, and taken back at its end."""
    with (
        django_db_blocker.unblock(),
        time_machine.travel(NOON, tick=False),
        transaction.atomic(),
    ):
        said = command()
        yield SimpleNamespace(said=said, programme=Programme.objects.get())
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.slow
class TestSeason:
    """Every test of the season that was built."""

    def test_it_is_said_to_be_invented(self, season):
        assert season.programme.invented is True
        assert "All people and numbers in it are invented." in season.said

    def test_there_is_a_day_on_each_date(self, season):
        dates = Session.objects.values_list("date", flat=True)
        assert sorted(dates) == sorted(day_dates(TODAY).values())

    def test_crews_keep_the_rules(self, season):
        assert seasons.crew_problems() == []
        assert len(seasons.full_cars()) > 50

    def test_newcomers_sit_apart_and_nobody_travels_too_far(self, season):
        assert seasons.newcomers_together() == []
        assert seasons.too_far() == []
        assert Coach.objects.filter(newcomer=True).count() == 10

    def test_the_roster_to_come_breaks_no_rule(self, season):
        assert seasons.roster_problems_to_come(season.programme, TODAY) == []

    def test_coaches_of_days_that_are_over_have_accepted(self, season):
        seats = CrewSeat.objects.filter(date__lte=TODAY)
        assert (seats.count() > 100, seats.exclude(state="ACCEPTED").count()) == (True, 0)

    def test_days_to_come_wait_for_answers_and_for_crews(self, season):
        to_come = Session.objects.filter(date__gt=TODAY)
        assert CrewSeat.objects.filter(session__in=to_come, state="ASKED").count() > 5
        assert to_come.exclude(crewseat__isnull=False).count() == 6

    def test_one_was_called_out_yesterday_evening(self, season):
        gone = Withdrawal.objects.get()
        assert (gone.reason, gone.withdrew_at.date()) == ("CALLED_OUT", datetime.date(2027, 5, 10))
        assert CrewSeat.objects.filter(session=gone.session, coach=gone.coach).count() == 0

    def test_whoever_has_the_coach_s_account_is_asked_for_a_day(self, season):
        own = CrewSeat.objects.filter(coach__user__email=SIGN_INS["coach"])
        assert own.filter(state="ASKED", date__gt=TODAY).count() == 1
        assert own.filter(state="ACCEPTED", date__gt=TODAY).count() > 0

    def test_only_new_messages_are_still_to_be_sent(self, season):
        waiting = Message.objects.filter(state="QUEUED")
        assert set(waiting.values_list("template", flat=True)) == {"sessions/withdrew"}
        assert Message.objects.filter(state="SENT").count() > 100
        assert Message.objects.exclude(address__endswith="@demo.example").count() == 0

    def test_no_day_is_over_booked(self, season):
        for taken, booked in seasons.places_taken().values():
            assert taken == booked
        assert [day for day in Session.objects.all() if day.places_left < 0] == []

    def test_tallies_are_what_is_counted_anew(self, season):
        kept = seasons.tallies()
        assert seasons.tallies_counted_anew() == kept

    def test_answers_kept_beside_days_are_those_of_the_rows(self, season):
        assert seasons.answers_kept() == seasons.answers_counted()
        assert sum(row["paired"] for row in seasons.answers_kept().values()) > 100

    def test_nobody_answers_or_is_marked_in_the_future(self, season):
        assert Response.objects.filter(answered_on__gt=TODAY).count() == 0
        assert Mark.objects.filter(place__booking__session__date__gt=TODAY).count() == 0

    def test_nobody_drives_without_consent(self, season):
        drove = Place.objects.filter(mark__kind="DROVE")
        assert drove.exclude(consent_take_part="YES").count() == 0
        assert drove.count() > 200

    def test_today_is_under_way(self, season):
        places = Place.objects.kept().filter(booking__session__date=TODAY)
        marks = Mark.objects.filter(place__in=places).select_related("by")
        said: dict[int, list[Statement]] = {}
        for m in marks:
            said.setdefault(m.place_id, []).append(
                Statement(m.id, m.kind, m.minutes, m.at, m.by.name, m.replaces_id)
            )
        here = [register_entry(statements).is_here for statements in said.values()]
        assert 0 < here.count(True) < places.count()

    @pytest.mark.parametrize("role", SIGN_INS)
    def test_everybody_who_is_named_can_sign_in(self, season, role):
        browser = Client()
        form = {"login": SIGN_INS[role], "password": PASSWORD}
        assert browser.post("/accounts/login/", form)["Location"] == "/"
        page = browser.get("/", follow=True)
        assert (page.status_code, str(page.context["user"].email)) == (200, SIGN_INS[role])
        assert page.redirect_chain != []  # a door opens: it is not the page of those with no role

    def test_a_second_time_only_says_who_to_sign_in_as(self, season):
        said = command()
        assert "Making an invented season." not in said
        assert [email for email in SIGN_INS.values() if email not in said] == []
        assert Programme.objects.count() == 1
