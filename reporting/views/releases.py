"""Research data go out: the list of frozen releases, freezing one, and taking it."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from accounts.access import Request, requires
from accounts.roles import P
from core.dates import now
from core.problems import Refused
from reporting.actions import releases as actions
from reporting.display import answers_so_far, release_rows
from reporting.forms import FreezeForm
from reporting.models import Release

MOST = 100  # releases listed; more than anybody freezes in a school year


@requires(P.EXPORT_RESEARCH)
def releases(request: Request) -> HttpResponse:
    """Every release of the programme, the newest first, and what is in one."""
    every = Release.objects.visible_to(request.standing).newest_first()
    context = {
        "rows": release_rows(every[:MOST]),
        "answers": answers_so_far(request.programme),
    }
    return render(request, "reporting/releases.html", context)


@requires(P.EXPORT_RESEARCH)
def freeze(request: Request) -> HttpResponse:
    """Ask who takes the data and for what, and freeze them."""
    form = FreezeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.freeze_release(
                programme=request.programme,
                wish=actions.Wish.of(
                    recipient=form.cleaned_data["recipient"],
                    purpose=form.cleaned_data["purpose"],
                ),
                by=request.user,
                now=now(),
            )
        except Refused as reason:
            form.add_error(None, reason.sentences)
        else:
            messages.success(request, f"Release {made.number} is frozen.")
            return redirect("reporting:releases")
    context = {"form": form, "answers": answers_so_far(request.programme)}
    return render(request, "reporting/freeze.html", context)


@require_GET
@requires(P.EXPORT_RESEARCH)
def download(request: Request, pk: int) -> FileResponse:
    """A release's file as it was frozen; who takes it is on record before it leaves."""
    release = get_object_or_404(Release.objects.visible_to(request.standing), pk=pk)
    try:
        file = release.file.open("rb")
    except FileNotFoundError as missing:
        raise Http404 from missing
    actions.note_download(release=release, by=request.user)
    name = f"runway-release-{release.number}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
