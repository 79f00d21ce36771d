"""Putting coaches into seats and taking them out."""

from collections.abc import Iterable

from django.db import transaction

from accounts.models import AuditEvent, User
from core.problems import Refused, refuse, store
from programmes.models import Coach
from sessions.choices import CrewRole
from sessions.models import CarOnDay, CrewSeat, Session
from sessions.rules.crews import COACHES_PER_CAR, Seat, car_problems
from sessions.tallies import recount


@transaction.atomic
def seat_coach(
    *, session: Session, coach: Coach, role: str, car: CarOnDay | None = None, by: User
) -> CrewSeat:
    """Put a coach into a car, the demonstration or the lead.

    Raises ``Refused`` when the coach is not fit on the date, sits elsewhere that day, or comes
    from the service that the car already has; the database refuses the same under a race.
    """
    session = _locked(session)
    refuse(_seat_problems(session, coach, car))
    seat = CrewSeat(
        session=session,
        date=session.date,
        coach=coach,
        service=coach.service,
        role=role,
        car=car,
        side=_free_side(car) if role == CrewRole.CAR and car is not None else None,
    )
    store(seat)
    recount(session.pk)
    AuditEvent.record(by=by, verb="seated coach", target=seat, programme_id=session.programme_id)
    return seat


@transaction.atomic
def unseat(*, seat: CrewSeat, by: User) -> None:
    """Take a coach out of a seat; ``Refused`` when somebody else has done so already."""
    session = _locked(seat.session)
    if not CrewSeat.objects.filter(pk=seat.pk).exists():
        raise Refused("This seat is free already.")
    # The day, not the seat: a seat that is gone would lead nowhere.
    AuditEvent.record(
        by=by, verb="took coach out", target=session, programme_id=session.programme_id
    )
    seat.delete()
    recount(session.pk)


def _locked(session: Session) -> Session:
    # One at a time fills a day's seats: the second sees which side of a car the first has taken.
    return Session.objects.select_for_update().get(pk=session.pk)


def _seat_problems(session: Session, coach: Coach, car: CarOnDay | None) -> Iterable[str]:
    if session.is_called_off:
        yield "This day is called off."
    if coach.programme_id != session.programme_id:
        yield "Choose a coach of this programme."
    if car is not None and not CarOnDay.objects.filter(pk=car.pk, session=session).exists():
        yield "Choose a car that runs on this day."
    yield from coach.fit_problems(session.date)
    elsewhere = CrewSeat.objects.filter(coach=coach, date=session.date).first()
    if elsewhere is not None:
        yield f"{coach} already has a seat on this date ({elsewhere.get_role_display().lower()})."
    if car is not None:
        yield from _car_problems(car, coach)


def _car_problems(car: CarOnDay, coach: Coach) -> Iterable[str]:
    taken = CrewSeat.objects.filter(car=car).select_related("coach")
    seats = [Seat(str(car), str(seat.coach), seat.service) for seat in taken]
    wanted = [*seats, Seat(str(car), str(coach), coach.service)]
    short_of_one = len(wanted) < COACHES_PER_CAR
    if not short_of_one:
        yield from car_problems(str(car), wanted)


def _free_side(car: CarOnDay) -> int:
    taken = set(CrewSeat.objects.filter(car=car).values_list("side", flat=True))
    return next((side for side in range(1, COACHES_PER_CAR + 1) if side not in taken), 1)
