"""Taking attendance on a phone: a coach's car, all cars, or the demonstration group."""

import datetime
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_POST

from accounts.access import Request, Standing, requires
from accounts.actions import note_reading
from accounts.roles import P, Role
from core.dates import now
from core.problems import Refused
from core.words import near_date
from sessions.actions.attendance import entries_of, make_mark, mark_showing
from sessions.actions.days import slots_of
from sessions.choices import CrewRole
from sessions.display.coach import crew_of, leave_address
from sessions.display.register import counts, register_groups
from sessions.display.register_rows import ALL, CAR, DEMONSTRATION, Moment
from sessions.display.words import register_is_open
from sessions.forms.attendance import SHOWS, MarkForm, ShowingForm
from sessions.models import CarOnDay, CrewSeat, Place, Session


@dataclass(frozen=True)
class Register:
    """One day's register as far as one person may see it; ``shows`` are his views of it."""

    session: Session
    seats: list[CrewSeat]
    own: CrewSeat | None
    allowed: dict[int, Place]
    shows: tuple[str, ...]
    show: str

    @property
    def car(self) -> CarOnDay | None:
        return self.own.car if self.own is not None and self.show == CAR else None

    @property
    def places(self) -> list[Place]:
        """The places that the view shows: all that are allowed, or those of one's own car."""
        every = list(self.allowed.values())
        if self.car is None or not any(place.car_id for place in every):
            return every
        return [place for place in every if place.car_id == self.car.pk]


def open_register(standing: Standing, pk: int, wanted: str) -> Register:
    """The register, or 404 for a day that is not the person's, or not now."""
    days = Session.objects.visible_to(standing).select_related("airfield", "programme")
    session = get_object_or_404(days, pk=pk)
    seats = list(
        CrewSeat.objects.filter(session=session).select_related("coach", "car").order_by("side")
    )
    own = next((seat for seat in seats if seat.coach_id == standing.coach_id), None)
    # An administrator who also coaches, or a co-ordinator whose agreement has lapsed, is a coach.
    organises = Role.COORDINATOR in standing.covered
    if not organises and (own is None or not register_is_open(session.date, standing.today)):
        raise Http404
    shows = _shows(own, organises=organises)
    every = _places(standing, session)
    if shows == (CAR,) and own is not None and any(place.car_id for place in every):
        every = [place for place in every if place.car_id == own.car_id]
    return Register(
        session=session,
        seats=seats,
        own=own,
        allowed={place.pk: place for place in every},
        shows=shows,
        show=wanted if wanted in shows else shows[0],
    )


HIDDEN = (
    '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
    '<input type="hidden" name="show" value="{}">'
)
# What the register shows, and no more: a school alone has thirty columns.
SHOWN = (
    "consent_take_part",
    "slot",
    "demonstration_slot",
    "booking__session_id",
    "booking__school__name",
    "car__number",
    "pupil__given_name",
    "pupil__known_as",
    "pupil__family_name",
    "pupil__year_group",
    "pupil__need",
)


def _shows(own: CrewSeat | None, *, organises: bool) -> tuple[str, ...]:
    """Which views a person has, his first one first; who sits in a car sees his car only."""
    if own is not None and own.role == CrewRole.CAR:
        return (CAR, ALL, DEMONSTRATION) if organises else (CAR,)
    if own is not None and own.role == CrewRole.DEMONSTRATION:
        return (DEMONSTRATION, ALL)
    return (ALL, DEMONSTRATION)


def _places(standing: Standing, session: Session) -> list[Place]:
    return list(
        Place.objects.visible_to(standing)
        .kept()
        .filter(booking__session=session)
        .select_related("pupil", "booking__school", "car")
        .only(*SHOWN)
        .order_by("slot", "pk")
    )


@requires(P.MARK_ATTENDANCE)
@require_GET
def attendance(request: Request, pk: int) -> HttpResponse:
    """The register; that it was read is put on record with the number of pupils."""
    register = open_register(request.standing, pk, request.GET.get("show", ""))
    places = register.places
    if places:
        note_reading(
            what="the register",
            target=register.session,
            count=len(places),
            programme_id=register.session.programme_id,
            by=request.user,
        )
    return render(request, "sessions/attendance.html", _page(request, register, now()))


@requires(P.MARK_ATTENDANCE)
@require_POST
def mark(request: Request, pk: int) -> HttpResponse:
    """One mark; a script gets the row back, everybody else the page at the row."""
    found = get_object_or_404(Place.objects.visible_to(request.standing).kept(), pk=pk)
    form = MarkForm(request.POST)
    shape = form.is_valid()
    register = open_register(
        request.standing, _session_of(found), form.cleaned_data.get("show") or ""
    )
    place = register.allowed.get(pk)
    if place is None:
        raise Http404
    problems: list[str] = []
    if shape:
        said = {name: form.cleaned_data[name] for name in ("kind", "minutes", "id", "saw")}
        place.booking.session = register.session
        try:
            make_mark(place=place, by=request.user, now=now(), **said)
        except Refused as no:
            problems = no.sentences
    else:
        problems = [str(text) for texts in form.errors.values() for text in texts]
    if request.htmx or problems:
        return _answer(request, register, pk, problems)
    return redirect(f"{_address(register)}#p{pk}")


def _session_of(place: Place) -> int:
    return place.booking.session_id


def _answer(request: Request, register: Register, pk: int, problems: list[str]) -> HttpResponse:
    """The row for a script, or the whole page with what is wrong."""
    page = _page(request, register, now()) | {"problems": problems, "problem_row": pk}
    if not request.htmx:
        return render(request, "sessions/attendance.html", page)
    rows = [row for group in page["groups"] for row in group.rows]
    following = next((row for row in rows if row.is_now and row.pk != pk), None)
    page |= {"row": next((row for row in rows if row.pk == pk), None), "following": following}
    return render(request, "sessions/_marked.html", page)


@requires(P.MARK_ATTENDANCE)
@require_POST
def showing(request: Request, pk: int) -> HttpResponse:
    """All of one showing saw it: one mark for each pupil who is here."""
    register = open_register(request.standing, pk, DEMONSTRATION)
    if register.show != DEMONSTRATION:
        raise Http404
    form = ShowingForm(request.POST)
    if not form.is_valid():
        problems = [str(text) for texts in form.errors.values() for text in texts]
        return _answer(request, register, 0, problems)
    slot = form.cleaned_data["slot"]
    seen = [place for place in register.places if place.demonstration_slot == slot]
    try:
        mark_showing(
            session=register.session,
            places=seen,
            id=form.cleaned_data["id"],
            by=request.user,
            now=now(),
        )
    except Refused as no:
        return _answer(request, register, 0, no.sentences)
    return redirect(f"{_address(register)}#showing-{slot}")


# --- the page -----------------------------------------------------------------------------------


def _address(register: Register, show: str = "") -> str:
    address = reverse("sessions:attendance", args=[register.session.pk])
    wanted = show or register.show
    return address if wanted == register.shows[0] else f"{address}?show={wanted}"


def _page(request: Request, register: Register, at: datetime.datetime) -> dict[str, Any]:
    session, places = register.session, register.places
    moment = Moment(slots_of(session), session.date, at, register.show)
    groups = register_groups(places, entries_of(places), _crews(register), moment)
    here = _address(register)
    return {
        # What all forms of the page carry, put together once: each new token costs.
        "hidden": format_html(HIDDEN, get_token(request), register.show),
        "session": session,
        "title": _title(register),
        "day": near_date(session.date),
        "others": _others(register),
        "show": register.show,
        "views": [
            (label, _address(register, name), name == register.show)
            for name, label in SHOWS
            if name in register.shows and len(register.shows) > 1
        ],
        "groups": groups,
        "counts": counts(groups),
        "planned": any(place.car_id for place in register.allowed.values()),
        "can_mark": moment.can_mark,
        # For a whole day the forms behind "Change" come for the one pupil who is asked for.
        "crowded": len(groups) > 1,
        "opened": request.GET.get("change", ""),
        "leave": _leave(register, moment),
        "change": f"{here}{'&' if '?' in here else '?'}change=",
    }


def _leave(register: Register, moment: Moment) -> tuple[str, int]:
    """Where a coach leaves from the register on the day, and how many of his crew are on it."""
    own, today = register.own, moment.local.date()
    if own is None or register.session.date != today:
        return "", 0
    return leave_address(register.session, today), 1 + len(crew_of(own, register.seats))


def _title(register: Register) -> str:
    place = register.session.airfield.name
    if register.car is not None:
        return f"Car {register.car.number}, {place}"
    return f"{'Demonstration' if register.show == DEMONSTRATION else 'All cars'}, {place}"


def _others(register: Register) -> list[tuple[str, str]]:
    """Who else does the same: the other coach in the car, the rest of the demonstration."""
    own = register.own
    if own is None or register.show == ALL:
        return []
    return [
        (seat.service, seat.coach.short_name)
        for seat in register.seats
        if seat.pk != own.pk and seat.role == own.role and seat.car_id == own.car_id
    ]


def _crews(register: Register) -> Mapping[int, tuple[tuple[str, str], ...]]:
    crews: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for seat in register.seats:
        if seat.car_id is not None:
            crews[seat.car_id].append((seat.service, seat.coach.short_name))
    return {car: tuple(crew) for car, crew in crews.items()}
