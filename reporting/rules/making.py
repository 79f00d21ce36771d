"""Rules of a release that is being made: whether somebody still works on it, and until when the
recipient may keep a copy."""

import datetime
from collections.abc import Iterable

WAITING, RUNNING = "WAITING", "RUNNING"
BEGINS = datetime.timedelta(seconds=10)  # a worker that runs and has nothing else to do has begun
# The worker may have a season to plan first, which takes ten minutes at most.
PATIENCE = datetime.timedelta(minutes=15)
SILENCE = datetime.timedelta(minutes=2)  # a worker that writes says so once a second
TWICE = datetime.timedelta(minutes=1)  # the same asked again within this is one press too many
LONGEST = 10  # years for which a copy may be kept


def is_silent(
    state: str,
    asked_at: datetime.datetime,
    heard_at: datetime.datetime | None,
    now: datetime.datetime,
) -> bool:
    """Whether it should be under way, but nobody works on it any more."""
    if state == RUNNING:
        return now - (heard_at or asked_at) > SILENCE
    return state == WAITING and now - asked_at > PATIENCE


def lacks_worker(state: str, asked_at: datetime.datetime, now: datetime.datetime) -> bool:
    """Whether it has waited so long that the worker is busy with something else, or is not on."""
    return state == WAITING and now - asked_at > BEGINS


def delete_by_problems(delete_by: datetime.date | None, today: datetime.date) -> Iterable[str]:
    """Why a copy may not be kept until then; without a date there is nothing to say."""
    if delete_by is None:
        return
    if delete_by <= today:
        yield "Choose a date after today by which the copy is deleted."
    if delete_by.year > today.year + LONGEST:
        yield f"Choose a date within {LONGEST} years by which the copy is deleted."


def is_over(delete_by: datetime.date | None, today: datetime.date) -> bool:
    """Whether the copy should have been deleted by now."""
    return delete_by is not None and delete_by < today
