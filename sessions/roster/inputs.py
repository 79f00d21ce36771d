"""What a roster was made from, as a hash: whether anything has changed since it was worked out.

The first half of the hash is of the days and of who sits where, which is quick to read anew; the
second half is of the people: their answers, papers, places and limits.
"""

import datetime
import hashlib
from collections.abc import Iterable

from django.db.models import Count

from programmes.models import Programme
from sessions.models import CrewSeat, Session
from sessions.roster.load import role_of, roster_now
from sessions.rules.season import Key, Season

HALF = 32  # hexadecimal digits

DayRow = tuple[Key, datetime.date, int]  # day, date, cars
SeatRow = tuple[Key, Key, str]  # day, coach, role


def inputs_hash(season: Season) -> str:
    """A hash of all that a season's roster is made from, in 64 hexadecimal digits."""
    people = sorted(
        (
            str(person.id),
            person.service,
            sorted(person.marks.items()),
            repr((person.assurance, person.home, person.most_km)),
            repr((person.most_a_month, person.most_in_season, sorted(person.held))),
            repr((person.newcomer, person.may_lead, person.may_demonstrate)),
        )
        for person in season.people
    )
    days = ((day.id, day.date, day.cars) for day in season.days)
    seats = ((seat.day, seat.person, role_of(seat.duty)) for seat in roster_now(season))
    return _roster_hash(days, seats) + _half(repr((people, season.limits, season.weights)))


def roster_hash_now(programme: Programme, since: datetime.date) -> str:
    """The first half of the hash as it would be now, of the open days from ``since`` on."""
    days = Session.objects.filter(programme=programme, date__gte=since).open()
    seats = CrewSeat.objects.filter(session__in=days.values("pk"))
    return _roster_hash(
        days.values_list("pk", "date", Count("caronday")),
        seats.values_list("session_id", "coach_id", "role"),
    )


def has_changed(stored: str, programme: Programme, since: datetime.date) -> bool:
    """Whether days or seats are not what they were when ``inputs_hash`` gave ``stored``."""
    return stored[:HALF] != roster_hash_now(programme, since)


def _roster_hash(days: Iterable[DayRow], seats: Iterable[SeatRow]) -> str:
    rows = [sorted((str(key), str(date), cars) for key, date, cars in days)]
    return _half(repr((rows, sorted((str(d), str(c), str(role)) for d, c, role in seats))))


def _half(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:HALF]
