"""Many pupils at once: acknowledged is kept, nothing is doubled, nobody meets an error."""

import time
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection, transaction

from surveys.actions.answers import Sent, store_answers
from surveys.actions.codes import issue_codes
from surveys.choices import WaveKind
from surveys.models import CodeKey, Participant, Response, SurveyTally, Wave
from surveys.questionnaire import instrument_of
from surveys.tallies import count_answers
from tests import cast, cast_days, cast_surveys
from tests.at_once import SQLITE, at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

Job = Callable[[], object]


@pytest.fixture
def pupils() -> list[Participant]:
    day = cast_days.session_day(cars=4)
    return cast_surveys.coded(cast_days.booking(day, 20))


@pytest.fixture
def wave(pupils: list[Participant]) -> Wave:
    return cast_surveys.wave(pupils[0].programme)


def sending(pupil: Participant, wave: Wave, client_id=None) -> Job:
    """The pupil's "Send my answers", prepared; with ``client_id`` the same click again."""
    on = cast_days.SOON
    entrant = cast_surveys.entrant(pupil, wave, on)
    instrument = instrument_of(wave.version_id)
    codes = cast_surveys.record(wave)
    return lambda: store_answers(
        wave=wave,
        instrument=instrument,
        entrant=entrant,
        sent=Sent(client_id=client_id or uuid4(), codes=codes, own_words={}, seconds=60),
        today=on,
    )


def tally() -> tuple[int, int, int]:
    rows: tuple[int, int, int] = SurveyTally.objects.values_list("before", "after", "paired").get()
    return rows


def test_the_same_answer_sent_20_times_at_once_is_stored_once(pupils, wave):
    assert at_once(*[sending(pupils[0], wave, uuid4())] * 20) == {"done": 20}
    assert (Response.objects.count(), tally()) == (1, (1, 0, 0))


def look_then_write(pupil: Participant, wave: Wave, codes: str) -> None:
    """Storing as one would write it without thinking: the control."""
    if SQLITE:
        connection.transaction_mode = None  # type: ignore[attr-defined]  # Django's default
    with transaction.atomic():
        if Response.objects.filter(participant=pupil, wave=wave).exists():
            return
        time.sleep(0.01)
        Response.objects.create(
            client_id=uuid4(),
            participant=pupil,
            wave=wave,
            codes=codes,
            answered_on=cast_days.SOON,
        )


def test_control_looking_first_and_writing_shows_errors_to_pupils(pupils, wave):
    codes = cast_surveys.record(wave)
    found = at_once(*[lambda: look_then_write(pupils[0], wave, codes)] * 20)
    assert found["done"] < 20


def test_20_answers_with_one_code_at_once_are_one_answer_and_19_refusals(pupils, wave):
    jobs = [sending(pupils[0], wave) for _ in range(20)]
    assert at_once(*jobs) == {"done": 1, "NotTaken": 19}
    assert (Response.objects.count(), tally()) == (1, (1, 0, 0))


def test_a_class_that_sends_at_once_is_all_stored_and_counted(pupils, wave):
    assert at_once(*[sending(pupil, wave) for pupil in pupils]) == {"done": 20}
    assert (Response.objects.count(), tally()) == (20, (20, 0, 0))


def test_both_waves_sent_at_once_make_pairs(pupils, wave):
    after = cast_surveys.wave(pupils[0].programme, WaveKind.AFTER)
    jobs = [sending(pupil, one) for pupil in pupils[:10] for one in (wave, after)]
    assert at_once(*jobs) == {"done": 20}
    assert tally() == (10, 10, 10)
    [counted] = count_answers([pupils[0].session_id]).values()
    assert counted == {"before": 10, "after": 10, "paired": 10, "follow_up": 0, "follow_up_2": 0}


def test_codes_issued_by_two_people_at_once_are_issued_once():
    booking = cast_days.booking(places=5)
    cast_days.enrolled(booking)
    by = cast.coordinator(booking.session.programme)
    assert at_once(*[lambda: issue_codes(booking=booking, by=by)] * 4) == {"done": 4}
    assert (CodeKey.objects.count(), Participant.objects.count()) == (5, 5)
