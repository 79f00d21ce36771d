"""Tests of the sheet itself: all questions, all boxes, in the margins, at any length of words."""

import io
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from core.paper import HEIGHT, WIDTH
from surveys.paper.layout import BOX, FOOT, MARGIN, Box, Mark, Shade, Text, lay_out, wide, wrap
from surveys.paper.questions import blocks
from surveys.paper.sheet import Frame, Paper, sheets, specimen
from surveys.rules.instrument import Instrument, Kind, Option
from tests.surveys.instruments import CARS_AND_ME, SMALL

RATHER_NOT = "I’d rather not say"
FRAME = Frame(
    title="Before your day",
    lead="Tick one box.",
    privacy="Do not write your name on this sheet.",
    date="Date today",
    code="Code",
    rather_not=RATHER_NOT,
    page="Page {number} of {total}",
)
WAVES = ["BEFORE", "AFTER", "FOLLOW_UP", "FOLLOW_UP_2"]


def paper(instrument: Instrument = CARS_AND_ME, wave: str = "BEFORE", **rest: str) -> Paper:
    return Paper(instrument, wave, "Cars and me 0.1", FRAME, **rest)


def pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def laid(instrument: Instrument, wave: str) -> list[list[Mark]]:
    return lay_out(blocks(instrument, wave, RATHER_NOT), FRAME.lead)


def marks(sides: list[list[Mark]], kind: type) -> list:
    return [mark for side in sides for mark in side if isinstance(mark, kind)]


def longer(instrument: Instrument, times: int) -> Instrument:
    """The same questions, each as long as the table allows."""
    items = tuple(
        replace(
            item,
            text=(item.text + " ") * times,
            options=tuple(Option(o.value, (o.label + " ") * times) for o in item.options),
        )
        for item in instrument.items
    )
    return Instrument(items)


# --- questions ------------------------------------------------------------------------------------


def test_statements_with_the_same_answers_are_one_grid() -> None:
    found = blocks(CARS_AND_ME, "AFTER", RATHER_NOT)
    assert [(len(block.questions), block.is_grid) for block in found] == [
        (20, True),
        (1, False),
        (1, False),
        (1, False),
        (1, False),
        (1, False),
    ]
    assert [choice.mark for choice in found[0].questions[0].choices] == list("123459")
    assert found[0].questions[0].choices[-1].label == RATHER_NOT
    assert found[-1].questions[0].choices == ()


def test_a_statement_by_itself_or_with_too_many_answers_is_no_grid() -> None:
    assert [block.is_grid for block in blocks(SMALL, "AFTER", RATHER_NOT)] == [True, False, False]
    many = tuple(Option(n, f"Answer {n}") for n in range(1, 9))
    wide_items = tuple(replace(item, options=many) for item in SMALL.items[:2])
    found = blocks(Instrument(wide_items), "BEFORE", RATHER_NOT)
    assert [block.is_grid for block in found] == [False, False]


def test_a_box_bears_the_key_by_which_it_is_keyed() -> None:
    [question] = blocks(SMALL, "AFTER", RATHER_NOT)[1].questions
    assert [choice.mark for choice in question.choices] == ["0", "A", "Z", "9"]


# --- the lay-out ----------------------------------------------------------------------------------


@pytest.mark.parametrize("wave", WAVES)
def test_the_shipped_questions_fit_two_sides_with_a_box_for_each_answer(wave: str) -> None:
    sides = laid(CARS_AND_ME, wave)
    assert len(sides) == 2
    closed = [item for item in CARS_AND_ME.items_for(wave) if item.kind is not Kind.TEXT]
    assert len(marks(sides, Box)) == sum(len(item.options) + 1 for item in closed)


@pytest.mark.parametrize("times", [1, 3, 8])
@pytest.mark.parametrize("instrument", [CARS_AND_ME, SMALL])
def test_nothing_leaves_the_margins_or_lies_on_something_else(
    instrument: Instrument, times: int
) -> None:
    for side in laid(longer(instrument, times), "AFTER"):
        boxes = marks([side], Box)
        for box in boxes:
            assert MARGIN <= box.x <= WIDTH - MARGIN - BOX
            assert MARGIN + FOOT - 1 <= box.y <= HEIGHT - MARGIN
        for shade in marks([side], Shade):
            assert shade.y >= MARGIN + FOOT - 1
        for text in marks([side], Text):
            assert text.x + (wide(text.words, text.size, text.bold) * (text.anchor == "start")) <= (
                WIDTH - MARGIN + 0.01
            )
            assert text.y >= MARGIN + FOOT - 10
        for a, b in combinations(boxes, 2):
            assert abs(a.x - b.x) >= BOX or abs(a.y - b.y) >= BOX
        for one, other in combinations(marks([side], Text), 2):
            level = one.x == other.x and abs(one.y - other.y) < min(one.size, other.size)
            assert not level


@given(st.text(alphabet="abc dеж", max_size=300), st.floats(20, 500))
def test_words_are_wrapped_and_none_is_lost(text: str, width: float) -> None:
    lines = wrap(text, width, 10)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(wide(line, 10) <= width for line in lines)


# --- the file -------------------------------------------------------------------------------------


def test_every_question_and_answer_stands_on_the_sheet() -> None:
    said = " ".join(" ".join(pages(specimen(paper()))).split())
    for item in CARS_AND_ME.items_for("BEFORE"):
        assert item.text in said
        if item.kind is Kind.CHOICE:
            assert all(option.label in said for option in item.options)
    assert said.count("Do not write your name on this sheet.") == 2
    assert "Specimen without code" in said


def test_a_sheet_in_cyrillic_reads_as_written_and_says_its_language() -> None:
    said = "Якби мені стало страшно в машині, я попросив би водія їхати повільніше."
    items = (replace(CARS_AND_ME.items[0], text=said), *CARS_AND_ME.items[1:])
    content = specimen(paper(Instrument(items), language="uk"))
    assert said in " ".join(" ".join(pages(content)).split())
    assert str(PdfReader(io.BytesIO(content)).root_object["/Lang"]) == "uk"


def test_nobody_shares_a_leaf_with_somebody_else() -> None:
    short = paper(SMALL, "FOLLOW_UP")  # one question, one side
    codes = ["K7P2XQ9R7", "000000000"]
    found = pages(sheets(short, codes))
    assert [
        ("Page 1 of 1" in page, code in page)
        for page, code in zip(found, ["K7P-2XQ-9R7", "K7P", "000-000-000", "000"], strict=True)
    ] == [(True, True), (False, False)] * 2
    assert len(pages(sheets(short, codes[:1]))) == 1


def test_a_long_name_stays_clear_of_the_code() -> None:
    long = replace(paper(), name="An instrument with a very long name " * 3 + "12.10")
    assert len(pages(specimen(long))) == 2


def test_the_qr_code_says_the_code() -> None:
    import segno

    from surveys.paper.layout import QR
    from surveys.paper.sheet import _modules

    matrix = [list(row) for row in segno.make("K7P-2XQ-9R7", error="m", micro=False).matrix]
    module = QR / len(matrix)
    drawn = {
        (round(left / module) + step, round(top / module))
        for left, top, width, _ in _modules("K7P-2XQ-9R7")
        for step in range(round(width / module))
    }
    assert drawn == {(x, y) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark}
