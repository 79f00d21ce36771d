"""Planning the season: asking for a proposal, following it, and accepting what it changes."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRefresh

from accounts.access import Request, requires
from accounts.roles import P
from core.asked import number, words
from core.dates import now
from core.problems import Refused
from core.words import many
from sessions.actions import asking
from sessions.actions import proposals as actions
from sessions.actions.rosters import Changed
from sessions.actions.telling import date_of
from sessions.choices import ProposalState
from sessions.display.proposal import shown_difference, shown_shortages
from sessions.display.rosters import LATEST, latest, to_plan, working
from sessions.forms.rosters import PlanForm
from sessions.models import CrewSeat, Proposal
from sessions.roster.difference import difference
from sessions.roster.inputs import has_changed
from sessions.rules.proposals import is_silent, quality
from sessions.views.planning import typed

UNDER_WAY = (ProposalState.WAITING, ProposalState.RUNNING)
MOST_NAMES = 10


@requires(P.FILL_CARS)
def rosters(request: Request) -> HttpResponse:
    """What a plan would cover, the button that makes one, and the last ones made."""
    form = PlanForm(typed(request), initial={"seconds": 60})
    if request.method == "POST" and form.is_valid():
        try:
            proposal = actions.ask_for_proposal(
                programme=request.programme, by=request.user, now=now(), **form.cleaned_data
            )
        except Refused as reason:
            form.add_error(None, reason.sentences)
        else:
            return redirect("sessions:roster", proposal.pk)
    found = Proposal.objects.visible_to(request.standing).select_related("asked_by")
    last = list(found.order_by("-pk")[:LATEST])
    context = {
        "form": form,
        "plan": to_plan(request.programme.pk, request.standing.today),
        "busy": next((p.pk for p in last if p.state in UNDER_WAY and not _is_silent(p)), None),
        "ready": next((p.pk for p in last if p.state == ProposalState.READY), None),
        "latest": latest(last, now()),
    }
    return render(request, "sessions/rosters.html", context)


@requires(P.FILL_CARS)
@require_GET
def roster(request: Request, pk: int) -> HttpResponse:
    """One proposal: how far it is, or what it would change."""
    return _page(request, _own(request, pk), [])


@requires(P.FILL_CARS)
@require_GET
def roster_progress(request: Request, pk: int) -> HttpResponse:
    """The part of the page that says how far a proposal is; once it is ready, the page anew."""
    proposal = _own(request, pk)
    if proposal.state not in UNDER_WAY:
        return HttpResponseClientRefresh() if request.htmx else redirect("sessions:roster", pk)
    context = {"proposal": proposal, "working": working(proposal, now())}
    return render(request, "sessions/_roster_progress.html", context)


@requires(P.FILL_CARS)
@require_POST
def roster_stop(request: Request, pk: int) -> HttpResponse:
    """Stop the work, and keep the best roster found so far."""
    try:
        stopped = actions.stop_proposal(proposal=_own(request, pk), by=request.user, now=now())
    except Refused as reason:
        messages.info(request, str(reason))
    else:
        if stopped.state == ProposalState.CLOSED:
            messages.info(request, "Stopped before it began: there is nothing to keep.")
            return redirect("sessions:rosters")
    return redirect("sessions:roster", pk)


@requires(P.FILL_CARS)
@require_POST
def roster_discard(request: Request, pk: int) -> HttpResponse:
    """Throw a proposal away; the roster stays as it is."""
    try:
        actions.close_proposal(proposal=_own(request, pk), by=request.user, now=now())
    except Refused as reason:
        messages.info(request, str(reason))
    else:
        messages.success(request, "Proposal discarded. The roster stays as it is.")
    return redirect("sessions:rosters")


@requires(P.FILL_CARS)
@require_POST
def roster_accept(request: Request, pk: int) -> HttpResponse:
    """Accept all of a proposal, or the days and changes that are ticked."""
    proposal = _own(request, pk)
    every = words(request.POST.get("all", ""))
    chosen = [every] if every else [words(key) for key in request.POST.getlist("chosen")]
    try:
        changed = actions.accept_changes(
            proposal=proposal, chosen=chosen, by=request.user, now=now()
        )
    except Refused as reason:
        return _page(request, _own(request, pk), reason.sentences, chosen)
    _say(request, changed)
    proposal.refresh_from_db(fields=["state"])
    if proposal.state == ProposalState.READY:
        return redirect(_address(pk, request.POST.get("month", "")))
    return redirect("reporting:season")


@requires(P.FILL_CARS)
@require_POST
def roster_pin(request: Request, pk: int) -> HttpResponse:
    """Pin a seat that the proposal would take, or unpin it; then the difference anew."""
    proposal = _own(request, pk)
    visible = CrewSeat.objects.visible_to(request.standing).select_related("coach")
    unpin = number(request.POST.get("unpin", ""))
    chosen = unpin if unpin is not None else number(request.POST.get("pin", ""))
    seat = get_object_or_404(visible, pk=chosen)
    change = asking.pin_seat if unpin is None else asking.unpin_seat
    try:
        change(seat=seat, by=request.user, now=now())
    except Refused as reason:
        messages.error(request, str(reason))
    else:
        not_now = "no longer " if unpin is not None else ""
        messages.success(request, f"{seat.coach} is {not_now}pinned.")
    return redirect(_address(proposal.pk, request.POST.get("month", "")))


def _own(request: Request, pk: int) -> Proposal:
    visible = Proposal.objects.visible_to(request.standing)
    return get_object_or_404(visible.select_related("programme", "asked_by"), pk=pk)


def _address(pk: int, month: str) -> str:
    query = f"?{urlencode({'month': words(month)})}" if month else ""
    return reverse("sessions:roster", args=[pk]) + query


def _is_silent(proposal: Proposal) -> bool:
    return is_silent(proposal.state, proposal.asked_at, proposal.heard_at, now())


def _page(
    request: Request, proposal: Proposal, problems: list[str], chosen: list[str] | None = None
) -> HttpResponse:
    context = {"proposal": proposal, "problems": problems}
    if proposal.state in UNDER_WAY:
        context["working"] = working(proposal, now())
    elif proposal.state == ProposalState.READY:
        context.update(_ready(request, proposal, chosen or []))
    elif proposal.state == ProposalState.FAILED:
        context["sentence"] = proposal.shortages
    return render(request, "sessions/roster.html", context)


def _ready(request: Request, proposal: Proposal, chosen: list[str]) -> dict[str, object]:
    asked = request.POST if request.method == "POST" else request.GET
    today = request.standing.today
    days = difference(proposal, today)
    since = date_of(proposal.started_at or proposal.asked_at)
    short, others = shown_shortages(proposal.shortages)
    return {
        "found": shown_difference(days, words(asked.get("month", ""))),
        "all_key": actions.all_key(days),
        "chosen": chosen,
        "result": quality(proposal.objective, proposal.bound, proven=proposal.proven),
        "seconds": _seconds(proposal),
        "short": short,
        "shorter": others,
        "outdated": has_changed(proposal.inputs_hash, proposal.programme, since),
    }


def _seconds(proposal: Proposal) -> str:
    assert proposal.started_at is not None  # or it would not be ready
    assert proposal.finished_at is not None
    spent = (proposal.finished_at - proposal.started_at).total_seconds()
    return many(max(1, round(spent)), "second,seconds")


def _say(request: Request, changed: Changed) -> None:
    parts = [
        f"{changed.came:,} in" if changed.came else "",
        f"{changed.went:,} out" if changed.went else "",
        f"{changed.moved:,} moved" if changed.moved else "",
    ]
    days, told = many(changed.days, "day,days"), many(changed.told, "message,messages")
    what = ", ".join(filter(None, parts))
    messages.success(request, f"Roster changed on {days}: {what}. {told} on the way.")
    if changed.unreached:
        names = ", ".join(changed.unreached[:MOST_NAMES])
        more = len(changed.unreached) - MOST_NAMES
        rest = f" and {more:,} more" if more > 0 else ""
        messages.warning(request, f"No message reaches {names}{rest}. Phone them.")
