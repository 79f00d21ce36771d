"""What is set aside by many at once is kept once."""

import pytest

from surveys.models import SetAside
from tests import cast_surveys
from tests.at_once import at_once
from tests.surveys.test_aside import aside

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_the_same_set_aside_20_times_at_once_is_one_row():
    wave = cast_surveys.wave()
    assert at_once(*[lambda: aside(wave)] * 20) == {"done": 20}
    assert SetAside.objects.count() == 1
