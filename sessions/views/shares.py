"""The page of fair shares: who has had how many days, by service and person."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.access import Request, requires
from accounts.actions import note_reading
from accounts.roles import P
from core.asked import page_number
from programmes.choices import Service
from sessions.display.shares import shares as shares_of


@requires(P.FILL_CARS)
@require_GET
def shares(request: Request) -> HttpResponse:
    """Most days first, 50 coaches a page; ``?service=`` chooses one service."""
    asked = request.GET.get("service", "")
    service = asked if asked in Service.values else ""
    page = page_number(request.GET.get("page", ""))
    found = shares_of(request.programme.pk, request.standing.today, service=service, page=page)
    note_reading(
        what="fair shares",
        kind="coach",
        count=len(found.bars),
        programme_id=request.programme.pk,
        by=request.user,
    )
    choices = [("", "All"), *Service.choices]
    context = {
        "found": found,
        "choices": [(label, _address(value), value == service) for value, label in choices],
        "previous": _address(service, page - 1) if page else "",
        "next": _address(service, page + 1) if found.has_more else "",
    }
    return render(request, "sessions/shares.html", context)


def _address(service: str, page: int = 0) -> str:
    asked: dict[str, object] = {}
    if service:
        asked["service"] = service
    if page:
        asked["page"] = page
    return reverse("sessions:shares") + (f"?{urlencode(asked)}" if asked else "")
