"""What a pupil's own browser carries while answering: signed, for half a day, for one wave.

So a question costs no query, and nothing about anybody is stored before the answers are sent.
"""

import json
from dataclasses import asdict, dataclass, replace
from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core.problems import Refused
from surveys.actions.answers import Entrant
from surveys.models import Wave

ANSWERS, RECEIPT = "answers", "receipt"
ANSWERS_AGE, RECEIPT_AGE = 12 * 3600, 10 * 60  # seconds
LONGEST = 3800  # bytes: browsers drop a cookie over 4,096 with its name and attributes
TOO_LONG = "That is more than your phone can keep. Write a little less."


class Words:
    """JSON that leaves letters as they are: escaped, a word in Ukrainian is three times as long."""

    def dumps(self, obj: Any) -> bytes:
        return json.dumps(obj, ensure_ascii=False, separators=(",", ":")).encode()

    def loads(self, data: bytes) -> Any:
        return json.loads(data)


@dataclass(frozen=True)
class Carried:
    """A pupil's answers under way."""

    participant_id: int
    session_id: int | None
    code: str
    matched: str
    client_id: str  # UUID in hex, made once: what is sent twice is stored once
    version_id: int
    codes: str
    own_words: dict[str, str]
    begun_at: int  # seconds since 1970
    seen_all: bool = False  # has been at the last page
    language: str = "en"

    @property
    def entrant(self) -> Entrant:
        return Entrant(self.participant_id, self.session_id, self.code, self.matched)

    def with_record(self, codes: str, own_words: dict[str, str]) -> Self:
        return replace(self, codes=codes, own_words=own_words)


def read(request: HttpRequest, wave: Wave) -> Carried | None:
    """The answers under way in this browser; None for none, for old ones and for broken ones."""
    kept = _opened(request, ANSWERS, wave.link, ANSWERS_AGE)
    if kept is None:
        return None
    carried = Carried(*kept)
    return carried if carried.version_id == wave.version_id else None


def write(response: HttpResponse, wave: Wave, carried: Carried) -> None:
    """Keep the answers in the browser. Raises ``Refused`` when they are too long for it."""
    text = _sealed(list(asdict(carried).values()), ANSWERS, wave.link, bool(carried.own_words))
    if len(text) > LONGEST:
        raise Refused(TOO_LONG)
    _set(response, ANSWERS, wave.link, text, ANSWERS_AGE)


def forget(response: HttpResponse, wave: Wave, name: str = ANSWERS) -> None:
    """Take the answers, or the receipt, out of the browser."""
    response.delete_cookie(name, path=_path(wave.link), samesite="Lax")


def read_receipt(request: HttpRequest, wave: Wave) -> tuple[UUID, str] | None:
    """Which answers this browser has just sent, and in which language."""
    kept = _opened(request, RECEIPT, wave.link, RECEIPT_AGE)
    return None if kept is None else (UUID(hex=kept[0]), kept[1])


def write_receipt(response: HttpResponse, wave: Wave, client_id: UUID, language: str) -> None:
    """Remember for some minutes what was sent, so that sending again shows the same receipt."""
    text = _sealed([client_id.hex, language], RECEIPT, wave.link, False)
    _set(response, RECEIPT, wave.link, text, RECEIPT_AGE)


def _sealed(kept: Any, name: str, link: str, compress: bool) -> str:
    return signing.dumps(kept, salt=f"surveys.{name}:{link}", serializer=Words, compress=compress)


def _opened(request: HttpRequest, name: str, link: str, max_age: int) -> Any:
    text = request.COOKIES.get(name)
    if not text:
        return None
    try:
        return signing.loads(text, salt=f"surveys.{name}:{link}", serializer=Words, max_age=max_age)
    except signing.BadSignature:
        return None


def _set(response: HttpResponse, name: str, link: str, text: str, max_age: int) -> None:
    response.set_cookie(
        name,
        text,
        max_age=max_age,
        path=_path(link),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _path(link: str) -> str:
    return reverse("surveys:enter", args=[link])
