"""Many key the same sheet at once: it is kept once, stored once, and nothing is lost."""

import time
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from core.problems import Refused
from surveys.actions.paper.keying import discard_keying, settle_sheet
from surveys.actions.paper.opening import DIFFERS
from surveys.models import PaperSheet, Participant, Response, SetAside, Wave
from surveys.questionnaire import instrument_of
from tests import cast_paper, cast_surveys
from tests.at_once import SQLITE, at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

Job = Callable[[], object]


@pytest.fixture
def pupil() -> Participant:
    return cast_surveys.coded(n=1)[0]


@pytest.fixture
def wave(pupil: Participant) -> Wave:
    return cast_surveys.wave(pupil.programme)


def keying(pupil: Participant, wave: Wave, answer: int = 4, by=None) -> Job:
    """A keying whose page is open already."""
    this, by = cast_paper.opened(pupil, wave), by or cast_paper.keyer(wave)
    return lambda: cast_paper.key(pupil, wave, {"att1": answer}, this=this, by=by)


def test_two_who_key_the_same_sheet_at_once_store_it_once(pupil, wave):
    assert at_once(keying(pupil, wave), keying(pupil, wave)) == {"done": 2}
    assert (PaperSheet.objects.count(), Response.objects.count()) == (1, 1)


def keep_the_second(sheet: PaperSheet, codes: str) -> bool:
    """Keeping a second keying as one would write it without thinking: the control."""
    if SQLITE:
        connection.transaction_mode = None  # type: ignore[attr-defined]  # Django's default
    with transaction.atomic():
        found = PaperSheet.objects.get(pk=sheet.pk)
        if found.second:
            raise Refused(DIFFERS)
        time.sleep(0.02)
        PaperSheet.objects.filter(pk=sheet.pk).update(second=codes)
    return True


def test_control_looking_first_and_writing_loses_keyings_or_shows_errors(pupil, wave):
    sheet = cast_paper.sheet(wave)
    found = at_once(*[lambda n=n: keep_the_second(sheet, str(n)) for n in range(10)])
    assert found != {"done": 1, "Refused": 9}


def test_ten_who_key_the_same_sheet_at_once_are_two_keyings_and_eight_refusals(pupil, wave):
    jobs = [keying(pupil, wave) for _ in range(10)]
    assert at_once(*jobs) == {"done": 2, "Refused": 8}
    assert (PaperSheet.objects.count(), Response.objects.count()) == (1, 1)


def test_a_keying_sent_ten_times_at_once_is_one_keying(pupil, wave):
    by = cast_paper.keyer(wave)
    assert at_once(*[keying(pupil, wave, by=by)] * 10) == {"done": 10}
    sheet = PaperSheet.objects.get()
    assert (sheet.second_by, Response.objects.count()) == (None, 0)


def test_keyings_that_differ_at_once_are_both_kept(pupil, wave):
    assert at_once(keying(pupil, wave, 1), keying(pupil, wave, 2)) == {"done": 2}
    sheet = PaperSheet.objects.get()
    assert sorted((sheet.first[0], sheet.second[0])) == ["1", "2"]


def test_a_sheet_settled_by_many_at_once_is_stored_once(pupil, wave):
    for answer in (1, 2):
        keying(pupil, wave, answer)()
    sheet, by = PaperSheet.objects.get(), cast_paper.keyer(wave)
    instrument = instrument_of(wave.version_id)

    def settle() -> None:
        settle_sheet(
            sheet=sheet,
            instrument=instrument,
            posted={"att1": "1"},
            by=by,
            today=cast_paper.KEYED_ON,
        )

    found = at_once(*[settle] * 5, lambda: discard_keying(sheet=sheet, by=by))
    assert found == {"done": 1, "Refused": 5}
    assert Response.objects.count() + (1 - PaperSheet.objects.count()) == 1


def test_paper_and_phone_at_once_are_one_answer_and_the_other_is_not_lost(pupil, wave):
    keying(pupil, wave)()
    entrant, second = cast_surveys.entrant(pupil, wave), keying(pupil, wave)
    assert entrant.participant_id == pupil.pk

    def phone() -> None:
        cast_surveys.answer(pupil, wave)

    found = at_once(second, phone)
    assert (Response.objects.count(), found["done"] + found["NotTaken"]) == (1, 2)
    on_paper = Response.objects.get().mode == "PAPER"
    assert SetAside.objects.count() == (0 if on_paper else 1)
