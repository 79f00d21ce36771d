"""A coach's own page: what is asked of him, the days he is on, and one-tap answers."""

from collections import defaultdict

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accounts.access import Request, Standing, requires
from accounts.roles import P
from core.dates import now
from programmes.actions import answer_availability
from programmes.choices import Answer
from programmes.models import Availability, Coach
from sessions.actions.asking import UNDO
from sessions.choices import CrewRole, SessionState
from sessions.display.coach import OwnDay, Undo, asked_days, own_day, paper_notes, undo_of
from sessions.display.feed import feed_addresses
from sessions.display.words import A_DAY
from sessions.models import CrewSeat, Session, Withdrawal
from sessions.rules.crews import COACHES_PER_CAR

ASKED_DAYS = 20


@requires(P.VIEW_OWN_DAYS)
@require_GET
def my_days(request: Request) -> HttpResponse:
    """What is asked first, then coming days, "Can you come?", the calendar, and what is past."""
    standing = request.standing
    if standing.coach_id is None:
        return render(request, "sessions/no_coach.html")
    coach = Coach.objects.select_related("partner").get(pk=standing.coach_id)
    seats = list(
        CrewSeat.objects.filter(coach=coach)
        .select_related("session__airfield", "car")
        .order_by("date", "pk")
    )
    # Yesterday's register is still open, so that day stays, after those that come.
    coming = [seat for seat in seats if seat.date >= standing.today]
    coming += [s for s in seats if s.date == standing.today - A_DAY]
    past = [s for s in seats if s.date < standing.today and not s.session.is_called_off]
    open_days = _askable(standing).exclude(date__in=[s.date for s in coming])[:ASKED_DAYS]
    answers = dict(
        Availability.objects.visible_to(standing)
        .filter(coach=coach, date__gte=standing.today)
        .values_list("date", "answer")
    )
    agreed = coach.partner.agreement_in_force(standing.today)
    days = _own_days(coming, coach, standing)
    context = {
        "notes": list(paper_notes(coach, standing.today, agreed=agreed)),
        "undos": _undos(coach, standing),
        "asks": [day for day in days if day.asked],
        "coming": [day for day in days if not day.asked],
        "asked": list(asked_days(list(open_days), answers)),
        "past": [(seat.date, seat.session.airfield.name) for seat in reversed(past)],
        "said": [(Answer.FREE, "Yes"), (Answer.IF_NEEDED, "If needed"), (Answer.NOT_FREE, "No")],
        "feed": feed_addresses(coach.calendar_key) if coach.calendar_key else None,
        "feed_open": "calendar" in request.GET,
    }
    return render(request, "sessions/my_days.html", context)


@requires(P.VIEW_OWN_DAYS)
@require_POST
def answer(request: Request, pk: int) -> HttpResponse:
    """Keep "I can come", "only if needed" or "I can't come" for the date of a day."""
    session = get_object_or_404(_askable(request.standing), pk=pk)
    said = request.POST.get("answer", "")
    if request.standing.coach_id is None or said not in Answer.values:
        raise Http404
    coach = Coach.objects.get(pk=request.standing.coach_id)
    seats = CrewSeat.objects.filter(coach=coach, date=session.date)
    if seats.filter(session__state=SessionState.OPEN).exists():
        messages.info(request, "You have a seat on this date. Answer for it here.")
        return redirect("sessions:my_days")
    answer_availability(coach=coach, date=session.date, answer=said, now=now(), by=request.user)
    return redirect(f"{reverse('sessions:my_days')}#date-{session.date.isoformat()}")


def _askable(standing: Standing) -> QuerySet[Session]:
    """The programme's coming open days: of a day he has no seat on, a coach sees when and where."""
    return (
        Session.objects.filter(programme=standing.programme_id, date__gte=standing.today)
        .open()
        .select_related("airfield")
        .by_date()
    )


def _own_days(seats: list[CrewSeat], coach: Coach, standing: Standing) -> list[OwnDay]:
    others: dict[int, list[CrewSeat]] = defaultdict(list)
    found = CrewSeat.objects.filter(session__in=[seat.session_id for seat in seats])
    for seat in found.exclude(coach=coach).select_related("coach").order_by("pk"):
        others[seat.session_id].append(seat)
    may_mark = standing.may(P.MARK_ATTENDANCE)
    for seat in seats:
        seat.coach = coach
    return [own_day(s, others[s.session_id], standing.today, may_mark=may_mark) for s in seats]


def _undos(coach: Coach, standing: Standing) -> list[Undo]:
    """What he gave up in the last ten minutes and can still have back."""
    found = (
        Withdrawal.objects.filter(coach=coach, withdrew_at__gte=now() - UNDO)
        .filter(session__date__gte=standing.today)
        .exclude(session__crewseat__coach=coach)
        .select_related("session")
        .order_by("pk")
    )
    return [undo_of(one) for one in found if not one.session.is_called_off and _is_empty(one)]


def _is_empty(withdrawal: Withdrawal) -> bool:
    """Whether nobody has taken the seat; the action asks again, and more."""
    seats = CrewSeat.objects.filter(session=withdrawal.session_id, role=withdrawal.role)
    if withdrawal.role == CrewRole.CAR:
        return seats.filter(car=withdrawal.car_id).count() < COACHES_PER_CAR
    return withdrawal.role == CrewRole.DEMONSTRATION or not seats.exists()
