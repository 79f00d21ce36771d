"""The co-ordinator's first page: the season, and what each of its days needs."""

from django.http import HttpResponse
from django.shortcuts import render

from accounts.access import Request, requires
from accounts.roles import P
from reporting.season import season_page


@requires(P.VIEW_SEASON)
def season(request: Request) -> HttpResponse:
    """All days by month with their lights; ``?from=`` a date leads through a long season."""
    page = season_page(request.standing, request.programme, request.GET)
    return render(request, "reporting/season.html", {"page": page})
