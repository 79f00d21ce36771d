"""What SQLite is asked for is in force on each connection, in each thread."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

IN_FORCE = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "secure_delete": 1,
    "busy_timeout": 20_000,
}


def in_force(_: int) -> dict[str, object]:
    try:
        with connection.cursor() as cursor:
            return {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in IN_FORCE}
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_each_connection_keeps_what_was_acknowledged_and_forgets_what_was_deleted() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("Only SQLite is asked for this.")
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(in_force, range(8))) == [IN_FORCE] * 8


@pytest.mark.django_db
def test_sqlite_takes_the_write_lock_at_the_beginning() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("Only SQLite is asked for this.")
    assert connection.transaction_mode == "IMMEDIATE"  # type: ignore[attr-defined]
