"""Who wrote which row: persons, waves, and what a person's rows say of school and arm."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.problems import Refused
from core.words import many
from surveys.analysis.study import NOT_ASKED, NOT_ASKED_FLOAT, Mask
from surveys.readers.answer_table import AnswerTable, Cells

Places = NDArray[np.intp]
_ROWS_NAMED = 6


@dataclass(frozen=True)
class People:
    """Persons by number: the row of each in each wave, -1 where there is none."""

    waves: tuple[str, ...]
    rows: dict[str, Places]
    notes: tuple[str, ...]

    def done(self, wave: str) -> Mask:
        """Who answered a wave."""
        return np.asarray(self.rows[wave] >= 0)

    def values(self, columns: list[NDArray[Any]], wave: str) -> NDArray[Any]:
        """The answers of a wave, people by items; an item that nobody answered was not asked."""
        rows = self.rows[wave]
        there = rows >= 0
        whole = columns[0].dtype == np.int8
        nothing = NOT_ASKED if whole else NOT_ASKED_FLOAT
        found = np.full((len(rows), len(columns)), nothing, columns[0].dtype, order="F")
        for at, column in enumerate(columns):
            given = column[rows[there]]
            if (given >= 0).any() if whole else np.isfinite(given).any():
                found[there, at] = given
        return found

    def words(
        self, cells: Cells, what: str, missing: frozenset[str]
    ) -> tuple[NDArray[np.int32], list[str], list[str]]:
        """For each person the place of the word of a column, -1 unknown; the words; what to tell.

        The first wave that says anything counts; where another says otherwise, that is told.
        """
        words = ["" if word.casefold() in missing else word for word in cells.words]
        codes = cells.through(np.array([at if w else -1 for at, w in enumerate(words)], np.int32))
        found = np.full(len(self.rows[self.waves[0]]), -1, np.int32)
        differs = np.zeros(len(found), np.bool_)
        for wave in self.waves:
            here = np.where(self.rows[wave] >= 0, codes[self.rows[wave]], -1)
            differs |= (here >= 0) & (found >= 0) & (here != found)
            found = np.where(found >= 0, found, here)
        return found, words, list(_otherwise(int(differs.sum()), what))


def arrange(
    table: AnswerTable,
    *,
    pairs: Cells | None,
    waves: tuple[tuple[str, ...], Places, list[str]],
    answered: Mask,
    missing: frozenset[str],
) -> People:
    """Give every row with an answer to a person and a wave.

    Without `pairs` every row is a person. A person with two rows in a wave is set aside with all
    rows, for nobody can say which of them belong together; without waves it is refused.
    """
    names, wave_of, notes = waves
    kept = np.flatnonzero(answered & (wave_of >= 0))
    person, nameless = _persons(pairs, kept, missing)
    twice = _twice(person, wave_of[kept], len(names))
    if twice.any():
        notes = [*notes, _set_aside(table, kept[twice], person[twice], len(names))]
        kept, person = kept[~twice], person[~twice]
    if not len(kept):
        raise Refused(f"{table.path.name} has no row that can be used. {' '.join(notes)}".strip())
    number = np.unique(person, return_inverse=True)[1]
    rows = {}
    for at, name in enumerate(names):
        here = wave_of[kept] == at
        rows[name] = np.full(number.max() + 1, -1, np.intp)
        rows[name][number[here]] = kept[here]
    empty = int(np.count_nonzero(~answered))
    return People(names, rows, (*notes, *_told(empty, nameless, pairs is None and len(names) > 1)))


def _persons(pairs: Cells | None, kept: Places, missing: frozenset[str]) -> tuple[Places, int]:
    if pairs is None:
        return kept, 0
    nobody = pairs.through([word.casefold() in missing for word in pairs.words])[kept]
    # Whoever has no code is a person alone, numbered beyond all codes.
    alone = len(pairs.words) + kept
    return np.where(nobody, alone, pairs.codes[kept]), int(np.count_nonzero(nobody))


def _twice(person: Places, wave_of: Places, waves: int) -> Mask:
    """The rows of persons with more than one row in any wave."""
    keys, counts = np.unique(person * waves + wave_of, return_counts=True)
    return np.isin(person, keys[counts > 1] // waves)


def _set_aside(table: AnswerTable, places: Places, person: Places, waves: int) -> str:
    first = places[person == person[0]][:_ROWS_NAMED]
    rows = " and ".join(map(str, table.rows_at(first.tolist())))
    if waves == 1:
        raise Refused(
            f"Rows {rows} are of the same person. "
            "Name the column of the wave with --wave, or give each person one row."
        )
    count = len(np.unique(person))
    return (
        f"{many(count, 'person has,people have')} more than one row in a wave and "
        f"{'is' if count == 1 else 'are'} set aside with {many(len(places), 'row,rows')} "
        f"(first rows {rows})."
    )


def _told(empty: int, nameless: int, unpaired: bool) -> Iterator[str]:
    if empty:
        yield f"{many(empty, 'row holds no answer,rows hold no answer')}. Left out."
    if nameless:
        yield f"{many(nameless, 'row names,rows name')} no person and can’t be paired."
    if unpaired:
        yield "No column of persons was named with --pairs, so no answers can be paired."


def _otherwise(count: int, what: str) -> Iterator[str]:
    if count:
        yield (
            f"{many(count, 'person has,people have')} another {what} in a later wave. "
            "The first one counts."
        )
