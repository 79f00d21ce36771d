"""Blocks of CSV as typed columns, for the files that are not text: all say what the CSV says."""

import io
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
from numpy.typing import NDArray

from reporting.rules.column import Column, Sort

INT8, INT16 = 100, 32_740  # the largest that Stata holds in one byte and in two


def arrow_type(column: Column) -> pa.DataType:
    """The narrowest type that holds the column."""
    if column.sort is Sort.DECIMAL:
        return pa.float64()
    if column.sort is not Sort.WHOLE:
        return pa.string()
    if column.most <= INT8:
        return pa.int8()
    return pa.int16() if column.most <= INT16 else pa.int32()


class Reader:
    """Reads blocks of one data file."""

    def __init__(self, columns: Sequence[Column]) -> None:
        names = [column.name for column in columns]
        self.schema = pa.schema([(column.name, arrow_type(column)) for column in columns])
        self._read = pa_csv.ReadOptions(column_names=names, use_threads=False)
        self._convert = pa_csv.ConvertOptions(
            column_types=self.schema,
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        )

    def table(self, block: bytes) -> pa.Table:
        """Lines of CSV, without a header, as one table of one chunk. Empty is null."""
        self._read.block_size = len(block) + 1
        table = pa_csv.read_csv(
            io.BytesIO(block), read_options=self._read, convert_options=self._convert
        )
        return table.combine_chunks()


def numbers(values: pa.ChunkedArray) -> NDArray[np.float64]:
    """A column of numbers; null is not a number."""
    found: NDArray[np.float64] = values.cast(pa.float64()).to_numpy(zero_copy_only=False)
    return found


def places(values: pa.ChunkedArray, words: Sequence[str]) -> pa.ChunkedArray:
    """A column of words as their numbers from 1, in the order of the list."""
    found = pc.index_in(values, value_set=pa.array(words, pa.string()), skip_nulls=True)
    return pc.add(found, 1)


def texts(values: pa.ChunkedArray, width: int, fill: bytes) -> NDArray[np.uint8]:
    """A column of text as rows of bytes of one width; null is nothing but ``fill``."""
    rows = [text.encode().ljust(width, fill) for text in values.fill_null("").to_pylist()]
    return np.frombuffer(b"".join(rows), np.uint8).reshape(len(rows), width)
