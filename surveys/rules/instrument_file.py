"""The file form of an instrument: an item list, read with its problems and written again."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from core.problems import Refused, refuse
from surveys.rules.instrument import Instrument, Item, Scale
from surveys.rules.instrument_rows import (
    COLUMNS,
    MOST_ITEMS,
    OPTIONAL,
    Numbered,
    cell_problems,
    item_of,
    list_problems,
    scales_of,
    words_of_row,
)
from surveys.rules.translations import LANGUAGES, ItemWords, Words


@dataclass(frozen=True)
class InstrumentFile:
    """What a file holds: the instrument, its words by language, and what was not taken over."""

    instrument: Instrument
    words: Mapping[str, Words] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()


def read_instrument_csv(text: str) -> Instrument:
    """Read an item list; raises Refused with a sentence for every problem, by row and column.

    The columns are those of COLUMNS, in any order, and any of OPTIONAL. Rows count as in a
    spreadsheet: the header is row 1.
    """
    return read_instrument_file(text).instrument


def read_instrument_file(text: str) -> InstrumentFile:
    """Read an item list with its words in other languages. Raises as `read_instrument_csv`."""
    try:
        rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    except csv.Error:
        raise Refused(["This is not a CSV file. Save the item list as CSV (UTF-8)."]) from None
    return read_table(rows)


def read_table(rows: Sequence[Sequence[str]]) -> InstrumentFile:
    """Read the rows of an item list, the header first. Raises as `read_instrument_csv`."""
    header = [name.strip().lower() for name in rows[0]] if rows else []
    refuse(_header_problems(header))
    numbered = [(n, row) for n, row in enumerate(rows[1:], start=2) if any(map(str.strip, row))]
    refuse(_shape_problems(header, numbered))
    return read_cells([(n, _named(header, row)) for n, row in numbered])


def read_cells(rows: Numbered) -> InstrumentFile:
    """Read rows that are held under the names of their columns."""
    refuse(_row_problems(rows))
    refuse(list_problems(rows))
    words: dict[str, dict[str, ItemWords]] = {}
    for _, row in rows:
        for language, told in words_of_row(row).items():
            words.setdefault(language, {})[row["code"]] = told
    named = scales_of(row for _, row in rows)
    return InstrumentFile(Instrument(tuple(item_of(row) for _, row in rows), named), words)


def write_instrument_csv(instrument: Instrument, words: Mapping[str, Words] | None = None) -> str:
    """Write the item list that `read_instrument_file` reads back to the same.

    Optional columns stand only where something is in them.
    """
    rows = [item_cells(item, instrument, words or {}) for item in instrument.items]
    columns = [*COLUMNS, *(name for name in OPTIONAL if any(row.get(name) for row in rows))]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([row.get(name, "") for name in columns] for row in rows)
    return out.getvalue()


def item_cells(item: Item, instrument: Instrument, words: Mapping[str, Words]) -> dict[str, str]:
    """An item as the cells of its row, under the names of their columns."""
    scale = next((scale for scale in instrument.named if scale.code == item.scale), None)
    return {
        "order": str(item.position),
        "code": item.code,
        "scale": item.scale,
        "kind": item.kind.lower(),
        "text": item.text,
        "reverse": str(int(item.reverse)),
        "options": item.options_text,
        "waves": item.waves_text,
        "use": item.use.lower() if item.use else "",
        **_scale_cells(scale),
        **{
            name: cell
            for language in LANGUAGES
            for name, cell in _word_cells(item, words.get(language, {}), language)
        },
    }


def _scale_cells(scale: Scale | None) -> dict[str, str]:
    return {"scale_name": scale.name, "scale_use": scale.use.lower()} if scale else {}


def _word_cells(item: Item, words: Words, language: str) -> Iterator[tuple[str, str]]:
    said = words.get(item.code, ItemWords())
    yield f"text_{language}", said.text
    # A label that is still missing leaves the cell empty: no file holds half of an answer list.
    if said.labels and all(said.labels) and len(said.labels) == len(item.options):
        pairs = zip(item.options, said.labels, strict=True)
        yield f"options_{language}", "|".join(f"{o.value}={label}" for o, label in pairs)


def _named(header: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    # A line break inside a cell is a slip of the hand, and labels are kept one a line.
    return {name: " ".join(cell.split()) for name, cell in zip(header, row, strict=True)}


def _header_problems(header: Sequence[str]) -> Iterator[str]:
    if not header:
        yield "The file is empty. It needs a row of column names and one row for each item."
        return
    for name in (*COLUMNS, *OPTIONAL):
        if header.count(name) > 1 or (name in COLUMNS and name not in header):
            found = "twice" if name in header else "missing"
            yield f"Row 1: the column {name} is {found}."
    for name in header:
        if name not in (*COLUMNS, *OPTIONAL):
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


def _row_problems(rows: Numbered) -> Iterator[str]:
    for number, row in rows:
        for column, sentence in cell_problems(row):
            yield f"Row {number}, column {column}: {sentence}"
