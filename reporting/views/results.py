"""What changed: the kept results with their age, and the button that works them out anew."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from accounts.access import Request, requires
from accounts.roles import P
from core.asked import number
from core.dates import now
from core.problems import Refused
from reporting.models import Analysis
from reporting.results import actions
from reporting.results.background import has_newer
from reporting.results.kept import age, choose, found_results, has_answers, working
from reporting.results.page import ready


@requires(P.VIEW_RESULTS)
@require_safe
def results(request: Request) -> HttpResponse:
    """The newest results, or those of a release; what is under way; what has come since."""
    found = found_results(request.standing)
    asked = request.GET.get("release", "")
    wanted = number(asked)
    shown = choose(found, wanted) if wanted is not None or not asked else None
    if asked and shown is None:
        raise Http404
    context: dict[str, object] = {
        "working": working(found, now()),
        "shown": shown,
        "others": [one for one in found.ready if shown is None or one.pk != shown.pk],
        "may_take": request.standing.may(P.EXPORT_RESEARCH),
        "may_declare": request.standing.may(P.DECLARE_OUTCOMES),
    }
    if shown is None:
        context["answered"] = has_answers(request.programme)
    else:
        ours = Analysis.objects.visible_to(request.standing).filter(pk=shown.pk)
        read = ours.values_list("result", flat=True).get
        made = ready(shown.key, read)
        context["made"], context["age"] = made, age(shown.worked_out_at, now())
        context["newer"] = shown.number is None and has_newer(made.waves, made.last)
    return render(request, "reporting/results/page.html", context)


@requires(P.VIEW_RESULTS)
@require_safe
def results_progress(request: Request) -> HttpResponse:
    """The part that says how far results are; once nobody works on them, the page anew."""
    state = working(found_results(request.standing), now())
    if state is None or state.is_over:
        return HttpResponseClientRefresh() if request.htmx else redirect("reporting:results")
    return render(request, "reporting/results/_working.html", {"working": state})


@requires(P.VIEW_RESULTS)
@require_POST
def results_work_out(request: Request) -> HttpResponse:
    """Have the results worked out from the answers as they are now."""
    try:
        actions.ask_for_results(programme=request.programme, by=request.user, now=now())
    except Refused as reason:
        messages.info(request, str(reason))
    return redirect("reporting:results")
