"""Finding who answers, and storing an answer once: acknowledged means kept."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet

from core.prepared import prepared
from core.problems import Refused
from sessions.choices import Consent
from sessions.models import Place
from surveys.choices import Aside, Language, Matched, Mode, WaveKind
from surveys.models import (
    InstrumentVersion,
    Item,
    OpenAnswer,
    Participant,
    Response,
    SurveyTally,
    Translation,
    Wave,
)
from surveys.rules.answers import answer_problems
from surveys.rules.codes import corrected_code, possible_codes, read_code
from surveys.rules.instrument import Instrument
from surveys.rules.windows import session_dates, window_problems

ALREADY = "This code has already answered this survey. Thank you: there is nothing more to do."
NOT_EXPECTED = "You are not taking part in this survey. That is fine; your day is the same."
UNKNOWN = "We do not know this code. Look at your card and type it again, or ask your teacher."
CHANGED = "The questions were changed while you answered. Enter your code and start again."
NOT_ASKED = "This survey is not for you. There is nothing to do."
OTHER_WAVE = {WaveKind.BEFORE: WaveKind.AFTER, WaveKind.AFTER: WaveKind.BEFORE}


class NotTaken(Refused):
    """Answers that cannot be stored under their code; ``reason`` is what sets them aside."""

    def __init__(self, sentences: str | Iterable[str], reason: Aside) -> None:
        super().__init__(sentences)
        self.reason = reason


@dataclass(frozen=True)
class Entrant:
    """Who may answer: found by code, with how the code was read."""

    participant_id: int
    session_id: int | None  # None in a comparison group
    code: str
    matched: str


def find_entrant(*, wave: Wave, typed: str, today: datetime.date) -> Entrant:
    """Read a typed code for a wave, forgiving one slip where only one code can be meant.

    Raises ``NotTaken`` with a sentence for the pupil: unknown code, window, already answered.
    """
    reading = read_code(typed)
    matched = Matched.EXACT
    code = reading.code
    if code is None and reading.needs_correction:
        code, matched = corrected_code(typed, _codes_in_play(wave, typed, today)), Matched.CORRECTED
    if code is None:
        raise NotTaken(reading.sentence, Aside.UNKNOWN_CODE)
    participant = (
        Participant.objects.filter(programme=wave.programme_id, code=code)
        .select_related("session", "group")
        .first()
    )
    if participant is None:
        raise NotTaken(UNKNOWN, Aside.UNKNOWN_CODE)
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
    begun_on: datetime.date | None = None  # the day the code was entered; None where not known
    language: str = Language.ENGLISH


@transaction.atomic
def store_answers(
    *, wave: Wave, instrument: Instrument, entrant: Entrant, sent: Sent, today: datetime.date
) -> Response:
    """Store an answer set once; the same ``client_id`` with the same codes is the same answer.

    Raises ``NotTaken`` when the codes do not fit the version, when the pupil's code answered this
    wave before, or when the answers were begun on an earlier day and the wave has closed since. No
    audit line: an instant beside an answer could tell who gave it; the row itself, with the date
    only, is the record.
    """
    if problems := list(answer_problems(instrument, wave.kind, sent.codes)):
        raise NotTaken(problems, Aside.OTHER_VERSION)
    response = Response(
        client_id=sent.client_id,
        participant_id=entrant.participant_id,
        wave=wave,
        codes=sent.codes,
        matched=entrant.matched,
        mode=sent.mode,
        language=sent.language,
        answered_on=today,
        seconds=sent.seconds,
    )
    try:
        with transaction.atomic():
            response.save()
    except IntegrityError:
        return _stored_before(sent, entrant)
    # After the insert: answers sent twice stay the same answers, whatever has closed since.
    if sent.begun_on not in (None, today):
        asked = Participant.objects.select_related("session", "group")
        _ask_window(wave, asked.get(pk=entrant.participant_id), today)
    _freeze(wave, today)
    _freeze_words(wave, sent.language, today)
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
        raise NotTaken(ALREADY, Aside.ALREADY)
    return stored


def _ask_participant(wave: Wave, participant: Participant, today: datetime.date) -> None:
    if participant.session_id is not None:
        _ask_place(participant)
    if not wave.asks(participant.arm):
        raise NotTaken(NOT_ASKED, Aside.REFUSED)
    if Response.objects.filter(participant=participant, wave=wave).exists():
        raise NotTaken(ALREADY, Aside.ALREADY)
    _ask_window(wave, participant, today)


def _ask_place(participant: Participant) -> None:
    place = Place.objects.kept().filter(codekey__participant=participant).first()
    if place is None:  # taken off the list, released, or the key deleted on its date
        raise NotTaken(UNKNOWN, Aside.UNKNOWN_CODE)
    if place.consent_survey == Consent.NO:
        raise NotTaken(NOT_EXPECTED, Aside.REFUSED)


def _ask_window(wave: Wave, participant: Participant, today: datetime.date) -> None:
    told = window_problems(
        wave.kind,
        participant.counts_from,
        wave.opens_days,
        wave.closes_days,
        today,
        has_day=participant.session_id is not None,
    )
    said = list(told)
    if said:
        raise NotTaken(said, Aside.CLOSED)


def _codes_in_play(wave: Wave, typed: str, today: datetime.date) -> set[str]:
    """Of the codes that may be meant, those that exist and may answer this wave today."""
    first, last = session_dates(wave.opens_days, wave.closes_days, today)
    return set(
        Participant.objects.filter(
            code__in=possible_codes(typed),
            programme=wave.programme_id,
        )
        .filter(
            Q(session__date__gte=first, session__date__lte=last)
            | Q(group__counts_from__gte=first, group__counts_from__lte=last)
        )
        .values_list("code", flat=True)
    )


@prepared
def _held(wave: int, version: int) -> QuerySet:
    """Since when the wave's version is frozen; no row when the wave has another by now."""
    return Wave.objects.filter(pk=wave, version=version).values_list("version__frozen_on")


@prepared
def _partner(participant: int, kind: str) -> QuerySet:
    """The answer of the same code in a wave of another kind."""
    return Response.objects.filter(participant=participant, wave__kind=kind).values_list("pk")


def _freeze(wave: Wave, today: datetime.date) -> None:
    """Freeze the version, if it still is the wave's: ``wave`` may be a minute old.

    The answer that was just inserted keeps ``change_wave`` from choosing another from here on.
    """
    held = _held(wave=wave.pk, version=wave.version_id)
    if not held:
        raise NotTaken(CHANGED, Aside.OTHER_VERSION)
    if held[0][0] is None:
        InstrumentVersion.objects.filter(pk=wave.version_id, frozen_on=None).update(frozen_on=today)


def _freeze_words(wave: Wave, language: str, today: datetime.date) -> None:
    """A translation freezes by its own first answer; English is the version itself."""
    if language != Language.ENGLISH:
        Translation.objects.filter(
            version=wave.version_id, language=language, frozen_on=None
        ).update(frozen_on=today)


def _keep_own_words(response: Response, wave: Wave, own_words: Mapping[str, str]) -> None:
    if not own_words:
        return
    items = Item.objects.filter(version=wave.version_id, code__in=own_words)
    OpenAnswer.objects.bulk_create(
        OpenAnswer(response=response, item=item, text=own_words[item.code]) for item in items
    )


def _count(response: Response, wave: Wave, session_id: int | None) -> None:
    """Add one to the day's counts; ``recount_answers`` gives the same from the rows.

    A comparison group has no day: its few answers are counted where they are shown.
    """
    if session_id is None:
        return
    _add_one(session_id, wave.kind.lower())
    if wave.kind not in OTHER_WAVE:
        return
    # Only now, when the day's row is locked: of two that come at once, the later sees the earlier.
    other = OTHER_WAVE[WaveKind(wave.kind)].value
    if _partner(participant=response.participant_id, kind=other):
        _add_one(session_id, "paired")


def _add_one(session_id: int, name: str) -> None:
    kept = SurveyTally.objects.filter(pk=session_id)
    if not kept.update(**{name: F(name) + 1}):
        SurveyTally.objects.get_or_create(session_id=session_id)  # another may make it meanwhile
        kept.update(**{name: F(name) + 1})
