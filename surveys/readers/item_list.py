"""Reads the items of an instrument from elsewhere, as loosely as an analysis can bear.

The columns are those of our own item lists. But here codes and scales have any name, values may be
negative or many, and an item may lack what only a questionnaire needs: nothing is asked again.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from core.problems import Refused, refuse
from surveys.rules.instrument import Instrument, Item, Kind, Option, Use, WaveKind
from surveys.rules.instrument_rows import scales_of

NEEDED = ("code", "scale", "reverse", "options")
NUMERIC = ("NUMERIC", "NUMBER", "INTEGER", "DECIMAL")  # what other tools call an item of numbers
OTHERS = ("kind", "text", "waves", "use", "scale_name", "scale_use")
YES, NO = (
    ("1", "1.0", "true", "yes", "y", "r", "-1", "-"),
    ("0", "0.0", "false", "no", "n", "", "+"),
)
_VALUE = re.compile(r"-?[0-9]+(\.0+)?")

Row = Mapping[str, str]


def read_item_list(path: Path) -> Instrument:
    """Read an instrument file; raises Refused with a sentence for every problem, by row and column.

    Needed are the columns code, scale, reverse and options; rows count as in a spreadsheet.
    """
    rows = list(_rows(path))
    refuse(_problems(rows))
    items = tuple(_item(at, row) for at, (_, row) in enumerate(rows, start=1))
    return Instrument(items, scales_of(row for _, row in rows))


def _rows(path: Path) -> Iterator[tuple[int, Row]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        lines = list(csv.reader(text.splitlines(keepends=True), delimiter=_delimiter(text)))
    except OSError as problem:
        raise Refused(f"{path} can’t be read: {problem.strerror}.") from None
    except (UnicodeDecodeError, csv.Error):
        raise Refused(f"{path.name} is not a CSV file in UTF-8. Save it as CSV UTF-8.") from None
    header = [name.strip().lower() for name in lines[0]] if lines else []
    missing = [name for name in NEEDED if name not in header]
    if missing:
        raise Refused(
            f"{path.name} has no column {' and no column '.join(missing)}. An instrument file has "
            "the columns order, code, scale, kind, text, reverse, options and waves."
        )
    for number, line in enumerate(lines[1:], start=2):
        if any(cell.strip() for cell in line):
            cells = dict(zip(header, (cell.strip() for cell in line), strict=False))
            yield number, {name: cells.get(name, "") for name in (*NEEDED, *OTHERS)}


def _delimiter(text: str) -> str:
    return max(",;\t", key=text.partition("\n")[0].count)


def _problems(rows: list[tuple[int, Row]]) -> Iterator[str]:
    if not rows:
        yield "The instrument file has no items. Add one row for each item."
    first: dict[str, int] = {}
    for number, row in rows:
        if first.setdefault(row["code"], number) != number:
            yield f"Row {number}, column code: {row['code']} is also in row {first[row['code']]}."
        for column, sentence in _row_problems(row):
            yield f"Row {number}, column {column}: {sentence}"


def _row_problems(row: Row) -> Iterator[tuple[str, str]]:
    if not row["code"]:
        yield "code", "write the name of the item."
    if row["kind"].upper() not in {"", *Kind, *NUMERIC}:
        yield "kind", "write likert, choice or text."
    if row["reverse"].lower() not in (*YES, *NO):
        yield "reverse", "write 0 or 1."
    try:
        options = read_any_options(row["options"])
    except ValueError as problem:
        yield "options", str(problem)
        return
    if row["reverse"].lower() in YES and not options:
        yield "options", "give the values of a reversed item, as 1=No|5=Yes."
    if len({option.value for option in options}) < len(options):
        yield "options", "give each value once."
    if row["scale_use"].upper() not in ("", "INDEX", "APART", "HARM"):
        yield "scale_use", "write index, apart or harm."


def _item(position: int, row: Row) -> Item:
    options = read_any_options(row["options"])
    kind = row["kind"].upper()
    usual = Kind.LIKERT if row["scale"] or kind in NUMERIC or not options else Kind.CHOICE
    return Item(
        position=position,
        code=row["code"],
        scale=row["scale"],
        kind=Kind(kind) if kind in set(Kind) and not row["scale"] else usual,
        text=row["text"] or row["code"],
        reverse=row["reverse"].lower() in YES,
        options=options,
        waves=_waves(row["waves"]),
        use=Use(row["use"].upper()) if row["use"].upper() in set(Use) else None,
    )


def read_any_options(text: str) -> tuple[Option, ...]:
    """Read 1=Girl|2=Boy, or values alone; ValueError when a part starts with no whole number."""
    options = []
    for part in filter(None, (part.strip() for part in text.split("|"))):
        value, _, label = part.partition("=")
        if not _VALUE.fullmatch(value.strip()):
            raise ValueError(f"“{part}” is not a whole number, an equals sign and a label.")
        options.append(Option(int(float(value)), label.strip() or value.strip()))
    return tuple(options)


def _waves(text: str) -> tuple[WaveKind, ...]:
    found = []
    for part in text.split("|"):
        with suppress(ValueError):  # other studies name their waves as they like
            found.append(WaveKind(part.strip().upper()))
    return tuple(found)
