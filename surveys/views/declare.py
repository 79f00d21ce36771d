"""Naming the outcomes: one primary outcome and the subgroups, declared before the season."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.access import Request, requires
from accounts.roles import P
from core.problems import Refused
from surveys.actions.declaring import declare_outcome, scales_asked
from surveys.choices import WaveKind
from surveys.display.declaring import declared_rows, first_later_answer
from surveys.display.waves import WAVE_NAMES
from surveys.forms.declaring import DeclareForm


@requires(P.DECLARE_OUTCOMES)
@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: Request) -> HttpResponse:
    """What was declared, when, and whether in time; and the form for a new declaration."""
    scales = scales_asked(request.programme)
    later = [kind for kind in WaveKind if kind != WaveKind.BEFORE]
    form = DeclareForm(
        request.POST if request.method == "POST" else None,
        scales=scales,
        waves=[(kind.value, WAVE_NAMES[kind]) for kind in later],
        initial={"wave": WaveKind.AFTER.value},
    )
    if request.method == "POST" and form.is_valid():
        try:
            declare_outcome(
                programme=request.programme,
                scale=form.cleaned_data["scale"],
                wave_kind=form.cleaned_data["wave"],
                subgroups=form.cleaned_data["subgroups"],
                today=request.standing.today,
                by=request.user,
            )
        except Refused as reason:
            form.add_error(None, reason.sentences)
        else:
            messages.success(request, "Declared. It stands on the results page from now on.")
            return redirect("surveys:declare")
    first = first_later_answer(request.programme)
    context = {
        "form": form,
        "has_scales": bool(scales),
        "is_late": first is not None,
        "first": first,
        "rows": declared_rows(request.programme, first, dict(scales)),
    }
    return render(request, "surveys/declare.html", context)
