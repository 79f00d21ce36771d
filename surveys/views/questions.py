"""Writing a draft on pages: its questions one by one, and how its scales are read."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Request, requires
from accounts.roles import P
from core.problems import Refused
from surveys.actions.drafting import (
    add_question,
    change_question,
    change_scale,
    move_question,
    remove_question,
    start_version,
)
from surveys.actions.instruments import why_fixed
from surveys.forms.instruments import (
    QuestionForm,
    ScaleForm,
    VersionForm,
    of_item,
    of_next,
    of_scale,
)
from surveys.models import InstrumentVersion
from surveys.questionnaire import held_words, instrument_of
from surveys.rules.instrument import Instrument
from surveys.views.instruments import own_version

only_get_and_post = require_http_methods(["GET", "HEAD", "POST"])
STEPS = {"up": -1, "down": 1}


@requires(P.MANAGE_INSTRUMENTS)
@only_get_and_post
def instrument_start(request: Request) -> HttpResponse:
    """Begin an instrument on the page, with its first question."""
    named = VersionForm(request.POST or None, initial={"number": "0.1"})
    form = QuestionForm(request.POST or None, initial=of_next(()))
    if request.method == "POST" and named.is_valid() & form.is_valid():
        try:
            made = start_version(
                **named.cleaned_data,
                cells=form.cells(),
                programme=request.programme,
                by=request.user,
            )
        except Refused as reason:
            form.refuse(reason)
        else:
            messages.success(request, f"{made} begun. Add the next question.")
            return redirect("surveys:instrument", made.pk)
    return render(request, "surveys/instrument_start.html", {"named": named, "form": form})


@requires(P.MANAGE_INSTRUMENTS)
@only_get_and_post
def question_add(request: Request, pk: int) -> HttpResponse:
    """Add a question to a draft."""
    version = own_version(request, pk)
    if list(why_fixed(version)):
        return redirect("surveys:instrument", pk)
    held = instrument_of(pk)
    form = QuestionForm(request.POST or None, initial=of_next(held.items))
    if request.method == "POST" and form.is_valid():
        try:
            add_question(version=version, cells=form.cells(), by=request.user)
        except Refused as reason:
            form.refuse(reason)
        else:
            messages.success(request, "Question added.")
            return _onward(version, held, form.cells())
    return _question_page(request, version, form, f"Add a question to {version}", "Add it")


@requires(P.MANAGE_INSTRUMENTS)
@only_get_and_post
def question_edit(request: Request, pk: int, code: str) -> HttpResponse:
    """Change a question of a draft."""
    version, held = _draft(request, pk, code)
    if list(why_fixed(version)):
        return redirect("surveys:instrument", pk)
    form = QuestionForm(request.POST or None, initial=of_item(held.by_code[code]))
    if request.method == "POST" and form.is_valid():
        try:
            change_question(version=version, code=code, cells=form.cells(), by=request.user)
        except Refused as reason:
            form.refuse(reason)
        else:
            messages.success(request, "Question saved.")
            return _onward(version, held, form.cells())
    spoken = any(code in words for words in held_words(pk).values())
    title = f"Change {code} of {version}"
    return _question_page(request, version, form, title, "Save", spoken=spoken)


@requires(P.MANAGE_INSTRUMENTS)
@require_POST
def question_move(request: Request, pk: int, code: str) -> HttpResponse:
    """Move a question up or down by one."""
    version, _ = _draft(request, pk, code)
    steps = STEPS.get(request.POST.get("way", ""))
    if steps is None:
        raise Http404
    try:
        move_question(version=version, code=code, steps=steps, by=request.user)
    except Refused as reason:
        messages.error(request, str(reason))
    return redirect(f"{reverse('surveys:instrument', args=[pk])}#{code}")


@requires(P.MANAGE_INSTRUMENTS)
@only_get_and_post
def question_remove(request: Request, pk: int, code: str) -> HttpResponse:
    """Take a question out of a draft, after a yes."""
    version, held = _draft(request, pk, code)
    problems: list[str] = []
    if request.method == "POST":
        try:
            remove_question(version=version, code=code, by=request.user)
        except Refused as reason:
            problems = reason.sentences
        else:
            messages.success(request, f"Question {code} removed.")
            return redirect("surveys:instrument", pk)
    context = {
        "version": version,
        "title": f"Remove {code}?",
        "text": f"“{held.by_code[code].text}” goes with its words in other languages.",
        "action": "Remove the question",
        "keep": "Keep it",
        "problems": problems,
    }
    return render(request, "surveys/instrument_sure.html", context)


@requires(P.MANAGE_INSTRUMENTS)
@only_get_and_post
def scale_edit(request: Request, pk: int, code: str) -> HttpResponse:
    """Say how a scale of a draft is called and read."""
    version = own_version(request, pk)
    held = instrument_of(pk)
    if code not in held.facts:
        raise Http404
    if list(why_fixed(version)):
        return redirect("surveys:instrument", pk)
    form = ScaleForm(request.POST or None, initial=of_scale(held.facts[code]))
    if request.method == "POST" and form.is_valid():
        try:
            change_scale(version=version, code=code, told=form.cleaned_data, by=request.user)
        except Refused as reason:
            form.refuse(reason)
        else:
            messages.success(request, "Scale saved.")
            return redirect("surveys:instrument", pk)
    context = {"form": form, "version": version, "title": f"Scale {code}", "action": "Save"}
    return render(request, "surveys/instrument_form.html", context)


def _draft(request: Request, pk: int, code: str) -> tuple[InstrumentVersion, Instrument]:
    version = own_version(request, pk)
    held = instrument_of(pk)
    if code not in held.by_code:
        raise Http404
    return version, held


def _onward(version: InstrumentVersion, old: Instrument, cells: dict[str, str]) -> HttpResponse:
    """Back to the version; a scale that is new is named first."""
    if cells["scale"] and cells["scale"] not in old.facts:
        return redirect("surveys:scale_edit", version.pk, cells["scale"])
    return redirect(f"{reverse('surveys:instrument', args=[version.pk])}#{cells['code']}")


def _question_page(
    request: Request,
    version: InstrumentVersion,
    form: QuestionForm,
    title: str,
    action: str,
    **more: Any,
) -> HttpResponse:
    context = {"form": form, "version": version, "title": title, "action": action, **more}
    return render(request, "surveys/instrument_form.html", context)
