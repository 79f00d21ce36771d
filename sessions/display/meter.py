"""Who is free on a date and who sits in cars, counted for the pair meter of pages."""

import datetime
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Count, Exists, F, OuterRef, QuerySet

from core.prepared import prepared
from core.words import many, month_name, short_day
from programmes.choices import Answer
from programmes.models import Availability
from programmes.models.coaches import fit_condition
from sessions.actions.days import slots_of
from sessions.choices import CrewRole
from sessions.models import CrewSeat, Session
from sessions.rules.crews import DEMONSTRATION_SERVICES
from sessions.rules.meter import LEAD, Meter, Sort, meter

AHEAD = datetime.timedelta(days=120)
BEST_DATES = 8
EVERYBODY = (*DEMONSTRATION_SERVICES, LEAD)
CAN_COME = (Answer.FREE, Answer.IF_NEEDED)


@dataclass
class Free:
    """The coaches who can come on a date and have no seat on it."""

    sorts: Counter[Sort] = field(default_factory=Counter)
    if_needed: int = 0


@prepared
def _free(programme: int, first: datetime.date, last: datetime.date) -> QuerySet:
    taken = CrewSeat.objects.filter(coach=OuterRef("coach"), date=OuterRef("date"))
    said = Availability.objects.filter(
        ~Exists(taken),
        fit_condition(F("date"), "coach__"),
        date__gte=first,
        date__lte=last,
        answer__in=CAN_COME,
        coach__programme=programme,
    )
    columns = (
        "date",
        "answer",
        "coach__service",
        "coach__newcomer",
        "coach__may_demonstrate",
        "coach__may_lead",
    )
    counted: QuerySet = said.order_by().values(*columns).annotate(coaches=Count("id"))
    return counted.values_list(*columns, "coaches")


def free_between(
    programme: int, first: datetime.date, last: datetime.date
) -> dict[datetime.date, Free]:
    """Fit coaches of a programme who can come, by date; one query. Nobody: no entry."""
    found: dict[datetime.date, Free] = {}
    for date, answer, *sort, number in _free(programme=programme, first=first, last=last):
        here = found.setdefault(date, Free())
        here.sorts[Sort(*sort)] += number
        if answer == Answer.IF_NEEDED:
            here.if_needed += number
    return found


def wanted(showing: Collection[str], *, has_lead: bool) -> tuple[str, ...]:
    """What has to be set aside, given the services in the demonstration."""
    lacking = tuple(service for service in DEMONSTRATION_SERVICES if service not in showing)
    return lacking if has_lead else (*lacking, LEAD)


def meter_of(session: Session) -> Meter:
    """The meter of one day, from two queries where its tally is loaded."""
    seats = CrewSeat.objects.filter(session=session)
    crew = list(seats.values_list("role", "service", "coach__newcomer"))
    free = free_between(session.programme_id, session.date, session.date)
    here = free.get(session.date, Free())
    return meter(
        Counter(Sort(service, new) for role, service, new in crew if role == CrewRole.CAR),
        here.sorts,
        wanted(
            {service for role, service, _ in crew if role == CrewRole.DEMONSTRATION},
            has_lead=any(role == CrewRole.LEAD for role, *_ in crew),
        ),
        session.tally.cars,
        if_needed=here.if_needed,
    )


def room_words(session: Session) -> str:
    """ "4 of 6 cars can be crewed: 28 of 42 places." Nothing where all can, or nobody is there."""
    here = meter_of(session)
    room = slots_of(session).room(here.crewed)
    if not here.coaches or room >= session.capacity:
        return ""
    cars = f"{here.crewed} of {many(here.cars, 'car,cars')} can be crewed"
    sentence = f"With the coaches who can come, {cars}: {room} of {session.capacity} places."
    over = session.places_taken - room
    return (
        f"{sentence} {many(over, 'place is,places are')} booked beyond them."
        if over > 0
        else sentence
    )


# --- dates without a day --------------------------------------------------------------------------


class BestDate(NamedTuple):
    """A date on which many can come; ``iso`` leads to it."""

    iso: str
    name: str
    about: str


def on_date(programme: int, date: datetime.date) -> str:
    """What could run on a date, were there a day; nothing where nobody can come."""
    found = free_between(programme, date, date).get(date)
    return _meter_of_date(found).on_this_date if found is not None else ""


def best_dates(programme: int, today: datetime.date) -> list[BestDate]:
    """The dates of the next months on which most cars could run, in their order."""
    free = free_between(programme, today + datetime.timedelta(days=1), today + AHEAD)
    counted = [(date, _meter_of_date(here)) for date, here in free.items()]
    some = [(date, here) for date, here in counted if here.made]
    best = sorted(some, key=lambda found: (-found[1].made, found[0]))[:BEST_DATES]
    return [
        BestDate(
            date.isoformat(),
            f"{short_day(date)} {month_name(date)}",
            f"{many(here.coaches, 'coach,coaches')}: {many(here.made, 'car,cars')}",
        )
        for date, here in sorted(best, key=lambda found: found[0])
    ]


def _meter_of_date(free: Free) -> Meter:
    return meter({}, free.sorts, EVERYBODY, 0, if_needed=free.if_needed)
