"""Writes past the actions: the database itself refuses, in the words that users read."""

import datetime
from collections.abc import Callable

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from accounts.roles import Role
from schools.models import Council, Pupil, School, SchoolContact
from tests import cast

pytestmark = pytest.mark.django_db

BORN = datetime.date(2010, 2, 6)
GONE = datetime.date(2027, 8, 31)


def a_pupil(school: School) -> Pupil:
    return Pupil(
        school=school,
        given_name="Isla",
        family_name="Ross",
        born_on=BORN,
        year_group="S5",
        delete_on=GONE,
    )


def same_account_twice() -> models.Model:
    made, school = cast.programme(), cast.school()
    user = cast.person(made, Role.SCHOOL)
    SchoolContact.objects.create(programme_number=1, school=school, user=user, name="Mr Skinner")
    return SchoolContact(programme_number=1, school=school, user=user, name="Mr Skinner again")


def same_address_twice() -> models.Model:
    school = cast.school()
    SchoolContact.objects.create(
        programme_number=1, school=school, name="Mr Skinner", email="s@example.org"
    )
    return SchoolContact(
        programme_number=1, school=school, name="Mr Skinner again", email="s@example.org"
    )


def same_pupil_twice() -> models.Model:
    school = cast.school()
    a_pupil(school).save()
    return a_pupil(school)


def seed_code_with_a_letter() -> models.Model:
    return School(seed_code="51000A1", name="Ard Academy", roll="20")


def roll_that_is_no_figure() -> models.Model:
    return School(seed_code="5100001", name="Ard Academy", roll="many")


BAD: dict[str, tuple[Callable[[], models.Model], str]] = {
    "contact_once_per_school": (
        same_account_twice,
        "This person is already a contact of this school.",
    ),
    "contact_email_once_per_school": (
        same_address_twice,
        "This e-mail address is already a contact of this school.",
    ),
    "pupil_once_per_school": (same_pupil_twice, "This pupil is already on the school's list."),
    "school_seed_code_seven_digits": (seed_code_with_a_letter, "A SEED code has seven digits."),
    "school_roll_is_a_figure": (
        roll_that_is_no_figure,
        "Use a whole number or one of the symbols c, low, x, z.",
    ),
}


def constraints() -> dict[str, models.BaseConstraint]:
    found = (c for m in apps.get_app_config("schools").get_models() for c in m._meta.constraints)
    return {constraint.name: constraint for constraint in found}


def test_each_constraint_has_its_bad_row() -> None:
    assert set(constraints()) == set(BAD)


@pytest.mark.parametrize("name", BAD)
def test_the_database_refuses(name: str) -> None:
    row = BAD[name][0]()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
    assert row.pk is None


@pytest.mark.parametrize("name", BAD)
def test_the_row_says_why_in_plain_words(name: str) -> None:
    make, words = BAD[name]
    row = make()
    with pytest.raises(ValidationError) as said:
        constraints()[name].validate(type(row), row)
    assert said.value.messages == [words]


@pytest.mark.parametrize("figure", ["0", "1205", "c", "low", "x", "z"])
def test_published_figures_are_let_in(figure: str) -> None:
    School.objects.create(seed_code="5100001", name="Ard Academy", roll=figure)
    assert School.objects.get().roll == figure


def test_codes_are_unique() -> None:
    school = cast.school(seed_code="5100001")
    with pytest.raises(IntegrityError), transaction.atomic():
        cast.school(seed_code=school.seed_code)
    with pytest.raises(IntegrityError), transaction.atomic():
        Council.objects.create(code="S12000017", name="Highland again")
