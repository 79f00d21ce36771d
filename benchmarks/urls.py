"""All addresses of Runway, and the empty views that the others are held against."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from accounts.access import open_to_all, signed_in
from benchmarks.bare_table import insert_one


@signed_in("The empty page that other pages are held against.")
def empty(request: HttpRequest) -> HttpResponse:
    """A signed-in page with our shell and nothing in it."""
    return render(request, "core/base.html")


@signed_in("The least that answers a signed-in person.")
def signed_in_bare(request: HttpRequest) -> HttpResponse:
    """No template at all: what finding out who somebody is costs."""
    return HttpResponse("bare")


@open_to_all("The bare view that survey pages are held against.")
def bare(request: HttpRequest) -> HttpResponse:
    """What any answer costs through the same middleware."""
    return HttpResponse("bare")


@csrf_exempt
@open_to_all("The bare post that sending answers is held against.")
def bare_post(request: HttpRequest) -> HttpResponse:
    """One insert in one transaction, and nothing else."""
    insert_one(uuid.UUID(request.POST["id"]), request.POST["codes"])
    return HttpResponse("stored")


urlpatterns = [
    path("benchmark/empty/", empty),
    path("benchmark/bare/", bare),
    path("benchmark/signed-in/", signed_in_bare),
    path("benchmark/post/", bare_post),
    path("", include("config.urls")),
]
