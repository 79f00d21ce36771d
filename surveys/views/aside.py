"""Answers that were set aside: the list, and settling one of them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Request, requires
from accounts.actions import note_reading
from accounts.roles import P
from core.keyset import keyset_page
from core.problems import Refused
from surveys.actions.aside import leave_out, store_by_hand, take_up_again
from surveys.display.aside import answered_words, aside_row, likely_rows, stored_rows
from surveys.forms.aside import CodeChoiceForm, LeaveOutForm
from surveys.models import SetAside
from surveys.questionnaire import instrument_of

A_PAGE = 25
READ_ALONG = (
    "wave__version",
    "tablet__session__airfield",
    "tablet__group__school",
    "response",
)


@requires(P.KEY_ANSWERS)
@require_safe
def aside_list(request: Request) -> HttpResponse:
    """What waits, the oldest first; ``?settled`` what has been settled, the newest first."""
    settled = "settled" in request.GET
    visible = SetAside.objects.visible_to(request.standing).select_related(*READ_ALONG)
    rows = visible.exclude(settled_on=None) if settled else visible.waiting()
    page = keyset_page(rows, ("-id",) if settled else ("id",), request.GET, A_PAGE)
    _note(request, len(page.rows))
    kept = "settled=yes&" if settled else ""
    context = {
        "rows": [aside_row(row) for row in page.rows],
        "settled": settled,
        "newer": page.before and f"?{kept}before={page.before}",
        "older": page.after and f"?{kept}after={page.after}",
    }
    return render(request, "surveys/aside_list.html", context)


@requires(P.KEY_ANSWERS)
@require_http_methods(["GET", "HEAD", "POST"])
def aside_one(request: Request, pk: int) -> HttpResponse:
    """One answer set: choose its code, leave it out with a reason, or take it up again."""
    visible = SetAside.objects.visible_to(request.standing).select_related(*READ_ALONG)
    row = get_object_or_404(visible, pk=pk)
    instrument = instrument_of(row.wave.version_id)
    likely, unanswered = likely_rows(row) if row.settled_on is None else ([], 0)
    do = request.POST.get("do", "")
    code_form = CodeChoiceForm(
        request.POST if do == "store" else None,
        likely=[(one.code, f"{one.shown}, {one.slips}") for one in likely],
    )
    reason_form = LeaveOutForm(request.POST if do == "leave" else None)
    if request.method == "POST" and _settled(request, row, do, code_form, reason_form):
        return redirect("surveys:set_aside")
    if request.method != "POST":
        _note(request, 1)
    context = {
        "row": aside_row(row),
        "aside": row,
        "answered": answered_words(row, instrument),
        "unanswered": unanswered,
        "shown": len(likely),
        "differing": stored_rows(row, instrument),
        "code_form": code_form,
        "reason_form": reason_form,
    }
    return render(request, "surveys/aside_one.html", context)


def _settled(
    request: Request, row: SetAside, do: str, code_form: CodeChoiceForm, reason_form: LeaveOutForm
) -> bool:
    """Do what was asked; False where the page has to say why not."""
    form: Any = code_form if do == "store" else reason_form
    if do in ("store", "leave") and not form.is_valid():
        return False
    today, by = request.standing.today, request.user
    try:
        if do == "store":
            store_by_hand(
                aside=row,
                instrument=instrument_of(row.wave.version_id),
                code=code_form.chosen,
                by=by,
                today=today,
            )
            said = "The answers are stored under the code that you chose, marked “by hand”."
        elif do == "leave":
            leave_out(aside=row, because=form.cleaned_data["because"], by=by, today=today)
            said = "The answers are left out. They are kept, and can be taken up again."
        else:
            take_up_again(aside=row, by=by)
            said = "The answers wait for a code again."
    except Refused as reason:
        if do in ("store", "leave"):
            form.add_error(None, reason.sentences)
            return False
        messages.error(request, str(reason))
    else:
        messages.success(request, said)
    return True


def _note(request: Request, count: int) -> None:
    """Put on record who saw codes as they were typed; of one answer set no more than of many."""
    if count:
        note_reading(
            what="answers set aside",
            kind="set aside",
            count=count,
            programme_id=request.standing.programme_id,
            by=request.user,
        )
