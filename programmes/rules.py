"""Rules of supply: who is fit to coach, which car may run, who may hold which roles."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from accounts.roles import SEES_NAMES, Role


@dataclass(frozen=True)
class Assurance:
    """The dates on which it rests that a coach may sit with pupils."""

    name: str
    is_active: bool
    pvg_confirmed_on: datetime.date | None
    pvg_review_on: datetime.date | None
    trained_until: datetime.date | None


def fit_problems(coach: Assurance, on: datetime.date) -> Iterable[str]:
    """Everything that keeps a coach from coaching on a date; nothing means fit."""
    if not coach.is_active:
        yield f"{coach.name} no longer takes part."
    if coach.pvg_confirmed_on is None or coach.pvg_confirmed_on > on:
        yield f"PVG membership of {coach.name} is not confirmed."
    elif coach.pvg_review_on is not None and coach.pvg_review_on < on:
        yield f"PVG review of {coach.name} was due on {coach.pvg_review_on:%-d %B %Y}."
    if coach.trained_until is None:
        yield f"{coach.name} has no coach training on record."
    elif coach.trained_until < on:
        yield f"Coach training of {coach.name} ended on {coach.trained_until:%-d %B %Y}."


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
        yield f"Insurance of {car.name} ends on {car.insured_until:%-d %B %Y}."
    if car.inspected_until < on:
        yield f"Inspection of {car.name} ends on {car.inspected_until:%-d %B %Y}."


def role_problems(roles: frozenset[Role]) -> Iterable[str]:
    """Roles that one person must not hold together in one programme."""
    if Role.EVALUATOR in roles and roles & SEES_NAMES:
        yield "An evaluator may not also hold a role that sees pupils' names in this programme."
