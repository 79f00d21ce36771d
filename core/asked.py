"""What stands in an address or a field, as the database can take it."""

DIGITS = 18  # more do not fit into the number of a row


def number(text: str) -> int | None:
    """The number of a row, or None for anything else, however long."""
    if text.isascii() and text.isdecimal() and len(text) <= DIGITS:
        return int(text)
    return None


def words(text: str) -> str:
    """Words to search for, without spaces around them and the character that PostgreSQL refuses."""
    return text.replace("\x00", "").strip()
