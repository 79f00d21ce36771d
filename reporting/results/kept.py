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
COULD_NOT = "The results could not be worked out"
NOBODY_BEGAN = "Nobody has begun. Start the worker: python manage.py db_worker"


@dataclass(frozen=True)
class Kept:
    """One result as lists and headings need it, without its document."""

    pk: int
    number: int | None  # of the release; None for the answers as they were
    at: datetime.datetime  # when it was worked out; of a release, when that was frozen
    key: tuple[object, ...]

    @property
    def name(self) -> str:
        """Release 3, or The answers of 3 June 2027."""
        if self.number is not None:
            return f"Release {self.number}"
        return f"Answers of {long_date(self.at)}"

    @property
    def about(self) -> str:
        """release 3, frozen 3 June 2027."""
        if self.number is not None:
            return f"release {self.number}, frozen {long_date(self.at)}"
        return "answers as they stood then"

    @property
    def query(self) -> str:
        """Where it is shown: the end of the address."""
        return "" if self.number is None else f"?release={self.number}"


@dataclass(frozen=True)
class Found:
    """All results of a programme: those that are ready, newest first, and every row of them."""

    ready: Sequence[Kept]
    every: Sequence[Analysis]


def found_results(standing: Standing) -> Found:
    """One query, without any document."""
    visible = Analysis.objects.visible_to(standing).select_related("release").defer("result")
    every = list(visible.newest_first()[:MOST])
    ready = sorted(
        (one for one in every if one.state == Work.READY),
        key=lambda one: (one.worked_out_at, one.pk),
        reverse=True,
    )
    return Found([_kept(one) for one in ready], every)


def _kept(one: Analysis) -> Kept:
    assert one.worked_out_at is not None  # or it would not be ready
    key = (one.pk, one.programme_id, one.worked_out_at)
    if one.release is None:
        return Kept(one.pk, None, one.worked_out_at, key)
    return Kept(one.pk, one.release.number, one.release.frozen_at, key)


def choose(found: Found, release: int | None) -> Kept | None:
    """The result of a release, or the newest."""
    if release is None:
        return next(iter(found.ready), None)
    return next((one for one in found.ready if one.number == release), None)


def asked_for(found: Found, release: int | None) -> Analysis | None:
    """What was asked for last: of a release, or of the answers as they are."""
    return next((one for one in found.every if _number(one) == release), None)


def _number(one: Analysis) -> int | None:
    return None if one.release is None else one.release.number


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
    release: int | None
    is_over: bool


def working(last: Analysis | None, now: datetime.datetime) -> Working | None:
    """What is under way or went wrong last; None when all is quiet."""
    if last is None or last.state == Work.READY:
        return None
    number = _number(last)
    if last.state == Work.FAILED:
        return Working(COULD_NOT, "", last.problem, number, is_over=True)
    if is_silent(last, now):
        return Working(COULD_NOT, "", STOPPED, number, is_over=True)
    problem = NOBODY_BEGAN if lacks_worker(last, now) else ""
    waits = last.state == Work.WAITING
    title = "Waiting for the worker" if waits else "Working the results out"
    return Working(title, last.stage, problem, number, is_over=False)


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
