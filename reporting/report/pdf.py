"""The report as a PDF: A4, embedded font, headings in the outline, "Page 1 of 3".

It carries no tags for screen readers, which reportlab cannot write: the page is the accessible
version, and the PDF says where it is.
"""

import io
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from core.paper import register_fonts
from core.words import clock, long_date
from reporting.report.figures import Figure
from reporting.report.paper import (
    HARM,
    MUTED,
    RULE,
    drawing,
    heading,
    style,
    table,
    words,
)
from reporting.report.picture import Picture
from reporting.report.report import Report, Section

MARGIN = 51  # points: 18 mm
PADDING = 6  # of reportlab's frame
INVENTED = "Invented data for demonstration. None of these people exist."
SCALE_COLUMNS = ("n", "before", "after", "change")


def pdf_report(report: Report) -> bytes:
    """The PDF's bytes."""
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import SimpleDocTemplate

    register_fonts()
    file = io.BytesIO()
    document = SimpleDocTemplate(
        file,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN + 14,
        title=f"{report.title}: {report.programme}",
        author="Runway",
        subject="Report with counts only, each number with its definition",
        lang="en-GB",
        initialFontName="Roboto-Regular",
    )
    document.build(list(_story(report, document.width - 2 * PADDING)), canvasmaker=_canvas(report))
    return file.getvalue()


# --- the frame of each page -----------------------------------------------------------------------


def _canvas(report: Report) -> Any:
    """A canvas that knows at the end how many pages there are, and then writes the feet."""
    from reportlab.pdfgen.canvas import Canvas

    class Numbered(Canvas):  # type: ignore[misc]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.setViewerPreference("DisplayDocTitle", "true")
            self.pages: list[dict[str, Any]] = []

        def showPage(self) -> None:
            self.pages.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for number, page in enumerate(self.pages, start=1):
                self.__dict__.update(page)
                _foot(self, report, f"Page {number} of {len(self.pages)}")
                super().showPage()
            super().save()

    return Numbered


def _foot(canvas: Any, report: Report, number: str) -> None:
    width, height = canvas._pagesize
    canvas.setStrokeColor(RULE)
    left, right = MARGIN + PADDING, width - MARGIN - PADDING
    canvas.line(left, MARGIN, right, MARGIN)
    canvas.setFont("Roboto-Regular", 8.5)
    canvas.setFillColor(MUTED)
    canvas.drawString(left, MARGIN - 13, _cut(report.programme))
    canvas.drawRightString(right, MARGIN - 13, number)
    if report.invented:
        canvas.setFillColor(HARM)
        canvas.setFont("Roboto-Bold", 9)
        canvas.drawString(left, height - 32, INVENTED)


def _cut(text: str, longest: int = 90) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


# --- what stands on them --------------------------------------------------------------------------


def _story(report: Report, width: float) -> Iterator[Any]:
    from reportlab.platypus import Spacer

    yield words("title", report.title)
    yield words(
        "lead", f"{report.programme}. Days held before {long_date(report.as_of)}, counts only."
    )
    yield _kpis(report, width)
    for section in (report.aims, report.deeds, report.partnership):
        yield from _section(section, width)
    yield Spacer(1, 8)
    yield _coaches(report, width)
    yield from _evidence(report, width)
    yield from _harms(report, width)
    yield heading("Limits")
    yield from (words("item", f"• {sentence}") for sentence in report.limits)
    yield heading("How each number is worked out")
    yield from _definitions(report)
    made = f"{long_date(report.worked_out_at)}, {clock(report.worked_out_at)}"
    yield words(
        "small",
        f"Answers worked out on {made}. The page “Reports” in Runway is the accessible version.",
    )


def _kpis(report: Report, width: float) -> Any:
    from reportlab.platypus import Table

    cells = [[words("kpi", value), words("small", label)] for value, label in report.kpis()]
    made = Table([cells], colWidths=[width / len(cells)] * len(cells), spaceAfter=4, hAlign="LEFT")
    made.setStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 8),
            *(("LINEBEFORE", (n, 0), (n, 0), 3, "#10212f") for n in range(len(cells))),
        ]
    )
    return made


def _section(section: Section, width: float) -> Iterator[Any]:
    yield heading(section.title)
    yield _figures(section.figures, width)


def _figures(figures: Sequence[Figure], width: float) -> Any:
    rows = [("Figure", "Value"), *((figure.label, figure.words) for figure in figures)]
    return table(rows, (0.72 * width, 0.28 * width))


def _coaches(report: Report, width: float) -> Any:
    rows = [
        ("Service", "Coach days", "Coach hours"),
        *((row.service, row.days.words, row.hours.words) for row in report.coaches),
    ]
    return table(rows, (0.44 * width, 0.28 * width, 0.28 * width))


def _evidence(report: Report, width: float) -> Iterator[Any]:
    yield heading("Evidence of change")
    yield from (words("body", sentence) for sentence in report.cautions)
    yield _figures(list(report.flow.values()), width)
    yield from (_picture(picture, width) for picture in report.benefit_pictures)
    if report.benefits:
        yield _scales(report.benefits, width)


def _harms(report: Report, width: float) -> Iterator[Any]:
    from reportlab.platypus import KeepTogether, Spacer

    pictures = [_picture(picture, width) for picture in report.harm_pictures]
    yield KeepTogether([heading("Harms"), words("body", report.harm_words), *pictures])
    if report.harms:
        yield _scales(report.harms, width)
    if report.plans:
        rows = [("When they plan to start learning", "Before", "After")]
        rows += [(p.option, p.before.words, p.after.words) for p in report.plans]
        yield Spacer(1, 8)
        yield table(rows, (0.6 * width, 0.2 * width, 0.2 * width))


def _picture(picture: Picture, width: float) -> Any:
    """A picture under what it shows, on one page."""
    from reportlab.platypus import KeepTogether

    about = words("body", f"{picture.title}. {picture.caption}")
    return KeepTogether([about, drawing(picture, width)])


def _scales(rows: Sequence[Any], width: float) -> Any:
    head = ("Scale", "Pairs", "Before", "After", "Change", "95% interval", "dz", "Reading")
    lines = [
        (
            row.name,
            *(row.figures[key].words for key in SCALE_COLUMNS),
            row.interval,
            row.figures["dz"].words if "dz" in row.figures else "–",
            row.verdict,
        )
        for row in rows
    ]
    shares = (0.25, 0.08, 0.09, 0.09, 0.1, 0.16, 0.08, 0.15)
    return table([head, *lines], [share * width for share in shares], last_is_text=True)


def _definitions(report: Report) -> Iterator[Any]:
    from reportlab.platypus import Paragraph

    for label, definition, source in report.definitions():
        said = f"<b>{escape(label)}.</b> {escape(definition)} From: {escape(source)}."
        yield Paragraph(said, style("definition"))
