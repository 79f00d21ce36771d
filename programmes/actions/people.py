"""Gives people roles in a programme and takes them away."""

from django.db import transaction

from accounts.actions import account_for, invite
from accounts.models import AuditEvent, User
from accounts.roles import Role
from core.problems import Refused, store
from programmes.models import Membership, Partner, Programme
from programmes.rules import last_coordinator_problems, partner_problems, role_problems


class CannotGrantRole(Refused):
    """This person must not hold this role here."""


class CannotRemoveRole(Refused):
    """The role must stay."""


def give_role(
    *, programme: Programme, user: User, role: Role, partner: Partner | None
) -> Membership:
    """Store one role after asking the rules; a part of larger actions, which write the audit line.

    The programme's row is held, so that two people cannot give two roles that must not meet.
    """
    Programme.objects.select_for_update().get(pk=programme.pk)
    theirs = Membership.objects.filter(programme=programme, user=user)
    held = frozenset(Role(m.role) for m in theirs) | {role}
    wrong = [*role_problems(held), *partner_problems(role, has_partner=partner is not None)]
    if wrong:
        raise CannotGrantRole(wrong)
    membership = Membership(programme=programme, user=user, role=role, partner=partner)
    store(membership)
    return membership


@transaction.atomic
def grant_role(
    *,
    programme: Programme,
    email: str,
    name: str,
    role: str,
    partner: Partner | None = None,
    by: User,
) -> Membership:
    """Give a person a role, open an account if there is none, and write to him."""
    user = account_for(email=email, name=name)
    membership = give_role(programme=programme, user=user, role=Role(role), partner=partner)
    invite(user=user, role=Role(role).label, programme=str(programme))
    AuditEvent.record(
        by=by, verb="gave a role", target=membership, kind="role", programme_id=programme.pk
    )
    return membership


@transaction.atomic
def remove_role(*, membership: Membership, by: User) -> None:
    """Take a role away; a programme keeps at least one co-ordinator."""
    Programme.objects.select_for_update().get(pk=membership.programme_id)
    if not Membership.objects.filter(pk=membership.pk).exists():
        raise CannotRemoveRole("This role has been taken away already.")
    coordinators = Membership.objects.filter(
        programme=membership.programme_id, role=Role.COORDINATOR
    ).count()
    if wrong := list(last_coordinator_problems(Role(membership.role), coordinators)):
        raise CannotRemoveRole(wrong)
    AuditEvent.record(
        by=by,
        verb="took a role away",
        target=membership,
        kind="role",
        programme_id=membership.programme_id,
    )
    membership.delete()
