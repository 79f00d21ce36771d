"""Adding, changing and calling off days, and cutting the day plan."""

import datetime
from collections.abc import Sequence

from django.db import transaction

from accounts.models import AuditEvent, User
from core.problems import Refused, checked, refuse, store
from programmes.models import Airfield, Car, Programme
from sessions.actions.crews import locked_day
from sessions.actions.telling import tell_crew
from sessions.choices import Consent, SessionState
from sessions.models import CarOnDay, CrewSeat, Place, Session
from sessions.rules.day_plan import Slots, day_slots, plan_problems, plan_turns
from sessions.rules.days import Closed, capacity_problems, day_problems
from sessions.tallies import recount


def slots_of(session: Session) -> Slots:
    """The slots into which the programme's minutes cut this day."""
    return day_slots(session.starts, session.ends, session.programme.slot_minutes)


@transaction.atomic
def add_day(
    *,
    programme: Programme,
    airfield: Airfield,
    date: datetime.date,
    starts: datetime.time,
    ends: datetime.time,
    capacity: int,
    cars: Sequence[Car],
    by: User,
    today: datetime.date,
) -> Session:
    """Put a day into the season; ``Refused`` when airfield, cars or hours do not allow it."""
    session = Session(
        programme=programme,
        airfield=airfield,
        date=date,
        starts=starts,
        ends=ends,
        capacity=capacity,
    )
    _ask_rules(session, cars, today)
    store(session)
    _set_cars(session, cars)
    recount(session.pk)
    AuditEvent.record(by=by, verb="added day", target=session, programme_id=programme.pk)
    return session


@transaction.atomic
def change_day(
    *,
    session: Session,
    starts: datetime.time,
    ends: datetime.time,
    capacity: int,
    cars: Sequence[Car],
    by: User,
    today: datetime.date,
    now: datetime.datetime,
) -> Session:
    """Change hours, places or cars; never below what is booked, never a car that has a crew.

    Its coaches are told when the hours change.
    """
    locked = locked_day(session.pk)
    other_hours = (locked.starts, locked.ends) != (starts, ends)
    locked.starts, locked.ends, locked.capacity = starts, ends, capacity
    _ask_rules(locked, cars, today)
    if capacity < locked.places_taken:
        raise Refused(f"{locked.places_taken} places are booked. Offer at least as many.")
    kept = {car.pk for car in cars}
    gone = CarOnDay.objects.filter(session=locked).exclude(car__in=kept)
    crewed = CrewSeat.objects.filter(car__in=gone).select_related("car__car").first()
    if crewed is not None and crewed.car is not None:
        raise Refused(f"{crewed.car.car.name} has a crew. Take the coaches out first.")
    locked.revision += other_hours
    checked(locked)
    locked.save(update_fields=["starts", "ends", "capacity", "revision"])
    _clear_plan(locked)
    gone.delete()
    _set_cars(locked, cars)
    recount(locked.pk)
    _record(by, "changed day", locked, now)
    if other_hours and not locked.is_called_off:
        tell_crew("sessions/changed", session=locked, now=now, change="the hours have changed")
    return locked


@transaction.atomic
def call_off(*, session: Session, reason: str, by: User, now: datetime.datetime) -> Session:
    """Call a day off, say why and tell its coaches; bookings, crews and marks stay as they are."""
    locked = locked_day(session.pk)
    if locked.is_called_off:
        raise Refused("This day is called off already.")
    locked.state, locked.called_off_reason = SessionState.CALLED_OFF, reason.strip()
    locked.revision += 1
    checked(locked)
    locked.save(update_fields=["state", "called_off_reason", "revision"])
    _record(by, "called off day", locked, now)
    reason = locked.called_off_reason.rstrip(".")
    tell_crew("sessions/called_off", session=locked, now=now, reason=reason)
    return locked


@transaction.atomic
def reopen_day(*, session: Session, by: User, now: datetime.datetime) -> Session:
    """Take the calling-off back, and tell the coaches of the day."""
    locked = locked_day(session.pk)
    if not locked.is_called_off:
        raise Refused("This day is not called off.")
    locked.state, locked.called_off_reason = SessionState.OPEN, ""
    locked.revision += 1
    checked(locked)
    locked.save(update_fields=["state", "called_off_reason", "revision"])
    _record(by, "reopened day", locked, now)
    tell_crew("sessions/changed", session=locked, now=now, change="the day is on again")
    return locked


def _record(by: User, verb: str, day: Session, now: datetime.datetime) -> None:
    AuditEvent.record(by=by, verb=verb, target=day, programme_id=day.programme_id, at=now)


@transaction.atomic
def plan_day(*, session: Session, by: User) -> int:
    """Give each pupil a turn in a car and a showing; returns how many. Replaces an older plan."""
    locked = Session.objects.select_for_update().select_related("programme").get(pk=session.pk)
    places = list(
        Place.objects.kept()
        .filter(booking__session=locked)
        .exclude(consent_take_part=Consent.NO)
        .order_by("booking_id", "pupil__year_group", "pupil__family_name", "pk")
    )
    cars = list(CarOnDay.objects.filter(session=locked).order_by("number"))
    slots = slots_of(locked)
    if not places:
        raise Refused("No pupil is named for this day yet. Upload a class list first.")
    refuse(plan_problems(len(places), len(cars), slots))
    _clear_plan(locked)
    turns = plan_turns([p.pk for p in places], [c.pk for c in cars], slots)
    for place, turn in zip(places, turns, strict=True):
        place.car_id, place.slot = turn.car, turn.slot
        place.demonstration_slot = turn.demonstration_slot
    Place.objects.bulk_update(places, ["car", "slot", "demonstration_slot"])
    recount(locked.pk)
    AuditEvent.record(
        by=by,
        verb="made day plan",
        target=locked,
        programme_id=locked.programme_id,
        count=len(places),
    )
    return len(places)


def _ask_rules(session: Session, cars: Sequence[Car], today: datetime.date) -> None:
    closures = [
        Closed(c.starts_on, c.ends_on, c.reason) for c in session.airfield.closure_set.all()
    ]
    problems = list(
        day_problems(
            date=session.date, today=today, airfield=session.airfield.name, closures=closures
        )
    )
    if session.airfield.programme_id != session.programme_id:
        problems.append("Choose an airfield of this programme.")
    for car in cars:
        if car.programme_id != session.programme_id:
            problems.append("Choose cars of this programme.")
        problems += car.road_problems(session.date)
    problems += capacity_problems(
        capacity=session.capacity, cars=len(cars), slots=slots_of(session)
    )
    refuse(problems)


def _set_cars(session: Session, cars: Sequence[Car]) -> None:
    """Run these cars; those that run already keep their number."""
    present = dict(CarOnDay.objects.filter(session=session).values_list("car_id", "number"))
    free = (n for n in range(1, len(cars) + len(present) + 1) if n not in present.values())
    for car in cars:
        if car.pk not in present:
            store(CarOnDay(session=session, car=car, date=session.date, number=next(free)))


def _clear_plan(session: Session) -> None:
    Place.objects.filter(booking__session=session).update(
        car=None, slot=None, demonstration_slot=None
    )
