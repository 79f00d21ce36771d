"""The log of messages: what went out, what could not, and sending that again."""

import datetime

from django.contrib import messages as notes
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.access import Request, requires
from accounts.actions import note_reading
from accounts.roles import P
from core.dates import now
from core.keyset import keyset_page
from core.problems import Refused
from programmes.actions.messages import send_again
from programmes.choices import MessageState
from programmes.display import messages as display
from programmes.models import Message

NEWEST_FIRST = ("-queued_at", "-id")
WARNS_FOR = datetime.timedelta(days=30)
CHOICES = {
    "": "All",
    MessageState.QUEUED: "Waiting",
    MessageState.FAILED: "Failed",
    MessageState.GIVEN_UP: "Could not be sent",
}


@requires(P.VIEW_MESSAGES)
def messages(request: Request) -> HttpResponse:
    """Messages, newest first, 50 a page; ``?state=`` chooses those that wait, failed or ended."""
    state = request.GET.get("state", "")
    state = state if state in CHOICES else ""
    every = Message.objects.visible_to(request.standing).select_related("coach", "user")
    chosen = (every.filter(state=state) if state else every).defer("body")
    page = keyset_page(chosen, NEWEST_FIRST, request.GET)
    note_reading(
        what="messages",
        kind="message",
        count=len(page.rows),
        programme_id=request.programme.pk,
        by=request.user,
    )
    here = reverse("programmes:messages") + "?" + (f"state={state}&" if state else "")
    context = {
        "rows": [display.message_row(m) for m in page.rows],
        "choices": _choices(state),
        "state": state,
        "given_up": lately_given_up(request),
        "previous": f"{here}before={page.before}" if page.before else "",
        "next": f"{here}after={page.after}" if page.after else "",
    }
    return render(request, "programmes/messages.html", context)


def _choices(now_chosen: str) -> list[tuple[str, str, bool]]:
    """Label, address and whether it is chosen."""
    here = reverse("programmes:messages")
    return [
        (label, f"{here}?state={state}" if state else here, state == now_chosen)
        for state, label in CHOICES.items()
    ]


def lately_given_up(request: Request) -> int:
    """How many messages of the last 30 days could not be sent."""
    visible = Message.objects.visible_to(request.standing)
    return visible.given_up_since(now() - WARNS_FOR).count()


def _own(request: Request, pk: int) -> Message:
    visible = Message.objects.visible_to(request.standing).select_related("coach", "user")
    found: Message = get_object_or_404(visible, pk=pk)
    return found


@requires(P.VIEW_MESSAGES)
def message(request: Request, pk: int) -> HttpResponse:
    """One message: its words without the links, and what became of it."""
    row = _own(request, pk)
    note_reading(
        what="a message", target=row, count=1, programme_id=request.programme.pk, by=request.user
    )
    context = {
        "message": row,
        "title": row.subject or display.title(row),
        "facts": display.facts(row),
        "tags": display.message_row(row).tags,
        "body": display.shown_body(row),
        "again": row.state == MessageState.GIVEN_UP and bool(row.body),
    }
    return render(request, "programmes/message.html", context)


@requires(P.VIEW_MESSAGES)
@require_POST
def message_again(request: Request, pk: int) -> HttpResponse:
    """Queue a message anew that could not be sent."""
    row = _own(request, pk)
    try:
        send_again(message=row, by=request.user, now=now())
    except Refused as reason:
        for sentence in reason.sentences:
            notes.error(request, sentence)
    else:
        notes.success(request, "The message is on its way again.")
    return redirect("programmes:message", row.pk)
