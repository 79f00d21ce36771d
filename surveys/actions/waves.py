"""Setting up waves and when they open."""

from django.db import transaction

from accounts.models import AuditEvent, User
from core.problems import Refused, checked, store
from programmes.models import Programme
from surveys.actions.instruments import shipped_version
from surveys.models import InstrumentVersion, Response, Wave
from surveys.questionnaire import forget_wave


@transaction.atomic
def add_wave(
    *,
    programme: Programme,
    kind: str,
    version: InstrumentVersion | None = None,
    opens_days: int,
    closes_days: int,
    by: User,
) -> Wave:
    """Set up a wave; pupils answer it at its own address. One of each kind in a programme.

    Without ``version`` it asks the questions that come with Runway.
    """
    wave = Wave(
        programme=programme,
        kind=kind,
        version=version or shipped_version(by=by),
        opens_days=opens_days,
        closes_days=closes_days,
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
    by: User,
) -> Wave:
    """Change when a wave opens; its questions only while nobody has answered.

    Without ``version`` it asks the questions that come with Runway.
    """
    version = version or shipped_version(by=by)
    locked: Wave = Wave.objects.select_for_update().get(pk=wave.pk)
    if version.pk != locked.version_id and Response.objects.filter(wave=locked).exists():
        raise Refused("Pupils have answered this wave. Its questions stay as they are.")
    locked.version = version
    locked.opens_days, locked.closes_days = opens_days, closes_days
    checked(locked)
    locked.save(update_fields=["version", "opens_days", "closes_days"])
    AuditEvent.record(by=by, verb="changed wave", target=locked, programme_id=locked.programme_id)
    transaction.on_commit(lambda: forget_wave(locked.link))
    return locked
