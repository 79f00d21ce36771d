"""Keeps the pages of signed-in people out of every cache, and no answer without words."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

MOST = 2**63 - 1  # as a row's number is stored


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


class WordsForWrongWayMiddleware:
    """Gives a 405 a page: Django sends it empty, and browsers then say that Runway is broken.

    It is met when a login ended before a button was pressed, and signing in leads back there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The view's answer; an empty 405 becomes the page that leads home."""
        response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or response.content:
            return response
        page = render(request, "405.html", status=response.status_code)
        page.headers["Allow"] = response.headers.get("Allow", "")
        return page


class NumbersThatFitMiddleware:
    """Finds nothing under a number in an address that no row can have.

    Some databases cannot even look for such a number, and the answer would be a 500.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The view's answer, as it is."""
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        args: tuple[object, ...],
        kwargs: dict[str, object],
    ) -> None:
        """``Http404`` for a number beyond 64 bits."""
        if any(isinstance(value, int) and value > MOST for value in kwargs.values()):
            raise Http404
