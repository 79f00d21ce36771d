"""Written past the actions, and refused by the database."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.roles import Role
from programmes.choices import Answer, PartnerKind, Service
from programmes.models import (
    Airfield,
    Availability,
    Car,
    Closure,
    Coach,
    Membership,
    Partner,
    Programme,
)
from tests import cast

pytestmark = pytest.mark.django_db


def refused(name: str, write: Callable[[], object]) -> bool:
    """Whether the database refuses, and by the constraint of this name where it says so."""
    with pytest.raises(IntegrityError) as clash, transaction.atomic():
        write()
    words = str(clash.value)
    return name in words or words.startswith("UNIQUE constraint failed")


def test_programme_once_per_year() -> None:
    one = cast.programme()
    assert refused(
        "programme_once_per_year",
        lambda: Programme.objects.create(name=one.name, area="Moray", school_year=2026),
    )


@pytest.mark.parametrize(("youngest", "oldest"), [(11, 17), (14, 19), (17, 14)])
def test_programme_ages_in_order(youngest: int, oldest: int) -> None:
    made = cast.programme()
    assert refused(
        "programme_ages_in_order",
        lambda: Programme.objects.filter(pk=made.pk).update(min_age=youngest, max_age=oldest),
    )


@pytest.mark.parametrize("minutes", [4, 121])
def test_programme_slot_minutes(minutes: int) -> None:
    made = cast.programme()
    assert refused(
        "programme_slot_minutes",
        lambda: Programme.objects.filter(pk=made.pk).update(slot_minutes=minutes),
    )


def test_partner_once_per_programme() -> None:
    one = cast.partner(cast.programme())
    assert refused(
        "partner_once_per_programme",
        lambda: Partner.objects.create(programme=one.programme, name=one.name, kind="FIRE"),
    )


@pytest.mark.parametrize(
    ("first", "last"),
    [(cast.TODAY, None), (None, cast.TODAY), (cast.day(1), cast.TODAY)],
)
def test_partner_agreement_dates(first: object, last: object) -> None:
    one = cast.partner(cast.programme())
    assert refused(
        "partner_agreement_dates",
        lambda: Partner.objects.filter(pk=one.pk).update(
            agreement_from=first, agreement_until=last
        ),
    )


def test_membership_role_once() -> None:
    made = cast.programme()
    assert refused(
        "membership_role_once",
        lambda: Membership.objects.create(
            programme=made, user=cast.coordinator(made), role=Role.COORDINATOR
        ),
    )


def test_airfield_once_per_programme() -> None:
    one = cast.airfield(cast.programme())
    assert refused(
        "airfield_once_per_programme",
        lambda: Airfield.objects.create(programme=one.programme, name=one.name),
    )


def test_closure_dates_in_order() -> None:
    one = cast.airfield(cast.programme())
    assert refused(
        "closure_dates_in_order",
        lambda: Closure.objects.create(
            airfield=one, starts_on=cast.day(1), ends_on=cast.TODAY, reason="Air show"
        ),
    )


def test_car_once_per_programme() -> None:
    one = cast.car(cast.programme())
    assert refused(
        "car_once_per_programme",
        lambda: Car.objects.create(
            programme=one.programme,
            name=one.name,
            lender=one.lender,
            insured_until=cast.FAR_OFF,
            inspected_until=cast.FAR_OFF,
        ),
    )


def test_coach_once_per_programme() -> None:
    one = cast.coach(cast.programme(), account=True)
    assert refused(
        "coach_once_per_programme",
        lambda: Coach.objects.create(
            programme=one.programme, partner=one.partner, service=Service.FIRE, user=one.user
        ),
    )


def test_availability_once_per_date() -> None:
    one = cast.coach(cast.programme())
    cast.free(one, cast.day(3))
    assert refused(
        "availability_once_per_date",
        lambda: Availability.objects.create(
            coach=one, date=cast.day(3), answer=Answer.NOT_FREE, answered_at=cast.NOW
        ),
    )


def test_user_email_lower_case() -> None:
    one = cast.founder()
    assert refused(
        "user_email_lower_case",
        lambda: User.objects.filter(pk=one.pk).update(email="Mairi@Example.org"),
    )


def test_partner_kinds_of_services_are_the_services() -> None:
    assert [PartnerKind(service).label for service in Service] == [s.label for s in Service]
