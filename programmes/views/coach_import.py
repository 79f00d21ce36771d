"""Adds coaches from a file: read, shown, and only then accepted."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.access import Request, requires
from accounts.roles import P
from core.carry import CarryBroken, seal, unseal
from core.problems import Refused
from core.spreadsheets import read_sheets
from core.words import many
from programmes.actions.coach_lists import add_coaches
from programmes.display.coach_import import preview
from programmes.forms.coach_file import CoachFileForm, check_lines, facts_of
from programmes.models import Coach
from programmes.readers.coach_list import read_coach_list
from programmes.views.supply import own_partners

LONGEST = 500  # coaches: a page that still opens
PURPOSE = "coaches"


@requires(P.MANAGE_SUPPLY)
@require_http_methods(["GET", "POST"])
def coach_import(request: Request) -> HttpResponse:
    """Upload a list; the same address takes the acceptance of what the preview showed."""
    if request.method == "GET":
        return _upload(request, CoachFileForm())
    try:
        if "carried" in request.POST:
            return _accept(request)
        form = CoachFileForm(request.POST, request.FILES)
        if form.is_valid():
            return _preview(request, form.cleaned_data["file"])
    except Refused as reason:
        return _upload(request, CoachFileForm(), reason.sentences)
    return _upload(request, form)


def _upload(
    request: Request, form: CoachFileForm, problems: list[str] | None = None
) -> HttpResponse:
    return _page(request, {"form": form, "problems": problems})


def _page(request: Request, context: dict[str, Any]) -> HttpResponse:
    return render(request, "programmes/coach_import.html", context)


def _preview(request: Request, file: UploadedFile) -> HttpResponse:
    found = read_coach_list(list(read_sheets(file, file.name or "The file")))
    if not found.lines and not found.problems:
        raise Refused("The list has headings and no coaches. Add them and upload it again.")
    if len(found.lines) > LONGEST:
        raise Refused(f"The list has more than {LONGEST} coaches. Upload it in parts.")
    known = {
        (partner, f"{given} {family}".casefold())
        for partner, given, family in Coach.objects.visible_to(request.standing).values_list(
            "partner_id", "given_name", "family_name"
        )
    }
    checked = check_lines(found, partners=own_partners(request), known=known)
    carried = seal(checked.taken, PURPOSE, request.user.pk) if checked.taken else ""
    return _page(request, {"preview": preview(found, checked), "carried": carried})


def _accept(request: Request) -> HttpResponse:
    partners = own_partners(request)
    carried = unseal(request.POST["carried"], PURPOSE, request.user.pk)
    rows = []
    for number, sent in carried:
        facts = facts_of(sent, partners)
        if facts is None:  # such as a partner that another programme has
            raise CarryBroken
        rows.append((number, facts))
    added = add_coaches(programme=request.programme, rows=rows, by=request.user)
    messages.success(request, f"{many(len(added), 'coach,coaches')} added.")
    return redirect("programmes:coaches")
