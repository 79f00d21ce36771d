"""Tests of keeping what could not be stored under its code, once however often it comes."""

import datetime
import json

import pytest

from accounts.models import AuditEvent
from core.problems import Refused
from surveys.actions.aside import (
    NO_REASON,
    NOT_LEFT_OUT,
    NOTHING_READ,
    SETTLED,
    WHY_NOT,
    leave_out,
    store_by_hand,
    take_up_again,
)
from surveys.choices import Aside, Matched, WaveKind
from surveys.models import OpenAnswer, Participant, Response, SetAside, Wave
from surveys.questionnaire import instrument_of
from surveys.rules.codes import show_code
from tests import cast, cast_days, cast_paper, cast_surveys
from tests.cast_paper import SAME, aside

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave() -> Wave:
    return cast_surveys.wave()


def test_what_is_set_aside_keeps_all_that_came(wave):
    row = aside(wave, own_words={"day4": "All of it."})
    kept = SetAside.objects.get()
    assert kept == row
    assert (kept.typed, kept.reason, kept.mode) == ("K7P-2XQ-9R8", "UNKNOWN_CODE", "TABLET")
    assert (kept.codes, json.loads(kept.own_words)) == (row.codes, {"day4": "All of it."})
    assert (kept.answered_on, kept.came_on) == (cast.TODAY, cast.day(1))
    assert (kept.seconds, kept.settled_on) == (200, None)


def test_nothing_on_record_joins_an_instant_to_an_answer(wave):
    before = AuditEvent.objects.count()
    aside(wave)
    assert AuditEvent.objects.count() == before


def test_the_same_sent_again_is_the_same_row(wave):
    first = aside(wave)
    assert aside(wave, today=cast.day(3)) == first
    assert SetAside.objects.count() == 1


def test_other_answers_under_the_same_number_are_a_row_of_their_own(wave):
    aside(wave)
    aside(wave, digest="b" * 64, reason=Aside.CHANGED)
    assert SetAside.objects.count() == 2


def test_text_that_no_database_takes_is_cut_or_mended(wave):
    row = aside(wave, typed="K\0" * 50, sealed="ab\ud800c", seconds=10**12)
    assert (row.typed, row.sealed, row.seconds) == ("K" * 40, "ab?c", 2**31 - 1)
    assert aside(wave, digest="c" * 64, seconds=-5).seconds == 0
    assert aside(wave, digest="d" * 64, seconds=None).seconds is None


@pytest.mark.parametrize("codes", ["5" * 201, "55\0"])
def test_a_record_that_does_not_fit_is_kept_as_it_came(wave, codes):
    row = aside(wave, codes=codes, reason=Aside.OTHER_VERSION)
    assert (row.codes, row.sealed) == ("", codes.replace("\0", ""))


# --- settled --------------------------------------------------------------------------------------


def held(pupil: Participant, wave: Wave, **given) -> SetAside:
    """What the pupil's tablet sent with a code that nobody holds."""
    on = cast_days.SOON
    return aside(wave, **({"answered_on": on, "today": on} | given))


def by_hand(row: SetAside, code: str) -> Response:
    return store_by_hand(
        aside=row,
        instrument=instrument_of(row.wave.version_id),
        code=code,
        by=cast_paper.keyer(row.wave),
        today=cast_paper.KEYED_ON,
    )


def refusal(row: SetAside, code: str) -> list[str]:
    with pytest.raises(Refused) as no:
        by_hand(row, code)
    assert SetAside.objects.get(pk=row.pk).settled_on is None
    return no.value.sentences


def lines() -> list[tuple[str, str, int | None]]:
    events = AuditEvent.objects.filter(verb__contains=" what was ").order_by("id")
    return list(events.values_list("verb", "target_kind", "target_number"))


@pytest.fixture
def pupil() -> Participant:
    return cast_surveys.coded(n=2)[0]


@pytest.fixture
def after(pupil: Participant) -> Wave:
    return cast_surveys.wave(pupil.programme, WaveKind.AFTER)


def test_answers_are_stored_under_the_code_that_was_found(after, pupil):
    codes = cast_surveys.record(after, {"att1": 1})
    row = held(pupil, after, codes=codes, own_words={"plan": "Speak up"}, language="pl")
    response = by_hand(row, show_code(pupil.code))
    assert (response.participant_id, response.codes, response.matched) == (
        pupil.pk,
        codes,
        Matched.BY_HAND,
    )
    assert (response.client_id, response.mode, response.language) == (SAME, "TABLET", "pl")
    assert (response.answered_on, response.seconds) == (cast_days.SOON, 200)
    assert OpenAnswer.objects.get().text == "Speak up"
    row.refresh_from_db()
    assert (row.response_id, row.settled_on) == (response.pk, cast_paper.KEYED_ON)
    assert row.settled_by is not None
    assert lines() == [("stored by hand what was set aside", "wave", after.pk)]


def test_other_answers_of_the_same_tablet_number_get_a_number_of_their_own(after, pupil):
    mate = Participant.objects.exclude(pk=pupil.pk).get()
    cast_surveys.answer(mate, after, client_id=SAME)
    response = by_hand(held(pupil, after, reason=Aside.CHANGED), pupil.code)
    assert (response.participant_id, response.client_id != SAME) == (pupil.pk, True)


def test_what_cannot_be_read_can_only_be_left_out(after, pupil):
    row = held(pupil, after, codes="", sealed="gibberish", reason=Aside.UNREADABLE)
    assert refusal(row, pupil.code) == [NOTHING_READ]


@pytest.mark.parametrize("code", ["", "000000000", "K7P"])
def test_a_code_that_nobody_holds_is_refused_by_hand(after, pupil, code):
    assert refusal(held(pupil, after), code) == [WHY_NOT[Aside.UNKNOWN_CODE]]


def test_a_slip_is_not_forgiven_by_hand(after, pupil):
    assert refusal(held(pupil, after), pupil.code[:-1]) == [WHY_NOT[Aside.UNKNOWN_CODE]]


def test_a_code_that_has_answered_is_refused_by_hand(after, pupil):
    cast_surveys.answer(pupil, after)
    assert refusal(held(pupil, after), pupil.code) == [WHY_NOT[Aside.ALREADY]]


def test_the_window_holds_by_hand_too(after, pupil):
    row = held(pupil, after, answered_on=cast_days.SOON - datetime.timedelta(days=1))
    assert refusal(row, pupil.code) == [WHY_NOT[Aside.CLOSED]]


def test_answers_to_other_questions_are_refused_by_hand(after, pupil):
    row = held(pupil, after, codes="55", reason=Aside.OTHER_VERSION)
    assert refusal(row, pupil.code) == [WHY_NOT[Aside.OTHER_VERSION]]


def test_every_reason_why_not_has_its_sentence():
    assert set(WHY_NOT) == set(Aside) - {Aside.CHANGED, Aside.UNREADABLE}


def test_answers_are_left_out_with_a_reason_and_taken_up_again(after, pupil):
    by, row = cast_paper.keyer(after), held(pupil, after)
    leave_out(aside=row, because="  A test\n run. ", by=by, today=cast.TODAY)
    row.refresh_from_db()
    assert (row.left_out_because, row.settled_on, row.settled_by) == ("A test run.", cast.TODAY, by)
    assert list(SetAside.objects.waiting()) == []
    take_up_again(aside=row, by=by)
    row.refresh_from_db()
    assert (row.left_out_because, row.settled_on, row.settled_by) == ("", None, None)
    assert [verb for verb, *_ in lines()] == [
        "left out what was set aside",
        "took up again what was left out",
    ]
    assert by_hand(row, pupil.code).participant_id == pupil.pk


@pytest.mark.parametrize("because", ["", " \n", "x" * 201])
def test_no_reason_is_no_way_to_leave_answers_out(after, pupil, because):
    row = held(pupil, after)
    with pytest.raises(Refused) as no:
        leave_out(aside=row, because=because, by=cast_paper.keyer(after), today=cast.TODAY)
    assert no.value.sentences == [NO_REASON]


def test_answers_are_settled_once(after, pupil):
    row = held(pupil, after)
    with pytest.raises(Refused) as no:
        take_up_again(aside=row, by=cast_paper.keyer(after))
    assert no.value.sentences == [NOT_LEFT_OUT]
    by_hand(row, pupil.code)
    with pytest.raises(Refused) as no:
        by_hand(row, pupil.code)
    assert no.value.sentences == [SETTLED]
    with pytest.raises(Refused) as no:
        leave_out(aside=row, because="Late", by=cast_paper.keyer(after), today=cast.TODAY)
    assert no.value.sentences == [SETTLED]
