"""Two write the same row at once: the second is told which rule stands in the way."""

import threading
from typing import Any

import pytest

from core.problems import Refused, store
from schools.models import Council
from tests.at_once import at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_two_who_store_the_same_row_at_once_the_second_is_told_which_rule(monkeypatch):
    """Both pass the check before either writes: the database refuses, in the rule's words."""
    gate = threading.Barrier(2)
    said: list[str] = []

    def save_one() -> None:
        row = Council(code="S12000099", name="Moray")
        check = row.full_clean
        waits = iter([True])

        def full_clean(**asked: Any) -> None:
            check(**asked)
            if next(waits, False):
                gate.wait(timeout=60)

        monkeypatch.setattr(row, "full_clean", full_clean)
        try:
            store(row)
        except Refused as no:
            said.append(str(no))
            raise

    assert at_once(save_one, save_one) == {"done": 1, "Refused": 1}
    assert said == ["Code: Council with this Code already exists."]
    assert Council.objects.filter(code="S12000099").count() == 1
