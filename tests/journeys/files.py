"""The files that people upload in the journeys: the national register, and a class list."""

import datetime
from dataclasses import replace
from pathlib import Path

from openpyxl import Workbook

from tests.conftest import ROOT
from tests.schools.registers import CITY, GOOD, workbook

SCHOOL = "Tain Royal Academy"
OTHER_SCHOOL = "Dornoch Academy"
REGISTER = ROOT.parent / "shared" / "data" / "school_level_summary_statistics_2023_v2.xlsx"

Line = tuple[object, ...]
TITLES: list[Line] = [
    (f"{SCHOOL}: S5 pupils for the driving day",),
    ("Printed by the office on Monday",),
    (),
    ("Pupil (Surname, Forename)", "DOB", "Reg Class", "Consent", "Medical/ASN", "Home address"),
]
# As an office keeps it: dates as dates, in words, and in figures that can be read two ways.
PUPILS: list[Line] = [
    ("Mackay, Eilidh", datetime.date(2010, 6, 1), "5A", "Y", "", "1 Tower Street"),
    ("Sutherland, Callum", "03/04/2010", "5A", "Y", "", "2 Tower Street"),
    ("Ross, Isla", "6 February 2010", "5A", "Y", "", "3 Tower Street"),
    ("Fraser, Fergus", datetime.date(2010, 9, 19), "5A", "N", "", "4 Tower Street"),
    (),
    ("Grant, Ailsa", "2010-05-14", "5B", "Y", "wheelchair", "5 Tower Street"),
    ("Gunn, Rory", "05/06/2010", "5B", "Y", "", "6 Tower Street"),
    ("Munro, Skye", datetime.date(2010, 11, 2), "5B", "Y", "", "7 Tower Street"),
    ("Urquhart, Lewis", "14 Oct 2010", "5B", "Y", "", "8 Tower Street"),
    (),
    ("Bain, Mhairi", datetime.date(2010, 1, 20), "5C", "", "", "9 Tower Street"),
    ("Sinclair, Struan", datetime.date(2010, 12, 9), "5C", "Y", "", "10 Tower Street"),
    ("Macrae, Iona", datetime.date(2010, 3, 30), "5C", "Y", "", "11 Tower Street"),
    ("Matheson, Finlay", datetime.date(2010, 7, 7), "5C", "Y", "", "12 Tower Street"),
    ("Mackay, Eilidh", datetime.date(2010, 6, 1), "5C", "Y", "", "1 Tower Street"),
    ("Ferguson, Cara", "31 February 2010", "5C", "Y", "", "13 Tower Street"),
]
NAMED = 12  # pupils whose row can be taken


def register_file(folder: Path) -> Path:
    """The real workbook, or where it is not here a small one in its shape."""
    if REGISTER.is_file():
        return REGISTER
    made = folder / "school_level_summary_statistics.xlsx"
    tain = replace(GOOD, seed_code="5100501", name=SCHOOL)
    dornoch = replace(GOOD, seed_code="5100502", name=OTHER_SCHOOL)
    made.write_bytes(workbook(tain, dornoch, CITY))
    return made


def class_list_file(folder: Path) -> Path:
    """The list of one school, with a duplicate and a date that no calendar has."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "S5"
    for line in [*TITLES, *PUPILS]:
        sheet.append(list(line))
    made = folder / "Driving day S5 FINAL (2).xlsx"
    book.save(made)
    return made
