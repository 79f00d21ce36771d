"""Freezing releases and putting each download on record."""

import datetime
import tempfile
from collections.abc import Iterator
from typing import IO

from django.core.files import File
from django.db import IntegrityError, transaction
from django.db.models import Max

from accounts.models import AuditEvent, User
from core.problems import Refused, checked, refuse
from programmes.models import Programme
from reporting.export.bundle import Heading, Written, write_bundle
from reporting.export.files import wave_files
from reporting.models import Release
from reporting.rules.columns import column_problems
from surveys.models import Response

TRIES = 5  # ids drawn twice (one in a million releases), or a number that another took meanwhile
AT_ONCE = "Others are freezing releases at this moment. Try again."


class DrawAgain(Exception):
    """Two study ids are the same, or the number was taken while the file was written."""


def freeze_release(
    *, programme: Programme, purpose: str, recipient: str, by: User, now: datetime.datetime
) -> Release:
    """Freeze the programme's answers as they are now into a numbered file that never changes.

    The file is written before anything is stored, outside a transaction, so that answers can come
    in meanwhile. Of two who freeze at once the later draws again, under the next number. Raises
    ``Refused`` when nobody has answered.
    """
    refuse(_problems(programme, purpose, recipient))
    for _ in range(TRIES):
        number = _next_number(programme)
        heading = Heading(programme, number, recipient.strip(), purpose.strip(), now)
        with tempfile.TemporaryFile() as file:
            try:
                return _keep(heading, _write(heading, file), File(file), by)
            except DrawAgain:
                continue
    raise Refused(AT_ONCE)


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


def _problems(programme: Programme, purpose: str, recipient: str) -> Iterator[str]:
    if not recipient.strip():
        yield "Say who takes the data."
    if not purpose.strip():
        yield "Say what the data are for."
    if not Response.objects.filter(wave__programme=programme).exists():
        yield "Nobody has answered yet. Freeze a release once answers are in."
    yield from column_problems([wave for _, wave in wave_files(programme)])


def _next_number(programme: Programme) -> int:
    last = Release.objects.filter(programme=programme).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _write(heading: Heading, file: IO[bytes]) -> Written:
    try:
        return write_bundle(heading, file)
    except ValueError as same:
        raise DrawAgain from same


def _keep(heading: Heading, written: Written, file: File, by: User) -> Release:
    """Store the file, then its row; a file whose row is refused does not stay behind."""
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
    name = f"runway-{heading.programme.pk}-release-{heading.number}.zip"
    release.file.save(name, file, save=False)
    try:
        _store(release, by)
    except BaseException:
        release.file.delete(save=False)
        raise
    return release


@transaction.atomic
def _store(release: Release, by: User) -> None:
    checked(release, unique=False)
    try:
        with transaction.atomic():
            release.save()
    except IntegrityError as taken:
        raise DrawAgain from taken
    AuditEvent.record(
        by=by,
        verb="froze release",
        target=release,
        programme_id=release.programme_id,
        count=release.participants,
    )
