"""Filling a day's empty seats: ways ranked, one looked at before it is made; and rehearsing."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from accounts.access import Request, requires
from accounts.roles import P
from core.asked import number
from core.carry import CarryBroken, CarryExpired, seal, unseal
from core.dates import now
from core.problems import Refused
from core.words import many
from sessions.actions.crew_change import Crew
from sessions.actions.rosters import Changed, change_roster, look_ahead
from sessions.display.rehearsal import rehearsal_page
from sessions.display.repair import (
    Change,
    Crewed,
    RepairPage,
    Step,
    Way,
    moved_words,
    repair_page,
    steps,
)
from sessions.models import Session
from sessions.views.planning import own_day

PURPOSE = "repair"
OLD = "This page was open for too long. Choose again."


@requires(P.FILL_CARS)
def repair(request: Request, pk: int) -> HttpResponse:
    """Ways to fill the empty seats, best first; a chosen one is shown, then made."""
    day = own_day(request, pk)
    if refused := _not_to_come(request, day):
        return refused
    if request.method == "POST":
        return _chosen(request, day)
    page = repair_page(Crewed(day, request.standing.today), request.standing.today)
    moves = _moves(day, page.smallest)
    context = {"day": day, "page": page, "moves": moves, "told": moved_words(moves)}
    return render(request, "sessions/repair.html", {**context, **_sealed(request, page)})


def _moves(day: Session, smallest: Way | None) -> list[Step]:
    """Who would sit where after the smallest change; nobody where it cannot be made."""
    if smallest is None:
        return []
    try:
        return steps(_ahead(day, Change.read(smallest.payload)))
    except Refused:
        return []


def _ahead(day: Session, change: Change) -> list[Crew]:
    return look_ahead(
        programme=day.programme, take=change.take, put=change.put, days=[day.pk], now=now()
    )


def _not_to_come(request: Request, day: Session) -> HttpResponse | None:
    """Back to the page of a day whose crew nobody can change any more."""
    if not day.is_called_off and day.date >= request.standing.today:
        return None
    why = "is called off" if day.is_called_off else "is past"
    messages.info(request, f"This day {why}: its crew stays as it is.")
    return redirect("reporting:day", day.pk)


def _sealed(request: Request, page: RepairPage) -> dict[str, Any]:
    """The ways with the text that brings each of them back."""

    def sealed(way: Way) -> tuple[str, Way]:
        return seal(way.payload, PURPOSE, request.user.pk), way

    return {
        "together": [sealed(way) for way in page.together],
        "ask": [sealed(way) for way in page.ask],
        "changes": [sealed(way) for way in page.changes],
        "smallest": sealed(page.smallest) if page.smallest else None,
    }


def _chosen(request: Request, day: Session) -> HttpResponse:
    text = request.POST.get("way", "")
    try:
        change = Change.read(unseal(text, PURPOSE, request.user.pk))
        if change.day != day.pk:
            raise CarryBroken
        if "make" in request.POST:
            return _made(request, day, change)
        found = steps(_ahead(day, change))
    except (CarryBroken, CarryExpired):
        messages.error(request, OLD)
    except Refused as reason:
        messages.error(request, str(reason))
    else:
        context = {"day": day, "steps": found, "told": moved_words(found), "way": text}
        return render(request, "sessions/repair_look.html", context)
    return redirect("sessions:repair", day.pk)


def _made(request: Request, day: Session, change: Change) -> HttpResponse:
    changed = change_roster(
        programme=day.programme,
        take=change.take,
        put=change.put,
        days=[day.pk],
        by=request.user,
        now=now(),
    )
    messages.success(request, _said(changed))
    for name in changed.unreached:
        messages.warning(request, f"No message reaches {name}: phone.")
    return redirect("reporting:day", day.pk)


def _said(changed: Changed) -> str:
    parts = [
        many(changed.came, "coach asked,coaches asked") if changed.came else "",
        many(changed.moved, "coach moved,coaches moved") if changed.moved else "",
        many(changed.went, "coach taken off,coaches taken off") if changed.went else "",
    ]
    return f"{', '.join(filter(None, parts)) or 'Nobody moved'}."


@requires(P.FILL_CARS)
def rehearse(request: Request, pk: int) -> HttpResponse:
    """What a call-out would leave of a day; nothing is changed."""
    day = own_day(request, pk)
    if refused := _not_to_come(request, day):
        return refused
    asked = {number(text) for text in request.GET.getlist("gone")}
    page = rehearsal_page(
        Crewed(day, request.standing.today),
        {key for key in asked if key is not None},
        request.GET.get("all", ""),
    )
    return render(request, "sessions/rehearse.html", {"day": day, "page": page})
