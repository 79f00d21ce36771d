"""Seats as the board shows them: who sits there and what he said, or whom an empty one needs."""

from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString

from core.prepared import prepared
from programmes.choices import Service
from sessions.choices import CrewRole, SeatState
from sessions.display.leavers import Leavers
from sessions.models import CrewSeat
from sessions.rules.crews import DEMONSTRATION_SERVICES

HIDDEN = '<span class="visually-hidden">'


class Chip(NamedTuple):
    """A coach in a seat; or an empty seat, which has no number."""

    seat: int
    name: str
    note: str  # asked, pinned; or who left the empty seat
    shown: SafeString  # ready, for a day has dozens and a part of a template for each costs


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


class Place(NamedTuple):
    """Where a seat is: its ``anchor`` on the page, in words, and where it is filled.

    Seats of a day that ``is_over`` can neither be filled nor changed.
    """

    anchor: str
    words: str
    fill: str
    is_over: bool


@lru_cache(maxsize=2048)
def chip(seat: Seated, place: Place) -> Chip:
    """A filled seat, and behind it what can be done; the same seat always looks the same."""
    waits = seat.state == SeatState.ASKED
    notes = [word for word, is_so in (("asked", waits), ("pinned", seat.pinned)) if is_so]
    name = f"{seat.given_name[:1]}. {seat.family_name}"
    note = "" if place.is_over else ", ".join(notes)
    safe = escape(name)
    beside = f"<small>{HIDDEN}, </span>{note}</small>" if note else ""
    look = seat.service[0].lower() + (" asked" if waits and not place.is_over else "")
    who = (
        f'<span class="svc {look}"><i aria-hidden="true">{seat.service[0]}</i>'
        f"<span>{HIDDEN}{Service(seat.service).label}: </span>{safe}{beside}</span></span>"
    )
    if not place.is_over:
        doing = "".join(_doing(seat, f"{HIDDEN} {safe}</span>", waits))
        summary = f'<summary id="{place.anchor}">{who}</summary>'
        who = f'<details class="rw-seat">{summary}<div>{doing}</div></details>'
    return Chip(seat.id, name, note, SafeString(who))


def _doing(seat: Seated, whose: str, waits: bool) -> Iterable[str]:
    """What can be done about a seat: buttons of the form "crew", and a page that asks why."""
    # Put together, for finding each address in the urls costs more.
    at = _seat_address().replace("/0/", f"/{seat.id}/")
    if waits:
        yield _button(f"{at}accept/", f"Mark as accepted{whose}")
    yield f'<a class="btn link" href="{at}withdraw/">Can’t come{whose}</a>'
    if seat.pinned:
        yield _button(f"{at}pin/", f"Take the pin out{whose}", ' name="unpin" value="1"')
    else:
        yield _button(f"{at}pin/", f"Pin{whose}")
    yield _button(f"{at}remove/", f"Take out{whose}")


def _button(address: str, words: str, more: str = "") -> str:
    return (
        f'<button type="submit" class="btn link" form="crew" formaction="{address}" '
        f'hx-post="{address}"{more}>{words}</button>'
    )


@cache
def _seat_address() -> str:
    return reverse("sessions:unseat", args=[0]).removesuffix("remove/")


def gap(words: str, place: Place, left: str = "") -> Chip:
    """An empty seat, and who ``left`` it in a sentence."""
    if place.is_over:
        return Chip(0, words, left, SafeString("–"))
    where = f"{HIDDEN} {place.words}</span>" if place.words else ""
    shown = (
        f'<a class="svc none" id="{place.anchor}" href="{escape(place.fill)}">'
        f'<i aria-hidden="true">!</i><span>{words}{where}</span></a>'
    )
    if left:
        shown += f'<p class="rw-left-by">{escape(left)}</p>'
    return Chip(0, words, left, SafeString(shown))


# --- demonstration and lead ---------------------------------------------------------------------


def showing(
    seats: Iterable[Seated], address: str, leavers: Leavers, *, is_over: bool
) -> Iterable[Chip]:
    """The demonstration crew, and a gap for each service that it still needs."""
    fill = f"{address}?role={CrewRole.DEMONSTRATION.value}"
    crew = [seat for seat in seats if seat.role == CrewRole.DEMONSTRATION]
    here = {seat.service for seat in crew}
    every: list[Seated | str] = [*crew, *(s for s in DEMONSTRATION_SERVICES if s not in here)]
    for number, each in enumerate(every, 1):
        place = Place(f"demonstration-{number}", "in the demonstration", fill, is_over)
        if isinstance(each, Seated):
            yield chip(each, place)
        else:
            yield gap(f"Needs {each.lower()}", place, leavers.of_demonstration(each))


def leading(
    seats: Iterable[Seated], address: str, leavers: Leavers, *, is_over: bool
) -> Iterable[Chip]:
    """The day lead, or a gap."""
    place = Place("lead-1", "", f"{address}?role={CrewRole.LEAD.value}", is_over)
    lead = [seat for seat in seats if seat.role == CrewRole.LEAD]
    yield from (chip(seat, place) for seat in lead)
    if not lead:
        yield gap("Needs a day lead", place, leavers.of_lead())
