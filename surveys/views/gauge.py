"""The match gauge of one day: per school and wave, what is expected, came, pairs, is to come."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.access import Request, requires
from accounts.actions import note_reading
from accounts.models import LOOKED_AT, AuditEvent
from accounts.roles import P
from core.dates import now
from core.words import clock
from programmes.models import Programme
from sessions.actions.days import slots_of
from sessions.choices import Consent
from sessions.models import Place, Session
from surveys.choices import Arm
from surveys.display.gauge import (
    Asked,
    Given,
    Holder,
    all_rows,
    asked_waves,
    codes_shown,
    school_rows,
)
from surveys.models import ComparisonGroup, Participant, Response, Wave
from surveys.views.tablet import tablets_of

READING = "codes still to come"
# The page looks again by itself, every few seconds: one line on the record stands for this long.
READ_AGAIN = datetime.timedelta(minutes=10)
NO_TURN = "those without a turn"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@requires(P.VIEW_MATCHING)
@require_safe
def gauge(request: Request, pk: int) -> HttpResponse:
    """One day, school by school; study codes of those still to come, never names.

    Asked by htmx it answers with the part that changes while pupils answer.
    """
    visible = Session.objects.visible_to(request.standing)
    session = get_object_or_404(visible.select_related("airfield", "programme"), pk=pk)
    lists = _lists(session)
    asked = asked_waves(
        Wave.objects.visible_to(request.standing).order_by("opens_days", "pk"),
        arm=Arm.DAY,
        counts_from=session.date,
        today=request.standing.today,
    )
    holders = _holders(session, lists.slots, by_turn=session.date == request.standing.today)
    may = may_see_codes(request)
    rows = school_rows(holders, lists.expected, lists.without_code, asked, with_codes=may)
    record_reading(request, session, session.programme, codes_shown(rows))
    context = {
        "session": session,
        "schools": rows,
        "all": all_rows(rows) if len(rows) > 1 else [],
        "is_today": session.date == request.standing.today,
        "may_remind": request.standing.may(P.MANAGE_WAVES),
        **tablets_of(request, session),
        **live(asked),
    }
    return answer(request, "surveys/gauge.html", context)


def may_see_codes(request: Request) -> bool:
    """Codes are personal data: without an agreement in force both permissions are gone."""
    return bool(request.standing.permissions & {P.PRINT_CODES, P.EXPORT_RESEARCH})


def live(asked: list[Asked]) -> dict[str, object]:
    """Whether the page looks again by itself, and when it looked last."""
    return {"is_live": any(wave.is_open for wave in asked), "looked_at": clock(now())}


def answer(request: Request, page: str, context: dict[str, object]) -> HttpResponse:
    """The page, or for htmx the part of it that changes."""
    return render(request, "surveys/_gauge.html" if request.htmx else page, context)


def record_reading(
    request: Request, target: Session | ComparisonGroup, of: Programme, shown: int
) -> None:
    """Put on record who looks at codes, once while the page stays open."""
    if not shown:
        return
    lately = AuditEvent.objects.filter(
        by=request.user,
        verb=f"{LOOKED_AT} {READING}",
        target_kind=str(target._meta.verbose_name),
        target_number=target.pk,
        at__gt=now() - READ_AGAIN,
    )
    if not lately.exists():
        note_reading(what=READING, target=target, count=shown, programme_id=of.pk, by=request.user)


@dataclass
class _Lists:
    """What the class lists of a day say, by school and by participant."""

    expected: Counter[str]  # pupils whose answers are awaited
    without_code: Counter[str]  # of them, who cannot answer yet
    slots: dict[int, int | None]  # when who is awaited drives


def _lists(session: Session) -> _Lists:
    found = _Lists(Counter(), Counter(), {})
    places = Place.objects.kept().filter(booking__session=session)
    columns = (
        "booking__school__name",
        "consent_survey",
        "codekey__participant",
        "pupil",
        "slot",
    )
    for school, consent, participant, pupil, slot in places.values_list(*columns):
        found.expected[school] += consent != Consent.NO
        if consent == Consent.NO:
            continue
        if participant is not None:
            found.slots[participant] = slot
        elif pupil is not None:
            found.without_code[school] += 1
    return found


def _holders(session: Session, slots: Mapping[int, int | None], *, by_turn: bool) -> list[Holder]:
    """Every study code of the day with how it answered; two short reads."""
    given = answers_of(Response.objects.filter(participant__session=session), session.date)
    held = Participant.objects.filter(session=session)
    is_planned = by_turn and any(slot is not None for slot in slots.values())
    turns = _turns(session) if is_planned else []
    return [
        Holder(pk, school, code, pk in slots, given[pk], _turn(turns, slots.get(pk)))
        for pk, school, code in held.values_list("pk", "school__name", "code")
    ]


def answers_of(came: QuerySet[Response], counts_from: datetime.date) -> dict[int, list[Given]]:
    """By participant what came, with its days from the day."""
    given: dict[int, list[Given]] = defaultdict(list)
    columns = ("pk", "participant", "wave__kind", "matched", "answered_on")
    for pk, participant, kind, matched, on in came.values_list(*columns):
        given[participant].append(Given(pk, kind, matched, (on - counts_from).days))
    return given


def _turns(session: Session) -> list[str]:
    """Those who drive at the same time are a group: "group B, 10:15am"."""
    return [
        f"group {letter}, {clock(start)}"
        for letter, start in zip(LETTERS, slots_of(session).starts, strict=False)
    ]


def _turn(turns: list[str], slot: int | None) -> str:
    if not turns:
        return ""
    return turns[slot] if slot is not None and slot < len(turns) else NO_TURN
