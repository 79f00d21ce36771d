"""Tests of which questions may be compared across waves."""

from dataclasses import replace

from reporting.results.instrument import shared_instrument
from surveys.rules.instrument import Instrument
from tests.reporting.results.studies import AFTER, BEFORE, shipped


def test_one_version_is_compared_whole_without_own_words():
    shared = shared_instrument([(BEFORE, shipped()), (AFTER, shipped())])
    codes = [item.code for item in shared.instrument.items]
    assert (len(codes), shared.left_out) == (28, ())
    assert [item.position for item in shared.instrument.items] == list(range(1, 29))
    assert shared.instrument.facts == shipped().facts


def test_a_scale_with_another_wording_is_left_out_whole():
    other = Instrument(
        tuple(
            replace(item, text="Other words.") if item.code == "att2" else item
            for item in shipped().items
        )
    )
    shared = shared_instrument([(BEFORE, shipped()), (AFTER, other)])
    assert shared.left_out == ("ATT",)
    assert "ATT" not in shared.instrument.scales
    assert "INT" in shared.instrument.scales


def test_a_scale_with_another_number_of_items_is_left_out():
    shorter = Instrument(tuple(item for item in shipped().items if item.code != "int4"))
    assert shared_instrument([(BEFORE, shipped()), (AFTER, shorter)]).left_out == ("INT",)


def test_an_item_by_itself_goes_by_itself():
    other = Instrument(
        tuple(
            replace(item, options=item.options[:2]) if item.code == "lic1" else item
            for item in shipped().items
        )
    )
    shared = shared_instrument([(BEFORE, shipped()), (AFTER, other)])
    assert shared.left_out == ("lic1",)


def test_without_waves_nothing_is_shared():
    assert shared_instrument([]).instrument.items == ()
