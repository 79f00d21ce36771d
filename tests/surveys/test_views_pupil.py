"""Tests of what a pupil meets: entering a code, one question a screen, sending, the receipt."""

import datetime
from http import HTTPStatus

import pytest
import time_machine
from django.test import Client

from sessions.actions.bookings import release_booking
from sessions.actions.places import Consents, record_consents, withdraw_place
from sessions.choices import Consent
from sessions.models import Place
from surveys.actions.answers import UNKNOWN
from surveys.choices import Matched, WaveKind
from surveys.models import OpenAnswer, Participant, Response, Wave
from surveys.rules.codes import show_code
from surveys.views import answer_cookie
from tests import cast, cast_days, cast_surveys
from tests.surveys.pupils import OPEN, QUESTIONS, answer_all, at, begun, kept, said

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
