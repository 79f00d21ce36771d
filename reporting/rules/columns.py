"""The allow-list of columns of a release, each with its definition: header and codebook are one."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from surveys.rules.instrument import Instrument, Item, Kind
from surveys.rules.scoring import MISSING_LABELS

LAYOUT_VERSION = "1"  # of these columns; a released layout is never edited, only followed

MISSING = "; ".join(f"{code}: {label}" for code, label in MISSING_LABELS.items())
STATUSES = "PAIR_EXACT|PAIR_CORRECTED|PAIR_BY_HAND|BEFORE_ONLY|LATER_ONLY|NONE"


@dataclass(frozen=True)
class Column:
    """One column of a data file: its name, what it is, and the values it can have."""

    name: str
    definition: str
    values: str = ""


@dataclass(frozen=True)
class WaveFile:
    """A wave as files show it: its kind, the prefix of its columns, and its questions."""

    kind: str
    version: str
    instrument: Instrument

    @property
    def prefix(self) -> str:
        """The beginning of the wave's columns in wide files: "before_"."""
        return f"{self.kind.lower()}_"


PERSON = (
    Column("study_id", "Number of the participant in this release, and in no other."),
    Column("school", "Number of the school in this release, drawn at random."),
    Column(
        "rural_class",
        "Where the school is, from the Scottish Government's 6-fold classification.",
        "urban|small town|rural|not known",
    ),
    Column("day_month", "Month of the day on the airfield, year-month."),
    Column("year_group", "School stage on the class list.", "S1|S2|S3|S4|S5|S6"),
    Column("age", "Age on the day, in whole years."),
    Column("came", "Marked as here, or as having driven.", "0|1"),
    Column("minutes", "Minutes at the wheel; 0 when the pupil did not drive.", "0 to 240"),
    Column("saw_demonstration", "Marked as having seen the demonstration.", "0|1"),
    Column(
        "services",
        "Services of the coaches of the car in which the pupil drove: Police, Fire, Ambulance.",
        "PF|PA|FA; empty when not driven or not planned",
    ),
)
STATUS = Column(
    "match_status",
    "Whether the before answer has a later one, and the weakest way in which a code was found.",
    STATUSES,
)
ANSWERED = (
    Column("mode", "How the wave was answered.", "ONLINE|TABLET|PAPER"),
    Column("matched", "How the answer found its code.", "EXACT|CORRECTED|BY_HAND"),
    Column("days", "Days from the day on the airfield; before it negative."),
    Column("seconds", "Seconds from the first question to sending; empty on paper."),
)
FLAGS = (
    Column("flag_same", "All statements have the same raw answer.", "0|1"),
    Column("flag_quick", "Answered in under 45 seconds; empty on paper.", "0|1"),
    Column("flag_blanks", "More than 5 questions left blank.", "0|1"),
)


def asked(wave: WaveFile) -> tuple[Item, ...]:
    """The items that a data file shows for a wave: those it asks, never own words."""
    return tuple(i for i in wave.instrument.items_for(wave.kind) if i.kind is not Kind.TEXT)


def wide_columns(waves: Sequence[WaveFile]) -> tuple[Column, ...]:
    """Columns of the wide file: one row a participant, each wave's columns under its prefix."""
    return (*PERSON, STATUS, *(c for wave in waves for c in _wide_wave(wave)))


def long_columns(waves: Sequence[WaveFile]) -> tuple[Column, ...]:
    """Columns of the long file: one row an answer set, raw and turned values, scores, flags."""
    items = all_items(waves)
    turned = [item for item in items if item.reverse]
    return (
        *PERSON,
        STATUS,
        Column("wave", "Which wave.", "|".join(wave.kind for wave in waves)),
        Column("version", "Version of the instrument."),
        *ANSWERED,
        *(_raw(item, "") for item in items),
        *(_turned(item) for item in turned),
        *(c for name in all_scales(waves) for c in _scale(name, "", complete=True)),
        _index(""),
        *FLAGS,
    )


def codebook_lines(wide: Sequence[Column], long: Sequence[Column]) -> Iterator[str]:
    """The codebook as CSV: file, column, definition, values."""
    rows = [("file", "column", "definition", "values")]
    for file, columns in (("responses_wide", wide), ("responses_long", long)):
        rows += [(file, c.name, c.definition, c.values) for c in columns]
    for row in rows:
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow(row)
        yield line.getvalue()


def all_items(waves: Sequence[WaveFile]) -> tuple[Item, ...]:
    """Every item that any wave asks, once, in the order of the versions; own words left out."""
    found = {item.code: item for wave in waves for item in wave.instrument.items}
    asked_codes = {item.code for wave in waves for item in asked(wave)}
    return tuple(item for code, item in found.items() if code in asked_codes)


def all_scales(waves: Sequence[WaveFile]) -> tuple[str, ...]:
    """Every scale of any wave, once, in order of appearance."""
    return tuple(dict.fromkeys(name for wave in waves for name in wave.instrument.scales))


def _wide_wave(wave: WaveFile) -> Iterable[Column]:
    for column in ANSWERED:
        yield Column(wave.prefix + column.name, column.definition, column.values)
    for item in asked(wave):
        yield _raw(item, wave.prefix)
    for name in wave.instrument.scales:
        yield from _scale(name, wave.prefix, complete=False)
    yield _index(wave.prefix)


def _raw(item: Item, prefix: str) -> Column:
    turned = " Raw value; turned in scores." if item.reverse else ""
    return Column(prefix + item.code, f"{item.text}{turned}", f"{item.options_text}; {MISSING}")


def _turned(item: Item) -> Column:
    return Column(
        f"{item.code}_r",
        f"{item.text} Turned: {item.lowest + item.highest} minus the raw value.",
        MISSING,
    )


def _scale(name: str, prefix: str, *, complete: bool) -> Iterable[Column]:
    yield Column(
        f"{prefix}{name.lower()}",
        f"Scale {name}: mean of the answered items, turned where reversed, when two thirds are.",
    )
    yield Column(f"{prefix}{name.lower()}_n", f"Scale {name}: how many items were answered.")
    if complete:
        yield Column(
            f"{prefix}{name.lower()}_complete", f"Scale {name}: mean when every item is answered."
        )


def _index(prefix: str) -> Column:
    return Column(
        f"{prefix}index", "Mean of the scales ATT, SN, PBC, INT and RISK when all five exist."
    )
