"""Shapes schools, their figures and a register's changes for pages."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse

from accounts.models import AuditEvent
from core.words import long_date
from schools.actions import READ
from schools.models import School
from schools.rules.figures import MEANINGS, known_total, meaning, read_figure
from schools.rules.register import Changes, FieldChange, SchoolChange

SENIOR = ("s4", "s5", "s6")
STAGES = ("s1", "s2", "s3", "s4", "s5", "s6")
QUINTILES = (
    ("1, the most deprived", "simd_q1"),
    ("2", "simd_q2"),
    ("3", "simd_q3"),
    ("4", "simd_q4"),
    ("5, the least deprived", "simd_q5"),
    ("Not known", "simd_na"),
)
AT_LEAST = "at least"


def number(text: str) -> str:
    """A published figure as a page shows it: 1205 is "1,205", symbols stay."""
    return f"{int(text):,}" if text.isdecimal() else text


def total(texts: Iterable[str]) -> str:
    """The sum of published figures; where one has no number: "at least 205"."""
    texts = list(texts)
    sum_ = known_total(read_figure(text) for text in texts)
    if sum_.complete:
        return f"{int(sum_.total):,}" if sum_.numbers else "z"
    return f"{AT_LEAST} {int(sum_.total):,}" if sum_.total else "not known"


def symbols(texts: Iterable[str]) -> list[str]:
    """The meanings of the symbols that stand among ``texts``, in words."""
    found = set(texts)
    words = [meaning(symbol) for symbol in MEANINGS if symbol in found]
    at_least = any(text.startswith(AT_LEAST) for text in found)
    return [*words, f"{AT_LEAST}: not every stage is published as a number"] if at_least else words


def reading_words(reading: AuditEvent | None) -> str:
    """Register of 2023, read on 23 November 2026 by Mairi Ross; nothing before the first."""
    if reading is None:
        return ""
    by = f" by {reading.by.name}" if reading.by else ""
    return f"Register{reading.verb.removeprefix(READ)}, read on {long_date(reading.at)}{by}."


# --- lists --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SchoolRow:
    name: str
    address: str
    below: str  # the SEED code, and what is to be known first
    council: str
    roll: str
    senior: str
    area: str


def school_rows(schools: Iterable[School]) -> list[SchoolRow]:
    """The lines of the list of schools."""
    folder = reverse("schools:list")  # asked once: fifty addresses cost as much as the queries
    return [_school_row(school, f"{folder}{school.pk}/") for school in schools]


def _school_row(school: School, address: str) -> SchoolRow:
    gone = "" if school.in_register else " · no longer in the register"
    return SchoolRow(
        name=school.name,
        address=address,
        below=f"{school.seed_code}{gone}",
        council=school.council.name if school.council else "Grant-aided",
        roll=number(school.roll),
        senior=total(getattr(school, stage) for stage in SENIOR),
        area=school.urban_rural_6.removesuffix(" areas"),
    )


def from_to(rows: Sequence[School]) -> str:
    """Schools Aboyne Academy to Dingwall Academy: which part of the alphabet a page shows."""
    return f"{rows[0].name} to {rows[-1].name}" if rows else ""


# --- one school ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    label: str
    value: str


@dataclass(frozen=True)
class SchoolFigures:
    """All published figures of a school, and what the symbols among them mean."""

    kpi: list[Line]
    stages: list[Line]
    quintiles: list[Line]
    facts: list[Line]
    symbols: list[str]


def school_figures(school: School) -> SchoolFigures:
    """The figures of the register, as published."""
    published = [getattr(school, name) for name in School.FIGURES]
    senior = total(getattr(school, stage) for stage in SENIOR)
    bands = [school.pct_urban, school.pct_small_town, school.pct_rural, school.attendance_pct]
    return SchoolFigures(
        kpi=[
            Line("pupils in all", number(school.roll)),
            Line("in S4, S5 and S6", senior),
            Line("with additional support needs", number(school.asn_recorded)),
            Line("with English as an additional language", number(school.eal)),
        ],
        stages=[Line(stage.upper(), number(getattr(school, stage))) for stage in STAGES],
        quintiles=[Line(label, number(getattr(school, name))) for label, name in QUINTILES],
        facts=[line for line in _facts(school) if line.value],
        symbols=symbols([*published, *bands, senior]),
    )


def _facts(school: School) -> Iterable[Line]:
    attendance = school.attendance_pct
    yield Line("SEED code", school.seed_code)
    yield Line("Council area", school.council.name if school.council else "None: grant-aided")
    yield Line("Girls", number(school.female))
    yield Line("Boys", number(school.male))
    yield Line("Attendance", f"{attendance}%" if attendance[:1].isdigit() else attendance)
    yield Line("Urban-rural class", school.urban_rural_8 or school.urban_rural_6)
    yield Line("Pupils living in towns and cities", school.pct_urban)
    yield Line("Pupils living in small towns", school.pct_small_town)
    yield Line("Pupils living in the country", school.pct_rural)
    yield Line("Denomination", school.denomination)


# --- a register's changes -----------------------------------------------------------------------


@dataclass(frozen=True)
class ChangedSchool:
    name: str
    seed_code: str
    fields: list[str]  # "roll: 612 → 598"


@dataclass(frozen=True)
class Preview:
    """What a new reading of the register would change, in words."""

    new: int
    changed: int
    missing: int
    unchanged: int
    nothing: str  # what to say where nothing changes
    by_field: list[tuple[str, int]]  # "roll", in how many schools it changes; most first
    schools: list[ChangedSchool]
    gone: list[str]
    few_new: list[str]
    more_new: int


FEW = 30


def preview(changes: Changes) -> Preview:
    """The changes of a register as the preview page shows them."""
    counted = Counter(field.label for school in changes.changed for field in school.fields)
    return Preview(
        new=len(changes.new),
        changed=len(changes.changed),
        missing=len(changes.missing),
        unchanged=changes.unchanged,
        nothing=what_changed(changes) if changes.none else "",
        by_field=counted.most_common(),
        schools=[changed_school(school) for school in changes.changed],
        gone=[f"{row.name} ({row.seed_code})" for row in changes.missing],
        few_new=[f"{row.name} ({row.seed_code})" for row in changes.new[:FEW]],
        more_new=max(len(changes.new) - FEW, 0),
    )


def changed_school(school: SchoolChange) -> ChangedSchool:
    """One school with each value that differs, before and after."""
    return ChangedSchool(school.name, school.seed_code, [_differs(f) for f in school.fields])


def _differs(field: FieldChange) -> str:
    return f"{field.label}: {field.old or 'nothing'} → {field.new or 'nothing'}"


def what_changed(changes: Changes) -> str:
    """What to say once a register has been taken."""
    if changes.none:
        return f"Nothing changes. All {changes.unchanged:,} schools are here as the file has them."
    return f"Register read: {', '.join(counts(changes))}."


def counts(changes: Changes) -> list[str]:
    """The four counts in words."""
    return [
        f"{len(changes.new):,} new",
        f"{len(changes.changed):,} changed",
        f"{len(changes.missing):,} missing from the file",
        f"{changes.unchanged:,} unchanged",
    ]
