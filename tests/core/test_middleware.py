"""What stands between every request and its view."""

from http import HTTPStatus

import pytest
from django.test import Client

from tests import cast

pytestmark = pytest.mark.django_db


def test_an_address_that_takes_only_a_button_says_so_in_words():
    answer = Client().post("/s/nowhere/receipt/")
    assert answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert "<h1" in answer.content.decode()
    assert "press the button once more" in answer.content.decode()
    assert answer.headers["Allow"] == "GET, HEAD"


def test_other_answers_stay_as_they_are():
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.content) == (HTTPStatus.OK, b"ok\n")


def test_a_number_that_no_row_can_have_is_not_found():
    """SQLite cannot look for it: the page was a 500."""
    coach = cast.coach(cast.programme(), account=True)
    assert coach.user is not None
    client = cast.signed_in(coach.user, coach.programme)
    assert client.get(f"/my-days/{2**63}/leave/").status_code == HTTPStatus.NOT_FOUND
