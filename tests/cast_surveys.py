"""The surveys of all tests, made through actions: waves, study codes and answers.

Plain functions in the style of ``tests.cast``: each call makes one new thing, and what it stands
on where nothing is given.
"""

import datetime
from collections.abc import Mapping
from uuid import UUID, uuid4

from programmes.models import Programme
from sessions.models import Booking
from surveys.actions.answers import Entrant, Sent, find_entrant, store_answers
from surveys.actions.codes import enrol_with_codes
from surveys.actions.instruments import add_version
from surveys.actions.waves import add_wave
from surveys.choices import Mode, WaveKind
from surveys.models import InstrumentVersion, Participant, Response, Wave
from surveys.questionnaire import instrument_of
from surveys.rules import answers as packed
from surveys.rules.instrument import Kind
from surveys.rules.instrument import WaveKind as RuleKind
from surveys.rules.windows import USUAL_WINDOWS
from tests import cast, cast_days
from tests.surveys.instruments import SMALL

OWN_WORDS = "I will ask for a seat belt."


def small_version(version: str = "1") -> InstrumentVersion:
    """Six questions of three kinds, in a version of their own."""
    return add_version(name="Small", version=version, instrument=SMALL, by=None)


def draft(of: Programme, version: str = "0.2") -> InstrumentVersion:
    """A version of the programme's own that no survey asks yet: six questions, one scale."""
    return add_version(
        name="Draft",
        version=version,
        instrument=SMALL,
        by=cast.coordinator(of),
        programme=of,
    )


def wave(
    of: Programme | None = None,
    kind: WaveKind = WaveKind.BEFORE,
    *,
    version: InstrumentVersion | None = None,
    window: tuple[int, int] | None = None,
) -> Wave:
    """A wave with the usual window that asks the questions that come with Runway."""
    of = of or cast.programme()
    opens, closes = window or USUAL_WINDOWS[RuleKind(kind)]
    return add_wave(
        programme=of,
        kind=kind,
        version=version,
        opens_days=opens,
        closes_days=closes,
        by=cast.coordinator(of),
    )


def coded(
    into: Booking | None = None, n: int | None = None, consent: str = "YES", *, first: int = 0
) -> list[Participant]:
    """Pupils named for a booking, each with a study code, in the order of the class list."""
    into = into or cast_days.booking()
    places = enrol_with_codes(
        booking=into,
        rows=cast_days.class_rows(into.places if n is None else n, consent=consent, first=first),
        by=cast.coordinator(into.session.programme),
    )
    held = Participant.objects.filter(codekey__place__in=places).select_related("session")
    return list(held.order_by("codekey__place_id"))


def usual_day(of: Wave, participant: Participant) -> datetime.date:
    """The first day on which the participant may answer the wave."""
    return participant.counts_from + datetime.timedelta(days=of.opens_days)


def record(of: Wave, answers: Mapping[str, int | str] | None = None) -> str:
    """A packed record: 4 where a 4 is offered, else the first option, but for what is given.

    ``answers`` are by item code: a value, "" for left blank or "!" for rather not say.
    """
    instrument = instrument_of(of.version_id)
    given: dict[str, packed.Answer | str | None] = {}
    for item in instrument.items_for(of.kind):
        if item.kind is Kind.TEXT:
            given[item.code] = OWN_WORDS
        else:
            values = [option.value for option in item.options]
            given[item.code] = 4 if 4 in values else values[0]
    missing = {"": packed.Missing.LEFT_BLANK, "!": packed.Missing.RATHER_NOT_SAY}
    for code, said in (answers or {}).items():
        given[code] = missing[said] if isinstance(said, str) else said
    return packed.encode(instrument, of.kind, given)


def entrant(participant: Participant, of: Wave, on: datetime.date | None = None) -> Entrant:
    """Who enters the participant's code, on the first day of the wave where none is given."""
    return find_entrant(wave=of, typed=participant.code, today=on or usual_day(of, participant))


def answer(
    participant: Participant,
    of: Wave,
    answers: Mapping[str, int | str] | None = None,
    *,
    on: datetime.date | None = None,
    own_words: Mapping[str, str] | None = None,
    seconds: int | None = 300,
    mode: Mode = Mode.ONLINE,
    client_id: UUID | None = None,
    codes: str | None = None,
) -> Response:
    """A participant's answers to a wave, stored on the first day of the wave where none is given.

    ``answers`` as in ``record``; ``codes`` is a whole packed record instead.
    """
    on = on or usual_day(of, participant)
    return store_answers(
        wave=of,
        instrument=instrument_of(of.version_id),
        entrant=entrant(participant, of, on),
        sent=Sent(
            client_id=client_id or uuid4(),
            codes=codes if codes is not None else record(of, answers),
            own_words=own_words or {},
            seconds=seconds,
            mode=mode,
        ),
        today=on,
    )
