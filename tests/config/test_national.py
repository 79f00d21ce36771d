"""Invented national seasons, small: as large ones, they break no rule."""

import io
from collections.abc import Iterator

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import transaction
from pytest_django import DjangoDbBlocker

from config.national.days import CARS_A_DAY, PUPILS_A_DAY
from config.national.supply import COACHES, SCHOOLS
from programmes.models import Coach, Programme
from schools.models import Pupil, School
from sessions.models import CarOnDay, CrewSeat, Place, Session
from surveys.models import InstrumentVersion, Participant, Response
from tests import cast
from tests.config import seasons

YEARS, DAYS = 2, 5  # days that 200 pupils a year take
pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def fill(pupils: int = 200) -> str:
    said = io.StringIO()
    call_command("fill_national", years=YEARS, pupils=pupils, stdout=said)
    return said.getvalue()


@pytest.fixture(scope="module")
def filled(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """Filled once for this file, and taken back at its end."""
    with (
        django_db_blocker.unblock(),
        time_machine.travel(cast.NOW, tick=False),
        transaction.atomic(),
    ):
        yield fill()
        transaction.set_rollback(True)


def test_each_year_has_its_days_and_pupils(filled):
    made = {p.school_year: Session.objects.filter(programme=p) for p in Programme.objects.all()}
    assert {year: days.count() for year, days in made.items()} == {2025: DAYS, 2026: DAYS}
    pupils = YEARS * DAYS * PUPILS_A_DAY
    assert [m.objects.count() for m in (Pupil, Place, Participant)] == [pupils] * 3
    assert CarOnDay.objects.count() == YEARS * DAYS * CARS_A_DAY
    assert (School.objects.count(), Coach.objects.count()) == (SCHOOLS, YEARS * COACHES)


def test_crews_keep_the_rules(filled):
    assert seasons.crew_problems() == []
    assert len(seasons.full_cars()) == YEARS * DAYS * CARS_A_DAY
    assert seasons.newcomers_together() == []
    assert seasons.too_far() == []


def test_the_roster_to_come_breaks_no_rule(filled):
    newest = Programme.objects.order_by("-school_year")[0]
    first = Session.objects.filter(programme=newest).earliest("date").date
    assert seasons.roster_problems_to_come(newest, first) == []


def test_seats_of_the_past_are_accepted(filled):
    assert CrewSeat.objects.filter(date__lte=cast.TODAY).exclude(state="ACCEPTED").count() == 0


def test_no_day_is_over_booked(filled):
    assert set(seasons.places_taken().values()) == {(PUPILS_A_DAY, PUPILS_A_DAY)}


def test_tallies_are_what_is_counted_anew(filled):
    kept = seasons.tallies()
    assert seasons.tallies_counted_anew() == kept


def test_answers_kept_beside_days_are_those_of_the_rows(filled):
    assert seasons.answers_kept() == seasons.answers_counted()
    assert sum(row["paired"] for row in seasons.answers_kept().values()) > 100


def test_answers_are_of_past_days_and_their_questions_frozen(filled):
    assert Response.objects.filter(answered_on__gt=cast.TODAY).count() == 0
    assert InstrumentVersion.objects.filter(frozen_on=None).count() == 0


def test_a_database_that_holds_something_is_not_filled(filled):
    with pytest.raises(CommandError) as no:
        fill()
    assert str(no.value) == "The database is not empty. Set DATABASE_URL to an empty one."
