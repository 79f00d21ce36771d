"""Tests of class lists as real files: what offices sent, and 500 that are broken."""

import io
import random
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from core.problems import Refused
from core.spreadsheets import read_sheets
from schools.readers.class_list import ClassList, read_class_list
from tests.schools.lists import HEADINGS, TODAY, held

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "class_lists"
PUPILS = [
    ("Siobhán", "O'Neill", held(2011, 3, 19), "S4"),
    ("Anne-Marie", "Döring", "19 Jun 2010", 5),
    ("Euan", "McIntosh", "25/12/2010", "S5"),
]


def read_bytes(content: bytes, name: str) -> ClassList:
    return read_class_list(list(read_sheets(io.BytesIO(content), name)), today=TODAY)


def read_shared(name: str) -> ClassList:
    path = FOLDER / name
    if not path.exists():
        pytest.skip("The shared data are not here.")
    return read_bytes(path.read_bytes(), name)


def a_workbook() -> bytes:
    book = Workbook()
    book.create_sheet("Read me", 0).append(["The list is on the next tab"])
    for row in [("Craigmhor High School",), (), HEADINGS, *PUPILS, ("Total", 3)]:
        book["Sheet"].append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def a_csv() -> bytes:
    rows = [HEADINGS, *[(first, last, "19/03/2011", "S4") for first, last, _, _ in PUPILS]]
    return "\r\n".join(";".join(row) for row in rows).encode("cp1252")


@pytest.mark.parametrize("name", ["list.xlsx", "list.csv"])
def test_a_good_file_gives_its_pupils(name):
    result = read_bytes(a_csv() if name.endswith("csv") else a_workbook(), name)
    assert [(row.given_name, row.family_name) for row in result.rows] == [
        (first, last) for first, last, _, _ in PUPILS
    ]
    assert result.problems == ()


def test_the_list_of_craigmhor_is_read_whole():
    result = read_shared("craigmhor_s4_pse.xlsx")
    assert (result.sheet, len(result.rows), result.lines, result.problems) == (
        "S4 PSE", 24, 24, (),
    )  # fmt: skip
    marks = [row.consent for row in result.rows]
    assert [marks.count(mark) for mark in ("YES", "NO", "UNKNOWN")] == [13, 5, 6]
    assert [r.row_number for r in result.rows if r.need == "HEARING_LEFT"] == [8, 19, 23, 28]
    assert [r.family_name for r in result.rows if r.row_number == 17] == ["O'Neill"]


def test_the_list_of_balnaguard_settles_its_own_dates():
    result = read_shared("balnaguard_trip.xlsx")
    assert (result.sheet, len(result.rows), result.problems) == ("List", 18, ())
    assert (result.needs_date_order, result.date_order, result.date_evidence) == (
        False,
        "DMY",
        'Day first: in row 2, column D "Birth date", "15.05.10" can only be 15 May 2010.',
    )
    born = {row.row_number: (row.first_name, row.born_on) for row in result.rows}
    assert born[11] == ("Cat", date(2010, 1, 10))
    assert born[10] == ("Lew", date(2010, 1, 6))


def test_the_export_of_strathlene_says_which_three_rows_need_a_look():
    result = read_shared("strathlene_export.csv")
    assert (len(result.rows), result.lines, result.date_order) == (19, 21, "DMY")
    place = 'Sheet "strathlene_export.csv", row '
    assert [(p.severity, p.sentence.removeprefix(place)) for p in result.problems] == [
        (
            "STOP",
            '9, column B "Surname": Euan McIntosh, born on 18 March 2011, is in row 4 already. '
            "Leave this row out.",
        ),
        (
            "STOP",
            '14, column C "Date of Birth": "31/02/2010" is not a day in the calendar. '
            "Correct the birth date.",
        ),
        (
            "WARNING",
            '17, column D "Year": S5 is unusual for a pupil born on 14 September 2014, '
            "12 years old. Check both.",
        ),
    ]
    assert [r.first_name for r in result.rows if r.row_number == 13] == ["Zoë"]


def broken(content: bytes, chance: random.Random) -> bytes:
    """The content cut short, with flipped bytes, or with a piece twice."""
    data = bytearray(content)
    way = chance.randrange(3)
    if way == 0:
        return bytes(data[: chance.randrange(len(data))])
    if way == 1:
        for _ in range(chance.randrange(1, 20)):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        return bytes(data)
    start = chance.randrange(len(data))
    return bytes(data[:start] + data[start // 2 : start] + data[start:])


def test_five_hundred_broken_files_are_refused_or_told_and_never_crash():
    chance = random.Random(20261012)
    good = {"list.xlsx": a_workbook(), "list.csv": a_csv()}
    outcomes = {"refused": 0, "read": 0}
    for number in range(500):
        name = ("list.xlsx", "list.csv")[number % 2]
        try:
            result = read_bytes(broken(good[name], chance), name)
        except Refused:
            outcomes["refused"] += 1
        else:
            assert all(p.sentence.startswith("Sheet ") for p in result.problems)
            outcomes["read"] += 1
    assert min(outcomes.values()) > 50
