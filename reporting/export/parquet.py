"""Writes a Parquet file group of rows by group of rows, with labels in its metadata."""

import datetime
import json
from collections.abc import Sequence
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from reporting.export.tables import arrow_type
from reporting.rules.column import Column


class ParquetFile:
    """One .parquet file: tables of rows come one after the other, then ``close`` ends it."""

    suffix = "parquet"

    def __init__(
        self, file: IO[bytes], columns: Sequence[Column], title: str, at: datetime.datetime
    ) -> None:
        told = {"title": title, "frozen_at": at.isoformat()}
        self._schema = pa.schema([_field(column) for column in columns], metadata=told)
        self._writer = pq.ParquetWriter(file, self._schema, compression="zstd")

    def write(self, table: Any) -> None:
        """Write the rows of an arrow table of these columns as a group."""
        self._writer.write_table(table.cast(self._schema))

    def close(self) -> None:
        """Write the end of the file, where its parts are listed."""
        self._writer.close()


def _field(column: Column) -> pa.Field:
    labels = dict(map(_pair, (*column.labels, *column.missing_labels)))
    told = {"label": column.label, "definition": column.definition, "measure": column.measure.value}
    if labels:
        told["labels"] = json.dumps(labels, ensure_ascii=False)
    if column.missing:
        told["missing"] = json.dumps(list(column.missing))
    return pa.field(column.name, arrow_type(column), metadata=told)


def _pair(label: tuple[int, str]) -> tuple[str, str]:
    return str(label[0]), label[1]
