"""Naming the outcomes before the season: a new row each time, never changed."""

import datetime
from collections.abc import Iterable

from django.db import transaction

from accounts.models import AuditEvent, User
from core.problems import refuse, store
from programmes.models import Programme
from surveys.choices import Subgroup, WaveKind
from surveys.models import Declaration, Wave
from surveys.questionnaire import instrument_of
from surveys.rules.declaring import declaring_problems

INDEX = "INDEX"


@transaction.atomic
def declare_outcome(
    *,
    programme: Programme,
    scale: str,
    wave_kind: str,
    subgroups: Iterable[str],
    today: datetime.date,
    by: User,
) -> Declaration:
    """Name the primary outcome and the subgroups that are looked at; the rest is exploratory.

    What was declared before stays on record. ``Refused`` for a scale or wave that is not asked.
    """
    chosen = [name for name in Subgroup.values if name in set(subgroups)]
    refuse(
        declaring_problems(
            scale=scale,
            scales=[code for code, _ in scales_asked(programme)],
            wave=wave_kind,
            waves=[kind for kind in WaveKind.values if kind != WaveKind.BEFORE],
            subgroups=subgroups,
            known=Subgroup.values,
        )
    )
    declaration = Declaration(
        programme=programme,
        scale=scale,
        wave_kind=wave_kind,
        subgroups="|".join(chosen),
        declared_on=today,
        declared_by=by,
    )
    store(declaration)
    AuditEvent.record(by=by, verb="declared outcome", target=declaration, programme_id=programme.pk)
    return declaration


def scales_asked(programme: Programme) -> list[tuple[str, str]]:
    """Code and name of each scale of the first wave, and of the index where there is one."""
    wave = Wave.objects.filter(programme=programme, kind=WaveKind.BEFORE).first()
    if wave is None:
        return []
    instrument = instrument_of(wave.version_id)
    named = [(code, scale.name) for code, scale in instrument.facts.items()]
    whole = [(INDEX, "All safer scales together")] if instrument.index_scales else []
    return [*whole, *named]
