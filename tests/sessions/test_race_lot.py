"""Two who draw the lot at once draw one lot."""

import pytest

from sessions.actions.lots import draw_lot
from sessions.models import Lot, LotSchool
from tests import cast
from tests.at_once import at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_a_lot_that_many_draw_at_once_is_drawn_once():
    of = cast.programme()
    schools = [cast.school() for _ in range(6)]
    by = cast.coordinator(of)
    jobs = [
        lambda: draw_lot(programme=of, schools=schools, marks=["size"], by=by, now=cast.NOW)
    ] * 8
    assert at_once(*jobs) == {"done": 1, "Refused": 7}
    assert (Lot.objects.count(), LotSchool.objects.count()) == (1, 6)
