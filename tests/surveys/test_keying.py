"""Tests of the rules of keying: keys, what was passed over, and where two keyings differ."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.problems import Refused
from surveys.rules.answers import Posted, answer_problems
from surveys.rules.instrument import Kind
from surveys.rules.keying import (
    as_posted,
    closed_questions,
    count_differing,
    differing,
    keys_of,
    read_keyed,
)
from tests.surveys.instruments import CARS_AND_ME, SMALL

BEFORE = {"att1": "3", "att2": "!", "att3": ".", "who": "12"}


def test_a_statement_is_keyed_by_its_values_then_9_and_0():
    keys = keys_of(CARS_AND_ME.by_code["att1"])
    assert [(key.keys, key.posted) for key in keys] == [
        ("1", "1"),
        ("2", "2"),
        ("3", "3"),
        ("4", "4"),
        ("5", "5"),
        ("9!", "!"),
        ("0 ", "."),
    ]
    assert [key.shown for key in keys][-2:] == ["9", "0"]


def test_0_and_9_give_way_to_values_of_theirs():
    item = SMALL.by_code["feel"]  # 0, 10 and 35
    assert [key.keys for key in keys_of(item)] == ["0", "A", "Z", "9!", " "]
    assert keys_of(item)[-1].shown == "space"


def test_9_as_a_value_leaves_rather_not_say_its_own_sign():
    from dataclasses import replace

    from surveys.rules.instrument import Option

    item = replace(SMALL.by_code["att1"], options=(Option(1, "No"), Option(9, "Yes")))
    assert [key.keys for key in keys_of(item)] == ["1", "9", "!", "0 "]


def test_a_keying_is_packed_as_answers_on_line_are():
    assert read_keyed(SMALL, "BEFORE", BEFORE) == Posted("3!.-C-", {})


def test_own_words_may_be_left_out_and_nothing_else_may():
    with pytest.raises(Refused) as no:
        read_keyed(SMALL, "AFTER", {"att1": "", "att2": "7", "att3": "1"})
    assert no.value.sentences == [
        f"Question {number}: key the box that is ticked, or say that none is."
        for number in (1, 2, 4)
    ]


def test_questions_are_named_by_the_number_on_the_sheet():
    with pytest.raises(Refused) as no:
        read_keyed(SMALL, "BEFORE", {**BEFORE, "who": ""})  # 5 of the version, 4 on the sheet
    assert no.value.sentences == ["Question 4: key the box that is ticked, or say that none is."]


def test_keyings_differ_by_answer_and_by_words():
    first = Posted("3!.A-1", {"plan": "Speak up."})
    second = Posted("3..A-1", {"plan": "Speak out"})
    assert [item.code for item in differing(SMALL, "AFTER", first, second)] == ["att2", "plan"]
    assert count_differing(SMALL, "AFTER", first, second) == 1
    assert closed_questions(SMALL, "AFTER") == 4


def test_words_on_one_sheet_only_differ():
    first, second = Posted("3!.A-1", {"plan": "Yes"}), Posted("3!.A-.", {})
    assert [item.code for item in differing(SMALL, "AFTER", first, second)] == ["plan"]


def keyed_of(instrument, wave):
    """Any keying of a wave, as its page would post it."""
    return st.fixed_dictionaries(
        {
            item.code: st.sampled_from(["", "Some words"])
            if item.kind is Kind.TEXT
            else st.sampled_from([key.posted for key in keys_of(item)])
            for item in instrument.items_for(wave)
        }
    )


@pytest.mark.parametrize("wave", ["BEFORE", "AFTER", "FOLLOW_UP"])
def test_what_is_keyed_is_read_back_and_fits_the_version(wave):
    @given(keyed_of(CARS_AND_ME, wave))
    def there_and_back(posted):
        keyed = read_keyed(CARS_AND_ME, wave, posted)
        assert as_posted(CARS_AND_ME, wave, keyed) == posted
        assert list(answer_problems(CARS_AND_ME, wave, keyed.codes)) == []
        assert differing(CARS_AND_ME, wave, keyed, keyed) == []

    there_and_back()
