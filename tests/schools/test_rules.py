"""Tests of the schools app's pure rules."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from schools.choices import Need
from schools.rules.ages import age_on, age_problems, stage_is_improbable, usual_stage
from schools.rules.councils import COUNCILS, council_code, council_name, is_grant_aided
from schools.rules.figures import is_band, is_figure, known_total, meaning, read_figure
from schools.rules.needs import NEED_WORDS, code_need
from schools.rules.register import LABELS, FieldChange, RegisterRow, register_changes

SHARED = Path(__file__).parents[3] / "shared" / "data"
A_SCHOOL = RegisterRow(**dict.fromkeys(LABELS, "z") | {"seed_code": "5244439", "name": "Ard"})


def test_every_council_is_found_by_name_spelling_and_old_code():
    found = {
        text: council_code(text)
        for council in COUNCILS
        for text in (council.name, council.code, *council.spellings, *council.superseded)
    }
    wanted = {
        text: council.code
        for council in COUNCILS
        for text in (council.name, council.code, *council.spellings, *council.superseded)
    }
    assert found == wanted
    assert len(COUNCILS) == 32
    assert len({council.code for council in COUNCILS}) == 32


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Edinburgh City", "S12000036"),
        ("ARGYLL & BUTE  Council", "S12000035"),
        ("The Highland Council", "S12000017"),
        ("na h-eileanan siar", "S12000013"),
        ("Glasgow", "S12000049"),
        ("S12000046", "S12000049"),
        ("Renfrewshire", "S12000038"),
        ("East Renfrewshire", "S12000011"),
        ("Northumberland", None),
        ("", None),
    ],
)
def test_a_council_is_found_however_it_is_written(text, code):
    assert council_code(text) == code


def test_a_council_has_one_name_and_grant_aided_schools_have_no_council():
    assert council_name("S12000036") == "City of Edinburgh"
    assert council_name("S12000012") is None
    assert is_grant_aided("Grant aided")
    assert not is_grant_aided("Glasgow City")
    assert council_code("Grant aided") is None


def test_the_councils_are_those_of_the_official_list():
    path = SHARED / "scottish_local_authorities.csv"
    if not path.exists():
        pytest.skip("The shared data are not here.")
    import csv

    with path.open(encoding="utf-8-sig", newline="") as file:
        official = list(csv.DictReader(file))
    assert {(row["la_code"], row["la_name"]) for row in official} == {
        (council.code, council.name) for council in COUNCILS
    }
    for row in official:
        for text in (row["superseded_codes"] + ";" + row["aliases_seen"]).split(";"):
            assert text == "" or council_code(text) == row["la_code"]


def test_a_figure_is_a_number_or_a_symbol_and_never_nought_for_a_symbol():
    assert read_figure("92.04").number == Decimal("92.04")
    assert read_figure("92.04").symbol is None
    assert (read_figure("c").number, read_figure("c").symbol) == (None, "c")
    with pytest.raises(ValueError, match="neither a number"):
        read_figure("about 20")
    assert [is_figure(text) for text in ("0", "low", "", "-1", "1e3")] == [
        True, True, False, False, False,
    ]  # fmt: skip
    assert [is_band(text) for text in ("0-10%", "x", "10%")] == [True, True, False]
    assert meaning("c") == "c: 1 to 4 pupils, or a number that would reveal one"


def test_a_total_says_what_it_leaves_out():
    whole = known_total(read_figure(text) for text in ("10", "0", "z"))
    assert (whole.total, whole.numbers, whole.complete) == (Decimal(10), 2, True)
    part = known_total(read_figure(text) for text in ("10", "c", "c", "x", "low"))
    assert (part.total, part.withheld, part.not_known, part.complete) == (Decimal(10), 2, 2, False)


@pytest.mark.parametrize(
    ("born_on", "day", "age"),
    [
        (date(2010, 3, 9), date(2027, 3, 8), 16),
        (date(2010, 3, 9), date(2027, 3, 9), 17),
        (date(2012, 2, 29), date(2026, 2, 28), 13),
        (date(2012, 2, 29), date(2026, 3, 1), 14),
        (date(2012, 2, 29), date(2028, 2, 28), 15),
        (date(2012, 2, 29), date(2028, 2, 29), 16),
    ],
)
def test_age_is_counted_in_whole_years_also_for_leap_days(born_on, day, age):
    assert age_on(born_on, day) == age


def test_an_age_outside_the_programme_is_said_in_a_sentence():
    day = date(2027, 3, 14)
    ask = lambda born_on: list(age_problems("Iona", born_on, day, 14, 17))  # noqa: E731
    assert ask(date(2013, 3, 14)) == []
    assert ask(date(2009, 3, 15)) == []
    assert ask(date(2013, 3, 15)) == [
        "Iona is 13 on 14 March 2027: the programme takes pupils from 14."
    ]
    assert ask(date(2009, 3, 14)) == [
        "Iona is 18 on 14 March 2027: the programme takes pupils up to 17."
    ]
    assert ask(date(2027, 3, 15)) == [
        "Iona has a birth date after 14 March 2027. Correct the birth date."
    ]


def test_the_usual_stage_follows_the_scottish_year_of_births():
    october, june = date(2026, 10, 12), date(2027, 6, 1)
    assert usual_stage(date(2011, 3, 1), october) == 4
    assert usual_stage(date(2012, 2, 29), october) == 4
    assert usual_stage(date(2012, 3, 1), october) == 3
    assert usual_stage(date(2011, 3, 1), june) == 4
    assert not stage_is_improbable(date(2010, 12, 18), 4, october)
    assert stage_is_improbable(date(2014, 9, 14), 5, october)


@pytest.mark.parametrize(
    ("text", "code", "understood"),
    [
        ("", "NONE", True),
        ("None", "NONE", True),
        ("n/a", "NONE", True),
        ("hearing aid left side", "HEARING_LEFT", True),
        ("Deaf in right ear", "HEARING_RIGHT", True),
        ("hearing aids, left and right", "HEARING", True),
        ("hard of hearing", "HEARING", True),
        ("Wheelchair user", "STEP_FREE", True),
        ("step-free access", "STEP_FREE", True),
        ("partially sighted", "SIGHT", True),
        ("needs an interpreter", "LANGUAGE", True),
        ("Speak to the teacher", "SPEAK_TO_TEACHER", True),
        ("epilepsy", "SPEAK_TO_TEACHER", False),
        ("hearing aid left side and epilepsy", "SPEAK_TO_TEACHER", False),
        ("wheelchair, deaf", "SPEAK_TO_TEACHER", False),
        ("no hearing problems", "SPEAK_TO_TEACHER", False),
    ],
)
def test_needs_are_coded_and_a_second_need_is_never_lost(text, code, understood):
    coded = code_need(text)
    assert (coded.code, coded.understood) == (code, understood)


def test_the_coded_needs_are_those_that_are_stored():
    assert set(Need.choices) == set(NEED_WORDS.items())


def test_a_second_reading_of_the_same_register_changes_nothing():
    changes = register_changes({"5244439": A_SCHOOL}, {"5244439": replace(A_SCHOOL)})
    assert (changes.none, changes.unchanged, changes.changed) == (True, 1, ())


def test_a_changed_register_shows_what_would_change():
    new = replace(A_SCHOOL, seed_code="5999999", name="New")
    gone = replace(A_SCHOOL, seed_code="5000000", name="Gone")
    other = replace(A_SCHOOL, roll="c", name="Ard Academy")
    old = {"5244439": A_SCHOOL, "5000000": gone}
    changes = register_changes(old, {"5244439": other, "5999999": new})
    assert (changes.new, changes.missing, changes.unchanged) == ((new,), (gone,), 0)
    assert changes.changed[0].seed_code == "5244439"
    assert changes.changed[0].fields == (
        FieldChange("name", "name", "Ard", "Ard Academy"),
        FieldChange("roll", "roll", "z", "c"),
    )
    assert not changes.none
