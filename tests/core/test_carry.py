"""What is carried from preview to acceptance comes back whole, in time, to the same person."""

import datetime as dt

import pytest
import time_machine

from core import carry

ROWS = {"rows": [["Eilidh", "Munro", "2010-03-14"]] * 50}
START = dt.datetime(2027, 3, 14, 9, 30, tzinfo=dt.UTC)


def test_carried_rows_come_back():
    assert carry.unseal(carry.seal(ROWS, "class list", 7), "class list", 7) == ROWS


def test_carried_rows_are_compressed():
    assert len(carry.seal(ROWS, "class list", 7)) < 300


def test_another_person_cannot_bring_them_back():
    with pytest.raises(carry.CarryBroken, match="did not come back whole"):
        carry.unseal(carry.seal(ROWS, "class list", 7), "class list", 8)


def test_another_page_cannot_bring_them_back():
    with pytest.raises(carry.CarryBroken):
        carry.unseal(carry.seal(ROWS, "class list", 7), "register", 7)


@pytest.mark.parametrize("broken", ["", "x", "a:b:c", "💥"])
def test_what_was_not_sealed_is_refused(broken: str):
    with pytest.raises(carry.CarryBroken):
        carry.unseal(broken, "class list", 7)


def test_changed_text_is_refused():
    sealed = carry.seal(ROWS, "class list", 7)
    with pytest.raises(carry.CarryBroken):
        carry.unseal(sealed.replace(sealed[5], "A" if sealed[5] != "A" else "B"), "class list", 7)


def test_text_comes_back_until_an_hour_has_passed():
    with time_machine.travel(START, tick=False) as clock:
        sealed = carry.seal(ROWS, "class list", 7)
        clock.shift(dt.timedelta(minutes=59))
        assert carry.unseal(sealed, "class list", 7) == ROWS
        clock.shift(dt.timedelta(minutes=2))
        with pytest.raises(carry.CarryExpired) as refused:
            carry.unseal(sealed, "class list", 7)
    assert refused.value.sentences == [
        "The preview was open for more than an hour. Nothing was stored. Upload the file again."
    ]
