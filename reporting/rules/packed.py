"""How the database hands over a participant: one text of fixed width, so that blocks are arrays.

First the cells that say who (``HEAD`` characters), then of each wave a letter for the mode, two for
the language, a letter for how the code matched, a sign for whether it was quick, the days and
seconds as two cells, and the packed record. ``FILL`` fills up, and alone where a wave was not done.
"""

FILL = "\x01"
HEAD = 96  # the longest has 77
LANGUAGE, MATCHED, QUICK, WHEN, RECORD = 1, 3, 4, 5, 23  # where each begins in a wave's part
QUICK_UNKNOWN, QUICK_NO, QUICK_YES = "-", "0", "1"


def filled_up(expression: str, width: int) -> str:
    """SQL for a text of just this width."""
    return f"substr({expression} || '{FILL * width}', 1, {width})"
