"""Research data go out: the list of frozen releases, one release, and taking it."""

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.access import Request, requires
from accounts.roles import P
from core.dates import now
from reporting import taking
from reporting.actions import releases as actions
from reporting.choices import Work
from reporting.display.freezing import Making, making
from reporting.display.releases import (
    answers_so_far,
    file_rows,
    release_row,
    release_rows,
    taken,
)
from reporting.models import Freezing, Release

MOST = 100  # releases listed; more than anybody freezes in a school year


@requires(P.EXPORT_RESEARCH)
@require_GET
def releases(request: Request) -> HttpResponse:
    """What is being made, every release of the programme, the newest first, and what is in one."""
    every = Release.objects.visible_to(request.standing).newest_first()
    rows = release_rows(every.select_related("frozen_by")[:MOST], request.standing.today)
    context = {
        "rows": rows,
        "over": [row for row in rows if row.is_over],
        "answers": answers_so_far(request.programme),
        "making": last_making(request),
    }
    return render(request, "reporting/releases.html", context)


@requires(P.EXPORT_RESEARCH)
@require_GET
def release(request: Request, pk: int) -> HttpResponse:
    """One release: what was agreed, its files, and who took it."""
    found = _own(request, pk)
    try:
        files = taking.members(found)
    except taking.Gone:
        files = []
    data, others = file_rows(found, files)
    context = {
        "row": release_row(found, request.standing.today),
        "data": data,
        "others": others,
        "taken": taken(found),
    }
    return render(request, "reporting/release.html", context)


@requires(P.EXPORT_RESEARCH)
@require_GET
def download(request: Request, pk: int) -> HttpResponseBase:
    """A release's file as it was frozen; who takes it is on record before it leaves."""
    found = _own(request, pk)
    if taking.is_known(request, found.sha256):
        return taking.unchanged(found.sha256)
    try:
        answer = taking.whole(found)
    except taking.Gone as gone:
        raise Http404 from gone
    actions.note_download(release=found, by=request.user)
    return answer


@requires(P.EXPORT_RESEARCH)
@require_GET
def file(request: Request, pk: int, name: str) -> HttpResponseBase:
    """One file of a release; who takes it is on record before it leaves."""
    found = _own(request, pk)
    try:
        member = taking.find(found, name)
        if member.sha256 and taking.is_known(request, member.sha256):
            return taking.unchanged(member.sha256)
        answer = taking.one(found, member)
    except taking.Gone as gone:
        raise Http404 from gone
    actions.note_download(release=found, by=request.user, name=name)
    return answer


def last_making(request: Request) -> Making | None:
    """The newest release asked for, while it is being made or when it came to nothing."""
    asked = Freezing.objects.visible_to(request.standing).newest_first()
    last = asked.select_related("asked_by").first()
    return making(last, now()) if last is not None and last.state != Work.READY else None


def _own(request: Request, pk: int) -> Release:
    visible = Release.objects.visible_to(request.standing)
    return get_object_or_404(visible.select_related("frozen_by"), pk=pk)
