"""A coach's calendar feed, and the button that makes its secret address."""

import hashlib

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Request, open_to_all, requires
from accounts.roles import P
from programmes.models import Coach
from sessions.actions.feeds import open_feed, renew_feed
from sessions.display.feed import calendar_of


@open_to_all("a program that keeps calendars cannot sign in; the address is secret")
@require_safe
def feed(request: HttpRequest, key: str) -> HttpResponseBase:
    """The days of one coach; 404 once he has a new address or no longer takes part.

    Reading is not put on record: these are his own days, and a calendar asks every hour.
    """
    coaches = Coach.objects.select_related("programme")
    coach = get_object_or_404(coaches, calendar_key=key, is_active=True)
    body = calendar_of(coach)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="my-days.ics"'
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response.headers["ETag"] = tag
    return get_conditional_response(request, etag=tag, response=response) or response


@requires(P.VIEW_OWN_DAYS)
@require_POST
def feed_address(request: Request) -> HttpResponse:
    """Make the address, or with ``new`` another one in its place."""
    if request.standing.coach_id is None:
        raise Http404
    coach = Coach.objects.get(pk=request.standing.coach_id)
    if "new" in request.POST:
        renew_feed(coach=coach, by=request.user)
        messages.success(request, "New address made. The old one no longer works.")
    else:
        open_feed(coach=coach, by=request.user)
    return redirect(f"{reverse('sessions:my_days')}?calendar=open#calendar")
