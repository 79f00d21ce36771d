"""Who is free on a date and who sits in cars, counted for the pair meter of pages."""

import datetime
from collections import Counter
from collections.abc import Collection
from typing import NamedTuple

from core.words import many, month_name, short_day
from sessions.actions.days import slots_of
from sessions.choices import CrewRole
from sessions.display.free import Free, free_between, free_on
from sessions.models import CrewSeat, Session
from sessions.rules.crews import DEMONSTRATION_SERVICES
from sessions.rules.meter import LEAD, Meter, Sort, meter

AHEAD = datetime.timedelta(weeks=8)
BEST_DATES = 8
EVERYBODY = (*DEMONSTRATION_SERVICES, LEAD)


def wanted(showing: Collection[str], *, has_lead: bool) -> tuple[str, ...]:
    """What has to be set aside, given the services in the demonstration."""
    lacking = tuple(service for service in DEMONSTRATION_SERVICES if service not in showing)
    return lacking if has_lead else (*lacking, LEAD)


def meter_of(session: Session) -> Meter:
    """The meter of one day, from two queries where its tally is loaded."""
    seats = CrewSeat.objects.filter(session=session)
    crew = list(seats.values_list("role", "service", "coach__newcomer"))
    here = free_on(session.programme_id, session.date)
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
    found = free_on(programme, date)
    return _meter_of_date(found).on_this_date if found.sorts else ""


def best_dates(programme: int, today: datetime.date) -> list[BestDate]:
    """The dates without a day, of the next weeks, on which most cars could run; in their order."""
    last = today + AHEAD
    free = free_between(programme, today + datetime.timedelta(days=1), last)
    taken = Session.objects.filter(programme=programme, date__gt=today, date__lte=last).open()
    held = set(taken.values_list("date", flat=True))
    counted = [(date, _meter_of_date(here)) for date, here in free.items() if date not in held]
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
