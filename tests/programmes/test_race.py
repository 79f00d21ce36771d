"""Roles given and taken at once: never a programme without a co-ordinator, nor roles that bar."""

from collections.abc import Callable

import pytest

from accounts.models import AuditEvent
from accounts.roles import Role
from programmes.actions import add_coach, grant_role, remove_role
from programmes.choices import PartnerKind
from programmes.models import Membership
from tests import cast
from tests.at_once import at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

Job = Callable[[], object]


def removing(membership: Membership) -> Job:
    return lambda: remove_role(membership=membership, by=membership.user)


def test_two_coordinators_who_remove_each_other_leave_one():
    of = cast.programme()
    cast.person(of, Role.COORDINATOR)
    held = Membership.objects.filter(programme=of, role=Role.COORDINATOR).select_related("user")
    assert at_once(*map(removing, held)) == {"done": 1, "CannotRemoveRole": 1}
    assert held.all().count() == 1


def test_a_role_taken_away_twice_at_once_is_on_record_once():
    of = cast.programme()
    user = cast.person(of, Role.FUNDER)
    held = Membership.objects.select_related("user").get(programme=of, user=user)
    again = Membership.objects.select_related("user").get(programme=of, user=user)
    assert at_once(removing(held), removing(again)) == {"done": 1, "CannotRemoveRole": 1}
    assert AuditEvent.objects.filter(verb="took a role away").count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_evaluator_and_coach_given_to_one_person_at_once_are_one_of_them(attempt: int):
    of = cast.programme()
    police = cast.partner(of, PartnerKind.POLICE)
    university = cast.partner(of, PartnerKind.EVALUATOR)
    by = cast.coordinator(of)
    user = cast.founder("both@example.org")

    def coach() -> None:
        add_coach(
            programme=of,
            partner=police,
            given_name="Kirsty",
            family_name="Munro",
            email=user.email,
            by=by,
        )

    def evaluator() -> None:
        grant_role(
            programme=of, email=user.email, name="", role="EVALUATOR", partner=university, by=by
        )

    assert at_once(coach, evaluator) == {"done": 1, "CannotGrantRole": 1}
    assert Membership.objects.filter(programme=of, user=user).count() == 1


def test_an_account_opened_twice_at_once_is_one_account():
    of, by = cast.programme(), cast.founder()
    jobs: list[Job] = [
        lambda role=role: grant_role(  # type: ignore[misc]
            programme=of, email="new@example.org", name="New", role=role, by=by
        )
        for role in ("FUNDER", "SCHOOL")
    ]
    assert set(at_once(*jobs)) <= {"done", "Refused"}
    held = Membership.objects.filter(user__email="new@example.org")
    assert held.values("user").distinct().count() == 1
