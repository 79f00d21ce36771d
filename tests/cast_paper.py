"""Paper sheets and answers set aside of all tests, made through actions."""

import datetime
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from accounts.models import User
from accounts.roles import Role
from surveys.actions.aside import set_aside
from surveys.actions.paper.keying import Outcome, key_sheet
from surveys.actions.paper.opening import Opened, open_sheet
from surveys.choices import Aside, Language, Mode
from surveys.models import PaperSheet, Participant, SetAside, Wave
from surveys.questionnaire import instrument_of
from surveys.rules.answers import Posted
from surveys.rules.instrument import Kind
from tests import cast, cast_days, cast_surveys

KEYED_ON = cast_days.SOON + datetime.timedelta(days=40)  # weeks after the day, as is usual

SAME = UUID("00000000-0000-4000-8000-000000000001")


def keyer(of: Wave) -> User:
    """An evaluator of the wave's programme."""
    return cast.person(of.programme, Role.EVALUATOR)


def opened(
    participant: Participant,
    of: Wave,
    *,
    on: datetime.date = cast_days.SOON,
    language: str = Language.ENGLISH,
    today: datetime.date = KEYED_ON,
) -> Opened:
    """The participant's sheet, filled in on the day itself where no other date is given."""
    return open_sheet(
        wave=of, typed=participant.code, answered_on=on, language=language, today=today
    )


def keyed(
    of: Wave, answers: Mapping[str, int | str] | None = None, words: Mapping[str, str] | None = None
) -> Posted:
    """What is keyed: as in ``cast_surveys.record``, with own words only where they are given."""
    record, given = cast_surveys.record(of, answers), words or {}
    for item in instrument_of(of.version_id).items_for(of.kind):
        if item.kind is Kind.TEXT:
            at = item.position - 1
            record = record[:at] + ("1" if item.code in given else ".") + record[at + 1 :]
    return Posted(record, given)


def key(
    participant: Participant,
    of: Wave,
    answers: Mapping[str, int | str] | None = None,
    *,
    words: Mapping[str, str] | None = None,
    on: datetime.date = cast_days.SOON,
    by: User | None = None,
    this: Opened | None = None,
    language: str = Language.ENGLISH,
    today: datetime.date = KEYED_ON,
) -> Outcome:
    """A keying of the participant's sheet, the first or the second, by somebody new."""
    return key_sheet(
        wave=of,
        instrument=instrument_of(of.version_id),
        opened=this or opened(participant, of, on=on, language=language, today=today),
        answered_on=on,
        language=language,
        keyed=keyed(of, answers, words),
        by=by or keyer(of),
        today=today,
    )


def sheet(of: Wave, answers: Mapping[str, int | str] | None = None) -> PaperSheet:
    """The only sheet of a wave, keyed once; a second time, otherwise, where answers are given."""
    [participant] = cast_surveys.coded(cast_days.booking(cast_days.session_day(of.programme), 1))
    key(participant, of)
    if answers is not None:
        key(participant, of, answers)
    found: PaperSheet = PaperSheet.objects.get(wave=of, participant=participant)
    return found


def aside(wave: Wave, **given: Any) -> SetAside:
    """What a tablet sent with a code that nobody holds."""
    values: dict[str, Any] = {
        "tablet": None,
        "client_id": SAME,
        "digest": "a" * 64,
        "reason": Aside.UNKNOWN_CODE,
        "typed": "K7P-2XQ-9R8",
        "codes": cast_surveys.record(wave),
        "own_words": {},
        "sealed": "",
        "mode": Mode.TABLET,
        "language": Language.ENGLISH,
        "answered_on": cast.TODAY,
        "seconds": 200,
        "today": cast.TODAY + datetime.timedelta(days=1),
    }
    return set_aside(wave=wave, **(values | given))
