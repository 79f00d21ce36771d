"""The pupils of a booking: their consents, one more by hand, off the list and back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Request, Standing, requires
from accounts.actions import note_reading
from accounts.roles import P
from core.dates import now
from core.problems import Refused
from core.words import many
from sessions.actions.places import (
    Consents,
    enrol_pupils,
    record_consents,
    restore_place,
    withdraw_place,
)
from sessions.choices import Consent
from sessions.display.places import (
    PURPOSES,
    consents_of,
    list_words,
    off_row,
    pupil_row,
)
from sessions.forms.places import ConsentsForm, PupilForm
from sessions.models import Booking, Place

NAMES = ("pupil__family_name", "pupil__given_name", "pk")


@requires(P.VIEW_PUPILS)
@require_GET
def places(request: Request, pk: int) -> HttpResponse:
    """The list; that it was read is put on record with the number of pupils."""
    return _list(request, _booking(request.standing, pk))


@requires(P.ENROL_PUPILS)
@require_POST
def consents(request: Request, pk: int) -> HttpResponse:
    """Keep the consents that were changed; with ``all_yes`` show first how many would change."""
    booking = _booking(request.standing, pk)
    kept = list(_kept(booking))
    form = ConsentsForm(request.POST, kept)
    if not form.is_valid():
        return _list(request, booking, [str(text) for text in form.non_field_errors()])
    said: dict[int, Consents] = form.cleaned_data["consents"]
    if "all_yes" in request.POST:
        return _confirm_all(request, booking, kept, said)
    count = record_consents(booking=booking, consents=said, by=request.user)
    messages.success(
        request,
        f"Consents of {many(count, 'pupil,pupils')} saved." if count else "Nothing was changed.",
    )
    return _back(booking)


@requires(P.ENROL_PUPILS)
@require_http_methods(["GET", "POST"])
def add_pupil(request: Request, pk: int) -> HttpResponse:
    """One pupil typed by hand."""
    booking = _booking(request.standing, pk)
    form = PupilForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            new = enrol_pupils(booking=booking, rows=[form.row()], by=request.user)
        except Refused as no:
            form.add_error(None, no.sentences)
        else:
            said = "The pupil is on the list." if new else "This pupil was on the list already."
            messages.success(request, said)
            return _back(booking)
    context = {"form": form, "booking": booking, "own_school": _own_school(request.standing)}
    return render(request, "sessions/add_pupil.html", context)


@requires(P.ENROL_PUPILS)
@require_http_methods(["GET", "POST"])
def take_off(request: Request, pk: int) -> HttpResponse:
    """Ask, then take a pupil off the list."""
    place = _place(request.standing, pk)
    problems: list[str] = []
    if request.method == "POST":
        try:
            withdraw_place(place=place, by=request.user, now=now())
        except Refused as no:
            problems = no.sentences
        else:
            messages.success(request, "The pupil is off the list.")
            return _back(place.booking)
    row = pupil_row(place, place.booking.session)
    context = {
        "booking": place.booking,
        "own_school": _own_school(request.standing),
        "row": row,
        "problems": problems,
    }
    return render(request, "sessions/take_off.html", context)


@requires(P.ENROL_PUPILS)
@require_POST
def put_back(request: Request, pk: int) -> HttpResponse:
    """Put a pupil back on the list while there is room."""
    place = _place(request.standing, pk)
    try:
        restore_place(place=place, by=request.user)
    except Refused as no:
        return _list(request, place.booking, no.sentences)
    messages.success(request, "The pupil is on the list again.")
    return _back(place.booking)


# --- finding ------------------------------------------------------------------------------------


def _booking(standing: Standing, pk: int) -> Booking:
    found = Booking.objects.named_to(standing).standing_now()
    return get_object_or_404(
        found.select_related("session__airfield", "session__programme", "school"), pk=pk
    )


def _place(standing: Standing, pk: int) -> Place:
    """A place of a booking that the person sees: a coach sees pupils, but not the list."""
    found = Place.objects.filter(booking__in=Booking.objects.named_to(standing).standing_now())
    return get_object_or_404(
        found.select_related("pupil", "booking__session__programme", "booking__school"), pk=pk
    )


def _own_school(standing: Standing) -> bool:
    """Whether the way back is the school's page and not the day's."""
    return not standing.may(P.VIEW_SEASON)


def _kept(booking: Booking) -> list[Place]:
    found = Place.objects.kept().filter(booking=booking).select_related("pupil")
    return list(found.order_by(*NAMES))


# --- the page -----------------------------------------------------------------------------------


def _back(booking: Booking) -> HttpResponse:
    return redirect("sessions:places", booking.pk)


def _list(request: Request, booking: Booking, problems: list[str] | None = None) -> HttpResponse:
    session = booking.session
    every = list(Place.objects.filter(booking=booking).select_related("pupil").order_by(*NAMES))
    kept = [place for place in every if place.withdrawn_at is None]
    on_list = {place.pupil_id for place in kept}
    off = [p for p in every if p.withdrawn_at and p.pupil_id and p.pupil_id not in on_list]
    if every:
        note_reading(
            what="pupils",
            target=session,
            count=len(kept) + len(off),
            programme_id=session.programme_id,
            by=request.user,
        )
    context = {
        "booking": booking,
        "own_school": _own_school(request.standing),
        "session": session,
        "words": list_words(booking.places, kept),
        "rows": [pupil_row(place, session) for place in kept],
        "off": [off_row(place, session.date) for place in {p.pupil_id: p for p in off}.values()],
        "purposes": [label for _, label in PURPOSES],
        "free": booking.places - len(kept),
        "waiting": sum(place.consent_take_part == Consent.UNKNOWN for place in kept),
        "problems": problems,
        "over": session.date < request.standing.today,
    }
    return render(request, "sessions/places.html", context)


def _confirm_all(
    request: Request, booking: Booking, kept: list[Place], said: dict[int, Consents]
) -> HttpResponse:
    """What "all are in" would change, with all that was typed carried along unsaved."""
    waiting = {pk for pk, one in said.items() if one.take_part == Consent.UNKNOWN}
    fields = []
    for place in kept:
        one = said[place.pk]
        values = (
            Consent.YES if place.pk in waiting else one.take_part,
            one.survey,
            one.photographs,
        )
        fields.append((f"was-{place.pk}", ",".join(consents_of(place))))
        fields += [(f"{key}-{place.pk}", v) for (key, _), v in zip(PURPOSES, values, strict=True)]
    context = {
        "booking": booking,
        "own_school": _own_school(request.standing),
        "count": len(waiting),
        "refused": sum(one.take_part == Consent.NO for one in said.values()),
        "names": [pupil_row(p, booking.session).name for p in kept if p.pk in waiting],
        "fields": fields,
        "back": reverse("sessions:places", args=[booking.pk]),
    }
    return render(request, "sessions/all_consents.html", context)
