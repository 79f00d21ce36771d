"""Shapes code cards: who, which code, and where and when each survey is answered."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from core.words import day_and_month
from surveys.choices import WaveKind
from surveys.display.waves import wave_address
from surveys.models import CodeKey, Wave
from surveys.rules.codes import show_code
from surveys.rules.windows import window

BORDER = 2  # modules of white around a printed code; the card is white too


@dataclass(frozen=True)
class Card:
    name: str  # empty in a comparison group, which has none
    year_group: str
    code: str
    place: int = 0  # among the cards of a comparison group


@dataclass(frozen=True)
class Survey:
    """One survey as a card tells of it."""

    kind: str  # "BEFORE"
    label: str  # "Before your day"
    when: str  # "9 to 23 May"
    address: str
    shown: str  # the address without what nobody types
    size: int  # of the QR code's drawing, white border included
    path: str  # the QR code, as the path of an SVG drawing


def card(key: CodeKey) -> Card:
    """One pupil's card."""
    pupil = key.place.pupil
    assert pupil is not None  # asked for by the view
    return Card(
        name=f"{pupil.first_name} {pupil.family_name}",
        year_group=pupil.year_group,
        code=show_code(key.participant.code),
    )


def bare_card(code: str, year_group: str, place: int) -> Card:
    """A card of a comparison group."""
    return Card(name="", year_group=year_group, code=show_code(code), place=place)


ORDER = ("First survey", "Second survey", "Third survey", "Fourth survey")


def surveys_without_a_day(waves: Iterable[Wave], date: datetime.date) -> list[Survey]:
    """What the cards of a comparison group say: "your day" would be of no day they know."""
    return [survey(wave, date, label) for label, wave in zip(ORDER, waves, strict=False)]


def survey(wave: Wave, date: datetime.date, label: str = "") -> Survey:
    """What the cards of a day on ``date`` say of one wave."""
    address = wave_address(wave)
    size, path = qr_path(address)
    first, last = window(date, wave.opens_days, wave.closes_days)
    kind = WaveKind(wave.kind)
    return Survey(
        kind=kind.value,
        label=label or str(kind.label),
        when=_span(first, last),
        address=address,
        shown=address.split("://", 1)[-1].rstrip("/"),
        size=size,
        path=path,
    )


def _span(first: datetime.date, last: datetime.date) -> str:
    """9 to 23 May, 28 April to 12 May; the year is plain to who holds the card."""
    until = day_and_month(last)
    if first == last:
        return until
    since = str(first.day) if _same_month(first, last) else day_and_month(first)
    return f"{since} to {until}"


def _same_month(first: datetime.date, last: datetime.date) -> bool:
    return (first.year, first.month) == (last.year, last.month)


@lru_cache(maxsize=64)
def qr_path(address: str) -> tuple[int, str]:
    """Side length and SVG path of an address's QR code: one stroke for each run of dark modules."""
    import segno

    rows = list(segno.make(address, error="m", micro=False).matrix)
    strokes = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            run = x
            while run < len(row) and row[run]:
                run += 1
            if run > x:
                strokes.append(f"M{x + BORDER} {y + BORDER}h{run - x}v1h-{run - x}z")
            x = max(run, x + 1)
    return len(rows) + 2 * BORDER, "".join(strokes)
