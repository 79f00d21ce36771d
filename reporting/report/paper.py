"""What a PDF is built of: fonts, words, tables and the picture of change."""

from collections.abc import Sequence
from functools import cache
from html import escape
from typing import Any

from reporting.report.picture import Picture

INK, MUTED, RULE, PALE = "#1a1f24", "#54616d", "#d5dbe1", "#f4f6f7"
GAIN, HARM = "#1d4f91", "#a3182b"


def table(
    rows: Sequence[Sequence[str]], widths: Sequence[float], *, last_is_text: bool = False
) -> Any:
    """Words in the first column, numbers to the right; the header is repeated on a new page."""
    from reportlab.platypus import Table

    last = len(widths) - 1

    def kind(column: int) -> str:
        return "cell" if column == 0 or (last_is_text and column == last) else "number"

    cells = [
        [words(f"{kind(c)}{'' if r else '_head'}", text) for c, text in enumerate(row)]
        for r, row in enumerate(rows)
    ]
    made = Table(cells, colWidths=widths, repeatRows=1, spaceBefore=2, spaceAfter=6, hAlign="LEFT")
    made.setStyle(
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
    return made


def drawing(picture: Picture, width: float) -> Any:
    """The page's picture from the same geometry; a PDF counts upwards from the foot."""
    from reportlab.graphics.shapes import Circle, Drawing, Line, Rect, String

    wide = min(width, 420)
    drawn = Drawing(wide, picture.height)

    def up(y: float) -> float:
        return picture.height - y

    middle = wide / 2
    drawn.add(Line(middle, up(0), middle, up(picture.axis_y), strokeColor=MUTED, strokeWidth=0.8))
    drawn.add(Line(0, up(picture.axis_y), wide, up(picture.axis_y), strokeColor=RULE))
    for mark in picture.marks:
        colour = HARM if mark.is_harm else GAIN
        y = up(mark.y)
        drawn.add(_text(String, 0, up(mark.text_y), mark.name, "start"))
        drawn.add(_text(String, wide, up(mark.text_y), mark.words, "end", bold=True))
        drawn.add(Line(mark.low * wide, y, mark.high * wide, y, strokeColor=colour, strokeWidth=2))
        x = mark.middle * wide
        dot = (
            Rect(x - 4, y - 4, 8, 8, fillColor=colour, strokeColor=colour)
            if mark.is_harm
            else Circle(x, y, 4.5, fillColor=colour, strokeColor=colour)
        )
        drawn.add(dot)
    for tick in picture.ticks:
        drawn.add(_text(String, tick.x * wide, up(picture.label_y), tick.words, tick.anchor))
    return drawn


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
def style(name: str) -> Any:
    """A paragraph style of ``_SIZES``."""
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
        bulletFontName="Roboto-Regular",
        keepWithNext=name == "heading",
    )


def words(kind: str, text: str) -> Any:
    """A paragraph; what people typed is no markup."""
    from reportlab.platypus import Paragraph

    return Paragraph(escape(text), style(kind))


def heading(text: str) -> Any:
    """A heading that also stands in the outline."""
    from reportlab.platypus import Paragraph

    class Heading(Paragraph):  # type: ignore[misc]
        def draw(self) -> None:
            self.canv.bookmarkHorizontal(text, 0, self.height)
            self.canv.addOutlineEntry(text, text, 0)
            super().draw()

    return Heading(escape(text), style("heading"))
