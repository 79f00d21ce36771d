"""Freezing releases, and putting each download on record."""

import datetime
import tempfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import IO

from django.core.files import File
from django.db import IntegrityError, transaction
from django.db.models import Max

from accounts.models import AuditEvent, User
from core.problems import Refused, checked, refuse
from programmes.models import Programme
from reporting.choices import Coarser, Work
from reporting.export.bundle import Heading, OnProgress, Written, write_bundle
from reporting.export.files import wave_files
from reporting.models import Freezing, Release
from reporting.results.actions import ask_for_release_results
from reporting.rules.columns import column_problems
from reporting.rules.likeness import coarser_problems, stored_coarser
from reporting.rules.making import delete_by_problems
from sessions.actions.telling import date_of
from surveys.models import Response

TRIES = 5  # ids drawn twice (one in a million releases), or a number that another took meanwhile
AT_ONCE = "Others are freezing releases at this moment. Try again."
STOPPED = "This release was stopped while it was being made. Freeze another."
LONGEST_VERB = 60


class DrawAgain(Exception):
    """Two study ids are the same, or the number was taken while the file was written."""


@dataclass(frozen=True)
class Wish:
    """What somebody wants frozen: for whom, what for, under which agreement, how coarse."""

    recipient: str
    purpose: str
    agreement: str = ""
    delete_by: datetime.date | None = None
    coarser: frozenset[Coarser] = frozenset()

    @classmethod
    def of(
        cls,
        *,
        recipient: str,
        purpose: str,
        agreement: str = "",
        delete_by: datetime.date | None = None,
        coarser: Collection[Coarser] = (),
    ) -> "Wish":
        """With blanks around the words taken off."""
        words = recipient.strip(), purpose.strip(), agreement.strip()
        return cls(*words, delete_by, frozenset(coarser))


def freeze_release(
    *,
    programme: Programme,
    wish: Wish,
    by: User,
    now: datetime.datetime,
    freezing: Freezing | None = None,
    on_progress: OnProgress | None = None,
) -> Release:
    """Freeze the programme's answers as they are now into a numbered file that never changes.

    The file is written before anything is stored, outside a transaction, so that answers can come
    in meanwhile. Of two who freeze at once the later draws again, under the next number. Raises
    ``Refused`` when nobody has answered, and when ``freezing``, which asked for it, is no longer
    running.
    """
    refuse(wish_problems(programme, wish, date_of(now)))
    for _ in range(TRIES):
        heading = Heading(
            programme=programme,
            number=_next_number(programme),
            recipient=wish.recipient,
            purpose=wish.purpose,
            frozen_at=now,
            agreement=wish.agreement,
            delete_by=wish.delete_by,
            coarser=wish.coarser,
        )
        with tempfile.TemporaryFile() as file:
            try:
                return _keep(heading, _write(heading, file, on_progress), File(file), by, freezing)
            except DrawAgain:
                continue
    raise Refused(AT_ONCE)


@transaction.atomic
def note_download(*, release: Release, by: User, name: str = "", by_api: bool = False) -> None:
    """Put on record, before it leaves, that a release is taken: all of it, or the file ``name``."""
    what = f"downloaded {name} of release" if name else "downloaded release"
    AuditEvent.record(
        by=by,
        verb=(f"{what} by API" if by_api else what)[:LONGEST_VERB],
        target=release,
        programme_id=release.programme_id,
        count=release.participants,
    )


@transaction.atomic
def note_report(*, programme: Programme, what: str, by: User) -> None:
    """Put on record that a funder report left."""
    AuditEvent.record(by=by, verb=what, target=programme, programme_id=programme.pk)


def wish_problems(programme: Programme, wish: Wish, today: datetime.date) -> Iterator[str]:
    """Why this cannot be frozen."""
    if not wish.recipient:
        yield "Say who takes the data."
    if not wish.purpose:
        yield "Say what the data are for."
    yield from delete_by_problems(wish.delete_by, today)
    yield from coarser_problems(wish.coarser)
    if not Response.objects.filter(wave__programme=programme).exists():
        yield "Nobody has answered yet. Freeze a release once answers are in."
    yield from column_problems([wave for _, wave in wave_files(programme)])


def _next_number(programme: Programme) -> int:
    last = Release.objects.filter(programme=programme).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _write(heading: Heading, file: IO[bytes], on_progress: OnProgress | None) -> Written:
    try:
        return write_bundle(heading, file, on_progress=on_progress)
    except ValueError as same:
        raise DrawAgain from same


def _keep(
    heading: Heading, written: Written, file: File, by: User, freezing: Freezing | None
) -> Release:
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
        agreement=heading.agreement,
        delete_by=heading.delete_by,
        coarser=stored_coarser(heading.coarser),
        smallest_group=written.smallest_group,
    )
    name = f"runway-{heading.programme.pk}-release-{heading.number}.zip"
    release.file.save(name, file, save=False)
    try:
        _store(release, by, freezing, written.last_answer)
    except BaseException:
        release.file.delete(save=False)
        raise
    return release


@transaction.atomic
def _store(release: Release, by: User, freezing: Freezing | None, last_answer: int | None) -> None:
    """With the row, its results are asked for: the worker works them out from the same answers."""
    checked(release, unique=False)
    try:
        with transaction.atomic():
            release.save()
    except IntegrityError as taken:
        raise DrawAgain from taken
    if freezing is not None:
        asked = Freezing.objects.filter(pk=freezing.pk, state=Work.RUNNING)
        if not asked.update(state=Work.READY, release=release, done=100, stage=""):
            raise Refused(STOPPED)
    AuditEvent.record(
        by=by,
        verb="froze release",
        target=release,
        programme_id=release.programme_id,
        count=release.participants,
    )
    ask_for_release_results(release=release, until=last_answer, now=release.frozen_at)
