"""Opening a wave on a shared tablet, and taking in what the tablet hands in: each answer once."""

import datetime
import hashlib
import secrets
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from accounts.models import AuditEvent, User
from core.problems import Refused, refuse, store
from sessions.models import Session
from surveys.actions.answers import NOT_ASKED, NotTaken, Sent, find_entrant, store_answers
from surveys.actions.aside import set_aside
from surveys.choices import Arm, Aside, Language, Mode
from surveys.models import ComparisonGroup, OpenAnswer, Response, Tablet, Wave
from surveys.questionnaire import forget_wave, wave_by_link
from surveys.rules.codes import possible_codes
from surveys.rules.handed_in import HandedIn, day_of_answering, own_words_given, read_handed_in
from surveys.rules.instrument import Instrument
from surveys.rules.windows import window_problems
from surveys.sealing import Unreadable, new_private_key, open_sealed

STORED, SET_ASIDE = "stored", "set_aside"  # what the tablet is told; after either it may forget


@transaction.atomic
def open_tablet(
    *, wave: Wave, of: Session | ComparisonGroup, by: User, today: datetime.date
) -> tuple[Tablet, str]:
    """Open a wave on a tablet for a day or a comparison group; returns it and its token.

    The token is told once: only its digest is kept. Raises ``Refused`` where the wave does not ask
    these pupils or is not open today.
    """
    day = of if isinstance(of, Session) else None
    group = of if isinstance(of, ComparisonGroup) else None
    if not wave.asks(Arm.DAY if day else Arm.WAITING):
        raise Refused(NOT_ASKED)
    counts_from = of.date if isinstance(of, Session) else of.counts_from
    refuse(window_problems(wave.kind, counts_from, wave.opens_days, wave.closes_days, today))
    token = secrets.token_urlsafe(32)
    tablet = Tablet(
        wave=wave,
        session=day,
        group=group,
        opened_by=by,
        opened_on=today,
        token_digest=digest_of(token),
        private_key=new_private_key(),
    )
    store(tablet)
    AuditEvent.record(
        by=by, verb="opened a survey on a tablet", target=tablet, programme_id=wave.programme_id
    )
    return tablet, token


@transaction.atomic
def close_tablet(*, tablet: Tablet, today: datetime.date) -> None:
    """Note that the tablet was closed, once; whoever held it needed no sign-in for that."""
    if Tablet.objects.filter(pk=tablet.pk, closed_on=None).update(closed_on=today):
        programme = tablet.wave.programme_id
        AuditEvent.record(by=None, verb="closed a tablet", target=tablet, programme_id=programme)


@dataclass(frozen=True)
class Came:
    """One sealed answer set on its way in."""

    tablet: Tablet
    client_id: UUID
    sealed: str
    digest: str
    today: datetime.date


@transaction.atomic
def take_in(*, tablet: Tablet, client_id: UUID, sealed: str, today: datetime.date) -> str:
    """Store a sealed answer set, or set it aside; the same again changes nothing.

    Returns ``STORED`` or ``SET_ASIDE``: either way it is kept, and the tablet may forget it. No
    audit line, as for every answer of a pupil: an instant beside it could tell who gave it.
    """
    # One at a time for a tablet: of two tabs that hand in the same, the second finds it kept.
    held = Tablet.objects.select_for_update().get(pk=tablet.pk)
    came = Came(held, client_id, sealed, digest_of(sealed), today)
    if held.setaside_set.filter(client_id=client_id, digest=came.digest).exists():
        return SET_ASIDE
    handed = _opened(came)
    if handed is None:
        return _aside(came, Aside.UNREADABLE, None)
    before = Response.objects.select_related("participant").filter(client_id=client_id).first()
    if before is not None:
        return STORED if _is_same(before, handed) else _aside(came, Aside.CHANGED, handed)
    try:
        _store(came, handed)
    except NotTaken as no:
        return _aside(came, no.reason, handed)
    _count(came)
    return STORED


def digest_of(text: str) -> str:
    """SHA-256 in hexadecimal: of a token, or of a sealed answer as it came."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _opened(came: Came) -> HandedIn | None:
    try:
        plain = open_sealed(came.tablet.private_key, came.tablet.pk, came.client_id, came.sealed)
    except Unreadable:
        return None
    return read_handed_in(plain)


def _store(came: Came, handed: HandedIn) -> None:
    wave, instrument = _asked(came.tablet, handed)
    day = _day(came, handed)
    entrant = find_entrant(wave=wave, typed=handed.typed, today=day)
    sent = Sent(
        client_id=came.client_id,
        codes=handed.codes,
        own_words=own_words_given(instrument, handed),
        seconds=handed.seconds,
        mode=Mode.TABLET,
        language=handed.language,
    )
    store_answers(wave=wave, instrument=instrument, entrant=entrant, sent=sent, today=day)


def _asked(tablet: Tablet, handed: HandedIn) -> tuple[Wave, Instrument]:
    """The wave with its questions; ``NotTaken`` where they are not those that were answered."""
    link = tablet.wave.link
    wave, instrument = wave_by_link(link)
    if wave.version_id != handed.version:
        forget_wave(link)  # what the process remembers may be a minute old
        wave, instrument = wave_by_link(link)
    if wave.version_id != handed.version:
        raise NotTaken("These are other questions.", Aside.OTHER_VERSION)
    return wave, instrument


def _day(came: Came, handed: HandedIn | None) -> datetime.date:
    return day_of_answering(handed.on if handed else None, came.tablet.opened_on, came.today)


def _is_same(before: Response, handed: HandedIn) -> bool:
    kept = OpenAnswer.objects.filter(response=before).values_list("item__code", "text")
    return (
        before.codes == handed.codes
        and before.participant.code in possible_codes(handed.typed)
        and all(handed.own_words.get(code) == text for code, text in kept)
    )


def _aside(came: Came, reason: Aside, handed: HandedIn | None) -> str:
    set_aside(
        wave=came.tablet.wave,
        tablet=came.tablet,
        client_id=came.client_id,
        digest=came.digest,
        reason=reason,
        typed=handed.typed if handed else "",
        codes=handed.codes if handed else "",
        own_words=handed.own_words if handed else {},
        sealed="" if handed else came.sealed,
        mode=Mode.TABLET,
        language=handed.language if handed else Language.ENGLISH,
        answered_on=_day(came, handed),
        seconds=handed.seconds if handed else None,
        today=came.today,
    )
    _count(came)
    return SET_ASIDE


def _count(came: Came) -> None:
    came.tablet.came += 1
    came.tablet.last_came_on = came.today
    came.tablet.save(update_fields=["came", "last_came_on"])
