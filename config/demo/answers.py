"""Invented answers before and after, with the small effects that the field expects.

Effects are differences between a pupil's later and earlier mean in units of the spread between
pupils: about 0.2 on attitude, control, intention and risk, none on what friends think, and a
little more over-confidence, because a day can do harm as well.
"""

import datetime
from random import Random
from uuid import UUID

from config.demo import words
from config.demo.season import Season
from config.demo.supply import DAY
from core.problems import Refused
from sessions.models import Mark
from surveys.actions.answers import Sent, find_entrant, store_answers
from surveys.actions.instruments import shipped_version
from surveys.actions.waves import add_wave
from surveys.choices import WaveKind
from surveys.models import CodeKey, Wave
from surveys.questionnaire import instrument_of
from surveys.rules.answers import Posted, read_posted
from surveys.rules.codes import show_code
from surveys.rules.instrument import Instrument, Item, Kind
from surveys.rules.instrument import WaveKind as Rule
from surveys.rules.windows import USUAL_WINDOWS

START = {"ATT": 3.8, "SN": 3.5, "PBC": 3.9, "INT": 4.0, "RISK": 3.9, "CONF": 3.0}
GAIN = {"ATT": 0.14, "SN": 0.0, "PBC": 0.16, "INT": 0.12, "RISK": 0.18, "CONF": 0.10}
SPREAD, NOISE = 0.62, 0.75
KEPT = 0.5  # of the gain, after some months
ANSWERING = {WaveKind.BEFORE: 0.91, WaveKind.AFTER: 0.86, WaveKind.FOLLOW_UP: 0.64}
# The follow-up opens sooner than is usual, so that the first days of the season have it.
WINDOWS: dict[str, tuple[int, int]] = {
    WaveKind.BEFORE: USUAL_WINDOWS[Rule.BEFORE],
    WaveKind.AFTER: USUAL_WINDOWS[Rule.AFTER],
    WaveKind.FOLLOW_UP: (56, 120),
}
DAYS_FROM: dict[str, tuple[int, ...]] = {
    WaveKind.BEFORE: (-1, -1, -2, -4, -6, -9),
    WaveKind.AFTER: (0, 0, 0, 1, 1, 2, 3, 6),
    WaveKind.FOLLOW_UP: (57, 58, 58, 60),
}


def make_answers(season: Season) -> None:
    """Set up the waves; let pupils answer on the days on which they would have."""
    version = shipped_version(by=season.supply.coordinator)
    waves = [
        add_wave(
            programme=season.supply.programme,
            kind=kind,
            version=version,
            opens_days=WINDOWS[kind][0],
            closes_days=WINDOWS[kind][1],
            by=season.supply.coordinator,
        )
        for kind in (WaveKind.BEFORE, WaveKind.AFTER, WaveKind.FOLLOW_UP)
    ]
    instrument = instrument_of(version.pk)
    keys = CodeKey.objects.select_related("participant", "place__booking__session").order_by("pk")
    for key in keys:
        pupil = Pupil(season.random, instrument)
        for wave in waves:
            _answer(season, wave, key, pupil)


class Pupil:
    """How one invented pupil tends to answer."""

    def __init__(self, random: Random, instrument: Instrument) -> None:
        self._random = random
        self._instrument = instrument
        self._level = {name: random.gauss(mean, SPREAD) for name, mean in START.items()}
        self._carelessness = random.random() < 0.02

    def posted(self, kind: str, *, drove: bool) -> Posted:
        """A page of answers for a wave, as a browser would send it."""
        items = self._instrument.items_for(kind)
        return read_posted(
            self._instrument, kind, {item.code: self._one(item, kind, drove) for item in items}
        )

    def _one(self, item: Item, kind: str, drove: bool) -> str:
        random = self._random
        if item.kind is Kind.TEXT:
            return random.choice(words.PLANS) if random.random() < 0.35 else ""
        if random.random() < 0.015:
            return random.choice(("", "!"))
        if item.code == "drove":
            return "1" if drove else "2"
        if item.kind is Kind.CHOICE:
            return str(random.choice(item.options).value)
        if self._carelessness:
            return "3"
        mean = self._level.get(item.scale, 4.2)
        if drove and kind != WaveKind.BEFORE:
            mean += GAIN.get(item.scale, 0.0) * (1 if kind == WaveKind.AFTER else KEPT)
        value = min(5, max(1, round(random.gauss(mean, NOISE))))
        return str(6 - value if item.reverse else value)


def _answer(season: Season, wave: Wave, key: CodeKey, pupil: Pupil) -> None:
    place, session = key.place, key.place.booking.session
    marks = set(Mark.objects.filter(place=place).values_list("kind", flat=True))
    if wave.kind != WaveKind.BEFORE and "HERE" not in marks:
        return
    date = session.date + season.random.choice(DAYS_FROM[wave.kind]) * DAY
    if date > season.today or season.random.random() > ANSWERING[WaveKind(wave.kind)]:
        return
    send(season, wave, pupil, key.participant.code, date, drove="DROVE" in marks)


def send(
    season: Season, wave: Wave, pupil: Pupil, code: str, date: datetime.date, *, drove: bool
) -> None:
    """Type the code, now and then with a slip, and send; who refused the survey is refused here."""
    typed = show_code(code).lower()
    if season.random.random() < 0.03:
        typed = typed[:-1] + season.random.choice("2479")
    try:
        entrant = find_entrant(wave=wave, typed=typed, today=date)
    except Refused:
        return
    posted = pupil.posted(wave.kind, drove=drove)
    store_answers(
        wave=wave,
        instrument=pupil._instrument,
        entrant=entrant,
        sent=Sent(
            client_id=UUID(int=season.random.getrandbits(128), version=4),
            codes=posted.codes,
            own_words=posted.own_words,
            seconds=max(30, round(season.random.gauss(260, 80))),
        ),
        today=date,
    )
