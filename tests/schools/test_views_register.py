"""Tests of the page that reads the register: preview, acceptance, bad files."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import AuditEvent
from core.carry import MAX_AGE, seal
from programmes.models import Programme
from schools import actions
from schools.models import School
from tests import cast
from tests.reading import words
from tests.schools.pages import IMPORT, LIST, accept_all
from tests.schools.registers import CITY, GOOD, GRANT_AIDED, ROWS, TITLE, upload, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def made() -> Programme:
    return cast.programme()


@pytest.fixture
def client(made: Programme) -> Client:
    return cast.signed_in(cast.coordinator(made), made)


# --- the register -------------------------------------------------------------------------------


def preview(client: Client, content: bytes, name: str = "register.xlsx") -> Any:
    return client.post(IMPORT, {"file": upload(content, name)})


def accept(client: Client, page: Any) -> Any:
    return client.post(IMPORT, {"carried": page.context["carried"]}, follow=True)


def counted(page: Any) -> tuple[int, int, int, int]:
    changes = page.context["changes"]
    return changes.new, changes.changed, changes.missing, changes.unchanged


def test_preview_stores_nothing_and_acceptance_does(client: Client) -> None:
    page = preview(client, workbook(*ROWS))
    assert (counted(page), School.objects.count()) == ((3, 0, 0, 0), 0)
    assert "Nothing is stored yet." in words(page)
    done = accept(client, page)
    assert done.redirect_chain == [(LIST, 302)]
    assert "Register read: 3 new, 0 changed, 0 missing from the file, 0 unchanged." in words(done)
    assert School.objects.count() == 3
    said = "Register of 2025, read on 23 November 2026 by Mairi Ross. 3 schools are in it."
    assert said in words(client.get(IMPORT))


def test_same_workbook_again_says_that_nothing_changes(client: Client) -> None:
    accept(client, preview(client, workbook(*ROWS)))
    page = preview(client, workbook(*ROWS))
    assert "Nothing changes. All 3 schools are here as the file has them." in words(page)
    assert "Accept" not in words(page)


def test_changed_workbook_shows_old_and_new(client: Client) -> None:
    accept_all()
    page = preview(client, workbook(replace(GOOD, roll="1119", s6="c"), CITY))
    assert counted(page) == (0, 1, 1, 1)
    assert "roll: 1120 → 1119" in words(page)
    assert "Jordan Hill School (5100002)" in words(page)
    assert School.objects.get(seed_code=GOOD.seed_code).roll == "1120"
    accept(client, page)
    assert School.objects.get(seed_code=GOOD.seed_code).roll == "1119"


def test_second_click_on_accept_changes_nothing(client: Client) -> None:
    page = preview(client, workbook(*ROWS))
    accept(client, page)
    lines = AuditEvent.objects.count()
    assert "Nothing changes. All 3 schools are here" in words(accept(client, page))
    assert (School.objects.count(), AuditEvent.objects.count()) == (3, lines)


def test_preview_that_somebody_overtook_is_refused(client: Client) -> None:
    page = preview(client, workbook(*ROWS))
    actions.accept_register(rows=[CITY], complete=True, title=TITLE, by=None)
    assert "Somebody else read a register since this preview." in words(accept(client, page))
    assert School.objects.count() == 1


def test_problems_name_sheet_row_and_column(client: Client) -> None:
    accept_all()
    page = preview(client, workbook(GOOD, replace(CITY, roll="7"), GRANT_AIDED, roll="many"))
    said = (
        'Sheet "Figures", row 5, column E "Pupil roll": "many" is not a number and not one of '
        "the symbols c, low, x, z. Correct the cell."
    )
    assert said in words(page)
    assert counted(page) == (0, 1, 0, 1)
    accept(client, page)
    assert School.objects.filter(in_register=True).count() == 3


def test_many_problems_are_cut_short(client: Client) -> None:
    rows = [replace(GOOD, seed_code=f"{5200000 + n}", roll="many") for n in range(120)]
    page = preview(client, workbook(CITY, *rows))
    assert (len(page.context["problems"]), page.context["more_problems"]) == (100, 20)


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "register.xlsx", "This file is empty. Choose another."),
        (b"no zip at all", "register.xlsx", "register.xlsx is not a spreadsheet"),
        (b"PK\x03\x04", "register.xlsx", "register.xlsx is damaged or cut short."),
        (b"a,b\n", "register.csv", "Choose a file ending in .xlsx."),
        (b"x" * (5 * 1024 * 1024 + 1), "register.xlsx", "register.xlsx is larger than 5 MB."),
        (workbook(), "register.xlsx", "The file has no secondary school."),
        (workbook(replace(GOOD, name="=1+1")), "register.xlsx", "The file has no secondary school"),
    ],
)
def test_bad_files_change_nothing(client: Client, content: bytes, name: str, said: str) -> None:
    accept_all()
    before = list(School.objects.order_by("pk").values())
    page = preview(client, content, name)
    assert (page.status_code, said in words(page)) == (200, True)
    assert list(School.objects.order_by("pk").values()) == before


def test_register_that_was_never_read_says_so(client: Client) -> None:
    assert "It has not been read yet." in words(client.get(IMPORT))


def test_no_file_asks_for_one(client: Client) -> None:
    assert "Choose a file." in words(client.post(IMPORT, {}))


def test_preview_of_another_person_is_refused(client: Client) -> None:
    page = preview(client, workbook(*ROWS))
    other = cast.founder()
    assert "The preview did not come back whole." in words(accept(cast.signed_in(other), page))
    assert School.objects.count() == 0


@pytest.mark.parametrize("kind", ["empty", "forged", "of another page"])
def test_preview_that_was_changed_is_refused(client: Client, kind: str) -> None:
    sealed = seal({"rows": []}, "another-page", 1)
    carried = {"empty": "", "forged": "forged", "of another page": sealed}[kind]
    page = client.post(IMPORT, {"carried": carried})
    assert "The preview did not come back whole." in words(page)


def test_preview_that_is_too_old_is_told_kindly(client: Client, clock: Any) -> None:
    page = preview(client, workbook(*ROWS))
    clock.shift(MAX_AGE + 1)
    assert "open for more than an hour. Nothing was stored." in words(accept(client, page))
    assert School.objects.count() == 0


def test_whole_real_register_fits_into_the_page(client: Client, shared: Path) -> None:
    file = shared / "data" / "school_level_summary_statistics_2023_v2.xlsx"
    page = preview(client, file.read_bytes())
    assert counted(page) == (361, 0, 0, 0)
    assert 20_000 < len(page.context["carried"]) < 100_000
    accept(client, page)
    assert School.objects.filter(in_register=True).count() == 361
    assert "Nothing changes." in words(preview(client, file.read_bytes()))
