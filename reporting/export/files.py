"""The wide and the long file of a drawn release, as iterators of lines."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection

from programmes.models import Programme
from reporting.export.drawing import BLOCK
from reporting.rules.columns import Column, WaveFile, long_columns, wide_columns
from reporting.rules.lines import LongCells, WideCells, match_status
from surveys.choices import WaveKind
from surveys.models import Wave
from surveys.questionnaire import instrument_of

_ORDER = list(WaveKind)


def wave_files(programme: Programme) -> list[tuple[int, WaveFile]]:
    """The programme's waves in the order of time, each with its number in the database."""
    waves = Wave.objects.filter(programme=programme).select_related("version")
    return [
        (
            wave.pk,
            WaveFile(
                kind=wave.kind,
                version=wave.version.version,
                instrument=instrument_of(wave.version_id),
                is_validated=wave.version.is_validated,
            ),
        )
        for wave in sorted(waves, key=lambda wave: _ORDER.index(WaveKind(wave.kind)))
    ]


def header(columns: Sequence[Column]) -> str:
    """The first line of a data file."""
    return ",".join(column.name for column in columns) + "\n"


def wide_lines(waves: Sequence[tuple[int, WaveFile]]) -> Iterator[str]:
    """The wide file of what is drawn: one line a participant, ordered by study id.

    Reads one joined row a participant from a streaming cursor; memory does not grow with rows.
    """
    files = [wave for _, wave in waves]
    yield header(wide_columns(files))
    cells = [WideCells(wave) for wave in files]
    first_is_before = bool(files) and files[0].kind == WaveKind.BEFORE
    for block in _blocks(wide_query(waves), [pk for pk, _ in waves]):
        yield "".join([_wide_line(row, cells, first_is_before) for row in block])


def long_lines(waves: Sequence[tuple[int, WaveFile]]) -> Iterator[str]:
    """The long file of what is drawn: one line an answer set, ordered by study id and wave."""
    files = [wave for _, wave in waves]
    yield header(long_columns(files))
    cells = [LongCells(wave, files) for wave in files]
    first_is_before = bool(files) and files[0].kind == WaveKind.BEFORE
    for block in _blocks(wide_query(waves), [pk for pk, _ in waves]):
        yield "".join([_long_lines(row, cells, first_is_before) for row in block])


def wide_query(waves: Sequence[tuple[int, WaveFile]]) -> str:
    """One row a participant: the head, then of each wave the answered cells and the record."""
    days = (
        "CAST(julianday(r{n}.answered_on) - julianday(h.day) AS integer)"
        if connection.vendor == "sqlite"
        else "(r{n}.answered_on - h.day)"
    )
    columns = "".join(
        f", r{n}.mode || ',' || r{n}.matched || ',' || CAST({days.format(n=n)} AS text) || ','"
        f" || COALESCE(CAST(r{n}.seconds AS text), ''), r{n}.matched, r{n}.codes, r{n}.seconds"
        for n in range(len(waves))
    )
    joins = "".join(
        f" LEFT JOIN surveys_response r{n}"
        f" ON r{n}.participant_id = h.participant_id AND r{n}.wave_id = %s"
        for n in range(len(waves))
    )
    # Put together from our own words and counted numbers only; values go as parameters.
    return f"SELECT h.head{columns} FROM release_head h{joins} ORDER BY h.study_id"  # noqa: S608


def count_pairs(waves: Sequence[tuple[int, WaveFile]]) -> int:
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


def _blocks(query: str, parameters: Sequence[int]) -> Iterator[list[tuple[Any, ...]]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(query, parameters)
        while block := cursor.fetchmany(BLOCK):
            yield block


def _status(row: tuple[Any, ...], first_is_before: bool) -> str:
    matched = row[2::4]
    if first_is_before:
        return match_status(matched[0], matched[1:])
    return match_status(None, matched)


def _wide_line(row: tuple[Any, ...], cells: list[WideCells], first_is_before: bool) -> str:
    parts = [row[0], _status(row, first_is_before)]
    for n, wave in enumerate(cells):
        codes = row[4 * n + 3]
        parts.append(wave.not_done if codes is None else wave(row[4 * n + 1], codes))
    return ",".join(parts) + "\n"


def _long_lines(row: tuple[Any, ...], cells: list[LongCells], first_is_before: bool) -> str:
    head = f"{row[0]},{_status(row, first_is_before)}"
    return "".join(
        f"{head},{wave(row[4 * n + 1], row[4 * n + 3], row[4 * n + 4])}\n"
        for n, wave in enumerate(cells)
        if row[4 * n + 3] is not None
    )
