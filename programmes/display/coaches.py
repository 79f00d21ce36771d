"""Shapes coaches for the list: what keeps each from coaching, or soon will."""

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from django.urls import reverse

from core.words import long_date
from programmes.choices import Service
from programmes.display.tags import SOON_DAYS, Tag, in_days
from programmes.models import Coach


class CoachRow(NamedTuple):
    """One line, in the order in which the template takes it apart."""

    service: str
    name: str
    station: str
    partner: str
    review: str
    trained: str
    tags: list[tuple[str, str]]
    edit: str  # nothing for those who may only look
    when: str  # where his answers are entered for him, for those who fill cars


def coach_tags(coach: Coach, on: datetime.date) -> list[Tag]:
    """Fit, or each thing that stands in the way or soon will."""
    if not coach.is_active:
        return [Tag("grey", "No longer takes part")]
    tags = [*_pvg_tags(coach, on), *_training_tags(coach, on)]
    return tags or [Tag("ok", "Fit")]


def _pvg_tags(coach: Coach, on: datetime.date) -> Iterable[Tag]:
    if coach.pvg_confirmed_on is None or coach.pvg_confirmed_on > on:
        yield Tag("stop", "PVG not confirmed")
    elif coach.pvg_review_on is not None:
        left = (coach.pvg_review_on - on).days
        if left < 0:
            yield Tag("stop", "PVG review overdue")
        elif left <= SOON_DAYS:
            yield Tag("warn", in_days("PVG review due", left))


def _training_tags(coach: Coach, on: datetime.date) -> Iterable[Tag]:
    if coach.trained_until is None:
        yield Tag("stop", "Not trained")
    elif coach.trained_until < on:
        yield Tag("stop", "Training ended")
    elif (coach.trained_until - on).days <= SOON_DAYS:
        yield Tag("warn", in_days("Training ends", (coach.trained_until - on).days))


def _limits(coach: Coach) -> Iterable[Tag]:
    """What a co-ordinator must know when he fills a seat by hand."""
    if coach.newcomer:
        yield Tag("grey", "Newcomer")
    if not coach.may_lead:
        yield Tag("grey", "Does not lead")
    if not coach.may_demonstrate and coach.service != Service.POLICE:
        yield Tag("grey", "Not in the demonstration")


def coach_row(
    coach: Coach, on: datetime.date, *, may_change: bool, may_fill: bool = False
) -> CoachRow:
    """One line of the list of coaches; its two links are only for those who may."""
    return CoachRow(
        name=str(coach),
        service=coach.service,
        station=coach.station,
        partner=coach.partner.name,
        review=long_date(coach.pvg_review_on),
        trained=long_date(coach.trained_until),
        tags=[(tag.kind, tag.text) for tag in [*coach_tags(coach, on), *_limits(coach)]],
        edit=reverse("programmes:coach_edit", args=[coach.pk]) if may_change else "",
        when=reverse("sessions:coach_when", args=[coach.pk]) if may_fill else "",
    )


def from_to(rows: list[Coach]) -> str:
    """Coaches Adams to Fraser: which part of the alphabet a page shows."""
    return f"Coaches {rows[0].family_name} to {rows[-1].family_name}" if rows else ""
