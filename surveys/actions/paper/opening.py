"""Opening a sheet by its code: all that can be asked before it is keyed."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from core.problems import Refused, refuse
from core.words import long_date
from surveys.actions.answers import Entrant, NotTaken, find_entrant
from surveys.choices import Aside, Matched
from surveys.models import PaperSheet, Wave

FUTURE = "The date of answering is not here yet. Enter the date that stands on the sheet."
STORED = "This sheet has been keyed twice and is settled. There is nothing more to do."
DIFFERS = "This sheet has been keyed twice and the two differ. Settle it instead of keying it."
WHY_NOT: Mapping[Aside, str] = {
    Aside.UNKNOWN_CODE: "No pupil of this survey holds this code. Compare it with the sheet and "
    "type it again.",
    Aside.ALREADY: "This code has answered this survey already, so the sheet is not needed.",
    Aside.REFUSED: "This pupil takes no part in this survey. Do not key the sheet.",
}


@dataclass(frozen=True)
class Opened:
    """A sheet that may be keyed now: whose code it bears, and whether it has been keyed once."""

    participant_id: int
    code: str
    corrected: bool
    first_by: int | None

    @property
    def is_second(self) -> bool:
        return self.first_by is not None


def open_sheet(
    *, wave: Wave, typed: str, answered_on: datetime.date, language: str, today: datetime.date
) -> Opened:
    """Find the sheet with a code, and ask all that can be asked before it is keyed.

    The window is asked for the day of answering; the sheet may be keyed weeks later. Raises
    ``Refused`` in sentences for the person who keys.
    """
    if answered_on > today:
        raise Refused(FUTURE)
    entrant = sheet_entrant(wave, typed, answered_on)
    sheet = PaperSheet.objects.filter(wave=wave, participant=entrant.participant_id).first()
    if sheet is not None:
        ask_second(sheet, answered_on, language)
    return Opened(
        participant_id=entrant.participant_id,
        code=entrant.code,
        corrected=entrant.matched == Matched.CORRECTED,
        first_by=sheet.first_by_id if sheet else None,
    )


def sheet_entrant(wave: Wave, typed: str, answered_on: datetime.date) -> Entrant:
    """Who may answer on a day, found by code; refuses in sentences for the person who keys."""
    try:
        return find_entrant(wave=wave, typed=typed, today=answered_on)
    except NotTaken as no:
        closed = (
            f"On {long_date(answered_on)} this survey was not open for this code. Compare the "
            "date with the sheet; what was answered outside the survey’s days is not keyed."
        )
        raise Refused(WHY_NOT.get(no.reason, closed)) from no


def ask_second(sheet: PaperSheet, answered_on: datetime.date, language: str) -> None:
    """Refuse a second keying of a sheet that is settled, or that does not fit the first."""
    if sheet.settled_on is not None:
        raise Refused(STORED)
    if sheet.second_by_id is not None:
        raise Refused(DIFFERS)
    refuse(_other_heads(sheet, answered_on, language))


def _other_heads(sheet: PaperSheet, answered_on: datetime.date, language: str) -> list[str]:
    said = []
    if sheet.answered_on != answered_on:
        said.append(
            f"The first keying says that this sheet was answered on {long_date(sheet.answered_on)}."
            " Enter that date if it stands on the sheet; else discard the first keying."
        )
    if sheet.language != language:
        said.append(
            f"The first keying says that this sheet is in {sheet.get_language_display()}. Choose "
            "that language if it is; else discard the first keying."
        )
    return said
