"""Who may open each page of set-up, and that no page asks more for more rows."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from programmes import actions
from programmes.choices import Service
from programmes.models import Closure, Membership, Programme
from tests import cast
from tests.programmes.pages import shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_clock")]


WITHOUT_ROWS = (
    "detail edit start partner_add airfield_add car_add people person_add record coaches coach_add"
).split()


@pytest.mark.parametrize("role", [Role.COACH, Role.SCHOOL, Role.EVALUATOR, Role.FUNDER])
@pytest.mark.parametrize("name", WITHOUT_ROWS)
def test_other_roles_are_refused(made: Programme, name: str, role: Role) -> None:
    if role == Role.COACH:
        who = cast.coach(made, account=True).user
        assert who is not None
    else:
        who = cast.person(made, role)
    answer = cast.signed_in(who, made).get(reverse(f"programmes:{name}"))
    assert answer.status_code == 403


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR])
@pytest.mark.parametrize("name", WITHOUT_ROWS)
def test_organisers_are_let_in(made: Programme, name: str, role: Role) -> None:
    assert shown(cast.signed_in(cast.person(made, role), made), name)


def test_nobody_is_let_in_without_signing_in() -> None:
    answer = Client().get(reverse("programmes:detail"))
    assert (answer.status_code, answer["Location"][:16]) == (302, "/accounts/login/")


def test_rows_of_another_programme_are_not_there(browser: Client) -> None:
    other = cast.programme()
    airfield = cast.airfield(other)
    closure = actions.add_closure(
        airfield=airfield,
        starts_on=cast.TODAY,
        ends_on=cast.TODAY,
        reason="Air show",
        by=cast.coordinator(other),
    )
    coach = cast.coach(other)
    addresses = {
        "partner_edit": coach.partner_id,
        "airfield_edit": airfield.pk,
        "closure_add": airfield.pk,
        "car_edit": cast.car(other).pk,
        "coach_edit": coach.pk,
        "closure_remove": closure.pk,
        "person_remove": Membership.objects.get(programme=other).pk,
    }
    found = [
        browser.post(reverse(f"programmes:{name}", args=[pk])).status_code
        for name, pk in addresses.items()
    ]
    assert found == [404] * len(addresses)
    assert Closure.objects.count() == 1


def test_removals_happen_on_post_only(browser: Client, made: Programme) -> None:
    held = Membership.objects.get(programme=made)
    answer = browser.get(reverse("programmes:person_remove", args=[held.pk]))
    assert answer.status_code == 405


def more_rows(made: Programme) -> None:
    """One more of everything that these pages list."""
    for service in Service:
        cast.coach(made, service)
    airfield = cast.airfield(made)
    actions.add_closure(
        airfield=airfield,
        starts_on=cast.TODAY,
        ends_on=cast.TODAY,
        reason="Air show",
        by=cast.coordinator(made),
    )
    cast.car(made)
    cast.person(made, Role.EVALUATOR)


@pytest.mark.parametrize("name", ["detail", "coaches", "people", "record"])
def test_as_many_queries_for_three_rows_as_for_one(
    browser: Client, made: Programme, name: str
) -> None:
    counts = []
    for _ in range(3):
        more_rows(made)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            shown(browser, name)
        counts.append(len(queries))
    assert counts == [counts[0]] * 3
    assert counts[0] <= 12
