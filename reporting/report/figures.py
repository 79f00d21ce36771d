"""One number of the report with its definition, and how it is written."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.small_numbers import NOT_SHOWN, Count

MINUS = "−"
PLANS = "days, bookings and crews in Runway"
REGISTER = "attendance marked on the day"
ANSWERS = "answers of pupils to the surveys"


@dataclass(frozen=True)
class Figure:
    """One number: made in one place and used as it is by the page, the PDF and the workbook.

    ``value`` is None where it is hidden or cannot be worked out; ``absent`` is what stands there.
    """

    key: str
    label: str
    value: float | None
    definition: str
    source: str
    digits: int = 0
    unit: str = ""
    signed: bool = False
    absent: str = NOT_SHOWN
    topic: str = ""  # what several figures of one definition are called together

    @property
    def words(self) -> str:
        """1,204, 56%, +0.12, or why there is none."""
        if self.value is None:
            return self.absent
        number = f"{abs(self.value):,.{self.digits}f}"
        if not float(number.replace(",", "")):
            return f"{number}{self.unit}"
        sign = MINUS if self.value < 0 else "+" if self.signed else ""
        return f"{sign}{number}{self.unit}"

    @property
    def number(self) -> float | None:
        """The value as a sheet holds it: rounded as it is written, whole where it is whole."""
        if self.value is None:
            return None
        return round(self.value, self.digits) if self.digits else round(self.value)


@dataclass(frozen=True)
class Words:
    """What a number is called, how it is worked out, and from what; without its value."""

    label: str
    definition: str
    source: str
    digits: int = 0
    unit: str = ""
    signed: bool = False
    topic: str = ""


def make(words: Mapping[str, Words], key: str, value: float | Count | None) -> Figure:
    """The figure called ``key``; a hidden count brings its mark along."""
    said = words[key]
    absent = value.words if isinstance(value, Count) else NOT_SHOWN
    return Figure(
        key=key,
        label=said.label,
        value=value.value if isinstance(value, Count) else value,
        definition=said.definition,
        source=said.source,
        digits=said.digits,
        unit=said.unit,
        signed=said.signed,
        absent=absent,
        topic=said.topic,
    )


def share(part: float | None, of: float | None) -> float | None:
    """Per cent, where both are known and there is something to divide by."""
    return 100 * part / of if part is not None and of else None
