"""Finding who answers, and storing an answer once: acknowledged means kept."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from core.problems import Refused, refuse
from sessions.choices import Consent
from surveys.choices import Matched, Mode, WaveKind
from surveys.models import (
    InstrumentVersion,
    Item,
    OpenAnswer,
    Participant,
    Response,
    SurveyTally,
    Wave,
)
from surveys.rules.answers import answer_problems
from surveys.rules.codes import corrected_code, read_code
from surveys.rules.instrument import Instrument
from surveys.rules.windows import window_problems

ALREADY = "This code has already answered this survey. Thank you: there is nothing more to do."
NOT_EXPECTED = "You are not taking part in this survey. That is fine; your day is the same."
UNKNOWN = "We do not know this code. Look at your card and type it again, or ask your teacher."


@dataclass(frozen=True)
class Entrant:
    """Who may answer: found by code, with how the code was read."""

    participant_id: int
    session_id: int
    code: str
    matched: str


def find_entrant(*, wave: Wave, typed: str, today: datetime.date) -> Entrant:
    """Read a typed code for a wave, forgiving one slip where only one code can be meant.

    Raises ``Refused`` with a sentence for the pupil: unknown code, window, already answered.
    """
    reading = read_code(typed)
    matched = Matched.EXACT
    code = reading.code
    if code is None and reading.needs_correction:
        code, matched = corrected_code(typed, _codes_in_play(wave, today)), Matched.CORRECTED
    if code is None:
        raise Refused(reading.sentence)
    participant = (
        Participant.objects.filter(programme=wave.programme_id, code=code)
        .select_related("session", "codekey__place__booking")
        .first()
    )
    if participant is None:
        raise Refused(UNKNOWN)
    _ask_participant(wave, participant, today)
    return Entrant(participant.pk, participant.session_id, code, matched)


@dataclass(frozen=True)
class Sent:
    """What a pupil sends: packed codes, own words by item code, and how long it took."""

    client_id: UUID
    codes: str
    own_words: Mapping[str, str]
    seconds: int | None  # None on paper
    mode: str = Mode.ONLINE


@transaction.atomic
def store_answers(
    *, wave: Wave, instrument: Instrument, entrant: Entrant, sent: Sent, today: datetime.date
) -> Response:
    """Store an answer set once; the same ``client_id`` with the same codes is the same answer.

    Raises ``Refused`` when the codes do not fit the version, or when the pupil's code answered
    this wave before. No audit line: an instant beside an answer could tell who gave it; the row
    itself, with the date only, is the record.
    """
    refuse(answer_problems(instrument, wave.kind, sent.codes))
    response = Response(
        client_id=sent.client_id,
        participant_id=entrant.participant_id,
        wave=wave,
        codes=sent.codes,
        matched=entrant.matched,
        mode=sent.mode,
        answered_on=today,
        seconds=sent.seconds,
    )
    try:
        with transaction.atomic():
            response.save()
    except IntegrityError:
        return _stored_before(sent, entrant)
    _freeze(wave)
    _keep_own_words(response, wave, sent.own_words)
    _count(response, wave, entrant.session_id)
    return response


def _stored_before(sent: Sent, entrant: Entrant) -> Response:
    stored = Response.objects.filter(client_id=sent.client_id).first()
    same = (
        stored is not None
        and stored.codes == sent.codes
        and stored.participant_id == entrant.participant_id
    )
    if stored is None or not same:
        raise Refused(ALREADY)
    return stored


def _ask_participant(wave: Wave, participant: Participant, today: datetime.date) -> None:
    place = participant.codekey.place
    if place.withdrawn_at is not None or place.booking.released_at is not None:
        raise Refused(UNKNOWN)
    if place.consent_survey == Consent.NO:
        raise Refused(NOT_EXPECTED)
    if Response.objects.filter(participant=participant, wave=wave).exists():
        raise Refused(ALREADY)
    refuse(
        window_problems(
            wave.kind, participant.session.date, wave.opens_days, wave.closes_days, today
        )
    )


def _codes_in_play(wave: Wave, today: datetime.date) -> set[str]:
    """Codes that may answer this wave today. Fewer than a school's would do; more never are."""
    day = datetime.timedelta(days=1)
    return set(
        Participant.objects.filter(
            programme=wave.programme_id,
            session__date__gte=today - wave.closes_days * day,
            session__date__lte=today - wave.opens_days * day,
        ).values_list("code", flat=True)
    )


def _freeze(wave: Wave) -> None:
    if wave.version.frozen_at is None:
        InstrumentVersion.objects.filter(pk=wave.version_id, frozen_at=None).update(
            frozen_at=timezone.now()
        )


def _keep_own_words(response: Response, wave: Wave, own_words: Mapping[str, str]) -> None:
    if not own_words:
        return
    items = Item.objects.filter(version=wave.version_id, code__in=own_words)
    OpenAnswer.objects.bulk_create(
        OpenAnswer(response=response, item=item, text=own_words[item.code]) for item in items
    )


def _count(response: Response, wave: Wave, session_id: int) -> None:
    """Add one to the day's counts; ``recount_answers`` gives the same from the rows."""
    more: dict[str, int] = {}
    other = {WaveKind.BEFORE: WaveKind.AFTER, WaveKind.AFTER: WaveKind.BEFORE}
    if wave.kind in other:
        more["after" if wave.kind == WaveKind.AFTER else "before"] = 1
        partner = Response.objects.filter(
            participant=response.participant_id, wave__kind=other[WaveKind(wave.kind)]
        )
        more["paired"] = int(partner.exists())
    if more and not SurveyTally.objects.filter(pk=session_id).update(
        **{name: F(name) + n for name, n in more.items()}
    ):
        SurveyTally.objects.create(session_id=session_id, **more)
