"""Declarations as their page shows them: what stands, what was replaced, what came too late."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Min

from core.words import listed, long_date
from programmes.models import Programme
from surveys.choices import Subgroup, WaveKind
from surveys.display.waves import WAVE_NAMES
from surveys.models import Declaration, Response
from surveys.rules.declaring import Declared, is_in_time, standing

LATE = "declared after answers came: read it as exploratory"


@dataclass(frozen=True)
class DeclaredRow:
    """One declaration in words; ``look`` is how its tag is coloured."""

    outcome: str
    wave: str
    subgroups: str
    on: str
    by: str
    look: str
    standing: str


def first_later_answer(programme: Programme) -> datetime.date | None:
    """The day of the first answer after the first wave; None while there is none."""
    answers = Response.objects.filter(wave__programme=programme)
    later = answers.exclude(wave__kind=WaveKind.BEFORE)
    found: datetime.date | None = later.aggregate(first=Min("answered_on"))["first"]
    return found


def as_declared(row: Declaration) -> Declared:
    """A declaration as the rules take it."""
    subgroups = tuple(filter(None, row.subgroups.split("|")))
    return Declared(row.scale, row.wave_kind, subgroups, row.declared_on)


def declared_rows(
    programme: Programme, first: datetime.date | None, names: Mapping[str, str]
) -> list[DeclaredRow]:
    """Every declaration, the newest first."""
    found = Declaration.objects.filter(programme=programme).select_related("declared_by")
    rows = list(found.order_by("pk"))
    stands = standing([as_declared(row) for row in rows], first)
    last_of_it = max(
        (n for n, row in enumerate(rows) if stands and as_declared(row) == stands.declared),
        default=None,
    )
    made = [_row(row, first, names, n == last_of_it) for n, row in enumerate(rows)]
    return made[::-1]


def _row(
    row: Declaration, first: datetime.date | None, names: Mapping[str, str], stands: bool
) -> DeclaredRow:
    labels = [label for value, label in Subgroup.choices if value in row.subgroups.split("|")]
    in_time = is_in_time(row.declared_on, first)
    if not in_time:
        look, said = "warn", LATE
    elif stands:
        look, said = "ok", "stands"
    else:
        look, said = "grey", "replaced by a later one"
    return DeclaredRow(
        outcome=names.get(row.scale, row.scale),
        wave=WAVE_NAMES[WaveKind(row.wave_kind)].lower(),
        subgroups=listed(labels) or "none",
        on=long_date(row.declared_on),
        by=row.declared_by.name,
        look=look,
        standing=said,
    )
