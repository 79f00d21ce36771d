"""Adds partners and keeps the dates of their data-sharing agreements."""

import datetime

from django.db import transaction

from accounts.models import AuditEvent, User
from core.problems import Refused, store
from programmes.models import Coach, Partner, Programme
from programmes.rules import kind_problems


class CannotChangePartner(Refused):
    """The change would contradict what hangs on the partner."""


@transaction.atomic
def add_partner(
    *,
    programme: Programme,
    name: str,
    kind: str,
    agreement_from: datetime.date | None = None,
    agreement_until: datetime.date | None = None,
    by: User,
) -> Partner:
    """Add an organisation, with the first and last day of its agreement if there is one."""
    partner = Partner(
        programme=programme,
        name=name,
        kind=kind,
        agreement_from=agreement_from,
        agreement_until=agreement_until,
    )
    store(partner)
    AuditEvent.record(by=by, verb="added a partner", target=partner, programme_id=programme.pk)
    return partner


@transaction.atomic
def change_partner(
    *,
    partner: Partner,
    name: str,
    kind: str,
    agreement_from: datetime.date | None = None,
    agreement_until: datetime.date | None = None,
    by: User,
) -> Partner:
    """Change a partner; its kind stays while it has coaches, for they carry its service."""
    coaches = Coach.objects.filter(partner=partner).count()
    if wrong := list(kind_problems(partner.name, partner.kind, kind, coaches)):
        raise CannotChangePartner(wrong)
    partner.name = name
    partner.kind = kind
    partner.agreement_from = agreement_from
    partner.agreement_until = agreement_until
    store(partner)
    AuditEvent.record(
        by=by, verb="changed a partner", target=partner, programme_id=partner.programme_id
    )
    return partner
