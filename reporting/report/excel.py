"""The report as an Excel workbook: numbers as numbers, each with its definition, text inert."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

from core.words import long_date
from reporting.report.figures import Figure
from reporting.report.report import Report

Cell = str | Figure

WIDTHS = {
    "Delivered": (34, 14, 90, 36),
    "Coach hours": (24, 14, 14),
    "Definitions": (26, 40, 14, 90, 36),
}
SCALES_WIDTHS = (44, 12, 12, 12, 12, 18, 18, 14, 26)


def excel_report(report: Report) -> bytes:
    """The workbook's bytes."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    book.properties.title = _plain(f"{report.title}: {report.programme}")
    book.properties.creator = "Runway"
    _sheet(
        book, report, "Delivered", ("Figure", "Value", "Definition", "Source"), _delivered(report)
    )
    _sheet(book, report, "Coach hours", ("Service", "Days given", "Hours given"), _coaches(report))
    _sheet(book, report, "Change", _CHANGE_HEADER, _change(report))
    heads = ("Key", "Figure", "Value", "Definition", "Source")
    _sheet(book, report, "Definitions", heads, _definitions(report))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _delivered(report: Report) -> Iterable[Sequence[Cell]]:
    for section in report.sections:
        yield (section.title,)
        for figure in section.figures:
            yield _label(figure), figure, figure.definition, figure.source


def _coaches(report: Report) -> Iterable[Sequence[Cell]]:
    for row in report.coaches:
        yield row.service, row.days, row.hours


_COLUMNS = ("n", "before", "after", "change", "low", "high", "dz")
_CHANGE_HEADER = (
    "Scale",
    "Pairs",
    "Before",
    "After",
    "Change",
    "95% interval from",
    "95% interval to",
    "Effect size dz",
    "Reading",
)


def _change(report: Report) -> Iterable[Sequence[Cell]]:
    for row in (*report.benefits, *report.harms):
        name = f"{row.name} (harm)" if row.is_harm else row.name
        if row.is_share:
            name += ", %"
        yield name, *(row.figures.get(key, "") for key in _COLUMNS), row.verdict
    if report.plans:
        yield ("When they plan to start learning: pupils",)
        for plan in report.plans:
            yield plan.option, "", plan.before, plan.after
    yield from ((sentence,) for sentence in (*report.cautions, *report.limits))


def _definitions(report: Report) -> Iterable[Sequence[Cell]]:
    for figure in report.figures():
        yield figure.key, _label(figure), figure, figure.definition, figure.source


def _label(figure: Figure) -> str:
    return f"{figure.label}, {figure.unit.strip()}" if figure.unit else figure.label


def _sheet(
    book: Any, report: Report, title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> None:
    """One table from the first row on; what it is about stands in the page header when printed."""
    from openpyxl.styles import Alignment, Font

    page = book.create_sheet(title)
    page.freeze_panes = "B2"
    for number, row in enumerate((header, *rows), start=1):
        for column, value in enumerate(row, start=1):
            cell = page.cell(number, column)
            _fill(cell, value)
            cell.alignment = Alignment(
                vertical="top", wrap_text=isinstance(value, str) and len(row) > 1
            )
            if number == 1 or len(row) == 1:
                cell.font = Font(bold=True)
    for column, width in enumerate(WIDTHS.get(title, SCALES_WIDTHS)):
        page.column_dimensions[chr(ord("A") + column)].width = width
    about = f"{report.programme}, {long_date(report.as_of)}"
    page.oddHeader.left.text = _plain(about).replace("&", "&&")
    if report.invented:
        page.oddFooter.left.text = "Invented data for demonstration"


def _fill(cell: Any, value: Cell) -> None:
    if isinstance(value, Figure) and value.number is not None:
        cell.value = value.number
        cell.number_format = "#,##0" + ("." + "0" * value.digits if value.digits else "")
        return
    cell.value = _plain(value.words if isinstance(value, Figure) else value)
    cell.data_type = "s"  # whatever it begins with, it is text and no formula


def _plain(text: str) -> str:
    """Without the control characters that no workbook may hold."""
    return "".join(c for c in text if c >= " " or c in "\t\n")
