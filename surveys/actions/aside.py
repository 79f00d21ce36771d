"""Answer sets that could not be stored under their code: kept, and settled by hand."""

import datetime
import json
from collections.abc import Mapping
from uuid import UUID

from django.db import IntegrityError, transaction

from surveys.choices import Aside, Language
from surveys.models import SetAside, Tablet, Wave

LONGEST_TYPED = 40
LONGEST_CODES = 200
MOST_SECONDS = 2**31 - 1  # what the column holds


@transaction.atomic
def set_aside(
    *,
    wave: Wave,
    tablet: Tablet | None,
    client_id: UUID,
    digest: str,
    reason: Aside,
    typed: str,
    codes: str,
    own_words: Mapping[str, str],
    sealed: str,
    mode: str,
    language: str = Language.ENGLISH,
    answered_on: datetime.date,
    seconds: int | None,
    today: datetime.date,
) -> SetAside:
    """Keep an answer set that cannot be stored; the same ``client_id`` and ``digest`` is the same.

    ``digest`` is the SHA-256 of what was sent, in hexadecimal: other answers under a ``client_id``
    that came before are a row of their own. Nothing is refused for what it holds: text that no
    database takes is cut or mended. No audit line, as for every answer of a pupil: an instant
    beside it could tell who gave it.
    """
    row = SetAside(
        wave=wave,
        tablet=tablet,
        client_id=client_id,
        digest=digest,
        reason=reason,
        typed=_storable(typed)[:LONGEST_TYPED],
        codes=codes if _fits(codes) else "",
        own_words=json.dumps(dict(own_words)) if own_words else "",
        sealed=_storable(sealed or ("" if _fits(codes) else codes)),
        mode=mode,
        language=language,
        answered_on=answered_on,
        seconds=None if seconds is None else min(max(seconds, 0), MOST_SECONDS),
        came_on=today,
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        return SetAside.objects.get(client_id=client_id, digest=digest)
    return row


def _fits(codes: str) -> bool:
    return len(codes) <= LONGEST_CODES and _storable(codes) == codes


def _storable(text: str) -> str:
    """Text as every database takes it: without zero characters and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
