"""Answers set aside, as their pages show them: why, of which day, and whose they may be."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from core.words import long_date, many
from sessions.choices import Consent
from sessions.models import Place
from surveys.actions.aside import words_of
from surveys.choices import Aside, WaveKind
from surveys.display.keying import DifferingRow, side_by_side
from surveys.display.waves import WAVE_NAMES
from surveys.models import ComparisonGroup, OpenAnswer, Participant, Response, SetAside, Wave
from surveys.rules.answers import Missing, Posted, answer_problems
from surveys.rules.codes import read_code, show_code
from surveys.rules.instrument import Instrument
from surveys.rules.likely import likely_codes
from surveys.rules.windows import session_dates

MOST_LOOKED_AT = 5000  # codes; more than pupils may answer a wave on one day
MOST_SHOWN = 8
MOST_SLIPS = 4  # of nine characters: codes further away have no more in common than any two
_NONE = (Missing.LEFT_BLANK.value, Missing.NOT_ASKED.value)


@dataclass(frozen=True)
class AsideRow:
    """One answer set in the list."""

    pk: int
    reason: str
    wave: str
    where: str
    typed: str
    how: str
    settled: str  # what became of it; nothing while it waits


@dataclass(frozen=True)
class LikelyRow:
    """A code that may be meant."""

    code: str
    shown: str
    slips: str  # "2 slips away"


def aside_row(row: SetAside) -> AsideRow:
    """A row with wave, tablet, its day or group, and response read along."""
    reason = str(Aside(row.reason).label)
    return AsideRow(
        pk=row.pk,
        reason=reason[:1].upper() + reason[1:],
        wave=WAVE_NAMES[WaveKind(row.wave.kind)],
        where=_where(row),
        typed=_typed(row),
        how=row.get_mode_display(),
        settled=_settled(row),
    )


def _where(row: SetAside) -> str:
    if row.tablet is None:
        return f"answered on {long_date(row.answered_on)}"
    if row.tablet.session is not None:
        session = row.tablet.session
        return f"{long_date(session.date)}, {session.airfield.name}"
    assert row.tablet.group is not None  # a constraint: one of the two
    return _group(row.tablet.group)


def _group(group: ComparisonGroup) -> str:
    return f"{group.school.name}, {group.year_group}, comparison group"


def _typed(row: SetAside) -> str:
    """As it was typed; a whole code in the way in which codes are shown."""
    known = read_code(row.typed).code
    return show_code(known) if known else row.typed


def _settled(row: SetAside) -> str:
    if row.response_id is not None:
        return "stored by hand"
    return f"left out: {row.left_out_because}" if row.left_out_because else ""


def likely_rows(row: SetAside) -> tuple[list[LikelyRow], int]:
    """The codes nearest to what was typed, of those that may still answer, and how many may."""
    codes = list(_unanswered(row)[:MOST_LOOKED_AT])
    near = likely_codes(row.typed, codes, MOST_SHOWN)
    found = [LikelyRow(one.code, show_code(one.code), _likeness(one.slips)) for one in near]
    return found, len(codes)


def _likeness(slips: int) -> str:
    return "not alike" if slips > MOST_SLIPS else f"{many(slips, 'slip,slips')} away"


def _unanswered(row: SetAside) -> QuerySet[Participant, str]:
    """Codes of the same day or group, or that could answer on that day, without an answer."""
    answered = Response.objects.filter(wave=row.wave_id).values("participant")
    listed = Place.objects.kept().exclude(consent_survey=Consent.NO)
    asked = Q(session=None) | Q(codekey__place__in=listed)
    return (
        Participant.objects.filter(_among(row), asked, programme=row.wave.programme_id)
        .exclude(pk__in=answered)
        .order_by("code")
        .values_list("code", flat=True)
    )


def _among(row: SetAside) -> Q:
    if row.tablet is not None:
        return Q(session=row.tablet.session_id, group=row.tablet.group_id)
    wave: Wave = row.wave
    first, last = session_dates(wave.opens_days, wave.closes_days, row.answered_on)
    return Q(session__date__range=(first, last)) | Q(group__counts_from__range=(first, last))


def stored_rows(row: SetAside, instrument: Instrument) -> list[DifferingRow]:
    """What differs from the answers that are stored under the same number or the same code."""
    stored = _stored(row)
    if stored is None or list(answer_problems(instrument, row.wave.kind, row.codes)):
        return []
    held = OpenAnswer.objects.filter(response=stored).values_list("item__code", "text")
    first, second = Posted(stored.codes, dict(held)), Posted(row.codes, dict(words_of(row)))
    return side_by_side(instrument, row.wave.kind, first, second, {})


def _stored(row: SetAside) -> Response | None:
    answers = Response.objects.filter(wave=row.wave_id)
    if row.reason == Aside.CHANGED:
        return answers.filter(client_id=row.client_id).first()
    code = read_code(row.typed).code
    return answers.filter(participant__code=code).first() if code else None


def answered_words(row: SetAside, instrument: Instrument) -> str:
    """How much of the survey these answers are: 24 of 25 questions, in 5 minutes."""
    if not row.codes:
        return "These answers cannot be read."
    asked = len(instrument.items_for(row.wave.kind))
    given = sum(character not in _NONE for character in row.codes)
    took = f", in {many(round(row.seconds / 60) or 1, 'minute,minutes')}" if row.seconds else ""
    return f"{given} of {many(asked, 'question,questions')} answered{took}"
