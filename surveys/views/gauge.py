"""The match gauge of one day: per school, what is expected, came, pairs, and is still to come."""

from collections import defaultdict

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.access import Request, requires
from accounts.actions import note_reading
from accounts.roles import P
from sessions.choices import Consent
from sessions.models import Place, Session
from surveys.display.gauge import Holder, day_row, school_rows
from surveys.models import Participant, Response, Wave
from surveys.rules.windows import window


@requires(P.VIEW_MATCHING)
@require_safe
def gauge(request: Request, pk: int) -> HttpResponse:
    """One day, school by school; study codes of those still to come, never names."""
    visible = Session.objects.visible_to(request.standing)
    session = get_object_or_404(visible.select_related("airfield", "tally", "surveytally"), pk=pk)
    expected, without_code = _places(session)
    # Codes are personal data: without an agreement in force both permissions are gone.
    may_see_codes = request.standing.permissions & {P.PRINT_CODES, P.EXPORT_RESEARCH}
    kinds = _open_kinds(request, session) if may_see_codes else set()
    rows = school_rows(_holders(session), expected, without_code, kinds)
    shown = sum(len(codes) for row in rows for _, codes in row.to_come)
    if shown:
        note_reading(
            what="codes still to come",
            target=session,
            count=shown,
            programme_id=session.programme_id,
            by=request.user,
        )
    context = {"session": session, "day": day_row(session), "schools": rows}
    return render(request, "surveys/gauge.html", context)


def _open_kinds(request: Request, session: Session) -> set[str]:
    """Waves that pupils of the day can answer today."""
    found = set()
    for wave in Wave.objects.visible_to(request.standing):
        opens, closes = window(session.date, wave.opens_days, wave.closes_days)
        if opens <= request.standing.today <= closes:
            found.add(wave.kind)
    return found


def _places(session: Session) -> tuple[dict[str, int], dict[str, int]]:
    """By school: pupils whose answers are expected, and those of them without a study code."""
    asked = ~Q(consent_survey=Consent.NO)
    counted = (
        Place.objects.kept()
        .filter(booking__session=session)
        .values_list("booking__school__name")
        .annotate(
            expected=Count("pk", filter=asked),
            bare=Count("pk", filter=asked & Q(codekey=None, pupil__isnull=False)),
        )
    )
    rows = list(counted)
    return {name: n for name, n, _ in rows}, {name: n for name, _, n in rows if n}


def _holders(session: Session) -> list[Holder]:
    """Every study code of the day with how it answered; three short reads."""
    answered: dict[int, dict[str, str]] = defaultdict(dict)
    came = Response.objects.filter(participant__session=session)
    for participant, kind, matched in came.values_list("participant", "wave__kind", "matched"):
        answered[participant][kind] = matched
    awaited = set(
        Place.objects.kept()
        .filter(booking__session=session)
        .exclude(consent_survey=Consent.NO)
        .values_list("codekey__participant", flat=True)
    )
    held = Participant.objects.filter(session=session)
    return [
        Holder(school, code, pk in awaited, answered[pk])
        for pk, school, code in held.values_list("pk", "school__name", "code")
    ]
