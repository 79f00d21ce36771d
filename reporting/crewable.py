"""How many cars of the days to come can be crewed with those who can come: for the season page."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable

from django.db.models import Count, QuerySet

from core.prepared import prepared
from reporting.counts import DayCounts
from sessions.choices import CrewRole
from sessions.display.free import Free, free_between
from sessions.display.meter import wanted
from sessions.models import CrewSeat
from sessions.rules.crews import COACHES_PER_CAR
from sessions.rules.meter import Sort, meter


@prepared
def _seated(programme: int, first: datetime.date, last: datetime.date) -> QuerySet:
    """Coaches in cars by date, service and whether they are new."""
    seats = CrewSeat.objects.filter(
        session__programme=programme, date__gte=first, date__lte=last, role=CrewRole.CAR
    )
    columns = ("session_id", "service", "coach__newcomer")
    counted: QuerySet = seats.order_by().values(*columns).annotate(coaches=Count("id"))
    return counted.values_list(*columns, "coaches")


def crewable(programme: int, days: Collection[DayCounts], today: datetime.date) -> dict[int, str]:
    """For each day whose coaches do not suffice, in words how many of its cars can run.

    Two queries, and none where no day to come is short. Days that share a date share those who
    are free on it, and are told together. A day for which nobody has a seat or is free yet is not
    told: nobody has been asked.
    """
    to_come = [day for day in days if day.date >= today and not day.called_off]
    short = {day.date for day in to_come if _is_short(day)}
    if not short:
        return {}
    first, last = min(short), max(short)
    free = free_between(programme, first, last)
    crews: dict[int, Counter[Sort]] = defaultdict(Counter)
    for session, service, is_new, coaches in _seated(programme=programme, first=first, last=last):
        crews[session][Sort(service, is_new)] += coaches
    by_date: dict[datetime.date, list[DayCounts]] = defaultdict(list)
    for day in to_come:
        if day.date in short:
            by_date[day.date].append(day)
    found: dict[int, str] = {}
    for date, same in by_date.items():
        words = _words(same, crews, free.get(date, Free()))
        found.update(dict.fromkeys((day.id for day in same), words) if words else {})
    return found


def _is_short(day: DayCounts) -> bool:
    return (day.seats_filled or 0) < COACHES_PER_CAR * (day.cars or 0)


def _words(days: Collection[DayCounts], crews: dict[int, Counter[Sort]], free: Free) -> str:
    """ "6 of 8 cars can be crewed"; nothing where all can, or nobody can come so far."""
    in_cars: Counter[Sort] = sum((crews[day.id] for day in days), Counter())
    if not in_cars and not free.sorts:
        return ""
    cars = sum(day.cars or 0 for day in days)
    lacking = [duty for day in days for duty in _lacking(day)]
    made = meter(in_cars, free.sorts, lacking, cars).crewed
    if made == cars:
        return ""
    together = "" if len(days) == 1 else " on this date"
    return f"{made} of {cars} cars{together} can be crewed"


def _lacking(day: DayCounts) -> Iterable[str]:
    showing = [s for s, n in (("FIRE", day.fire), ("AMBULANCE", day.ambulance)) if n]
    return wanted(showing, has_lead=bool(day.leads))
