"""Signing in: our words, no hint who has an account, a limit that does not lock a school out."""

import pytest
from django.test import Client

from tests import cast

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


def sign_in(email: str, password: str) -> tuple[int, str]:
    response = Client().post(LOGIN, {"login": email, "password": password})
    return response.status_code, response.content.decode()


def test_the_right_password_leads_home_whatever_the_case_of_the_address():
    user = cast.founder("mairi@example.org")
    response = Client().post(LOGIN, {"login": "Mairi@Example.ORG", "password": cast.PASSWORD})
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    user.refresh_from_db()
    assert user.last_login is not None


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer():
    cast.founder("mairi@example.org")
    wrong = sign_in("mairi@example.org", "not this one")
    unknown = sign_in("nobody@example.org", "not this one")
    for status, page in (wrong, unknown):
        assert status == 200
        assert "E-mail address and password do not go together." in page


def test_empty_fields_say_what_to_enter():
    _, page = sign_in("", "")
    assert "Enter the e-mail address." in page
    assert "placeholder" not in page


def test_after_five_wrong_tries_the_account_waits_and_others_still_sign_in():
    cast.founder("mairi@example.org")
    cast.founder("other@example.org")
    for _ in range(5):
        sign_in("mairi@example.org", "not this one")
    _, page = sign_in("mairi@example.org", cast.PASSWORD)
    assert "Wait five minutes" in page
    assert sign_in("other@example.org", cast.PASSWORD)[0] == 302


def test_nobody_signs_up():
    page = Client().get("/accounts/signup/").content.decode()
    assert "<form" not in page.split("<main")[1].split("</main>")[0]
