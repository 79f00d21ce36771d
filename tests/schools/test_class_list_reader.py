"""Tests of reading class lists in the shapes that school offices send."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.problems import Refused
from schools.readers.carried_rows import from_plain, to_plain
from schools.readers.class_list import read_class_list
from schools.readers.class_rows import ListRow

TODAY = date(2026, 10, 12)
HEADINGS = ("First name", "Last name", "Birth date", "Year group")


@dataclass
class Sheet:
    name: str = "List"
    rows: list[tuple[object, ...]] = field(default_factory=list)


def held(year, month, day):
    """A date as a spreadsheet holds it."""
    return datetime.combine(date(year, month, day), time())


def read(*rows, **options):
    return read_class_list([Sheet(rows=list(rows))], today=TODAY, **options)


def read_pupils(*rows, **options):
    return read(HEADINGS, *rows, **options)


def read_births(*births, **options):
    """One pupil for each birth date, each with a name of his own."""
    pupils = [(f"Iona{'a' * i}", "Ross", born, "S4") for i, born in enumerate(births)]
    return read_pupils(*pupils, **options)


def sentences(result):
    return [problem.sentence.removeprefix('Sheet "List", ') for problem in result.problems]


def test_a_list_with_titles_blank_rows_repeated_headings_and_a_total():
    result = read(
        ("Craigmhor High School",),
        ("Pupils attending airfield day – printed 12/10/2026",),
        (),
        ("No.", "Pupil (Surname, Forename)", "D.O.B.", "Stage", "Consent form in?", "Needs"),
        (1, "Mac an  tSaoir, Iona", held(2011, 3, 21), "S4", "Y", "hearing aid left side"),
        (None,) * 6,
        ("No.", "Pupil (Surname, Forename)", "D.O.B.", "Stage", "Consent form in?", "Needs"),
        (2, "O'Neill, Anne-Marie", held(2010, 12, 22), "S4", "n", ""),
        ("", "Total: 2", "", "", "", ""),
    )
    assert result.rows == (
        ListRow(5, "Iona", "", "Mac an tSaoir", date(2011, 3, 21), "S4", "HEARING_LEFT", "YES"),
        ListRow(8, "Anne-Marie", "", "O'Neill", date(2010, 12, 22), "S4", "NONE", "NO"),
    )
    assert (result.problems, result.needs_date_order, result.date_order) == ((), False, None)
    assert result.columns_unread == ('A "No."',)


def test_a_read_me_sheet_is_passed_over_and_known_as_is_what_coaches_see():
    headings = ("First name", "Known as", "Last name", "Birth date", "Year group")
    sheets = [
        Sheet("Read me", [("List is on the next tab",)]),
        Sheet("List", [headings, ("Orla", "Orl", "Fraser", "19 Jun 2010", 5.0)]),
    ]
    result = read_class_list(sheets, today=TODAY)
    (row,) = result.rows
    assert (result.sheet, row.given_name, row.known_as, row.first_name, row.year_group) == (
        "List", "Orla", "Orl", "Orl", "S5",
    )  # fmt: skip


def test_a_second_list_in_the_file_is_told_and_not_forgotten():
    pupil = ("Iona", "Ross", "9 March 2011", "S4")
    result = read_class_list(
        [Sheet("S4", [HEADINGS, pupil]), Sheet("S5", [("S5",), HEADINGS, pupil])], today=TODAY
    )
    assert [p.sentence for p in result.problems] == [
        'Sheet "S5", row 2: this sheet looks like a class list too, but only "S4" was read. '
        "Upload it as a file of its own."
    ]


def test_a_file_without_headings_is_refused_with_the_columns_that_are_needed():
    with pytest.raises(Refused, match="It needs a column each for the name"):
        read(("Iona", "Ross"), ("Euan", "Bain"))
    with pytest.raises(Refused) as refused:
        read(("Forename", "Surname", "Year"), ("Iona", "Ross", "S4"))
    assert refused.value.sentences == [
        'Sheet "List", row 1: these headings lack date of birth. '
        "Add the column and its heading, then upload the list again."
    ]


def test_two_columns_for_one_thing_are_refused():
    with pytest.raises(Refused) as refused:
        read((*HEADINGS, "Legal surname"), ("Iona", "Ross", "9 March 2011", "S4", "Rose"))
    assert refused.value.sentences == [
        'Sheet "List", row 1: columns B "Last name" and E "Legal surname" both look like the '
        "surname. Leave only one."
    ]


def test_parents_columns_and_other_consents_are_left_alone():
    result = read(
        (*HEADINGS, "Parent forename", "Photo consent", "Consent"),
        ("Iona", "Ross", "9 March 2011", "S4", "Ann", "Y", ""),
    )
    assert [(row.given_name, row.consent) for row in result.rows] == [("Iona", "UNKNOWN")]
    assert result.columns_unread == ('E "Parent forename"', 'F "Photo consent"')


@pytest.mark.parametrize(
    ("heading", "text", "given", "family"),
    [
        ("Name", "McIntosh, Anne-Marie", "Anne-Marie", "McIntosh"),
        ("Name", "macdonald,iona", "iona", "macdonald"),
        ("Pupil", "McDONALD Iona Jane", "Iona Jane", "McDONALD"),
        ("Pupil", "O’NEILL Zofia", "Zofia", "O’NEILL"),
        ("Pupil", "VAN DER BERG Jan", "Jan", "VAN DER BERG"),
        ("Pupil", "de la CRUZ Ana", "Ana", "de la CRUZ"),
        ("Pupil", "Ana de la CRUZ", "Ana", "de la CRUZ"),
        ("Name (Forename Surname)", "Iona Ross", "Iona", "Ross"),
        ("Pupil (Surname Forename)", "Ross Iona", "Iona", "Ross"),
        ("Forename, Surname", "Iona, Ross", "Iona", "Ross"),
    ],
)
def test_one_column_with_both_names_is_parted_and_nothing_recased(heading, text, given, family):
    result = read((heading, "DOB", "Year"), (text, "9 March 2011", "S4"))
    assert [(row.given_name, row.family_name) for row in result.rows] == [(given, family)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Iona Ross", "does not show which part is the surname"),
        ("IONA ROSS", "does not show which part is the surname"),
        ("Ross, Iona, Jane", "does not show which part is the surname"),
        ("Iona Ross-SMITH Bain", "does not show which part is the surname"),
        ("Ross,", "first name or surname is missing. Fill it in."),
        ("Ross, Iona (new)", 'there is "(" in the name'),
        ("Ross (new) Iona", 'there is "(" in the name'),
        ("-Ross, Iona", "does not begin with a letter"),
        ("", "first name or surname is missing"),
    ],
)
def test_a_name_that_can_be_read_two_ways_stops_its_row(text, said):
    result = read(("Name", "DOB", "Year"), (text, "9 March 2011", "S4"))
    assert result.rows == ()
    assert [said in sentence for sentence in sentences(result)] == [True]
    assert sentences(result)[0].startswith('row 2, column A "Name": ')


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Zo�", 'there is "�" in the name. Leave only the name itself in this cell.'),
        ("Iona2", 'there is "2" in the name. Leave only the name itself in this cell.'),
        ("-Iona", "the name does not begin with a letter. Correct the name."),
        ("I" * 61, "the name has more than 60 letters. Shorten it."),
        ("", "first name or surname is missing. Fill it in."),
    ],
)
def test_a_name_with_more_than_a_name_in_it_stops_its_row(name, said):
    result = read_pupils((name, "Ross", "9 March 2011", "S4"))
    assert (result.rows, sentences(result)) == ((), [f'row 2, column A "First name": {said}'])


def test_a_known_as_with_more_than_a_name_stops_its_row():
    result = read((*HEADINGS, "Known as"), ("Iona", "Ross", "9 March 2011", "S4", "ask 2"))
    assert sentences(result) == [
        'row 2, column E "Known as": there is "2" in the name. '
        "Leave only the name itself in this cell."
    ]


@pytest.mark.parametrize(
    "name", ["Siobhán", "Zoë", "N'Dour", "Mac Gille Bhràth", "Łucja", "St. John"]
)
def test_names_are_kept_exactly_as_written(name):
    result = read_pupils((f" {name}\u00a0", f"\u200b{name}\n", "9 March 2011", "S4"))
    assert [(row.given_name, row.family_name) for row in result.rows] == [(name, name)]


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


@pytest.mark.parametrize(
    ("year", "read_as"),
    [("S4", "S4"), (4, "S4"), (4.0, "S4"), ("4", "S4"), ("Year 4", "S4"), ("s 4", "S4"),
     ("4th year", "S4"), ("4A2", "S4"), ("S4B", "S4"), ("Y4", "S4")],
)  # fmt: skip
def test_a_year_group_is_read_however_it_is_written(year, read_as):
    result = read_pupils(("Iona", "Ross", "9 March 2011", year))
    assert [row.year_group for row in result.rows] == [read_as]


@pytest.mark.parametrize("year", ["P7", "S7", "Year 11", "2010", "41", "maths"])
def test_a_year_group_that_is_none_stops_its_row(year):
    result = read_pupils(("Iona", "Ross", "9 March 2011", year))
    assert sentences(result) == [
        f'row 2, column D "Year group": "{year}" is not a year group. Write S1 to S6.'
    ]


def test_the_class_stands_in_for_a_missing_year_group():
    headings = ("Forename", "Surname", "DOB", "Stage", "Reg class")
    result = read(
        headings,
        ("Iona", "Ross", "9 March 2011", "", "4A2"),
        ("Euan", "Ross", "9 March 2011", "", "4/1"),
        ("Orla", "Ross", "9 March 2011", "", ""),
    )
    assert [row.year_group for row in result.rows] == ["S4", "S4"]
    assert sentences(result) == [
        'row 4, column D "Stage": the year group is missing. Write S1 to S6.'
    ]
    only_class = read(("Forename", "Surname", "DOB", "Class"), ("I", "R", "9 March 2014", "5B"))
    assert sentences(only_class) == [
        'row 2, column D "Class": S5 is unusual for a pupil born on 9 March 2014, 12 years old. '
        "Check both."
    ]
    no_class = read(("Forename", "Surname", "DOB", "Class"), ("I", "R", "9 March 2011", ""))
    assert sentences(no_class) == [
        'row 2, column D "Class": the year group is missing. Write S1 to S6.'
    ]


def test_a_year_group_that_does_not_suit_the_age_is_a_warning():
    result = read_pupils(("Mohammed", "Paterson", "14/09/2014", "S5"))
    assert len(result.rows) == 1
    assert [(p.severity, p.row, p.column) for p in result.problems] == [
        ("WARNING", 2, 'D "Year group"')
    ]


def test_the_same_pupil_twice_leaves_the_later_row_out():
    result = read_pupils(
        ("Euan", "McIntosh", "18/03/2011", "S4"),
        ("EUAN", "Mcintosh", "2011-03-18", "S4"),
        ("Euan", "McIntosh", "19/03/2011", "S4"),
    )
    assert [row.row_number for row in result.rows] == [2, 4]
    assert [p.severity for p in result.problems] == ["STOP", "WARNING"]
    assert sentences(result) == [
        'row 3, column B "Last name": EUAN Mcintosh, born on 18 March 2011, is in row 2 already. '
        "Leave this row out.",
        'row 4, column B "Last name": Euan McIntosh is in row 2 too, with another birth date. '
        "Check that they are two pupils.",
    ]


@pytest.mark.parametrize(
    ("mark", "consent"),
    [("Y", "YES"), ("yes", "YES"), (True, "YES"), (1, "YES"), ("x", "YES"), ("✓", "YES"),
     ("N", "NO"), ("no", "NO"), (False, "NO"), (None, "UNKNOWN"), ("-", "UNKNOWN")],
)  # fmt: skip
def test_consent_is_yes_no_or_not_known(mark, consent):
    result = read((*HEADINGS, "Consent?"), ("Iona", "Ross", "9 March 2011", "S4", mark))
    assert [row.consent for row in result.rows] == [consent]
    assert result.problems == ()


def test_a_consent_that_says_something_else_is_not_known():
    result = read((*HEADINGS, "Consent"), ("Iona", "Ross", "9 March 2011", "S4", "by phone"))
    assert [row.consent for row in result.rows] == ["UNKNOWN"]
    assert sentences(result) == [
        'row 2, column E "Consent": "by phone" is neither yes nor no. '
        "The consent is taken as not known: write yes or no."
    ]


def test_a_cross_beside_ticks_is_not_taken_for_consent():
    result = read(
        (*HEADINGS, "Consent"),
        ("Iona", "Ross", "9 March 2011", "S4", "✓"),
        ("Euan", "Ross", "9 March 2011", "S4", "X"),
    )
    assert [row.consent for row in result.rows] == ["YES", "UNKNOWN"]
    assert sentences(result) == [
        'row 3, column E "Consent": other lines say yes in another way, so "x" could mean no. '
        "The consent is taken as not known: write yes or no."
    ]


def test_a_diagnosis_becomes_a_word_with_the_teacher_and_is_nowhere_kept():
    result = read((*HEADINGS, "ASN"), ("Iona", "Ross", "9 March 2011", "S4", "epilepsy"))
    assert [row.need for row in result.rows] == ["SPEAK_TO_TEACHER"]
    assert sentences(result) == [
        'row 2, column E "ASN": this is not one of the needs that Runway knows, so the coach '
        'will read "speak to the teacher". The text itself is not stored.'
    ]
    assert "epilepsy" not in repr(result)


def test_several_columns_of_needs_count_together():
    headings = (*HEADINGS, "Medical", "Support needs")
    result = read(
        headings,
        ("Iona", "Ross", "9 March 2011", "S4", "none", "wheelchair"),
        ("Euan", "Ross", "9 March 2011", "S4", "deaf", "wheelchair"),
    )
    assert [row.need for row in result.rows] == ["STEP_FREE", "SPEAK_TO_TEACHER"]


def test_a_formula_stops_its_row():
    result = read_pupils(("=A1", "Ross", "9 March 2011", "S4"))
    assert sentences(result) == [
        'row 2, column A "First name": the cell holds a formula. Put the value itself in the cell.'
    ]


def test_notes_are_not_pupils_and_a_wrong_total_is_told():
    result = read(
        ("Pupil", "DOB", "Year"),
        ("Ross, Iona", "9 March 2011", "S4"),
        ("Ross, Euan", None, None),
        ("Bus at 9am from the gate", None, None),
        ("Total", 28, None),
    )
    assert (len(result.rows), result.lines) == (1, 2)
    assert sentences(result) == [
        'row 3, column B "DOB": the birth date is missing. Fill it in.',
        'row 3, column C "Year": the year group is missing. Write S1 to S6.',
        'row 4, column A "Pupil": only this cell has text, so the row is not taken as a pupil. '
        "If it is one, fill in the other columns.",
        "row 5: the list says 28 in all, and 2 pupils stand above. Check the list.",
    ]


def test_a_second_table_with_other_columns_is_read_by_its_own_headings():
    result = read(
        HEADINGS,
        ("Iona", "Ross", "9 March 2011", "S4"),
        ("Surname", "Forename", "Stage", "DOB"),
        ("Bain", "Euan", "S4", "9 March 2011"),
    )
    assert [(r.given_name, r.family_name) for r in result.rows] == [
        ("Iona", "Ross"), ("Euan", "Bain"),
    ]  # fmt: skip


def test_rows_travel_as_json_and_come_back_the_same():
    rows = read_births("9 March 2011", "10 April 2010").rows
    assert from_plain(json.loads(json.dumps(to_plain(rows)))) == rows
    assert from_plain([]) == ()
    with pytest.raises(ValueError, match="unpack"):
        from_plain([[1, "Iona"]])


PUPIL = {
    "Forename": "Siobhán",
    "Surname": "O'Neill",
    "Known as": "Shiv",
    "D.O.B.": "19/03/2011",
    "Stage": "S4",
    "Consent form in?": "Y",
    "Needs": "wheelchair",
}
JUNK = st.one_of(
    st.none(), st.text(max_size=12), st.integers(), st.floats(), st.dates(), st.booleans()
)


@given(
    order=st.permutations(list(PUPIL)),
    junk=st.lists(st.lists(JUNK, max_size=6).map(tuple), max_size=8),
)
def test_any_order_of_columns_below_any_junk_gives_the_same_pupil(order, junk):
    result = read(*junk, tuple(order), tuple(PUPIL[name] for name in order))
    assert result.rows == (
        ListRow(
            len(junk) + 2, "Siobhán", "Shiv", "O'Neill", date(2011, 3, 19), "S4", "STEP_FREE", "YES"
        ),
    )
    assert result.problems == ()


@given(st.lists(st.lists(JUNK, min_size=4, max_size=5).map(tuple), max_size=8))
def test_any_cells_give_rows_or_problems_and_never_an_error(rows):
    result = read_pupils(*rows)
    assert all('Sheet "List"' in problem.sentence for problem in result.problems)
    assert from_plain(to_plain(result.rows)) == result.rows


@given(st.text(max_size=20))
def test_any_text_as_a_birth_date_is_read_or_told(text):
    result = read_births(text)
    assert len(result.rows) + len(result.problems) + result.needs_date_order >= 1
