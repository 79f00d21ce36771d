"""Page, PDF and workbook: the same numbers three times, for those who may read them."""

import datetime
import io
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook, load_workbook
from pypdf import PageObject, PdfReader
from pypdf.generic import Destination

from accounts.models import AuditEvent
from accounts.roles import Role
from core.words import long_date
from programmes.choices import PartnerKind
from programmes.models import Programme
from reporting.report.excel import excel_report
from reporting.report.pdf import INVENTED, pdf_report
from reporting.report.report import (
    NO_COMPARISON,
    NOT_COMPARED,
    UNDECLARED,
    Report,
    make_report,
)
from surveys.actions.declaring import declare_outcome
from surveys.actions.groups import add_group
from tests import cast
from tests.reporting.world import World

pytestmark = pytest.mark.django_db
PAGE, PDF, EXCEL = "/reports/", "/reports/funder.pdf", "/reports/funder.xlsx"


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(cast.NOW, tick=False):
        yield


def season(pairs: int = 14, *, named: int = 18, name: str = "", days: int = 1) -> World:
    """So many pairs on the first of the days held; some plan to drive early, some lost trust."""
    world = World(cast.programme(name=name or "Days of Éilidh & Żółć <b>"))
    for day in range(days):
        session = world.held_day(-3 - day, crewed=True)
        for n, participant in enumerate(world.pupils(session, named, first=20 * day)):
            if n < pairs:
                early = 1 if n < 7 else 4
                world.both(
                    participant, after={"att3": 4 + n % 2, "conf1": 4 + n // 7, "lic1": early}
                )
            world.drove(participant, 20 + n)
    return world


def funder(world: World) -> Client:
    return cast.signed_in(cast.person(world.programme, Role.FUNDER), world.programme)


def report_of(world: World) -> Report:
    return make_report(world.programme, cast.TODAY, cast.NOW)


def page_text(browser: Client) -> str:
    """What the page says, without markup."""
    answer = browser.get(PAGE)
    assert answer.status_code == 200
    main = answer.content.decode().split("<main")[1].split("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def pdf_text(content: bytes) -> str:
    reader = PdfReader(io.BytesIO(content))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def book_of(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def test_page_pdf_and_workbook_show_the_same_numbers() -> None:
    world = season()
    browser = funder(world)
    figures = list(report_of(world).figures())
    shown, printed = page_text(browser), pdf_text(browser.get(PDF).content)
    sheet = book_of(browser.get(EXCEL).content)["Definitions"]
    held = {row[0]: row[2] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert len(figures) == 18 + 6 + 4 * 2 + 7 * 7 + 6 + 6 * 2
    assert {f.key: held[f.key] for f in figures} == {
        f.key: f.words if f.number is None else f.number for f in figures
    }
    assert list(held) == [f.key for f in figures]
    assert [f.key for f in figures if f.words not in shown] == []
    assert [f.key for f in figures if f.words not in printed] == []


@pytest.mark.parametrize("heading", ["Aims and targets", "What was delivered", "Partnership",
                                     "Evidence of change", "Harms", "Limits",
                                     "How each number is worked out"])  # fmt: skip
def test_headings_come_in_the_order_of_a_funder(heading: str) -> None:
    world = season()
    shown = page_text(funder(world))
    assert heading in shown
    assert heading in pdf_text(pdf_report(report_of(world)))


def test_page_says_its_limits_and_its_definitions() -> None:
    world = season()
    shown, printed = page_text(funder(world)), pdf_text(pdf_report(report_of(world)))
    for sentence in (
        "Without a comparison group this change cannot be put down to the day.",
        "The instrument is a draft and not validated.",
        "A day counts as held when its date is past and it was not called off.",
        "so the true intervals are wider.",
    ):
        assert (sentence in shown, sentence in printed) == (True, True)
    assert "Answers worked out on 23 November 2026 at 9:00am" in shown


def test_report_says_what_was_declared_and_that_it_does_not_compare() -> None:
    world = season()
    before = report_of(world)
    declare_outcome(
        programme=world.programme,
        scale="ATT",
        wave_kind="AFTER",
        subgroups=[],
        by=world.evaluator,
        today=cast.day(-60),
    )
    add_group(
        programme=world.programme,
        school=cast.school("Wick High School"),
        year_group="S5",
        codes=2,
        counts_from=cast.day(-30),
        by=cast.coordinator(world.programme),
    )
    after = report_of(world)
    named = (
        f"Attitude to safe driving, after the day, was named beforehand as the main outcome "
        f"(declared {long_date(cast.day(-60))}): every other change is exploratory."
    )
    assert (before.cautions[0], before.limits[-1]) == (NO_COMPARISON, UNDECLARED)
    assert (after.cautions[0], after.limits[-1]) == (NOT_COMPARED, named)


def test_three_answers_stand_in_no_file() -> None:
    """The control: with 14 pairs the same words do stand there."""
    marks = ("2.50", "under 5", "100%")
    shown = []
    for pairs in (3, 14):
        cache.clear()
        world = season(pairs, name=f"Days {'of three' if pairs == 3 else 'of many'}")
        browser = funder(world)
        texts = [page_text(browser), pdf_text(browser.get(PDF).content)]
        cells = [
            str(value)
            for sheet in book_of(browser.get(EXCEL).content)
            for line in sheet.iter_rows(values_only=True)
            for value in line
            if value is not None
        ]
        texts.append(
            " ".join(cells)
            + (" 2.50" if "2.5" in cells else "")
            + (" 100%" if "100" in cells else "")
        )
        shown.append([[mark in text for mark in marks] for text in texts])
    assert shown == [[[False, True, False]] * 3, [[True, False, True]] * 3]


def test_page_without_a_day_held_is_empty_and_there_is_nothing_to_take() -> None:
    world = World()
    browser = funder(world)
    assert "No day has been held yet" in page_text(browser)
    for address in (PDF, EXCEL):
        answer = browser.get(address)
        assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assert AuditEvent.objects.filter(verb__startswith="took report").count() == 0


def test_who_takes_a_report_is_on_record() -> None:
    world = season(0)
    browser = funder(world)
    answers = [browser.get(address) for address in (PDF, EXCEL)]
    assert [answer["Content-Disposition"] for answer in answers] == [
        'attachment; filename="runway-2026-11-23-report.pdf"',
        'attachment; filename="runway-2026-11-23-report.xlsx"',
    ]
    assert answers[0]["Content-Type"] == "application/pdf"
    lines = AuditEvent.objects.filter(verb__startswith="took report").order_by("pk")
    assert [(line.verb, line.target_number) for line in lines] == [
        ("took report as PDF", world.programme.pk),
        ("took report as Excel", world.programme.pk),
    ]


@pytest.mark.parametrize("role", list(Role))
def test_roles_that_read_reports(role: Role) -> None:
    world = season(0)
    at = cast.partner(world.programme, PartnerKind.POLICE) if role == Role.COACH else None
    browser = cast.signed_in(cast.person(world.programme, role, at=at), world.programme)
    expected = 403 if role in (Role.COACH, Role.SCHOOL) else 200
    assert [browser.get(address).status_code for address in (PAGE, PDF, EXCEL)] == [expected] * 3


def test_report_is_of_ones_own_programme_only() -> None:
    season(14, name="Days elsewhere")
    mine = season(0, named=2, name="Days here")
    shown = page_text(funder(mine))
    assert "Days here" in shown
    assert "Days elsewhere" not in shown
    assert "2 of 700 pupils drove" in shown


def test_page_asks_as_much_for_three_days_as_for_one() -> None:
    counts = []
    for days in (1, 3):
        world = season(12, name=f"Days {days}", days=days)
        browser = funder(world)
        cache.clear()
        with CaptureQueriesContext(connection) as cold:
            browser.get(PAGE)
        with CaptureQueriesContext(connection) as warm:
            browser.get(PAGE)
        counts.append((len(cold), len(warm)))
    assert counts[0] == counts[1]
    assert counts[0][0] <= 14
    assert counts[0][1] <= 11


# --- the PDF --------------------------------------------------------------------------------------


def _fonts(page: PageObject) -> list[Any]:
    resources: Any = page["/Resources"]
    return [font.get_object() for font in resources["/Font"].values()]


def test_pdf_has_title_language_outline_and_embedded_fonts() -> None:
    report = report_of(season())
    reader = PdfReader(io.BytesIO(pdf_report(report)))
    assert reader.metadata is not None
    assert reader.metadata.title == f"{report.title}: {report.programme}"
    assert reader.metadata.author == "Runway"
    assert str(reader.root_object["/Lang"]) == "en-GB"
    assert [entry.title for entry in reader.outline if isinstance(entry, Destination)] == [
        "Aims and targets",
        "What was delivered",
        "Partnership",
        "Evidence of change",
        "Harms",
        "Limits",
        "How each number is worked out",
    ]
    used = {
        font["/BaseFont"].split("+")[-1]
        for page in reader.pages
        for font in _fonts(page)
        if "/FontFile2" in font.get("/FontDescriptor", {})
    }
    assert used == {"Roboto-Regular", "Roboto-Bold"}


def test_pdf_counts_its_pages_and_names_the_programme_on_each() -> None:
    report = report_of(season())
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf_report(report))).pages]
    assert len(pages) > 2
    for number, text in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in text
        assert "Days of Éilidh & Żółć <b> 2026–27" in text
        assert INVENTED not in text


def test_pdf_of_invented_data_says_so_on_each_page() -> None:
    world = season()
    Programme.objects.filter(pk=world.programme.pk).update(invented=True)
    world.programme.refresh_from_db()
    report = report_of(world)
    pages = PdfReader(io.BytesIO(pdf_report(report))).pages
    assert [INVENTED in page.extract_text() for page in pages] == [True] * len(pages)
    footers = [sheet.oddFooter.left.text for sheet in book_of(excel_report(report))]
    assert footers == ["Invented data for demonstration"] * 4


def test_long_name_of_a_programme_is_cut_in_the_foot() -> None:
    world = season(0, name="N" * 120)
    assert "N" * 89 + "…" in pdf_text(pdf_report(report_of(world)))


def test_page_draws_the_picture_in_attributes_only() -> None:
    answer = funder(season()).get(PAGE).content.decode()
    pictures = re.findall(r"<svg role=\"img\".*?</figure>", answer, re.DOTALL)
    assert len(pictures) == 3
    for picture in pictures:
        assert ("style" in picture, "<title" in picture, "<desc" in picture) == (False, True, True)


# --- the workbook ---------------------------------------------------------------------------------


def test_workbook_has_four_sheets_with_frozen_headers_and_numbers() -> None:
    report = report_of(season())
    book = book_of(excel_report(report))
    assert book.sheetnames == ["Delivered", "Coach hours", "Change", "Definitions"]
    assert {sheet.freeze_panes for sheet in book} == {"B2"}
    delivered = {row[0]: row[1] for row in book["Delivered"].iter_rows(values_only=True)}
    assert (delivered["Pupils who drove"], delivered["Mean minutes at the wheel"]) == (18, 28.5)
    assert delivered["Target reached, %"] == 3
    hours = list(book["Coach hours"].iter_rows(values_only=True))
    assert hours[-1] == ("All services", 8, 40)
    change = {row[0]: row for row in book["Change"].iter_rows(values_only=True)}
    att = next(row for row in report.benefits if row.code == "ATT").figures
    assert change["Attitude to safe driving"][1:8] == tuple(
        att[k].number for k in ("n", "before", "after", "change", "low", "high", "dz")
    )
    assert change["Over-confidence (harm)"][8] == "towards harm"
    assert "Without a comparison group this change cannot be put down to the day." in change


def test_workbook_without_survey_still_opens() -> None:
    programme = cast.programme(name="=1+1\x07 & Co")
    report = make_report(programme, cast.TODAY, cast.NOW)
    book = book_of(excel_report(report))
    assert book.properties.title.startswith("What was done and what changed: =1+1 & Co")
    assert [c.data_type for s in book for r in s.iter_rows() for c in r if c.data_type == "f"] == []
    assert pdf_report(report).startswith(b"%PDF")


def test_text_of_the_workbook_is_inert() -> None:
    from reporting.report.excel import _fill

    page = Workbook().active
    assert page is not None
    cell = page.cell(1, 1)
    _fill(cell, '=HYPERLINK("x")')
    assert (cell.data_type, cell.value) == ("s", '=HYPERLINK("x")')


def test_report_is_dated_by_the_day_it_is_made() -> None:
    world = season(0)
    later = make_report(world.programme, cast.day(1), cast.NOW + datetime.timedelta(days=1))
    assert later.as_of == cast.day(1)
