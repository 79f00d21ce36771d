"""What the worker does for releases, apart from any request."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection, connections, transaction
from django_tasks import task

log = logging.getLogger(__name__)

EVERY = 1.0  # seconds between two notes of how far it is
COULD_NOT = (
    "The release could not be made: something went wrong in Runway. Nothing was frozen. "
    "Freeze it again; if it fails again, tell whoever looks after Runway."
)


class Stopped(Exception):
    """Somebody stopped it, or took it for dead: the writing ends."""


@task()
def freeze(freezing_pk: int) -> None:
    """Write a release and keep it, saying how far it is on the way."""
    # Actions queue this task, so that it cannot ask for them at the top.
    from core.dates import now
    from core.problems import Refused
    from reporting.actions.freezing import begin, fail, wish_of
    from reporting.actions.releases import freeze_release

    freezing = begin(pk=freezing_pk, now=now())
    if freezing is None:
        return
    try:
        with telling(freezing_pk) as teller:
            freeze_release(
                programme=freezing.programme,
                wish=wish_of(freezing),
                by=freezing.asked_by,
                now=now(),
                freezing=freezing,
                on_progress=teller,
            )
    except Stopped:
        log.info("Freezing %s was stopped", freezing_pk)
    except Refused as reason:
        fail(pk=freezing_pk, sentence=str(reason), now=now())
    except Exception:
        # Whatever it was, somebody waits before a page: he is told, and the record has the rest.
        log.exception("Freezing %s failed", freezing_pk)
        fail(pk=freezing_pk, sentence=COULD_NOT, now=now())


class Teller:
    """Hears how far the bundle is; ``note`` keeps it, and learns whether to go on."""

    def __init__(self, freezing_pk: int, *, at_once: bool) -> None:
        self.freezing_pk = freezing_pk
        self.at_once = at_once
        self.stage, self.per_cent = "", 0
        self.goes_on = True

    def __call__(self, stage: str, per_cent: int) -> None:
        """Raises ``Stopped`` once somebody has stopped it."""
        self.stage, self.per_cent = stage, per_cent
        if self.at_once:
            self.note()
        if not self.goes_on:
            raise Stopped

    def note(self) -> None:
        from core.dates import now
        from reporting.actions.freezing import note_progress

        try:
            with transaction.atomic():
                self.goes_on = note_progress(
                    pk=self.freezing_pk, stage=self.stage, done=self.per_cent, now=now()
                )
        except DatabaseError:
            # The database is busy: the work goes on, and the next second brings another note.
            log.warning("Freezing %s could not be noted", self.freezing_pk)


@contextmanager
def telling(freezing_pk: int) -> Iterator[Teller]:
    """A teller whose notes go out each second by a connection of their own.

    The bundle is written inside one snapshot, in which nothing may be written. Within a caller's
    transaction there is no other connection that could see the row: notes go out at once.
    """
    if connection.in_atomic_block:
        yield Teller(freezing_pk, at_once=True)
        return
    teller, ended = Teller(freezing_pk, at_once=False), threading.Event()
    beat = threading.Thread(target=_beat, args=(teller, ended), daemon=True)
    beat.start()
    try:
        yield teller
    finally:
        ended.set()
        beat.join()


def _beat(teller: Teller, ended: threading.Event) -> None:
    try:
        while teller.goes_on and not ended.wait(EVERY):
            teller.note()
    finally:
        connections.close_all()
