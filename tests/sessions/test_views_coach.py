"""A coach's own page: where he is to be, and his answers for the days to come."""

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent
from accounts.roles import Role
from programmes.choices import PartnerKind, Service
from programmes.models import Availability, Coach, Partner, Programme
from sessions.actions.crews import seat_coach
from sessions.actions.days import call_off
from sessions.choices import CrewRole
from sessions.models import Session
from tests import cast, cast_days
from tests.sessions.people import coach_on, organiser

pytestmark = pytest.mark.django_db
DAYS = "/my-days/"


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


def seat(coach: Coach, session: Session, role: CrewRole = CrewRole.LEAD) -> None:
    car = cast_days.cars_of(session)[0] if role == CrewRole.CAR else None
    by = cast.coordinator(coach.programme)
    seat_coach(session=session, coach=coach, role=role, car=car, by=by, now=cast.NOW)


def page(client: Client) -> str:
    answer = client.get(DAYS)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def say(client: Client, session: Session, answer: str):
    return client.post(reverse("sessions:answer", args=[session.pk]), {"answer": answer})


# --- who ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [r for r in Role if r != Role.COACH])
def test_other_roles_are_refused(made, role):
    client = cast.signed_in(cast.person(made, role), made)
    session = cast_days.session_day(made)
    assert client.get(DAYS).status_code == 403
    assert say(client, session, "FREE").status_code == 403


def test_a_coach_by_role_who_is_not_on_the_list_is_told_whom_to_ask(made):
    at = cast.partner(made, PartnerKind.FIRE)
    user = cast.person(made, Role.COACH, at=at)
    client = cast.signed_in(user, made)
    assert "You are not on the list of coaches yet" in page(client)
    assert say(client, cast_days.session_day(made), "FREE").status_code == 404


# --- his days -----------------------------------------------------------------------------------


def test_a_day_says_where_when_and_with_whom(made, coach, client):
    session = cast_days.session_day(made)
    seat(coach, session, CrewRole.CAR)
    beside = cast_days.seated(session, Service.FIRE)
    elsewhere = cast_days.seated(session, Service.FIRE, car=cast_days.cars_of(session)[1])
    text = page(client)
    assert "Monday 7 December" in text
    assert f"{session.airfield.name}, IV20 1XW, 9:30am to 2:30pm" in text
    assert "<b>Car 1</b>" in text
    assert (beside.coach.short_name in text, elsewhere.coach.short_name in text) == (True, False)


@pytest.mark.parametrize(
    ("role", "service", "words"),
    [
        (CrewRole.LEAD, Service.POLICE, "You lead the day"),
        (CrewRole.DEMONSTRATION, Service.FIRE, "Demonstration"),
    ],
)
def test_a_day_says_the_role(made, role, service, words):
    client, _ = coach_on(cast_days.session_day(made), role, service)
    assert f"<b>{words}</b>" in page(client)


@pytest.mark.parametrize(("days", "opens"), [(-1, True), (0, True), (1, True), (2, False)])
def test_the_register_opens_from_the_day_before_to_the_day_after(made, coach, client, days, opens):
    session = cast_days.session_day(made, date=cast.day(days))
    seat(coach, session)
    assert (reverse("sessions:attendance", args=[session.pk]) in page(client)) == opens


def test_a_day_called_off_says_so_and_opens_no_register(made, coach, client):
    session = cast_days.session_day(made, date=cast.TODAY)
    seat(coach, session)
    call_off(session=session, reason="Ice on the runway", by=cast.coordinator(made), now=cast.NOW)
    text = page(client)
    assert ("Ice on the runway" in text, "Open the register" in text) == (True, False)


def test_past_days_are_counted_without_those_called_off(made, coach, client):
    for days in (-40, -30, -20):
        seat(coach, cast_days.session_day(made, date=cast.day(days)))
    call_off(
        session=Session.objects.get(date=cast.day(-20)),
        reason="Fog",
        by=cast.coordinator(made),
        now=cast.NOW,
    )
    text = page(client)
    assert ("2 days this season" in text, "Wednesday 14 October 2026" in text) == (True, True)


def test_today_stands_before_yesterday(made, coach, client):
    for days in (-1, 0):
        seat(coach, cast_days.session_day(made, date=cast.day(days)))
    text = page(client)
    assert text.index("Monday 23 November") < text.index("Sunday 22 November")


def test_without_days_the_page_says_what_to_do(client):
    assert "No day is open at present" in page(client)


def test_with_open_days_the_page_asks_for_answers(made, client):
    cast_days.session_day(made)
    assert "Say below when you can come" in page(client)


# --- can you come? ------------------------------------------------------------------------------


def test_an_answer_is_kept_and_shown(made, coach, client):
    session = cast_days.session_day(made)
    answer = say(client, session, "FREE")
    assert (answer.status_code, answer["Location"]) == (302, f"{DAYS}#date-2026-12-07")
    assert list(Availability.objects.values_list("coach", "date", "answer")) == [
        (coach.pk, session.date, "FREE")
    ]
    assert 'value="FREE" aria-pressed="true"' in page(client)


def test_the_last_answer_counts(made, client):
    session = cast_days.session_day(made)
    say(client, session, "FREE")
    say(client, session, "NOT_FREE")
    assert [one.answer for one in Availability.objects.all()] == ["NOT_FREE"]


def test_two_airfields_on_a_date_are_one_question(made, client):
    both = [cast_days.session_day(made) for _ in range(2)]
    text = page(client)
    assert text.count('value="FREE"') == 1
    assert [s.airfield.name in text for s in both] == [True, True]


def test_days_with_a_seat_past_days_and_days_called_off_are_not_asked(made, coach, client):
    mine = cast_days.session_day(made)
    seat(coach, mine)
    cast_days.session_day(made, date=cast.day(-3))
    off = cast_days.session_day(made, date=cast.day(9))
    call_off(session=off, reason="Fog", by=cast.coordinator(made), now=cast.NOW)
    assert "Can you come?" not in page(client)


def test_twenty_days_are_asked_at_most(made, client):
    cars, at = [cast.car(made)], cast.airfield(made)
    for n in range(21):
        cast_days.session_day(made, date=cast.day(1 + n), these=cars, at=at)
    assert page(client).count('value="FREE"') == 20


def test_days_that_are_not_asked_take_no_answer(made, client):
    past = cast_days.session_day(made, date=cast.day(-3))
    foreign = cast_days.session_day()
    assert [say(client, s, "FREE").status_code for s in (past, foreign)] == [404, 404]
    assert Availability.objects.count() == 0


def test_a_page_from_before_a_seat_takes_no_answer_for_its_date(made, coach, client):
    session = cast_days.session_day(made)
    seat(coach, session)
    assert say(client, session, "NOT_FREE")["Location"] == DAYS
    assert "You have a seat on this date. Answer for it here." in page(client)
    assert Availability.objects.count() == 0


def test_an_odd_answer_is_not_found_and_a_look_is_not_an_answer(made, client):
    session = cast_days.session_day(made)
    assert say(client, session, "PERHAPS").status_code == 404
    assert client.get(reverse("sessions:answer", args=[session.pk])).status_code == 405


def test_an_answer_is_on_record(made, coach, client):
    say(client, cast_days.session_day(made), "FREE")
    line = AuditEvent.objects.get(verb="said when a coach can come")
    assert line.by == coach.user


# --- papers -------------------------------------------------------------------------------------

SOON, GONE = cast.day(12), cast.day(-1)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"pvg_review_on": SOON}, "Your PVG review is due in 12 days, on 5 December 2026."),
        ({"pvg_review_on": GONE}, "Your PVG review was due on 22 November 2026"),
        ({"pvg_confirmed_on": None}, "Your PVG membership is not confirmed"),
        ({"trained_until": SOON}, "Your coach training ends in 12 days, on 5 December 2026."),
        ({"trained_until": GONE}, "Your coach training ended on 22 November 2026"),
        ({"trained_until": None}, "You have no coach training on record"),
        ({"is_active": False}, "You are marked as no longer taking part."),
    ],
)
def test_papers_that_end_are_said_with_what_to_do(coach, client, change, words):
    Coach.objects.filter(pk=coach.pk).update(**change)
    text = page(client)
    assert words in text
    assert ("co-ordinator" in text, text.count("rw-note")) == (True, 1)


def test_an_agreement_that_ended_shuts_the_register_and_says_so(made, coach, client):
    seat(coach, cast_days.session_day(made, date=cast.TODAY))
    Partner.objects.filter(pk=coach.partner_id).update(agreement_until=GONE)
    text = page(client)
    assert "no data-sharing agreement in force" in text
    assert "Open the register" not in text


def test_a_coach_without_a_review_date_is_told_nothing(coach, client):
    Coach.objects.filter(pk=coach.pk).update(pvg_review_on=None)
    assert "rw-note" not in page(client)


# --- cost ---------------------------------------------------------------------------------------


def test_more_days_cost_no_more_queries(made, coach, client):
    cost = []
    for days in ((1,), (2, 3)):
        for n in days:
            seat(coach, cast_days.session_day(made, date=cast.day(n)), CrewRole.CAR)
            cast_days.session_day(made, date=cast.day(n + 30))
            seat(coach, cast_days.session_day(made, date=cast.day(-n - 5)))
        with CaptureQueriesContext(connection) as asked:
            page(client)
        cost.append(len(asked))
    assert cost[0] == cost[1]
    assert cost[1] <= 12


def test_the_coordinator_has_no_days_of_his_own(made):
    assert organiser(made).get(DAYS).status_code == 403
