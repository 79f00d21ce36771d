"""Hands in the file that a tablet saved, because it gets no signal any more."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.access import Request, requires
from accounts.roles import P
from core.problems import Refused
from core.words import many
from surveys.actions.tablets import STORED, take_in
from surveys.forms.tablet import SavedForm
from surveys.models import Tablet
from surveys.rules.saved_answers import Saved, read_saved, tablets_of

NOT_KNOWN = "These answers are of a tablet that is not known here, or whose time is over."


@requires(P.OPEN_TABLETS)
@require_http_methods(["GET", "HEAD", "POST"])
def tablet_file(request: Request) -> HttpResponse:
    """Takes the file of any tablet that this person may see; twice is the same as once."""
    form = SavedForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            said = _take(request, read_saved(form.cleaned_data["file"].read()))
        except Refused as reason:
            form.add_error("file", reason.sentences)
        else:
            messages.success(request, said)
            return redirect("surveys:tablet_file")
    return render(request, "surveys/tablet_file.html", {"form": form})


def _take(request: Request, saved: list[Saved]) -> str:
    seen = Tablet.objects.visible_to(request.standing).exclude(private_key="")
    held = seen.select_related("wave").in_bulk(tablets_of(saved))
    if any(one.tablet not in held for one in saved):
        raise Refused(NOT_KNOWN)
    today = request.standing.today
    kept = [
        take_in(tablet=held[one.tablet], client_id=one.client_id, sealed=one.sealed, today=today)
        for one in saved
    ]
    stored = many(kept.count(STORED), "answer is,answers are")
    aside = len(kept) - kept.count(STORED)
    more = f" {many(aside, 'is,are')} set aside, to be settled by hand." if aside else ""
    return f"{stored} stored.{more} The tablet may keep its copy: sent again, it changes nothing."
