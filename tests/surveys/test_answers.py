"""The packed record: there and back, and what it refuses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.problems import Refused
from surveys.rules.answers import (
    Missing,
    Posted,
    answer_problems,
    decode,
    empty_record,
    encode,
    read_posted,
)
from surveys.rules.instrument import Kind, WaveKind, is_asked
from tests.surveys.instruments import CARS_AND_ME, SMALL

OPEN = "choose one of the answers shown."


def answers_to(item):
    if item.kind is Kind.TEXT:
        return st.sampled_from([Missing.LEFT_BLANK, 1])
    values = [option.value for option in item.options]
    return st.sampled_from([*values, Missing.LEFT_BLANK, Missing.RATHER_NOT_SAY])


@st.composite
def answered(draw):
    instrument = draw(st.sampled_from([CARS_AND_ME, SMALL]))
    wave = draw(st.sampled_from(list(WaveKind)))
    answers = {item.code: draw(answers_to(item)) for item in instrument.items_for(wave)}
    return instrument, wave, answers


@given(answered())
def test_answers_come_back_as_they_went_in(given_answers):
    instrument, wave, answers = given_answers
    codes = encode(instrument, wave, answers)
    assert len(codes) == len(instrument.items)
    assert list(answer_problems(instrument, wave, codes)) == []
    not_asked = {i.code: Missing.NOT_ASKED for i in instrument.items if not is_asked(i, wave)}
    assert decode(instrument, codes) == {**answers, **not_asked}


@given(answered())
def test_a_page_sends_the_same_record(given_answers):
    instrument, wave, answers = given_answers
    posted = {
        code: answer.value.strip(".") if isinstance(answer, Missing) else str(answer)
        for code, answer in answers.items()
    }
    assert read_posted(instrument, wave, posted).codes == encode(instrument, wave, answers)


@given(st.text(alphabet="0123ACZ.-! x", max_size=7), st.sampled_from(list(WaveKind)))
def test_a_record_is_sound_exactly_when_every_character_could_be_an_answer(codes, wave):
    problems = list(answer_problems(SMALL, wave, codes))
    if len(codes) != 6:
        assert problems == [f"These answers are for {len(codes)} questions; there are 6."]
        return
    closed = {"att1": "123.!", "att2": "123.!", "att3": "123.!", "feel": "0AZ.!", "who": "1C.!"}
    allowed = {**closed, "plan": "1."}
    assert problems == [
        f"Question {item.position}: {OPEN}"
        for item, character in zip(SMALL.items, codes, strict=True)
        if character not in (allowed[item.code] if is_asked(item, wave) else "-")
    ]


def test_each_kind_of_answer_has_its_character():
    answers = {"att1": 1, "att2": None, "att3": Missing.RATHER_NOT_SAY, "feel": 35, "plan": "Slow"}
    assert encode(SMALL, WaveKind.AFTER, answers) == "1.!Z-1"
    assert encode(SMALL, WaveKind.BEFORE, {"who": 12}) == "...-C-"


@pytest.mark.parametrize(("own_words", "character"), [("", "."), ("  \n", "."), ("x", "1")])
def test_of_own_words_only_their_presence_is_packed(own_words, character):
    assert encode(SMALL, WaveKind.AFTER, {"plan": own_words})[-1] == character


def test_an_empty_record_shows_what_is_not_asked():
    assert empty_record(SMALL, WaveKind.FOLLOW_UP) == "---.--"


@pytest.mark.parametrize(
    ("answers", "sentences"),
    [
        ({"att1": 4}, [f"Question 1: {OPEN}"]),
        ({"att1": 36}, [f"Question 1: {OPEN}"]),
        ({"att1": -1}, [f"Question 1: {OPEN}"]),
        ({"att1": "1"}, [f"Question 1: {OPEN}"]),
        ({"att2": Missing.NOT_ASKED}, [f"Question 2: {OPEN}"]),
        ({"att1": 4, "att2": 0}, [f"Question 1: {OPEN}", f"Question 2: {OPEN}"]),
        ({"who": 1}, ["who is not asked in this wave."]),
        ({"nothing": 1}, ["nothing is not asked in this wave."]),
        ({"plan": Missing.RATHER_NOT_SAY}, [f"Question 6: {OPEN}"]),
        ({"plan": 2}, [f"Question 6: {OPEN}"]),
    ],
)
def test_what_is_not_offered_is_refused(answers, sentences):
    with pytest.raises(Refused) as refused:
        encode(SMALL, WaveKind.AFTER, answers)
    assert refused.value.sentences == sentences


def test_a_record_of_another_length_is_not_unpacked():
    with pytest.raises(ValueError, match="shorter"):
        decode(SMALL, "1")


def test_a_page_is_read_with_own_words_apart():
    posted = {
        "att1": "3",
        "att2": "!",
        "att3": " ",
        "feel": "10",
        "plan": " Slow down ",
        "csrf": "x",
    }
    assert read_posted(SMALL, WaveKind.AFTER, posted) == Posted("3!.A-1", {"plan": "Slow down"})


def test_own_words_left_out_are_not_kept():
    assert read_posted(SMALL, WaveKind.AFTER, {}) == Posted("....-.", {})


def test_long_own_words_are_cut_to_what_the_table_holds():
    assert read_posted(SMALL, WaveKind.AFTER, {"plan": "x" * 501}).own_words == {"plan": "x" * 500}


@pytest.mark.parametrize("text", ["4", "01", "1.0", "-", "٣", "A"])
def test_a_page_that_sends_what_was_not_offered_is_refused(text):
    with pytest.raises(Refused) as refused:
        read_posted(SMALL, WaveKind.AFTER, {"att1": text})
    assert refused.value.sentences == [f"Question 1: {OPEN}"]
