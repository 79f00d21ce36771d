"""Making and revoking tokens, by which a person's program takes releases."""

import datetime
import hashlib
import secrets
from collections.abc import Iterator

from django.db import transaction

from accounts.models import AuditEvent, User
from core.problems import Refused, refuse, store
from programmes.models import Programme
from reporting.models import Token
from sessions.actions.telling import date_of

PREFIX = "runway_"  # so that people, and programs that look for lost secrets, know what it is
MOST = 10  # tokens of one person that are in force at once
LONGEST = datetime.timedelta(days=366)


@transaction.atomic
def make_token(
    *,
    programme: Programme,
    label: str,
    ends_on: datetime.date,
    by: User,
    now: datetime.datetime,
) -> tuple[Token, str]:
    """A token for oneself, and what it reads: it is shown once and kept nowhere.

    ``Refused`` for an end that is past or more than a year off, and beyond ten at once.
    """
    refuse(_problems(programme, ends_on, by, date_of(now)))
    secret = PREFIX + secrets.token_urlsafe(32)
    token = Token(
        programme=programme,
        user=by,
        label=label.strip(),
        digest=digest_of(secret),
        made_at=now,
        ends_on=ends_on,
    )
    store(token)
    _record("made API token", token, by, now)
    return token, secret


@transaction.atomic
def revoke_token(*, token: Token, by: User, now: datetime.datetime) -> None:
    """End a token at once."""
    if not Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now):
        raise Refused("This token is revoked already.")
    _record("revoked API token", token, by, now)


def note_use(*, token: Token, today: datetime.date) -> None:
    """Keep the day on which a token was last shown; what is taken with it has its own record."""
    Token.objects.filter(pk=token.pk).exclude(last_used_on=today).update(last_used_on=today)


def digest_of(secret: str) -> str:
    """As the table keeps it: 256 random bits need no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _problems(
    programme: Programme, ends_on: datetime.date, by: User, today: datetime.date
) -> Iterator[str]:
    if ends_on <= today:
        yield "Choose a day after today on which the token ends."
    if ends_on > today + LONGEST:
        yield "Choose a day within a year on which the token ends."
    held = Token.objects.filter(programme=programme, user=by, revoked_at=None, ends_on__gte=today)
    if held.count() >= MOST:
        yield f"You hold {MOST} tokens. Revoke one that nothing uses any more."


def _record(verb: str, token: Token, by: User, now: datetime.datetime) -> None:
    AuditEvent.record(by=by, verb=verb, target=token, programme_id=token.programme_id, at=now)
