"""The order in which people and days are looked at, so that ties are broken by id."""

from sessions.rules.season import Key


def in_order(key: Key) -> tuple[bool, str]:
    """Numbers by size, then text."""
    return isinstance(key, str), key if isinstance(key, str) else f"{key:020d}"
