"""Keying a sheet twice without sight of the first, settling what differs, storing it once."""

import datetime
import hashlib
import json
from collections.abc import Mapping
from enum import StrEnum
from uuid import uuid4

from django.db import transaction

from accounts.models import AuditEvent, User
from core.problems import Refused
from surveys.actions.answers import NotTaken, Sent, find_entrant, store_answers
from surveys.actions.aside import set_aside
from surveys.actions.paper.opening import FUTURE, Opened, ask_second, sheet_entrant
from surveys.choices import Aside, Language, Mode
from surveys.models import PaperSheet, Participant, Response, Wave
from surveys.rules.answers import Posted
from surveys.rules.codes import show_code
from surveys.rules.instrument import Instrument
from surveys.rules.keying import as_posted, count_differing, differing, read_keyed

OTHERWISE = (
    "You have keyed this sheet already, with other answers. Enter its code again to key it a "
    "second time, or discard the first keying."
)
SETTLED = "This sheet is settled already."


class Outcome(StrEnum):
    """What became of a keying."""

    FIRST = "FIRST"  # kept until somebody keys the sheet a second time
    STORED = "STORED"
    DIFFERS = "DIFFERS"
    ASIDE = "ASIDE"  # both agree, and meanwhile the code cannot answer any more


@transaction.atomic
def key_sheet(
    *,
    wave: Wave,
    instrument: Instrument,
    opened: Opened,
    answered_on: datetime.date,
    language: str = Language.ENGLISH,
    keyed: Posted,
    by: User,
    today: datetime.date,
) -> Outcome:
    """Keep a first keying, or compare a second with it and store both where they agree.

    Of two people who key the same sheet at once neither has seen the other's, so the later is the
    second keying. Sent twice by the same person it is the same keying. Raises ``Refused``.
    """
    if answered_on > today:
        raise Refused(FUTURE)
    sheet, is_new = _locked(wave, opened, answered_on, language, keyed, by)
    if is_new:
        sheet_entrant(wave, opened.code, answered_on)
        AuditEvent.record(
            by=by, verb="keyed a paper sheet", target=wave, programme_id=wave.programme_id
        )
        return Outcome.FIRST
    if sheet.second_by_id == by.pk:
        return _became(sheet)
    if not opened.is_second and sheet.first_by_id == by.pk:
        if _first(sheet) != keyed:
            raise Refused(OTHERWISE)
        return Outcome.FIRST
    ask_second(sheet, answered_on, language)
    return _compared(sheet, instrument, keyed, by, today)


@transaction.atomic
def settle_sheet(
    *,
    sheet: PaperSheet,
    instrument: Instrument,
    posted: Mapping[str, str],
    by: User,
    today: datetime.date,
) -> Outcome:
    """Store a sheet whose keyings differ: ``posted`` says what stands on it, by item code.

    Only the questions that differ are taken from ``posted``. Raises ``Refused``.
    """
    found = PaperSheet.objects.select_for_update(of=("self",)).filter(pk=sheet.pk)
    locked = found.select_related("wave").first()
    if locked is None or locked.settled_on is not None or locked.second_by_id is None:
        raise Refused(SETTLED)
    wave, first, second = locked.wave, _first(locked), _second(locked)
    open_items = {item.code for item in differing(instrument, wave.kind, first, second)}
    said = as_posted(instrument, wave.kind, first)
    said |= {code: posted.get(code, "") for code in open_items}
    right = read_keyed(instrument, wave.kind, said)
    AuditEvent.record(
        by=by, verb="settled a paper sheet", target=wave, programme_id=wave.programme_id
    )
    return _finish(locked, wave, instrument, right, today)


@transaction.atomic
def discard_keying(*, sheet: PaperSheet, by: User) -> None:
    """Forget what was keyed of a sheet that is not stored yet; it can be keyed anew from paper."""
    locked = PaperSheet.objects.select_for_update().filter(pk=sheet.pk).first()
    if locked is None or locked.settled_on is not None:
        raise Refused(SETTLED)
    AuditEvent.record(
        by=by,
        verb="discarded the keying of a sheet",
        target=sheet.wave,
        programme_id=sheet.wave.programme_id,
    )
    locked.delete()


def keyings(sheet: PaperSheet) -> tuple[Posted, Posted]:
    """Both keyings of a sheet that is not settled."""
    return _first(sheet), _second(sheet)


# --- parts ----------------------------------------------------------------------------------------


def _locked(
    wave: Wave,
    opened: Opened,
    answered_on: datetime.date,
    language: str,
    keyed: Posted,
    by: User,
) -> tuple[PaperSheet, bool]:
    """The sheet's row, made with this keying where there is none; of two, the later waits."""
    first = {
        "answered_on": answered_on,
        "language": language,
        "first": keyed.codes,
        "first_words": _words(keyed),
        "first_by": by,
    }
    rows = PaperSheet.objects.select_for_update()
    return rows.get_or_create(wave=wave, participant_id=opened.participant_id, defaults=first)


def _compared(
    sheet: PaperSheet, instrument: Instrument, second: Posted, by: User, today: datetime.date
) -> Outcome:
    """Keep a second keying; store the sheet where it agrees with the first."""
    wave, first = sheet.wave, _first(sheet)
    sheet.second, sheet.second_words = second.codes, _words(second)
    sheet.second_by = by
    sheet.differing = count_differing(instrument, wave.kind, first, second)
    AuditEvent.record(
        by=by,
        verb="keyed a paper sheet a second time",
        target=wave,
        programme_id=wave.programme_id,
    )
    if differing(instrument, wave.kind, first, second):
        sheet.save()
        return Outcome.DIFFERS
    return _finish(sheet, wave, instrument, first, today)


def _finish(
    sheet: PaperSheet, wave: Wave, instrument: Instrument, right: Posted, today: datetime.date
) -> Outcome:
    """Store what both keyings say, or set it aside where the code cannot answer any more."""
    code = Participant.objects.values_list("code", flat=True).get(pk=sheet.participant_id)
    sent = Sent(
        client_id=uuid4(),
        codes=right.codes,
        own_words=right.own_words,
        seconds=None,
        mode=Mode.PAPER,
        language=sheet.language,
    )
    outcome = Outcome.STORED
    try:
        entrant = find_entrant(wave=wave, typed=code, today=sheet.answered_on)
        store_answers(
            wave=wave, instrument=instrument, entrant=entrant, sent=sent, today=sheet.answered_on
        )
    except NotTaken as no:
        outcome = Outcome.ASIDE
        _put_aside(wave, sheet, sent, code, no.reason, today)
    sheet.first = sheet.first_words = sheet.second = sheet.second_words = ""
    sheet.settled_on = today
    sheet.save()
    return outcome


def _put_aside(
    wave: Wave, sheet: PaperSheet, sent: Sent, code: str, reason: Aside, today: datetime.date
) -> None:
    held = f"{sent.codes} {json.dumps(dict(sent.own_words), sort_keys=True)}"
    set_aside(
        wave=wave,
        tablet=None,
        client_id=sent.client_id,
        digest=hashlib.sha256(held.encode()).hexdigest(),
        reason=reason,
        typed=show_code(code),
        codes=sent.codes,
        own_words=sent.own_words,
        sealed="",
        mode=sent.mode,
        language=sent.language,
        answered_on=sheet.answered_on,
        seconds=None,
        today=today,
    )


def _became(sheet: PaperSheet) -> Outcome:
    if sheet.settled_on is None:
        return Outcome.DIFFERS
    stored = Response.objects.filter(wave=sheet.wave_id, participant=sheet.participant_id)
    return Outcome.STORED if stored.filter(mode=Mode.PAPER).exists() else Outcome.ASIDE


def _first(sheet: PaperSheet) -> Posted:
    return Posted(sheet.first, json.loads(sheet.first_words or "{}"))


def _second(sheet: PaperSheet) -> Posted:
    return Posted(sheet.second, json.loads(sheet.second_words or "{}"))


def _words(keyed: Posted) -> str:
    return json.dumps(dict(keyed.own_words)) if keyed.own_words else ""
