"""The shared tablet itself: its shell, the worker that keeps the shell, and where answers go."""

import hashlib
import json
import logging
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from accounts.access import open_to_all
from core.dates import today
from surveys.actions.tablets import close_tablet, digest_of, take_in
from surveys.models import Tablet
from surveys.rules.saved_answers import read_batch

log = logging.getLogger(__name__)

SHELL = "the shell holds nothing of anybody, and works without signal"
BY_TOKEN = "a tablet has a token of its own and no account"  # noqa: S105
MOST_AT_ONCE = 50
LONGEST_BODY = 2 * 1024 * 1024  # bytes
RETRY = "retry"
UNAUTHORISED, GONE, TOO_LARGE = 401, 410, 413

MODULES = [
    "vendor/idb/index.js",
    *(
        f"surveys/tablet/{name}.js"
        for name in "codes device idle keeping outbox record screens sealing session staff".split()
    ),
]
FONTS = [
    f"vendor/roboto/roboto-{subset}-{weight}-normal.woff2"
    for subset in ("latin", "latin-ext")
    for weight in (400, 500, 700)
]
FILES = [
    "core/mark.svg",
    "vendor/roboto/roboto.css",
    "vendor/design-system/design-system.min.css",
    "core/runway.css",
    "surveys/tablet/app.js",
    *MODULES,
    *FONTS,
]


@open_to_all(SHELL)
@require_safe
def tablet(request: HttpRequest) -> HttpResponse:
    """The public shell: the same for everybody, so that a worker may keep it."""
    return HttpResponse(_shell())


@open_to_all(SHELL)
@require_safe
def tablet_worker(request: HttpRequest) -> HttpResponse:
    """The service worker, with what it keeps; other bytes as soon as any of that changes."""
    kept = {
        "version": _version(),
        "shell": reverse("surveys:tablet"),
        # Modules import one another by plain names; the page asks for names with a hash in them.
        "files": [_plain(name) if name in MODULES else static(name) for name in FILES],
    }
    source = f"const KEPT = {json.dumps(kept, indent=2)};\n{_text('surveys/tablet/worker.js')}"
    response = HttpResponse(source, content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


# No cookie is read here, so no other site can make a browser hand anything in: CSRF has no hold.
@open_to_all(BY_TOKEN)
@csrf_exempt
@require_POST
def tablet_answers(request: HttpRequest) -> HttpResponse:
    """Takes in sealed answers; tells for each whether it is kept or must be sent again."""
    held = _held(request)
    if isinstance(held, HttpResponse):
        return held
    if _length(request) > LONGEST_BODY:
        return _no(TOO_LARGE, "Send fewer answers at a time.")
    batch = read_batch(request.body)
    if batch is None:
        return _no(400, "This is no list of sealed answers.")
    if len(batch) > MOST_AT_ONCE:
        return _no(TOO_LARGE, "Send fewer answers at a time.")
    receipts = {str(client_id): _take(held, client_id, sealed) for client_id, sealed in batch}
    return _private(JsonResponse({"receipts": receipts}))


@open_to_all(BY_TOKEN)
@csrf_exempt  # as above
@require_POST
def tablet_close(request: HttpRequest) -> HttpResponse:
    """Notes that the tablet has nothing more to send."""
    held = _held(request)
    if isinstance(held, HttpResponse):
        return held
    close_tablet(tablet=held, today=today())
    return _private(HttpResponse(status=204))


def _take(held: Tablet, client_id: UUID, sealed: str) -> str:
    try:
        return take_in(tablet=held, client_id=client_id, sealed=sealed, today=today())
    except DatabaseError as problem:
        log.warning("A tablet's answer could not be taken in: %s", type(problem).__name__)
        return RETRY


def _held(request: HttpRequest) -> Tablet | HttpResponse:
    """Whose token this is; else what to answer, on which the tablet keeps everything."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    found = (
        Tablet.objects.select_related("wave").filter(token_digest=digest_of(token)).first()
        if scheme == "Tablet" and token
        else None
    )
    if found is None:
        return _no(UNAUTHORISED, "This tablet is not known here.")
    if not found.private_key:
        return _no(GONE, "The time for answers of this tablet is over.")
    return found


def _length(request: HttpRequest) -> int:
    told = request.META.get("CONTENT_LENGTH") or "0"
    return int(told) if told.isdecimal() else LONGEST_BODY + 1


def _no(status: int, words: str) -> HttpResponse:
    return _private(JsonResponse({"problem": words}, status=status))


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    return response


def _shell() -> str:
    """Without the request: nothing of a signed-in person may get into what is kept."""
    return render_to_string("surveys/tablet.html")


def _text(name: str) -> str:
    return _bytes(name).decode("utf-8")


def _bytes(name: str) -> bytes:
    path = finders.find(name)
    assert isinstance(path, str), name
    return Path(path).read_bytes()


def _plain(name: str) -> str:
    """The address of a static file without a hash in its name, as modules import it."""
    return f"{settings.STATIC_URL}{name}"


def _version() -> str:
    """One short word for all that is kept: another as soon as one byte of it is."""
    whole = hashlib.sha256(_shell().encode())
    for name in FILES:
        whole.update(_bytes(name))
    return whole.hexdigest()[:16]
