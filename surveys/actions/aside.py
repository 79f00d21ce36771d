"""Answer sets that could not be stored under their code: kept, and settled by hand."""

import datetime
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from accounts.models import AuditEvent, User
from core.problems import Refused
from surveys.actions.answers import NotTaken, Sent, find_entrant, store_answers
from surveys.choices import Aside, Language, Matched
from surveys.models import Response, SetAside, Tablet, Wave
from surveys.rules.answers import LONGEST_OWN_WORDS
from surveys.rules.codes import read_code
from surveys.rules.instrument import Instrument

LONGEST_TYPED = 40
LONGEST_CODES = 200
MOST_SECONDS = 2**31 - 1  # what the column holds
LONGEST_REASON = 200

SETTLED = "These answers are settled already."
NOTHING_READ = "These answers cannot be read. Say why they cannot count."
NO_REASON = "Say in a few words why these answers cannot count."
NOT_LEFT_OUT = "These answers are not left out."
WHY_NOT: Mapping[Aside, str] = {
    Aside.UNKNOWN_CODE: "No pupil of this survey holds this code. Choose another.",
    Aside.ALREADY: "This code has answered this survey already. Choose another, or leave these "
    "answers out.",
    Aside.CLOSED: "The survey was not open for this code on the day of answering. If that day is "
    "to count, let the co-ordinator widen the survey’s days; else leave these answers out.",
    Aside.REFUSED: "This pupil takes no part in the survey. Leave these answers out.",
    Aside.OTHER_VERSION: "These answers do not fit the survey’s questions. Leave them out.",
}


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
    that came before are a row of their own. Text that no database takes is cut or mended. No audit
    line, as for every answer of a pupil: an instant beside it could tell who gave it.
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
    return _kept_once(row)


def _kept_once(row: SetAside) -> SetAside:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        return SetAside.objects.get(client_id=row.client_id, digest=row.digest)
    return row


@transaction.atomic
def store_by_hand(
    *, aside: SetAside, instrument: Instrument, code: str, by: User, today: datetime.date
) -> Response:
    """Store answers that were set aside under the code that somebody found for them.

    They are stored as of the day on which they were given, under the same rules as any other. On
    record against the wave and not against the answer. Raises ``Refused``.
    """
    locked = _waiting(aside)
    if not locked.codes:
        raise Refused(NOTHING_READ)
    # A slip is not forgiven here: the choice is a person's.
    known = read_code(code).code
    if known is None:
        raise Refused(WHY_NOT[Aside.UNKNOWN_CODE])
    try:
        entrant = find_entrant(wave=locked.wave, typed=known, today=locked.answered_on)
        response = store_answers(
            wave=locked.wave,
            instrument=instrument,
            entrant=replace(entrant, matched=Matched.BY_HAND),
            sent=_sent(locked),
            today=locked.answered_on,
        )
    except NotTaken as no:
        raise Refused(WHY_NOT[no.reason]) from no
    locked.response, locked.settled_on, locked.settled_by = response, today, by
    _settle(locked, "stored by hand what was set aside", by)
    return response


@transaction.atomic
def leave_out(*, aside: SetAside, because: str, by: User, today: datetime.date) -> None:
    """Say why answers that were set aside cannot count; they are kept and may be taken up again."""
    locked = _waiting(aside)
    reason = " ".join(_storable(because).split())
    if not reason or len(reason) > LONGEST_REASON:
        raise Refused(NO_REASON)
    locked.left_out_because, locked.settled_on, locked.settled_by = reason, today, by
    _settle(locked, "left out what was set aside", by)


@transaction.atomic
def take_up_again(*, aside: SetAside, by: User) -> None:
    """Let answers that were left out wait again for a code."""
    locked = _locked(aside)
    if not locked.left_out_because:
        raise Refused(NOT_LEFT_OUT)
    locked.left_out_because, locked.settled_on, locked.settled_by = "", None, None
    _settle(locked, "took up again what was left out", by)


def _locked(aside: SetAside) -> SetAside:
    rows = SetAside.objects.select_for_update(of=("self",)).select_related("wave")
    found: SetAside = rows.get(pk=aside.pk)
    return found


def _waiting(aside: SetAside) -> SetAside:
    locked = _locked(aside)
    if locked.settled_on is not None:
        raise Refused(SETTLED)
    return locked


def _settle(row: SetAside, verb: str, by: User) -> None:
    row.save(update_fields=["response", "left_out_because", "settled_on", "settled_by"])
    AuditEvent.record(by=by, verb=verb, target=row.wave, programme_id=row.wave.programme_id)


def _sent(row: SetAside) -> Sent:
    """The answers as they came; under a new number where another answer bears theirs."""
    borne = Response.objects.filter(client_id=row.client_id).exists()
    return Sent(
        client_id=uuid4() if borne else row.client_id,
        codes=row.codes,
        own_words={code: _storable(said)[:LONGEST_OWN_WORDS] for code, said in words_of(row)},
        seconds=row.seconds,
        mode=row.mode,
        language=row.language,
    )


def words_of(row: SetAside) -> Iterable[tuple[str, str]]:
    """Own words of answers that were set aside, with the code of their item."""
    words: dict[str, str] = json.loads(row.own_words or "{}")
    return words.items()


def _fits(codes: str) -> bool:
    return len(codes) <= LONGEST_CODES and _storable(codes) == codes


def _storable(text: str) -> str:
    """Text as every database takes it: without zero characters and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
