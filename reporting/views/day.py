"""The page of one day, from which everything about it is done."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.access import Request, requires
from accounts.roles import P
from reporting.day import day_page
from sessions.models import Session


@requires(P.VIEW_SEASON)
def day(request: Request, pk: int) -> HttpResponse:
    """What the day needs, who sits where, which schools come; no pupil's name."""
    visible = Session.objects.visible_to(request.standing)
    loaded = visible.with_closure().select_related("airfield", "tally", "surveytally")
    session = get_object_or_404(loaded, pk=pk)
    session.programme = request.programme  # read already, by the middleware
    page = day_page(session, request.standing, request.GET)
    return render(request, "reporting/day.html", {"day": session, "page": page})
