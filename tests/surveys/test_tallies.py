"""Tests of the counts of answers kept beside each day: added up is the same as counted anew."""

import random
from contextlib import suppress
from uuid import uuid4

import pytest

from core.problems import Refused
from surveys.choices import WaveKind
from surveys.models import SurveyTally
from surveys.tallies import count_answers, recount_answers
from tests import cast, cast_days, cast_surveys

pytestmark = pytest.mark.django_db

NONE = {"before": 0, "after": 0, "paired": 0, "follow_up": 0, "follow_up_2": 0}


def kept(pk: int | None) -> dict[str, int]:
    row = SurveyTally.objects.filter(pk=pk).first()
    return {name: getattr(row, name) for name in NONE} if row else NONE


def counted(pk: int) -> dict[str, int]:
    return count_answers([pk]).get(pk, NONE)


@pytest.mark.parametrize("seed", range(5))
def test_counts_that_were_added_up_equal_counts_of_the_rows(seed):
    chance = random.Random(seed)
    programme = cast.programme()
    waves = [cast_surveys.wave(programme, kind, window=(-20, 20)) for kind in WaveKind]
    days = [cast_days.session_day(programme, date=cast.day(14 + n), cars=1) for n in range(2)]
    pupils = [p for n, day in enumerate(days) for p in _pupils(day, 4 * n)]
    sent = [(pupil, wave, uuid4()) for pupil in pupils for wave in waves]
    # Some are sent twice with their number, some again with another, some never.
    sent += [(p, w, chance.choice([id, uuid4()])) for p, w, id in sent if chance.random() < 0.4]
    chance.shuffle(sent)
    for pupil, wave, client_id in sent[: len(sent) * 3 // 4]:
        with suppress(Refused):
            cast_surveys.answer(pupil, wave, on=days[0].date, client_id=client_id)
        assert kept(pupil.session_id) == counted(pupil.session_id)
    assert sum(kept(day.pk)["paired"] for day in days) > 0


def _pupils(day, first):
    return cast_surveys.coded(cast_days.booking(day, 4), 4, first=first)


def test_counting_anew_mends_what_was_wrong():
    [pupil] = cast_surveys.coded(n=1)
    cast_surveys.answer(pupil, cast_surveys.wave(pupil.programme))
    empty = cast_days.session_day(pupil.programme, date=cast.day(20))
    SurveyTally.objects.update(before=7, paired=3)
    day = pupil.session_id
    assert day is not None
    recount_answers([day, empty.pk])
    assert kept(pupil.session_id) == NONE | {"before": 1}
    assert list(SurveyTally.objects.filter(pk=empty.pk).values(*NONE)) == [NONE]


def test_a_follow_up_counts_by_itself_and_makes_no_pair():
    [pupil] = cast_surveys.coded(n=1)
    cast_surveys.answer(pupil, cast_surveys.wave(pupil.programme, WaveKind.FOLLOW_UP))
    assert kept(pupil.session_id) == NONE | {"follow_up": 1}
