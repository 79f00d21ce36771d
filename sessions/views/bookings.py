"""Booking a school's places on a day, changing and releasing them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.access import Request, requires
from accounts.roles import P
from core.asked import number, words
from core.dates import now
from core.problems import Refused
from core.words import many
from schools.models import School
from schools.rules.councils import council_code
from sessions.actions import bookings as actions
from sessions.display.lot import is_comparing, turn_of
from sessions.display.meter import room_words
from sessions.forms.planning import BookingForm
from sessions.models import Booking, Place, Session
from sessions.rules.lot import late_sentence
from sessions.views.planning import own_day, typed

MOST_FOUND = 20


@requires(P.BOOK_PLACES)
def book(request: Request, pk: int) -> HttpResponse:
    """Find a school by name, then say how many places and when its bus comes."""
    day = own_day(request, pk)
    school = _chosen_school(request)
    form = BookingForm(typed(request))
    if request.method == "POST" and school is not None and form.is_valid():
        try:
            actions.book_places(
                session=day, school=school, by=request.user, now=now(), **form.cleaned_data
            )
        except Refused as reason:
            form.add_error(None, reason.sentences)
            day.refresh_from_db(fields=["places_taken"])
        else:
            places = many(form.cleaned_data["places"], "place,places")
            messages.success(request, f"{places} booked for {school}.")
            day.refresh_from_db(fields=["places_taken"])
            if "beyond" in (room := room_words(day)):
                messages.warning(request, room)
            return redirect("reporting:day", day.pk)
    is_to_come = day.date >= request.standing.today and not day.is_called_off
    q = words(request.GET.get("q", ""))
    found = _found(request, day, q) if school is None else []
    context = {
        "day": day,
        "school": school,
        "room": room_words(day) if school is not None and is_to_come else "",
        "late": _late(day, school) if school is not None and is_to_come else "",
        "form": form,
        "q": q,
        "schools": found[:MOST_FOUND],
        "has_more": len(found) > MOST_FOUND,
    }
    return render(request, "sessions/book.html", context)


def _chosen_school(request: Request) -> School | None:
    chosen = number(request.POST.get("school") or request.GET.get("school") or "")
    if chosen is None:
        return None
    visible = School.objects.visible_to(request.standing).select_related("council")
    return get_object_or_404(visible, pk=chosen)


def _late(day: Session, school: School) -> str:
    """A warning where the lot has the school wait; booking it is not refused."""
    turn = turn_of(day.programme_id, school.pk)
    comparing = bool(turn) and is_comparing(day.programme_id, day.date)
    return late_sentence(school.name, turn=turn, comparing=comparing)


def _found(request: Request, day: Session, q: str) -> list[School]:
    """Schools not yet booked that day: by name or code, else those of the programme's area."""
    booked = Booking.objects.standing_now().filter(session=day).values("school")
    schools = School.objects.visible_to(request.standing).exclude(pk__in=booked)
    if q.isdecimal():
        schools = schools.filter(seed_code__startswith=q)
    elif q:
        for word in q.split():
            schools = schools.filter(name__icontains=word)
    else:
        area = council_code(request.programme.area) or ""
        schools = schools.filter(council__code=area, in_register=True)
    return list(schools.select_related("council").by_name()[: MOST_FOUND + 1])


def _own_booking(request: Request, pk: int) -> Booking:
    visible = Booking.objects.visible_to(request.standing).standing_now()
    return get_object_or_404(visible.select_related("session__airfield", "school"), pk=pk)


@requires(P.BOOK_PLACES)
def change_booking(request: Request, pk: int) -> HttpResponse:
    """Change how many places a school has, or when its bus comes."""
    booking = _own_booking(request, pk)
    form = BookingForm(
        typed(request),
        initial={"places": booking.places, "bus_arrives": booking.bus_arrives},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_booking(booking=booking, by=request.user, **form.cleaned_data)
        except Refused as reason:
            form.add_error(None, reason.sentences)
        else:
            messages.success(request, f"Booking of {booking.school} changed.")
            return redirect("reporting:day", booking.session_id)
    context = {"form": form, "booking": booking, "day": booking.session}
    return render(request, "sessions/change_booking.html", context)


@requires(P.BOOK_PLACES)
def release_booking(request: Request, pk: int) -> HttpResponse:
    """Ask first, then give a school's places back."""
    booking = _own_booking(request, pk)
    problems: list[str] = []
    if request.method == "POST":
        try:
            actions.release_booking(booking=booking, by=request.user, now=now())
        except Refused as reason:
            problems = reason.sentences
        else:
            places = many(booking.places, "place,places")
            messages.success(request, f"{places} of {booking.school} released.")
            return redirect("reporting:day", booking.session_id)
    context = {
        "booking": booking,
        "day": booking.session,
        "pupils": Place.objects.kept().filter(booking=booking).count(),
        "problems": problems,
    }
    return render(request, "sessions/release_booking.html", context)
