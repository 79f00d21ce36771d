"""One whole release of so many invented pairs in a database of its own; prints JSON.

``python -m benchmarks.bundle 60000``
"""

import contextlib
import datetime
import io
import json
import os
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from programmes.models import Programme

ANSWER_SETS = 2_000  # different ones; the rest repeats them in another order
FIRST = 10_000_000  # keys of what is added, far above those of the small season beneath
NOW = datetime.datetime(2027, 3, 14, 9, 30, tzinfo=datetime.UTC)


def main() -> None:
    """Fill a database with pairs, write its release, measure, and take the database away."""
    pairs = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        os.environ["RUNWAY_VAR"] = folder
        os.environ.pop("DATABASE_URL", None)
        os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
        import django

        django.setup()
        with contextlib.redirect_stdout(io.StringIO()):
            programme = _programme()
        _fill(pairs)
        found = _measured(programme, Path(folder))
    print(json.dumps(found))


def _programme() -> "Programme":
    from django.core.management import call_command

    from programmes.models import Programme

    call_command("migrate", verbosity=0)
    call_command("fill_national", years=1, pupils=900)
    return Programme.objects.get()


def _fill(pairs: int) -> None:
    """Participants and two answers each, by one statement a table."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE pool AS SELECT wave_id, codes, seconds,"
            " ROW_NUMBER() OVER (PARTITION BY wave_id ORDER BY id) - 1 AS n FROM surveys_response"
        )
        cursor.execute("CREATE INDEX temp.by_n ON pool (wave_id, n)")
        cursor.execute(
            "CREATE TEMPORARY TABLE day AS SELECT id, programme_id, date,"
            " ROW_NUMBER() OVER (ORDER BY id) - 1 AS n FROM airfield_sessions_session"
        )
        cursor.execute("SELECT COUNT(*), (SELECT MIN(id) FROM schools_school) FROM day")
        days, school = cursor.fetchone()
        cursor.execute(
            "INSERT INTO surveys_participant"
            " (id, programme_id, session_id, school_id, code, year_group, age_on_day)"
            " WITH RECURSIVE i(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM i WHERE n + 1 < %s)"
            f" SELECT {FIRST} + i.n, d.programme_id, d.id, {school} + (i.n / 45) %% 361,"
            " printf('%%09d', i.n), 'S' || (4 + i.n %% 3), 15 + i.n %% 3"
            " FROM i JOIN day d ON d.n = i.n %% %s",
            [pairs, days],
        )
        cursor.execute("SELECT wave_id, COUNT(*) FROM pool GROUP BY wave_id ORDER BY wave_id")
        for at, (wave, sets) in enumerate(cursor.fetchall()):
            cursor.execute(
                "INSERT INTO surveys_response (id, client_id, participant_id, wave_id, codes,"
                " matched, mode, language, answered_on, seconds)"
                f" SELECT {FIRST * (1 + at)} + p.id, printf('%%032x', {FIRST * (1 + at)} + p.id),"
                " p.id, pool.wave_id, pool.codes, 'EXACT', 'ONLINE', 'en', d.date, pool.seconds"
                " FROM surveys_participant p JOIN day d ON d.id = p.session_id"
                " JOIN pool ON pool.wave_id = %s AND pool.n = (p.id * 7919) %% %s"
                f" WHERE p.id >= {FIRST}",
                [wave, min(sets, ANSWER_SETS)],
            )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _measured(programme: "Programme", folder: Path) -> dict:
    from benchmarks.export import compare
    from reporting.export.bundle import Heading, write_bundle

    _import_all()
    heading = Heading(programme, 1, "A benchmark", "Speed", NOW)
    idle = _memory("VmRSS")
    with (folder / "release.zip").open("w+b") as target:
        cpu, wall = time.process_time(), time.perf_counter()
        written = write_bundle(heading, target)
        spent = time.process_time() - cpu, time.perf_counter() - wall
        peak = _memory("VmHWM")
        sizes = {
            part.filename: [part.file_size, part.compress_size]
            for part in zipfile.ZipFile(target).infolist()
        }
    compared = compare(programme)
    return {
        "participants": written.participants,
        "pairs": written.pairs,
        "cpu": spent[0],
        "wall": spent[1],
        "above_idle": peak - idle,
        "sizes": sizes,
        "wide": compared.wide,
        "dump": compared.dump,
        "by_item": compared.by_item,
        "waves": compared.waves,
        "kinds": _kinds(programme),
    }


def _import_all() -> None:
    """What is loaded once is no memory of an export."""
    import reporting.export.copies
    import reporting.export.workbook
    import reporting.rules.lines  # noqa: F401


def _kinds(programme: "Programme") -> dict[str, float]:
    """CPU seconds of each kind of file for both tables, without those of the lines themselves."""
    from reporting.export.drawing import drawn, snapshot

    with snapshot(), drawn(programme):
        plain = _cpu(_lines(programme))
        found = {"csv": plain}
        for kind in ("sav", "dta", "parquet", "xlsx"):
            found[kind] = _cpu(_copied(programme, kind)) - plain
    return found


def _lines(programme: "Programme") -> Iterator[bytes]:
    from reporting.export.files import long_lines, wave_files, wide_lines

    waves = wave_files(programme)
    yield from wide_lines(waves)
    yield from long_lines(waves)


def _copied(programme: "Programme", suffix: str) -> Iterator[None]:
    """Both tables written as one kind of file."""
    from reporting.export.copies import KINDS
    from reporting.export.files import long_lines, wave_files, wide_lines
    from reporting.export.tables import Reader
    from reporting.export.workbook import DataWorkbook
    from reporting.rules.columns import long_columns, wide_columns

    waves = wave_files(programme)
    files = [wave for _, wave in waves]
    kinds = {kind.suffix: kind for kind in KINDS}
    with tempfile.TemporaryFile() as target:
        book = DataWorkbook(target, NOW) if suffix == "xlsx" else None
        for columns, lines in (
            (wide_columns(files), wide_lines(waves)),
            (long_columns(files), long_lines(waves)),
        ):
            next(lines)
            if book is not None:
                sheet = book.sheet("rows", columns, 2_000_000)
                yield from map(sheet.write, lines)
                sheet.close()
                continue
            reader = Reader(columns)
            with tempfile.TemporaryFile() as file:
                writer = kinds[suffix](file, columns, "Speed", NOW)
                yield from (writer.write(reader.table(block)) for block in lines)
                writer.close()
        if book is not None:
            book.close()


def _cpu(work: Iterable[object]) -> float:
    started = time.process_time()
    for _ in work:
        pass
    return time.process_time() - started


def _memory(line: str) -> float:
    """MB of this process alone."""
    for text in Path("/proc/self/status").read_text().splitlines():
        if text.startswith(line):
            return int(text.split()[1]) * 1024 / 1e6
    raise LookupError(line)


if __name__ == "__main__":
    main()
