"""Opens the files of a release as other programs do."""

import io
import tempfile
from pathlib import Path
from typing import Any

import pandas
import pyarrow
import pyarrow.parquet
import pyreadstat
from openpyxl import Workbook, load_workbook
from pandas.io.stata import StataMissingValue


def sav(data: bytes) -> tuple[pandas.DataFrame, Any]:
    """Rows and metadata of an SPSS file, with its user-missing values as they stand."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.sav"
        path.write_bytes(data)
        frame, meta = pyreadstat.read_sav(path, user_missing=True)
        return frame, meta


def dta(data: bytes) -> tuple[pandas.DataFrame, Any]:
    """Rows and metadata of a Stata file; missing for a reason is a letter, else None.

    The rows are read by pandas: beside letters pyreadstat 1.3.7 reads "." as some number, in files
    that it has written itself too.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.dta"
        path.write_bytes(data)
        _, meta = pyreadstat.read_dta(path, user_missing=True)
        frame = pandas.read_stata(path, convert_missing=True, convert_categoricals=False)
    return frame.astype(object).map(_stata_value), meta


def _stata_value(value: Any) -> Any:
    if isinstance(value, StataMissingValue):
        return None if str(value) == "." else str(value)[1]
    return value


def parquet(data: bytes) -> pyarrow.Table:
    return pyarrow.parquet.read_table(io.BytesIO(data))


def excel(data: bytes) -> Workbook:
    return load_workbook(io.BytesIO(data))


def as_text(name: str, data: bytes) -> str:
    """All that a program would show of a file."""
    if name.endswith(".xlsx"):
        sheets = excel(data).worksheets
        return "\n".join(str(row) for page in sheets for row in page.iter_rows(values_only=True))
    if name.endswith(".parquet"):
        table = parquet(data)
        return f"{table.schema.metadata} {table.schema} {table.to_pylist()}"
    if name.endswith((".sav", ".dta")):
        frame, meta = (sav if name.endswith(".sav") else dta)(data)
        return f"{frame.to_csv()} {vars(meta)}"
    return data.decode()
