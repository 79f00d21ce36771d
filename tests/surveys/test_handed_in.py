"""What a device hands in is read by its shape, and dated within what can be."""

import datetime
import json
from typing import Any

import pytest

from surveys.rules.handed_in import HandedIn, day_of_answering, own_words_given, read_handed_in
from tests.surveys.instruments import SMALL

GOOD = {
    "code": "K7P2XQ9R7",
    "version": 3,
    "codes": "111A-1",
    "words": {"plan": "  A belt,\r\nalways\x00 "},
    "language": "gd",
    "seconds": 61,
    "on": "2027-03-11",
}
OPENED, TODAY = datetime.date(2027, 3, 11), datetime.date(2027, 3, 14)


def read(**other: Any) -> HandedIn | None:
    return read_handed_in(json.dumps(GOOD | other).encode())


def test_an_answer_set_is_read() -> None:
    assert read() == HandedIn(
        typed="K7P2XQ9R7",
        version=3,
        codes="111A-1",
        own_words={"plan": "A belt,\nalways"},
        language="gd",
        seconds=61,
        on=OPENED,
    )


def test_spaces_after_it_are_passed_over() -> None:
    assert read_handed_in(json.dumps(GOOD).encode() + b" " * 300) == read()


@pytest.mark.parametrize("plain", [b"", b"\xff", b"3", b"[]", b"{}", b"[" * 100_000])
def test_what_is_no_answer_set_is_none(plain: bytes) -> None:
    assert read_handed_in(plain) is None


@pytest.mark.parametrize(
    "other",
    [
        {"code": 7},
        {"code": "K" * 41},
        {"codes": None},
        {"codes": "1" * 201},
        {"version": "3"},
        {"version": True},
        {"language": "fr"},
        {"words": []},
        {"words": {"plan": 1}},
        {"words": {"plan": "x" * 501}},
    ],
)
def test_a_part_of_another_shape_is_none(other: dict[str, object]) -> None:
    assert read(**other) is None


@pytest.mark.parametrize("name", GOOD)
def test_a_part_that_is_missing_is_none(name: str) -> None:
    less = {key: value for key, value in GOOD.items() if key != name}
    assert read_handed_in(json.dumps(less).encode()) is None


@pytest.mark.parametrize(
    ("told", "seconds"), [(-4, 0), (10**12, 86400), (None, None), ("9", None), (True, None)]
)
def test_a_wrong_clock_costs_the_seconds_and_not_the_answer(
    told: object, seconds: int | None
) -> None:
    found = read(seconds=told)
    assert found is not None
    assert found.seconds == seconds


@pytest.mark.parametrize("told", ["2027-13-40", "yesterday", None, 3])
def test_a_date_that_there_is_not_costs_the_date_and_not_the_answer(told: object) -> None:
    found = read(on=told)
    assert found is not None
    assert found.on is None


def test_half_a_character_is_mended() -> None:
    plain = json.dumps(GOOD).replace("always", "\\ud83d").encode()
    found = read_handed_in(plain)
    assert found is not None
    assert found.own_words == {"plan": "A belt,\n?"}


@pytest.mark.parametrize(
    ("told", "day"),
    [
        (datetime.date(2027, 3, 12), datetime.date(2027, 3, 12)),
        (datetime.date(1970, 1, 1), OPENED),
        (datetime.date(2099, 1, 1), TODAY),
        (None, TODAY),
    ],
)
def test_the_day_lies_between_opening_and_today(
    told: datetime.date | None, day: datetime.date
) -> None:
    assert day_of_answering(told, OPENED, TODAY) == day


def test_a_server_whose_clock_went_back_keeps_to_the_day_of_opening() -> None:
    assert day_of_answering(TODAY, OPENED, datetime.date(2027, 3, 1)) == OPENED


def test_own_words_count_only_where_the_record_says_so() -> None:
    given = read(words={"plan": "A belt", "att1": "none", "nowhere": "x"}, codes="111--1")
    blank = read(codes="111--.")
    none = read(words={"plan": " "}, codes="111--1")
    short = read(codes="1")
    assert given
    assert blank
    assert none
    assert short
    assert own_words_given(SMALL, given) == {"plan": "A belt"}
    assert own_words_given(SMALL, blank) == {}
    assert own_words_given(SMALL, none) == {}
    assert own_words_given(SMALL, short) == {}
