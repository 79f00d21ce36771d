"""The one way in which this app's forms are shown, asked and answered."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from accounts.access import Request
from core.problems import Refused


def ask(
    request: Request,
    form: forms.BaseForm,
    act: Callable[..., Any],
    *,
    title: str,
    button: str,
    done: str,
    back: str = "programmes:detail",
    lead: str = "",
    links: Sequence[tuple[str, str]] = (),
) -> HttpResponse:
    """Show ``form``; when it is sent and in shape, call ``act`` with what it holds.

    What the action refuses is shown as the form's errors; else the page says ``done``, on the
    page named ``back``. ``links`` lead on: words and address of each.
    """
    if request.method == "POST" and form.is_valid():
        try:
            act(**form.cleaned_data)
        except Refused as reason:
            form.add_error(None, reason.sentences)
        else:
            messages.success(request, done)
            return redirect(back)
    context = {
        "form": form,
        "title": title,
        "button": button,
        "lead": lead,
        "links": links,
        "back": back,
    }
    return render(request, "programmes/form.html", context)
