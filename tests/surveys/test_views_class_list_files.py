"""Tests of class lists as files: dates in doubt, bad files, lists of real shape."""

import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from schools.models import Pupil
from sessions.models import Booking, Place
from tests import cast, cast_days
from tests.reading import words
from tests.surveys.class_lists import (
    AMBIGUOUS,
    EILIDH,
    HEADINGS,
    accept,
    address,
    send,
    stored,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def booking() -> Booking:
    return cast_days.booking(places=3, school=cast.school("Tain Royal Academy"))


@pytest.fixture
def client(booking: Booking) -> Client:
    made = booking.session.programme
    return cast.signed_in(cast.coordinator(made), made)


# --- day or month first -------------------------------------------------------------------------


def ask(client: Client, booking: Booking, page: Any, **answer: str) -> Any:
    asked = page.context["form"]["asked"].value()
    return client.post(address(booking), {"asked": asked, **answer})


def test_doubtful_dates_are_asked_about_once(client: Client, booking: Booking) -> None:
    page = send(client, booking, *AMBIGUOUS)
    assert "Which comes first, day or month?" in words(page)
    assert (
        'Row 2, column C "Date of birth": "03/04/2010" may be 3 April 2010 or 4 March 2010'
        in words(page)
    )
    assert page.context["form"].fields["order"].choices == [
        ("DMY", "Day first: Ailsa Munro (row 2) was born on 3 April 2010"),
        ("MDY", "Month first: Ailsa Munro (row 2) was born on 4 March 2010"),
    ]
    assert "checked" not in page.content.decode()
    assert stored() == (0, 0, 0, 0)


def test_example_is_a_pupil_whose_date_is_in_doubt(client: Client, booking: Booking) -> None:
    page = send(client, booking, EILIDH, AMBIGUOUS[1])
    assert page.context["form"].fields["order"].choices[0] == (
        "DMY",
        "Day first: Rory Bain (row 3) was born on 7 August 2010",
    )


@pytest.mark.parametrize(
    ("order", "born", "evidence"),
    [
        ("DMY", [(2010, 4, 3), (2010, 8, 7)], "Day first, as you answered."),
        ("MDY", [(2010, 3, 4), (2010, 7, 8)], "Month first, as you answered."),
    ],
)
def test_either_answer_leads_to_its_dates(
    client: Client, booking: Booking, order: str, born: list, evidence: str
) -> None:
    page = ask(client, booking, send(client, booking, *AMBIGUOUS), order=order)
    assert page.context["preview"].evidence == evidence
    accept(client, booking, page)
    found = Pupil.objects.order_by("born_on").values_list("born_on", flat=True)
    assert list(found) == [datetime.date(*parts) for parts in born]


@pytest.mark.parametrize("answer", [{}, {"order": ""}, {"order": "YMD"}])
def test_no_answer_asks_again(client: Client, booking: Booking, answer: dict[str, str]) -> None:
    page = ask(client, booking, send(client, booking, *AMBIGUOUS), **answer)
    assert "Choose which of the two is right." in words(page)
    assert "Day first: Ailsa Munro (row 2) was born on 3 April 2010" in words(page)
    again = ask(client, booking, page, order="DMY")
    assert "Name these 2 pupils" in words(again)


def test_question_stands_without_an_example_where_no_row_can_be_read_in_both(
    client: Client, booking: Booking
) -> None:
    page = send(client, booking, "Ailsa,Munro,03/04/2010,no year,yes,,")
    assert page.context["form"].fields["order"].choices == [
        ("DMY", "The day stands first"),
        ("MDY", "The month stands first"),
    ]


def test_answer_to_another_bookings_question_is_refused(client: Client, booking: Booking) -> None:
    done = client.post(address(booking), {"asked": "forged", "order": "DMY"})
    assert "The preview did not come back whole." in words(done)


# --- bad files ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "list.xlsx", "This file is empty. Choose another."),
        (b"no zip at all", "list.xlsx", "list.xlsx is not a spreadsheet"),
        (b"PK\x03\x04 cut", "list.xlsx", "list.xlsx is damaged or cut short."),
        (b"%PDF-1.7", "list.csv", "list.csv is not a spreadsheet."),
        (b"x" * (5 * 1024 * 1024 + 1), "list.csv", "list.csv is larger than 5 MB."),
        (b"a;b\n1;2\n", "list.csv", "No row of the file has the headings of a class list."),
        (b"Name,Age\nIsla,15\n", "list.csv", "No row of the file has the headings"),
        (HEADINGS.encode(), "list.csv", "The list has headings and no pupils."),
        (b"list", "list.docx", "Choose a file ending in .xlsx or .csv."),
        (
            "\n".join([HEADINGS, *(f"Isla,Ross{'a' * n},1/2/2010,S5,,," for n in range(501))]),
            "list.csv",
            "The list has 501 pupils. Leave only those who come on this day, 500 at most.",
        ),
    ],
)
def test_bad_files_change_nothing(
    client: Client, booking: Booking, content: bytes | str, name: str, said: str
) -> None:
    raw = content.encode() if isinstance(content, str) else content
    page = client.post(address(booking), {"file": SimpleUploadedFile(name, raw)})
    assert (page.status_code, said in words(page)) == (200, True)
    assert stored() == (0, 0, 0, 0)


def test_formula_is_left_out_with_its_row(client: Client, booking: Booking) -> None:
    page = send(client, booking, EILIDH, '"=HYPERLINK(1)",Ross,1 May 2010,S5,,,')
    assert 'row 3, column A "First name": the cell holds a formula.' in words(page)
    assert page.context["preview"].left_out == 1


# --- real files ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "pupils"),
    [("balnaguard_trip.xlsx", 18), ("craigmhor_s4_pse.xlsx", 24)],
)
def test_lists_of_real_shape_are_named_whole(shared: Path, name: str, pupils: int) -> None:
    booking = cast_days.booking(cast_days.session_day(cars=5), places=30)
    made = booking.session.programme
    browser = cast.signed_in(cast.coordinator(made), made)
    file = SimpleUploadedFile(name, (shared / "data" / "class_lists" / name).read_bytes())
    page = browser.post(address(booking), {"file": file})
    assert len(page.context["preview"].lines) == pupils
    done = accept(browser, booking, page)
    assert f"{pupils} pupils named, each with a study code." in words(done)
    assert stored() == (pupils,) * 4


def test_export_with_doubles_is_read_and_doubles_are_left_out(shared: Path) -> None:
    booking = cast_days.booking(cast_days.session_day(cars=10), places=70)
    made = booking.session.programme
    browser = cast.signed_in(cast.coordinator(made), made)
    name = "strathlene_export.csv"
    file = SimpleUploadedFile(name, (shared / "data" / "class_lists" / name).read_bytes())
    page = browser.post(address(booking), {"file": file})
    preview = page.context["preview"]
    accept(browser, booking, page)
    assert preview.left_out > 0
    assert Place.objects.count() == len(preview.lines) - preview.left_out
