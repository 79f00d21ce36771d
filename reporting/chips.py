"""Seats as the board shows them: who sits there and what he said, or who left an empty one."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import cache
from typing import NamedTuple

from django.db.models import QuerySet
from django.urls import reverse

from core.dates import LONDON
from core.prepared import prepared
from core.words import clock, day_and_month
from programmes.choices import Service
from sessions.choices import CrewRole, SeatState, WithdrawalReason
from sessions.models import CrewSeat, Withdrawal
from sessions.rules.crews import DEMONSTRATION_SERVICES

# As in "P. Gunn (fire) …": what he did, and why where that says more.
LEFT = {
    WithdrawalReason.DECLINED.value: ("declined", ""),
    WithdrawalReason.CANNOT_COME.value: ("withdrew", ": can’t come"),
    WithdrawalReason.CALLED_OUT.value: ("withdrew", ": called out"),
}


class Chip(NamedTuple):
    """A coach in a seat; or an empty seat, which has no number, and where to ``fill`` it."""

    seat: int
    look: str
    letter: str
    service: str
    name: str
    note: str  # asked, pinned; or who left the empty seat
    do: str  # the address below which everything about the seat is done
    waits: bool  # for his yes
    pinned: bool
    fill: str


class Seated(NamedTuple):
    """A crew seat as it is read; in the order of ``crew_rows``."""

    id: int
    coach: int
    service: str
    role: str
    car: int | None
    side: int | None
    state: str
    pinned: bool
    given_name: str
    family_name: str
    newcomer: bool


@prepared
def crew_rows(session: int) -> QuerySet:
    """Columns of ``Seated``."""
    return (
        CrewSeat.objects.filter(session=session)
        .order_by("id")
        .values_list(
            "id",
            "coach_id",
            "service",
            "role",
            "car_id",
            "side",
            "state",
            "pinned",
            "coach__given_name",
            "coach__family_name",
            "coach__newcomer",
        )
    )


def chip(seat: Seated) -> Chip:
    """A filled seat; its address is put together, for finding each in the urls costs more."""
    waits = seat.state == SeatState.ASKED
    notes = [word for word, is_so in (("asked", waits), ("pinned", seat.pinned)) if is_so]
    look = seat.service[0].lower()
    return Chip(
        seat=seat.id,
        look=f"{look} asked" if waits else look,
        letter=seat.service[0],
        service=Service(seat.service).label,
        name=f"{seat.given_name[:1]}. {seat.family_name}",
        note=", ".join(notes),
        do=_seat_address().replace("/0/", f"/{seat.id}/"),
        waits=waits,
        pinned=seat.pinned,
        fill="",
    )


@cache
def _seat_address() -> str:
    return reverse("sessions:unseat", args=[0]).removesuffix("remove/")


def gap(words: str, address: str, left: str = "") -> Chip:
    """An empty seat, and who ``left`` it in a sentence."""
    return Chip(0, "none", "!", "", words, left, "", False, False, address)


# --- who left ---------------------------------------------------------------------------------


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
    """Who left which seats of a day, the last one first; sentences for those still empty."""

    def __init__(
        self, session: int, seats: Collection[Seated], today: datetime.date, *, is_asked: bool
    ) -> None:
        here = {seat.coach for seat in seats}
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


# --- demonstration and lead ---------------------------------------------------------------------


def showing(seats: Iterable[Seated], address: str, leavers: Leavers) -> Iterable[Chip]:
    """The demonstration crew, and a gap for each service that it still needs."""
    crew = [seat for seat in seats if seat.role == CrewRole.DEMONSTRATION]
    yield from map(chip, crew)
    here = {seat.service for seat in crew}
    for service in DEMONSTRATION_SERVICES:
        if service not in here:
            words = f"Needs {service.lower()}"
            left = leavers.of_demonstration(service)
            yield gap(words, f"{address}?role={CrewRole.DEMONSTRATION.value}", left)


def leading(seats: Iterable[Seated], address: str, leavers: Leavers) -> Iterable[Chip]:
    """The day lead, or a gap."""
    lead = [seat for seat in seats if seat.role == CrewRole.LEAD]
    yield from map(chip, lead)
    if not lead:
        yield gap("Needs a day lead", f"{address}?role={CrewRole.LEAD.value}", leavers.of_lead())
