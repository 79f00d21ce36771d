"""The waves of a release, the query behind its data files, and the files as blocks of CSV."""

from collections.abc import Collection, Iterator, Sequence

from django.db import connection

from programmes.models import Programme
from reporting.export.drawing import BLOCK
from reporting.rules.column import Column, WaveFile
from reporting.rules.columns import long_columns, wide_columns
from reporting.rules.packed import FILL, RECORD, SECONDS_WIDE
from reporting.rules.person import BLANKED, GENDER, NO_GENDER
from surveys.choices import WaveKind
from surveys.models import Wave
from surveys.questionnaire import instrument_of

_ORDER = list(WaveKind)
Waves = Sequence[tuple[int, WaveFile]]


def wave_files(programme: Programme, coarser: Collection[str] = ()) -> list[tuple[int, WaveFile]]:
    """The programme's waves in the order of time, each with its number in the database."""
    waves = Wave.objects.filter(programme=programme).select_related("version")
    left_out = frozenset({GENDER} if NO_GENDER in coarser else ())
    return [
        (
            wave.pk,
            WaveFile(
                kind=wave.kind,
                version=wave.version.version,
                instrument=instrument_of(wave.version_id),
                is_validated=wave.version.is_validated,
                name=wave.version.name,
                left_out=left_out,
            ),
        )
        for wave in sorted(waves, key=lambda wave: _ORDER.index(WaveKind(wave.kind)))
    ]


def header(columns: Sequence[Column]) -> bytes:
    """The first line of a data file."""
    return (",".join(column.name for column in columns) + "\n").encode()


def wide_lines(waves: Waves, coarser: Collection[str] = ()) -> Iterator[bytes]:
    """The wide file of what is drawn: one line a participant, ordered by study id.

    Reads one joined row a participant from a streaming cursor; memory does not grow with rows.
    """
    from reporting.rules.lines import WideLines

    files = [wave for _, wave in waves]
    yield header(wide_columns(files, coarser))
    yield from map(WideLines(files), _blocks(waves, coarser))


def long_lines(waves: Waves, coarser: Collection[str] = ()) -> Iterator[bytes]:
    """The long file of what is drawn: one line an answer set, ordered by study id and wave."""
    from reporting.rules.lines import LongLines

    files = [wave for _, wave in waves]
    yield header(long_columns(files, coarser))
    # Of some thousand participants it may be that none has answered.
    yield from filter(None, map(LongLines(files), _blocks(waves, coarser)))


def _blocks(waves: Waves, coarser: Collection[str]) -> Iterator[list[str]]:
    """Participants as ``rules.packed`` describes them, some at a time."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(packed_query(waves, coarser), [pk for pk, _ in waves])
        while rows := cursor.fetchmany(BLOCK):
            yield [row for (row,) in rows]


def packed_query(waves: Waves, coarser: Collection[str] = ()) -> str:
    """One text a participant, in the order of study ids; ``rules.packed`` says what is in it."""
    parts = "".join(f" || {_part(n, wave, coarser)}" for n, (_, wave) in enumerate(waves))
    joins = "".join(
        f" LEFT JOIN surveys_response r{n}"
        f" ON r{n}.participant_id = h.participant_id AND r{n}.wave_id = %s"
        for n in range(len(waves))
    )
    # Put together from our own words and counted numbers only; values go as parameters.
    return (
        f"SELECT h.head || CAST(h.day AS text){parts}"  # noqa: S608
        f" FROM release_head h{joins} ORDER BY h.study_id"
    )


def _part(n: int, wave: WaveFile, coarser: Collection[str]) -> str:
    r = f"r{n}"
    padded = f"'{FILL * SECONDS_WIDE}' || COALESCE(CAST({r}.seconds AS text), '')"
    # SQLite has no right(), PostgreSQL no substr() from the end.
    at_right = "substr({}, -{})" if connection.vendor == "sqlite" else "right({}, {})"
    nothing = FILL * (RECORD + len(wave.instrument.items))
    return (
        f"COALESCE(substr({r}.mode, 1, 1) || {r}.language || substr({r}.matched, 1, 1)"
        f" || CAST({r}.answered_on AS text) || {at_right.format(padded, SECONDS_WIDE)}"
        f" || {_codes(n, wave, coarser)}, '{nothing}')"
    )


def _codes(n: int, wave: WaveFile, coarser: Collection[str]) -> str:
    """The record; of those whose particulars are blanked, gender reads as not asked."""
    if BLANKED not in coarser or GENDER not in wave.instrument.by_code:
        return f"r{n}.codes"
    at = wave.instrument.by_code[GENDER].position
    return (
        f"CASE WHEN h.is_small = 1 THEN"
        f" substr(r{n}.codes, 1, {at - 1}) || '-' || substr(r{n}.codes, {at + 1})"
        f" ELSE r{n}.codes END"
    )


def count_pairs(waves: Waves) -> int:
    """How many drawn participants answered before and at least once later."""
    before = [pk for pk, wave in waves if wave.kind == WaveKind.BEFORE]
    later = [pk for pk, wave in waves if wave.kind != WaveKind.BEFORE]
    if not before or not later:
        return 0
    marks = ", ".join(["%s"] * len(later))
    query = (
        "SELECT COUNT(*) FROM release_head h JOIN surveys_response b"  # noqa: S608
        " ON b.participant_id = h.participant_id AND b.wave_id = %s WHERE EXISTS (SELECT 1"
        " FROM surveys_response r WHERE r.participant_id = h.participant_id"
        f" AND r.wave_id IN ({marks}))"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [*before, *later])
        return int(cursor.fetchone()[0])
