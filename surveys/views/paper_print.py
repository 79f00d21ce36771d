"""Prints paper sheets: for a booking, for a comparison group, and one without a code to look at."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Request, requires
from accounts.roles import P, Role
from core.asked import number
from sessions.choices import Consent
from sessions.models import Booking, Place
from surveys.actions.paper.printing import note_printing
from surveys.choices import Language, WaveKind
from surveys.display.paper import paper_of, printable
from surveys.models import CodeKey, ComparisonGroup, InstrumentVersion, Participant, Wave
from surveys.paper.sheet import sheets, specimen
from surveys.views.code_cards import BY_NAME

NO_SHEETS = "There is nobody to print sheets for: no pupil on the list has a study code."


@requires(P.PRINT_CODES)
@require_http_methods(["GET", "HEAD", "POST"])
def paper_sheets(request: Request, pk: int) -> HttpResponse:
    """Choose a survey; POST gives a sheet for each pupil of a booking, in the order of the cards.

    All pupils with a code get one: leaving out those who have answered would tell who has.
    """
    visible = Booking.objects.named_to(request.standing)
    booking = get_object_or_404(visible.select_related("session__airfield", "school"), pk=pk)
    codes = _codes_of_booking(request, booking)
    asking = Wave.objects.visible_to(request.standing).filter(asks_day=True)
    if request.method == "POST":
        name = f"{booking.session.date}"
        return _printed(request, asking, booking, list(codes), name)
    context = {
        "heading": booking.school.name,
        "date": booking.session.date,
        "booking": booking,
        "session": booking.session,
        "back": reverse("surveys:code_cards", args=[pk]),
        **_context(request, asking, codes.count()),
    }
    return render(request, "surveys/paper_print.html", context)


@requires(P.PRINT_CODES)
@require_http_methods(["GET", "HEAD", "POST"])
def group_paper(request: Request, pk: int) -> HttpResponse:
    """The same for a comparison group, in the order in which its codes were issued."""
    visible = ComparisonGroup.objects.coded_to(request.standing).select_related("school")
    group = get_object_or_404(visible, pk=pk)
    codes = Participant.objects.filter(group=group).order_by("pk").values_list("code", flat=True)
    asking = Wave.objects.visible_to(request.standing).filter(asks_waiting=True)
    if request.method == "POST":
        return _printed(request, asking, group, list(codes), "comparison")
    context = {
        "heading": f"{group.school.name}, {group.year_group}",
        "group": group,
        "back": reverse("surveys:group_cards", args=[pk]),
        **_context(request, asking, codes.count()),
    }
    return render(request, "surveys/paper_print.html", context)


@requires(P.VIEW_MATCHING)
@require_safe
def paper_preview(request: Request, pk: int) -> HttpResponse:
    """A version's sheet without a code; ``?kind=BEFORE&language=pl``."""
    version = get_object_or_404(InstrumentVersion, pk=pk)
    kind = request.GET.get("kind", WaveKind.BEFORE)
    if kind not in WaveKind.values:
        raise Http404
    paper = paper_of(version, kind, request.GET.get("language", Language.ENGLISH))
    return _pdf(specimen(paper), f"specimen-{kind.lower()}", "inline")


def _codes_of_booking(request: Request, booking: Booking) -> QuerySet[CodeKey, str]:
    places = Place.objects.kept().filter(booking=booking, pupil__isnull=False)
    keys = CodeKey.objects.visible_to(request.standing).filter(
        place__in=places.exclude(consent_survey=Consent.NO)
    )
    return keys.order_by(*BY_NAME).values_list("participant__code", flat=True)


def _context(request: Request, asking: QuerySet[Wave], count: int) -> dict[str, object]:
    waves = asking.select_related("version").order_by("opens_days", "pk")
    return {
        "count": count,
        "papers": [printable(wave) for wave in waves],
        "may_preview": request.standing.may(P.VIEW_MATCHING),
        "own_school": not request.standing.may(P.VIEW_SEASON)
        and Role.SCHOOL in request.standing.roles,
    }


def _printed(
    request: Request,
    asking: QuerySet[Wave],
    target: Booking | ComparisonGroup,
    codes: list[str],
    name: str,
) -> HttpResponse:
    wave = get_object_or_404(
        asking.select_related("version"), pk=number(request.POST.get("wave", "")) or 0
    )
    if not codes:
        messages.error(request, NO_SHEETS)
        return redirect(request.path)
    asked = request.POST.get("language", "")
    language = asked if asked in Language.values else Language.ENGLISH
    paper = paper_of(wave.version, wave.kind, language)
    file = sheets(paper, codes)
    note_printing(
        wave=wave,
        language=language,
        target=target,
        count=len(codes),
        by=request.user,
        today=request.standing.today,
    )
    return _pdf(file, f"sheets-{wave.kind.lower()}-{name}", "attachment")


def _pdf(content: bytes, name: str, how: str) -> HttpResponse:
    headers = {
        "Content-Disposition": f'{how}; filename="runway-{name}.pdf"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(content, content_type="application/pdf", headers=headers)
