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

ROUNDS = 3
SQLITE, POSTGRESQL = 0.8, 0.5  # what speed.md sets for a dump of packed codes alone
MOST_MB = 150


@dataclass(frozen=True)
class Compared:
    """CPU seconds of the wide CSV and of the dump; on PostgreSQL by the clock."""

    participants: int
    waves: int
    wide: float
    dump: float

    @property
    def ratio(self) -> float:
        return self.dump / self.wide


def run() -> None:
    """Print rows a CPU second of both, their ratio, and the memory above idle."""
    show_compared(compare(Programme.objects.order_by("-school_year")[0]))
    _memory()


def show_compared(found: Compared) -> None:
    """Print what came of it."""
    must = SQLITE if connection.vendor == "sqlite" else POSTGRESQL
    rows = found.participants
    ours = f"{found.ratio:.2f} of the dump {verdict(found.ratio, must, at_least=True)}"
    show(
        f"Wide CSV, {rows:,} participants, {found.waves} waves",
        [
            ("database's own dump", f"{found.dump:.2f} s CPU", _rate(rows, found.dump), ""),
            ("wide CSV", f"{found.wide:.2f} s CPU", _rate(rows, found.wide), ours),
        ],
    )


def compare(programme: Programme) -> Compared:
    """The median of a few rounds of both, in turn."""
    waves = wave_files(programme)
    ours, dumped = [], []
    with (
        snapshot(),
        drawn(programme) as people,
        tempfile.TemporaryDirectory() as folder,
    ):
        dump = _dumper(waves, Path(folder))
        for _ in range(ROUNDS):
            ours.append(_cpu(lambda: _write(waves)))
            dumped.append(dump())
    middle = ROUNDS // 2
    return Compared(people.participants, len(waves), sorted(ours)[middle], sorted(dumped)[middle])


def plain_query(waves: Waves) -> str:
    """The same facts as somebody would ask for them: a column each, the answers as one text."""
    days = (
        "CAST(julianday(r{n}.answered_on) - julianday(h.day) AS integer)"
        if connection.vendor == "sqlite"
        else "r{n}.answered_on - h.day"
    )
    columns = "".join(
        f", r{n}.mode, r{n}.language, r{n}.matched, {days.format(n=n)}, r{n}.seconds, r{n}.codes"
        for n in range(len(waves))
    )
    joins = "".join(
        f" LEFT JOIN surveys_response r{n}"
        f" ON r{n}.participant_id = h.participant_id AND r{n}.wave_id = {pk}"
        for n, (pk, _) in enumerate(waves)
    )
    return f"SELECT h.study_id, h.head{columns} FROM release_head h{joins} ORDER BY 1"


def _write(waves: Waves) -> None:
    with Path(os.devnull).open("wb") as file:
        for block in wide_lines(waves):
            file.write(block)


def _dumper(waves: Waves, folder: Path) -> Callable[[], float]:
    """The same joined rows by the database's own tool; gives CPU seconds a run."""
    query = plain_query(waves)
    if connection.vendor == "sqlite":
        # The tool is another process and cannot see temporary tables, so it gets a copy.
        copy = folder / "drawn.sqlite3"
        with connection.cursor() as cursor:
            cursor.execute("SELECT study_id, participant_id, day, head FROM release_head")
            _copy(copy, cursor.fetchall())
        script = f"ATTACH '{copy}' AS drawn; {query};"
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


def _copy(path: Path, rows: list) -> None:
    """A table like the temporary one: the same key, the same order of rows."""
    import sqlite3

    with sqlite3.connect(path) as file:
        file.execute(
            "CREATE TABLE release_head (study_id text PRIMARY KEY, participant_id, day, head)"
        )
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
