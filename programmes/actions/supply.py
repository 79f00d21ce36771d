"""Adds and changes airfields, their closures, and cars."""

import datetime

from django.db import transaction

from accounts.models import AuditEvent, User
from core.grid import tidy
from core.problems import Refused, store
from programmes.models import Airfield, Car, Closure, Partner, Programme


@transaction.atomic
def add_airfield(
    *,
    programme: Programme,
    name: str,
    postcode: str = "",
    grid_reference: str = "",
    owner: Partner | None = None,
    by: User,
) -> Airfield:
    """Add a place where days can be held; the grid reference tells how far coaches travel."""
    airfield = Airfield(
        programme=programme,
        name=name,
        postcode=postcode.upper(),
        grid_reference=_tidied(grid_reference),
        owner=owner,
    )
    store(airfield)
    AuditEvent.record(by=by, verb="added an airfield", target=airfield, programme_id=programme.pk)
    return airfield


@transaction.atomic
def change_airfield(
    *,
    airfield: Airfield,
    name: str,
    postcode: str = "",
    grid_reference: str = "",
    owner: Partner | None = None,
    by: User,
) -> Airfield:
    """Change an airfield's name, postcode, grid reference or owner."""
    airfield.name = name
    airfield.postcode = postcode.upper()
    airfield.grid_reference = _tidied(grid_reference)
    airfield.owner = owner
    store(airfield)
    AuditEvent.record(
        by=by, verb="changed an airfield", target=airfield, programme_id=airfield.programme_id
    )
    return airfield


def _tidied(grid_reference: str) -> str:
    try:
        return tidy(grid_reference)
    except ValueError as reason:
        raise Refused(str(reason)) from None


@transaction.atomic
def add_closure(
    *,
    airfield: Airfield,
    starts_on: datetime.date,
    ends_on: datetime.date,
    reason: str,
    by: User,
) -> Closure:
    """Say that an airfield cannot be used from one day to another, both included."""
    closure = Closure(airfield=airfield, starts_on=starts_on, ends_on=ends_on, reason=reason)
    store(closure)
    AuditEvent.record(
        by=by, verb="closed an airfield", target=closure, programme_id=airfield.programme_id
    )
    return closure


@transaction.atomic
def remove_closure(*, closure: Closure, by: User) -> None:
    """Take a closure back: the airfield can be used on those days again."""
    AuditEvent.record(
        by=by,
        verb="removed a closure",
        target=closure,
        programme_id=closure.airfield.programme_id,
    )
    closure.delete()


@transaction.atomic
def add_car(
    *,
    programme: Programme,
    name: str,
    gearbox: str,
    lender: Partner,
    insured_until: datetime.date,
    inspected_until: datetime.date,
    by: User,
) -> Car:
    """Add a car that a partner lends."""
    car = Car(
        programme=programme,
        name=name,
        gearbox=gearbox,
        lender=lender,
        insured_until=insured_until,
        inspected_until=inspected_until,
    )
    store(car)
    AuditEvent.record(by=by, verb="added a car", target=car, programme_id=programme.pk)
    return car


@transaction.atomic
def change_car(
    *,
    car: Car,
    name: str,
    gearbox: str,
    lender: Partner,
    insured_until: datetime.date,
    inspected_until: datetime.date,
    is_active: bool = True,
    by: User,
) -> Car:
    """Change a car, its dates, or whether it is in use."""
    car.name = name
    car.gearbox = gearbox
    car.lender = lender
    car.insured_until = insured_until
    car.inspected_until = inspected_until
    car.is_active = is_active
    store(car)
    AuditEvent.record(by=by, verb="changed a car", target=car, programme_id=car.programme_id)
    return car
