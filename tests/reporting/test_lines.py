"""Cells of data files against the rules that they come from."""

import csv
import io
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.rules.columns import WaveFile, long_columns, wide_columns
from reporting.rules.lines import LongCells, WideCells, match_status, number, quoted
from surveys.rules.answers import DIGITS, decode
from surveys.rules.instrument import Instrument, Kind
from surveys.rules.matching import Answered, match_waves
from surveys.rules.scoring import scorer_for
from tests.surveys.instruments import CARS_AND_ME, SMALL

PERSON = 11  # columns before a wave's own: the head and the match status


def record(instrument: Instrument, kind: str, draw: Random) -> str:
    """A packed record of a wave with every sort of answer."""
    return "".join(
        "-"
        if kind not in item.waves
        else draw.choice("1.")
        if item.kind is Kind.TEXT
        else draw.choice([*(DIGITS[option.value] for option in item.options), ".", "!"])
        for item in instrument.items
    )


@pytest.mark.parametrize("instrument", [CARS_AND_ME, SMALL], ids=["shipped", "small"])
@given(seed=st.integers(0, 10_000))
def test_cells_say_what_the_record_and_the_scorer_say(instrument: Instrument, seed: int) -> None:
    draw = Random(seed)
    waves = [WaveFile("BEFORE", "1", instrument), WaveFile("AFTER", "1", instrument)]
    names = [column.name for column in wide_columns(waves)][PERSON:]
    for wave in waves:
        codes = record(instrument, wave.kind, draw)
        cells = WideCells(wave)("ONLINE,EXACT,-7,300", codes).split(",")
        mine = [n for n in names if n.startswith(wave.prefix)]
        row = dict(zip((n.removeprefix(wave.prefix) for n in mine), cells, strict=True))
        scores = scorer_for(instrument).score(codes, 300)
        missing = {"LEFT_BLANK": "-98", "RATHER_NOT_SAY": "-99", "NOT_ASKED": ""}
        for code, answer in decode(instrument, codes).items():
            if code in row:
                said = str(answer) if isinstance(answer, int) else missing[answer.name]
                assert row[code] == said
        for name, score in scores.scales.items():
            assert row[name.lower()] == number(score.mean)
            assert row[f"{name.lower()}_n"] == str(score.used)
        assert row["index"] == number(scores.index)


@given(seed=st.integers(0, 10_000), seconds=st.one_of(st.none(), st.integers(0, 600)))
def test_long_cells_say_the_same_and_more(seed: int, seconds: int | None) -> None:
    waves = [WaveFile("BEFORE", "1", CARS_AND_ME), WaveFile("AFTER", "1", CARS_AND_ME)]
    names = [column.name for column in long_columns(waves)][PERSON:]
    codes = record(CARS_AND_ME, "AFTER", Random(seed))
    row = dict(
        zip(
            names,
            LongCells(waves[1], waves)("PAPER,EXACT,2,", codes, seconds).split(","),
            strict=True,
        )
    )
    scorer = scorer_for(CARS_AND_ME)
    scores, turned = scorer.score(codes, seconds), decode(CARS_AND_ME, scorer.recoded(codes))
    for name, score in scores.scales.items():
        assert row[f"{name.lower()}_complete"] == number(score.complete)
    for item in CARS_AND_ME.items:
        if item.reverse and isinstance(value := turned[item.code], int):
            assert row[f"{item.code}_r"] == str(value)
    assert row["flag_same"] == str(int(scores.flags.same_answer))
    assert row["flag_quick"] == ("" if scores.flags.quick is None else str(int(scores.flags.quick)))
    assert row["flag_blanks"] == str(int(scores.flags.many_blanks))
    assert (row["wave"], row["version"], row["mode"]) == ("AFTER", "1", "PAPER")


def test_wave_that_was_not_done_has_as_many_cells() -> None:
    wave = WaveFile("BEFORE", "1", CARS_AND_ME)
    done = WideCells(wave)("ONLINE,EXACT,-7,300", record(CARS_AND_ME, "BEFORE", Random(1)))
    missing = WideCells(wave).not_done
    assert missing.count(",") == done.count(",")
    assert set(missing.split(",")) == {"", "-97"}


def test_instrument_without_reversed_items_has_no_turned_cells() -> None:
    plain = Instrument(tuple(replace(SMALL.items[n], position=n) for n in (1, 2)))
    waves = [WaveFile("AFTER", "1", plain)]
    cells = LongCells(waves[0], waves)("ONLINE,EXACT,1,60", "13", 60)
    assert cells.count(",") + 1 == len(long_columns(waves)) - PERSON


def test_item_that_another_version_asks_is_empty() -> None:
    waves = [WaveFile("BEFORE", "1", SMALL), WaveFile("AFTER", "2", CARS_AND_ME)]
    names = [column.name for column in long_columns(waves)][PERSON:]
    codes = record(SMALL, "BEFORE", Random(3))
    cells = LongCells(waves[0], waves)("ONLINE,EXACT,-7,60", codes, 60).split(",")
    row = dict(zip(names, cells, strict=True))
    assert (row["conf1"], row["pbc3_r"], row["conf"]) == ("", "", "")


QUALITIES = ["EXACT", "CORRECTED", "BY_HAND"]


@given(
    before=st.one_of(st.none(), st.sampled_from(QUALITIES)),
    later=st.lists(st.one_of(st.none(), st.sampled_from(QUALITIES)), min_size=1, max_size=2),
)
def test_match_status_is_that_of_match_waves(before: str | None, later: list[str | None]) -> None:
    kinds = ["BEFORE", "AFTER", "FOLLOW_UP"]
    given_ = [
        Answered(n, 1, kind, quality)
        for n, (kind, quality) in enumerate(zip(kinds, [before, *later], strict=False))
        if quality is not None
    ]
    statuses = {status.value for status in match_waves(given_).statuses().values()}
    assert {match_status(before, later)} == (statuses or {"NONE"})


@pytest.mark.parametrize(
    ("value", "cell"),
    [(None, ""), (3.0, "3"), (3.25, "3.25"), (10 / 3, "3.3333"), (0.0, "0"), (10.0, "10")],
)
def test_number_has_four_decimals_and_no_trailing_noughts(value: float | None, cell: str) -> None:
    assert number(value) == cell


@pytest.mark.parametrize("text", ["0.1", "1,2", 'the "new" one', "a\nb", ""])
def test_quoted_text_is_one_cell(text: str) -> None:
    assert next(csv.reader(io.StringIO(f"{quoted(text)},x"))) == [text, "x"]


def test_memory_of_scales_that_is_full_is_begun_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    wave = WaveFile("BEFORE", "1", CARS_AND_ME)
    records = [record(CARS_AND_ME, "BEFORE", Random(n)) for n in range(20)]
    roomy, tight = WideCells(wave), WideCells(wave)
    expected = [roomy("ONLINE,EXACT,-7,300", codes) for codes in records]
    monkeypatch.setattr("reporting.rules.lines.MOST_KEPT", 1)
    assert [tight("ONLINE,EXACT,-7,300", codes) for codes in records] == expected
