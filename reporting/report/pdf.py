"""The report as a PDF: A4, embedded font, headings in the outline, "Page 1 of 3".

It carries no tags for screen readers, which reportlab cannot write: the page is the accessible
version, and the PDF says where it is.
"""

import io
from collections.abc import Iterator, Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from core.templatetags.runway import clock, long_date
from reporting.report.figures import Figure
from reporting.report.picture import Picture
from reporting.report.report import Report, Section

FONTS = Path(__file__).resolve().parent.parent / "fonts"
MARGIN = 51  # points: 18 mm
PADDING = 6  # of reportlab's frame
INVENTED = "Invented data for demonstration. None of these people exist."
INK, MUTED, RULE, PALE = "#1a1f24", "#54616d", "#d5dbe1", "#f4f6f7"
GAIN, HARM = "#1d4f91", "#a3182b"
SCALE_COLUMNS = ("n", "before", "after", "change")


def pdf_report(report: Report) -> bytes:
    """The PDF's bytes."""
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import SimpleDocTemplate

    _fonts()
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


@cache
def _fonts() -> None:
    from reportlab.lib.fonts import addMapping
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for bold, name in ((0, "Roboto-Regular"), (1, "Roboto-Bold")):
        pdfmetrics.registerFont(TTFont(name, str(FONTS / f"{name}.ttf")))
        for italic in (0, 1):
            addMapping("Roboto-Regular", bold, italic, name)


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

    yield _words("title", report.title)
    yield _words(
        "lead", f"{report.programme}. Days held before {long_date(report.as_of)}, counts only."
    )
    yield _kpis(report, width)
    for section in (report.aims, report.deeds, report.partnership):
        yield from _section(section, width)
    yield Spacer(1, 8)
    yield _coaches(report, width)
    yield from _evidence(report, width)
    yield from _harms(report, width)
    yield _heading("Limits")
    yield from (_words("item", f"• {sentence}") for sentence in report.limits)
    yield _heading("How each number is worked out")
    yield from _definitions(report)
    made = f"{long_date(report.worked_out_at)}, {clock(report.worked_out_at)}"
    yield _words(
        "small",
        f"Answers worked out on {made}. The page “Reports” in Runway is the accessible version.",
    )


def _kpis(report: Report, width: float) -> Any:
    from reportlab.platypus import Table

    cells = [[_words("kpi", value), _words("small", label)] for value, label in report.kpis()]
    table = Table([cells], colWidths=[width / len(cells)] * len(cells), spaceAfter=4, hAlign="LEFT")
    table.setStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 8),
            *(("LINEBEFORE", (n, 0), (n, 0), 3, "#10212f") for n in range(len(cells))),
        ]
    )
    return table


def _section(section: Section, width: float) -> Iterator[Any]:
    yield _heading(section.title)
    yield _figures(section.figures, width)


def _figures(figures: Sequence[Figure], width: float) -> Any:
    rows = [("Figure", "Value"), *((figure.label, figure.words) for figure in figures)]
    return _table(rows, (0.72 * width, 0.28 * width))


def _coaches(report: Report, width: float) -> Any:
    rows = [
        ("Service", "Coach days", "Coach hours"),
        *((row.service, row.days.words, row.hours.words) for row in report.coaches),
    ]
    return _table(rows, (0.44 * width, 0.28 * width, 0.28 * width))


def _evidence(report: Report, width: float) -> Iterator[Any]:
    yield _heading("Evidence of change")
    yield from (_words("body", sentence) for sentence in report.cautions)
    yield _figures(list(report.flow.values()), width)
    yield from (_picture(picture, width) for picture in report.benefit_pictures)
    if report.benefits:
        yield _scales(report.benefits, width)


def _harms(report: Report, width: float) -> Iterator[Any]:
    from reportlab.platypus import KeepTogether, Spacer

    pictures = [_picture(picture, width) for picture in report.harm_pictures]
    yield KeepTogether([_heading("Harms"), _words("body", report.harm_words), *pictures])
    if report.harms:
        yield _scales(report.harms, width)
    if report.plans:
        rows = [("When they plan to start learning", "Before", "After")]
        rows += [(p.option, p.before.words, p.after.words) for p in report.plans]
        yield Spacer(1, 8)
        yield _table(rows, (0.6 * width, 0.2 * width, 0.2 * width))


def _picture(picture: Picture, width: float) -> Any:
    """A picture under what it shows, on one page."""
    from reportlab.platypus import KeepTogether

    about = _words("body", f"{picture.title}. {picture.caption}")
    return KeepTogether([about, _drawing(picture, width)])


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
    return _table([head, *lines], [share * width for share in shares], last_is_text=True)


def _definitions(report: Report) -> Iterator[Any]:
    from reportlab.platypus import Paragraph

    style = _style("definition")
    for label, definition, source in report.definitions():
        words = f"<b>{escape(label)}.</b> {escape(definition)} From: {escape(source)}."
        yield Paragraph(words, style)


def _table(
    rows: Sequence[Sequence[str]], widths: Sequence[float], *, last_is_text: bool = False
) -> Any:
    """Words in the first column, numbers to the right; the header is repeated on a new page."""
    from reportlab.platypus import Table

    last = len(widths) - 1

    def style(column: int) -> str:
        return "cell" if column == 0 or (last_is_text and column == last) else "number"

    cells = [
        [_words(f"{style(c)}{'' if r else '_head'}", text) for c, text in enumerate(row)]
        for r, row in enumerate(rows)
    ]
    table = Table(cells, colWidths=widths, repeatRows=1, spaceBefore=2, spaceAfter=6, hAlign="LEFT")
    table.setStyle(
        [
            ("BACKGROUND", (0, 0), (-1, 0), PALE),
            ("LINEBELOW", (0, 0), (-1, -1), 0.5, RULE),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("TOPPADDING", (0, 0), (-1, -1), 2.5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
            ("LEFTPADDING", (0, 0), (-1, -1), 4),
            ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        ]
    )
    return table


def _drawing(picture: Picture, width: float) -> Any:
    """The page's picture from the same geometry; a PDF counts upwards from the foot."""
    from reportlab.graphics.shapes import Circle, Drawing, Line, Rect, String

    wide = min(width, 420)
    drawing = Drawing(wide, picture.height)

    def up(y: float) -> float:
        return picture.height - y

    middle = wide / 2
    drawing.add(Line(middle, up(0), middle, up(picture.axis_y), strokeColor=MUTED, strokeWidth=0.8))
    drawing.add(Line(0, up(picture.axis_y), wide, up(picture.axis_y), strokeColor=RULE))
    for mark in picture.marks:
        colour = HARM if mark.is_harm else GAIN
        y = up(mark.y)
        drawing.add(_text(String, 0, up(mark.text_y), mark.name, "start"))
        drawing.add(_text(String, wide, up(mark.text_y), mark.words, "end", bold=True))
        drawing.add(
            Line(mark.low * wide, y, mark.high * wide, y, strokeColor=colour, strokeWidth=2)
        )
        x = mark.middle * wide
        dot = (
            Rect(x - 4, y - 4, 8, 8, fillColor=colour, strokeColor=colour)
            if mark.is_harm
            else Circle(x, y, 4.5, fillColor=colour, strokeColor=colour)
        )
        drawing.add(dot)
    for tick in picture.ticks:
        drawing.add(_text(String, tick.x * wide, up(picture.label_y), tick.words, tick.anchor))
    return drawing


def _text(kind: Any, x: float, y: float, words: str, anchor: str, *, bold: bool = False) -> Any:
    font = "Roboto-Bold" if bold else "Roboto-Regular"
    return kind(x, y, words, textAnchor=anchor, fontName=font, fontSize=9, fillColor=INK)


# --- words ----------------------------------------------------------------------------------------

_SIZES = {  # size, leading, space before, space after, bold, colour
    "title": (21, 25, 4, 2, True, INK),
    "lead": (11, 15, 0, 10, False, MUTED),
    "heading": (13.5, 17, 14, 4, True, INK),
    "body": (10, 13.5, 0, 5, False, INK),
    "item": (10, 13.5, 0, 3, False, INK),
    "kpi": (16, 20, 0, 1, True, INK),
    "small": (8.5, 11, 0, 3, False, MUTED),
    "definition": (8, 10, 0, 1.5, False, INK),
    "cell": (9, 11.5, 0, 0, False, INK),
    "number": (9, 11.5, 0, 0, False, INK),
    "cell_head": (8.5, 11, 0, 0, True, MUTED),
    "number_head": (8.5, 11, 0, 0, True, MUTED),
}


@cache
def _style(name: str) -> Any:
    from reportlab.lib.enums import TA_LEFT, TA_RIGHT
    from reportlab.lib.styles import ParagraphStyle

    size, leading, before, after, bold, colour = _SIZES[name]
    return ParagraphStyle(
        name,
        fontName="Roboto-Bold" if bold else "Roboto-Regular",
        fontSize=size,
        leading=leading,
        spaceBefore=before,
        spaceAfter=after,
        textColor=colour,
        alignment=TA_RIGHT if name.startswith("number") else TA_LEFT,
        keepWithNext=name == "heading",
    )


def _words(style: str, text: str) -> Any:
    """A paragraph; what people typed is no markup."""
    from reportlab.platypus import Paragraph

    return Paragraph(escape(text), _style(style))


def _heading(text: str) -> Any:
    """A heading that also stands in the outline."""
    from reportlab.platypus import Paragraph

    class Heading(Paragraph):  # type: ignore[misc]
        def draw(self) -> None:
            self.canv.bookmarkHorizontal(text, 0, self.height)
            self.canv.addOutlineEntry(text, text, 0)
            super().draw()

    return Heading(escape(text), _style("heading"))
