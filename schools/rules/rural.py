"""The published urban-rural class of a school in three levels, so that it tells less of it."""

LEVELS = {"urban": "urban", "town": "small town", "rural": "rural"}  # level: word that is published
NOT_KNOWN = "not known"


def rural_class(published: str) -> str:
    """urban, town, rural or not known, from the 6-fold or 8-fold class as it is published."""
    text = published.lower()
    return next((level for level, word in LEVELS.items() if word in text), NOT_KNOWN)
