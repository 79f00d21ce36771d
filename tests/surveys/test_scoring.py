"""Scores: reversal, scale means, index, flags and missing codes."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.rules import scoring
from surveys.rules.answers import Missing, decode
from surveys.rules.instrument import Kind, WaveKind
from surveys.rules.instrument_file import read_instrument_csv
from surveys.rules.scoring import Flags, ScaleScore, Scorer, needed, reverse
from tests.surveys.instruments import CARS_AND_ME, HEADER, SMALL

SCORER = Scorer(CARS_AND_ME)
REST = "6....----"


def records(instrument=CARS_AND_ME, wave=WaveKind.BEFORE):
    def characters(item):
        if wave not in item.waves:
            return st.just("-")
        if item.kind is Kind.TEXT:
            return st.sampled_from("1.")
        values = "".join("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[o.value] for o in item.options)
        return st.sampled_from(values + ".!")

    return st.tuples(*map(characters, instrument.items)).map("".join)


def slow_scale(instrument, codes, scale):
    answers: Any = decode(instrument, codes)
    items = instrument.scales[scale]
    values = [
        item.lowest + item.highest - answers[item.code] if item.reverse else answers[item.code]
        for item in items
        if not isinstance(answers[item.code], Missing)
    ]
    mean = sum(values) / len(values) if len(values) * 3 >= len(items) * 2 else None
    return ScaleScore(mean, len(values), mean if len(values) == len(items) else None)


@given(st.tuples(*[st.integers(0, 35)] * 3).map(sorted))
def test_reversing_twice_is_nothing(numbers):
    lowest, value, highest = numbers
    turned = reverse(value, lowest, highest)
    assert lowest <= turned <= highest
    assert reverse(turned, lowest, highest) == value


@pytest.mark.parametrize(
    ("items", "enough"), [(1, 1), (2, 2), (3, 2), (4, 3), (5, 4), (6, 4), (9, 6)]
)
def test_two_thirds_of_a_scale_must_be_answered(items, enough):
    assert needed(items) == enough


@given(records())
def test_the_tables_score_as_the_definition_does(codes):
    scores = SCORER.score(codes).scales
    assert {name: pytest.approx(slow_scale(CARS_AND_ME, codes, name)) for name in scores} == scores


@given(records())
def test_scores_lie_within_the_range_of_their_items(codes):
    scores = SCORER.score(codes)
    means = [s.mean for s in scores.scales.values() if s.mean is not None]
    assert [mean for mean in [*means, scores.index or 1] if not 1 <= mean <= 5] == []
    assert all(s.complete in (None, s.mean) for s in scores.scales.values())


@given(records())
def test_the_index_is_the_mean_of_five_scales_when_all_exist(codes):
    scores = SCORER.score(codes)
    means: list[Any] = [scores.scales[name].mean for name in ("ATT", "SN", "PBC", "INT", "RISK")]
    expected = None if None in means else pytest.approx(sum(means) / 5)
    assert scores.index == expected


def test_the_safest_answers_give_the_highest_index():
    safest = "".join(
        "1" if item.reverse or item.scale == "CONF" else "5" for item in CARS_AND_ME.items[:20]
    )
    scores = SCORER.score(safest + REST)
    assert {name: s.mean for name, s in scores.scales.items()} == {
        "ATT": 5, "PBC": 5, "RISK": 5, "SN": 5, "INT": 5, "CONF": 1
    }  # fmt: skip
    assert scores.index == 5


def test_a_score_by_hand():
    # att1 2 reversed is 4, att2 5 reversed is 1, att3 4, att4 left blank: 9 / 3.
    codes = "2.....5.....4......." + REST
    assert SCORER.score(codes).scales["ATT"] == ScaleScore(3.0, 3, None)


@pytest.mark.parametrize(
    ("codes", "score"),
    [
        ("333...", (pytest.approx(7 / 3), 3, pytest.approx(7 / 3))),
        ("3.3...", (2.0, 2, None)),
        ("3!....", (None, 1, None)),
        ("...---", (None, 0, None)),
    ],
)
def test_two_of_three_items_are_enough_and_the_number_used_is_told(codes, score):
    assert Scorer(SMALL).score(codes).scales == {"ATT": score}


def test_an_instrument_without_the_five_scales_has_no_index():
    assert Scorer(SMALL).score("333...").index is None


def test_over_confidence_is_kept_out_of_the_index():
    statements = ["3" if item.scale != "CONF" else "5" for item in CARS_AND_ME.items[:20]]
    scores = SCORER.score("".join(statements) + REST)
    assert (scores.index, scores.scales["CONF"].mean) == (3, 5)


@pytest.mark.parametrize(
    ("codes", "seconds", "flags"),
    [
        ("3" * 20 + "61111----", 45, Flags(True, False, False)),
        ("3" * 20 + "61111----", 44, Flags(True, True, False)),
        ("3" * 20 + "61111----", None, Flags(True, None, False)),
        ("3" * 10 + "." * 10 + "61111----", 60, Flags(True, False, True)),
        ("3" * 9 + "." * 11 + "61111----", 60, Flags(False, False, True)),
        ("3" * 19 + "461111----", 60, Flags(False, False, False)),
        ("34" * 10 + ".....----", 60, Flags(False, False, False)),
        ("34" * 9 + "3......----", 60, Flags(False, False, True)),
        ("34" * 7 + "!!!!!!61111----", 60, Flags(False, False, False)),
        ("34" * 10 + "6----....1", 60, Flags(False, False, False)),
        ("." * 25 + "----", 60, Flags(False, False, True)),
    ],
)
def test_quality_flags(codes, seconds, flags):
    assert SCORER.flags(codes, seconds) == flags
    assert SCORER.score(codes, seconds).flags == flags


def test_own_words_left_out_are_no_blank():
    assert SCORER.flags("34" * 7 + ".....3" + "6----215.").many_blanks is False
    assert SCORER.flags("34" * 7 + ".....3" + "6----2.5.").many_blanks is True


def test_an_instrument_without_scales_has_no_scores_and_no_flag():
    plain = read_instrument_csv(f"{HEADER}\n1,plan,,text,T,0,,after")
    scores = Scorer(plain).score("1", 60)
    assert (scores.scales, scores.index) == ({}, None)
    assert scores.flags == Flags(same_answer=False, quick=False, many_blanks=False)


@given(records())
def test_recoding_turns_the_reversed_items_and_nothing_else(codes):
    recoded = SCORER.recoded(codes)
    for item, old, new in zip(CARS_AND_ME.items, codes, recoded, strict=True):
        turned = item.reverse and old in "12345"
        assert new == (str(6 - int(old)) if turned else old)
    assert SCORER.recoded(recoded) == codes


def test_recoding_keeps_to_each_items_own_range():
    assert Scorer(SMALL).recoded("113ZC1") == "3130C1"
    assert Scorer(SMALL).recoded("2..A-.") == "2..P-."


def test_the_scorer_of_an_instrument_is_kept():
    again = read_instrument_csv(f"{HEADER}\n1,plan,,text,T,0,,after")
    assert scoring.scorer_for(CARS_AND_ME) is scoring.scorer_for(CARS_AND_ME)
    assert scoring.scorer_for(again) is not scoring.scorer_for(CARS_AND_ME)


def test_a_full_table_starts_afresh(monkeypatch):
    monkeypatch.setattr(scoring, "_TABLE_LIMIT", 2)
    scorer = Scorer(SMALL)
    found = [scorer.score(f"{a}{b}1...").scales["ATT"].mean for a in "12" for b in "123"]
    assert found == [pytest.approx((4 - a + b + 1) / 3) for a in (1, 2) for b in (1, 2, 3)]
    assert len(scorer._tables["ATT"]) <= 2


def test_missing_codes_are_never_zero_and_not_asked_is_empty():
    assert scoring.csv_cells("05AZ.!-") == "0,5,10,35,-98,-99,"
    assert scoring.MISSING_LABELS == {
        -99: "rather not say",
        -98: "left blank",
        -97: "wave not done",
    }


@given(st.text(alphabet="0123456789AKZ.!-", min_size=1, max_size=30))
def test_a_record_s_csv_is_that_of_its_characters(codes):
    shown = {".": "-98", "!": "-99", "-": ""}
    cells = [shown[c] if c in shown else str(int(c, 36)) for c in codes]
    assert scoring.csv_cells(codes) == ",".join(cells)
