"""Many at once: threads with connections of their own, which start together at a gate.

Each closes its connection at its end. Where PostgreSQL allows fewer connections than there are
jobs, the threads are fewer and each does several; SQLite, on disk as in earnest, takes a thread
for each, unless fewer are asked for: two hundred who wait for its one lock mostly sleep.
"""

import itertools
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connection, connections

Job = Callable[[], object]
SQLITE = connection.vendor == "sqlite"


def threads_for(jobs: int) -> int:
    """A thread for each job, or as many as the database has connections to spare.

    Another worker of the test run may hold a race of its own at the same time: half are its.
    """
    if SQLITE:
        return jobs
    with connection.cursor() as cursor:
        cursor.execute("SHOW max_connections")
        return min(jobs, int(cursor.fetchone()[0]) // 2 - 10)


def outcome(job: Job) -> str:
    """What became of a job in one word: the name of what it raised, or "done"."""
    try:
        job()
    except Exception as error:
        return type(error).__name__
    return "done"


def in_rounds(rounds: list[list[Job]], most: int | None = None) -> list[Counter[str]]:
    """Run the jobs of each round at the same time, and count what became of them.

    With ``most`` so many threads share the jobs of a round.
    """
    jobs_at_most = max(map(len, rounds))
    threads = threads_for(min(jobs_at_most, most or jobs_at_most))
    gate = threading.Barrier(threads, timeout=180)

    def every(number: int) -> list[list[str]]:
        try:
            connection.ensure_connection()
            return [
                (gate.wait(), [outcome(job) for job in jobs[number::threads]])[1] for jobs in rounds
            ]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(threads) as pool:
        by_thread = list(pool.map(every, range(threads)))
    return [Counter(itertools.chain(*words)) for words in zip(*by_thread, strict=True)]


def at_once(*jobs: Job) -> Counter[str]:
    return in_rounds([list(jobs)])[0]
