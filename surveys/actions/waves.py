"""Setting up waves and when they open."""

from django.db import transaction

from accounts.models import AuditEvent, User
from core.problems import Refused, checked, store
from programmes.models import Programme
from surveys.actions.instruments import shipped_version
from surveys.models import InstrumentVersion, PaperSheet, Response, Wave
from surveys.questionnaire import forget_wave


@transaction.atomic
def add_wave(
    *,
    programme: Programme,
    kind: str,
    version: InstrumentVersion | None = None,
    opens_days: int,
    closes_days: int,
    asks_day: bool = True,
    asks_waiting: bool = True,
    by: User,
) -> Wave:
    """Set up a wave; pupils answer it at its own address. One of each kind in a programme.

    It asks pupils who have a day, the comparison group, or both. Without ``version`` it asks the
    questions that come with Runway.
    """
    wave = Wave(
        programme=programme,
        kind=kind,
        version=version or shipped_version(by=by),
        opens_days=opens_days,
        closes_days=closes_days,
        asks_day=asks_day,
        asks_waiting=asks_waiting,
    )
    store(wave)
    AuditEvent.record(by=by, verb="set up wave", target=wave, programme_id=programme.pk)
    return wave


@transaction.atomic
def change_wave(
    *,
    wave: Wave,
    version: InstrumentVersion | None = None,
    opens_days: int,
    closes_days: int,
    asks_day: bool,
    asks_waiting: bool,
    by: User,
) -> Wave:
    """Change when a wave opens and whom it asks; its questions only while nobody has answered.

    Answers of those whom it asks no more stay. Without ``version`` it asks the questions that come
    with Runway.
    """
    version = version or shipped_version(by=by)
    locked: Wave = Wave.objects.select_for_update().get(pk=wave.pk)
    if version.pk != locked.version_id and is_answered(locked):
        raise Refused("Pupils have answered this wave. Its questions stay as they are.")
    locked.version = version
    locked.opens_days, locked.closes_days = opens_days, closes_days
    locked.asks_day, locked.asks_waiting = asks_day, asks_waiting
    checked(locked)
    locked.save(update_fields=["version", "opens_days", "closes_days", "asks_day", "asks_waiting"])
    AuditEvent.record(by=by, verb="changed wave", target=locked, programme_id=locked.programme_id)
    transaction.on_commit(lambda: forget_wave(locked.link))
    return locked


def is_answered(wave: Wave) -> bool:
    """Whether anybody has answered a wave, or a sheet of it has been keyed once."""
    answers, keyed = Response.objects.filter(wave=wave), PaperSheet.objects.filter(wave=wave)
    return answers.exists() or keyed.exists()
