"""What the worker does for rosters, apart from any request."""

import logging
import time
from typing import TYPE_CHECKING

from django.db import OperationalError
from django_tasks import task

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sessions.roster.solve import Progress
    from sessions.roster.why import Shortage

log = logging.getLogger(__name__)

EVERY = 1.0  # seconds between two notes of how far it is
COULD_NOT = (
    "The season could not be planned: something went wrong in Runway. Nothing has changed. "
    "Plan again; if it fails again, tell whoever looks after Runway."
)


@task()
def work_out(proposal_pk: int) -> None:
    """Work out the roster of a season and keep it, saying how far it is on the way."""
    # Actions queue this task, so that it cannot ask for them at the top.
    from core.dates import now, today
    from sessions.actions.proposals import begin, fail, finish
    from sessions.roster.inputs import inputs_hash
    from sessions.roster.load import load_season
    from sessions.roster.solve import solve
    from sessions.roster.why import shortages

    proposal = begin(pk=proposal_pk, now=now())
    if proposal is None:
        return
    try:
        season = load_season(proposal.programme, today())
        solution = solve(season, seconds=proposal.seconds, on_progress=Teller(proposal_pk))
        finish(
            pk=proposal_pk,
            solution=solution,
            shortages=[*solution.unkept, *_lines(shortages(season, solution.seats))],
            inputs_hash=inputs_hash(season),
            now=now(),
        )
    except Exception:
        # Whatever it was, somebody waits before a page: he is told, and the record has the rest.
        log.exception("Proposal %s could not be worked out", proposal_pk)
        fail(pk=proposal_pk, sentence=COULD_NOT, now=now())


def _lines(short: "Iterable[Shortage]") -> "Iterable[str]":
    """A line for each shortage, and below it one for each thing that would mend it."""
    for one in short:
        yield one.sentence
        yield from (f"- {fix}" for fix in one.fixes)


class Teller:
    """Notes how far the solver is, at most once a second, and hears whether it shall stop."""

    def __init__(self, proposal_pk: int) -> None:
        self.proposal_pk = proposal_pk
        self.told_at = 0.0
        self.goes_on = True

    def __call__(self, progress: "Progress") -> bool:
        """False once somebody has asked to stop."""
        if self.goes_on and time.monotonic() - self.told_at >= EVERY:
            self._tell(progress)
            self.told_at = time.monotonic()
        return self.goes_on

    def _tell(self, progress: "Progress") -> None:
        from core.dates import now
        from sessions.actions.proposals import note_progress

        try:
            self.goes_on = note_progress(
                pk=self.proposal_pk,
                objective=progress.objective,
                bound=progress.bound,
                now=now(),
            )
        except OperationalError:
            # The database is busy: the work goes on, and the next second brings another note.
            log.warning("Proposal %s could not be noted", self.proposal_pk)
