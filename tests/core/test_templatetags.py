"""What templates can say: filters, the token, service chips and tags."""

import datetime as dt
import re

import pytest
from django.template import Context, Template
from django.test import RequestFactory


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("{{ at|long_date }}", "9 March 2027"),
        ("{{ at|full_date }}", "Tuesday 9 March 2027"),
        ("{{ at|clock }}", "2:30pm"),
        ("{{ n|many:'pupil,pupils' }}", "2 pupils"),
    ],
)
def test_words_are_filters(written: str, words: str):
    at = dt.datetime(2027, 3, 9, 14, 30, tzinfo=dt.UTC)
    assert Template(written).render(Context({"at": at, "n": 2})) == words


def test_csrf_field_has_no_token_without_a_request():
    assert Template("{% csrf_field %}").render(Context()) == ""


def test_csrf_field_holds_a_token_for_the_request():
    request = RequestFactory().get("/")
    shown = Template("{% csrf_field %}").render(Context({"request": request}))
    assert re.fullmatch(
        r'<input type="hidden" name="csrfmiddlewaretoken" value="[A-Za-z0-9]{64}">', shown
    )
