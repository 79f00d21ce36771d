"""The files of one table for SPSS, Stata and Parquet, filled as the blocks of its CSV go by."""

import datetime
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import IO, Self

from reporting.export.parquet import ParquetFile
from reporting.export.spss import SavFile
from reporting.export.stata import DtaFile
from reporting.export.tables import Reader
from reporting.export.zipped import pieces
from reporting.rules.column import Column

Copy = SavFile | DtaFile | ParquetFile
KINDS: tuple[type[SavFile] | type[DtaFile] | type[ParquetFile], ...] = (
    SavFile,
    DtaFile,
    ParquetFile,
)


class Copies:
    """Temporary files that hold the same rows; they are gone when it ends."""

    def __init__(self, columns: Sequence[Column], title: str, at: datetime.datetime) -> None:
        self._reader, self._open = Reader(columns), ExitStack()
        self._files: list[IO[bytes]] = []
        self._writers: list[Copy] = []
        for kind in KINDS:
            file = self._open.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - the stack's
            self._files.append(file)
            self._writers.append(kind(file, columns, title, at))
        self.rows = 0

    def write(self, block: bytes) -> None:
        """Take lines of CSV."""
        table = self._reader.table(block)
        self.rows += table.num_rows
        for writer in self._writers:
            writer.write(table)

    def finished(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Each file's suffix and content, once all rows are in."""
        for writer, file in zip(self._writers, self._files, strict=True):
            writer.close()
            yield writer.suffix, pieces(file)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *error: object) -> None:
        """After an error Parquet still wants to end its file: while that is open."""
        if kind is not None:
            for writer in self._writers:
                if isinstance(writer, ParquetFile):
                    writer.close()
        self._open.close()
