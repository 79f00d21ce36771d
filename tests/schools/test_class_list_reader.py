"""Tests of reading class lists in the shapes that school offices send."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.problems import Refused
from schools.readers.carried_rows import from_plain, to_plain
from schools.readers.class_list import read_class_list
from schools.readers.class_rows import ListRow
from tests.schools.lists import (
    HEADINGS,
    TODAY,
    Sheet,
    held,
    read,
    read_births,
    read_pupils,
    sentences,
)


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
        (*HEADINGS, "Parent (surname, forename)", "Photo consent", "Parent consent"),
        ("Iona", "Ross", "9 March 2011", "S4", "Ross, Ann", "Y", "no"),
    )
    assert [(row.given_name, row.consent) for row in result.rows] == [("Iona", "NO")]
    assert result.columns_unread == ('E "Parent (surname, forename)"', 'F "Photo consent"')


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


def test_a_second_table_that_doubles_a_heading_changes_nothing():
    doubled = ("Surname", "Surname", "Forename", "Stage", "DOB")
    result = read(HEADINGS, doubled, ("Iona", "Ross", "9 March 2011", "S4"))
    assert [row.given_name for row in result.rows] == ["Iona"]
    assert {problem.row for problem in result.problems} == {2}


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
