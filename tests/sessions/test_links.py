"""The address in a message: it shows, a button answers, it takes one answer, and it dies."""

import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent
from programmes.choices import Service
from programmes.models import Availability, Coach
from sessions.actions.asking import accept_seat, withdraw
from sessions.actions.crews import seat_coach, unseat
from sessions.actions.days import call_off
from sessions.choices import CrewRole
from sessions.links import Asked, answer_link, read_link
from sessions.models import CrewSeat, Session, Withdrawal
from tests import cast, cast_days
from tests.reading import words
from tests.sessions.asking import asked, body, user_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

OK, GONE, NOT_FOUND = HTTPStatus.OK, HTTPStatus.GONE, HTTPStatus.NOT_FOUND


@pytest.fixture
def session() -> Session:
    return cast_days.session_day()


@pytest.fixture
def seat(session: Session) -> CrewSeat:
    return asked(session)


def path_of(seat: CrewSeat) -> str:
    return urlsplit(answer_link(seat)).path


def opened(path: str) -> tuple[int, str]:
    answer = Client().get(path)
    return answer.status_code, words(answer)


def say(path: str, said: str, client: Client | None = None) -> Any:
    return (client or Client(enforce_csrf_checks=True)).post(path, {"answer": said})


# --- the address --------------------------------------------------------------------------------


def test_an_address_says_which_seat_it_asks_about(seat):
    token = path_of(seat).split("/")[2]
    seconds = int(cast.NOW.timestamp())
    assert read_link(token) == Asked(seat.pk, 0, seat.session_id, seat.coach_id, seconds)


def test_an_address_stands_on_the_site_s_own_name_and_names_nobody(seat, settings):
    settings.SITE_URL = "https://runway.example"
    link = answer_link(seat)
    assert link.startswith("https://runway.example/asked/")
    assert seat.coach.family_name not in link


def test_an_address_that_was_changed_or_signed_for_something_else_is_not_read(seat):
    token = path_of(seat).split("/")[2]
    other = signing.Signer(salt="something.else", sep=".").sign_object([1, 0, 1, 1, 0])
    for forged in (token[:-1], f"x{token}", "nonsense", other):
        with pytest.raises(signing.BadSignature):
            read_link(forged)


# --- looking ------------------------------------------------------------------------------------


def test_a_look_shows_the_day_and_answers_nothing(session, seat):
    beside = cast_days.seated(session, Service.FIRE)
    before = AuditEvent.objects.count()
    status, said = opened(path_of(seat))
    assert status == OK
    for shown in (
        "Monday 7 December",
        session.airfield.name,
        "9:30am to 2:30pm",
        "Car 1",
        beside.coach.short_name,
        str(seat.coach),
    ):
        assert shown in said
    for _ in range(2):  # programs that read mail open addresses, and ask for heads
        Client().head(path_of(seat))
    assert CrewSeat.objects.get(pk=seat.pk).state == "ASKED"
    assert AuditEvent.objects.count() == before


def test_the_page_is_kept_by_nobody_and_told_to_nobody(seat):
    for path in (path_of(seat), "/asked/nonsense/"):
        heads = Client().get(path).headers
        assert heads["Cache-Control"] == "private, no-store"
        assert heads["Referrer-Policy"] == "no-referrer"
        assert heads["X-Robots-Tag"] == "noindex, nofollow"


def test_the_page_shows_no_pupil(session, seat):
    booking = cast_days.booking(session)
    cast_days.enrolled(booking)
    _, said = opened(path_of(seat))
    assert [name for name in cast_days.GIVEN_NAMES if name in said] == []
    assert booking.school.name not in said


def test_other_ways_of_asking_are_refused(seat):
    assert Client().put(path_of(seat)).status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_more_coaches_on_the_day_cost_no_more_queries(session, seat):
    cost: list[int] = []
    for services in ((Service.FIRE,), (Service.POLICE, Service.FIRE)):
        for service in services:
            cast_days.seated(session, service, car=cast_days.cars_of(session)[len(cost)])
        with CaptureQueriesContext(connection) as found:
            opened(path_of(seat))
        cost.append(len(found))
    assert cost == [3, 3]


# --- answering ----------------------------------------------------------------------------------


def test_yes_is_kept_and_the_address_then_says_so(seat):
    path = path_of(seat)
    answer = say(path, "yes")
    assert (answer.status_code, answer["Location"]) == (302, path)
    kept = CrewSeat.objects.get()
    assert (kept.state, kept.answered_at) == ("ACCEPTED", cast.NOW)
    assert AuditEvent.objects.get(verb="accepted seat (by link)").by is None
    status, said = opened(path)
    assert (status, "You have said yes" in said, "under My days" in said) == (OK, True, True)


def test_no_is_kept_and_the_address_then_says_so(session, seat):
    path = path_of(seat)
    say(path, "no")
    assert CrewSeat.objects.count() == 0
    assert Withdrawal.objects.get().reason == "DECLINED"
    assert Availability.objects.get().answer == "NOT_FREE"
    status, said = opened(path)
    assert (status, "You have said no" in said) == (OK, True)


def test_an_address_takes_one_answer(seat):
    path = path_of(seat)
    say(path, "yes")
    answer = say(path, "no")
    assert (answer.status_code, "You have said yes" in words(answer)) == (OK, True)
    assert CrewSeat.objects.get().state == "ACCEPTED"


def test_an_answer_that_is_none_is_asked_again(seat):
    for said in ("", "perhaps"):
        answer = say(path_of(seat), said)
        assert (answer.status_code, "Choose one of the two answers." in words(answer)) == (OK, True)
    assert CrewSeat.objects.get().state == "ASKED"


def test_what_is_in_the_way_is_said_on_the_page(seat):
    Coach.objects.update(trained_until=cast.day(1))
    answer = say(path_of(seat), "yes")
    assert (answer.status_code, "Coach training of" in words(answer)) == (OK, True)


def test_who_is_signed_in_as_somebody_else_answers_for_the_coach_of_the_message(session, seat):
    client = cast.signed_in(cast.coordinator(session.programme), session.programme)
    assert say(path_of(seat), "yes", client).status_code == HTTPStatus.FOUND
    assert CrewSeat.objects.get().state == "ACCEPTED"


# --- dead addresses -----------------------------------------------------------------------------


def test_forged_addresses_lead_nowhere():
    status, said = opened("/asked/WzEsMF0.forged/")
    assert (status, "This address leads nowhere" in said) == (NOT_FOUND, True)
    assert say("/asked/nonsense/", "yes").status_code == NOT_FOUND


def test_a_seat_that_was_taken_away_is_gone(session, seat):
    unseat(seat=CrewSeat.objects.get(), by=cast.coordinator(session.programme), now=cast.NOW)
    status, said = opened(path_of(seat))
    assert (status, "You are not asked for this any more" in said) == (GONE, True)
    assert say(path_of(seat), "yes").status_code == GONE


def test_an_older_no_is_no_answer_to_a_later_question(session, seat):
    by = cast.coordinator(session.programme)
    say(path_of(seat), "no")
    later = cast.NOW + datetime.timedelta(hours=1)
    again = seat_coach(session=session, coach=seat.coach, role=CrewRole.LEAD, by=by, now=later)
    assert opened(path_of(seat))[0] == GONE  # the first question
    unseat(seat=CrewSeat.objects.get(), by=by, now=later)
    assert opened(path_of(again))[0] == GONE
    assert opened(path_of(seat))[0] == OK  # to which he had said no


def test_a_seat_that_changed_needs_the_newer_message(seat):
    CrewSeat.objects.update(revision=1)
    status, said = opened(path_of(seat))
    assert (status, "Your seat has changed since" in said) == (GONE, True)
    assert say(path_of(seat), "yes").status_code == GONE
    assert CrewSeat.objects.get().state == "ASKED"


def test_an_address_is_dead_after_its_day(session, seat):
    path = path_of(seat)
    with time_machine.travel(cast_days.at_day(session, 22), tick=False):
        assert opened(path)[0] == OK
    with time_machine.travel(cast_days.at_day(session) + datetime.timedelta(days=1), tick=False):
        status, said = opened(path)
        assert (status, "This day is past" in said) == (GONE, True)
        assert say(path, "yes").status_code == GONE


def test_a_day_called_off_needs_no_answer(session, seat):
    call_off(session=session, reason="Snow", by=cast.coordinator(session.programme), now=cast.NOW)
    status, said = opened(path_of(seat))
    assert (status, "This day is called off" in said, "Snow" in said) == (GONE, True, True)


def test_a_day_that_was_deleted_leads_to_no_page_of_anybody(seat):
    gone = CrewSeat(pk=1, session_id=10**9, coach_id=seat.coach_id)
    assert opened(path_of(gone))[0] == GONE


def test_an_address_of_one_coach_does_not_answer_for_another(session, seat):
    other = cast.coach(session.programme)
    path = path_of(seat)
    CrewSeat.objects.update(coach=other)
    assert say(path, "yes").status_code == GONE
    assert CrewSeat.objects.get().state == "ASKED"


def test_a_yes_at_the_same_moment_beats_a_no(session, seat):
    """The page was looked at before; the seat was accepted in between."""
    stale = CrewSeat.objects.get()
    accept_seat(seat=seat, by=user_of(seat.coach), now=cast.NOW)
    answer = say(path_of(stale), "no")
    assert "You have said yes" in words(answer)
    [gone] = withdraw(
        seats=[CrewSeat.objects.get()], reason="CANNOT_COME", by=user_of(seat.coach), now=cast.NOW
    )
    assert gone.had_accepted is True
    assert "You have said no" in opened(path_of(stale))[1]


def test_the_message_holds_the_address(seat):
    assert answer_link(seat) in body("sessions/asked")
