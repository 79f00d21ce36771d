"""The flow of participants through the surveys, arm by arm, as TREND and CONSORT draw it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.small_numbers import Count, show_count
from core.words import many
from reporting.results.document import ARMS, Document, Row, short_name, wave_name
from reporting.results.forest import percent_of
from reporting.results.table import Block, table

BOX, STEP, TOP = 68, 108, 44
HOW = (
    "Who holds a study code and has not refused the survey is expected. Each box below counts the "
    "pupils of the first survey who answered that one too; the number beside an arrow is how many "
    "were lost on the way. Lost is who can no longer answer: who still can is to come.",
    "Who answered a later survey, but not the first, is in no pair; the table counts him among the "
    "answers. Counts from 1 to 4 are not shown. Schools are counted as they stand.",
)


@dataclass(frozen=True)
class Box:
    """One stage of an arm: a count and what it counts."""

    x: str
    y: int
    count: str
    lines: tuple[tuple[int, str], ...]


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
    box: int = BOX


@dataclass(frozen=True)
class Flow:
    """The block with its diagram; no diagram where nobody holds a code."""

    block: Block
    picture: FlowPicture | None


@dataclass(frozen=True)
class Stage:
    """How many are left; ``lines`` say of what, short enough for half a phone."""

    lines: tuple[str, ...]
    count: Count
    lost: str = ""  # on the way to here

    @property
    def words(self) -> str:
        return " ".join(self.lines)


def stages(doc: Document, row: Row) -> list[Stage]:
    """From holding a code to each pair, each with a count that may be shown."""
    found: list[Stage] = []
    if row.get("expected") is not None:
        found.append(Stage(("hold a", "study code"), show_count(row["expected"])))
    if doc.waves:
        first = f"answered {short_name(doc.first).lower()}"
        found.append(Stage((first,), show_count(doc.answers(doc.first, row)), _silent(doc, row)))
        found += [
            Stage(
                (first, f"and {short_name(wave).lower()}"),
                show_count(doc.pairs(wave, row)),
                _lost(doc, wave, row),
            )
            for wave in doc.waves[1:]
            if doc.answers(wave, row)  # else nobody is lost: it has not been asked yet
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
        left = n / len(arms)
        found = stages(doc, row)
        name = ARMS.get(arm, "Everybody")
        heads.append((percent_of(left), ((14, name), (33, many(row["schools"], "school,schools")))))
        boxes += [_box(left, n, stage) for n, stage in enumerate(found)]
        arrows += list(_arrows(left, found))
        told = ", ".join(f"{stage.count} {stage.words}" for stage in found)
        said.append(f"{name}: {told}.")
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


def _box(left: float, n: int, stage: Stage) -> Box:
    lines = tuple((43 + 16 * place, line) for place, line in enumerate(stage.lines))
    return Box(percent_of(left), TOP + n * STEP, str(stage.count), lines)


def _arrows(left: float, found: Sequence[Stage]) -> Iterator[Arrow]:
    for n in range(len(found) - 1):
        y = TOP + n * STEP + BOX
        yield Arrow(
            percent_of(left + 0.04),
            percent_of(left + 0.07),
            y,
            y + STEP - BOX,
            y + 25,
            found[n + 1].lost,
        )


def _silent(doc: Document, row: Row) -> str:
    """How many hold a code and have not answered the first survey; some still may."""
    expected = show_count(row.get("expected") or 0)
    answered = show_count(doc.answers(doc.first, row))
    if expected.value is None or answered.value is None or row.get("expected") is None:
        return ""
    return f"{show_count(max(0, expected.value - answered.value))} of {expected} not yet"


def _lost(doc: Document, wave: str, row: Row) -> str:
    """How many answered the first survey and can no longer answer this one; how many still can."""
    first, pairs, lost = doc.answers(doc.first, row), doc.pairs(wave, row), doc.lost(wave, row)
    to_come = first - pairs - lost
    said = f"{show_count(lost)} of {show_count(pairs + lost)} lost"
    return f"{said}, {show_count(to_come)} to come" if to_come > 0 else said
