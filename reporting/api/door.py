"""Who may ask the API: whoever shows a token, and may himself do what is asked, now."""

import datetime
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache import cache
from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import HttpBearer
from ninja.throttling import BaseThrottle

from accounts.access import Standing
from accounts.roles import P
from core.dates import now, today
from programmes.middleware import standing_of
from programmes.models import Membership
from reporting.actions.tokens import digest_of, note_use
from reporting.models import Token

NONE = "Send a token: Authorization: Bearer runway_… Make one under Data, API tokens."
UNKNOWN = "Nobody holds this token. Make another under Data, API tokens."
REVOKED = "This token is revoked. Make another under Data, API tokens."
ENDED = "This token has ended. Make another under Data, API tokens."
CLOSED = "The account of this token is closed."
MAY_NOT = (
    "You may not do this in the programme of this token, or no data-sharing agreement is in force."
)
PER_MINUTE = 120
WINDOW = 60  # seconds


Operation = TypeVar("Operation", bound=Callable[..., Any])


def needs_no_token(why: str) -> Callable[[Operation], Operation]:
    """The operation opens to everybody; ``why`` says that this is meant."""

    def decorate(operation: Operation) -> Operation:
        operation.needs_no_token = why  # type: ignore[attr-defined]
        return operation

    return decorate


class BearerToken(HttpBearer):
    """Opens to tokens of people who hold any of ``permissions`` at this moment.

    What a token opens is asked anew each time: a role or an agreement that ended takes it along.
    A login of the browser counts for nothing here.
    """

    def __init__(self, *permissions: P) -> None:
        super().__init__()
        self.permissions = frozenset(permissions)

    def authenticate(self, request: HttpRequest, token: str) -> Token:
        """The token; the request then carries its person, programme and standing."""
        found = (
            Token.objects.filter(digest=digest_of(token))
            .select_related("user", "programme")
            .first()
        )
        found = _in_force(found, today())
        standing = _standing(found, today())
        if not standing.permissions & self.permissions:
            raise HttpError(403, MAY_NOT)
        if found.last_used_on != today():
            note_use(token=found, today=today())
        request.user = found.user
        request.standing = standing  # type: ignore[attr-defined]
        request.programme = found.programme  # type: ignore[attr-defined]
        return found


class PerToken(BaseThrottle):
    """So many requests a minute of one token; nothing is kept between requests but a count."""

    def allow_request(self, request: HttpRequest) -> bool:
        token: Any = request.auth  # type: ignore[attr-defined]
        minute = int(now().timestamp()) // WINDOW
        key = f"api-{token.pk}-{minute}"
        cache.add(key, 0, WINDOW)
        try:
            return cache.incr(key) <= PER_MINUTE
        except ValueError:  # the minute ended between the two
            return True

    def wait(self) -> float:
        return WINDOW


def _in_force(token: Token | None, on: datetime.date) -> Token:
    """The token, if it still opens anything; else 401 in a sentence."""
    if token is None:
        raise HttpError(401, UNKNOWN)
    if token.revoked_at is not None:
        raise HttpError(401, REVOKED)
    if token.ends_on < on:
        raise HttpError(401, ENDED)
    if not token.user.is_active:
        raise HttpError(401, CLOSED)
    return token


def _standing(token: Token, on: datetime.date) -> Standing:
    held = Membership.objects.filter(user=token.user, programme=token.programme)
    rows = list(held.select_related("programme", "partner").order_by("id"))
    return standing_of(token.user, rows, on) if rows else Standing.outside(token.user, on)
