"""The home page sends each person to the page that is his."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from programmes.choices import PartnerKind
from programmes.models import Membership
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "page"),
    [
        (Role.COORDINATOR, "reporting:season"),
        (Role.ADMINISTRATOR, "reporting:season"),
        (Role.SCHOOL, "sessions:my_school"),
        (Role.EVALUATOR, "surveys:waves"),
        (Role.FUNDER, "reporting:report"),
    ],
)
def test_home_of_each_role(role: Role, page: str) -> None:
    made = cast.programme()
    answer = cast.signed_in(cast.person(made, role), made).get(reverse("accounts:home"))
    assert (answer.status_code, answer["Location"]) == (302, reverse(page))


def test_home_of_a_coach_is_his_days() -> None:
    one = cast.coach(cast.programme(), account=True)
    assert one.user is not None
    answer = cast.signed_in(one.user).get(reverse("accounts:home"))
    assert answer["Location"] == reverse("sessions:my_days")


def test_home_of_a_founder_is_the_start() -> None:
    answer = cast.signed_in(cast.founder()).get(reverse("accounts:home"))
    assert answer["Location"] == reverse("programmes:start")


def test_home_without_a_role_says_whom_to_ask() -> None:
    made = cast.programme()
    who = cast.person(made, Role.FUNDER)
    Membership.objects.filter(user=who).delete()
    answer = cast.signed_in(who).get(reverse("accounts:home"))
    assert "You have no role yet" in answer.content.decode()


def test_current_programme_is_the_chosen_one_else_the_newest() -> None:
    first = cast.programme(school_year=2025)
    who = cast.coordinator(first)
    newest = cast.programme(by=who, school_year=2026)
    cast.partner(newest, PartnerKind.FIRE)
    for chosen, shown in ((first, first), (None, newest)):
        answer = cast.signed_in(who, chosen).get(reverse("programmes:choose"))
        assert answer.context["programme"] == shown
        assert answer.context["programme_count"] == 2
