"""A coach's own page: the days he is on, and one-tap answers for the days to come."""

from collections import defaultdict

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
from sessions.display.coach import OwnDay, asked_days, own_day, paper_notes
from sessions.display.words import A_DAY
from sessions.models import CrewSeat, Session

ASKED_DAYS = 20


@requires(P.VIEW_OWN_DAYS)
@require_GET
def my_days(request: Request) -> HttpResponse:
    """Coming days first, then "Can you come?", then what is behind him this season."""
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
    asked = _askable(standing).exclude(date__in=[s.date for s in coming])[:ASKED_DAYS]
    answers = dict(
        Availability.objects.visible_to(standing)
        .filter(coach=coach, date__gte=standing.today)
        .values_list("date", "answer")
    )
    agreed = coach.partner.agreement_in_force(standing.today)
    context = {
        "notes": list(paper_notes(coach, standing.today, agreed=agreed)),
        "coming": _own_days(coming, standing),
        "asked": list(asked_days(list(asked), answers)),
        "past": [(seat.date, seat.session.airfield.name) for seat in reversed(past)],
        "said": {"free": Answer.FREE, "not_free": Answer.NOT_FREE},
    }
    return render(request, "sessions/my_days.html", context)


@requires(P.VIEW_OWN_DAYS)
@require_POST
def answer(request: Request, pk: int) -> HttpResponse:
    """Keep "I can come" or "I can't come" for the date of a day."""
    session = get_object_or_404(_askable(request.standing), pk=pk)
    said = request.POST.get("answer", "")
    if request.standing.coach_id is None or said not in Answer.values:
        raise Http404
    coach = Coach.objects.get(pk=request.standing.coach_id)
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


def _own_days(seats: list[CrewSeat], standing: Standing) -> list[OwnDay]:
    others: dict[int, list[CrewSeat]] = defaultdict(list)
    found = CrewSeat.objects.filter(session__in=[seat.session_id for seat in seats])
    for seat in found.exclude(coach=standing.coach_id).select_related("coach").order_by("pk"):
        others[seat.session_id].append(seat)
    may_mark = standing.may(P.MARK_ATTENDANCE)
    return [own_day(s, others[s.session_id], standing.today, may_mark=may_mark) for s in seats]
