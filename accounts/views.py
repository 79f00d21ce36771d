"""Sends each person to the page that says what needs him now."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from accounts.access import Request, signed_in
from accounts.context import DOORS
from accounts.roles import P


@signed_in("Everybody has a home page; it only leads to pages that name their own permission.")
def home(request: Request) -> HttpResponse:
    """The first door that opens; with no role, a page that says whom to ask."""
    standing = request.standing
    if standing.programme_id is None:
        if standing.may(P.SET_UP_PROGRAMME):
            return redirect("programmes:start")
        return render(request, "accounts/no_role.html")
    for door in DOORS:
        if standing.may(door.permission):
            return redirect(door.url_name)
    return render(request, "accounts/no_role.html")
