"""Keying paper sheets: which wait, a sheet keyed blind, and what differs side by side."""

import datetime
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Request, requires
from accounts.actions import note_reading
from accounts.roles import P
from core.carry import CarryBroken, CarryExpired, seal, unseal
from core.problems import Refused
from surveys.actions.paper.keying import Outcome, discard_keying, key_sheet, settle_sheet
from surveys.actions.paper.opening import Opened, open_sheet
from surveys.choices import WaveKind
from surveys.display.keying import differing_rows, item_rows, waiting_row, wave_rows
from surveys.display.paper import languages
from surveys.display.waves import WAVE_NAMES
from surveys.forms.paper import SheetForm
from surveys.models import PaperSheet, Wave
from surveys.questionnaire import instrument_of
from surveys.rules.codes import show_code
from surveys.rules.keying import read_keyed

PURPOSE = "paper"
KEPT = "paper_head"  # where the login session keeps date and language for the next sheet
MOST = 100  # sheets listed; who has more keys them first
STALE = (
    "This sheet was open for more than an hour, or its survey has changed. Nothing was stored: "
    "enter its code again."
)
SAID = {
    Outcome.FIRST: "Keyed once. It is stored when it is keyed a second time and both agree.",
    Outcome.STORED: "Both keyings agree. The sheet is stored.",
    Outcome.DIFFERS: "The two keyings differ. Look at the sheet and choose what stands on it.",
    Outcome.ASIDE: "The sheet is keyed, but its code cannot answer any more: it is set aside.",
}


class Head(NamedTuple):
    """What a sheet says at its top, carried while its questions are keyed."""

    opened: Opened
    answered_on: datetime.date
    language: str


@requires(P.KEY_ANSWERS)
@require_safe
def paper(request: Request) -> HttpResponse:
    """The surveys with their sheets: keyed once, differing, stored, and how well they are keyed."""
    context = {"rows": wave_rows(request.standing)}
    return render(request, "surveys/paper.html", context)


@requires(P.KEY_ANSWERS)
@require_http_methods(["GET", "HEAD", "POST"])
def paper_key(request: Request, pk: int) -> HttpResponse:
    """Enter a sheet's code, then its answers; the second keying never sees the first."""
    wave = _wave(request, pk)
    if request.method == "POST" and "head" in request.POST:
        return _keyed(request, wave)
    return _head_page(request, wave)


@requires(P.KEY_ANSWERS)
@require_safe
def paper_waiting(request: Request, pk: int) -> HttpResponse:
    """The sheets of a survey that differ, and those keyed once, by code."""
    wave = _wave(request, pk)
    held = PaperSheet.objects.visible_to(request.standing).waiting().filter(wave=wave)
    rows = held.select_related("participant", "first_by", "second_by").order_by("pk")[: MOST + 1]
    shown = [waiting_row(sheet) for sheet in rows[:MOST]]
    _note(request, wave, "study codes of keyed sheets", len(shown))
    context = {
        "wave": wave,
        "name": WAVE_NAMES[WaveKind(wave.kind)],
        "differing": [row for row in shown if row.differs],
        "once": [row for row in shown if not row.differs],
        "more": len(rows) > MOST,
    }
    return render(request, "surveys/paper_waiting.html", context)


@requires(P.KEY_ANSWERS)
@require_http_methods(["GET", "HEAD", "POST"])
def paper_sheet(request: Request, pk: int) -> HttpResponse:
    """A sheet whose keyings differ: only those questions, side by side, to be settled."""
    visible = PaperSheet.objects.visible_to(request.standing).waiting()
    found = visible.filter(second_by__isnull=False)
    sheet = get_object_or_404(found.select_related("wave__version", "participant"), pk=pk)
    instrument, problems = instrument_of(sheet.wave.version_id), []
    posted = request.POST.dict()
    if request.method == "POST":
        try:
            outcome = settle_sheet(
                sheet=sheet,
                instrument=instrument,
                posted=posted,
                by=request.user,
                today=request.standing.today,
            )
        except Refused as reason:
            problems = reason.sentences
        else:
            said = "The sheet is settled and stored."
            messages.success(request, said if outcome == Outcome.STORED else SAID[outcome])
            return redirect("surveys:paper_key", sheet.wave_id)
    else:
        _note(request, sheet.wave, "two keyings of a sheet", 1)
    context = {
        "sheet": sheet,
        "code": show_code(sheet.participant.code),
        "rows": differing_rows(instrument, sheet, posted),
        "problems": problems,
    }
    return render(request, "surveys/paper_sheet.html", context)


@requires(P.KEY_ANSWERS)
@require_POST
def paper_discard(request: Request, pk: int) -> HttpResponse:
    """Forget what was keyed of a sheet; it is keyed anew from paper."""
    visible = PaperSheet.objects.visible_to(request.standing).select_related("wave")
    sheet = get_object_or_404(visible, pk=pk)
    try:
        discard_keying(sheet=sheet, by=request.user)
    except Refused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, "The keying is discarded. Key the sheet anew.")
    return redirect("surveys:paper_waiting", sheet.wave_id)


def _wave(request: Request, pk: int) -> Wave:
    visible = Wave.objects.visible_to(request.standing).select_related("version")
    wave: Wave = get_object_or_404(visible, pk=pk)
    return wave


def _note(request: Request, wave: Wave, what: str, count: int) -> None:
    if count:
        note_reading(
            what=what,
            target=wave,
            count=count,
            programme_id=wave.programme_id,
            by=request.user,
        )


# --- the head of a sheet --------------------------------------------------------------------------


def _head_page(request: Request, wave: Wave, problem: str = "") -> HttpResponse:
    kept = request.session.get(KEPT, {})
    posted = request.POST if request.method == "POST" and not problem else None
    form = SheetForm(posted, languages=languages(wave.version_id), initial=kept)
    if posted is not None and form.is_valid():
        head = {"answered_on": form.cleaned_data["answered_on"], "language": form.chosen_language}
        try:
            opened = open_sheet(
                wave=wave, typed=form.cleaned_data["code"], today=request.standing.today, **head
            )
        except Refused as reason:
            form.add_error(None, reason.sentences)
        else:
            request.session[KEPT] = {**head, "answered_on": head["answered_on"].isoformat()}
            return _keying_page(request, wave, Head(opened, **head))
    context = {
        "wave": wave,
        "name": WAVE_NAMES[WaveKind(wave.kind)],
        "form": form,
        "problems": [problem] if problem else [],
    }
    return render(request, "surveys/paper_head.html", context)


def _sealed(request: Request, wave: Wave, head: Head) -> str:
    opened = head.opened
    payload = [
        wave.version_id,
        opened.participant_id,
        opened.code,
        opened.corrected,
        opened.first_by,
        head.answered_on.isoformat(),
        head.language,
    ]
    return seal(payload, f"{PURPOSE}-{wave.pk}", request.user.pk)


def _unsealed(request: Request, wave: Wave) -> Head | None:
    """The head that the page carried; None where it is old or of other questions."""
    try:
        payload = unseal(request.POST["head"], f"{PURPOSE}-{wave.pk}", request.user.pk)
    except (CarryBroken, CarryExpired):
        return None
    version, participant, code, corrected, first_by, on, language = payload
    if version != wave.version_id:
        return None
    opened = Opened(participant, code, corrected, first_by)
    return Head(opened, datetime.date.fromisoformat(on), language)


# --- its questions --------------------------------------------------------------------------------


def _keying_page(
    request: Request, wave: Wave, head: Head, problems: list[str] | None = None
) -> HttpResponse:
    posted: dict[str, Any] = request.POST.dict() if problems else {}
    context = {
        "wave": wave,
        "name": WAVE_NAMES[WaveKind(wave.kind)],
        "code": show_code(head.opened.code),
        "opened": head.opened,
        "own_first": head.opened.first_by == request.user.pk,
        "answered_on": head.answered_on,
        "head": _sealed(request, wave, head),
        "rows": item_rows(instrument_of(wave.version_id), wave.kind, posted),
        "problems": problems,
    }
    return render(request, "surveys/paper_key.html", context)


def _keyed(request: Request, wave: Wave) -> HttpResponse:
    head = _unsealed(request, wave)
    if head is None:
        return _head_page(request, wave, STALE)
    instrument = instrument_of(wave.version_id)
    try:
        outcome = key_sheet(
            wave=wave,
            instrument=instrument,
            opened=head.opened,
            answered_on=head.answered_on,
            language=head.language,
            keyed=read_keyed(instrument, wave.kind, request.POST.dict()),
            by=request.user,
            today=request.standing.today,
        )
    except Refused as reason:
        return _keying_page(request, wave, head, reason.sentences)
    if outcome == Outcome.DIFFERS:
        sheet = PaperSheet.objects.get(wave=wave, participant=head.opened.participant_id)
        messages.warning(request, SAID[outcome])
        return redirect("surveys:paper_sheet", sheet.pk)
    messages.success(request, SAID[outcome])
    return redirect("surveys:paper_key", wave.pk)
