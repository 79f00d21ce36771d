"""Tests of the counts kept beside each day."""

import pytest

from programmes.choices import Service
from sessions.choices import CrewRole
from sessions.models import Tally
from tests import cast_days

pytestmark = pytest.mark.django_db


def tally(session):
    kept = Tally.objects.filter(pk=session.pk).values()[0]
    return {name: number for name, number in kept.items() if number and name != "session_id"}


def test_a_new_day_counts_its_cars_and_nothing_else():
    session = cast_days.session_day(cars=3)
    assert tally(session) == {"cars": 3}


def test_a_crew_is_counted_by_what_it_does():
    session = cast_days.session_day(cars=2)
    cast_days.crewed(session)
    cast_days.seated(session, Service.POLICE, CrewRole.LEAD)
    assert tally(session) == {
        "cars": 2,
        "seats_filled": 4,
        "demonstration_fire": 1,
        "demonstration_ambulance": 1,
        "leads": 1,
    }
