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


def _signer() -> signing.TimestampSigner:
    # A full stop, not a colon: some programs for text messages end an address at a colon.
    return signing.TimestampSigner(salt=SALT, sep=".")


def answer_link(seat: CrewSeat) -> str:
    """The address at which the coach of ``seat`` answers; dead once the seat changes or is past.

    It holds numbers of rows and a signature, and nothing about anybody.
    """
    asked = Asked(seat.pk, seat.revision, seat.session_id, seat.coach_id)
    token = _signer().sign_object(list(asked))
    return f"{settings.SITE_URL}{reverse('sessions:asked', args=[token])}"


def read_link(token: str) -> Asked:
    """What a token asks about; ``BadSignature`` for anything that ``answer_link`` did not make."""
    try:
        return Asked(*map(int, _signer().unsign_object(token)))
    except signing.BadSignature:
        raise
    except Exception as broken:  # signed by us, but for something else or by an older release
        raise signing.BadSignature("This is no answer to a question for a coach.") from broken
