"""When a coach is free: a month to tap, for himself and for a co-ordinator whom he phones."""

import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.access import Request, requires
from accounts.actions import note_reading
from accounts.roles import P
from core.dates import now
from core.problems import Refused
from core.words import many
from programmes.actions.availability import clear_date, say_dates, set_travel_and_limits
from programmes.choices import Answer
from programmes.models import Availability, Coach
from programmes.models.coaches import CoachQuerySet
from programmes.rules.shifts import year_ends
from sessions.choices import SessionState
from sessions.display.behind import behind
from sessions.display.when import (
    CLEAR,
    WEEKDAYS,
    Month,
    Said,
    Span,
    Whose,
    copied,
    month_after,
    month_of,
    said_words,
)
from sessions.display.words import A_DAY
from sessions.forms.when import LimitsForm
from sessions.models import CrewSeat, Session

# By whether the page is his own.
HAS_SEAT = {
    True: "You have a seat on this date. Answer for it under My days.",
    False: "This coach has a seat on this date. Answer for it on the page of the day.",
}


def own(request: Request) -> Whose:
    """The coach who asks; 404 for somebody who coaches by role and is not on the list."""
    visible = Coach.objects.visible_to(request.standing).filter(pk=request.standing.coach_id)
    return Whose(get_object_or_404(_with_behind(visible)), own=True)


def of_coach(request: Request, coach: int, what: str = "when a coach can come") -> Whose:
    """A coach of the programme; that his answers were looked at goes on record."""
    visible = Coach.objects.visible_to(request.standing).filter(pk=coach)
    row = get_object_or_404(_with_behind(visible))
    if request.method == "GET":
        note_reading(what=what, target=row, count=1, programme_id=row.programme_id, by=request.user)
    return Whose(row, own=False)


def _with_behind(coaches: CoachQuerySet) -> CoachQuerySet:
    return coaches.select_related("programme", "shiftpattern", "shiftcalendar")


@requires(P.VIEW_OWN_DAYS)
@require_http_methods(["GET", "POST"])
def when(request: Request) -> HttpResponse:
    """One's own month."""
    if request.standing.coach_id is None and request.method == "GET":
        return render(request, "sessions/no_coach.html")
    return _when(request, own(request))


@requires(P.FILL_CARS)
@require_http_methods(["GET", "POST"])
def coach_when(request: Request, coach: int) -> HttpResponse:
    """The month of a coach who phones."""
    return _when(request, of_coach(request, coach))


def _when(request: Request, whose: Whose) -> HttpResponse:
    span = (request.standing.today, year_ends(whose.coach.programme.school_year))
    first = _month_asked(request.GET.get("month") or _first_to_answer(whose, span), span)
    if request.method == "GET":
        return render(request, "sessions/when.html", _page(whose, first, span))
    problems: list[str] = []
    said, anchor = "", ""
    try:
        said, anchor = _change(request, whose, first, span)
    except Refused as no:
        problems = no.sentences
    if not request.htmx and not problems:
        return redirect(f"{whose.when}?month={first.isoformat()[:7]}{anchor}")
    page = _page(whose, first, span) | {"problems": problems, "said": said}
    name = "sessions/_when_swapped.html" if request.htmx else "sessions/when.html"
    return render(request, name, page)


def _first_to_answer(whose: Whose, span: Span) -> str:
    """The month of the first airfield day without a seat for him, or nothing: two taps do."""
    days = Session.objects.filter(programme=whose.coach.programme_id, date__range=span).open()
    date = days.exclude(date__in=_seated(whose)).by_date().values_list("date", flat=True).first()
    return date.isoformat()[:7] if date else ""


def _month_asked(text: str, span: Span) -> datetime.date:
    """The first of the month that is asked for, or of the first or last one there is."""
    try:
        asked = datetime.date.fromisoformat(f"{text}-01")
    except ValueError:
        asked = span[0]
    latest = max(span[1].replace(day=1), span[0].replace(day=1))
    return min(max(asked.replace(day=1), span[0].replace(day=1)), latest)


def _page(whose: Whose, first: datetime.date, span: Span) -> dict[str, object]:
    return {
        "whose": whose,
        "month": _month(whose, first, span),
        "weekdays": WEEKDAYS,
        "behind": behind(whose),
    }


def _month(whose: Whose, first: datetime.date, span: Span) -> Month:
    last = month_after(first) - A_DAY
    days = _days(whose, first, last)
    seats = CrewSeat.objects.filter(coach=whose.coach, date__range=(first, last))
    seats = seats.filter(session__state=SessionState.OPEN)
    said = _said(whose, (first - A_DAY).replace(day=1), last)
    return month_of(first, whose=whose, span=span, said=said, days=days, seats=list(seats))


def _days(whose: Whose, first: datetime.date, last: datetime.date) -> list[Session]:
    found = Session.objects.filter(programme=whose.coach.programme_id, date__range=(first, last))
    return list(found.open().select_related("airfield").by_date())


def _said(whose: Whose, first: datetime.date, last: datetime.date) -> dict[datetime.date, Said]:
    found = Availability.objects.filter(coach=whose.coach, date__range=(first, last))
    return {d: Said(a, s) for d, a, s in found.values_list("date", "answer", "source")}


def _change(request: Request, whose: Whose, first: datetime.date, span: Span) -> tuple[str, str]:
    """Do what was tapped; gives what to say of it, and where on the page it was."""
    by: dict[str, Any] = {
        "coach": whose.coach,
        "today": span[0],
        "now": now(),
        "by": request.user,
    }
    if "tap" in request.POST:
        date, answer = _tapped(request.POST["tap"])
        if date in _seated(whose):  # tapped on a page from before he had it
            raise Refused(HAS_SEAT[whose.own])
        if answer == CLEAR:
            answer = clear_date(date=date, **by)
        else:
            say_dates(answers={date: answer}, **by)
        return said_words(date, answer), f"#d-{date.isoformat()}"
    do = request.POST.get("do")
    if do == "all":
        answers = dict.fromkeys(_askable(whose, first, span), Answer.FREE.value)
    elif do == "copy":
        answers = _copied(whose, first, span)
    else:
        raise Http404
    count = say_dates(answers=answers, **by)
    return f"{many(count, 'date,dates')} answered", "#month"


def _tapped(value: str) -> tuple[datetime.date, str]:
    text, _, answer = value.partition(":")
    try:
        date = datetime.date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    if answer != CLEAR and answer not in Answer.values:
        raise Http404
    return date, answer


def _askable(whose: Whose, first: datetime.date, span: Span) -> list[datetime.date]:
    """The airfield days of a month that are to come and on which he has no seat."""
    last = month_after(first) - A_DAY
    dates = {day.date for day in _days(whose, first, last)} - _seated(whose)
    return sorted(date for date in dates if span[0] <= date <= span[1])


def _seated(whose: Whose) -> set[datetime.date]:
    seats = CrewSeat.objects.filter(coach=whose.coach, session__state=SessionState.OPEN)
    return set(seats.values_list("date", flat=True))


def _copied(whose: Whose, first: datetime.date, span: Span) -> dict[datetime.date, str]:
    """Last month's taps on this month's dates, but where he tapped already or has a seat."""
    said = _said(whose, (first - A_DAY).replace(day=1), month_after(first) - A_DAY)
    return copied(said, first, span, _seated(whose))


# --- limits -------------------------------------------------------------------------------------


@requires(P.VIEW_OWN_DAYS)
@require_http_methods(["GET", "POST"])
def limits(request: Request) -> HttpResponse:
    """One's own limits."""
    return _limits(request, own(request))


@requires(P.FILL_CARS)
@require_http_methods(["GET", "POST"])
def coach_limits(request: Request, coach: int) -> HttpResponse:
    """The limits of a coach who phones."""
    return _limits(request, of_coach(request, coach, "the limits of a coach"))


def _limits(request: Request, whose: Whose) -> HttpResponse:
    form = LimitsForm(request.POST or None, initial=LimitsForm.values_of(whose.coach))
    if request.method == "POST" and form.is_valid():
        try:
            set_travel_and_limits(
                coach=whose.coach, now=now(), by=request.user, **form.cleaned_data
            )
        except Refused as no:
            form.add_error(None, no.sentences)
        else:
            return redirect(whose.when)
    return render(request, "sessions/limits.html", {"whose": whose, "form": form})
