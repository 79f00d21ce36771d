"""The paper sheet as a PDF: the same frozen questions, a code and a QR code on every side.

The sides are drawn once and used for every pupil, so a class costs little more than one sheet. It
carries no tags for screen readers, which reportlab cannot write: on line is the accessible way.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.paper import BOLD, HEIGHT, REGULAR, WIDTH, register_fonts
from surveys.paper.layout import (
    BOX,
    LABEL,
    MARGIN,
    QR,
    RIGHT,
    SMALL,
    Box,
    Line,
    Mark,
    Shade,
    Text,
    lay_out,
    wrap,
)
from surveys.paper.questions import blocks
from surveys.rules.codes import show_code
from surveys.rules.instrument import Instrument

INK, QUIET, PALE, RULE = "#1a1f24", "#54616d", "#eef1f3", "#8a949d"
DATE_LINE = "____ / ____ / ________"
SPECIMEN = "Specimen without code"
NAME = 10.5
NAME_WIDTH = 290.0  # clear of the code


@dataclass(frozen=True)
class Frame:
    """The words around the questions, in the language of the sheet."""

    title: str  # "Before your day"
    lead: str  # how the sheet is filled in
    privacy: str
    date: str  # "Date today"
    code: str
    rather_not: str
    page: str  # "Page {number} of {total}"


@dataclass(frozen=True)
class Paper:
    """What is printed: the questions of one wave, in one language, and what they are called."""

    instrument: Instrument
    wave: str  # "BEFORE"
    name: str  # "Cars and me 0.1"
    frame: Frame
    language: str = "en-GB"


def specimen(paper: Paper) -> bytes:
    """One sheet without a code, to look at."""
    return _pdf(paper, [""])


def sheets(paper: Paper, codes: Sequence[str]) -> bytes:
    """A sheet for each study code, in this order; each begins on a leaf of its own."""
    return _pdf(paper, codes)


def _pdf(paper: Paper, codes: Sequence[str]) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    register_fonts()
    file = io.BytesIO()
    canvas = Canvas(
        file,
        pagesize=(WIDTH, HEIGHT),
        pageCompression=1,
        initialFontName=REGULAR,
        lang=paper.language,
    )
    canvas.setTitle(f"{paper.frame.title}: {paper.name}" + ("" if codes != [""] else ", specimen"))
    canvas.setAuthor("Runway")
    canvas.setSubject("Paper sheet of a survey")
    sides = lay_out(blocks(paper.instrument, paper.wave, paper.frame.rather_not), paper.frame.lead)
    for n, marks in enumerate(sides, start=1):
        canvas.beginForm(f"side{n}")
        _draw(canvas, [*marks, *_frame(paper, n, len(sides))])
        canvas.endForm()
    for code in codes:
        for n in range(1, len(sides) + 1):
            canvas.doForm(f"side{n}")
            _draw_code(canvas, code, paper.frame.code)
            canvas.showPage()
        if len(sides) % 2 and len(codes) > 1:  # printed on both sides, nobody shares a leaf
            canvas.showPage()
    canvas.save()
    return file.getvalue()


def _frame(paper: Paper, side: int, of: int) -> list[Mark]:
    """What stands on every side: title, date, privacy, what it is and which side."""
    marks: list[Mark] = [
        Text(MARGIN, HEIGHT - MARGIN - 18, paper.frame.title, 19, bold=True),
    ]
    for k, line in enumerate(wrap(paper.name, NAME_WIDTH, NAME)[:2]):
        marks.append(Text(MARGIN, HEIGHT - MARGIN - 33 - 12 * k, line, NAME, quiet=True))
    if side == 1:
        marks.append(
            Text(MARGIN, HEIGHT - MARGIN - 62, f"{paper.frame.date}: ____ / ____ / ________", NAME)
        )
    y = MARGIN + 34
    for line in wrap(paper.frame.privacy, RIGHT - MARGIN, SMALL):
        marks.append(Text(MARGIN, y, line, SMALL))
        y -= SMALL + 2
    page = paper.frame.page.format(number=side, total=of)
    foot = f"{paper.name} · {paper.frame.title}"
    marks += [
        Line(MARGIN, MARGIN + 46, RIGHT),
        Text(MARGIN, MARGIN, foot, SMALL, quiet=True),
        Text(RIGHT, MARGIN, page, SMALL, quiet=True, anchor="end"),
    ]
    return marks


def _draw_code(canvas: Any, code: str, label: str) -> None:
    """The study code and its QR code in the upper right corner, clear of all else."""
    top, left = HEIGHT - MARGIN + 6, RIGHT - QR
    if not code:
        canvas.setDash(3, 2)
        canvas.rect(left, top - QR, QR, QR)
        canvas.setDash()
        _draw(canvas, [Text(left - 12, top - 22, SPECIMEN, 11, quiet=True, anchor="end")])
        return
    shown = show_code(code)
    _draw(
        canvas,
        [
            Text(left - 12, top - 14, label, SMALL, quiet=True, anchor="end"),
            Text(left - 12, top - 34, shown, 18, bold=True, anchor="end"),
        ],
    )
    path = canvas.beginPath()
    for x, y, width, height in _modules(shown):
        path.rect(left + x, top - y - height, width, height)
    canvas.setFillColor("#000000")
    canvas.drawPath(path, stroke=0, fill=1)


def _modules(shown: str) -> list[tuple[float, float, float, float]]:
    """The dark parts of a code's QR code, in runs: left, top, width, height."""
    import segno

    rows = list(segno.make(shown, error="m", micro=False).matrix)
    module = QR / len(rows)
    found = []
    for y, row in enumerate(rows):
        start = None
        for x, dark in enumerate([*row, 0]):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                found.append((start * module, y * module, (x - start) * module, module))
                start = None
    return found


# --- marks on the canvas --------------------------------------------------------------------------


def _draw(canvas: Any, marks: Sequence[Mark]) -> None:
    # Shades first: they lie under all else.
    for mark in sorted(marks, key=lambda mark: not isinstance(mark, Shade)):
        match mark:
            case Shade():
                canvas.setFillColor(PALE)
                canvas.rect(mark.x, mark.y, mark.width, mark.height, stroke=0, fill=1)
            case Text():
                _text(canvas, mark)
            case Box():
                canvas.setStrokeColor(INK)
                canvas.setLineWidth(0.9)
                canvas.setFillColor("#ffffff")
                canvas.rect(mark.x, mark.y, BOX, BOX, stroke=1, fill=1)
                at = Text(mark.x + BOX / 2, mark.y + 4.6, mark.mark, LABEL, quiet=True)
                _text(canvas, at, middle=True)
            case Line():
                canvas.setStrokeColor(RULE)
                canvas.setLineWidth(0.6)
                canvas.line(mark.x, mark.y, mark.to, mark.y)


def _text(canvas: Any, text: Text, *, middle: bool = False) -> None:
    canvas.setFillColor(QUIET if text.quiet else INK)
    canvas.setFont(BOLD if text.bold else REGULAR, text.size)
    if middle or text.anchor == "middle":
        canvas.drawCentredString(text.x, text.y, text.words)
    elif text.anchor == "end":
        canvas.drawRightString(text.x, text.y, text.words)
    else:
        canvas.drawString(text.x, text.y, text.words)
