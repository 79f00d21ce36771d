"""Tests of names, year groups and consents on class lists."""

import pytest

from tests.schools.lists import HEADINGS, read, read_pupils, sentences


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
        ("Mary SMITH Ann", "does not show which part is the surname"),
        ("SMITH Mary ANN", "does not show which part is the surname"),
        ("SMITH Mary ANN Jo", "does not show which part is the surname"),
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
        "The consent counts as not in yet: write yes or no."
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
        "The consent counts as not in yet: write yes or no."
    ]


def test_the_names_of_parents_are_not_taken_for_the_pupils():
    result = read(
        ("Pupil (Surname, Forename)", "Parent (Surname, Forename)", "DOB", "Stage"),
        ("Ross, Iona", "Bain, Ann", "9 March 2011", "S4"),
    )
    assert [(row.given_name, row.family_name) for row in result.rows] == [("Iona", "Ross")]
