"""Asking for results, following their working out, and keeping them with their age."""

import datetime
import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import transaction

from accounts.models import AuditEvent, User
from core.problems import Refused, store
from programmes.models import Programme
from reporting.choices import Work
from reporting.models import Analysis, Release
from reporting.results.tasks import work_out
from surveys.models import Response

SILENCE = datetime.timedelta(minutes=10)  # a stage says nothing of itself; none takes as long
WAITS = datetime.timedelta(seconds=10)  # a worker that runs has begun by then
STOPPED = "The worker stopped before it was done. Work the results out again."
NOBODY = "Nobody has answered yet. Results come with the first answers."
UNDER_WAY = "The results are being worked out already."


@transaction.atomic
def ask_for_results(*, programme: Programme, by: User | None, now: datetime.datetime) -> Analysis:
    """Have the results worked out from the answers as they are; the worker does it.

    One at a time; one on which nobody has worked for ten minutes makes way. ``Refused`` while
    another is under way, and when nobody has answered. ``by`` is None when Runway asks itself.
    """
    if not Response.objects.filter(wave__programme=programme).exists():
        raise Refused(NOBODY)
    ours = Analysis.objects.filter(programme=programme, release=None)
    for left in ours.under_way().select_for_update():
        if not is_silent(left, now):
            raise Refused(UNDER_WAY)
        _end(left, Work.FAILED, STOPPED)
    analysis = Analysis(programme=programme, asked_at=now)
    store(analysis)
    _record(by, "asked for results", analysis, now)
    transaction.on_commit(partial(work_out.enqueue, analysis.pk), robust=True)
    return analysis


@transaction.atomic
def ask_for_release_results(
    *, release: Release, until: int | None, now: datetime.datetime
) -> Analysis:
    """Have a release's results worked out, from the very answers that it holds.

    ``until`` is the number of the last of them. What is kept or under way already is given back;
    what failed, or has fallen silent, is begun again, from the same answers. It is part of freezing
    and goes on record when it is done.
    """
    kept = Analysis.objects.select_for_update().filter(release=release).first()
    if kept is not None and kept.state != Work.FAILED and not is_silent(kept, now):
        return kept
    analysis = kept or Analysis(programme=release.programme, release=release)
    analysis.state, analysis.problem, analysis.stage = Work.WAITING, "", ""
    analysis.asked_at, analysis.heard_at = now, None
    analysis.result = analysis.result or json.dumps({"until": until})
    store(analysis)
    transaction.on_commit(partial(work_out.enqueue, analysis.pk), robust=True)
    return analysis


def is_silent(analysis: Analysis, now: datetime.datetime) -> bool:
    """Whether results are under way, but nobody has worked on them for ten minutes."""
    heard = analysis.heard_at or analysis.asked_at
    return analysis.state in (Work.WAITING, Work.RUNNING) and now - heard > SILENCE


def lacks_worker(analysis: Analysis, now: datetime.datetime) -> bool:
    """Whether results have waited so long that no worker can be running."""
    return analysis.state == Work.WAITING and now - analysis.asked_at > WAITS


# --- while they are worked out: signs of life, which are on no record ---------------------------


def begin(*, pk: int, now: datetime.datetime) -> Analysis | None:
    """Take an analysis in hand; None when another worker has it, or it was given up."""
    waiting = Analysis.objects.filter(pk=pk, state=Work.WAITING)
    if not waiting.update(state=Work.RUNNING, heard_at=now):
        return None
    return Analysis.objects.select_related("programme", "release").get(pk=pk)


def note_stage(*, pk: int, stage: str, now: datetime.datetime) -> None:
    """Say what is being done."""
    running = Analysis.objects.filter(pk=pk, state=Work.RUNNING)
    running.update(stage=stage[:80], heard_at=now)


# --- their end ----------------------------------------------------------------------------------


@transaction.atomic
def finish(*, pk: int, result: Mapping[str, Any], now: datetime.datetime) -> bool:
    """Keep the results; earlier ones of no release go. False when they were given up."""
    analysis = Analysis.objects.select_for_update().get(pk=pk)
    if analysis.state != Work.RUNNING:
        return False
    ours = Analysis.objects.filter(programme=analysis.programme_id, release=None)
    ours.filter(pk__lt=pk).delete()
    analysis.result, analysis.worked_out_at = json.dumps(result), now
    _end(analysis, Work.READY)
    _record(None, "worked out results", analysis, now)
    return True


@transaction.atomic
def fail(*, pk: int, sentence: str, now: datetime.datetime) -> None:
    """Say that no results came of it; nothing when it was given up meanwhile."""
    for analysis in Analysis.objects.select_for_update().filter(pk=pk).under_way():
        _end(analysis, Work.FAILED, sentence)
        _record(None, "could not work out results", analysis, now)


def _end(analysis: Analysis, state: Work, problem: str = "") -> None:
    analysis.state, analysis.problem, analysis.stage = state, problem, ""
    analysis.save()


def _record(by: User | None, verb: str, analysis: Analysis, now: datetime.datetime) -> None:
    AuditEvent.record(by=by, verb=verb, target=analysis, programme_id=analysis.programme_id, at=now)
