"""What was planned and delivered: exact sums over days, from the counts kept beside each day."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, Sum

from programmes.choices import Service
from programmes.models import Partner, Programme
from reporting.report.figures import PLANS, REGISTER, Figure, Words, make, share
from sessions.choices import MarkKind, SessionState
from sessions.models import Booking, CarOnDay, CrewSeat, Mark, Session

SET_UP = "set-up of the programme"
HELD = "A day counts as held when its date is past and it was not called off."

WORDS = {
    "target": Words("Pupils to drive this year", "The target set for the programme.", SET_UP),
    "target_share": Words(
        "Target reached", "Pupils who drove, of the pupils to drive this year.", REGISTER, 0, "%"
    ),
    "planned": Words("Days planned", "All days of the year, held, to come and called off.", PLANS),
    "held": Words("Days held", HELD, PLANS),
    "to_come": Words("Days to come", "Days of today or later that are not called off.", PLANS),
    "called_off": Words("Days called off", "Days that were called off, past or to come.", PLANS),
    "schools_booked": Words(
        "Schools booked",
        "Schools with a booking that stands on any day that is not called off. Each counts once.",
        PLANS,
    ),
    "schools_came": Words(
        "Schools that came",
        "Schools of which at least one pupil came to a day that was held. Each counts once.",
        REGISTER,
    ),
    "booked": Words("Places booked", "Places that schools booked on days held.", PLANS),
    "named": Words(
        "Pupils named",
        "Pupils on the class lists of days held, without those taken off the list.",
        PLANS,
    ),
    "came": Words(
        "Pupils who came",
        "Named pupils marked as here or as having driven, on days held. Attendances: a pupil who "
        "came to two days counts twice.",
        REGISTER,
    ),
    "drove": Words(
        "Pupils who drove", "Named pupils marked with minutes at the wheel, on days held.", REGISTER
    ),
    "minutes": Words(
        "Mean minutes at the wheel",
        "Minutes at the wheel added up, divided by the pupils who drove.",
        REGISTER,
        1,
    ),
    "saw": Words(
        "Saw the demonstration",
        "Named pupils marked as having seen fire and ambulance cut people out of a car.",
        REGISTER,
    ),
    "partners": Words("Partner organisations", "Partners of the programme of any kind.", SET_UP),
    "airfields": Words("Airfields used", "Airfields with a day held. Each counts once.", PLANS),
    "car_days": Words(
        "Cars lent, in days",
        "Cars on days held, each car once for each day: what lenders gave in kind.",
        PLANS,
    ),
    "lenders": Words(
        "Organisations that lent cars",
        "Partners of which a car ran on a day held. Each counts once.",
        PLANS,
    ),
}
SEATS = (
    "Seats that coaches of the service filled on days held: in a car, in the demonstration or "
    "leading the day. Runway holds who was put down to come, not a register of coaches."
)
HOURS = (
    "The same seats, each times the hours from start to end of its day. Called-off days are out."
)


@dataclass(frozen=True)
class CoachRow:
    """What one service gave."""

    service: str
    days: Figure
    hours: Figure


@dataclass(frozen=True)
class Delivered:
    """All figures of plans and deeds by their key, what each service gave, and the sums of the
    survey that other figures start from."""

    figures: dict[str, Figure]
    coaches: list[CoachRow]
    expected: int
    before: int
    after: int
    paired: int

    @property
    def hours(self) -> Figure:
        """Coach hours of all services."""
        return self.coaches[-1].hours


def held_days(today: datetime.date, prefix: str = "") -> Q:
    """Days that are past and were not called off; ``prefix`` leads to the day."""
    return Q(**{f"{prefix}state": SessionState.OPEN, f"{prefix}date__lt": today})


def delivered(programme: Programme, today: datetime.date) -> Delivered:
    """Read five sums; nothing is read by pupil."""
    days = _days(programme, today)
    values = {
        **days,
        **_schools(programme, today),
        **_cars(programme, today),
        "target": programme.target_pupils or None,
        "target_share": share(days["drove"], programme.target_pupils),
        "to_come": days["planned"] - days["held"] - days["called_off"],
        "minutes": days["minutes"] / days["drove"] if days["drove"] else None,
        "partners": Partner.objects.filter(programme=programme).count(),
    }
    return Delivered(
        figures={key: make(WORDS, key, values[key]) for key in WORDS},
        coaches=list(_coaches(programme, today)),
        expected=days["expected"],
        before=days["before"],
        after=days["after"],
        paired=days["paired"],
    )


def _days(programme: Programme, today: datetime.date) -> dict[str, int]:
    held = held_days(today)
    sums = {
        "booked": "places_taken",
        "named": "tally__pupils",
        "came": "tally__came",
        "drove": "tally__drove",
        "minutes": "tally__minutes",
        "saw": "tally__saw",
        "expected": "tally__surveys_expected",
        "before": "surveytally__before",
        "after": "surveytally__after",
        "paired": "surveytally__paired",
    }
    return Session.objects.filter(programme=programme).aggregate(
        planned=Count("pk"),
        held=Count("pk", filter=held),
        called_off=Count("pk", filter=Q(state=SessionState.CALLED_OFF)),
        airfields=Count("airfield", filter=held, distinct=True),
        **{key: Sum(column, filter=held, default=0) for key, column in sums.items()},
    )


def _schools(programme: Programme, today: datetime.date) -> dict[str, int]:
    """A booking's pupils are asked for only until the first that came is found."""
    somebody_came = Exists(
        Mark.objects.filter(
            place__booking=OuterRef("pk"),
            place__withdrawn_at=None,
            kind__in=(MarkKind.HERE, MarkKind.DROVE),
            replaced_by=None,
        )
    )
    standing = Booking.objects.filter(
        session__programme=programme, session__state=SessionState.OPEN, released_at=None
    )
    return standing.aggregate(
        schools_booked=Count("school", distinct=True),
        schools_came=Count(
            "school", distinct=True, filter=held_days(today, "session__") & Q(somebody_came)
        ),
    )


def _cars(programme: Programme, today: datetime.date) -> dict[str, int]:
    lent = CarOnDay.objects.filter(held_days(today, "session__"), session__programme=programme)
    return lent.aggregate(car_days=Count("pk"), lenders=Count("car__lender", distinct=True))


def _coaches(programme: Programme, today: datetime.date) -> Iterator[CoachRow]:
    """A row for each service, and their sum last."""
    seats = (
        CrewSeat.objects.filter(held_days(today, "session__"), session__programme=programme)
        .values_list("service", "session__starts", "session__ends")
        .annotate(seats=Count("pk"))
    )
    found = [(service, n, n * _hours(starts, ends)) for service, starts, ends, n in seats]
    for service in Service:
        yield _coach_row(service.label, service.value, [f for f in found if f[0] == service])
    yield _coach_row("All services", "all", found)


def _coach_row(label: str, key: str, seats: Iterable[tuple[str, int, float]]) -> CoachRow:
    listed, key = list(seats), key.lower()
    days = sum(n for _, n, _ in listed)
    hours = sum(h for _, _, h in listed)
    of = label if key == "all" else f"{label} coaches"
    given = Words(f"{of}, days given", SEATS, PLANS, topic="Coach days")
    times = Words(f"{of}, hours given", HOURS, PLANS, 1, topic="Coach hours")
    words = {f"coach_days_{key}": given, f"coach_hours_{key}": times}
    return CoachRow(
        label, make(words, f"coach_days_{key}", days), make(words, f"coach_hours_{key}", hours)
    )


def _hours(starts: datetime.time, ends: datetime.time) -> float:
    return (ends.hour - starts.hour) + (ends.minute - starts.minute) / 60
