"""Registers of schools made for the tests: as rows that were read, and as workbooks."""

import io
from dataclasses import fields, replace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from schools.readers.register import HEADINGS
from schools.rules.councils import council_name
from schools.rules.register import RegisterRow

TITLE = "School Level Summary Statistics 2025"
HIGHLAND, EDINBURGH = "S12000017", "S12000036"
GOOD = RegisterRow(
    **dict.fromkeys((field.name for field in fields(RegisterRow)), "20")
    | {
        "seed_code": "5100001",
        "name": "Ard Academy",
        "council_code": HIGHLAND,
        "roll": "1120",
        "s6": "c",
        "simd_q1": "c",
        "eal": "low",
        "pct_urban": "0-10%",
        "pct_small_town": "0-10%",
        "pct_rural": "90-100%",
        "attendance_pct": "92.04",
        "urban_rural_6": "Remote rural areas",
        "urban_rural_8": "Very Remote Rural",
        "denomination": "Non-denominational",
    }
)
GRANT_AIDED = replace(GOOD, seed_code="5100002", name="Jordan Hill School", council_code="")
CITY = replace(GOOD, seed_code="5100003", name="Leith Academy", council_code=EDINBURGH)
ROWS = [GOOD, GRANT_AIDED, CITY]


def workbook(*rows: RegisterRow, **cells: Any) -> bytes:
    """A workbook as the government publishes it; ``cells`` change the last school's."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Figures"
    sheet.append([TITLE])
    sheet.append(list(HEADINGS.values()))
    for row in rows:
        own = cells if row is rows[-1] else {}
        sheet.append([own.get(name, _cell(name, row)) for name in HEADINGS])
    sheet.append(["Highland", 1234567, "Ard Primary School", "Primary"])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _cell(name: str, row: RegisterRow) -> str:
    if name == "school_type":
        return "Secondary"
    if name == "council_code":
        return council_name(row.council_code) or "Grant-aided"
    return str(getattr(row, name))


def upload(content: bytes, name: str = "register.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
