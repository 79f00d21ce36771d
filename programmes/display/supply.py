"""Shapes partners, cars, airfields and what is missing for the set-up page."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from core.words import long_date
from programmes.choices import PartnerKind
from programmes.display.tags import SOON_DAYS, Tag, Until, in_days, until
from programmes.models import Airfield, Car, Closure, Partner
from programmes.rules import SERVICES, Gap


@dataclass(frozen=True)
class PartnerRow:
    name: str
    kind: str
    agreement: Tag
    dates: str
    edit: str


def agreement_tag(partner: Partner, on: datetime.date) -> Tag:
    """Whether the agreement is in force; without one a partner's people see no personal data."""
    starts, ends = partner.agreement_from, partner.agreement_until
    if starts is None or ends is None:
        needed = partner.kind in (*SERVICES, PartnerKind.EVALUATOR)
        return Tag("stop" if needed else "grey", "No agreement")
    if ends < on:
        return Tag("stop", "Ended")
    if starts > on:
        return Tag("warn", in_days("Starts", (starts - on).days))
    if (ends - on).days <= SOON_DAYS:
        return Tag("warn", in_days("Ends", (ends - on).days))
    return Tag("ok", "In force")


def partner_row(partner: Partner, on: datetime.date) -> PartnerRow:
    """One line of the list of partners."""
    starts, ends = partner.agreement_from, partner.agreement_until
    return PartnerRow(
        name=partner.name,
        kind=partner.get_kind_display(),
        agreement=agreement_tag(partner, on),
        dates=f"{long_date(starts)} to {long_date(ends)}" if starts and ends else "",
        edit=reverse("programmes:partner_edit", args=[partner.pk]),
    )


@dataclass(frozen=True)
class CarRow:
    name: str
    gearbox: str
    lender: str
    in_use: bool
    insured: Until
    inspected: Until
    edit: str


def car_row(car: Car, on: datetime.date) -> CarRow:
    """One line of the list of cars."""
    return CarRow(
        name=car.name,
        gearbox=car.get_gearbox_display(),
        lender=car.lender.name,
        in_use=car.is_active,
        insured=until(car.insured_until, on),
        inspected=until(car.inspected_until, on),
        edit=reverse("programmes:car_edit", args=[car.pk]),
    )


@dataclass(frozen=True)
class ClosureRow:
    dates: str
    reason: str
    now: bool
    remove: str


UNPLACED = "Without a grid reference nobody is too far away, and nearness counts for nothing."


@dataclass(frozen=True)
class AirfieldRow:
    name: str
    about: str
    hint: str  # what would help, though nothing waits for it
    closures: list[ClosureRow]
    edit: str
    close: str


def airfield_row(airfield: Airfield, closures: Iterable[Closure], on: datetime.date) -> AirfieldRow:
    """An airfield with the closures that are not yet over."""
    owner = f"Lent by {airfield.owner.name}" if airfield.owner else ""
    return AirfieldRow(
        name=airfield.name,
        about=" · ".join(
            part for part in (airfield.postcode, airfield.grid_reference, owner) if part
        ),
        hint="" if airfield.grid_reference else UNPLACED,
        closures=[_closure_row(c, on) for c in closures],
        edit=reverse("programmes:airfield_edit", args=[airfield.pk]),
        close=reverse("programmes:closure_add", args=[airfield.pk]),
    )


def _closure_row(closure: Closure, on: datetime.date) -> ClosureRow:
    first, last = long_date(closure.starts_on), long_date(closure.ends_on)
    return ClosureRow(
        dates=first if first == last else f"{first} to {last}",
        reason=closure.reason,
        now=closure.starts_on <= on,
        remove=reverse("programmes:closure_remove", args=[closure.pk]),
    )


MEND = {
    "partner": ("programmes:partner_add", "Add a partner"),
    "airfield": ("programmes:airfield_add", "Add an airfield"),
    "car": ("programmes:car_add", "Add a car"),
    "coach": ("programmes:coach_add", "Add a coach"),
}


@dataclass(frozen=True)
class GapRow:
    sentence: str
    href: str
    label: str


def gap_row(gap: Gap) -> GapRow:
    """What is missing, with the link that mends it."""
    if gap.number is not None:
        href = reverse("programmes:partner_edit", args=[gap.number])
        return GapRow(gap.sentence, href, "Enter the agreement")
    name, label = MEND[gap.mend]
    return GapRow(gap.sentence, reverse(name), label)
