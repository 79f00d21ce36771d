"""How the database hands over a participant: one text of fixed width, so that blocks are arrays.

First the cells that say who (``HEAD`` characters) and the date from which days count, then of each
wave a letter for the mode, two for the language, a letter for how the code matched, the date of the
answer, the seconds and the packed record. ``FILL`` fills up, and alone where a wave was not done.
"""

FILL = "\x01"
HEAD = 96  # the longest has 77
DATE, SECONDS_WIDE = 10, 10  # 2027-03-14; a whole number of SQL, at the right
PERSON = HEAD + DATE
LANGUAGE, MATCHED, ANSWERED_ON = 1, 3, 4  # where each begins in a wave's part
SECONDS = ANSWERED_ON + DATE
RECORD = SECONDS + SECONDS_WIDE


def filled_up(expression: str, width: int) -> str:
    """SQL for a text of just this width, at the left."""
    return f"substr({expression} || '{FILL * width}', 1, {width})"
