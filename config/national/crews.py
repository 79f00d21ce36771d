"""Fills the crews of a national year as far as today's, and what coaches say of the rest."""

import datetime
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from random import Random

from config.national.supply import YearSupply, home_of
from programmes.choices import Answer
from programmes.models import Availability, Coach
from sessions.choices import CrewRole, SeatState
from sessions.models import CarOnDay, CrewSeat, Session

ROWS = 2_000  # a batch of bulk_create
UTC = datetime.UTC
DAY = datetime.timedelta(days=1)
SEATED_AHEAD = 21 * DAY  # days after that have no crew yet, so that a season can be planned
ASKED_AHEAD = 14 * DAY  # between the two nobody has answered
PAIRS = (("POLICE", "FIRE"), ("POLICE", "AMBULANCE"), ("FIRE", "AMBULANCE"))
SAID: tuple[str | None, ...] = (Answer.FREE, Answer.IF_NEEDED, Answer.NOT_FREE, None)
HOW_OFTEN = (30, 10, 45, 15)


@dataclass
class _Filling:
    """Coaches of one airfield's surroundings in turn, by service."""

    queues: dict[tuple[int, str], deque[Coach]]
    today: datetime.date
    seats: list[CrewSeat] = field(default_factory=list)

    def seat(
        self,
        session: Session,
        field_number: int,
        service: str,
        role: str,
        *,
        may: Callable[[Coach], bool],
        car: CarOnDay | None = None,
        side: int | None = None,
    ) -> Coach:
        """Seat the next in turn who may."""
        queue = self.queues[field_number, service]
        coach = next(one for one in queue if may(one))
        queue.remove(coach)
        queue.append(coach)
        accepted = session.date <= self.today + ASKED_AHEAD
        asked_at = _morning(min(session.date, self.today) - 30 * DAY)
        self.seats.append(
            CrewSeat(
                session=session,
                date=session.date,
                coach=coach,
                service=service,
                role=role,
                car=car,
                side=side,
                state=SeatState.ACCEPTED if accepted else SeatState.ASKED,
                asked_at=asked_at,
                answered_at=asked_at + DAY if accepted else None,
            )
        )
        return coach


def fill_crews(
    supply: YearSupply,
    sessions: Iterable[Session],
    cars: dict[int, list[CarOnDay]],
    today: datetime.date,
) -> None:
    """Seat coaches from near each airfield on all days that are past or soon.

    They take turns, so that nobody has two days in a week; a newcomer sits beside somebody who
    is none.
    """
    fields = {airfield.pk: n for n, airfield in enumerate(supply.airfields)}
    filling = _Filling(_queues(supply.coaches), today)
    for session in sessions:
        if session.date <= today + SEATED_AHEAD:
            _crew(filling, session, fields[session.airfield_id], cars[session.pk])
    CrewSeat.objects.bulk_create(filling.seats, batch_size=ROWS)
    Availability.objects.bulk_create(
        (
            Availability(
                coach=seat.coach,
                date=seat.date,
                answer=Answer.FREE,
                answered_at=_morning(min(seat.date, today) - 40 * DAY),
            )
            for seat in filling.seats
        ),
        batch_size=ROWS,
    )


def _queues(coaches: list[Coach]) -> dict[tuple[int, str], deque[Coach]]:
    queues: dict[tuple[int, str], deque[Coach]] = {}
    for n, coach in enumerate(coaches):
        queues.setdefault((home_of(n), coach.service), deque()).append(coach)
    return queues


def _crew(filling: _Filling, session: Session, at: int, cars: list[CarOnDay]) -> None:
    for service in ("FIRE", "AMBULANCE"):
        filling.seat(
            session, at, service, CrewRole.DEMONSTRATION, may=lambda one: one.may_demonstrate
        )
    filling.seat(session, at, "POLICE", CrewRole.LEAD, may=lambda one: one.may_lead)
    for car in cars:
        one, other = PAIRS[car.number % 3]
        first = filling.seat(
            session, at, one, CrewRole.CAR, may=lambda _: True, car=car, side=1
        )  # fmt: skip
        is_new = first.newcomer
        filling.seat(
            session,
            at,
            other,
            CrewRole.CAR,
            may=lambda second, is_new=is_new: not (is_new and second.newcomer),  # type: ignore[misc]
            car=car,
            side=2,
        )


def answer_ahead(
    random: Random, supply: YearSupply, sessions: Iterable[Session], today: datetime.date
) -> None:
    """Let coaches answer for the dates without a crew; one in seven says nothing."""
    dates = sorted({one.date for one in sessions if one.date > today + SEATED_AHEAD})
    at = _morning(today - 10 * DAY)
    said = (
        (coach, date, random.choices(SAID, HOW_OFTEN)[0])
        for coach in supply.coaches
        for date in dates
    )
    Availability.objects.bulk_create(
        (
            Availability(coach=coach, date=date, answer=answer, answered_at=at)
            for coach, date, answer in said
            if answer is not None
        ),
        batch_size=ROWS,
    )


def _morning(date: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(date, datetime.time(9), UTC)
