"""What every PDF stands on: A4, and the two weights of the font that it embeds."""

from functools import cache
from pathlib import Path

FONTS = Path(__file__).resolve().parent / "fonts"
REGULAR, BOLD = "Roboto-Regular", "Roboto-Bold"
WIDTH, HEIGHT = 595.2756, 841.8898  # A4 in points


@cache
def register_fonts() -> None:
    """Make both weights known to reportlab, once in the life of a process."""
    from reportlab.lib.fonts import addMapping
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for bold, name in ((0, REGULAR), (1, BOLD)):
        pdfmetrics.registerFont(TTFont(name, str(FONTS / f"{name}.ttf")))
        for italic in (0, 1):
            addMapping(REGULAR, bold, italic, name)
