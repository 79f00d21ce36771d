"""Which dates are bank holidays in Scotland: schools may be closed, so a day there is warned of."""

import datetime

from core.words import long_date


def bank_holiday(date: datetime.date) -> str:
    """The name of the holiday in Scotland, or nothing."""
    import holidays  # slow to import, and asked only when a day is added

    found: str = holidays.country_holidays("GB", subdiv="SCT", years=date.year).get(date, "")
    return found


def holiday_sentence(date: datetime.date) -> str:
    """What to say of a day on a bank holiday; nothing for any other date."""
    name = bank_holiday(date)
    if not name:
        return ""
    return f"{long_date(date)} is a bank holiday ({name}). Ask the schools whether they come."
