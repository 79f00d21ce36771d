"""A table of one row an answer, with nothing of Runway around it."""

import uuid

from django.db import connection, transaction

TABLE = "benchmark_bare_answer"


def make_table() -> None:
    """Make the table anew."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
        cursor.execute(f"CREATE TABLE {TABLE} (id char(36) PRIMARY KEY, codes varchar(200))")


def drop_table() -> None:
    """Leave nothing behind."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")


@transaction.atomic
def insert_one(id: uuid.UUID, codes: str) -> None:
    """Insert one row and commit."""
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {TABLE} VALUES (%s, %s)", [str(id), codes])
