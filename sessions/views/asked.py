"""Where a coach answers from a message, without signing in; only a button answers, never a look."""

import datetime
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.access import open_to_all
from core.dates import now, today
from core.problems import Refused
from sessions.actions.asking import accept_seat, decline_seat
from sessions.choices import SeatState
from sessions.display.coach import own_day
from sessions.links import Asked, read_link
from sessions.models import CrewSeat, Session, Withdrawal

WHY_OPEN = "a coach answers from a message, by an address that only he was sent"


@dataclass(frozen=True)
class Found:
    """What has become of what the address asks; ``state`` names the words of the page."""

    state: str
    session: Session | None = None
    seat: CrewSeat | None = None

    @property
    def status(self) -> HTTPStatus:
        if self.state in ("open", "yes", "no"):
            return HTTPStatus.OK
        return HTTPStatus.NOT_FOUND if self.state == "unknown" else HTTPStatus.GONE


# Who knows the address may answer, whatever cookies his program for mail keeps; and the address
# goes to nobody else, so a page elsewhere cannot send this form.
@csrf_exempt
@open_to_all(WHY_OPEN)
@require_http_methods(["GET", "HEAD", "POST"])
def asked(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is asked and two buttons; programs that open addresses in mail answer nothing."""
    found = _found(token)
    problems: list[str] = []
    said = request.POST.get("answer", "")
    if request.method == "POST" and found.state == "open" and found.seat is not None:
        problems = _answer(found.seat, said)
        if not problems:
            return _unseen(redirect("sessions:asked", token))
    return _page(request, found, problems)


def _answer(seat: CrewSeat, said: str) -> list[str]:
    """Keep the answer; gives what is in its way, in sentences."""
    actions = {"yes": accept_seat, "no": decline_seat}
    if said not in actions:
        return ["Choose one of the two answers."]
    try:
        actions[said](seat=seat, by=None, now=now())
    except Refused as reason:
        return reason.sentences
    return []


def _found(token: str) -> Found:
    try:
        asks = read_link(token)
    except BadSignature:
        return Found("unknown")
    days = Session.objects.select_related("airfield", "programme")
    session = days.filter(pk=asks.session).first()
    if session is None:
        return Found("gone")
    if session.date < today():
        return Found("past", session)
    if session.is_called_off:
        return Found("off", session)
    return _of_seat(asks, session)


def _of_seat(asks: Asked, session: Session) -> Found:
    seats = CrewSeat.objects.filter(pk=asks.seat, coach=asks.coach, session=session)
    seat = seats.select_related("coach", "car").first()
    if seat is None:
        since = datetime.datetime.fromtimestamp(asks.asked_at, datetime.UTC)
        mine = Withdrawal.objects.filter(session=session, coach=asks.coach)
        left = mine.filter(withdrew_at__gte=since).exists()
        again = CrewSeat.objects.filter(session=session, coach=asks.coach).exists()
        return Found("no" if left and not again else "gone", session)
    seat.session = session
    if seat.state == SeatState.ACCEPTED:
        return Found("yes", session, seat)
    return Found("open" if seat.revision == asks.revision else "changed", session, seat)


def _page(request: HttpRequest, found: Found, problems: list[str]) -> HttpResponse:
    context: dict[str, Any] = {"state": found.state, "problems": problems}
    if found.session is not None:
        context["session"] = found.session
    if found.seat is not None and found.state in ("open", "yes"):
        seats = CrewSeat.objects.filter(session=found.seat.session_id).exclude(pk=found.seat.pk)
        others = list(seats.select_related("coach").order_by("pk"))
        context["day"] = own_day(found.seat, others, today(), may_mark=False)
    return _unseen(render(request, "sessions/asked.html", context, status=found.status))


def _unseen(response: HttpResponse) -> HttpResponse:
    """Kept by no cache and no search engine, and told to no other site."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
