"""The waves of a release, the query behind its data files, and the files as blocks of CSV."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db import connection

from programmes.models import Programme
from reporting.export.drawing import BLOCK
from reporting.rules.column import Column, WaveFile
from reporting.rules.columns import long_columns, wide_columns
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
    from reporting.rules.lines import MatchStatuses, as_csv, filled, fixed, wide_cells

    files = [wave for _, wave in waves]
    yield header(wide_columns(files, coarser))
    cells, statuses = [wide_cells(wave) for wave in files], MatchStatuses(_starts_before(files))
    for block in _blocks(waves, coarser):
        parts = [fixed(block.heads), fixed([statuses[row] for row in block.matched])]
        for n, wave in enumerate(cells):
            parts.append(filled(wave(*block.answers(n)), block.done(n), wave.not_done))
        yield as_csv(parts)


def long_lines(waves: Waves, coarser: Collection[str] = ()) -> Iterator[bytes]:
    """The long file of what is drawn: one line an answer set, ordered by study id and wave."""
    import numpy as np

    from reporting.rules.lines import MatchStatuses, as_csv, filled, fixed, long_cells

    files = [wave for _, wave in waves]
    yield header(long_columns(files, coarser))
    cells, statuses = [long_cells(w, files) for w in files], MatchStatuses(_starts_before(files))
    for block in _blocks(waves, coarser):
        done = np.array([block.done(n) for n in range(len(files))]).T
        person = fixed(
            [head + statuses[row] for head, row in zip(block.heads, block.matched, strict=True)]
        )
        found = [filled(wave(*block.answers(n)), done[:, n], b"") for n, wave in enumerate(cells)]
        width = max(part.shape[1] for part in found)
        lines = np.zeros((len(person), len(files), width), np.uint8)
        for n, part in enumerate(found):
            lines[:, n, : part.shape[1]] = part
        yield as_csv([np.repeat(person, done.sum(axis=1), axis=0), lines[done]])


class _Block:
    """Some rows of the joined query, by column."""

    def __init__(self, rows: Sequence[tuple[Any, ...]]) -> None:
        self._columns = list(zip(*rows, strict=True))
        self.heads: tuple[str, ...] = self._columns[0]
        self.matched: list[tuple[str | None, ...]] = list(zip(*self._columns[2::4], strict=True))

    def done(self, n: int) -> Any:
        """Whether each participant answered wave ``n``, as an array."""
        import numpy as np

        return np.array([codes is not None for codes in self._columns[4 * n + 3]])

    def answers(self, n: int) -> tuple[list[str], list[str], list[int | None]]:
        """Of those who answered wave ``n``: how, the packed records, seconds."""
        answered, codes, seconds = (self._columns[4 * n + at] for at in (1, 3, 4))
        if None not in codes:
            return list(answered), list(codes), list(seconds)
        done = [at for at, record in enumerate(codes) if record is not None]
        return [answered[i] for i in done], [codes[i] for i in done], [seconds[i] for i in done]


def _starts_before(files: Sequence[WaveFile]) -> bool:
    return bool(files) and files[0].kind == WaveKind.BEFORE


def _blocks(waves: Waves, coarser: Collection[str]) -> Iterator[_Block]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(wide_query(waves, coarser), [pk for pk, _ in waves])
        while rows := cursor.fetchmany(BLOCK):
            yield _Block(rows)


def wide_query(waves: Waves, coarser: Collection[str] = ()) -> str:
    """One row a participant: the head, then of each wave how it was answered and the record."""
    days = (
        "CAST(julianday(r{n}.answered_on) - julianday(h.day) AS integer)"
        if connection.vendor == "sqlite"
        else "(r{n}.answered_on - h.day)"
    )
    columns = "".join(
        f", ',' || r{n}.mode || ',' || r{n}.language || ',' || r{n}.matched || ','"
        f" || CAST({days.format(n=n)} AS text) || ',' || COALESCE(CAST(r{n}.seconds AS text), ''),"
        f" r{n}.matched, {_codes(n, wave, coarser)}, r{n}.seconds"
        for n, (_, wave) in enumerate(waves)
    )
    joins = "".join(
        f" LEFT JOIN surveys_response r{n}"
        f" ON r{n}.participant_id = h.participant_id AND r{n}.wave_id = %s"
        for n in range(len(waves))
    )
    # Put together from our own words and counted numbers only; values go as parameters.
    return f"SELECT h.head{columns} FROM release_head h{joins} ORDER BY h.study_id"  # noqa: S608


def _codes(n: int, wave: WaveFile, coarser: Collection[str]) -> str:
    """The record; of those whose particulars are blanked, gender reads as not asked."""
    if BLANKED not in coarser or GENDER not in wave.instrument.by_code:
        return f"r{n}.codes"
    at = wave.instrument.by_code[GENDER].position
    return (
        f"CASE WHEN h.is_small = 1 AND r{n}.codes IS NOT NULL THEN"
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
