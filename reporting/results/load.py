"""The answers of a programme as one study: whom a release would hold, read in one pass."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection

from programmes.models import Programme
from reporting.export.drawing import BLOCK
from reporting.results.instrument import shared_instrument
from reporting.rules.column import WaveFile
from sessions.choices import Turn
from surveys.choices import Arm, Matched, Subgroup
from surveys.models import Wave
from surveys.rules.answers import DIGITS, Missing
from surveys.rules.instrument import Item

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from reporting.rules.column import WaveFile
    from surveys.analysis.study import Study

LAST = 2**63 - 1  # no row has a higher number
GENDER_ITEM = "gender"  # the item whose answer of the first wave is the subgroup
# As the data files say it: a pupil whose key was deleted, or of whom no mark was made, is unknown.
_PERSON = """
SELECT p.school_id, p.session_id IS NOT NULL, COALESCE(ls.turn, '') = %s,
       p.year_group, d.rural,
       CASE WHEN dose.place_id IS NULL THEN NULL ELSE COALESCE(dose.minutes, 0) END,
       CASE WHEN dose.minutes IS NULL THEN '' ELSE COALESCE(crew.services, '') END,
       CASE WHEN dose.place_id IS NULL THEN NULL ELSE COALESCE(dose.saw, 0) END,
       CAST(COALESCE(s.date, g.counts_from) AS text)
"""
_FROM = """
FROM release_draw d
JOIN surveys_participant p ON p.id = d.participant_id
LEFT JOIN airfield_sessions_session s ON s.id = p.session_id
LEFT JOIN surveys_comparisongroup g ON g.id = p.group_id
LEFT JOIN surveys_codekey k ON k.participant_id = p.id
LEFT JOIN airfield_sessions_place pl ON pl.id = k.place_id
LEFT JOIN release_dose dose ON dose.place_id = pl.id
LEFT JOIN release_crew crew ON crew.car_id = pl.car_id
LEFT JOIN airfield_sessions_lot l ON l.programme_id = p.programme_id
LEFT JOIN airfield_sessions_lotschool ls ON ls.lot_id = l.id AND ls.school_id = p.school_id
"""
_FACTS = (
    "school",
    "day",
    "late",
    "year_group",
    "rural",
    "minutes",
    "services",
    "saw",
    "counts_from",
)
_OF_WAVE = 3  # columns of each wave: record, how it matched, days from the day


@dataclass
class _Read:
    """What one pass gathers: a list a fact, and of each wave a list a column."""

    facts: dict[str, list[Any]]
    codes: list[list[str | None]]
    matched: list[list[str | None]]
    days: list[list[int | None]]


def study_of(
    programme: Programme,
    waves: Sequence[tuple[int, "WaveFile"]],
    *,
    today: datetime.date,
    until: int | None = None,
) -> "Study":
    """The study of what ``drawing.drawn(programme)`` has drawn; to be called inside it.

    ``waves`` are ``files.wave_files(programme)``. Reads one joined row a participant. With
    ``until`` answers with a higher number are passed over: an answer never changes, so that these
    are the very answers that a release of that moment holds. Whose window closed before ``today``
    can no longer answer.
    """
    import numpy as np

    from surveys.analysis.study import Study

    read = _read(waves, until)
    shared = shared_instrument([(wave.kind, wave.instrument) for _, wave in waves]).instrument
    records = {wave.kind: codes for (_, wave), codes in zip(waves, read.codes, strict=True)}
    values = {w.kind: _values(records[w.kind], w, shared.items) for _, w in waves}
    done = {kind: _is_there(codes) for kind, codes in records.items()}
    arm = np.where(np.array(read.facts["day"], dtype=np.bool_), Arm.DAY.value, Arm.WAITING.value)
    first = values[waves[0][1].kind] if waves else None
    return Study(
        instrument=shared,
        waves=tuple(wave.kind for _, wave in waves),
        values=values,
        done=done,
        school=np.array(read.facts["school"], dtype=np.int32),
        arm=arm,
        late=np.array(read.facts["late"], dtype=np.bool_),
        person=_person(read, _gender(shared.by_code.get(GENDER_ITEM), first, len(arm))),
        expected=_expected(arm),
        due=_due(programme, read.facts["counts_from"], done, today),
        versions=max(1, len({wave.instrument.fingerprint for _, wave in waves})),
    )


def _read(waves: Sequence[tuple[int, "WaveFile"]], until: int | None) -> _Read:
    read = _Read({name: [] for name in _FACTS}, *([[] for _ in waves] for _ in range(3)))  # type: ignore[arg-type]
    lists = [
        *read.facts.values(),
        *(
            column
            for wave in zip(read.codes, read.matched, read.days, strict=True)
            for column in wave
        ),
    ]
    last = LAST if until is None else until
    parameters = [Turn.LATE, *(value for pk, _ in waves for value in (pk, last))]
    for block in _blocks(_query(len(waves)), parameters):
        for column, cells in zip(lists, zip(*block, strict=True), strict=True):
            column.extend(cells)
    return read


def _query(waves: int) -> str:
    """One row a participant: facts, then of each wave the record, how it matched, and days."""
    start = "COALESCE(s.date, g.counts_from)"
    days = (
        "CAST(julianday(r{n}.answered_on) - julianday(" + start + ") AS integer)"
        if connection.vendor == "sqlite"
        else "(r{n}.answered_on - " + start + ")"
    )
    columns = "".join(f", r{n}.codes, r{n}.matched, {days.format(n=n)}" for n in range(waves))
    joins = "".join(
        f" LEFT JOIN surveys_response r{n}"
        f" ON r{n}.participant_id = d.participant_id AND r{n}.wave_id = %s"
        f" AND r{n}.id <= %s"
        for n in range(waves)
    )
    # Put together from our own words and counted numbers only; values go as parameters.
    return f"{_PERSON}{columns}{_FROM}{joins} ORDER BY d.participant_id"


def _blocks(query: str, parameters: Sequence[Any]) -> Iterator[list[tuple[Any, ...]]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(query, parameters)
        while block := cursor.fetchmany(BLOCK):
            yield block


def _column(wave: "WaveFile", code: str) -> int | None:
    item = wave.instrument.by_code.get(code)
    return None if item is None else item.position - 1


def _values(
    codes: Sequence[str | None], wave: "WaveFile", items: Sequence[Item]
) -> "NDArray[np.int8]":
    """Raw values of a wave, one row a participant; an item that it has not is not asked."""
    columns = [_column(wave, item.code) for item in items]
    width = len(wave.instrument.items)
    import numpy as np

    from surveys.analysis.study import BLANK, DECLINED, NOT_ASKED

    meaning = np.full(256, NOT_ASKED, dtype=np.int8)
    for value, character in enumerate(DIGITS):
        meaning[ord(character)] = value
    meaning[ord(Missing.LEFT_BLANK.value)] = BLANK
    meaning[ord(Missing.RATHER_NOT_SAY.value)] = DECLINED
    nothing = Missing.NOT_ASKED.value * width
    text = "".join([code or nothing for code in codes]).encode()
    records = np.frombuffer(text, dtype=np.uint8).reshape(-1, width)
    # Whoever reckons takes one item of all people at a time.
    found = np.full((len(codes), len(columns)), NOT_ASKED, dtype=np.int8, order="F")
    for n, column in enumerate(columns):
        if column is not None:
            found[:, n] = meaning[records[:, column]]
    return found


def _person(read: _Read, gender: "NDArray[np.str_]") -> dict[str, "NDArray[Any]"]:
    import numpy as np

    return {
        Subgroup.GENDER.value: gender,
        Subgroup.YEAR_GROUP.value: np.array(read.facts["year_group"], dtype=np.str_),
        Subgroup.RURAL_CLASS.value: np.array(read.facts["rural"], dtype=np.str_),
        "minutes": np.array(read.facts["minutes"], dtype=np.float64),
        "services": np.array(read.facts["services"], dtype=np.str_),
        "saw_demonstration": np.array(read.facts["saw"], dtype=np.float64),
        **_quality(read),
    }


def _is_there(codes: Sequence[str | None]) -> "NDArray[np.bool_]":
    import numpy as np

    return np.array([code is not None for code in codes], dtype=np.bool_)


def _quality(read: _Read) -> dict[str, "NDArray[Any]"]:
    """How a pair found its study code, the less sure of both; and who answered first too late."""
    import numpy as np

    from surveys.analysis.study import QUALITY, TOO_LATE

    if not read.matched:
        return {}
    rank = {name: n for n, name in enumerate(Matched.values)}
    first, *later = (np.array([rank.get(said or "", -1) for said in w]) for w in read.matched)
    last = np.max(np.array(later), axis=0) if later else np.full(len(first), -1)
    worse = np.where((first < 0) | (last < 0), -1, np.maximum(first, last))
    names = np.array([*Matched.values, ""], dtype=np.str_)
    had_a_day = np.array(read.facts["day"], dtype=np.bool_)
    late = np.array([day is not None and day >= 0 for day in read.days[0]], dtype=np.bool_)
    return {QUALITY: names[worse], TOO_LATE: late & had_a_day}


def _due(
    programme: Programme,
    counts_from: Sequence[str],
    done: Mapping[str, "NDArray[np.bool_]"],
    today: datetime.date,
) -> dict[str, "NDArray[np.bool_]"]:
    """Of whom an answer is due, wave by wave: he gave it, or his window has closed."""
    import numpy as np

    days = np.datetime64(today) - np.array(counts_from, dtype="datetime64[D]")
    closes = dict(Wave.objects.filter(programme=programme).values_list("kind", "closes_days"))
    return {kind: done[kind] | (days > np.timedelta64(closes[kind], "D")) for kind in done}


def _gender(item: Item | None, first: "NDArray[np.int8] | None", people: int) -> "NDArray[np.str_]":
    """What each said of himself in the first wave, in the words of the answer; "" unknown."""
    import numpy as np

    if item is None or first is None:
        return np.full(people, "", dtype=np.str_)
    said = first[:, item.position - 1]
    labels = [""] * (max(option.value for option in item.options) + 1)
    for option in item.options:
        labels[option.value] = option.label
    return np.where(said < 0, "", np.array(labels, dtype=np.str_)[np.maximum(said, 0)])


def _expected(arm: "NDArray[np.str_]") -> dict[str, int]:
    """How many of each arm hold a study code, and have not refused."""
    import numpy as np

    names, counts = np.unique(arm, return_counts=True)
    return {str(name): int(count) for name, count in zip(names, counts, strict=True)}
