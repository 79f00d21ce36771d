"""Freezing releases and putting each download on record."""

import datetime
import tempfile
from typing import IO

from django.core.files import File
from django.db import transaction
from django.db.models import Max

from accounts.models import AuditEvent, User
from core.problems import Refused, refuse, store
from programmes.models import Programme
from reporting.export.bundle import Heading, Written, write_bundle
from reporting.models import Release
from surveys.models import Response

TRIES = 3  # drawing study ids anew after two were the same: one in a million releases


def freeze_release(
    *, programme: Programme, purpose: str, recipient: str, by: User, now: datetime.datetime
) -> Release:
    """Freeze the programme's answers as they are now into a numbered file that never changes.

    The file is written before anything is stored, outside a transaction, so that answers can come
    in meanwhile. Raises ``Refused`` when nobody has answered.
    """
    refuse(_problems(programme, purpose, recipient))
    heading = Heading(programme, _next_number(programme), recipient.strip(), purpose.strip(), now)
    with tempfile.TemporaryFile() as file:
        written = _write(heading, file)
        return _keep(heading, written, File(file), by)


@transaction.atomic
def note_download(*, release: Release, by: User) -> None:
    """Put a download on record, before the file leaves."""
    AuditEvent.record(
        by=by,
        verb="downloaded release",
        target=release,
        programme_id=release.programme_id,
        count=release.participants,
    )


@transaction.atomic
def note_report(*, programme: Programme, what: str, by: User) -> None:
    """Put on record that a funder report left."""
    AuditEvent.record(by=by, verb=what, target=programme, programme_id=programme.pk)


def _problems(programme: Programme, purpose: str, recipient: str) -> list[str]:
    problems = []
    if not purpose.strip():
        problems.append("Say what the data are for.")
    if not recipient.strip():
        problems.append("Say who takes the data.")
    if not Response.objects.filter(wave__programme=programme).exists():
        problems.append("Nobody has answered yet. Freeze a release once answers are in.")
    return problems


def _next_number(programme: Programme) -> int:
    last = Release.objects.filter(programme=programme).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _write(heading: Heading, file: IO[bytes]) -> Written:
    for _ in range(TRIES):
        file.seek(0)
        file.truncate()
        try:
            return write_bundle(heading, file)
        except ValueError:
            continue
    raise Refused("The release could not be drawn. Try again.")


@transaction.atomic
def _keep(heading: Heading, written: Written, file: File, by: User) -> Release:
    name = f"runway-{heading.programme.pk}-release-{heading.number}.zip"
    release = Release(
        programme=heading.programme,
        number=heading.number,
        purpose=heading.purpose,
        recipient=heading.recipient,
        frozen_at=heading.frozen_at,
        frozen_by=by,
        sha256=written.sha256,
        participants=written.participants,
        pairs=written.pairs,
    )
    release.file.save(name, file, save=False)
    store(release)
    AuditEvent.record(
        by=by,
        verb="froze release",
        target=release,
        programme_id=heading.programme.pk,
        count=written.participants,
    )
    return release
