"""Participants as the database packs them for data files, made by hand."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from reporting.rules.column import WaveFile
from reporting.rules.packed import FILL, HEAD, RECORD, SECONDS_WIDE
from surveys.rules.answers import DIGITS
from surveys.rules.instrument import Instrument, Kind, is_asked

DAY = datetime.date(2027, 3, 14)
PERSON = "0BCDFGHJKM,DAY,3,EARLY,rural,2027-03,S4,16,1,30,0,PF"


@dataclass(frozen=True)
class Answers:
    """One answer set: its record, and how it came."""

    codes: str
    how: str = "OenE"  # mode, language, how the code matched
    days: int = -7
    seconds: int | None = 300


def packed(waves: Sequence[WaveFile], answers: Sequence[Answers | None]) -> str:
    """One participant; None where a wave was not done."""
    parts = [PERSON.ljust(HEAD, FILL), f"{DAY}"]
    for wave, given in zip(waves, answers, strict=True):
        if given is None:
            parts.append(FILL * (RECORD + len(wave.instrument.items)))
            continue
        answered_on = DAY + datetime.timedelta(days=given.days)
        seconds = "" if given.seconds is None else str(given.seconds)
        parts.append(f"{given.how}{answered_on}{seconds.rjust(SECONDS_WIDE, FILL)}{given.codes}")
    return "".join(parts)


def record(instrument: Instrument, kind: str, draw: Random) -> str:
    """A packed record of a wave with every sort of answer."""
    return "".join(
        "-"
        if not is_asked(item, kind)
        else draw.choice("1.")
        if item.kind is Kind.TEXT
        else draw.choice([*(DIGITS[option.value] for option in item.options), ".", "!"])
        for item in instrument.items
    )
