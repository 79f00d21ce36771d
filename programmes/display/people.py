"""Shapes people with their roles, and the record of who did what."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse

from accounts.models import AuditEvent
from accounts.roles import MATRIX, PERSONAL, Role
from core.dates import LONDON
from core.words import clock, full_date, many
from programmes.display.supply import agreement_tag
from programmes.display.tags import Tag
from programmes.models import Membership


@dataclass(frozen=True)
class PersonRow:
    name: str
    email: str
    role: str
    partner: str
    tag: Tag | None  # only where an agreement is missing or ends soon
    waiting: bool  # has not chosen a password yet
    remove: str


def person_row(held: Membership, on: datetime.date) -> PersonRow:
    """One line of the list of people; warns where the partner's agreement shuts doors."""
    tag = None
    if held.partner is not None and MATRIX[Role(held.role)] & PERSONAL:
        tag = agreement_tag(held.partner, on)
    return PersonRow(
        name=held.user.name,
        email=held.user.email,
        role=held.get_role_display(),
        partner=held.partner.name if held.partner else "",
        tag=tag if tag is not None and tag.kind != "ok" else None,
        waiting=not held.user.has_usable_password(),
        remove=reverse("programmes:person_remove", args=[held.pk]),
    )


@dataclass(frozen=True)
class AuditRow:
    time: str
    who: str
    what: str
    which: str


def audit_row(event: AuditEvent) -> AuditRow:
    """Who did what to which thing; somebody without an account is a pupil or the server itself."""
    local = event.at.astimezone(LONDON)
    kind = "day" if event.target_kind == "session" else event.target_kind
    which = f"{kind} {event.target_number or ''}".strip()
    if event.count != 1:
        which = f"{which} ({many(event.count, 'row,rows')})".strip()
    return AuditRow(
        time=clock(local),
        who=event.by.name if event.by else "A pupil, or the server",
        what=event.verb[:1].upper() + event.verb[1:],
        which=which,
    )


def by_day(events: Iterable[AuditEvent]) -> list[tuple[str, list[AuditRow]]]:
    """The record under its days in London, in the order it comes."""
    days = groupby(events, key=lambda event: full_date(event.at.astimezone(LONDON)))
    return [(day, [audit_row(event) for event in those]) for day, those in days]
