"""Answers for many dates: a shift pattern that repeats, and a shift calendar that is read."""

import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.access import Request, requires
from accounts.roles import P
from core.carry import seal, unseal
from core.dates import now
from core.fetch import Reach, fetch, web_address
from core.problems import Refused
from core.words import long_date, many
from programmes.actions.availability import (
    forget_calendar,
    read_calendar,
    remove_pattern,
    set_pattern,
)
from programmes.readers.calendar_lines import MOST_BYTES
from programmes.readers.shift_calendar import Shifts, read_shift_calendar
from programmes.rules.shifts import KNOWN, monday_of, weekly_cycle, written, year_ends
from sessions.display.behind import calendar_row, calendar_words, pattern_row, pattern_words
from sessions.display.shifts import host_of, known_patterns, months_read, weekdays
from sessions.display.when import Whose
from sessions.forms.when import CalendarForm, CycleForm, KnownForm, WeekForm
from sessions.views.when import of_coach, own

REACH: Reach | None = None  # where addresses may lead; None is the public web


# --- patterns -----------------------------------------------------------------------------------


@requires(P.VIEW_OWN_DAYS)
@require_http_methods(["GET", "POST"])
def pattern(request: Request) -> HttpResponse:
    """One's own pattern."""
    return _pattern(request, own(request))


@requires(P.FILL_CARS)
@require_http_methods(["GET", "POST"])
def coach_pattern(request: Request, coach: int) -> HttpResponse:
    """The pattern of a coach who phones."""
    return _pattern(request, of_coach(request, coach, "a shift pattern"))


def _pattern(request: Request, whose: Whose) -> HttpResponse:
    form = CycleForm(request.POST if "cycle" in request.POST else None)
    problems: list[str] = []
    if request.method == "POST":
        by: dict[str, Any] = {
            "coach": whose.coach,
            "today": request.standing.today,
            "now": now(),
            "by": request.user,
        }
        try:
            if "remove" in request.POST:
                remove_pattern(**by)
                messages.success(request, "Pattern removed. Dates that were tapped stay.")
                return redirect(whose.when)
            if asked := _pattern_asked(request, form):
                free = set_pattern(**asked, **by)
                messages.success(request, _pattern_done(whose, free))
                return redirect(whose.when)
        except Refused as no:
            problems = no.sentences
        if not form.is_bound and not problems:
            problems = ["Tick the days on which you are free, or tap a date."]
    row = pattern_row(whose.coach)
    context = {
        "whose": whose,
        "form": form,
        "problems": problems,
        "row": row,
        "set_now": pattern_words(row),
        "known": known_patterns(row, request.standing.today),
        "weekdays": weekdays(row),
        "rests": row is None or row.rests_after_night,
    }
    return render(request, "sessions/pattern.html", context)


def _pattern_asked(request: Request, form: CycleForm) -> dict[str, Any] | None:
    """The pattern of whichever of the page's forms was sent; None where it is not in shape."""
    if form.is_bound:
        return form.cleaned_data if form.is_valid() else None
    known, week = KnownForm(request.POST), WeekForm(request.POST)
    if known.is_valid():
        return {
            "cycle": KNOWN[known.cleaned_data["known"]].cycle,
            "starts_on": known.cleaned_data["first"],
            "rests_after_night": known.cleaned_data["rests"],
        }
    if week.is_valid():
        monday = monday_of(request.standing.today)
        return {"cycle": weekly_cycle(week.cleaned_data["free"]), "starts_on": monday}
    return None


def _pattern_done(whose: Whose, free: int) -> str:
    last = long_date(year_ends(whose.coach.programme.school_year))
    return (
        f"The pattern answers until {last}: {many(free, 'date,dates')} with “yes”. "
        "Dates that were tapped stay as they were."
    )


# --- calendars ----------------------------------------------------------------------------------


@requires(P.VIEW_OWN_DAYS)
@require_http_methods(["GET", "POST"])
def shift_calendar(request: Request) -> HttpResponse:
    """One's own shift calendar."""
    return _calendar(request, own(request))


@requires(P.FILL_CARS)
@require_http_methods(["GET", "POST"])
def coach_shift_calendar(request: Request, coach: int) -> HttpResponse:
    """The shift calendar of a coach who sent it."""
    return _calendar(request, of_coach(request, coach, "a shift calendar"))


def _calendar(request: Request, whose: Whose) -> HttpResponse:
    sent = request.method == "POST"
    form = CalendarForm(request.POST, request.FILES) if sent else CalendarForm()
    try:
        if "carried" in request.POST:
            return _accept(request, whose)
        if "forget" in request.POST:
            forget_calendar(
                coach=whose.coach, today=request.standing.today, now=now(), by=request.user
            )
            messages.success(request, "Calendar forgotten. Dates that were tapped stay.")
            return redirect(whose.when)
        if sent and form.is_valid():
            return _preview(request, whose, form.cleaned_data)
    except Refused as no:
        form = CalendarForm(initial=form.cleaned_data if form.is_valid() else None)
        return _ask(request, whose, form, no.sentences)
    return _ask(request, whose, form, [])


def _ask(request: Request, whose: Whose, form: CalendarForm, problems: list[str]) -> HttpResponse:
    row = calendar_row(whose.coach)
    context = {
        "whose": whose,
        "form": form,
        "problems": problems,
        "row": row,
        "set_now": calendar_words(row),
        "host": host_of(row) if row else "",
    }
    return render(request, "sessions/shift_calendar.html", context)


def _preview(request: Request, whose: Whose, asked: dict[str, Any]) -> HttpResponse:
    """What the calendar says, before any of it is kept."""
    address = web_address(asked["address"]) if asked["address"] else ""
    content = fetch(address, reach=REACH) if address else asked["file"].read(MOST_BYTES + 1)
    options = {name: asked[name] for name in ("rests_after_night", "others_free")}
    shifts = _read(request.standing.today, whose, content, options)
    starts_on, said = written(shifts.answers)
    plain = {"starts_on": starts_on.isoformat(), "said": said, "address": address, **options}
    context = {
        "whose": whose,
        "shifts": shifts,
        "again": whose.to("shift_calendar"),
        "months": list(months_read(shifts.answers)),
        "carried": seal(plain, _purpose(whose), request.user.pk),
    }
    return render(request, "sessions/shift_calendar_preview.html", context)


def _read(today: datetime.date, whose: Whose, content: bytes, options: dict[str, bool]) -> Shifts:
    last = year_ends(whose.coach.programme.school_year)
    shifts = read_shift_calendar(content, first=today, last=last, **options)
    if not shifts.answers:
        raise Refused("The calendar says of no date whether you can come.")
    return shifts


def _accept(request: Request, whose: Whose) -> HttpResponse:
    plain = unseal(request.POST["carried"], _purpose(whose), request.user.pk)
    starts_on = datetime.date.fromisoformat(plain.pop("starts_on"))
    free = read_calendar(
        coach=whose.coach,
        starts_on=starts_on,
        today=request.standing.today,
        now=now(),
        by=request.user,
        **plain,
    )
    messages.success(request, f"Calendar read. {many(free, 'date,dates')} with “yes”.")
    return redirect(whose.when)


def _purpose(whose: Whose) -> str:
    return f"shift-calendar:{whose.coach.pk}"
