"""What an analysis starts from: the answers of one instrument, one row a participant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surveys.rules.answers import DIGITS, Missing
from surveys.rules.instrument import Instrument

NOT_ASKED, BLANK, DECLINED = -1, -2, -3
# The same in arrays of float64, which hold decimals of files from elsewhere.
NOT_ASKED_FLOAT, BLANK_FLOAT, DECLINED_FLOAT = -np.inf, np.nan, np.inf

# What `Study.person` may hold, beside any other group: text, "" unknown; numbers, nan unknown.
MINUTES, SERVICES, SAW = "minutes", "services", "saw_demonstration"
QUALITY, TOO_LATE = "quality", "before_on_or_after_day"

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Study:
    """Answers of one instrument, one row a participant.

    `values` holds, for each wave, people by items of `instrument` in its order: raw values as int8
    with NOT_ASKED, BLANK and DECLINED, or as float64 with their float twins. `waves` stand in order
    of time; the first is the baseline. `school` holds any numbers, below nought unknown; `arm` any
    two names, "" unknown, of which `treated` is the arm that had the day. Who is `late` belongs to
    a school drawn late and is never in the treated arm of a comparison. `person` holds groups and
    doses by name. `expected` says how many answer sets each arm could send (under "" where there
    are no arms). `due` says for a wave of whom an answer is due: he gave it, or can no longer;
    where it is not known, everybody's is. `versions` counts the instrument versions behind the
    answers; `notes` are sentences of the reader, which become warnings.
    """

    instrument: Instrument
    waves: tuple[str, ...]
    values: Mapping[str, NDArray[Any]]
    done: Mapping[str, Mask]
    school: NDArray[np.integer[Any]] | None = None
    arm: NDArray[np.str_] | None = None
    late: Mask | None = None
    person: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    expected: Mapping[str, int] | None = None
    due: Mapping[str, Mask] | None = None
    treated: str = "DAY"
    versions: int = 1
    notes: tuple[str, ...] = ()

    def lost_to(self, wave: str) -> Mask:
        """Who did not answer a wave and no longer will; who still can is not lost."""
        gone = ~self.done[wave]
        return gone if self.due is None else gone & self.due[wave]

    @property
    def people(self) -> int:
        """How many participants there are, whether or not they answered."""
        return len(self.done[self.waves[0]])

    @classmethod
    def of_records(
        cls, instrument: Instrument, waves: Mapping[str, Sequence[str | None]], **rest: Any
    ) -> "Study":
        """Make a study from packed records: one for each person and wave, None where not answered.

        Raises ValueError when a record is not of the instrument's length.
        """
        width = len(instrument.items)
        values = {wave: _unpacked(records, width) for wave, records in waves.items()}
        done = {
            wave: np.fromiter((r is not None for r in records), np.bool_, len(records))
            for wave, records in waves.items()
        }
        return cls(instrument, tuple(waves), values, done, **rest)


def numbers(column: NDArray[Any]) -> Floats:
    """The values of one item as numbers, nan where there is none."""
    there = np.isfinite(column) if column.dtype.kind == "f" else column >= 0
    return np.where(there, column, np.nan).astype(np.float64, copy=False)


def is_blank(column: NDArray[Any]) -> Mask:
    """Where an item was asked and left blank."""
    return np.asarray(np.isnan(column) if column.dtype.kind == "f" else column == BLANK)


def is_declined(column: NDArray[Any]) -> Mask:
    """Where the answer is “rather not say”."""
    return np.asarray(column == (DECLINED_FLOAT if column.dtype.kind == "f" else DECLINED))


def _unpacked(records: Sequence[str | None], width: int) -> NDArray[np.int8]:
    nothing = Missing.NOT_ASKED.value * width
    text = "".join([nothing if record is None else record for record in records])
    if len(text) != width * len(records):
        raise ValueError(f"A record is not {width} characters long.")
    table = _MEANING[np.frombuffer(text.encode("ascii"), np.uint8)]
    # Everything below works on one item of all people at a time.
    return np.asfortranarray(table.reshape(-1, width))


def _meaning() -> NDArray[np.int8]:
    table = np.full(256, BLANK, np.int8)
    for value, character in enumerate(DIGITS):
        table[ord(character)] = value
    table[ord(Missing.NOT_ASKED.value)] = NOT_ASKED
    table[ord(Missing.RATHER_NOT_SAY.value)] = DECLINED
    return table


_MEANING = _meaning()
