"""What is set aside by many at once is kept once."""

import pytest

from surveys.models import Response, SetAside
from tests import cast_surveys
from tests.at_once import at_once
from tests.cast_paper import aside
from tests.surveys.test_aside import by_hand, held

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_the_same_set_aside_20_times_at_once_is_one_row():
    wave = cast_surveys.wave()
    assert at_once(*[lambda: aside(wave)] * 20) == {"done": 20}
    assert SetAside.objects.count() == 1


def test_answers_stored_by_hand_by_many_at_once_are_stored_once():
    pupils = cast_surveys.coded(n=5)
    wave = cast_surveys.wave(pupils[0].programme)
    row = held(pupils[0], wave)
    found = at_once(*[lambda code=pupil.code: by_hand(row, code) for pupil in pupils])
    assert found == {"done": 1, "Refused": 4}
    assert Response.objects.count() == 1
