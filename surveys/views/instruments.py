"""Instruments in versions: the list, one version, what changed, and drafts as a whole."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Request, requires
from accounts.roles import P
from core.asked import number
from core.keyset import keyset_page
from core.problems import Refused
from surveys.actions.instruments import (
    NOT_OURS,
    SHIPPED_NAME,
    SHIPPED_VERSION,
    copy_version,
    delete_version,
    rename_version,
    shipped_version,
    why_fixed,
)
from surveys.choices import WaveKind
from surveys.display.instruments import (
    MISSING_CODES,
    item_rows,
    language_rows,
    paper_links,
    phone_links,
    scale_rows,
    version_rows,
)
from surveys.display.waves import WAVE_NAMES
from surveys.forms.instruments import NameForm, VersionForm
from surveys.models import InstrumentVersion, Translation, Wave
from surveys.questionnaire import held_words, instrument_of
from surveys.rules.differences import differences, wordings
from surveys.rules.translations import is_complete

VERSIONS_A_PAGE = 25
only_get_and_post = require_http_methods(["GET", "HEAD", "POST"])


def own_version(request: Request, pk: int) -> InstrumentVersion:
    """A version of the current programme: only these are changed."""
    ours = InstrumentVersion.objects.filter(programme=request.standing.programme_id)
    return get_object_or_404(ours.exclude(programme=None).select_related("made_from"), pk=pk)


@requires(P.VIEW_MATCHING)
@require_safe
def instruments(request: Request) -> HttpResponse:
    """Every version that can be asked, those made last first."""
    page = keyset_page(_versions(), ("-id",), request.GET, VERSIONS_A_PAGE)
    waves: dict[int, list[str]] = {}
    for wave in Wave.objects.visible_to(request.standing):
        waves.setdefault(wave.version_id, []).append(WAVE_NAMES[WaveKind(wave.kind)].lower())
    assert request.standing.programme_id is not None  # nobody has permissions without one
    context = {
        "versions": version_rows(page.rows, waves, request.standing.programme_id),
        "may_write": request.standing.may(P.MANAGE_INSTRUMENTS),
        "shipped": f"{SHIPPED_NAME} {SHIPPED_VERSION}",
        "is_here": InstrumentVersion.objects.filter(
            name=SHIPPED_NAME, version=SHIPPED_VERSION
        ).exists(),
        "newer": page.before and f"?before={page.before}",
        "older": page.after and f"?after={page.after}",
    }
    return render(request, "surveys/instruments.html", context)


@requires(P.VIEW_MATCHING)
@require_safe
def instrument(request: Request, pk: int) -> HttpResponse:
    """One version whole: scales, questions, languages, and what can be done with it."""
    version = get_object_or_404(InstrumentVersion.objects.select_related("made_from"), pk=pk)
    held, words = instrument_of(version.pk), held_words(version.pk)
    spoken = [code for code, told in words.items() if is_complete(held, told)]
    asking = Wave.objects.visible_to(request.standing).filter(version=version)
    frozen = Translation.objects.filter(version=version, frozen_on__isnull=False)
    may_write = request.standing.may(P.MANAGE_INSTRUMENTS)
    ours = version.programme_id == request.standing.programme_id
    fixed = list(why_fixed(version))
    context = {
        "version": version,
        "items": item_rows(held),
        "scales": scale_rows(held),
        "languages": language_rows(held, words, frozen.values_list("language", flat=True)),
        "missing_codes": MISSING_CODES,
        "phone": phone_links(version, held),
        "paper": paper_links(version, held, spoken),
        "asked": [WAVE_NAMES[WaveKind(wave.kind)].lower() for wave in asking],
        "may_write": may_write,
        "may_translate": may_write and ours,
        "is_draft": may_write and ours and not fixed,
        "fixed": (fixed if ours else [NOT_OURS]) if may_write else [],
        "unused": not fixed,
    }
    return render(request, "surveys/instrument.html", context)


@requires(P.VIEW_MATCHING)
@require_safe
def instrument_changes(request: Request, pk: int) -> HttpResponse:
    """What differs from the version it was made from, or from any other that is asked for."""
    version = get_object_or_404(InstrumentVersion.objects.select_related("made_from"), pk=pk)
    others = InstrumentVersion.objects.exclude(pk=pk).order_by("name", "version")
    asked = number(request.GET.get("from", ""))
    old = others.filter(pk=asked).first() if asked else version.made_from
    context: dict[str, Any] = {"version": version, "old": old, "others": others}
    if old is not None:
        before, after = instrument_of(old.pk), instrument_of(version.pk)
        context["said"] = differences(before, after)
        context["wordings"] = wordings(before, after)
    return render(request, "surveys/instrument_changes.html", context)


@requires(P.MANAGE_INSTRUMENTS)
@only_get_and_post
def instrument_copy(request: Request, pk: int) -> HttpResponse:
    """Make a new version that starts as this one is."""
    version = get_object_or_404(InstrumentVersion, pk=pk)
    form = VersionForm(request.POST or None, initial={"name": version.name})
    if request.method == "POST" and form.is_valid():
        try:
            made = copy_version(
                version=version, programme=request.programme, by=request.user, **form.cleaned_data
            )
        except Refused as reason:
            form.add_error(None, reason.sentences)
        else:
            messages.success(request, f"{made} made. Change it until a survey asks it.")
            return redirect("surveys:instrument", made.pk)
    context = {"form": form, "version": version, "title": f"Make a new version from {version}"}
    return render(request, "surveys/instrument_form.html", {**context, "action": "Make it"})


@requires(P.MANAGE_INSTRUMENTS)
@only_get_and_post
def instrument_name(request: Request, pk: int) -> HttpResponse:
    """Name a draft, and say whether it has been validated."""
    version = own_version(request, pk)
    held = {"name": version.name, "number": version.version, "is_validated": version.is_validated}
    form = NameForm(request.POST or None, initial=held)
    if request.method == "POST" and form.is_valid():
        try:
            rename_version(version=version, by=request.user, **form.cleaned_data)
        except Refused as reason:
            form.add_error(None, reason.sentences)
        else:
            messages.success(request, "Name and version saved.")
            return redirect("surveys:instrument", pk)
    context = {"form": form, "version": version, "title": f"Name {version}", "action": "Save"}
    return render(request, "surveys/instrument_form.html", context)


@requires(P.MANAGE_INSTRUMENTS)
@only_get_and_post
def instrument_delete(request: Request, pk: int) -> HttpResponse:
    """Delete a draft that nobody asks, after a yes."""
    version, problems = own_version(request, pk), []
    if request.method == "POST":
        try:
            delete_version(version=version, by=request.user)
        except Refused as reason:
            problems = reason.sentences
        else:
            messages.success(request, f"Draft {version} deleted.")
            return redirect("surveys:instruments")
    context = {
        "version": version,
        "title": f"Delete {version}?",
        "text": "Its questions and their words in other languages go too.",
        "action": "Delete the draft",
        "keep": "Keep it",
        "problems": problems,
    }
    return render(request, "surveys/instrument_sure.html", context)


@requires(P.MANAGE_INSTRUMENTS)
@require_POST
def instrument_bring(request: Request) -> HttpResponse:
    """Bring in the questions that come with Runway, before any survey asks them."""
    return redirect("surveys:instrument", shipped_version(by=request.user).pk)


def _versions() -> QuerySet[InstrumentVersion]:
    return InstrumentVersion.objects.annotate(item_count=Count("item"))
