"""Asking for a release: how alike participants would be, how far it is, and stopping it."""

from collections import Counter

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from accounts.access import Request, requires
from accounts.roles import P
from core.dates import now
from core.problems import Refused
from reporting.actions import freezing as actions
from reporting.actions.releases import Wish
from reporting.choices import Coarser, Work
from reporting.display.freezing import alike_words, coarser_choices, making
from reporting.display.releases import answers_so_far
from reporting.export.alike import groups_in_release
from reporting.forms import FreezeForm
from reporting.models import Freezing
from reporting.rules.likeness import Like
from reporting.views.releases import last_making

UNDER_WAY = (Work.WAITING, Work.RUNNING)
LOOK_FIRST = "Look at how alike participants would be with this choice, then freeze."


@requires(P.EXPORT_RESEARCH)
@require_http_methods(["GET", "HEAD", "POST"])
def freeze(request: Request) -> HttpResponse:
    """Ask who takes the data, for what and how coarse; the worker then freezes them."""
    answers = answers_so_far(request.programme)
    groups = groups_in_release(request.programme) if answers.any else Counter[Like]()
    form = FreezeForm(
        request.POST if request.method == "POST" else None, coarser=coarser_choices(groups)
    )
    if request.method == "POST" and form.is_valid() and _has_looked(form, groups):
        try:
            asked = actions.ask_for_release(
                programme=request.programme, wish=_wish(form), by=request.user, now=now()
            )
        except Refused as reason:
            form.add_error(None, reason.sentences)
        else:
            return _asked(request, asked)
    context = {
        "form": form,
        "answers": answers,
        "alike": alike_words(groups, _chosen(request)),
        "making": last_making(request),
    }
    return render(request, "reporting/freeze.html", context)


@requires(P.EXPORT_RESEARCH)
@require_GET
def alike(request: Request) -> HttpResponse:
    """The part of the page that says how alike participants would be with what is ticked."""
    groups = groups_in_release(request.programme)
    context = {"alike": alike_words(groups, _chosen(request))}
    return render(request, "reporting/_alike.html", context)


@requires(P.EXPORT_RESEARCH)
@require_GET
def progress(request: Request, pk: int) -> HttpResponse:
    """The part of the page that says how far a release is; at its end, the page anew."""
    freezing = _own(request, pk)
    if freezing.state not in UNDER_WAY:
        return HttpResponseClientRefresh() if request.htmx else redirect("reporting:releases")
    return render(request, "reporting/_making.html", {"making": making(freezing, now())})


@requires(P.EXPORT_RESEARCH)
@require_POST
def stop(request: Request, pk: int) -> HttpResponse:
    """Stop a release before it is frozen for ever."""
    try:
        actions.stop_freezing(freezing=_own(request, pk), by=request.user, now=now())
    except Refused as reason:
        messages.info(request, str(reason))
    return redirect("reporting:releases")


def _own(request: Request, pk: int) -> Freezing:
    visible = Freezing.objects.visible_to(request.standing)
    return get_object_or_404(visible.select_related("asked_by"), pk=pk)


def _chosen(request: Request) -> frozenset[Coarser]:
    """What is ticked; words that are none of ours are passed over."""
    asked = request.POST if request.method == "POST" else request.GET
    known = set(Coarser.values)
    return frozenset(Coarser(code) for code in asked.getlist("coarser") if code in known)


def _has_looked(form: FreezeForm, groups: Counter[Like]) -> bool:
    """Whether the page has shown what this choice comes to, or it leaves nobody alone."""
    found = alike_words(groups, form.cleaned_data["coarser"])
    if not found.is_small or form.cleaned_data["seen"] == found.seen:
        return True
    form.add_error("coarser", f"{found.sentence} {LOOK_FIRST}")
    return False


def _wish(form: FreezeForm) -> Wish:
    said = form.cleaned_data
    names = ("recipient", "purpose", "agreement", "delete_by", "coarser")
    return Wish.of(**{name: said[name] for name in names})


def _asked(request: Request, asked: Freezing) -> HttpResponse:
    """Without a worker of its own it is frozen by now."""
    asked.refresh_from_db()
    if asked.release is not None:
        messages.success(request, f"{asked.release} is frozen.")
    return redirect("reporting:releases")
