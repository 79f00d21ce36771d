"""Tests of what a pupil meets: entering a code, one question a screen, sending, the receipt."""

import datetime
from http import HTTPStatus

import pytest
import time_machine
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sessions.actions.bookings import release_booking
from sessions.actions.places import Consents, record_consents, withdraw_place
from sessions.choices import Consent
from sessions.models import Place
from surveys.actions.answers import UNKNOWN
from surveys.actions.waves import change_wave
from surveys.choices import Matched, WaveKind
from surveys.models import OpenAnswer, Participant, Response, Wave
from surveys.questionnaire import forget_wave
from surveys.rules.codes import show_code
from surveys.views import answer_cookie
from tests import cast, cast_days, cast_surveys

pytestmark = pytest.mark.django_db

QUESTIONS = 25  # in either wave
OPEN = datetime.datetime.combine(cast_days.SOON, datetime.time(8), datetime.UTC)


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


def at(wave: Wave, page: str | int = "") -> str:
    return f"/s/{wave.link}/{page}/" if page else f"/s/{wave.link}/"


def begun(wave: Wave, typed: str) -> Client:
    """A browser in which a code has been entered."""
    client = Client()
    client.post(at(wave), {"code": typed})
    return client


def answer_all(client: Client, wave: Wave, total: int, answer: str = "1") -> None:
    for n in range(1, total + 1):
        client.post(at(wave, n), {"answer": answer})


def kept(client: Client) -> str:
    """The packed record under way in this browser."""
    text = client.cookies["answers"].value
    link = client.cookies["answers"]["path"].split("/")[2]
    record = signing.loads(
        text, salt=f"surveys.answers:{link}", serializer=answer_cookie.Words
    )[6]
    return str(record)


# --- the way through ----------------------------------------------------------------------------


def test_the_first_page_says_what_this_is_and_shows_what_a_code_looks_like(wave):
    page = Client().get(at(wave)).content.decode()
    for words in (
        "Before your day",
        "about 10 minutes",
        "leave any question out",
        "K7P-2XQ-9R7",
        'autocapitalize="characters"',
        'autocomplete="off"',
    ):
        assert words in page


def test_a_pupil_answers_every_question_and_has_a_receipt(wave, pupil):
    client = begun(wave, show_code(pupil.code).lower())
    answer_all(client, wave, QUESTIONS)
    assert (
        "You have been through all 25 questions." in client.get(at(wave, "send")).content.decode()
    )
    sent = client.post(at(wave, "send"))
    assert (sent.status_code, sent.headers["Location"]) == (HTTPStatus.FOUND, at(wave, "receipt"))
    stored = Response.objects.get()
    assert (stored.participant_id, stored.wave_id, stored.codes, stored.matched) == (
        pupil.pk,
        wave.pk,
        "1" * QUESTIONS + "----",
        Matched.EXACT,
    )
    page = client.get(at(wave, "receipt")).content.decode()
    assert "Thank you. Your answers are stored." in page
    assert stored.client_id.hex[:8].upper() in page
    assert client.cookies["answers"].value == ""


def test_all_left_out_is_stored_as_left_out(wave, pupil):
    client = begun(wave, pupil.code)
    answer_all(client, wave, QUESTIONS, "")
    assert "You left 25 questions out." in client.get(at(wave, "send")).content.decode()
    client.post(at(wave, "send"))
    assert Response.objects.get().codes == "." * QUESTIONS + "----"


def test_rather_not_say_counts_even_beside_a_choice_and_stays_when_next_is_pressed(wave, pupil):
    client = begun(wave, pupil.code)
    client.post(at(wave, 1), {"answer": ["4", "!"]})
    assert kept(client)[0] == "!"
    assert "You said: I’d rather not say." in client.get(at(wave, 1)).content.decode()
    client.post(at(wave, 1), {})
    assert kept(client)[0] == "!"
    client.post(at(wave, 1), {"answer": "2"})
    assert kept(client)[0] == "2"


def test_coming_back_shows_the_answer_and_lets_it_be_changed(wave, pupil):
    client = begun(wave, pupil.code)
    client.post(at(wave, 1), {"answer": "4"})
    assert 'value="4" checked' in client.get(at(wave, 1)).content.decode()
    client.post(at(wave, 1), {"answer": "5"})
    assert kept(client)[0] == "5"


def test_who_has_been_at_the_end_goes_on_to_the_next_question_left_out(wave, pupil):
    client = begun(wave, pupil.code)
    answer_all(client, wave, QUESTIONS)
    for n in (3, 7):
        client.post(at(wave, n), {})
    client.get(at(wave, "send"))
    assert client.post(at(wave, 3), {"answer": "1"}).headers["Location"] == at(wave, 7)
    assert client.post(at(wave, 7), {"answer": "1"}).headers["Location"] == at(wave, "send")


def test_own_words_are_kept_beside_the_codes(pupil):
    after = cast_surveys.wave(pupil.programme, WaveKind.AFTER)
    client = begun(after, pupil.code)
    client.post(at(after, QUESTIONS), {"answer": "Я скажу «ні» 🚗\r\nif it is too fast\x00"})
    assert "Я скажу «ні» 🚗\nif it is" in client.get(at(after, QUESTIONS)).content.decode()
    client.post(at(after, "send"))
    assert OpenAnswer.objects.get().text == "Я скажу «ні» 🚗\nif it is too fast"
    assert Response.objects.get().codes[-1] == "1"


def test_own_words_can_be_taken_back(pupil):
    after = cast_surveys.wave(pupil.programme, WaveKind.AFTER)
    client = begun(after, pupil.code)
    client.post(at(after, QUESTIONS), {"answer": "Something"})
    client.post(at(after, QUESTIONS), {"answer": ""})
    client.post(at(after, "send"))
    assert (OpenAnswer.objects.count(), Response.objects.get().codes[-1]) == (0, ".")


def test_500_letters_of_four_bytes_fit_into_the_browser(pupil):
    after = cast_surveys.wave(pupil.programme, WaveKind.AFTER)
    client = begun(after, pupil.code)
    words = "".join(chr(0x1F300 + n) for n in range(600))
    assert client.post(at(after, QUESTIONS), {"answer": words}).status_code == HTTPStatus.FOUND
    assert len(client.cookies["answers"].value) < answer_cookie.LONGEST
    client.post(at(after, "send"))
    assert OpenAnswer.objects.get().text == words[:500]


def test_words_too_long_for_the_browser_are_not_lost(pupil, monkeypatch):
    monkeypatch.setattr(answer_cookie, "LONGEST", 600)
    after = cast_surveys.wave(pupil.programme, WaveKind.AFTER)
    client = begun(after, pupil.code)
    words = "".join(chr(0x1F300 + n) for n in range(300))
    page = client.post(at(after, QUESTIONS), {"answer": words}).content.decode()
    assert answer_cookie.TOO_LONG in page
    assert words in page


def test_an_answer_that_is_not_offered_is_told_and_not_kept(wave, pupil):
    client = begun(wave, pupil.code)
    page = client.post(at(wave, 1), {"answer": "9"}).content.decode()
    assert "Question 1: choose one of the answers shown." in page
    assert kept(client) == "." * QUESTIONS + "----"


# --- coming in ----------------------------------------------------------------------------------


def said(wave: Wave, typed: str) -> str:
    """What stands by the field when a code is not taken."""
    return "".join(Client().post(at(wave), {"code": typed}).context["form"].errors["code"])


def test_a_slip_is_corrected_said_and_stored_as_corrected(wave, pupil):
    slip = "C" if pupil.code[3] != "C" else "D"
    client = begun(wave, pupil.code[:3] + slip + pupil.code[4:])
    page = client.get(at(wave, 1)).content.decode()
    assert f'We read your code as <b class="rw-code">{show_code(pupil.code)}</b>' in page
    client.post(at(wave, "send"))
    assert Response.objects.get().matched == Matched.CORRECTED


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Enter the code on your card."),
        ("K7P", "A code has 9 letters and numbers. This one has only 3."),
        ("X" * 41, "That is longer than a code. Look at your card and type it again."),
        ("000000000", UNKNOWN),
    ],
)  # fmt: skip
def test_what_is_no_code_is_told_kindly_by_the_field(wave, typed, sentence):
    assert said(wave, typed) == sentence


def test_a_code_of_another_programme_is_not_known_here(wave):
    other = cast_surveys.coded(n=1)[0]
    assert said(wave, other.code).startswith("We do not know this code.")


def test_a_survey_that_is_not_open_yet_says_when_it_opens(wave, pupil, clock):
    clock.move_to(OPEN - datetime.timedelta(days=15))
    assert said(wave, pupil.code) == "This survey opens on 23 November."


def test_a_survey_that_is_over_says_so(wave, pupil, clock):
    clock.move_to(OPEN + datetime.timedelta(days=1))
    assert said(wave, pupil.code) == (
        "This survey closed on 7 December. It had to be answered before your day."
    )


def test_who_said_no_to_the_survey_is_sent_away_kindly(wave, pupil):
    place = Place.objects.get(codekey__participant=pupil)
    record_consents(
        booking=place.booking,
        consents={place.pk: Consents(Consent.YES, Consent.NO, Consent.YES)},
        by=cast.coordinator(pupil.programme),
    )
    assert said(wave, pupil.code) == (
        "You are not taking part in this survey. That is fine; your day is the same."
    )


@pytest.mark.parametrize("how", ["released", "withdrawn"])
def test_who_has_no_place_any_more_has_no_code_either(wave, pupil, how):
    place = Place.objects.get(codekey__participant=pupil)
    by = cast.coordinator(pupil.programme)
    if how == "released":
        release_booking(booking=place.booking, by=by, now=cast.NOW)
    else:
        withdraw_place(place=place, by=by, now=cast.NOW)
    assert said(wave, pupil.code).startswith("We do not know this code.")


def test_a_second_answer_with_the_same_code_is_refused(wave, pupil):
    cast_surveys.answer(pupil, wave, on=cast_days.SOON)
    assert said(wave, pupil.code).startswith("This code has already answered this survey.")


def test_a_wave_that_is_not_there_is_not_found():
    for page in ("", "1/", "send/", "receipt/"):
        assert Client().get(f"/s/0123456789/{page}").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("n", [0, 26])
def test_there_is_no_question_before_the_first_and_after_the_last(wave, pupil, n):
    assert begun(wave, pupil.code).get(at(wave, n or "0")).status_code == HTTPStatus.NOT_FOUND


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
