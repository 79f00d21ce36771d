"""What changed: the kept results with their age, and the button that works them out anew."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from accounts.access import Request, requires
from accounts.roles import P
from core.asked import number
from core.dates import now
from core.problems import Refused
from reporting.models import Analysis, Release
from reporting.results import actions
from reporting.results.background import has_newer
from reporting.results.kept import age, asked_for, choose, found_results, has_answers, working
from reporting.results.page import ready


@requires(P.VIEW_RESULTS)
@require_safe
def results(request: Request) -> HttpResponse:
    """The newest results, or those of a release; what is under way; what has come since."""
    found, release = found_results(request.standing), _release(request.GET.get("release", ""))
    shown, last = choose(found, release), asked_for(found, release)
    if release is not None and last is None:
        raise Http404
    context: dict[str, object] = {
        "working": working(last, now()),
        "shown": shown,
        "others": [one for one in found.ready if shown is None or one.pk != shown.pk],
        "may_take": request.standing.may(P.EXPORT_RESEARCH),
        "may_declare": request.standing.may(P.DECLARE_OUTCOMES),
    }
    if shown is None:
        context["answered"] = has_answers(request.programme)
    else:
        ours = Analysis.objects.visible_to(request.standing).filter(pk=shown.pk)
        made = ready(shown.key, ours.values_list("result", flat=True).get)
        context["made"], context["age"] = made, age(shown.at, now())
        context["newer"] = shown.number is None and has_newer(made.waves, made.last)
    return render(request, "reporting/results/page.html", context)


@requires(P.VIEW_RESULTS)
@require_safe
def results_progress(request: Request) -> HttpResponse:
    """The part that says how far results are; once nobody works on them, the page anew."""
    release = _release(request.GET.get("release", ""))
    state = working(asked_for(found_results(request.standing), release), now())
    if state is None or state.is_over:
        return HttpResponseClientRefresh() if request.htmx else redirect(_address(release))
    return render(request, "reporting/results/_working.html", {"working": state})


@requires(P.VIEW_RESULTS)
@require_POST
def results_work_out(request: Request) -> HttpResponse:
    """Have results worked out from the answers as they are now, or again those of a release."""
    release = _release(request.POST.get("release", ""))
    try:
        if release is None:
            actions.ask_for_results(programme=request.programme, by=request.user, now=now())
        else:
            ours = Release.objects.visible_to(request.standing).filter(analysis__isnull=False)
            found = get_object_or_404(ours, number=release)
            actions.ask_for_release_results(release=found, until=None, now=now())
    except Refused as reason:
        messages.info(request, str(reason))
    return redirect(_address(release))


def _release(asked: str) -> int | None:
    """The number of a release, None where none is asked for; anything else is not found."""
    found = number(asked)
    if asked and found is None:
        raise Http404
    return found


def _address(release: int | None) -> str:
    query = "" if release is None else f"?release={release}"
    return reverse("reporting:results") + query
