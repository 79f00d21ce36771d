"""Rules of proposals: whether somebody still works on one, and how good a roster is, in words."""

import datetime
import math
from collections.abc import Iterable

SHORTEST, LONGEST = 1, 600  # seconds that a solver may be given
WAITS = datetime.timedelta(seconds=10)  # a worker that runs has begun by then
SILENCE = datetime.timedelta(minutes=2)  # a worker says some times a second how far it is
FAR = 10.0  # per cent

WAITING, RUNNING = "WAITING", "RUNNING"


def is_silent(
    state: str,
    asked_at: datetime.datetime,
    heard_at: datetime.datetime | None,
    now: datetime.datetime,
) -> bool:
    """Whether a proposal is under way, but nobody has worked on it for two minutes."""
    return state in (WAITING, RUNNING) and now - (heard_at or asked_at) > SILENCE


def lacks_worker(state: str, asked_at: datetime.datetime, now: datetime.datetime) -> bool:
    """Whether a proposal has waited so long that no worker can be running."""
    return state == WAITING and now - asked_at > WAITS


def asking_problems(days: int, seconds: int) -> Iterable[str]:
    """Why the season cannot be planned."""
    if not days:
        yield "There is no day to come. Add days first."
    if not SHORTEST <= seconds <= LONGEST:
        yield f"Choose between {SHORTEST} and {LONGEST} seconds."


def gap_percent(objective: float, bound: float) -> float:
    """How far a roster may be from the best, in per cent of its points, rounded up to a tenth."""
    if objective <= bound:
        return 0.0
    return math.ceil(1000 * (objective - bound) / objective) / 10


def quality(objective: float | None, bound: float | None, *, proven: bool) -> str:
    """ "Proven best", "Within 0.4 % of the best possible", or nothing while nothing is known.

    Far from the best "within" would sound better than it is.
    """
    if proven:
        return "Proven best"
    if objective is None or bound is None:
        return ""
    percent = gap_percent(objective, bound)
    if percent > FAR:
        return f"Far from proven: up to {percent:.1f} % better may be possible"
    return f"Within {percent:.1f} % of the best possible"
