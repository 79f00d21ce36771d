"""Waves for those who run the programme or evaluate it: set up, addresses, QR codes, questions."""

import io

from django.contrib import messages
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Request, requires
from accounts.roles import P
from core.keyset import keyset_page
from core.problems import Refused
from sessions.models import Session
from surveys.actions.waves import add_wave, change_wave
from surveys.choices import Arm, WaveKind
from surveys.display.doors import ways
from surveys.display.gauge import Need, need
from surveys.display.gauge_rows import LATER, day_row, group_row, later_waves
from surveys.display.to_key import to_key
from surveys.display.waves import WAVE_NAMES, wave_address, wave_card
from surveys.forms.waves import WaveForm
from surveys.models import ComparisonGroup, Response, Wave
from surveys.rules.instrument import WaveKind as Kind
from surveys.rules.windows import USUAL_WINDOWS, late_dates, session_dates, window
from surveys.tallies import count_group_answers

DAYS_A_PAGE = 25
COUNTED = {WaveKind.BEFORE: "before", WaveKind.AFTER: "after", **LATER}
COLUMNS = [f"surveytally__{name}" for name in (*COUNTED.values(), "paired")]
NEEDS_SHOWN = 4
GROUPS_SHOWN = 10


@requires(P.VIEW_MATCHING)
@require_safe
def waves(request: Request) -> HttpResponse:
    """What is to come, the waves, and how answers match day by day."""
    held = _waves(request)
    kinds = {wave.kind for wave in held}
    page = keyset_page(
        _days_with_answers(request, held), ("-date", "-id"), request.GET, DAYS_A_PAGE
    )
    needs = sorted((n for w in held for n in _needs(request, w)), key=lambda n: n.closes)
    later = later_waves(kinds)
    groups = _groups(request)
    counted = count_group_answers([group.pk for group in groups])
    context = {
        "needs": needs,
        "ways": ways(request.standing),
        "to_key": to_key(request.standing),
        "later": later,
        "groups": [group_row(g, counted.get(g.pk, {}), later) for g in groups[:GROUPS_SHOWN]],
        "more_groups": len(groups) > GROUPS_SHOWN,
        "cards": [wave_card(wave) for wave in held],
        "missing": [(kind, WAVE_NAMES[kind]) for kind in WaveKind if kind not in kinds],
        "may_manage": request.standing.may(P.MANAGE_WAVES),
        "days": [day_row(session, later) for session in page.rows],
        "newer": page.before and f"?before={page.before}",
        "older": page.after and f"?after={page.after}",
    }
    return render(request, "surveys/waves.html", context)


@requires(P.MANAGE_WAVES)
@require_http_methods(["GET", "HEAD", "POST"])
def wave_add(request: Request) -> HttpResponse:
    """Set up a wave: of the kind in the address, or of the first that is missing."""
    kinds = {wave.kind for wave in _waves(request)}
    kind = request.GET.get("kind") or next((k for k in WaveKind if k not in kinds), "")
    if kind not in WaveKind.values:
        raise Http404
    form = WaveForm(request.POST or None, window=USUAL_WINDOWS[Kind(kind)])
    if request.method == "POST" and form.is_valid():
        try:
            add_wave(programme=request.programme, kind=kind, by=request.user, **form.chosen())
        except Refused as reason:
            form.add_error(None, reason.sentences)
        else:
            messages.success(request, "Survey set up. Its address is below.")
            return redirect("surveys:waves")
    name = WAVE_NAMES[WaveKind(kind)]
    context = {
        "form": form,
        "title": f"Set up the survey: {name.lower()}",
        "action": "Set up",
        "is_before": kind == WaveKind.BEFORE,
    }
    return render(request, "surveys/wave_form.html", context)


@requires(P.MANAGE_WAVES)
@require_http_methods(["GET", "HEAD", "POST"])
def wave_edit(request: Request, pk: int) -> HttpResponse:
    """Change when a wave opens and closes; its questions while nobody has answered."""
    wave = _wave(request, pk)
    answered = Response.objects.filter(wave=wave).exists()
    form = WaveForm(
        request.POST or None,
        window=(wave.opens_days, wave.closes_days),
        fixed=answered,
        initial={
            "version": str(wave.version_id),
            "asks": [arm for arm in Arm if wave.asks(arm)],
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_wave(wave=wave, by=request.user, **form.chosen(wave))
        except Refused as reason:
            form.add_error(None, reason.sentences)
        else:
            messages.success(request, "Survey changed.")
            return redirect("surveys:waves")
    context = {
        "form": form,
        "title": f"Change the survey: {WAVE_NAMES[WaveKind(wave.kind)].lower()}",
        "action": "Save",
        "answered": answered,
        "version": wave.version,
        "is_before": wave.kind == WaveKind.BEFORE,
    }
    return render(request, "surveys/wave_form.html", context)


@requires(P.VIEW_MATCHING)
@require_safe
def wave_qr(request: Request, pk: int) -> HttpResponse:
    """A wave's address as a picture that a phone reads."""
    import segno

    picture = io.BytesIO()
    code = segno.make(wave_address(_wave(request, pk)), error="m", micro=False)
    code.save(picture, kind="svg", scale=4, border=4, light="#fff", svgclass=None, lineclass=None)
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")


def _waves(request: Request) -> list[Wave]:
    order = list(WaveKind)
    held = Wave.objects.visible_to(request.standing).select_related("version")
    return sorted(held, key=lambda wave: order.index(WaveKind(wave.kind)))


def _wave(request: Request, pk: int) -> Wave:
    visible = Wave.objects.visible_to(request.standing).select_related("version")
    wave: Wave = get_object_or_404(visible, pk=pk)
    return wave


def _groups(request: Request) -> list[ComparisonGroup]:
    """The first comparison groups by school, and one more where there are more."""
    visible = ComparisonGroup.objects.visible_to(request.standing).select_related("school")
    return list(visible.order_by("school__name", "year_group", "pk")[: GROUPS_SHOWN + 1])


def _days_with_answers(request: Request, held: list[Wave]) -> QuerySet[Session]:
    """Days for which a survey has opened: those to come that are open now, then the past ones."""
    today = request.standing.today
    last = max((session_dates(w.opens_days, w.closes_days, today)[1] for w in held), default=today)
    return (
        Session.objects.visible_to(request.standing)
        .open()
        .filter(date__lte=last)
        .select_related("airfield", "tally", "surveytally")
        .only("date", "airfield__name", "tally__surveys_expected", *COLUMNS)
    )


def _needs(request: Request, wave: Wave) -> list[Need]:
    """The next days for which answers of a wave are still to come, the most pressing first."""
    if not wave.asks_day:
        return []
    counted = COUNTED[WaveKind(wave.kind)]
    today = request.standing.today
    first, last = late_dates(wave.kind, wave.opens_days, wave.closes_days, today)
    short = (
        Session.objects.visible_to(request.standing)
        .open()
        .filter(date__gte=first, date__lte=last)
        .annotate(missing=F("tally__surveys_expected") - Coalesce(f"surveytally__{counted}", 0))
        .filter(missing__gt=0)
        .by_date()
        .values_list("pk", "date", "missing")[:NEEDS_SHOWN]
    )
    return [
        need(pk, date, missing, wave.kind, window(date, wave.opens_days, wave.closes_days)[1])
        for pk, date, missing in short
    ]
