"""The columns that say who answered and how, and what a release can tell less of."""

from collections.abc import Collection
from dataclasses import replace

from reporting.rules.column import (
    CLASS_LIST,
    DAY_PLAN,
    FLAG,
    REGISTER,
    SCHOOL_REGISTER,
    WORKED_OUT,
    Column,
    Measure,
    Sort,
)

YEAR_GROUPS = ("S1", "S2", "S3", "S4", "S5", "S6")
YEAR_BANDS = ("S1 to S3", "S4 to S6")
RURAL_CLASSES = ("urban", "small town", "rural", "not known")
STATUSES = ("PAIR_EXACT", "PAIR_CORRECTED", "PAIR_BY_HAND", "BEFORE_ONLY", "LATER_ONLY", "NONE")
SERVICES = ("PF", "PA", "FA", "PFA", "P", "F", "A")
GENDER = "gender"  # the item's code
# The values of ``reporting.choices.Coarser``, each with the columns that it leaves out. Age nearly
# tells the year group, so it goes where that is banded.
LEFT_OUT = {
    "YEAR_BANDS": {"age"},
    "NO_YEAR": {"year_group", "age"},
    "NO_RURAL": {"rural_class"},
    "NO_SCHOOL": {"school"},
}
BANDED = "YEAR_BANDS"
NO_GENDER = "NO_GENDER"
BLANKED = "BLANK_SMALL"

# When a participant's key has been deleted on its date, nobody knows any more what he did.
UNKNOWN = "empty for the comparison group, and when the key to the attendance has been deleted"


def closed(name: str, definition: str, words: tuple[str, ...], **more: str) -> Column:
    """A column of one word from a closed list."""
    note = more.pop("note", "")
    values = "|".join(words) + (f"; {note}" if note else "")
    return Column(name, definition, values, sort=Sort.WORD, words=words, **more)  # type: ignore[arg-type]


PERSON = (
    Column(
        "study_id",
        "Number of the participant in this release, and in no other.",
        sort=Sort.TEXT,
        most=10,
    ),
    closed(
        "arm",
        "Had a day on the airfield, or waits for one in the comparison group.",
        ("DAY", "WAITING"),
    ),
    Column("school", "Number of the school in this release, drawn at random.", most=9_999),
    closed(
        "lot",
        "Turn of the school in the lot; late schools are the comparison group first.",
        ("EARLY", "LATE"),
        note="empty when no lot was drawn or the school was not in it",
    ),
    closed(
        "rural_class",
        "Where the school is, from the 6-fold urban-rural classification.",
        RURAL_CLASSES,
        source=SCHOOL_REGISTER,
    ),
    Column(
        "day_month",
        "Month of the day on the airfield; of the comparison group, from which waves count.",
        unit="year-month",
        source=DAY_PLAN,
        sort=Sort.TEXT,
        most=7,
    ),
    closed("year_group", "School stage.", YEAR_GROUPS, source=CLASS_LIST, measure=Measure.ORDINAL),
    Column(
        "age",
        "Age on the day.",
        "empty for the comparison group",
        "whole years",
        CLASS_LIST,
        measure=Measure.SCALE,
    ),
    Column(
        "came",
        "Marked as here, or as having driven.",
        f"0|1; {UNKNOWN}",
        source=REGISTER,
        labels=FLAG,
    ),
    Column(
        "minutes",
        "Time at the wheel; 0 when the pupil did not drive.",
        f"0 to 240; {UNKNOWN}",
        "minutes",
        REGISTER,
        measure=Measure.SCALE,
        most=9_999,
    ),
    Column(
        "saw_demonstration",
        "Marked as having seen the demonstration.",
        f"0|1; {UNKNOWN}",
        source=REGISTER,
        labels=FLAG,
    ),
    closed(
        "services",
        "Services of the coaches of the car in which the pupil drove: Police, Fire, Ambulance.",
        SERVICES,
        source=DAY_PLAN,
        note="one letter when a seat was empty; empty when not driven or not planned",
    ),
)
STATUS = closed(
    "match_status",
    "Whether the before answer has a later one, and the weakest way in which a code was found.",
    STATUSES,
)
VERSION = Column("version", "Version of the instrument that the wave asked.", sort=Sort.TEXT)
ANSWERED = (
    closed("mode", "How the wave was answered.", ("ONLINE", "TABLET", "PAPER")),
    closed("language", "Language of the questions as answered.", ("en", "gd", "pl", "uk")),
    closed("matched", "How the answer found its code.", ("EXACT", "CORRECTED", "BY_HAND")),
    Column(
        "days",
        "From the day on the airfield, or the date that stands in for it, to the answer; "
        "before it negative.",
        unit="days",
        measure=Measure.SCALE,
        most=9_999,
    ),
    Column(
        "seconds",
        "From the first question to sending; empty on paper.",
        unit="seconds",
        measure=Measure.SCALE,
        most=2_000_000_000,
    ),
)
FLAGS = (
    Column(
        "flag_same",
        "All statements have the same raw answer.",
        "0|1",
        source=WORKED_OUT,
        labels=FLAG,
    ),
    Column(
        "flag_quick",
        "Answered in under 45 seconds; empty on paper.",
        "0|1",
        source=WORKED_OUT,
        labels=FLAG,
    ),
    Column(
        "flag_blanks",
        "More than 5 questions left blank.",
        "0|1",
        source=WORKED_OUT,
        labels=FLAG,
    ),
)


def person_columns(coarser: Collection[str] = ()) -> tuple[Column, ...]:
    """The columns of a participant that a release with this coarsening tells."""
    gone: set[str] = set().union(*(LEFT_OUT.get(how, set()) for how in coarser))
    kept = [column for column in PERSON if column.name not in gone]
    return tuple(_as_told(column, coarser) for column in kept)


def _as_told(column: Column, coarser: Collection[str]) -> Column:
    if column.name == "year_group" and BANDED in coarser:
        values = "|".join(YEAR_BANDS)
        column = replace(column, definition="School stage, in two bands.", words=YEAR_BANDS)
        column = replace(column, values=values)
    if column.name in ("year_group", "age") and BLANKED in coarser:
        note = "empty for those in groups under 5"
        column = replace(column, values=f"{column.values}; {note}".removeprefix("; "))
    return column
