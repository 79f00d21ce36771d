"""Tests of birth dates on class lists: how they are typed, and which order they prove."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.schools.lists import held, read_births, sentences


@pytest.mark.parametrize(
    "born",
    [
        held(2011, 3, 19), date(2011, 3, 19), "2011-03-19", "2011-03-19 00:00:00", "2011/3/19",
        "20110319", 40621, 40621.0, "40621", "19/03/2011", "19.03.11", "19-3-2011", "19 03 2011",
        "19/3/'11", "3/19/2011", "19 Mar 2011", "19th March 2011", "March 19, 2011", "19-Mar-11",
        "Saturday 19 March 2011", "2011 Mar 19", "19 MARCH 2011", "19/03/2011 00:00",
    ],
)  # fmt: skip
def test_a_date_is_read_however_it_is_typed(born):
    assert [row.born_on for row in read_births(born).rows] == [date(2011, 3, 19)]


@pytest.mark.parametrize(
    ("born", "said"),
    [
        ("31/02/2010", '"31/02/2010" is not a day in the calendar. Correct the birth date.'),
        ("2011-02-29", '"2011-02-29" is not a day in the calendar. Correct the birth date.'),
        ("30 Feb 2010", '"30 Feb 2010" is not a day in the calendar. Correct the birth date.'),
        ("tbc", '"tbc" is not a date. Write the birth date like 9 March 2010.'),
        ("March 2010", '"March 2010" is not a date. Write the birth date like 9 March 2010.'),
        ("19 Mar 123 9", '"19 Mar 123 9" is not a date. Write the birth date like 9 March 2010.'),
        ("19 Mar 123", '"19 Mar 123" is not a date. Write the birth date like 9 March 2010.'),
        (2010, '"2010" is not a date. Write the birth date like 9 March 2010.'),
        (True, '"True" is not a date. Write the birth date like 9 March 2010.'),
        ("", "the birth date is missing. Fill it in."),
        ("19/03/2030", "19 March 2030 has not come yet. Correct the birth date."),
        (
            "19 Mar 99",
            "a pupil born on 19 March 1999 is 27 years old. Correct the birth date.",
        ),
        ("1 Jan 26", "a pupil born on 1 January 2026 is 0 years old. Correct the birth date."),
        ("19 Mar 20", "a pupil born on 19 March 2020 is 6 years old. Correct the birth date."),
    ],
)
def test_what_is_no_birth_date_stops_its_row_and_says_where(born, said):
    result = read_births(born)
    assert (result.rows, sentences(result)) == ((), [f'row 2, column C "Birth date": {said}'])
    assert [p.severity for p in result.problems] == ["STOP"]


def test_a_part_above_twelve_settles_the_order_of_the_whole_file():
    day_first = read_births("03/04/2011", "25.12.10")
    assert [row.born_on for row in day_first.rows] == [date(2011, 4, 3), date(2010, 12, 25)]
    assert (day_first.date_order, day_first.date_evidence) == (
        "DMY",
        'Day first: in row 3, column C "Birth date", "25.12.10" can only be 25 December 2010.',
    )
    month_first = read_births("03/04/2011", "12/25/2010")
    assert [row.born_on for row in month_first.rows] == [date(2011, 3, 4), date(2010, 12, 25)]
    assert month_first.date_order == "MDY"


def test_a_day_that_does_not_exist_proves_no_order():
    assert read_births("03/04/2011", "31/02/2010").needs_date_order


def test_what_nothing_settles_is_asked_once_and_never_guessed():
    births = ("03/04/2011", "05/06/2010", "04/04/2011", "9 May 2011")
    asked = read_births(*births)
    assert (asked.needs_date_order, asked.date_order) == (True, None)
    assert [row.row_number for row in asked.rows] == [4, 5]
    assert asked.date_evidence == (
        'Row 2, column C "Birth date": "03/04/2011" may be 3 April 2011 or 4 March 2011, '
        "and no date in the list settles which."
    )
    for order, first in (("DMY", date(2011, 4, 3)), ("MDY", date(2011, 3, 4))):
        told = read_births(*births, date_order=order)
        assert (told.needs_date_order, told.date_order, len(told.rows)) == (False, order, 4)
        assert told.rows[0].born_on == first


def test_the_proof_in_the_file_outweighs_an_answer():
    told = read_births("03/04/2011", "25/12/2010", date_order="MDY")
    assert [row.born_on for row in told.rows] == [date(2011, 4, 3), date(2010, 12, 25)]
    assert told.date_order == "DMY"


def test_two_orders_in_one_file_stop_the_doubtful_rows_only():
    result = read_births("25/12/2010", "12/25/2010", "03/04/2011", date_order="DMY")
    assert [row.row_number for row in result.rows] == [2, 3]
    assert [(p.row, p.severity) for p in result.problems] == [(None, "WARNING"), (4, "STOP")]
    assert sentences(result) == [
        'column C "Birth date": the birth dates are written in two orders: row 2 has the day '
        'first ("25/12/2010"), row 3 the month first ("12/25/2010"). Check all birth dates.',
        'row 4, column C "Birth date": "03/04/2011" may be 3 April 2011 or 4 March 2011. '
        "Write the month as a word.",
    ]


def test_dates_that_an_american_spreadsheet_swapped_are_warned_of():
    swapped = read_births(held(2011, 4, 3), held(2010, 6, 5), "25/12/2010")
    assert sentences(swapped) == [
        'column C "Birth date": a spreadsheet may have swapped day and month, in row 2 for '
        "example: all dates that it changed have a day up to 12. Check the birth dates."
    ]
    sound = read_births(held(2011, 4, 30), held(2010, 6, 5), "25/12/2010")
    assert sentences(sound) == []
    assert sentences(read_births(held(2011, 4, 3), held(2010, 6, 5))) == []
    mixed = read_births(held(2011, 4, 3), held(2010, 6, 5), "25/12/2010", "03/04/2011")
    assert sentences(mixed) == []


@given(st.text(max_size=20))
def test_any_text_as_a_birth_date_is_read_or_told(text):
    result = read_births(text)
    assert len(result.rows) + len(result.problems) + result.needs_date_order >= 1
