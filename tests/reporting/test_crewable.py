"""How many cars of a day can be crewed, on the season page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programmes.actions import answer_availability
from programmes.choices import Answer, Service
from programmes.models import Programme
from reporting.counts import COLUMNS, DayCounts
from reporting.crewable import crewable
from reporting.season import season_page
from sessions.actions.days import call_off
from sessions.choices import CrewRole
from sessions.models import Session
from tests import cast, cast_days

pytestmark = pytest.mark.django_db
POLICE, FIRE, AMBULANCE = Service.POLICE, Service.FIRE, Service.AMBULANCE


@pytest.fixture
def made() -> Programme:
    return cast.programme()


def said(of: Programme) -> dict[int, str]:
    days = Session.objects.filter(programme=of).with_closure().by_date().values_list(*COLUMNS)
    return crewable(of.pk, [DayCounts(*row) for row in days], cast.TODAY)


def free(of: Programme, session: Session, *services: Service, **more) -> None:
    for service in services:
        cast.free(cast.coach(of, service, **more), session.date)


def test_a_day_says_how_many_cars_can_be_crewed_after_the_demonstration(made):
    session = cast_days.session_day(made, cars=3)
    free(made, session, POLICE, POLICE, POLICE, FIRE, FIRE, AMBULANCE)
    # Fire and ambulance show, a police coach leads: police, police and fire are left.
    assert said(made) == {session.pk: "1 of 3 cars can be crewed"}
    standing = cast.standing(cast.coordinator(made), made)
    (month,) = season_page(standing, made, {}).months
    assert [row.cars for row in month.days] == ["1 of 3 cars can be crewed"]


def test_who_has_a_seat_counts_and_who_comes_only_if_needed(made):
    session = cast_days.session_day(made, cars=2)
    for seat in (
        cast_days.seated(session, POLICE),
        cast_days.seated(session, FIRE, CrewRole.DEMONSTRATION),
        cast_days.seated(session, AMBULANCE, CrewRole.DEMONSTRATION),
        cast_days.seated(session, POLICE, CrewRole.LEAD),
    ):
        cast.free(seat.coach, session.date)  # said before he had his seat: counted once
    coach = cast.coach(made, FIRE)
    by = cast.coordinator(made)
    answer_availability(
        coach=coach, date=session.date, answer=Answer.IF_NEEDED, now=cast.NOW, by=by
    )
    assert said(made) == {session.pk: "1 of 2 cars can be crewed"}


def test_a_day_whose_coaches_suffice_or_that_nobody_answered_says_nothing(made):
    enough = cast_days.session_day(made, cars=1)
    free(made, enough, POLICE, POLICE, FIRE, FIRE, AMBULANCE)
    cast_days.session_day(made, date=cast.day(30), cars=4)  # nobody has answered
    full = cast_days.session_day(made, date=cast.day(40), cars=1)
    cast_days.crewed(full)
    assert said(made) == {}


def test_past_and_called_off_days_say_nothing(made):
    past = cast_days.session_day(made, date=cast.day(-3))
    off = cast_days.session_day(made)
    for session in (past, off):
        free(made, session, POLICE)
    call_off(session=off, reason="ice", by=cast.coordinator(made), now=cast.NOW)
    assert said(made) == {}


def test_days_of_one_date_share_who_is_free_and_are_told_together(made):
    one, other = (cast_days.session_day(made, cars=1) for _ in range(2))
    free(made, one, *([POLICE] * 3), *([FIRE] * 3), AMBULANCE, AMBULANCE)
    words = "1 of 2 cars on this date can be crewed"
    assert said(made) == {one.pk: words, other.pk: words}


def test_a_season_without_a_short_day_asks_nothing_and_any_other_two_queries(made):
    full = cast_days.session_day(made, cars=1)
    cast_days.crewed(full)
    days = [DayCounts(*r) for r in Session.objects.with_closure().values_list(*COLUMNS)]
    with CaptureQueriesContext(connection) as found:
        crewable(made.pk, days, cast.TODAY)
    assert len(found) == 0
    for n in (20, 21, 22):
        cast_days.session_day(made, date=cast.day(n))
    days = [DayCounts(*r) for r in Session.objects.with_closure().values_list(*COLUMNS)]
    with CaptureQueriesContext(connection) as found:
        crewable(made.pk, days, cast.TODAY)
    assert len(found) == 2
