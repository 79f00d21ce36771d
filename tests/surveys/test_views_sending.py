"""Tests of what a pupil's browser carries, of sending, and of the receipt."""

import datetime
from http import HTTPStatus

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from surveys.actions.waves import change_wave
from surveys.choices import WaveKind
from surveys.models import Participant, Response, Wave
from surveys.questionnaire import forget_wave
from surveys.rules.codes import show_code
from tests import cast, cast_days, cast_surveys
from tests.surveys.pupils import OPEN, at, begun, kept, said

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    """The morning of the day itself: both the first and the second wave are open."""
    with time_machine.travel(OPEN, tick=False) as traveller:
        yield traveller


@pytest.fixture
def pupil() -> Participant:
    return cast_surveys.coded(n=2)[0]


@pytest.fixture
def wave(pupil: Participant) -> Wave:
    return cast_surveys.wave(pupil.programme)


# --- what the browser carries -------------------------------------------------------------------


@pytest.mark.parametrize("page", [1, "send", "receipt"])
def test_without_answers_under_way_all_pages_lead_to_the_code(wave, page):
    assert Client().get(at(wave, page)).headers["Location"] == at(wave)


def test_a_cookie_that_was_tampered_with_leads_back_to_the_code(wave, pupil):
    client = begun(wave, pupil.code)
    text = client.cookies["answers"].value
    client.cookies["answers"] = ("B" if text[0] == "A" else "A") + text[1:]
    assert client.get(at(wave, 1)).headers["Location"] == at(wave)
    assert client.post(at(wave, "send")).headers["Location"] == at(wave)
    assert Response.objects.count() == 0


def test_a_cookie_of_another_wave_is_none_of_this(wave, pupil):
    after = cast_surveys.wave(pupil.programme, WaveKind.AFTER)
    client = begun(wave, pupil.code)
    client.cookies["answers"] = client.cookies["answers"].value  # sent everywhere
    assert client.get(at(after, 1)).headers["Location"] == at(after)


def test_a_cookie_older_than_half_a_day_is_forgotten(wave, pupil, clock):
    client = begun(wave, pupil.code)
    clock.move_to(OPEN + datetime.timedelta(hours=12, seconds=1))
    assert client.get(at(wave, 1)).headers["Location"] == at(wave)


def test_answers_to_a_version_that_was_exchanged_meanwhile_begin_again(wave, pupil):
    client = begun(wave, pupil.code)
    Wave.objects.filter(pk=wave.pk).update(version=cast_surveys.small_version())
    forget_wave(wave.link)
    assert client.get(at(wave, 1)).headers["Location"] == at(wave)


def test_the_cookie_is_for_this_wave_only_and_no_script_reads_it(wave, pupil):
    cookie = begun(wave, pupil.code).cookies["answers"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (
        at(wave),
        True,
        "Lax",
        12 * 3600,
    )


def test_who_comes_back_goes_on_after_the_last_answer_or_starts_as_somebody_else(wave, pupil):
    client = begun(wave, pupil.code)
    client.post(at(wave, 1), {"answer": "1"})
    page = client.get(at(wave))
    assert page.context["go_on"] == at(wave, 2)
    assert show_code(pupil.code) in page.content.decode()
    client.post(at(wave), {"again": "yes"})
    assert client.get(at(wave, 1)).headers["Location"] == at(wave)


def test_who_has_been_at_the_end_goes_on_there(wave, pupil):
    client = begun(wave, pupil.code)
    client.get(at(wave, "send"))
    assert client.get(at(wave)).context["go_on"] == at(wave, "send")


def test_the_same_code_entered_again_keeps_the_answers_another_code_does_not(wave, pupil):
    client = begun(wave, pupil.code)
    client.post(at(wave, 1), {"answer": "5"})
    assert client.post(at(wave), {"code": pupil.code}).headers["Location"] == at(wave, 2)
    assert kept(client)[0] == "5"
    other = Participant.objects.exclude(pk=pupil.pk).get()
    assert client.post(at(wave), {"code": other.code}).headers["Location"] == at(wave, 1)
    assert kept(client)[0] == "."


def test_pages_of_pupils_are_kept_by_no_browser_and_name_no_code_in_an_address(wave, pupil):
    client = Client()
    begin = client.post(at(wave), {"code": pupil.code})
    for response in (client.get(at(wave)), client.get(at(wave, 1)), client.get(at(wave, "send"))):
        assert response.headers["Cache-Control"] == "no-store"
    assert begin.headers["Location"] == at(wave, 1)


def test_a_question_asks_the_database_nothing_and_opens_no_login_session(wave, pupil):
    client = begun(wave, pupil.code)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(at(wave, 1))
        client.post(at(wave, 1), {"answer": "3"})
        client.get(at(wave, "send"))
    assert len(asked) == 0
    assert set(client.cookies) == {"answers", "receipt", "csrftoken"}


def test_questions_are_not_taken_without_the_forms_token(wave, pupil):
    client = Client(enforce_csrf_checks=True)
    assert client.post(at(wave), {"code": pupil.code}).status_code == HTTPStatus.FORBIDDEN


# --- sending ------------------------------------------------------------------------------------


def test_sending_twice_shows_the_same_receipt_and_stores_once(wave, pupil):
    client = begun(wave, pupil.code)
    before = client.cookies["answers"].value
    client.post(at(wave, "send"))
    first = client.get(at(wave, "receipt")).context["number"]
    # a second click, before the first answer came: the browser sends the old cookie
    client.cookies["answers"] = before
    client.post(at(wave, "send"))
    # a third one, after it came
    assert client.post(at(wave, "send")).headers["Location"] == at(wave, "receipt")
    assert client.get(at(wave, "receipt")).context["number"] == first
    assert Response.objects.count() == 1


def test_sending_other_answers_after_the_first_is_refused_kindly(wave, pupil):
    one, two = begun(wave, pupil.code), begun(wave, pupil.code)
    one.post(at(wave, "send"))
    two.post(at(wave, 1), {"answer": "5"})
    refused = two.post(at(wave, "send"))
    assert refused.status_code == HTTPStatus.CONFLICT
    assert "This code has already answered this survey." in refused.content.decode()
    assert two.cookies["answers"].value == ""
    assert Response.objects.get().codes[0] == "."


def test_answers_begun_on_the_last_day_are_not_taken_the_next(wave, pupil, clock):
    late = datetime.datetime.combine(cast_days.SOON, datetime.time(23, 30), datetime.UTC)
    clock.move_to(late)
    client = begun(wave, pupil.code)
    clock.move_to(late + datetime.timedelta(hours=1))
    assert "This survey closed on 7 December." in client.post(at(wave, "send")).content.decode()
    assert Response.objects.count() == 0


def test_answers_begun_before_midnight_are_taken_after_it_while_the_wave_is_open(pupil, clock):
    after = cast_surveys.wave(pupil.programme, WaveKind.AFTER)
    late = datetime.datetime.combine(cast_days.SOON, datetime.time(23, 30), datetime.UTC)
    clock.move_to(late)
    client = begun(after, pupil.code)
    clock.move_to(late + datetime.timedelta(hours=1))
    assert client.post(at(after, "send")).headers["Location"] == at(after, "receipt")
    assert Response.objects.get().answered_on == cast_days.SOON + datetime.timedelta(days=1)


def test_a_wave_that_closes_meanwhile_still_takes_answers_begun_that_day(
    wave, pupil, django_capture_on_commit_callbacks
):
    client = begun(wave, pupil.code)
    with django_capture_on_commit_callbacks(execute=True):
        change_wave(
            wave=wave,
            version=wave.version,
            opens_days=-14,
            closes_days=-1,
            asks_day=True,
            asks_waiting=True,
            by=cast.coordinator(pupil.programme),
        )
    assert said(wave, pupil.code).startswith("This survey closed on 6 December.")
    assert client.post(at(wave, "send")).headers["Location"] == at(wave, "receipt")


def test_seconds_count_from_the_code_to_sending(wave, pupil, clock):
    client = begun(wave, pupil.code)
    clock.move_to(OPEN + datetime.timedelta(minutes=8, seconds=3))
    client.post(at(wave, "send"))
    assert Response.objects.get().seconds == 483


def test_when_the_database_does_not_store_the_answers_stay_on_the_screen(wave, pupil):
    client = begun(wave, pupil.code)
    client.post(at(wave, 1), {"answer": "2"})

    def locked(execute, sql, params, many, context):
        from django.db import OperationalError

        raise OperationalError("database is locked")

    with connection.execute_wrapper(locked):
        failed = client.post(at(wave, "send"))
    assert failed.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert "Your answers are not stored yet." in failed.content.decode()
    assert kept(client)[0] == "2"
    client.post(at(wave, "send"))
    assert Response.objects.get().codes[0] == "2"


def test_a_receipt_is_shown_for_some_minutes_only(wave, pupil, clock):
    client = begun(wave, pupil.code)
    client.post(at(wave, "send"))
    clock.move_to(OPEN + datetime.timedelta(minutes=11))
    assert client.get(at(wave, "receipt")).headers["Location"] == at(wave)
