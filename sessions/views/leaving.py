"""A coach says yes or no to a seat, or leaves it, alone or with his crew; and comes back."""

from collections.abc import Collection

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts.access import Request, requires
from accounts.roles import P
from core.dates import now
from core.problems import Refused
from core.words import near_date
from sessions.actions.asking import accept_seat, come_back, decline_seat, withdraw
from sessions.choices import WithdrawalReason
from sessions.display.coach import crew_of, leave_address
from sessions.forms.leaving import OWN_REASONS, LeaveForm
from sessions.models import CrewSeat, Withdrawal
from sessions.views.planning import typed

GONE = "You have no seat on this day any more."


@requires(P.VIEW_OWN_DAYS)
@require_POST
def accept(request: Request, pk: int) -> HttpResponse:
    """Yes to the seat of day ``pk``."""
    seat = _own_seat(request, pk)
    if seat is None:
        return _gone(request)
    try:
        accept_seat(seat=seat, by=request.user, now=now())
    except Refused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, f"You are on {near_date(seat.date)}.")
    return redirect("sessions:my_days")


@requires(P.VIEW_OWN_DAYS)
@require_POST
def decline(request: Request, pk: int) -> HttpResponse:
    """No to the seat of day ``pk``."""
    seat = _own_seat(request, pk)
    if seat is None:
        return _gone(request)
    try:
        decline_seat(seat=seat, by=request.user, now=now())
    except Refused as reason:
        messages.error(request, str(reason))
    return redirect("sessions:my_days")  # which says so, and offers the way back


@requires(P.VIEW_OWN_DAYS)
def leave(request: Request, pk: int) -> HttpResponse:
    """Give up the seat of day ``pk``, and say which of the crew leave too."""
    seat = _own_seat(request, pk)
    if seat is None:
        return _gone(request)
    crew = crew_on_day(seat)
    sent = _with_everybody(request, crew)
    form = LeaveForm(sent, crew=crew, reasons=OWN_REASONS)
    if request.method == "POST" and form.is_valid():
        try:
            leaving(request, seat, crew, form)
        except Refused as reason:
            form.add_error(None, reason.sentences)
        else:
            return redirect("sessions:my_days")
    context = {
        "seat": seat,
        "form": form,
        "crew": crew,
        "ticked": sent.getlist("crew") if sent else [],
        "is_today": seat.date == request.standing.today,
        "is_open": bool(leave_address(seat.session, request.standing.today)),
        "called_out": WithdrawalReason.CALLED_OUT.value,
        "cannot_come": WithdrawalReason.CANNOT_COME.value,
    }
    return render(request, "sessions/leave.html", context)


@requires(P.VIEW_OWN_DAYS)
@require_POST
def back(request: Request, pk: int) -> HttpResponse:
    """Take the last withdrawal from day ``pk`` back."""
    withdrawal = _own_withdrawals(request, pk).order_by("-pk").first()
    if withdrawal is None:
        _own_seat(request, pk)  # 404 for a day that was never his
        return redirect("sessions:my_days")
    try:
        seat = come_back(withdrawal=withdrawal, by=request.user, now=now())
    except Refused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, f"You are on {near_date(seat.date)} again.")
    return redirect("sessions:my_days")


def crew_on_day(seat: CrewSeat) -> list[CrewSeat]:
    """Everybody of the coach's partner and station who has a seat on the same day."""
    others = CrewSeat.objects.filter(session=seat.session_id).select_related("coach", "session")
    return crew_of(seat, others.order_by("pk"))


def leaving(
    request: Request, seat: CrewSeat, crew: Collection[CrewSeat], form: LeaveForm
) -> list[Withdrawal]:
    """Withdraw a coach and those of his crew who were ticked."""
    ticked = form.cleaned_data.get("crew", [])
    return withdraw(
        seats=[seat, *(other for other in crew if other.pk in ticked)],
        reason=form.cleaned_data["reason"],
        by=request.user,
        now=now(),
    )


def _with_everybody(request: Request, crew: Collection[CrewSeat]) -> QueryDict | None:
    """What was sent; the button "All of us" stands for a reason and every tick."""
    sent = typed(request)
    if sent is None or "everybody" not in sent:
        return sent
    every = sent.copy()
    every.setlist("reason", sent.getlist("everybody"))
    every.setlist("crew", [str(seat.pk) for seat in crew])
    return every


def _own_seat(request: Request, pk: int) -> CrewSeat | None:
    """His seat on a day; None where he had one and gave it up, 404 where he had none."""
    mine = CrewSeat.objects.visible_to(request.standing).filter(coach=request.standing.coach_id)
    found = mine.filter(session=pk).select_related("session__airfield", "coach", "car").first()
    if found is None and not _own_withdrawals(request, pk).exists():
        raise Http404
    return found


def _own_withdrawals(request: Request, pk: int) -> QuerySet[Withdrawal]:
    mine = Withdrawal.objects.visible_to(request.standing).filter(coach=request.standing.coach_id)
    return mine.filter(session=pk)


def _gone(request: Request) -> HttpResponse:
    # A second tap lands here; My days says what was done, and offers to take it back.
    messages.info(request, GONE)
    return redirect("sessions:my_days")
