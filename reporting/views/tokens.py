"""Tokens for the API: making one, which is shown once, and revoking it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Request, requires
from accounts.roles import P
from core.dates import now
from core.problems import Refused
from reporting.actions import tokens as actions
from reporting.display.tokens import token_rows
from reporting.forms import TokenForm
from reporting.models import Token

MOST = 50  # tokens listed, the newest first


@requires(P.EXPORT_RESEARCH)
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: Request) -> HttpResponse:
    """One's own tokens in this programme, and a form that makes one."""
    form = TokenForm(request.POST if request.method == "POST" else None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        try:
            _, secret = actions.make_token(
                programme=request.programme, by=request.user, now=now(), **form.cleaned_data
            )
        except Refused as reason:
            form.add_error(None, reason.sentences)
        else:
            form = TokenForm()
    held = Token.objects.visible_to(request.standing).newest_first()[:MOST]
    context = {
        "form": form,
        "secret": secret,
        "rows": token_rows(held, request.standing.today),
    }
    return render(request, "reporting/tokens.html", context)


@requires(P.EXPORT_RESEARCH)
@require_POST
def revoke(request: Request, pk: int) -> HttpResponse:
    """End one of one's own tokens at once."""
    token = get_object_or_404(Token.objects.visible_to(request.standing), pk=pk)
    try:
        actions.revoke_token(token=token, by=request.user, now=now())
    except Refused as reason:
        messages.info(request, str(reason))
    else:
        messages.success(request, f"Token “{token.label}” is revoked.")
    return redirect("reporting:tokens")
