"""What the worker does for results, apart from any request."""

import json
import logging
import time

from django.db import OperationalError
from django_tasks import task

log = logging.getLogger(__name__)

EVERY = 1.0  # seconds between two notes of what is being done
COULD_NOT = (
    "The results could not be worked out: something went wrong in Runway. The answers are safe. "
    "Work them out again; if it fails again, tell whoever looks after Runway."
)


@task()
def work_out(analysis_pk: int) -> None:
    """Work out a programme's results from its answers as they are, and keep them."""
    # Actions queue this task, so that it cannot ask for them at the top.
    from core.dates import LONDON, now
    from reporting.results.actions import begin, fail, finish
    from reporting.results.worked import worked_out

    analysis = begin(pk=analysis_pk, now=now())
    if analysis is None:
        return
    try:
        until = json.loads(analysis.result or "{}").get("until")
        frozen = analysis.release
        at = now() if frozen is None else frozen.frozen_at
        result = worked_out(
            analysis.programme,
            today=at.astimezone(LONDON).date(),
            until=until,
            on_progress=Teller(analysis_pk),
        )
        finish(pk=analysis_pk, result=result, now=now())
    except Exception:
        # Whatever it was, somebody waits before a page: he is told, and the record has the rest.
        log.exception("Results %s could not be worked out", analysis_pk)
        fail(pk=analysis_pk, sentence=COULD_NOT, now=now())


class Teller:
    """Notes what is being done, at most once a second."""

    def __init__(self, analysis_pk: int) -> None:
        self.analysis_pk = analysis_pk
        self.told_at = 0.0

    def __call__(self, stage: str) -> None:
        if time.monotonic() - self.told_at < EVERY:
            return
        from core.dates import now
        from reporting.results.actions import note_stage

        self.told_at = time.monotonic()
        try:
            note_stage(pk=self.analysis_pk, stage=stage, now=now())
        except OperationalError:
            # The database is busy: the work goes on, and the next stage brings another note.
            log.warning("The stage of results %s could not be noted", self.analysis_pk)
