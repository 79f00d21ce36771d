"""Signed addresses at which a coach answers without signing in."""

from typing import NamedTuple

from django.conf import settings
from django.core import signing
from django.urls import reverse

from sessions.models import CrewSeat

SALT = "runway.sessions.asked"


class Asked(NamedTuple):
    """Which seat an address asks about, as it was when the message went out."""

    seat: int
    revision: int
    session: int
    coach: int
    asked_at: int  # seconds since 1970: a no that is older was said to another question


def _signer() -> signing.Signer:
    # A full stop, not a colon: some programs for text messages end an address at a colon.
    return signing.Signer(salt=SALT, sep=".")


def answer_link(seat: CrewSeat) -> str:
    """The address at which the coach of ``seat`` answers; dead once the seat changes or is past.

    It holds numbers of rows and a signature, and nothing about anybody. It takes one answer,
    because an answer changes the seat: no list of used addresses is kept.
    """
    asked_at = int(seat.asked_at.timestamp()) if seat.asked_at else 0
    asked = Asked(seat.pk, seat.revision, seat.session_id, seat.coach_id, asked_at)
    token = _signer().sign_object(list(asked))
    return f"{settings.SITE_URL}{reverse('sessions:asked', args=[token])}"


def read_link(token: str) -> Asked:
    """What a token asks about; ``BadSignature`` for anything that ``answer_link`` did not make."""
    return Asked(*_signer().unsign_object(token))
