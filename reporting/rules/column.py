"""What one column of a data file is: its definition, its sort of values, and their labels."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from surveys.rules.instrument import Instrument, Item
from surveys.rules.scoring import LEFT_BLANK, MISSING_LABELS, RATHER_NOT_SAY, WAVE_NOT_DONE

CLASS_LIST = "class list of the school"
REGISTER = "attendance marked on the day"
DAY_PLAN = "day plan and crew of the day"
SCHOOL_REGISTER = "Scottish Government school register"
ANSWER = "answer of the participant"
WORKED_OUT = "worked out from the answers"
RUNWAY = "Runway"

ANSWERED_MISSING = (RATHER_NOT_SAY, LEFT_BLANK)
ALL_MISSING = (RATHER_NOT_SAY, LEFT_BLANK, WAVE_NOT_DONE)
# Stata's own letters for values that are missing for a reason.
STATA_MISSING: Mapping[int, str] = {RATHER_NOT_SAY: ".a", LEFT_BLANK: ".b", WAVE_NOT_DONE: ".c"}
FLAG = ((0, "no"), (1, "yes"))


class Sort(StrEnum):
    """What stands in the cells of a column."""

    TEXT = "TEXT"  # digits and letters that are a name: study ids, versions, months
    WORD = "WORD"  # one of a closed list of words
    WHOLE = "WHOLE"  # a whole number
    DECIMAL = "DECIMAL"  # a number with up to four decimals


class Measure(StrEnum):
    """How a column may be counted with."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    SCALE = "scale"


@dataclass(frozen=True)
class Column:
    """One column of a data file: what it is, its values, its unit, and where it comes from.

    ``words`` is the closed list of a WORD column: files for SPSS and Stata hold 1, 2, 3 … in that
    order, labelled by the words. ``labels`` are of the values of a WHOLE column, ``missing`` its
    codes for values that are missing for a reason. ``most`` is the largest number, or of a TEXT
    column the most bytes in UTF-8.
    """

    name: str
    definition: str
    values: str = ""
    unit: str = ""
    source: str = RUNWAY
    sort: Sort = Sort.WHOLE
    measure: Measure = Measure.NOMINAL
    most: int = 100
    words: tuple[str, ...] = ()
    labels: tuple[tuple[int, str], ...] = ()
    missing: tuple[int, ...] = ()
    title: str = ""
    item: Item | None = None
    part: str = ""

    @property
    def value_labels(self) -> tuple[tuple[int, str], ...]:
        """The labels of all numbers that stand for something, without the missing codes."""
        return self.labels or tuple(enumerate(self.words, start=1))

    @property
    def missing_labels(self) -> tuple[tuple[int, str], ...]:
        """The labels of the codes for what is missing for a reason."""
        return tuple((code, MISSING_LABELS[code]) for code in self.missing)

    @property
    def label(self) -> str:
        """What statistical packages show beside the name."""
        return self.title or self.definition


@dataclass(frozen=True)
class WaveFile:
    """A wave as files show it: its kind, the prefix of its columns, and its questions.

    ``left_out`` are codes of items that this release does not tell.
    """

    kind: str
    version: str
    instrument: Instrument
    is_validated: bool = False
    name: str = ""
    left_out: frozenset[str] = frozenset()

    @property
    def prefix(self) -> str:
        """The beginning of the wave's columns in wide files: "before_"."""
        return f"{self.kind.lower()}_"

    @property
    def words(self) -> str:
        """The kind as people read it: "Follow up 2"."""
        return self.kind.replace("_", " ").capitalize()
