"""The file form of an instrument: a CSV item list, read with its problems and written again."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence

from core.problems import Refused, refuse
from surveys.rules.instrument import Instrument, Item, Kind, make_item, read_options, read_waves

COLUMNS = ("order", "code", "scale", "kind", "text", "reverse", "options", "waves")

# What the tables and the packed record hold: 200 characters, one per item; values 0 to 35.
MOST_ITEMS = 200
HIGHEST_VALUE = 35
LONGEST_TEXT = 300

_ORDER = re.compile(r"[0-9]{1,4}")
# A code becomes a variable in SPSS and Stata, with _r for the recoded one beside it.
_CODE = re.compile(r"[a-z][a-z0-9_]{0,19}")
_SCALE = re.compile(r"[A-Z][A-Z0-9_]{0,9}")


def read_instrument_csv(text: str) -> Instrument:
    """Read an item list; raises Refused with a sentence for every problem, by row and column.

    The columns are those of COLUMNS, in any order. Rows count as in a spreadsheet: the header is
    row 1.
    """
    rows = _rows(text)
    header = [name.strip().lower() for name in rows[0]] if rows else []
    refuse(_header_problems(header))
    numbered = [(n, row) for n, row in enumerate(rows[1:], start=2) if any(map(str.strip, row))]
    refuse(_shape_problems(header, numbered))
    cells = [(n, _named(header, row)) for n, row in numbered]
    refuse(problem for n, row in cells for problem in _row_problems(n, row))
    items = [(n, _item(row)) for n, row in cells]
    refuse(_list_problems(items))
    return Instrument(tuple(item for _, item in items))


def write_instrument_csv(instrument: Instrument) -> str:
    """Write the item list that `read_instrument_csv` reads back to the same instrument."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for item in instrument.items:
        first = (item.position, item.code, item.scale, item.kind.lower(), item.text)
        writer.writerow((*first, int(item.reverse), item.options_text, item.waves_text))
    return out.getvalue()


def _rows(text: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    except csv.Error:
        raise Refused(["This is not a CSV file. Save the item list as CSV (UTF-8)."]) from None


def _named(header: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    return {name: cell.strip() for name, cell in zip(header, row, strict=True)}


def _item(row: Mapping[str, str]) -> Item:
    return make_item(
        position=int(row["order"]),
        code=row["code"],
        scale=row["scale"],
        kind=row["kind"],
        text=row["text"],
        reverse=row["reverse"] == "1",
        options=row["options"],
        waves=row["waves"],
    )


def _header_problems(header: Sequence[str]) -> Iterator[str]:
    if not header:
        yield "The file is empty. It needs a row of column names and one row for each item."
        return
    for name in COLUMNS:
        if header.count(name) != 1:
            found = "twice" if name in header else "missing"
            yield f"Row 1: the column {name} is {found}."
    for name in header:
        if name not in COLUMNS:
            yield f"Row 1: take out the column “{name}”, which no item list has."


def _shape_problems(
    header: Sequence[str], rows: Sequence[tuple[int, Sequence[str]]]
) -> Iterator[str]:
    if not rows:
        yield "The file has no items. Add one row for each item."
    if len(rows) > MOST_ITEMS:
        yield f"The file has {len(rows)} items. An instrument holds {MOST_ITEMS} at most."
    for number, row in rows:
        if len(row) != len(header):
            yield f"Row {number} has {len(row)} cells; the header has {len(header)}."


def _row_problems(number: int, row: Mapping[str, str]) -> Iterator[str]:
    for column, sentence in _cell_problems(row):
        yield f"Row {number}, column {column}: {sentence}"


def _cell_problems(row: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if not _ORDER.fullmatch(row["order"]):
        yield "order", "write a whole number."
    if not _CODE.fullmatch(row["code"]) or row["code"].endswith("_r"):
        yield (
            "code",
            "use up to 20 small letters, digits and _, a letter first and no _r at the end.",
        )
    if row["scale"] and not _SCALE.fullmatch(row["scale"]):
        yield "scale", "use up to 10 capital letters, or leave it empty."
    if row["kind"].upper() not in set(Kind):
        yield "kind", "write likert, choice or text."
    if not 0 < len(row["text"]) <= LONGEST_TEXT:
        yield "text", f"write the words that are shown, {LONGEST_TEXT} characters at most."
    if row["reverse"] not in ("0", "1"):
        yield "reverse", "write 0 or 1."
    if row["kind"].upper() != Kind.LIKERT and (row["scale"] or row["reverse"] == "1"):
        yield "kind", "only a likert item can be reversed or belong to a scale."
    yield from _option_problems(row)
    yield from _wave_problems(row)


def _option_problems(row: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    try:
        values = [option.value for option in read_options(row["options"])]
    except ValueError as problem:
        yield "options", str(problem)
        return
    if row["kind"].upper() == Kind.TEXT:
        if values:
            yield "options", "leave it empty, a text item has none."
    elif len(values) < 2:
        yield "options", "give at least two, as 1=Yes|2=No."
    elif values != sorted(set(values)):
        yield "options", "let the values rise, each once."
    elif values[-1] > HIGHEST_VALUE:
        yield "options", f"let no value be over {HIGHEST_VALUE}."


def _wave_problems(row: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    try:
        waves = read_waves(row["waves"])
    except ValueError as problem:
        yield "waves", str(problem)
        return
    if not waves:
        yield "waves", "name at least one of before, after, follow_up and follow_up_2."
    elif len(set(waves)) < len(waves):
        yield "waves", "name each wave once."


def _list_problems(rows: Sequence[tuple[int, Item]]) -> Iterator[str]:
    first_row: dict[str, int] = {}
    ranges: dict[str, tuple[int, int]] = {}
    for expected, (number, item) in enumerate(rows, start=1):
        if item.position != expected:
            yield f"Row {number}, column order: {item.position} stands where {expected} belongs."
        if first_row.setdefault(item.code, number) != number:
            yield (f"Row {number}, column code: {item.code} is also in row {first_row[item.code]}.")
        if item.scale:
            span = (item.lowest, item.highest)
            if ranges.setdefault(item.scale, span) != span:
                yield (
                    f"Row {number}, column options: {item.scale} runs from "
                    f"{ranges[item.scale][0]} to {ranges[item.scale][1]} in the rows above."
                )
