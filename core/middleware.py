"""Keeps the pages of signed-in people out of every cache."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase


class PrivatePagesMiddleware:
    """Says no-store to signed-in people, so that Back after signing out shows nothing.

    Static files never come here: WhiteNoise answers them before the login session is read.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The view's answer, with the two headers."""
        response = self.get_response(request)
        # Asked after the view: signing in and out changes who is there.
        if request.user.is_authenticated:
            response.headers["Cache-Control"] = "no-store"
        response.headers.setdefault("Referrer-Policy", "same-origin")
        return response
