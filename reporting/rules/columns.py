"""The allow-list of columns of a release, each with its definition: header and codebook are one."""

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from reporting.rules.column import (
    ALL_MISSING,
    ANSWER,
    ANSWERED_MISSING,
    WORKED_OUT,
    Column,
    Measure,
    Sort,
    WaveFile,
)
from reporting.rules.names import spss_names, stata_names
from reporting.rules.person import ANSWERED, FLAGS, STATUS, VERSION, closed, person_columns
from surveys.rules.instrument import Instrument, Item, Kind, ScaleUse
from surveys.rules.scoring import MISSING_LABELS

LAYOUT_VERSION = "2"  # of these columns; a released layout is never edited, only followed

CODEBOOK_HEADER = (
    "file",
    "column",
    "definition",
    "values",
    "unit",
    "source",
    "type",
    "measure",
    "labels",
    "spss",
    "stata",
)


def asked(wave: WaveFile) -> tuple[Item, ...]:
    """The items that a data file shows for a wave: those it asks, never own words."""
    return tuple(
        item
        for item in wave.instrument.items_for(wave.kind)
        if item.kind is not Kind.TEXT and item.code not in wave.left_out
    )


def wide_columns(waves: Sequence[WaveFile], coarser: Collection[str] = ()) -> tuple[Column, ...]:
    """Columns of the wide file: one row a participant, each wave's columns under its prefix."""
    return (*person_columns(coarser), STATUS, *(c for wave in waves for c in _wide_wave(wave)))


def long_columns(waves: Sequence[WaveFile], coarser: Collection[str] = ()) -> tuple[Column, ...]:
    """Columns of the long file: one row an answer set, raw and turned values, scores, flags."""
    versions = [len(wave.version.encode()) for wave in waves]
    return (
        *person_columns(coarser),
        STATUS,
        closed("wave", "Which wave.", tuple(wave.kind for wave in waves)),
        replace(VERSION, most=max(versions, default=1)),
        *ANSWERED,
        *_measured(all_items(waves), scale_facts(waves), ANSWERED_MISSING),
        *FLAGS,
    )


def column_problems(waves: Sequence[WaveFile]) -> Iterator[str]:
    """Say which columns would share a name, as an item called "school" would with our own."""
    for columns in (wide_columns(waves), long_columns(waves)):
        names = [column.name for column in columns]
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield (
                f"Two columns of the data would be called “{name}”. "
                "Give the question another code in a new version."
            )


def codebook_lines(wide: Sequence[Column], long: Sequence[Column]) -> Iterator[str]:
    """The codebook as CSV, a line a column; names for SPSS and Stata where they are others."""
    yield _line(CODEBOOK_HEADER)
    for file, columns in (("responses_wide", wide), ("responses_long", long)):
        for row in codebook_rows(columns):
            yield _line((file, *row))


def codebook_rows(columns: Sequence[Column]) -> Iterator[tuple[str, ...]]:
    """What the codebook says of each column, after the file; never a line break."""
    spss, stata = spss_names(c.name for c in columns), stata_names(c.name for c in columns)
    for c in columns:
        labels = (*c.value_labels, *c.missing_labels)
        yield (
            *(c.name, " ".join(c.definition.split()), " ".join(c.values.split())),
            *(c.unit, c.source, c.sort.lower(), c.measure.value),
            "|".join(f"{value}={label}" for value, label in labels),
            *(spss[c.name], stata[c.name]),
        )


def listed(names: Iterable[str]) -> tuple[Column, ...]:
    """Columns of text, of a file that tells about the data."""
    return tuple(Column(name, name.capitalize(), sort=Sort.TEXT) for name in names)


def all_items(waves: Sequence[WaveFile]) -> tuple[Item, ...]:
    """Every item that any wave asks, once, in the order of the versions; own words left out."""
    found = {item.code: item for wave in waves for item in wave.instrument.items}
    asked_codes = {item.code for wave in waves for item in asked(wave)}
    return tuple(item for code, item in found.items() if code in asked_codes)


def all_scales(waves: Sequence[WaveFile]) -> tuple[str, ...]:
    """Every scale of any wave, once, in order of appearance."""
    return tuple(scale_facts(waves))


def scale_facts(waves: Sequence[WaveFile]) -> dict[str, Instrument]:
    """Every scale of any wave with the instrument of the last wave that has it."""
    return {name: wave.instrument for wave in waves for name in wave.instrument.scales}


def turned_items(items: Iterable[Item]) -> tuple[Item, ...]:
    """The items that have a turned column beside their raw one."""
    return tuple(item for item in items if item.reverse)


def _line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()


def _wide_wave(wave: WaveFile) -> Iterable[Column]:
    scales = dict.fromkeys(wave.instrument.scales, wave.instrument)
    columns = (
        replace(VERSION, most=len(wave.version.encode())),
        *ANSWERED,
        *_measured(asked(wave), scales, ALL_MISSING),
        *FLAGS,
    )
    for column in columns:
        title = f"{wave.words}: {column.label}"
        yield replace(column, name=wave.prefix + column.name, title=title, part=wave.kind)


def _measured(
    items: Sequence[Item], scales: dict[str, Instrument], missing: tuple[int, ...]
) -> Iterator[Column]:
    """Raw and turned items, scales, index: the same in both files."""
    for item in items:
        yield _raw(item, missing)
    for item in turned_items(items):
        yield _turned(item, missing)
    for name, instrument in scales.items():
        yield from _scale(name, instrument)
    indexes = dict.fromkeys(i.index_scales for i in scales.values() if i.index_scales)
    yield _index(next(iter(indexes), ()))


def _missing_text(missing: tuple[int, ...]) -> str:
    return "; ".join(f"{code}: {MISSING_LABELS[code]}" for code in missing)


def _raw(item: Item, missing: tuple[int, ...]) -> Column:
    turned = " Raw value; turned in scores." if item.reverse else ""
    return Column(
        item.code,
        f"{item.text}{turned}",
        f"{item.options_text}; {_missing_text(missing)}",
        source=ANSWER,
        measure=Measure.ORDINAL if item.kind is Kind.LIKERT else Measure.NOMINAL,
        labels=tuple((option.value, option.label) for option in item.options),
        missing=missing,
        title=item.text,
        item=item,
    )


def _turned(item: Item, missing: tuple[int, ...]) -> Column:
    turned = [(item.lowest + item.highest - o.value, o.label) for o in item.options]
    return Column(
        f"{item.code}_r",
        f"{item.text} Turned: {item.lowest + item.highest} minus the raw value.",
        f"{item.lowest} to {item.highest}; {_missing_text(missing)}",
        source=WORKED_OUT,
        measure=Measure.ORDINAL,
        labels=tuple(sorted(turned)),
        missing=missing,
        title=f"(turned) {item.text}",
        item=item,
    )


def _scale(name: str, instrument: Instrument) -> Iterable[Column]:
    fact = instrument.facts[name]
    reading = "higher is a harm" if fact.use is ScaleUse.HARM else "higher is safer"
    start, title = name.lower(), f"Scale {name} ({fact.name}; {reading})"
    mean = Column(
        start,
        f"{title}: mean of the answered items, turned where reversed, when two thirds are.",
        "empty when fewer are",
        "scale points",
        WORKED_OUT,
        Sort.DECIMAL,
        Measure.SCALE,
        title=f"{fact.name} ({reading})",
    )
    yield mean
    yield Column(
        f"{start}_n",
        f"{title}: how many were answered.",
        unit="items",
        source=WORKED_OUT,
        measure=Measure.SCALE,
        most=len(instrument.scales[name]),
        title=f"{fact.name}: items answered",
    )
    yield replace(
        mean,
        name=f"{start}_complete",
        definition=f"{title}: mean when every item is answered.",
        values="empty when one is not",
        title=f"{fact.name}, every item answered ({reading})",
    )


def _index(scales: Sequence[str]) -> Column:
    listed = f"{', '.join(scales[:-1])} and {scales[-1]}" if scales else "no scale"
    return Column(
        "index",
        f"Mean of the scales {listed} when all exist.",
        "empty when one does not",
        "scale points",
        WORKED_OUT,
        Sort.DECIMAL,
        Measure.SCALE,
        title="Index: mean of its scales (higher is safer)",
    )
