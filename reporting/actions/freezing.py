"""Asking for a release, following its making, and its end; the worker writes the file."""

import datetime
from functools import partial

from django.db import transaction

from accounts.models import AuditEvent, User
from core.problems import Refused, refuse, store
from programmes.models import Programme
from reporting.actions.releases import Wish, wish_problems
from reporting.choices import Work
from reporting.models import Freezing
from reporting.rules.likeness import coarser_of, stored_coarser
from reporting.rules.making import TWICE, is_silent
from reporting.tasks import freeze
from sessions.actions.telling import date_of

SILENT = "The worker stopped before it was done. Nothing was frozen. Freeze the release again."
STOPPED = "Stopped before it was done. Nothing was frozen."


@transaction.atomic
def ask_for_release(
    *, programme: Programme, wish: Wish, by: User, now: datetime.datetime
) -> Freezing:
    """Have a release made; the worker does it, apart from any request.

    One at a time in a programme; one on which nobody works any more makes way. The same asked
    again within a minute, as by a second press, is the first one. ``Refused`` while another is
    being made, and when it lacks words or answers.
    """
    Programme.objects.select_for_update().get(pk=programme.pk)
    twin = _twin(programme, wish, by, now)
    if twin is not None:
        return twin
    refuse(_missing(wish))
    refuse(wish_problems(programme, wish, date_of(now)))
    for left in Freezing.objects.filter(programme=programme).under_way():
        if is_silent(left.state, left.asked_at, left.heard_at, now):
            _fail(left, SILENT)
    freezing = Freezing(programme=programme, asked_by=by, asked_at=now, **_row(wish))
    store(freezing)
    _record(by, "asked for a release", freezing, now)
    transaction.on_commit(partial(freeze.enqueue, freezing.pk), robust=True)
    return freezing


def wish_of(freezing: Freezing) -> Wish:
    """What a row asks for."""
    return Wish(
        freezing.recipient,
        freezing.purpose,
        freezing.agreement,
        freezing.delete_by,
        coarser_of(freezing.coarser),
    )


# --- while it is made: signs of life, which are on no record --------------------------------------


def begin(*, pk: int, now: datetime.datetime) -> Freezing | None:
    """Take it in hand; None when it has been stopped, or another worker has it."""
    waiting = Freezing.objects.filter(pk=pk, state=Work.WAITING)
    if not waiting.update(state=Work.RUNNING, heard_at=now):
        return None
    return Freezing.objects.select_related("programme", "asked_by").get(pk=pk)


def note_progress(*, pk: int, stage: str, done: int, now: datetime.datetime) -> bool:
    """Keep how far it is; False when it has been stopped, or is nobody's work any more."""
    running = Freezing.objects.filter(pk=pk, state=Work.RUNNING)
    return bool(running.update(stage=stage, done=done, heard_at=now))


# --- its end --------------------------------------------------------------------------------------


@transaction.atomic
def fail(*, pk: int, sentence: str, now: datetime.datetime) -> None:
    """Say that nothing was frozen, and why; nothing when it had ended already."""
    for freezing in Freezing.objects.select_for_update().filter(pk=pk).under_way():
        _fail(freezing, sentence)
        _record(None, "could not freeze a release", freezing, now)


@transaction.atomic
def stop_freezing(*, freezing: Freezing, by: User, now: datetime.datetime) -> None:
    """Stop it before a release comes of it, which could never be taken back."""
    locked = Freezing.objects.select_for_update().filter(pk=freezing.pk)
    for kept in locked.under_way():
        _fail(kept, STOPPED)
        _record(by, "stopped a release", kept, now)
        return
    raise Refused("This has ended already.")


def _fail(freezing: Freezing, sentence: str) -> None:
    freezing.state, freezing.problem = Work.FAILED, sentence
    freezing.save(update_fields=["state", "problem"])


def _missing(wish: Wish) -> list[str]:
    said = []
    if not wish.agreement:
        said.append("Say which data agreement covers it.")
    if wish.delete_by is None:
        said.append("Say by when the copy is deleted.")
    return said


def _row(wish: Wish) -> dict[str, object]:
    return {
        "recipient": wish.recipient,
        "purpose": wish.purpose,
        "agreement": wish.agreement,
        "delete_by": wish.delete_by,
        "coarser": stored_coarser(wish.coarser),
    }


def _twin(programme: Programme, wish: Wish, by: User, now: datetime.datetime) -> Freezing | None:
    same = Freezing.objects.filter(
        programme=programme, asked_by=by, asked_at__gt=now - TWICE, **_row(wish)
    )
    return same.exclude(state=Work.FAILED).newest_first().first()


def _record(by: User | None, verb: str, freezing: Freezing, now: datetime.datetime) -> None:
    AuditEvent.record(by=by, verb=verb, target=freezing, programme_id=freezing.programme_id, at=now)
