"""Reads answers from elsewhere: a CSV with a row for each person and wave."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.problems import Refused, refuse
from core.words import listed, many
from surveys.analysis.study import Mask, Study
from surveys.readers.answer_cells import ItemCells, read_items
from surveys.readers.answer_people import People, arrange
from surveys.readers.answer_table import AnswerTable, Cells, open_table
from surveys.readers.answer_words import MISSING, in_order, treated_arm
from surveys.rules.instrument import Instrument, Item, Kind

ONE_WAVE = "all"
MOST_GROUPS = 30
USUAL_NAMES = {
    "pairs": ("id", "pupil", "person", "participant"),
    "wave": ("wave", "time", "occasion"),
    "group": ("school", "group", "cluster"),
    "arm": ("arm", "condition", "treatment"),
}
SHAPE_WANTED = (
    "The file needs one row for each person and wave, and a column for each item; a column with "
    "both waves side by side has to be stacked first."
)


@dataclass(frozen=True)
class Columns:
    """Which columns of a file hold what; None for what it does not have.

    `items` maps item codes to columns of another name. `waves` are the waves in order of time,
    empty to find the order; `treated` the name of the arm that had the day; `missing` further words
    that stand for no answer; `subgroups` columns to look at by themselves.
    """

    pairs: str | None = None
    wave: str | None = None
    group: str | None = None
    arm: str | None = None
    items: Mapping[str, str] = field(default_factory=dict)
    waves: Sequence[str] = ()
    treated: str | None = None
    missing: Sequence[str] = ()
    subgroups: Sequence[str] = ()

    @property
    def named(self) -> dict[str, str]:
        """The columns of people that were named, by option."""
        found = {"pairs": self.pairs, "wave": self.wave, "group": self.group, "arm": self.arm}
        named = {option: name for option, name in found.items() if name}
        return named | {f"subgroup {name}": name for name in self.subgroups}


def read_responses(path: Path, instrument: Instrument, columns: Columns) -> Study:
    """Read a responses file as a study of the items that it holds.

    Raises Refused with sentences, naming row and column, for what cannot be used; what was set
    aside or guessed stands in the study's notes, never in silence.
    """
    table = open_table(path)
    refuse(_column_problems(table, instrument, columns))
    places = _item_columns(table, instrument, columns)
    refuse(_no_items(table, instrument, places))
    kept = Instrument(tuple(i for i in instrument.items if i.code in places), instrument.named)
    cells = table.read(list(dict.fromkeys([*places.values(), *columns.named.values()])))
    if not len(next(iter(cells.values())).codes):
        raise Refused(f"{path.name} has no rows of answers under its header.")
    missing = MISSING | {word.casefold() for word in columns.missing}
    refuse(_too_many(cells, columns))
    items = read_items(
        table, {item: (places[item.code], cells[places[item.code]]) for item in kept.items}, missing
    )
    people = arrange(
        table,
        pairs=cells[columns.pairs] if columns.pairs else None,
        waves=_waves(cells, columns, table, items.answered),
        answered=items.answered,
        missing=MISSING,
    )
    notes = (
        *_left_out(instrument, places),
        *items.notes,
        *people.notes,
        *_unused(table, columns, places),
    )
    return _study(kept, columns, cells, items, people, notes, missing)


def _study(
    kept: Instrument,
    columns: Columns,
    cells: Mapping[str, Cells],
    items: ItemCells,
    people: People,
    notes: tuple[str, ...],
    missing: frozenset[str],
) -> Study:
    said = list(notes)

    def words_of(
        name: str, what: str, nothing: frozenset[str] = MISSING
    ) -> tuple[NDArray[np.int32], NDArray[np.str_]]:
        codes, words, told = people.words(cells[name], what, nothing)
        said.extend(told)
        return codes, np.array([*words, ""])[codes]

    school = words_of(columns.group, "school")[0] if columns.group else None
    # Whoever had nothing is a comparison group.
    arm = words_of(columns.arm, "arm", MISSING - {"none"})[1] if columns.arm else None
    arms = set() if arm is None else {str(name) for name in np.unique(arm)} - {""}
    treated, guess = treated_arm(sorted(arms), columns.treated)
    return Study(
        instrument=kept,
        waves=people.waves,
        values={wave: people.values(items.columns, wave) for wave in people.waves},
        done={wave: people.done(wave) for wave in people.waves},
        school=school,
        arm=arm,
        person={name: words_of(name, name, missing)[1] for name in columns.subgroups},
        treated=treated,
        notes=(*said, *guess),
    )


def _column_problems(table: AnswerTable, instrument: Instrument, columns: Columns) -> Iterator[str]:
    for option, name in columns.named.items():
        yield from _name_problems(table, name, f"--{option}")
    for code, name in columns.items.items():
        if code not in instrument.by_code:
            yield f"--map {code}={name}: the instrument has no item {code}."
        yield from _name_problems(table, name, "--map")


def _too_many(cells: Mapping[str, Cells], columns: Columns) -> Iterator[str]:
    """Columns that were taken for arms or subgroups, and hold something else."""
    options = [("--arm", columns.arm), *(("--subgroup", name) for name in columns.subgroups)]
    for option, name in options:
        if name and len(cells[name].words) > MOST_GROUPS:
            yield (
                f"{option}: the column “{name}” has {len(cells[name].words):,} different words; "
                f"name a column with {MOST_GROUPS} at most."
            )


def _name_problems(table: AnswerTable, name: str, option: str) -> Iterator[str]:
    if name not in table.header:
        shown = ", ".join(table.header[:20]) + (" …" if len(table.header) > 20 else "")
        wanted = f" {SHAPE_WANTED}" if option == "--wave" else ""
        yield f"{option}: the file has no column “{name}”. Its columns are {shown}.{wanted}"
    elif table.header.count(name) > 1:
        yield f"{option}: the file has more than one column “{name}”. Give each its own name."


def _item_columns(table: AnswerTable, instrument: Instrument, columns: Columns) -> dict[str, str]:
    """The column of each item that is there: as mapped, by its code, or its code in other case."""
    folded = {name.casefold(): name for name in reversed(table.header)}
    found = {}
    for item in instrument.items:
        same = item.code if item.code in table.header else folded.get(item.code.casefold())
        name = columns.items.get(item.code, same)
        if name and item.kind is not Kind.TEXT:
            found[item.code] = name
    return found


def _no_items(
    table: AnswerTable, instrument: Instrument, places: Mapping[str, str]
) -> Iterator[str]:
    if not places:
        codes = ", ".join(item.code for item in instrument.items[:10])
        yield (
            f"{table.path.name} has no column of any item ({codes} …). {SHAPE_WANTED} "
            "Name columns that are called otherwise with --map ITEM=COLUMN."
        )
    for code, name in places.items():
        if table.header.count(name) > 1:
            yield f"The file has more than one column “{name}” for {code}. Give each its own name."


def _left_out(instrument: Instrument, places: Mapping[str, str]) -> Iterator[str]:
    gone: list[Item] = [
        i for i in instrument.items if i.code not in places and i.kind is not Kind.TEXT
    ]
    if gone:
        codes = ", ".join(item.code for item in gone)
        yield (
            f"The responses have no column for {codes}. "
            "Scales are worked out from the items that are there."
        )


def _unused(table: AnswerTable, columns: Columns, places: Mapping[str, str]) -> Iterator[str]:
    """Columns that look like waves or people, and that no option names."""
    used = {*columns.named.values(), *places.values()}
    found = {
        option: name
        for name in reversed(table.header)
        for option, words in USUAL_NAMES.items()
        if name.casefold() in words and option not in columns.named and name not in used
    }
    options = [option for option in USUAL_NAMES if option in found]
    names = [found[option] for option in options]
    how = " ".join(f"--{option} {found[option]}" for option in options)
    if names:
        yield (
            f"The file has {'a column' if len(names) == 1 else 'columns'} {listed(names)} that "
            f"{'is' if len(names) == 1 else 'are'} not used. An option names each: {how}."
        )


def _waves(
    cells: Mapping[str, Cells], columns: Columns, table: AnswerTable, answered: Mask
) -> tuple[tuple[str, ...], NDArray[np.intp], list[str]]:
    """The waves in order, each row's place among them (-1 for none), and what to tell."""
    if columns.wave is None:
        rows = len(next(iter(cells.values())).codes)
        return (ONE_WAVE,), np.zeros(rows, np.intp), []
    column = cells[columns.wave]
    found, told = in_order([word for word in column.words if word])
    wanted, told = (list(columns.waves), []) if columns.waves else (found, told)
    unknown = [wave for wave in columns.waves if wave not in column.words]
    refuse(f"--waves: no row is of wave “{wave}”." for wave in unknown)
    rows_of: Any = column.through([wanted.index(w) if w in wanted else -1 for w in column.words])
    blank = column.through([word == "" for word in column.words])
    refuse(
        f"Row {row}, column {columns.wave}: write the wave."
        for row in table.rows_at(np.flatnonzero(blank & answered)[:10].tolist())
    )
    left = int(np.count_nonzero((rows_of < 0) & ~blank))
    if left:
        told = [f"{many(left, 'row of a wave,rows of waves')} not named in --waves left out."]
    return tuple(wanted), rows_of, told
