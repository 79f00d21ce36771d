"""Seats as the board shows them: who sits there and what he said, or whom an empty one needs."""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from django.db.models import QuerySet
from django.urls import reverse

from core.prepared import prepared
from programmes.choices import Service
from sessions.choices import CrewRole, SeatState
from sessions.display.leavers import Leavers
from sessions.models import CrewSeat
from sessions.rules.crews import DEMONSTRATION_SERVICES


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
