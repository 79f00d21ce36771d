"""Cells of data files against the rules that they come from."""

import csv
import datetime
import io
from collections.abc import Sequence
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.rules.cells import number, ordinals, quoted
from reporting.rules.column import WaveFile
from reporting.rules.columns import long_columns, wide_columns
from reporting.rules.lines import LongLines, WideLines, match_status
from surveys.rules.answers import DIGITS, decode
from surveys.rules.instrument import Instrument, Option
from surveys.rules.matching import Answered, match_waves
from surveys.rules.scoring import scorer_for
from tests.reporting.packs import PERSON, Answers, packed, record
from tests.surveys.instruments import CARS_AND_ME, SMALL

MISSING = {"LEFT_BLANK": "-98", "RATHER_NOT_SAY": "-99", "NOT_ASKED": ""}
QUALITIES = {"EXACT": "E", "CORRECTED": "C", "BY_HAND": "B"}


def both(instrument: Instrument) -> list[WaveFile]:
    return [WaveFile("BEFORE", "1", instrument), WaveFile("AFTER", "1", instrument)]


def read(names: list[str], text: bytes) -> list[dict[str, str]]:
    rows = list(csv.reader(io.StringIO(text.decode())))
    return [dict(zip(names, row, strict=True)) for row in rows]


def wide(waves: Sequence[WaveFile], *people: str) -> list[dict[str, str]]:
    return read([column.name for column in wide_columns(waves)], WideLines(waves)(people))


def long(waves: Sequence[WaveFile], *people: str) -> list[dict[str, str]]:
    return read([column.name for column in long_columns(waves)], LongLines(waves)(people))


def expected(instrument: Instrument, codes: str, seconds: int | None) -> dict[str, str]:
    """What the scorer says of a record, under the names of columns."""
    scorer = scorer_for(instrument)
    scores, cells = scorer.score(codes, seconds), {}
    for suffix, packed_record in (("", codes), ("_r", scorer.recoded(codes))):
        for code, answer in decode(instrument, packed_record).items():
            said = str(answer) if isinstance(answer, int) else MISSING[answer.name]
            cells[f"{code}{suffix}"] = said
    for name, score in scores.scales.items():
        cells[name.lower()] = number(score.mean)
        cells[f"{name.lower()}_n"] = str(score.used)
        cells[f"{name.lower()}_complete"] = number(score.complete)
    flags = scores.flags
    cells["flag_same"] = str(int(flags.same_answer))
    cells["flag_quick"] = "" if flags.quick is None else str(int(flags.quick))
    cells["flag_blanks"] = str(int(flags.many_blanks))
    return cells | {"index": number(scores.index)}


@pytest.mark.parametrize("instrument", [CARS_AND_ME, SMALL], ids=["shipped", "small"])
@given(
    seed=st.integers(0, 10_000),
    seconds=st.one_of(st.none(), st.integers(0, 600), st.just(44), st.just(45)),
    every=st.sampled_from(["", "1", "5", ".", "!"]),
)
def test_cells_say_what_the_record_and_the_scorer_say(
    instrument: Instrument, seed: int, seconds: int | None, every: str
) -> None:
    draw, waves = Random(seed), both(instrument)
    codes = [record(instrument, wave.kind, draw) for wave in waves]
    if every:  # the same answer throughout, or none at all
        offered = [
            {DIGITS[o.value] for o in item.options} | {".", "!"} for item in instrument.items
        ]
        codes[0] = "".join(
            every if c != "-" and every in can else c
            for c, can in zip(codes[0], offered, strict=True)
        )
    person = packed(waves, [Answers(code, seconds=seconds) for code in codes])
    (row,), rows = wide(waves, person), long(waves, person)
    for wave, code, line in zip(waves, codes, rows, strict=True):
        said = expected(instrument, code, seconds)
        in_wide = {n: row[wave.prefix + n] for n in said if wave.prefix + n in row}
        assert in_wide == {name: said[name] for name in in_wide}
        in_long = {name: line[name] for name in said if name in line}
        assert in_long == {name: said[name] for name in in_long}
        assert len(in_wide) >= 12


def test_every_cell_of_a_person_stands_under_its_name() -> None:
    waves = both(SMALL)
    draw = Random(1)
    before = Answers(record(SMALL, "BEFORE", draw), "TgdC", -14, None)
    after = Answers(record(SMALL, "AFTER", draw), "PenB", 123, 1_999_999_999)
    (row,) = wide(waves, packed(waves, [before, after]))
    assert ",".join(list(row.values())[:12]) == PERSON
    assert row["match_status"] == "PAIR_BY_HAND"
    how = ("version", "mode", "language", "matched", "days", "seconds")
    assert [row[f"before_{n}"] for n in how] == ["1", "TABLET", "gd", "CORRECTED", "-14", ""]
    assert [row[f"after_{n}"] for n in how] == ["1", "PAPER", "en", "BY_HAND", "123", "1999999999"]
    rows = long(waves, packed(waves, [before, after]))
    assert [[line[n] for n in ("wave", *how)] for line in rows] == [
        ["BEFORE", "1", "TABLET", "gd", "CORRECTED", "-14", ""],
        ["AFTER", "1", "PAPER", "en", "BY_HAND", "123", "1999999999"],
    ]


def test_wave_that_was_not_done_is_told_in_the_wide_file_and_absent_in_the_long() -> None:
    waves, draw = both(CARS_AND_ME), Random(1)
    done = Answers(record(CARS_AND_ME, "BEFORE", draw))
    people = [packed(waves, given) for given in ([done, None], [None, None], [done, None])]
    rows = wide(waves, *people)
    assert [row["match_status"] for row in rows] == ["BEFORE_ONLY", "NONE", "BEFORE_ONLY"]
    gone = {row_name: cell for row_name, cell in rows[1].items() if row_name.startswith("before_")}
    items = {n for n in gone if gone[n] == "-97"}
    assert {gone[n] for n in gone if n not in items} == {""}
    assert len(items) == 25 + 8
    assert [line["wave"] for line in long(waves, *people)] == ["BEFORE", "BEFORE"]
    nobody = [packed(waves, [None, None])]
    assert (long(waves, *nobody), wide(waves, *nobody)[0]["after_att1"]) == ([], "-97")


def test_lines_stand_in_the_order_of_people_and_waves() -> None:
    waves, draw = both(SMALL), Random(3)
    people = [
        packed(waves, [Answers(record(SMALL, w.kind, draw), days=n) for w in waves])
        for n in range(40)
    ]
    found = [(line["days"], line["wave"]) for line in long(waves, *people)]
    assert found == [(str(n), wave.kind) for n in range(40) for wave in waves]
    assert [row["after_days"] for row in wide(waves, *people)] == [str(n) for n in range(40)]


def test_instrument_without_reversed_items_has_no_turned_cells() -> None:
    plain = Instrument(tuple(replace(SMALL.items[n], position=n) for n in (1, 2)))
    waves = [WaveFile("AFTER", "1", plain)]
    (line,) = long(waves, packed(waves, [Answers("13")]))
    assert {name for name in line if name.endswith("_r")} == set()


def test_item_that_another_version_asks_is_empty() -> None:
    waves = [WaveFile("BEFORE", "1", SMALL), WaveFile("AFTER", "2", CARS_AND_ME)]
    codes = record(SMALL, "BEFORE", Random(3))
    (row,) = long(waves, packed(waves, [Answers(codes), None]))
    assert (row["conf1"], row["pbc3_r"], row["conf"], row["conf_n"]) == ("", "", "", "0")


def test_item_left_out_has_no_cell_in_either_file() -> None:
    waves = [replace(wave, left_out=frozenset({"gender"})) for wave in both(CARS_AND_ME)]
    person = packed(waves, [Answers(record(CARS_AND_ME, w.kind, Random(1))) for w in waves])
    (row,), rows = wide(waves, person), long(waves, person)
    assert [n for line in (row, *rows) for n in line if "gender" in n] == []
    assert row["before_lic1"] == rows[0]["lic1"]


def test_values_over_nine_are_letters_in_the_record_and_numbers_in_the_file() -> None:
    options = tuple(Option(value, f"{value}") for value in range(36))
    wide_item = replace(SMALL.items[0], options=options, reverse=True, scale="ATT")
    waves = [WaveFile("BEFORE", "1", Instrument((wide_item,)))]
    (row,) = long(waves, packed(waves, [Answers("Z")]))
    code = wide_item.code
    assert (row[code], row[f"{code}_r"], row["att"]) == ("35", "0", "0")


@pytest.mark.parametrize("version", ["0,1", 'a "b"', "ü≠1"])
def test_version_of_any_letters_is_one_cell(version: str) -> None:
    waves = [WaveFile("BEFORE", version, SMALL)]
    given_ = packed(waves, [Answers(record(SMALL, "BEFORE", Random(1)))])
    assert wide(waves, given_)[0]["before_version"] == version
    assert long(waves, given_)[0]["version"] == version


def test_record_of_another_width_is_an_error_and_shifts_nothing() -> None:
    waves = both(SMALL)
    person = packed(waves, [Answers(record(SMALL, "BEFORE", Random(1))), None])
    with pytest.raises(AssertionError):
        WideLines(waves)([person + "1"])


@given(
    before=st.one_of(st.none(), st.sampled_from(list(QUALITIES))),
    later=st.lists(st.one_of(st.none(), st.sampled_from(list(QUALITIES))), min_size=1, max_size=3),
)
def test_match_status_is_that_of_match_waves(before: str | None, later: list[str | None]) -> None:
    kinds = ["BEFORE", "AFTER", "FOLLOW_UP", "FOLLOW_UP_2"]
    ways = list(zip(kinds, [before, *later], strict=False))
    given_ = [Answered(n, 1, kind, way) for n, (kind, way) in enumerate(ways) if way is not None]
    statuses = {status.value for status in match_waves(given_).statuses().values()}
    assert {match_status(before, later)} == (statuses or {"NONE"})
    waves = [WaveFile(kind, "1", SMALL) for kind, _ in ways]
    answers = [
        None if way is None else Answers("-" * len(SMALL.items), f"Oen{QUALITIES[way]}")
        for _, way in ways
    ]
    assert wide(waves, packed(waves, answers))[0]["match_status"] == match_status(before, later)


def test_without_a_wave_before_nothing_is_a_pair() -> None:
    waves = [WaveFile("AFTER", "1", SMALL), WaveFile("FOLLOW_UP", "1", SMALL)]
    answers = [Answers(record(SMALL, "AFTER", Random(1))) for _ in waves]
    assert wide(waves, packed(waves, answers))[0]["match_status"] == "LATER_ONLY"


@given(st.lists(st.dates(), min_size=1, max_size=50))
def test_dates_are_as_far_apart_as_the_calendar_says(dates: list[datetime.date]) -> None:
    written = np.frombuffer("".join(map(str, dates)).encode(), np.uint8).reshape(-1, 10)
    apart = ordinals(written) - ordinals(written[:1])
    assert apart.tolist() == [(date - dates[0]).days for date in dates]


@pytest.mark.parametrize(
    ("value", "cell"),
    [(None, ""), (3.0, "3"), (3.25, "3.25"), (10 / 3, "3.3333"), (0.0, "0"), (10.0, "10")],
)
def test_number_has_four_decimals_and_no_trailing_noughts(value: float | None, cell: str) -> None:
    assert number(value) == cell


@pytest.mark.parametrize("text", ["0.1", "1,2", 'the "new" one', "a\nb", ""])
def test_quoted_text_is_one_cell(text: str) -> None:
    assert next(csv.reader(io.StringIO(f"{quoted(text)},x"))) == [text, "x"]
