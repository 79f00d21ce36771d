"""Rules of supply: who is fit to coach, which car may run, who may hold which roles."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from accounts.roles import SEES_NAMES, Role
from core.words import long_date

SERVICES = ("POLICE", "FIRE", "AMBULANCE")
# A coach's and an evaluator's doors open only under their organisation's agreement.
NEEDS_PARTNER = frozenset({Role.COACH, Role.EVALUATOR})


@dataclass(frozen=True)
class Assurance:
    """The dates on which it rests that a coach may sit with pupils."""

    name: str
    is_active: bool
    pvg_confirmed_on: datetime.date | None
    pvg_review_on: datetime.date | None
    trained_until: datetime.date | None
    trained_from: datetime.date | None = None  # None where only the end is on record


def fit_problems(coach: Assurance, on: datetime.date) -> Iterable[str]:
    """Everything that keeps a coach from coaching on a date; nothing means fit."""
    if not coach.is_active:
        yield f"{coach.name} no longer takes part."
    if coach.pvg_confirmed_on is None or coach.pvg_confirmed_on > on:
        yield f"PVG membership of {coach.name} is not confirmed."
    elif coach.pvg_review_on is not None and coach.pvg_review_on < on:
        yield f"PVG review of {coach.name} was due on {long_date(coach.pvg_review_on)}."
    if coach.trained_until is None:
        yield f"{coach.name} has no coach training on record."
    elif coach.trained_until < on:
        yield f"Coach training of {coach.name} ended on {long_date(coach.trained_until)}."
    if coach.trained_from is not None and coach.trained_from > on:
        yield f"Coach training of {coach.name} begins on {long_date(coach.trained_from)}."


@dataclass(frozen=True)
class Supply:
    """What a programme has today; coaches are those fit today, by service."""

    airfields: int
    cars: int
    coaches: Mapping[str, int]
    services: int = 1  # partners that coaches can come from
    without_agreement: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Gap:
    """What is missing for a first day: ``mend`` says with what to mend it."""

    mend: str  # "partner", "airfield", "car", "coach" or "agreement"
    sentence: str
    number: int | None = None  # the row to mend, where there is one


def first_day_gaps(supply: Supply) -> Iterable[Gap]:
    """Everything that is missing before a first day can be held; nothing means ready."""
    if not supply.airfields:
        yield Gap("airfield", "There is no airfield yet.")
    if not supply.cars:
        yield Gap("car", "No car has insurance and inspection in force.")
    here = [service for service in SERVICES if supply.coaches.get(service)]
    if not supply.services:
        yield Gap("partner", "There is no police, fire or ambulance partner to send coaches.")
    elif not here:
        yield Gap("coach", "No coach is fit. Each car needs two, from two services.")
    elif len(here) == 1:
        only = here[0].lower()
        yield Gap("coach", f"All fit coaches are from {only}. Each car needs two services.")
    for service in ("FIRE", "AMBULANCE"):
        if here and service not in here:
            yield Gap("coach", f"The demonstration needs a fit coach from {service.lower()}.")
    for number, partner in supply.without_agreement:
        sentence = f"{partner} has no data-sharing agreement in force: its people see no pupils."
        yield Gap("agreement", sentence, number)


@dataclass(frozen=True)
class Roadworthy:
    """The dates on which it rests that a car may run."""

    name: str
    is_active: bool
    insured_until: datetime.date
    inspected_until: datetime.date


def car_problems(car: Roadworthy, on: datetime.date) -> Iterable[str]:
    """Everything that keeps a car from running on a date; nothing means it may."""
    if not car.is_active:
        yield f"{car.name} is no longer in use."
    if car.insured_until < on:
        yield f"Insurance of {car.name} ends on {long_date(car.insured_until)}."
    if car.inspected_until < on:
        yield f"Inspection of {car.name} ends on {long_date(car.inspected_until)}."


def role_problems(roles: frozenset[Role]) -> Iterable[str]:
    """Roles that one person must not hold together in one programme."""
    if Role.EVALUATOR in roles and roles & SEES_NAMES:
        yield "An evaluator may not also hold a role that sees pupils' names in this programme."


def partner_problems(role: Role, *, has_partner: bool) -> Iterable[str]:
    """Roles that rest on a partner's data-sharing agreement need a partner."""
    if role in NEEDS_PARTNER and not has_partner:
        yield f"Choose the partner whose agreement covers this {role.label.lower()}."


def last_coordinator_problems(role: Role, coordinators: int) -> Iterable[str]:
    """A programme is never left without a co-ordinator."""
    if role == Role.COORDINATOR and coordinators < 2:
        yield "This is the last co-ordinator. Add another co-ordinator first."


def service_problems(partner: str, kind: str) -> Iterable[str]:
    """A coach comes from police, fire or ambulance."""
    if kind not in SERVICES:
        yield f"{partner} is not an emergency service. Choose police, fire or ambulance."


def kind_problems(partner: str, old: str, new: str, coaches: int) -> Iterable[str]:
    """A partner's kind is its coaches' service, so it stays while there are coaches."""
    if old != new and coaches:
        yield f"{partner} has coaches, so its kind stays. Add a new partner for another kind."
