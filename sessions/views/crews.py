"""Putting coaches into the seats of a day and taking them out."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.access import Request, requires
from accounts.roles import P
from core.asked import number, page_number, words
from core.dates import now
from core.problems import Refused
from programmes.models import Coach
from sessions.actions import asking
from sessions.actions import crews as actions
from sessions.choices import CrewRole
from sessions.display.meter import meter_of
from sessions.display.seats import PAGE, Opening, choices, opening_in, openings_in_cars
from sessions.forms.leaving import LeaveForm
from sessions.forms.planning import SeatForm
from sessions.models import CarOnDay, CrewSeat, Session
from sessions.views.leaving import crew_on_day, leaving
from sessions.views.planning import own_day, typed


@requires(P.FILL_CARS)
def seat(request: Request, pk: int) -> HttpResponse:
    """Choose a coach for one seat; ``role`` and ``car`` say which, ``q`` finds by name."""
    day = own_day(request, pk)
    opening = _opening(request, day)
    if opening is None:
        messages.info(request, "All cars have two coaches.")
        return redirect("reporting:day", day.pk)
    form = SeatForm(typed(request))
    if request.method == "POST" and form.is_valid():
        coach = get_object_or_404(
            Coach.objects.visible_to(request.standing), pk=form.cleaned_data["coach"]
        )
        try:
            actions.seat_coach(
                session=day,
                coach=coach,
                role=opening.role,
                car=opening.car,
                by=request.user,
                now=now(),
            )
        except Refused as reason:
            if request.htmx:  # from the board, which is not left for a refusal
                messages.error(request, str(reason))
                return redirect("reporting:day", day.pk)
            form.add_error(None, reason.sentences)
        else:
            is_past = day.date < request.standing.today
            where = opening.place if is_past else f"asked {opening.asked}"
            messages.success(request, f"{coach} is {where}.")
            return redirect("reporting:day", day.pk)
    return _list(request, day, opening, form)


def _list(request: Request, day: Session, opening: Opening, form: SeatForm) -> HttpResponse:
    q = words(request.GET.get("q", ""))
    page = page_number(request.GET.get("page", ""))
    found = choices(day, opening, q, page)
    asked = {"role": opening.role.value, "car": opening.car.pk if opening.car else "", "q": q}
    context = {
        "day": day,
        "opening": opening,
        "form": form,
        "found": found,
        "meter": meter_of(day).sentence if day.date >= request.standing.today else "",
        "q": q,
        "previous": f"?{urlencode({**asked, 'page': page - 1})}" if page else "",
        "next": f"?{urlencode({**asked, 'page': page + 1})}" if found.has_more else "",
        "words": f"Coaches {page * PAGE + 1} to {page * PAGE + len(found.free)}" if page else "",
    }
    return render(request, "sessions/seat.html", context)


def _opening(request: Request, day: Session) -> Opening | None:
    """The seat that is asked for; the first empty one in a car where none is named.

    404 for a car of another day and for a role that there is not.
    """
    asked = request.POST if request.method == "POST" else request.GET
    role = asked.get("role") or CrewRole.CAR
    if role not in CrewRole:
        raise Http404
    if role != CrewRole.CAR:
        return Opening(CrewRole(role), None, ())
    chosen = number(asked.get("car", ""))
    if chosen is None:
        return next(iter(openings_in_cars(day)), None)
    car = get_object_or_404(CarOnDay, pk=chosen, session=day)
    return opening_in(
        car, CrewSeat.objects.filter(car=car).values_list("service", "coach__newcomer")
    )


@requires(P.FILL_CARS)
@require_POST
def unseat(request: Request, pk: int) -> HttpResponse:
    """Take a coach out; the day's page then offers to put him back."""
    visible = CrewSeat.objects.visible_to(request.standing)
    taken = get_object_or_404(visible.select_related("session", "coach"), pk=pk)
    undo = {"out": taken.coach_id, "role": taken.role, "car": taken.car_id or ""}
    day = taken.session_id
    try:
        actions.unseat(seat=taken, by=request.user, now=now())
    except Refused as reason:
        messages.error(request, str(reason))
        return redirect("reporting:day", day)
    return redirect(f"{reverse('reporting:day', args=[day])}?{urlencode(undo)}")


@requires(P.FILL_CARS)
@require_POST
def accept_for(request: Request, pk: int) -> HttpResponse:
    """Keep the yes of a coach who phoned."""
    seat = _seat(request, pk)
    try:
        asking.accept_seat(seat=seat, by=request.user, now=now())
    except Refused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, f"{seat.coach} has accepted.")
    return redirect("reporting:day", seat.session_id)


@requires(P.FILL_CARS)
def withdraw_for(request: Request, pk: int) -> HttpResponse:
    """Say for a coach who phoned that he cannot come, and which of his crew leave too."""
    seat = _seat(request, pk)
    crew = crew_on_day(seat)
    form = LeaveForm(typed(request), crew=crew)
    if request.method == "POST" and form.is_valid():
        try:
            gone = leaving(request, seat, crew, form)
        except Refused as reason:
            form.add_error(None, reason.sentences)
        else:
            off = f"{seat.coach} is" if len(gone) == 1 else f"{len(gone)} coaches are"
            messages.success(request, f"{off} off this day.")
            return redirect("reporting:day", seat.session_id)
    context = {"seat": seat, "day": seat.session, "form": form}
    return render(request, "sessions/withdraw_for.html", context)


@requires(P.FILL_CARS)
@require_POST
def pin(request: Request, pk: int) -> HttpResponse:
    """Pin a seat, or with ``unpin`` let proposals and repairs move it again."""
    seat = _seat(request, pk)
    change = asking.unpin_seat if "unpin" in request.POST else asking.pin_seat
    try:
        change(seat=seat, by=request.user, now=now())
    except Refused as reason:
        messages.error(request, str(reason))
    return redirect("reporting:day", seat.session_id)


def _seat(request: Request, pk: int) -> CrewSeat:
    visible = CrewSeat.objects.visible_to(request.standing)
    return get_object_or_404(visible.select_related("session__airfield", "coach", "car"), pk=pk)
