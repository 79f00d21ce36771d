"""The wide CSV of a national year against the database's own dump, and its memory."""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from django.conf import settings
from django.db import connection

from benchmarks.measure import show, verdict
from programmes.models import Programme
from reporting.export.drawing import drawn, snapshot
from reporting.export.files import wave_files, wide_lines, wide_query

ROUNDS = 3
SQLITE, POSTGRESQL = 0.8, 0.5  # what speed.md sets for a dump of packed codes alone
MOST_MB = 150


def run() -> None:
    """Print rows a CPU second of both, their ratio, and the memory above idle."""
    programme = Programme.objects.order_by("-school_year")[0]
    waves = wave_files(programme)
    with snapshot(), drawn(programme) as people:
        ours, dumped = [], []
        with tempfile.TemporaryDirectory() as folder:
            dump = _dumper(waves, Path(folder))
            for _ in range(ROUNDS):
                ours.append(_cpu(lambda: _write(waves)))
                dumped.append(dump())
    wide, limit = sorted(ours)[ROUNDS // 2], sorted(dumped)[ROUNDS // 2]
    must = SQLITE if connection.vendor == "sqlite" else POSTGRESQL
    ratio = limit / wide
    show(
        f"Wide CSV, {people.participants:,} participants, {len(waves)} waves",
        [
            ("database's own dump", f"{limit:.2f} s CPU", _rate(people.participants, limit), ""),
            (
                "wide CSV",
                f"{wide:.2f} s CPU",
                _rate(people.participants, wide),
                f"{ratio:.2f} of the dump {verdict(ratio, must, at_least=True)}",
            ),
        ],
    )
    _memory()


def _write(waves: list) -> None:
    with Path(os.devnull).open("w") as file:
        for block in wide_lines(waves):
            file.write(block)


def _dumper(waves: list, folder: Path):
    """The same joined rows by the database's own tool; gives CPU seconds a run."""
    query = wide_query(waves) % tuple(pk for pk, _ in waves)
    if connection.vendor == "sqlite":
        # The tool is another process and cannot see temporary tables, so it gets a copy.
        copy = folder / "drawn.sqlite3"
        with connection.cursor() as cursor:
            cursor.execute("SELECT study_id, participant_id, day, head FROM release_head")
            rows = cursor.fetchall()
        _copy(copy, rows)
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
    import sqlite3

    with sqlite3.connect(path) as file:
        file.execute("CREATE TABLE release_head (study_id, participant_id, day, head)")
        file.execute("CREATE INDEX by_study_id ON release_head (study_id)")
        file.executemany("INSERT INTO release_head VALUES (?, ?, ?, ?)", rows)


def _cpu(work) -> float:
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
