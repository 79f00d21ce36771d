"""Prints study codes: a card for each pupil, or a list for the office."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.access import Request, requires
from accounts.actions import note_reading
from accounts.roles import P, Role
from core.words import many
from sessions.choices import Consent
from sessions.models import Booking, Place
from surveys.actions.codes import issue_codes
from surveys.display import code_cards as display
from surveys.models import CodeKey, Wave

BY_NAME = ("place__pupil__family_name", "place__pupil__given_name", "pk")


@requires(P.PRINT_CODES)
@require_http_methods(["GET", "POST"])
def code_cards(request: Request, pk: int) -> HttpResponse:
    """Cards to cut out; ``?as=list`` names and codes in a table; POST issues missing codes."""
    booking = get_object_or_404(
        Booking.objects.named_to(request.standing).select_related("session__airfield", "school"),
        pk=pk,
    )
    if request.method == "POST":
        count = issue_codes(booking=booking, by=request.user)
        messages.success(request, f"{many(count, 'study code,study codes')} issued.")
        return redirect("surveys:code_cards", booking.pk)
    keys = list(_keys(request, booking))
    answering = [key for key in keys if key.place.consent_survey != Consent.NO]
    waves = list(
        Wave.objects.visible_to(request.standing)
        .filter(programme=booking.session.programme_id, asks_day=True)
        .order_by("opens_days", "pk")
    )
    if answering:
        note_reading(
            what="study codes",
            target=booking,
            count=len(answering),
            programme_id=booking.session.programme_id,
            by=request.user,
        )
    context = {
        "booking": booking,
        "session": booking.session,
        "own_school": not request.standing.may(P.VIEW_SEASON)
        and Role.SCHOOL in request.standing.roles,
        "cards": [display.card(key) for key in answering],
        "without_consent": len(keys) - len(answering),
        "surveys": [display.survey(wave, booking.session.date) for wave in waves],
        "missing": _missing(request, booking),
        "as_list": request.GET.get("as") == "list",
    }
    return render(request, "surveys/code_cards.html", context)


def _keys(request: Request, booking: Booking) -> QuerySet[CodeKey]:
    """The keys of pupils who are on the list now."""
    places = Place.objects.kept().filter(booking=booking, pupil__isnull=False)
    keys = CodeKey.objects.visible_to(request.standing).filter(place__in=places)
    return keys.select_related("participant", "place__pupil").order_by(*BY_NAME)


def _missing(request: Request, booking: Booking) -> int:
    """How many pupils on the list have no code yet."""
    places = Place.objects.visible_to(request.standing).kept()
    return places.filter(booking=booking, codekey=None, pupil__isnull=False).count()
