"""Numbers with their nouns, as sentences say them."""


def number_of(count: int, noun: str) -> str:
    """ "1 car", "3 cars"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
