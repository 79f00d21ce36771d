"""The flow of participants through the surveys, arm by arm, as TREND and CONSORT draw it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.small_numbers import Count, show_count
from core.words import many
from reporting.results.document import ARMS, Document, Row, wave_name
from reporting.results.forest import percent_of
from reporting.results.table import Block, table

BOX, STEP, TOP = 52, 92, 44
HOW = (
    "Who holds a study code and has not refused the survey is expected. Each box below counts the "
    "pupils of the box above who answered that survey too; the number beside an arrow is how many "
    "were lost on the way.",
    "Who answered a later survey, but not the first, is in no pair; the table counts him among the "
    "answers. Counts from 1 to 4 are not shown. Schools are counted as they stand.",
)


@dataclass(frozen=True)
class Box:
    """One stage of an arm: a count and what it counts."""

    x: str
    middle: str
    y: int
    count: str
    words: str


@dataclass(frozen=True)
class Arrow:
    """From one stage to the next; ``lost`` stands beside it."""

    x: str
    words_x: str
    y1: int
    y2: int
    words_y: int
    lost: str


@dataclass(frozen=True)
class FlowPicture:
    """The diagram, and in words what it shows."""

    text: str
    width: str
    height: int
    heads: tuple[tuple[str, tuple[tuple[int, str], ...]], ...]  # x, lines with their y
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


@dataclass(frozen=True)
class Flow:
    """The block with its diagram; no diagram where nobody holds a code."""

    block: Block
    picture: FlowPicture | None


Stage = tuple[str, Count]


def stages(doc: Document, row: Row) -> list[Stage]:
    """From holding a code to each pair, each with a count that may be shown."""
    found: list[Stage] = []
    first = wave_name(doc.first).lower()
    if row.get("expected") is not None:
        found.append(("hold a study code", show_count(row["expected"])))
    if doc.waves:
        found.append(
            (f"answered {wave_name(doc.first).lower()}", show_count(doc.answers(doc.first, row)))
        )
    found += [
        (f"answered {first} and {wave_name(wave).lower()}", show_count(doc.pairs(wave, row)))
        for wave in doc.waves[1:]
    ]
    return found


def flow_block(doc: Document) -> Flow:
    """Diagram and table of all arms."""
    head = ("Arm", "Schools", "Expected", *_columns(doc))
    rows = [_row(doc, arm, row) for arm, row in doc.flow.items()]
    block = Block("flow", "Flow of participants", HOW, (table("Flow of participants", head, rows),))
    return Flow(block, _picture(doc))


def _columns(doc: Document) -> Iterator[str]:
    for wave in doc.waves:
        yield wave_name(wave)
        if wave != doc.first:
            yield f"Paired: {wave_name(wave).lower()}"


def _row(doc: Document, arm: str, row: Row) -> list[str]:
    expected = "–" if row.get("expected") is None else str(show_count(row["expected"]))
    cells = [ARMS.get(arm, "Everybody"), f"{row['schools'] or 0:,}", expected]
    for wave in doc.waves:
        cells.append(str(show_count(doc.answers(wave, row))))
        if wave != doc.first:
            cells.append(str(show_count(doc.pairs(wave, row))))
    return cells


def _picture(doc: Document) -> FlowPicture | None:
    arms = list(doc.flow.items())
    if not arms:
        return None
    boxes: list[Box] = []
    arrows: list[Arrow] = []
    heads = []
    said = []
    for n, (arm, row) in enumerate(arms):
        left, width = n / len(arms), 1 / len(arms)
        found = stages(doc, row)
        name = ARMS.get(arm, "Everybody")
        heads.append((percent_of(left), ((14, name), (33, many(row["schools"], "school,schools")))))
        boxes += [_box(left, width, i, count, words) for i, (words, count) in enumerate(found)]
        arrows += list(_arrows(left, width, found))
        said.append(f"{name}: " + ", ".join(f"{count} {words}" for words, count in found) + ".")
    deep = max(len(stages(doc, row)) for _, row in arms)
    gap = 0.03 if len(arms) > 1 else 0.0
    height = TOP + (deep - 1) * STEP + BOX + 4
    return FlowPicture(
        " ".join(said),
        percent_of(1 / len(arms) - gap),
        height,
        tuple(heads),
        tuple(boxes),
        tuple(arrows),
    )


def _box(left: float, width: float, n: int, count: Count, words: str) -> Box:
    return Box(percent_of(left), percent_of(left + 0.02), TOP + n * STEP, str(count), words)


def _arrows(left: float, width: float, found: Sequence[Stage]) -> Iterator[Arrow]:
    for n in range(len(found) - 1):
        y = TOP + n * STEP + BOX
        yield Arrow(
            percent_of(left + 0.04),
            percent_of(left + 0.07),
            y,
            y + STEP - BOX,
            y + 25,
            _lost(found, n),
        )


def _lost(found: Sequence[Stage], n: int) -> str:
    """How many did not reach the next stage; a later survey is held against the first."""
    above = found[min(n, 1)][1] if found[0][0].startswith("hold") else found[0][1]
    before, after = above.value, found[n + 1][1].value
    if before is None or after is None:
        return ""
    return f"{show_count(max(0, before - after))} of {above} lost"
