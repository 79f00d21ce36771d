"""What stands in an address or a field, as the database can take it."""

MOST_PAGES = 9_999  # more no list has, and no database is asked for
DIGITS = 18  # more do not fit into the number of a row


def number(text: str) -> int | None:
    """The number of a row, or None for anything else, however long."""
    if text.isascii() and text.isdecimal() and len(text) <= DIGITS:
        return int(text)
    return None


def page_number(text: str) -> int:
    """Which page of a list is asked for, counted from 0; the first for anything else."""
    return min(number(text) or 0, MOST_PAGES)


def words(text: str) -> str:
    """Words to search for, without spaces around them and the character that PostgreSQL refuses."""
    return text.replace("\x00", "").strip()
