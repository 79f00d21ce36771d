"""Lays a questionnaire out on sides of A4: what stands where, in points from the lower left."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from core.paper import BOLD, HEIGHT, REGULAR, WIDTH, register_fonts
from surveys.paper.questions import Block, Choice, Question

MARGIN = 42.5  # 15 mm, which every school printer can reach
RIGHT = WIDTH - MARGIN
BOX = 15.0  # 5.3 mm: a tick of any hand fits
QR = 62.0  # 22 mm
HEAD = 84.0  # kept free at the top of each side for title, code and QR code
FOOT = 62.0  # the privacy line and the page's number
NUMBER = 22.0  # room for the question's number
COLUMN = 43.0
TEXT, LABEL, SMALL = 10.0, 8.0, 8.0
LEADING = 12.5
LINE = 25.0  # between lines for handwriting
LINES = 3


@dataclass(frozen=True)
class Text:
    x: float
    y: float
    words: str
    size: float = TEXT
    bold: bool = False
    quiet: bool = False
    anchor: str = "start"


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    mark: str


@dataclass(frozen=True)
class Line:
    x: float
    y: float
    to: float


@dataclass(frozen=True)
class Shade:
    x: float
    y: float
    width: float
    height: float


Mark = Text | Box | Line | Shade


@dataclass
class Sides:
    """Marks side by side, and how far down the last side is filled."""

    sides: list[list[Mark]] = field(default_factory=lambda: [[]])
    y: float = HEIGHT - MARGIN - HEAD

    def put(self, *marks: Mark) -> None:
        self.sides[-1].extend(marks)

    def turn(self) -> None:
        self.sides.append([])
        self.y = HEIGHT - MARGIN - HEAD

    def fits(self, height: float) -> bool:
        return self.y - height >= MARGIN + FOOT


def lay_out(blocks: Sequence[Block], lead: str) -> list[list[Mark]]:
    """The sides of a sheet; what is the same on every side is drawn by others."""
    register_fonts()
    sides = Sides()
    for line in wrap(lead, RIGHT - MARGIN, SMALL + 1):
        sides.put(Text(MARGIN, sides.y, line, SMALL + 1))
        sides.y -= LEADING
    sides.y -= 4
    for block in blocks:
        if block.is_grid:
            _grid(sides, block)
        else:
            _single(sides, block.questions[0])
    return sides.sides


@lru_cache(maxsize=4096)
def wrap(text: str, width: float, size: float, bold: bool = False) -> tuple[str, ...]:
    """The text in lines no wider than ``width``; a word that is wider itself is cut."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if wide(longer, size, bold) <= width:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        *whole, rest = _cut(word, width, size, bold)
        lines[-1:] = [*whole, rest]
    return tuple(lines)


def _cut(word: str, width: float, size: float, bold: bool) -> Iterator[str]:
    part = ""
    for character in word:
        if part and wide(part + character, size, bold) > width:
            yield part
            part = ""
        part += character
    yield part


def wide(text: str, size: float, bold: bool = False) -> float:
    """How wide a text is in the embedded font."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    return float(stringWidth(text, BOLD if bold else REGULAR, size))


# --- a grid: statements with the same answers -----------------------------------------------------


def _grid(sides: Sides, block: Block) -> None:
    columns = block.questions[0].choices
    left = RIGHT - COLUMN * len(columns)
    head = max(len(wrap(c.label, COLUMN - 4, LABEL)) for c in columns) * (LABEL + 1.5) + 8
    started = False
    for number, question in enumerate(block.questions):
        lines = wrap(question.text, left - MARGIN - NUMBER - 8, TEXT)
        height = max(BOX + 9, len(lines) * LEADING + 8)
        if not sides.fits(height + (0 if started else head)):
            sides.turn()
            started = False
        if not started:
            _columns(sides, columns, left, head)
            started = True
        if number % 2 == 0:
            sides.put(Shade(MARGIN, sides.y - height, RIGHT - MARGIN, height))
        _row(sides, question, lines, left, height)
        sides.y -= height
    sides.y -= 12


def _columns(sides: Sides, columns: Sequence[Choice], left: float, head: float) -> None:
    for n, choice in enumerate(columns):
        lines = wrap(choice.label, COLUMN - 4, LABEL)
        for k, line in enumerate(reversed(lines)):
            y = sides.y - head + 5 + k * (LABEL + 1.5)
            sides.put(Text(left + (n + 0.5) * COLUMN, y, line, LABEL, anchor="middle"))
    sides.y -= head


def _row(
    sides: Sides, question: Question, lines: Sequence[str], left: float, height: float
) -> None:
    top = sides.y - (height - len(lines) * LEADING) / 2 - TEXT
    sides.put(Text(MARGIN + NUMBER - 6, top, str(question.number), TEXT, True, anchor="end"))
    for k, line in enumerate(lines):
        sides.put(Text(MARGIN + NUMBER, top - k * LEADING, line))
    for n, choice in enumerate(question.choices):
        x = left + (n + 0.5) * COLUMN - BOX / 2
        sides.put(Box(x, sides.y - height / 2 - BOX / 2, choice.mark))


# --- one question by itself -----------------------------------------------------------------------

Labelled = tuple[float, tuple[str, ...], str]  # where a box stands, its label, its mark


def _single(sides: Sides, question: Question) -> None:
    lines = wrap(question.text, RIGHT - MARGIN - NUMBER, TEXT, True)
    rows = _flow(question.choices)
    answer = sum(_tall(row) for row in rows) if rows else LINES * LINE
    if not sides.fits(len(lines) * LEADING + answer + 6):
        sides.turn()
    number = Text(MARGIN + NUMBER - 6, sides.y - TEXT, str(question.number), TEXT, True)
    sides.put(replace(number, anchor="end"))
    for line in lines:
        sides.put(Text(MARGIN + NUMBER, sides.y - TEXT, line, TEXT, True))
        sides.y -= LEADING
    sides.y -= 6
    for row in rows:
        _boxes(sides, row)
    for _ in range(0 if rows else LINES):
        sides.y -= LINE
        sides.put(Line(MARGIN + NUMBER, sides.y + 4, RIGHT))
    sides.y -= 10


def _boxes(sides: Sides, row: Sequence[Labelled]) -> None:
    for x, words, mark in row:
        sides.put(Box(x, sides.y - BOX, mark))
        for k, line in enumerate(words):
            sides.put(Text(x + BOX + 5, sides.y - 11 - k * LEADING, line, TEXT - 0.5))
    sides.y -= _tall(row)


def _tall(row: Sequence[Labelled]) -> float:
    return BOX + 9 + LEADING * (max(len(words) for _, words, _ in row) - 1)


def _flow(choices: Sequence[Choice]) -> list[list[Labelled]]:
    """Boxes with their labels, as many on a line as it holds."""
    rows: list[list[Labelled]] = []
    x = RIGHT
    for choice in choices:
        words = wrap(choice.label, RIGHT - MARGIN - NUMBER - BOX - 5, TEXT - 0.5)
        width = BOX + 5 + max(wide(line, TEXT - 0.5) for line in words)
        if x + width > RIGHT:
            rows.append([])
            x = MARGIN + NUMBER
        rows[-1].append((x, words, choice.mark))
        x += width + 16
    return rows
