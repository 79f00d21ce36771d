"""The lot: schools chosen, strata looked at, drawn once, and anybody's to check."""

import csv
from collections.abc import Collection

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Request, requires
from accounts.roles import P
from core.asked import number, words
from core.dates import now
from core.problems import Refused
from schools.models import School
from schools.rules.councils import council_code
from sessions.actions.lots import draw_lot, drawn_again
from sessions.display import lot as display
from sessions.forms.lot import MarksForm, SeedForm
from sessions.models import Booking, Lot, LotSchool
from sessions.rules.lot import MARKS, difference_words
from sessions.rules.power import POWER_TERMS

MOST_FOUND = 20
MOST_SCHOOLS = 500  # more than a country has


@requires(P.VIEW_MATCHING)
@require_safe
def lot(request: Request) -> HttpResponse:
    """The draw as it is on record; ``?check=1`` draws again from the seed and compares."""
    drawn = Lot.objects.visible_to(request.standing).select_related("drawn_by").first()
    rows = _rows(drawn) if drawn else []
    context = {
        "lot": drawn,
        "result": display.result(drawn, rows) if drawn else None,
        "checked": _checked(drawn, rows) if drawn and "check" in request.GET else "",
        "terms": POWER_TERMS,
        "may_draw": request.standing.may(P.MANAGE_DAYS),
    }
    return render(request, "sessions/lot.html", context)


@requires(P.VIEW_MATCHING)
@require_safe
def lot_file(request: Request) -> HttpResponse:
    """What anybody needs to repeat the draw, as CSV: SEED code, school, stratum, turn."""
    drawn = get_object_or_404(Lot.objects.visible_to(request.standing))
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="lot.csv"'
    lines = csv.writer(answer)
    lines.writerow(["seed", "seed_code", "school", "stratum", "turn"])
    for row in _rows(drawn):
        lines.writerow([drawn.seed, row.school.seed_code, row.school.name, row.stratum, row.turn])
    return answer


@requires(P.MANAGE_DAYS)
@require_http_methods(["GET", "HEAD", "POST"])
def lot_draw(request: Request) -> HttpResponse:
    """Choose schools and marks, look at the strata, draw; nothing is stored before the draw."""
    if Lot.objects.visible_to(request.standing).exists():
        return redirect("sessions:lot")
    if request.method == "POST" and {"look", "draw"} & request.POST.keys():
        return _strata(request)
    return _choose(request, [])


def _rows(drawn: Lot) -> list[LotSchool]:
    rows = LotSchool.objects.filter(lot=drawn).select_related("school")
    return list(rows.order_by("stratum", "school__name", "school__seed_code"))


def _checked(drawn: Lot, rows: Collection[LotSchool]) -> str:
    recorded = {row.school.seed_code: row.turn for row in rows}
    return difference_words(recorded, drawn_again(drawn, rows))


def _picked(request: Request) -> set[int]:
    """The schools that are ticked; on the first look those that have booked a day."""
    if request.method != "POST":
        booked = Booking.objects.standing_now().filter(session__programme=request.programme)
        return set(booked.values_list("school", flat=True))
    sent = (number(text) for text in request.POST.getlist("school")[:MOST_SCHOOLS])
    return {pk for pk in sent if pk is not None}


def _choose(request: Request, problems: list[str]) -> HttpResponse:
    picked, q = _picked(request), words(request.POST.get("q", ""))
    visible = School.objects.visible_to(request.standing).select_related("council")
    area = council_code(request.programme.area) or ""
    ours = visible.filter(Q(pk__in=picked) | Q(council__code=area, in_register=True))
    found = list(visible.found(q).exclude(pk__in=ours).by_name()[: MOST_FOUND + 1]) if q else []
    marks = MarksForm(request.POST if request.method == "POST" else None)
    if "all" in request.POST:
        picked |= set(ours.values_list("pk", flat=True))
    context = {
        "schools": display.offered(ours.by_name(), picked),
        "found": display.offered(found[:MOST_FOUND], picked),
        "has_more": len(found) > MOST_FOUND,
        "q": q,
        "marks": marks if marks.is_bound else MarksForm(initial={"marks": list(MARKS)}),
        "problems": problems,
    }
    return render(request, "sessions/lot_choose.html", context)


def _strata(request: Request) -> HttpResponse:
    visible = School.objects.visible_to(request.standing).select_related("council")
    schools = list(visible.filter(pk__in=_picked(request)).by_name())
    marks = MarksForm(request.POST)
    if not marks.is_valid() or len(schools) < 2:
        return _choose(request, [] if len(schools) > 1 else ["Choose two schools or more."])
    chosen = marks.cleaned_data["marks"]
    form = SeedForm(request.POST if "draw" in request.POST else None)
    if form.is_bound and form.is_valid():
        try:
            draw_lot(
                programme=request.programme,
                schools=schools,
                marks=chosen,
                seed=form.cleaned_data["seed"],
                by=request.user,
                now=now(),
            )
        except Refused as reason:
            form.add_error(None, reason.sentences)
        else:
            messages.success(request, "The lot is drawn. It stands below, and is never changed.")
            return redirect("sessions:lot")
    context = {
        "form": form,
        "schools": schools,
        "chosen": chosen,
        "strata": display.preview(schools, chosen),
        "power": display.halves_words(len(schools)),
        "terms": POWER_TERMS,
    }
    return render(request, "sessions/lot_strata.html", context)
