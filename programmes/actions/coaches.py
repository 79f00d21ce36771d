"""Adds coaches, keeps the dates of their assurance, and takes their answers."""

import datetime

from django.db import transaction

from accounts.actions import account_for, invite
from accounts.models import AuditEvent, User
from accounts.roles import Role
from core.problems import Refused, checked, store
from programmes.actions.people import give_role
from programmes.models import Availability, Coach, Membership, Partner, Programme
from programmes.rules import service_problems


class CannotKeepCoach(Refused):
    """The coach cannot be added or changed as asked."""


@transaction.atomic
def add_coach(
    *,
    programme: Programme,
    partner: Partner,
    given_name: str,
    family_name: str,
    station: str = "",
    pvg_confirmed_on: datetime.date | None = None,
    pvg_confirmed_by: str = "",
    pvg_review_on: datetime.date | None = None,
    trained_until: datetime.date | None = None,
    email: str = "",
    by: User,
) -> Coach:
    """Add a coach from ``partner``, whose kind is his service; with ``email`` he can sign in."""
    coach = Coach(programme=programme, partner=partner)
    _fill(
        coach,
        partner=partner,
        given_name=given_name,
        family_name=family_name,
        station=station,
        pvg_confirmed_on=pvg_confirmed_on,
        pvg_confirmed_by=pvg_confirmed_by,
        pvg_review_on=pvg_review_on,
        trained_until=trained_until,
        email=email,
    )
    AuditEvent.record(by=by, verb="added a coach", target=coach, programme_id=programme.pk)
    return coach


@transaction.atomic
def change_coach(
    *,
    coach: Coach,
    partner: Partner,
    given_name: str,
    family_name: str,
    station: str = "",
    pvg_confirmed_on: datetime.date | None = None,
    pvg_confirmed_by: str = "",
    pvg_review_on: datetime.date | None = None,
    trained_until: datetime.date | None = None,
    is_active: bool = True,
    email: str = "",
    by: User,
) -> Coach:
    """Change a coach; ``email`` gives an account to one who has none, and else must be empty."""
    coach.is_active = is_active
    _fill(
        coach,
        partner=partner,
        given_name=given_name,
        family_name=family_name,
        station=station,
        pvg_confirmed_on=pvg_confirmed_on,
        pvg_confirmed_by=pvg_confirmed_by,
        pvg_review_on=pvg_review_on,
        trained_until=trained_until,
        email=email,
    )
    held = Membership.objects.filter(programme=coach.programme, user=coach.user, role=Role.COACH)
    held.update(partner=partner)
    AuditEvent.record(by=by, verb="changed a coach", target=coach, programme_id=coach.programme_id)
    return coach


def _fill(coach: Coach, *, partner: Partner, email: str, **facts: object) -> None:
    """Put the facts into the row, store it, and open the account that is asked for."""
    if wrong := list(service_problems(partner.name, partner.kind)):
        raise CannotKeepCoach(wrong)
    coach.partner = partner
    coach.service = partner.kind
    for name, value in facts.items():
        setattr(coach, name, value)
    if not email:
        store(coach)
        return
    if coach.user is not None:
        raise CannotKeepCoach("This coach has an account already. Leave the e-mail address empty.")
    coach.user = account_for(email=email, name=str(coach))
    store(coach)
    give_role(programme=coach.programme, user=coach.user, role=Role.COACH, partner=partner)
    invite(user=coach.user, role=Role.COACH.label, programme=str(coach.programme))


@transaction.atomic
def answer_availability(
    *, coach: Coach, date: datetime.date, answer: str, now: datetime.datetime, by: User
) -> Availability:
    """Keep a coach's answer for a date; the last answer counts, also when two come at once."""
    said = Availability(coach=coach, date=date, answer=answer, answered_at=now)
    checked(said, unique=False)
    Availability.objects.bulk_create(
        [said],
        update_conflicts=True,
        unique_fields=["coach", "date"],
        update_fields=["answer", "answered_at"],
    )
    kept = Availability.objects.get(coach=coach, date=date)
    AuditEvent.record(
        by=by,
        verb="said when a coach can come",
        target=kept,
        programme_id=coach.programme_id,
        at=now,
    )
    return kept
