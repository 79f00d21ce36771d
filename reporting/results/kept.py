"""Which results are kept, which one is shown, and whether anybody works on new ones."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from accounts.access import Standing
from core.words import clock, long_date, many
from programmes.models import Programme
from reporting.choices import Work
from reporting.models import Analysis
from reporting.results.actions import STOPPED, is_silent, lacks_worker
from surveys.models import Response

MOST = 60  # analyses listed: more releases than a school year sees
NOBODY_BEGAN = "Nobody has begun. Start the worker: python manage.py db_worker"


@dataclass(frozen=True)
class Kept:
    """One result as lists and headings need it, without its document."""

    pk: int
    number: int | None  # of the release; None for the answers as they were
    worked_out_at: datetime.datetime
    key: tuple[object, ...]
    is_newest: bool = False

    @property
    def name(self) -> str:
        """Release 3, or The answers of 3 June 2027."""
        if self.number is not None:
            return f"Release {self.number}"
        return f"Answers of {long_date(self.worked_out_at)}"

    @property
    def about(self) -> str:
        """release 3, frozen 3 June 2027."""
        if self.number is not None:
            return f"release {self.number}, frozen {long_date(self.worked_out_at)}"
        return "answers as they stood then"

    @property
    def query(self) -> str:
        """Where it is shown: the end of the address."""
        return "" if self.number is None else f"?release={self.number}"


@dataclass(frozen=True)
class Found:
    """All results of a programme, newest first; ``last`` is that which was asked for last."""

    ready: Sequence[Kept]
    last: Analysis | None


def found_results(standing: Standing) -> Found:
    """One query, without any document."""
    visible = Analysis.objects.visible_to(standing).select_related("release").defer("result")
    every = list(visible.newest_first()[:MOST])
    ready = sorted(
        (one for one in every if one.state == Work.READY),
        key=lambda one: (one.worked_out_at, one.pk),
        reverse=True,
    )
    kept = [_kept(one, is_newest=n == 0) for n, one in enumerate(ready)]
    return Found(kept, next((one for one in every if one.release_id is None), None))


def _kept(one: Analysis, *, is_newest: bool) -> Kept:
    assert one.worked_out_at is not None  # or it would not be ready
    number = one.release.number if one.release is not None else None
    key = (one.pk, one.programme_id, one.worked_out_at)
    return Kept(one.pk, number, one.worked_out_at, key, is_newest)


def choose(found: Found, release: int | None) -> Kept | None:
    """The result of a release, or the newest."""
    if release is None:
        return next(iter(found.ready), None)
    return next((one for one in found.ready if one.number == release), None)


def has_answers(programme: Programme) -> bool:
    """Whether anybody has answered, so that there is something to work out."""
    return Response.objects.filter(wave__programme=programme).exists()


# --- while they are worked out --------------------------------------------------------------------


@dataclass(frozen=True)
class Working:
    """How far results are; ``problem`` says what to do where nobody works on them."""

    title: str
    stage: str
    problem: str
    is_over: bool


def working(found: Found, now: datetime.datetime) -> Working | None:
    """What is under way or went wrong last; None when all is quiet."""
    last = found.last
    if last is None or last.state == Work.READY:
        return None
    if last.state == Work.FAILED:
        return Working("The results could not be worked out", "", last.problem, is_over=True)
    if is_silent(last, now):
        return Working("The results could not be worked out", "", STOPPED, is_over=True)
    problem = NOBODY_BEGAN if lacks_worker(last, now) else ""
    waits = last.state == Work.WAITING
    title = "Waiting for the worker" if waits else "Working the results out"
    return Working(title, last.stage, problem, is_over=False)


# --- how old they are -----------------------------------------------------------------------------


def age(then: datetime.datetime, now: datetime.datetime) -> str:
    """just now, 5 minutes ago, 3 hours ago, yesterday at 9:30am, on 14 March 2027."""
    minutes = int((now - then).total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{many(minutes, 'minute,minutes')} ago"
    if minutes < 24 * 60:
        return f"{many(minutes // 60, 'hour,hours')} ago"
    return f"on {long_date(then)} at {clock(then)}"
