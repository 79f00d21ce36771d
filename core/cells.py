"""Raw cells of a spreadsheet as plain text, without the damage that spreadsheets do."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime

# Spreadsheets store 92.04 as 92.039999999999992; twelve digits give back what was typed.
_DIGITS = 12
_LARGEST = 1e12
_JOINERS = {"\u200c", "\u200d"}
_NOTE = re.compile(r"\[\s*notes?\b[^\]]*\]")
_BLANK_MARKS = {"-", "–", "—"}


def cell_text(value: object) -> str:
    """The text of a cell: white space collapsed, invisible marks dropped, 5.0 as "5"."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.{_DIGITS}g}" if abs(value) < _LARGEST else str(value)
    visible = "".join(letter for letter in str(value) if not _is_invisible(letter))
    return " ".join(visible.split())


def _is_invisible(letter: str) -> bool:
    # Lengthening and joining marks belong to how some names are written.
    category = unicodedata.category(letter)
    return (category == "Cf" and letter not in _JOINERS) or (
        category == "Cc" and not letter.isspace()
    )


def is_blank(text: str) -> bool:
    """Whether a cell says nothing: empty, or only a dash."""
    return not text or text in _BLANK_MARKS


def is_formula(value: object) -> bool:
    """Whether a cell holds a formula, or text that a spreadsheet would run as one."""
    return isinstance(value, str) and value.lstrip().startswith("=")


def heading_key(value: object) -> str:
    """A heading for comparing: lower case, notes such as "[Note 6]" and punctuation dropped."""
    text = unicodedata.normalize("NFKD", cell_text(value)).casefold()
    without_notes = _NOTE.sub(" ", text).replace("'", "").replace("’", "")
    letters = re.sub(r"[^a-z0-9%]+", " ", without_notes)
    return " ".join(letters.split()).replace("availble", "available")


def cell_at(row: Sequence[object], index: int | None) -> object:
    """The raw value at a column; None where the row is shorter or the column is absent."""
    return row[index] if index is not None and index < len(row) else None
