"""Class list rows as plain lists, to travel in a sealed field between preview and accept."""

from collections.abc import Sequence
from datetime import date

from schools.readers.class_rows import ListRow


def to_plain(rows: Sequence[ListRow]) -> list[list[str | int]]:
    """Rows as lists of text and numbers, fit for JSON; `from_plain` gives them back."""
    return [
        [r.row_number, r.given_name, r.known_as, r.family_name, r.born_on.isoformat(),
         r.year_group, r.need, r.consent]
        for r in rows
    ]  # fmt: skip


def from_plain(plain: Sequence[Sequence[str | int]]) -> tuple[ListRow, ...]:
    """The rows that `to_plain` gave away. Raises ValueError for any other shape."""
    rows = []
    for values in plain:
        number, given, known_as, family, born_on, *rest = values
        year_group, need, consent = (str(value) for value in rest)
        day = date.fromisoformat(str(born_on))
        rows.append(
            ListRow(
                int(number), str(given), str(known_as), str(family), day, year_group, need, consent
            )
        )
    return tuple(rows)
