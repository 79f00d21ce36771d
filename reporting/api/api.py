"""Puts the API together: its parts, and what it says when something cannot be had."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.operation import Operation

from accounts.access import open_to_all
from reporting.api import releases, results, waves
from reporting.api.door import NONE, PER_MINUTE, PerToken, needs_no_token
from reporting.api.shapes import Health
from reporting.rules.columns import LAYOUT_VERSION
from reporting.taking import Gone

VERSION = "1"
NOT_HERE = "There is nothing here. The list of what there is: /api/v1/openapi.json"
TOO_MANY = f"More than {PER_MINUTE} requests in a minute. Wait a minute, then go on."


class Api(NinjaAPI):
    """Names each operation by its function, as clients that are made from OpenAPI call it."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__


api = Api(
    title="Runway for evaluators",
    version=VERSION,
    description="Takes frozen releases of research data. Each request shows a token.",
    urls_namespace="api",
    docs_url=None,  # Swagger loads from elsewhere; ours is a plain page
    throttle=PerToken(),
)
api.add_router("", releases.router, throttle=PerToken())
api.add_router("", results.router, throttle=PerToken())
api.add_router("", waves.router, throttle=PerToken())


@api.get("/health", auth=None, throttle=[], response=Health, summary="Whether it answers")
@needs_no_token("Says only that the API answers, and which version it is.")
def health(request: HttpRequest) -> Health:
    """Needs no token."""
    return Health(status="ok", api=VERSION, layout=LAYOUT_VERSION)


def said(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    """A sentence as JSON."""
    answer = api.create_response(request, {"detail": sentence}, status=status)
    if status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def nothing_here(request: HttpRequest, reason: object = None) -> HttpResponse:
    """Under this address."""
    return said(request, 404, NOT_HERE)


@api.exception_handler(HttpError)
def refused(request: HttpRequest, reason: HttpError) -> HttpResponse:
    """What the door or the throttle says."""
    if isinstance(reason, AuthenticationError):
        return said(request, 401, NONE)
    sentence = TOO_MANY if reason.status_code == 429 else str(reason)
    return said(request, reason.status_code, sentence)


@api.exception_handler(ValidationError)
def not_understood(request: HttpRequest, reason: ValidationError) -> HttpResponse:
    """Under an address that cannot be there is nothing; of a question it says what was expected."""
    if any(error["loc"][0] == "path" for error in reason.errors):
        return nothing_here(request)
    words = [f"{error['loc'][-1]}: {error['msg']}." for error in reason.errors]
    return said(request, 400, " ".join(words))


for kind in (Http404, Gone):
    api.add_exception_handler(kind, nothing_here)


def with_door(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let a view of the API past the sign-in of pages: each operation asks for its token."""
    return open_to_all("The API asks for a token itself, see reporting.api.door.")(
        view if not isinstance(view, partial) else _named(view)
    )


def _named(view: "partial[Any]") -> Callable[..., Any]:
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return view(request, *args, **kwargs)

    answered.csrf_exempt = True  # type: ignore[attr-defined]
    return answered
