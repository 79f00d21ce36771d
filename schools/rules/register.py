"""One school of the official register, and what differs between two readings of it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

LABELS = {
    "seed_code": "SEED code",
    "name": "name",
    "council_code": "council area",
    "roll": "roll",
    "female": "girls",
    "male": "boys",
    "s1": "S1",
    "s2": "S2",
    "s3": "S3",
    "s4": "S4",
    "s5": "S5",
    "s6": "S6",
    "simd_q1": "deprivation quintile 1",
    "simd_q2": "deprivation quintile 2",
    "simd_q3": "deprivation quintile 3",
    "simd_q4": "deprivation quintile 4",
    "simd_q5": "deprivation quintile 5",
    "simd_na": "deprivation not known",
    "asn_recorded": "additional support needs recorded",
    "eal": "English as an additional language",
    "pct_urban": "urban",
    "pct_small_town": "small town",
    "pct_rural": "rural",
    "attendance_pct": "attendance, per cent",
    "urban_rural_6": "urban-rural class, 6-fold",
    "urban_rural_8": "urban-rural class, 8-fold",
    "denomination": "denomination",
}


@dataclass(frozen=True)
class RegisterRow:
    """A secondary school as published; every figure stays text, symbols included.

    `council_code` is the S12 code in force, and empty for a grant-aided school: Jordanhill in
    Glasgow is funded by the government and belongs to no council.
    """

    seed_code: str
    name: str
    council_code: str
    roll: str
    female: str
    male: str
    s1: str
    s2: str
    s3: str
    s4: str
    s5: str
    s6: str
    simd_q1: str
    simd_q2: str
    simd_q3: str
    simd_q4: str
    simd_q5: str
    simd_na: str
    asn_recorded: str
    eal: str
    pct_urban: str
    pct_small_town: str
    pct_rural: str
    attendance_pct: str
    urban_rural_6: str
    urban_rural_8: str
    denomination: str


@dataclass(frozen=True)
class FieldChange:
    """One published value that differs: field name, its label, text before and after."""

    field: str
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class SchoolChange:
    """A school that is in both readings, with what differs."""

    seed_code: str
    name: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True)
class Changes:
    """What a new reading would change; each list is ordered by SEED code."""

    new: tuple[RegisterRow, ...]
    missing: tuple[RegisterRow, ...]
    changed: tuple[SchoolChange, ...]
    unchanged: int

    @property
    def none(self) -> bool:
        """Whether the new reading would change nothing at all."""
        return not (self.new or self.missing or self.changed)


def register_changes(old: Mapping[str, RegisterRow], new: Mapping[str, RegisterRow]) -> Changes:
    """Compares two readings by SEED code; a school that is missing may have closed."""
    both = sorted(old.keys() & new.keys())
    changed = [_school_change(old[seed], new[seed]) for seed in both if old[seed] != new[seed]]
    return Changes(
        new=tuple(new[seed] for seed in sorted(new.keys() - old.keys())),
        missing=tuple(old[seed] for seed in sorted(old.keys() - new.keys())),
        changed=tuple(changed),
        unchanged=len(both) - len(changed),
    )


def _school_change(old: RegisterRow, new: RegisterRow) -> SchoolChange:
    differing = [
        FieldChange(field.name, LABELS[field.name], before, after)
        for field in fields(RegisterRow)
        if (before := getattr(old, field.name)) != (after := getattr(new, field.name))
    ]
    return SchoolChange(new.seed_code, new.name, tuple(differing))
