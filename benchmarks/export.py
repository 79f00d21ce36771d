"""The wide CSV of a national year against the database's own dump, and its memory."""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from benchmarks.measure import show, verdict
from programmes.models import Programme
from reporting.export.drawing import drawn, snapshot
from reporting.export.files import Waves, wave_files, wide_lines
from reporting.rules.column import WaveFile
from reporting.rules.columns import asked
from reporting.rules.packed import FILL

ROUNDS = 3
SQLITE, POSTGRESQL = 0.8, 0.5  # what speed.md sets for a dump of packed codes alone
MOST_MB = 150
COPY = "drawn.sqlite3"


@dataclass(frozen=True)
class Compared:
    """CPU seconds of the wide CSV and of the dump; on PostgreSQL by the clock."""

    participants: int
    waves: int
    wide: float
    dump: float
    by_item: float  # the dump with a column for each item, as the wide file has them


def run() -> None:
    """Print rows a CPU second of both, their ratio, and the memory above idle."""
    show_compared(compare(Programme.objects.order_by("-school_year")[0]))
    _memory()


def show_compared(found: Compared) -> None:
    """Print what came of it."""
    must = SQLITE if connection.vendor == "sqlite" else POSTGRESQL
    rows = found.participants
    ratio, by_item = found.dump / found.wide, found.by_item / found.wide
    kept = verdict(ratio, must, at_least=True)
    show(
        f"Wide CSV, {rows:,} participants, {found.waves} waves",
        [
            ("database's own dump", f"{found.dump:.2f} s CPU", _rate(rows, found.dump), ""),
            ("an item a column", f"{found.by_item:.2f} s CPU", _rate(rows, found.by_item), ""),
            (
                "wide CSV",
                f"{found.wide:.2f} s CPU",
                _rate(rows, found.wide),
                f"{ratio:.2f} of the dump {kept}; {by_item:.2f} of it with an item a column",
            ),
        ],
    )


def compare(programme: Programme) -> Compared:
    """The median of a few rounds of all three, in turn."""
    waves = wave_files(programme)
    ours, dumped, by_item = [], [], []
    with (
        snapshot(),
        drawn(programme) as people,
        tempfile.TemporaryDirectory() as folder,
    ):
        _copy_head(Path(folder))
        dump = _dumper(plain_query(waves, by_item=False), Path(folder))
        dump_by_item = _dumper(plain_query(waves, by_item=True), Path(folder))
        for _ in range(ROUNDS):
            ours.append(_cpu(lambda: _write(waves)))
            dumped.append(dump())
            by_item.append(dump_by_item())
    wide, plain, items = (sorted(times)[ROUNDS // 2] for times in (ours, dumped, by_item))
    return Compared(people.participants, len(waves), wide, plain, items)


def plain_query(waves: Waves, *, by_item: bool) -> str:
    """The same facts as somebody would ask for them: a column each, the answers as one text.

    ``by_item`` makes each answer a column too, as the wide file has them; without turned values
    and scores it still says less.
    """
    days = (
        "CAST(julianday(r{n}.answered_on) - julianday(h.day) AS integer)"
        if connection.vendor == "sqlite"
        else "r{n}.answered_on - h.day"
    )
    columns = "".join(
        f", r{n}.mode, r{n}.language, r{n}.matched, {days.format(n=n)}, r{n}.seconds, {codes}"
        for n, (_, wave) in enumerate(waves)
        for codes in [_codes(n, wave, by_item)]
    )
    joins = "".join(
        f" LEFT JOIN surveys_response r{n}"
        f" ON r{n}.participant_id = h.participant_id AND r{n}.wave_id = {pk}"
        for n, (pk, _) in enumerate(waves)
    )
    return f"SELECT h.study_id, h.head{columns} FROM release_head h{joins} ORDER BY 1"


def _codes(n: int, wave: WaveFile, by_item: bool) -> str:
    if not by_item:
        return f"r{n}.codes"
    return ", ".join(f"substr(r{n}.codes, {item.position}, 1)" for item in asked(wave))


def _write(waves: Waves) -> None:
    with Path(os.devnull).open("wb") as file:
        for block in wide_lines(waves):
            file.write(block)


def _dumper(query: str, folder: Path) -> Callable[[], float]:
    """The same joined rows by the database's own tool; gives CPU seconds a run."""
    if connection.vendor == "sqlite":
        script = f"ATTACH '{folder / COPY}' AS drawn; {query};"
        database = str(settings.DATABASES["default"]["NAME"])

        def dump() -> float:
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run(
                ["sqlite3", "-csv", database, script], stdout=subprocess.DEVNULL, check=True
            )
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

        return dump

    def copy_out() -> float:
        def run() -> None:
            with connection.cursor() as cursor, cursor.copy(f"COPY ({query}) TO STDOUT CSV") as out:
                for _ in out:
                    pass

        # The server's part is not in our CPU time: the wall clock of both is compared instead.
        started = time.perf_counter()
        run()
        return time.perf_counter() - started

    return copy_out


def _copy_head(folder: Path) -> None:
    """The tool is another process and sees no temporary table: a copy with the same key and order
    of rows, without what only fills up."""
    import sqlite3

    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor, sqlite3.connect(folder / COPY) as file:
        cursor.execute("SELECT study_id, participant_id, day, head FROM release_head")
        file.execute(
            "CREATE TABLE release_head (study_id text PRIMARY KEY, participant_id, day, head)"
        )
        rows = ((*row, head.rstrip(FILL)) for *row, head in cursor)
        file.executemany("INSERT INTO release_head VALUES (?, ?, ?, ?)", rows)


def _cpu(work: Callable[[], None]) -> float:
    if connection.vendor == "postgresql":
        started = time.perf_counter()
        work()
        return time.perf_counter() - started
    started = time.process_time()
    work()
    return time.process_time() - started


def _rate(rows: int, seconds: float) -> str:
    return f"{rows / seconds:,.0f} rows a second"


def _memory() -> None:
    """Peak memory above idle of a whole export, each in a process of its own."""
    peaks = json.loads(
        subprocess.run(
            [sys.executable, "-m", "benchmarks.export_memory"],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    )
    more = peaks["peak"] - peaks["idle"]
    show(
        "Memory of the wide CSV",
        [("above idle", f"{more:.0f} MB", "", verdict(more, MOST_MB))],
    )
