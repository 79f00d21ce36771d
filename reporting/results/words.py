"""How numbers of the results are written: signs, intervals, shares, p values; and what is hidden.

A number that may not be shown, and one that cannot be worked out, are None and have a mark each.
"""

MINUS = "\N{MINUS SIGN}"
NONE = "–"  # cannot be worked out


def plain(value: float | None, digits: int = 2) -> str:
    """0.71, and −0.71 with a true minus sign."""
    if value is None:
        return NONE
    text = f"{abs(value):,.{digits}f}"
    return f"{MINUS}{text}" if value < 0 and float(text.replace(",", "")) else text


def signed(value: float | None, digits: int = 2) -> str:
    """+0.12, −0.31 and 0.00."""
    text = plain(value, digits)
    is_above = value is not None and value > 0 and text.strip("0.") != ""
    return f"+{text}" if is_above else text


def interval(low: float | None, high: float | None, digits: int = 2) -> str:
    """+0.02 to +0.22."""
    if low is None or high is None:
        return NONE
    return f"{signed(low, digits)} to {signed(high, digits)}"


def with_interval(
    value: float | None, low: float | None, high: float | None, digits: int = 2
) -> str:
    """+0.12 (+0.02 to +0.22)."""
    if low is None or high is None:
        return signed(value, digits)
    return f"{signed(value, digits)} ({interval(low, high, digits)})"


def percent(share: float | None, digits: int = 0) -> str:
    """34% of a share from 0 to 1."""
    return NONE if share is None else f"{plain(100 * share, digits)}%"


def p_value(value: float | None) -> str:
    """.032, and under .001 as that."""
    if value is None:
        return NONE
    return "< .001" if value < 0.001 else f"{value:.3f}".lstrip("0")
