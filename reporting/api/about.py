"""What the API can do, as a page of our own: nothing on it is loaded from elsewhere."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from accounts.access import open_to_all
from reporting.api.api import api, nothing_here


@dataclass(frozen=True)
class Call:
    """One thing that can be asked."""

    path: str
    summary: str
    about: str
    parameters: list[tuple[str, str]]
    answers: list[tuple[str, str]]
    needs_token: bool


@open_to_all("Says how the API is asked; holds no data.")
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Every call with its parameters and answers, out of the OpenAPI description."""
    paths = api.get_openapi_schema()["paths"]
    context = {
        "calls": [_call(path, methods["get"]) for path, methods in paths.items()],
        "base": settings.SITE_URL.rstrip("/"),
    }
    return render(request, "reporting/api.html", context)


@csrf_exempt
@open_to_all("Says in JSON that there is nothing under this address.")
def nothing(request: HttpRequest, rest: str) -> HttpResponse:
    """Whatever else is asked: 404, and never a sign-in page."""
    return nothing_here(request)


def _call(path: str, operation: dict[str, Any]) -> Call:
    return Call(
        path=path,
        summary=operation["summary"],
        about=operation.get("description", ""),
        parameters=[_parameter(one) for one in operation["parameters"]],
        answers=[(str(code), _answer(one)) for code, one in operation["responses"].items()],
        needs_token="security" in operation,
    )


def _parameter(one: dict[str, Any]) -> tuple[str, str]:
    shape = one["schema"]
    allowed = " or ".join(shape.get("enum", []))
    return one["name"], shape.get("description") or allowed or shape["type"]


def _answer(one: dict[str, Any]) -> str:
    return ", ".join(one.get("content", {})) or str(one["description"])
