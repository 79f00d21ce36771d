"""Adding a day, changing it, calling it off and cutting its plan."""

import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.access import Request, requires
from accounts.roles import P
from core.dates import now
from core.problems import Refused
from core.words import clock, many
from programmes.models import Airfield, Car, OfProgramme, Programme
from sessions.actions import days as actions
from sessions.display.meter import best_dates, on_date
from sessions.forms.planning import CallOffForm, DayChangeForm, DayForm
from sessions.models import Booking, CarOnDay, CrewSeat, Place, Session
from sessions.rules.bank_holidays import holiday_sentence
from sessions.rules.day_plan import day_slots

USUAL_START, USUAL_END = datetime.time(9, 30), datetime.time(14, 30)


def own_day(request: Request, pk: int) -> Session:
    """A day that the person may see, or 404."""
    visible = Session.objects.visible_to(request.standing)
    return get_object_or_404(visible.select_related("airfield", "programme", "tally"), pk=pk)


def typed(request: Request) -> QueryDict | None:
    """What was sent, be it nothing; None for a page that is only looked at."""
    return request.POST if request.method == "POST" else None


@requires(P.MANAGE_DAYS)
def add(request: Request) -> HttpResponse:
    """Put a day into the season, with its airfield, hours and cars."""
    cars = Car.objects.visible_to(request.standing).filter(is_active=True)
    airfields = Airfield.objects.visible_to(request.standing)
    usual = _usual(request.programme) | _wished(request)
    form = DayForm(
        typed(request),
        cars=cars,
        airfields=airfields,
        room=_room(
            request.programme, usual["starts"], usual["ends"], len(usual["cars"]) or cars.count()
        ),
        initial=usual,
    )
    if request.method == "POST" and form.is_valid():
        try:
            day = actions.add_day(
                programme=request.programme,
                by=request.user,
                today=request.standing.today,
                **_with_room(form.cleaned_data, request.programme),
            )
        except Refused as reason:
            form.add_error(None, reason.sentences)
        else:
            free = on_date(day.programme_id, day.date)
            messages.success(request, f"Day added. Book schools next. {free}".strip())
            if warning := holiday_sentence(day.date):
                messages.warning(request, warning)
            return redirect("reporting:day", day.pk)
    missing = [] if request.method == "POST" else _missing(airfields, cars)
    date = usual.get("date")
    context = {
        "form": form,
        "missing": missing,
        "dates": best_dates(request.programme.pk, request.standing.today),
        "on_date": on_date(request.programme.pk, date) if date else "",
    }
    return render(request, "sessions/add.html", context)


def _wished(request: Request) -> dict[str, Any]:
    """The date that was chosen from the list of dates, if any."""
    try:
        return {"date": datetime.date.fromisoformat(request.GET.get("on", ""))}
    except ValueError:
        return {}


def _missing(airfields: OfProgramme, cars: OfProgramme) -> list[tuple[str, str, str]]:
    """What must be there before a day: sentence, address, label."""
    found = []
    if not airfields.exists():
        sentence = "There is no airfield yet."
        found.append((sentence, "programmes:airfield_add", "Add an airfield"))
    if not cars.exists():
        found.append(("There is no car yet.", "programmes:car_add", "Add a car"))
    return found


def _usual(programme: Programme) -> dict[str, Any]:
    """Airfield, hours and cars of the day added last, for most days are like it."""
    last = Session.objects.filter(programme=programme).order_by("-id").first()
    if last is None:
        return {"starts": USUAL_START, "ends": USUAL_END, "cars": []}
    cars = list(CarOnDay.objects.filter(session=last).values_list("car_id", flat=True))
    return {"airfield": last.airfield_id, "starts": last.starts, "ends": last.ends, "cars": cars}


def _room(programme: Programme, starts: datetime.time, ends: datetime.time, cars: int) -> str:
    """ "6 cars × 7 slots of 30 minutes = 42 places." """
    slots = day_slots(starts, ends, programme.slot_minutes)
    return (
        f"{clock(starts)} to {clock(ends)}: {many(cars, 'car,cars')} × "
        f"{many(len(slots.starts), 'slot,slots')} of {programme.slot_minutes} minutes = "
        f"{many(slots.room(cars), 'place,places')}."
    )


def _with_room(day: dict[str, Any], programme: Programme) -> dict[str, Any]:
    """What was typed, with all the places that cars and hours make where none were given."""
    slots = day_slots(day["starts"], day["ends"], programme.slot_minutes)
    capacity = day["capacity"] or slots.room(len(day["cars"]))
    return {**day, "capacity": capacity}


@requires(P.MANAGE_DAYS)
def edit(request: Request, pk: int) -> HttpResponse:
    """Change hours, cars or places; airfield and date stay, for schools hold them in writing."""
    day = own_day(request, pk)
    here = list(CarOnDay.objects.filter(session=day).values_list("car_id", flat=True))
    every = Car.objects.visible_to(request.standing)
    form = DayChangeForm(
        typed(request),
        cars=every.filter(is_active=True) | every.filter(pk__in=here),
        room=_room(day.programme, day.starts, day.ends, len(here)),
        initial={"starts": day.starts, "ends": day.ends, "cars": here, "capacity": day.capacity},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_day(
                session=day,
                by=request.user,
                today=request.standing.today,
                now=now(),
                **_with_room(form.cleaned_data, day.programme),
            )
        except Refused as reason:
            form.add_error(None, reason.sentences)
        else:
            messages.success(request, "Day changed. If it had a day plan, cut the plan again.")
            return redirect("reporting:day", day.pk)
    return render(request, "sessions/edit.html", {"form": form, "day": day})


@requires(P.MANAGE_DAYS)
def call_off(request: Request, pk: int) -> HttpResponse:
    """Say whom it touches, ask why, and call the day off."""
    day = own_day(request, pk)
    form = CallOffForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.call_off(session=day, by=request.user, now=now(), **form.cleaned_data)
        except Refused as reason:
            form.add_error(None, reason.sentences)
        else:
            messages.success(request, "Day called off. Its coaches are told; tell the schools.")
            return redirect("reporting:day", day.pk)
    return render(request, "sessions/call_off.html", {"form": form, "day": day, **_touched(day)})


def _touched(day: Session) -> dict[str, int]:
    """How many people have this day in their diaries."""
    return {
        "schools": Booking.objects.standing_now().filter(session=day).count(),
        "pupils": Place.objects.kept().filter(booking__session=day).count(),
        "coaches": CrewSeat.objects.filter(session=day).count(),
    }


@requires(P.MANAGE_DAYS)
@require_POST
def reopen(request: Request, pk: int) -> HttpResponse:
    """Take the calling-off back."""
    day = own_day(request, pk)
    try:
        actions.reopen_day(session=day, by=request.user, now=now())
    except Refused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, "The day is on again. Its coaches are told; tell the schools.")
    return redirect("reporting:day", day.pk)


@requires(P.MANAGE_DAYS)
@require_POST
def plan(request: Request, pk: int) -> HttpResponse:
    """Give each pupil a turn in a car and a showing of the demonstration."""
    day = own_day(request, pk)
    try:
        pupils = actions.plan_day(session=day, by=request.user)
    except Refused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, f"Day plan made: {many(pupils, 'pupil,pupils')} with a turn.")
    return redirect("reporting:day", day.pk)
