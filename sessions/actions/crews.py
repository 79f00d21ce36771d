"""Putting coaches into seats, which asks them, and taking them out."""

import datetime
from collections.abc import Iterable

from django.db import transaction

from accounts.models import AuditEvent, User
from core.problems import Refused, refuse, store
from programmes.models import Coach
from sessions.actions.telling import date_of, tell_coach
from sessions.choices import CrewRole, SeatState
from sessions.models import CarOnDay, CrewSeat, Session
from sessions.rules.crews import COACHES_PER_CAR, Seat, car_problems, role_problems
from sessions.tallies import recount


@transaction.atomic
def seat_coach(
    *,
    session: Session,
    coach: Coach,
    role: str,
    car: CarOnDay | None = None,
    accepted: bool = False,
    by: User,
    now: datetime.datetime,
) -> CrewSeat:
    """Put a coach into a car, the demonstration or the lead, and ask him whether he comes.

    With ``accepted`` he has said yes already, by telephone say; on a day that is past there is
    nothing to ask. Raises ``Refused`` when the coach is not fit on the date, sits elsewhere that
    day, or comes from the service that the car already has; the database refuses the same under
    a race.
    """
    session = locked_day(session.pk)
    refuse(seat_problems(session, coach, role, car))
    seat = new_seat(session, coach, role, car)
    if accepted or session.date < date_of(now):
        seat.state, seat.answered_at = SeatState.ACCEPTED, now
    else:
        seat.asked_at = now
    store(seat)
    recount(session.pk)
    AuditEvent.record(
        by=by, verb="seated coach", target=seat, programme_id=session.programme_id, at=now
    )
    if seat.state == SeatState.ASKED:
        tell_coach("sessions/asked", seat=seat, now=now)
    return seat


def new_seat(session: Session, coach: Coach, role: str, car: CarOnDay | None) -> CrewSeat:
    """A seat, not stored yet, on the free side of its car."""
    return CrewSeat(
        session=session,
        date=session.date,
        coach=coach,
        service=coach.service,
        role=role,
        car=car,
        side=_free_side(car) if role == CrewRole.CAR and car is not None else None,
    )


@transaction.atomic
def unseat(*, seat: CrewSeat, by: User, now: datetime.datetime) -> None:
    """Take a coach out of a seat and tell him; ``Refused`` when it is free already."""
    session = locked_day(seat.session_id)
    found = CrewSeat.objects.filter(pk=seat.pk).select_related("coach__user", "car").first()
    if found is None:
        raise Refused("This seat is free already.")
    # The day, not the seat: a seat that is gone would lead nowhere.
    AuditEvent.record(
        by=by, verb="took coach out", target=session, programme_id=session.programme_id, at=now
    )
    found.session = session
    if not session.is_called_off:
        tell_coach("sessions/taken_off", seat=found, now=now)
    found.delete()
    recount(session.pk)


def locked_day(pk: int) -> Session:
    """A day, locked until the transaction ends, with its airfield and programme.

    One at a time fills a day's seats: the second sees which side of a car the first has taken.
    """
    days = Session.objects.select_for_update(of=("self",))
    return days.select_related("airfield", "programme").get(pk=pk)


def seat_problems(session: Session, coach: Coach, role: str, car: CarOnDay | None) -> Iterable[str]:
    """Everything that keeps a coach from a seat, as far as can be told before it is stored."""
    if session.is_called_off:
        yield "This day is called off."
    if coach.programme_id != session.programme_id:
        yield "Choose a coach of this programme."
    if car is not None and not CarOnDay.objects.filter(pk=car.pk, session=session).exists():
        yield "Choose a car that runs on this day."
    yield from coach.fit_problems(session.date)
    yield from role_problems(
        str(coach), role, may_lead=coach.may_lead, may_demonstrate=coach.may_demonstrate
    )
    elsewhere = CrewSeat.objects.filter(coach=coach, date=session.date).first()
    if elsewhere is not None:
        yield f"{coach} already has a seat on this date ({elsewhere.get_role_display().lower()})."
    if car is not None:
        yield from _car_problems(car, coach)


def _car_problems(car: CarOnDay, coach: Coach) -> Iterable[str]:
    taken = CrewSeat.objects.filter(car=car).select_related("coach")
    seats = [Seat(str(car), str(s.coach), s.service, s.coach.newcomer) for s in taken]
    wanted = [*seats, Seat(str(car), str(coach), coach.service, coach.newcomer)]
    short_of_one = len(wanted) < COACHES_PER_CAR
    if not short_of_one:
        yield from car_problems(str(car), wanted)


def _free_side(car: CarOnDay) -> int:
    taken = set(CrewSeat.objects.filter(car=car).values_list("side", flat=True))
    return next((side for side in range(1, COACHES_PER_CAR + 1) if side not in taken), 1)
