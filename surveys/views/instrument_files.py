"""Instruments from files and to files: uploaded, shown, only then accepted; downloaded again."""

import re
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Request, requires
from accounts.roles import P
from core.carry import seal, unseal
from core.problems import Refused
from surveys.actions.instruments import add_version
from surveys.display.instruments import item_rows, language_rows, scale_rows
from surveys.forms.instruments import UploadForm
from surveys.models import InstrumentVersion
from surveys.questionnaire import held_words, instrument_of
from surveys.readers.instrument_upload import read_upload
from surveys.readers.xlsform_writing import write_xlsform
from surveys.rules.differences import differences
from surveys.rules.instrument_file import (
    InstrumentFile,
    read_instrument_file,
    write_instrument_csv,
)

PURPOSE = "instrument"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires(P.MANAGE_INSTRUMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def instrument_upload(request: Request) -> HttpResponse:
    """Upload a file with questions; the same address takes the acceptance of its preview."""
    if request.method != "POST":
        return _upload(request, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    try:
        if "carried" in request.POST:
            return _accept(request)
        if form.is_valid():
            return _preview(request, form.cleaned_data)
    except Refused as reason:
        # What was typed stays; the file has to be chosen again, as browsers keep none.
        kept = {name: request.POST.get(name, "") for name in ("name", "number")}
        return _upload(request, UploadForm(initial=kept), reason.sentences)
    return _upload(request, form)


@requires(P.VIEW_MATCHING)
@require_safe
def instrument_csv(request: Request, pk: int) -> HttpResponse:
    """The item list of a version, with the words of every language."""
    version = get_object_or_404(InstrumentVersion, pk=pk)
    text = write_instrument_csv(instrument_of(pk), held_words(pk))
    return _file(version, text.encode("utf-8-sig"), "text/csv; charset=utf-8", "csv")


@requires(P.VIEW_MATCHING)
@require_safe
def instrument_xlsform(request: Request, pk: int) -> HttpResponse:
    """A version as a form for other survey tools."""
    version = get_object_or_404(InstrumentVersion, pk=pk)
    body = write_xlsform(str(version), instrument_of(pk), held_words(pk))
    return _file(version, body, EXCEL, "xlsx")


def _file(version: InstrumentVersion, body: bytes, kind: str, ending: str) -> HttpResponse:
    stem = re.sub(r"[^a-z0-9.]+", "_", str(version).lower()).strip("_.") or "instrument"
    response = HttpResponse(body, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{stem}.{ending}"'
    return response


def _upload(request: Request, form: UploadForm, problems: Iterable[str] = ()) -> HttpResponse:
    context = {"form": form, "problems": list(problems)}
    return render(request, "surveys/instrument_upload.html", context)


def _preview(request: Request, said: dict[str, Any]) -> HttpResponse:
    file = said["file"]
    read = read_upload(file, file.name)
    carried = {
        "name": said["name"],
        "number": said["number"],
        "csv": write_instrument_csv(read.instrument, read.words),
    }
    old = _latest(said["name"])
    context = {
        "title": f"{said['name']} {said['number']}",
        "file": file.name,
        "carried": seal(carried, PURPOSE, request.user.pk),
        "old": old,
        "said": differences(instrument_of(old.pk), read.instrument) if old else [],
        **_shown(read),
    }
    return render(request, "surveys/instrument_preview.html", context)


def _shown(read: InstrumentFile) -> dict[str, Any]:
    return {
        "left_out": read.left_out,
        "items": item_rows(read.instrument),
        "scales": scale_rows(read.instrument),
        "languages": [row for row in language_rows(read.instrument, read.words, ()) if row.done],
    }


def _accept(request: Request) -> HttpResponse:
    """Read what was carried by the rules anew, and keep it."""
    carried = unseal(request.POST["carried"], PURPOSE, request.user.pk)
    read = read_instrument_file(carried["csv"])
    made = add_version(
        name=carried["name"],
        version=carried["number"],
        instrument=read.instrument,
        by=request.user,
        programme=request.programme,
        made_from=_latest(carried["name"]),
        words=read.words,
    )
    messages.success(request, f"{made} made. Change it until a survey asks it.")
    return redirect("surveys:instrument", made.pk)


def _latest(name: str) -> InstrumentVersion | None:
    """The newest version of this name: what a new one is compared with."""
    return InstrumentVersion.objects.filter(name=name).order_by("-pk").first()
