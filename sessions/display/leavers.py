"""Who left which seats of a day, in sentences for those that are still empty."""

import datetime
from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple

from django.db.models import QuerySet

from core.dates import LONDON
from core.prepared import prepared
from core.words import clock, day_and_month
from sessions.choices import CrewRole, WithdrawalReason
from sessions.models import Withdrawal

# As in "P. Gunn (fire) …": what he did, and why where that says more.
LEFT = {
    WithdrawalReason.DECLINED.value: ("declined", ""),
    WithdrawalReason.CANNOT_COME.value: ("withdrew", ": can’t come"),
    WithdrawalReason.CALLED_OUT.value: ("withdrew", ": called out"),
}


class _Gone(NamedTuple):
    coach: int
    role: str
    car: int | None
    reason: str
    at: datetime.datetime
    service: str
    given_name: str
    family_name: str


@prepared
def _gone(session: int) -> QuerySet:
    rows = Withdrawal.objects.filter(session=session).order_by("-withdrew_at", "-id")
    return rows.values_list(
        "coach_id",
        "role",
        "car_id",
        "reason",
        "withdrew_at",
        "coach__service",
        "coach__given_name",
        "coach__family_name",
    )


class Leavers:
    """The last one first; ``here`` are the coaches who have a seat on the day, perhaps again."""

    def __init__(
        self, session: int, here: Collection[int], today: datetime.date, *, is_asked: bool = True
    ) -> None:
        self._left: dict[tuple[str, int | None, str], list[str]] = defaultdict(list)
        for row in map(_Gone._make, _gone(session=session) if is_asked else ()):
            if row.coach not in here:
                showing = row.role == CrewRole.DEMONSTRATION
                key = (row.role, row.car, row.service if showing else "")
                self._left[key].append(_sentence(row, today))

    def of_car(self, car: int) -> list[str]:
        return self._left[CrewRole.CAR.value, car, ""]

    def of_demonstration(self, service: str) -> str:
        return next(iter(self._left[CrewRole.DEMONSTRATION.value, None, service]), "")

    def of_lead(self) -> str:
        return next(iter(self._left[CrewRole.LEAD.value, None, ""]), "")


def _sentence(row: _Gone, today: datetime.date) -> str:
    """P. Gunn (fire) withdrew at 7:52am: called out; with its date where that is not today."""
    did, why = LEFT[row.reason]
    local = row.at.astimezone(LONDON)
    when = clock(local) if local.date() == today else f"{clock(local)} on {day_and_month(local)}"
    who = f"{row.given_name[:1]}. {row.family_name} ({row.service.lower()})"
    return f"{who} {did} at {when}{why}"
