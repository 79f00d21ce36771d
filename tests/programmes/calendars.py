"""Shift calendars for tests, written as programs that keep rotas write them."""

DAY = "DTSTART;TZID=Europe/London:{0}T080000\nDTEND;TZID=Europe/London:{0}T180000"
NIGHT = "DTSTART;TZID=Europe/London:{0}T180000\nDTEND;TZID=Europe/London:{1}T090000"
ALL_DAY = "DTSTART;VALUE=DATE:{0}"
HEAD = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Rota//EN\n"
TAIL = "END:VCALENDAR\n"


def ics(*events: str, zone: str = "") -> bytes:
    """A calendar of these events, each given by its lines."""
    made = [
        f"BEGIN:VEVENT\nUID:{number}@rota.example\nDTSTAMP:20261101T000000Z\n{event}\nEND:VEVENT\n"
        for number, event in enumerate(events)
    ]
    return (HEAD + zone + "".join(made) + TAIL).replace("\n", "\r\n").encode()


def day(date: str, *more: str) -> str:
    """A day shift on a date like 20261201, with more lines."""
    return "\n".join([DAY.format(date), *more])


def night(date: str, ends: str, *more: str) -> str:
    """A night shift from one date to the next."""
    return "\n".join([NIGHT.format(date, ends), *more])


def all_day(date: str, *more: str) -> str:
    return "\n".join([ALL_DAY.format(date), *more])
