"""How the tests of these pages read one, and who opens it."""

from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from programmes.models import Programme
from schools import actions
from schools.models import School
from tests import cast
from tests.schools.registers import ROWS, TITLE

LIST = "/schools/"
IMPORT = "/schools/import/"


def accept_all() -> None:
    actions.accept_register(rows=ROWS, complete=True, title=TITLE, by=None)


def detail(school: School) -> str:
    return reverse("schools:detail", args=[school.pk])


def with_role(of: Programme, role: Role) -> Client:
    if role == Role.COACH:
        user = cast.coach(of, account=True).user
        assert user is not None
        return cast.signed_in(user, of)
    return cast.signed_in(cast.person(of, role), of)
