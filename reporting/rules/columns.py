"""The allow-list of columns of a release, each with its definition: header and codebook are one."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from surveys.rules.instrument import HARM_SCALES, SCALE_NAMES, Instrument, Item, Kind
from surveys.rules.scoring import MISSING_LABELS

LAYOUT_VERSION = "1"  # of these columns; a released layout is never edited, only followed

MISSING = "; ".join(f"{code}: {label}" for code, label in MISSING_LABELS.items())
STATUSES = "PAIR_EXACT|PAIR_CORRECTED|PAIR_BY_HAND|BEFORE_ONLY|LATER_ONLY|NONE"


CLASS_LIST = "class list of the school"
REGISTER = "attendance marked on the day"
DAY_PLAN = "day plan and crew of the day"
SCHOOL_REGISTER = "Scottish Government school register"
ANSWER = "answer of the participant"
WORKED_OUT = "worked out from the answers"
RUNWAY = "Runway"


@dataclass(frozen=True)
class Column:
    """One column of a data file: what it is, its values, its unit, and where it comes from."""

    name: str
    definition: str
    values: str = ""
    unit: str = ""
    source: str = RUNWAY


@dataclass(frozen=True)
class WaveFile:
    """A wave as files show it: its kind, the prefix of its columns, and its questions."""

    kind: str
    version: str
    instrument: Instrument
    is_validated: bool = False

    @property
    def prefix(self) -> str:
        """The beginning of the wave's columns in wide files: "before_"."""
        return f"{self.kind.lower()}_"


# When a participant's key has been deleted on its date, nobody knows any more what he did.
UNKNOWN = "empty when the key to the attendance has been deleted"
PERSON = (
    Column("study_id", "Number of the participant in this release, and in no other."),
    Column("school", "Number of the school in this release, drawn at random."),
    Column(
        "rural_class",
        "Where the school is, from the 6-fold urban-rural classification.",
        "urban|small town|rural|not known",
        source=SCHOOL_REGISTER,
    ),
    Column("day_month", "Month of the day on the airfield.", unit="year-month", source=DAY_PLAN),
    Column("year_group", "School stage.", "S1|S2|S3|S4|S5|S6", source=CLASS_LIST),
    Column("age", "Age on the day.", unit="whole years", source=CLASS_LIST),
    Column("came", "Marked as here, or as having driven.", f"0|1; {UNKNOWN}", source=REGISTER),
    Column(
        "minutes",
        "Time at the wheel; 0 when the pupil did not drive.",
        f"0 to 240; {UNKNOWN}",
        "minutes",
        REGISTER,
    ),
    Column(
        "saw_demonstration",
        "Marked as having seen the demonstration.",
        f"0|1; {UNKNOWN}",
        source=REGISTER,
    ),
    Column(
        "services",
        "Services of the coaches of the car in which the pupil drove: Police, Fire, Ambulance.",
        "PF|PA|FA; one letter when a seat was empty; empty when not driven or not planned",
        source=DAY_PLAN,
    ),
)
STATUS = Column(
    "match_status",
    "Whether the before answer has a later one, and the weakest way in which a code was found.",
    STATUSES,
)
VERSION = Column("version", "Version of the instrument that the wave asked.")
ANSWERED = (
    Column("mode", "How the wave was answered.", "ONLINE|TABLET|PAPER"),
    Column("matched", "How the answer found its code.", "EXACT|CORRECTED|BY_HAND"),
    Column("days", "From the day on the airfield to the answer; before it negative.", unit="days"),
    Column("seconds", "From the first question to sending; empty on paper.", unit="seconds"),
)
FLAGS = (
    Column("flag_same", "All statements have the same raw answer.", "0|1", source=WORKED_OUT),
    Column("flag_quick", "Answered in under 45 seconds; empty on paper.", "0|1", source=WORKED_OUT),
    Column("flag_blanks", "More than 5 questions left blank.", "0|1", source=WORKED_OUT),
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
        VERSION,
        *ANSWERED,
        *(_raw(item, "") for item in items),
        *(_turned(item) for item in turned),
        *(c for name in all_scales(waves) for c in _scale(name, "", complete=True)),
        _index(""),
        *FLAGS,
    )


def column_problems(waves: Sequence[WaveFile]) -> Iterator[str]:
    """Say which columns would share a name, as an item called "school" would with our own."""
    for columns in (wide_columns(waves), long_columns(waves)):
        names = [column.name for column in columns]
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield (
                f"Two columns of the data would be called “{name}”. "
                "Give the question another code in a new version."
            )


def codebook_lines(wide: Sequence[Column], long: Sequence[Column]) -> Iterator[str]:
    """The codebook as CSV: file, column, definition, values, unit, source."""
    rows = [("file", "column", "definition", "values", "unit", "source")]
    for file, columns in (("responses_wide", wide), ("responses_long", long)):
        rows += [(file, c.name, c.definition, c.values, c.unit, c.source) for c in columns]
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
    for column in (VERSION, *ANSWERED):
        yield replace(column, name=wave.prefix + column.name)
    for item in asked(wave):
        yield _raw(item, wave.prefix)
    for name in wave.instrument.scales:
        yield from _scale(name, wave.prefix, complete=False)
    yield _index(wave.prefix)


def _raw(item: Item, prefix: str) -> Column:
    turned = " Raw value; turned in scores." if item.reverse else ""
    values = f"{item.options_text}; {MISSING}"
    return Column(prefix + item.code, f"{item.text}{turned}", values, source=ANSWER)


def _turned(item: Item) -> Column:
    return Column(
        f"{item.code}_r",
        f"{item.text} Turned: {item.lowest + item.highest} minus the raw value.",
        f"{item.lowest} to {item.highest}; {MISSING}",
        source=WORKED_OUT,
    )


def _scale(name: str, prefix: str, *, complete: bool) -> Iterable[Column]:
    start, points = f"{prefix}{name.lower()}", "scale points"
    title = f"Scale {name} ({SCALE_NAMES.get(name, name)}; {_reading(name)})"
    yield Column(
        start,
        f"{title}: mean of the answered items, turned where reversed, when two thirds are.",
        "empty when fewer are",
        points,
        WORKED_OUT,
    )
    yield Column(f"{start}_n", f"{title}: how many were answered.", unit="items", source=WORKED_OUT)
    if complete:
        yield Column(
            f"{start}_complete",
            f"{title}: mean when every item is answered.",
            "empty when one is not",
            points,
            WORKED_OUT,
        )


def _reading(name: str) -> str:
    return "higher is a harm" if name in HARM_SCALES else "higher is safer"


def _index(prefix: str) -> Column:
    return Column(
        f"{prefix}index",
        "Mean of the scales ATT, SN, PBC, INT and RISK when all five exist.",
        "empty when one does not",
        "scale points",
        WORKED_OUT,
    )
