"""Tests of what changed between two versions of an instrument."""

from dataclasses import replace

from surveys.rules.differences import Piece, differences, wordings
from surveys.rules.instrument import (
    Instrument,
    Kind,
    Option,
    Scale,
    ScaleUse,
    Use,
    WaveKind,
)
from surveys.rules.instrument_file import read_instrument_csv
from tests.surveys.instruments import CARS_AND_ME, FILE, SMALL


def test_the_same_instrument_has_no_differences():
    assert differences(CARS_AND_ME, read_instrument_csv(FILE.read_text("utf-8"))) == []


def test_differences_name_item_and_field():
    first, second, *rest = SMALL.items
    changed = replace(
        first,
        text="Other",
        reverse=False,
        options=(Option(1, "No"), Option(2, "Perhaps"), *first.options[2:], Option(4, "Ever")),
        waves=(WaveKind.BEFORE,),
    )
    new = replace(second, code="new1", scale="")
    assert differences(SMALL, Instrument((changed, new, *rest))) == [
        "att2 is no longer asked.",
        "att1: text was “One” and is “Other”.",
        "att1: reversed was yes and is no.",
        "att1: option 2 was “2=So” and is “2=Perhaps”.",
        "att1: option 4 was nothing and is “4=Ever”.",
        "att1: waves was before and after and is before.",
        "new1 is new: Two",
    ]


def test_a_scale_taken_away_is_told():
    first, *rest = SMALL.items
    assert differences(SMALL, Instrument((replace(first, scale=""), *rest))) == [
        "att1: scale was “ATT” and is nothing."
    ]


def test_names_and_uses_of_scales_are_compared():
    new = replace(SMALL, named=(Scale("ATT", "Calm", ScaleUse.HARM),))
    assert differences(SMALL, new) == [
        "Scale ATT: name was “Attitude to safe driving” and is “Calm”.",
        "Scale ATT: read as apart before, and as harm now.",
    ]
    assert differences(SMALL, Instrument(SMALL.items, tuple(SMALL.facts.values()))) == []
    fresh = replace(SMALL.items[3], scale="NEW")
    assert differences(SMALL, Instrument((*SMALL.items[:3], fresh, *SMALL.items[4:]))) == [
        "feel: scale was nothing and is “NEW”."
    ]


def test_kind_and_use_are_compared_in_plain_words():
    first, *rest = SMALL.items
    new = replace(first, kind=Kind.CHOICE, use=Use.DAY)
    assert differences(SMALL, Instrument((new, *rest))) == [
        "att1: kind was likert and is choice.",
        "att1: use was nothing and is day.",
    ]


def test_a_question_that_moves_is_told_once_and_not_those_it_passes():
    first, *rest = SMALL.items
    moved = [*rest, first]
    new = Instrument(tuple(replace(item, position=n) for n, item in enumerate(moved, start=1)))
    assert differences(SMALL, new) == [f"att1 was question 1 and is question {len(moved)}."]


def test_wording_is_set_side_by_side_with_what_changed_marked():
    one = replace(SMALL.items[0], text="I drive slowly now", options=SMALL.items[0].options[:2])
    old = Instrument((one, SMALL.items[1]))
    new = Instrument((replace(one, text="I drive calmly now"), replace(SMALL.items[2])))
    gone, fresh = SMALL.items[1].code, SMALL.items[2].code
    said = wordings(old, new)
    assert [wording.code for wording in said] == ["att1", fresh, gone]
    assert said[0].was[:3] == (Piece("I drive", False), Piece("slowly", True), said[0].was[2])
    assert said[0].now[1] == Piece("calmly", True)
    assert (said[1].was, said[2].now) == ((), ())
    assert wordings(old, old) == []
