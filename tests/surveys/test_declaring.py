"""Tests of declarations: which stands, and what is refused."""

import datetime

from surveys.rules.declaring import Declared, Standing, declaring_problems, is_in_time, standing

DAY = datetime.date(2026, 9, 1)


def said(scale: str, days: int) -> Declared:
    return Declared(scale, "AFTER", (), DAY + datetime.timedelta(days=days))


def test_nothing_declared_stands_for_nothing():
    assert standing([], DAY) is None


def test_before_any_later_answer_the_last_word_counts():
    assert standing([said("ATT", 0), said("INT", 3)], None) == Standing(said("INT", 3), True)


def test_what_was_declared_in_time_outlives_what_came_later():
    first = DAY + datetime.timedelta(days=2)
    assert standing([said("ATT", 0), said("INT", 3)], first) == Standing(said("ATT", 0), True)


def test_all_too_late_is_told():
    assert standing([said("ATT", 0), said("INT", 3)], DAY) == Standing(said("INT", 3), False)


def test_the_day_of_the_first_answer_is_late():
    assert [is_in_time(DAY, DAY), is_in_time(DAY, None)] == [False, True]


def test_problems_are_told_each():
    asked = {"scales": ["ATT"], "waves": ["AFTER"], "known": ["gender"]}
    assert list(declaring_problems(scale="ATT", wave="AFTER", subgroups=["gender"], **asked)) == []
    assert list(declaring_problems(scale="X", wave="BEFORE", subgroups=["shoes"], **asked)) == [
        "Choose a scale that the survey asks.",
        "Choose a survey after the first one.",
        "“shoes” is not a subgroup that Runway knows.",
    ]
