"""The sign of life, what caches may keep, and the shell around pages."""

import re

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client, RequestFactory

from core.middleware import PrivatePagesMiddleware


@pytest.mark.django_db
def test_sign_of_life_is_open_to_all(client: Client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_sign_of_life_says_when_the_database_is_gone(client: Client):
    def refuse(*args: object) -> None:
        raise OperationalError("gone")

    with connection.execute_wrapper(refuse):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (503, b"The database does not answer.\n")


class SignedIn(AnonymousUser):
    is_authenticated = True  # type: ignore[assignment]


def answered(user: AnonymousUser) -> HttpResponse:
    request = HttpRequest()
    request.user = user
    answer = PrivatePagesMiddleware(lambda request: HttpResponse("x"))(request)
    assert isinstance(answer, HttpResponse)
    return answer


def test_pages_of_signed_in_people_are_not_kept():
    assert answered(SignedIn()).headers["Cache-Control"] == "no-store"


def test_open_pages_may_be_kept():
    assert "Cache-Control" not in answered(AnonymousUser()).headers


def test_addresses_do_not_leave_with_a_link():
    assert answered(AnonymousUser()).headers["Referrer-Policy"] == "same-origin"


# --- the shell ------------------------------------------------------------------------------------

PAGES = ["400.html", "403.html", "403_csrf.html", "404.html", "500.html", "core/pupil.html"]


def drawn(name: str) -> str:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    request.session = {}  # type: ignore[assignment]
    return str(engines["django"].get_template(name).render({}, request=request))


@pytest.mark.parametrize("name", PAGES)
def test_page_holds_nothing_that_the_content_policy_forbids(name: str):
    page = drawn(name)
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|javascript:", page)


@pytest.mark.parametrize("name", PAGES)
def test_page_has_a_language_a_title_and_one_heading(name: str):
    page = drawn(name)
    assert '<html lang="en-GB">' in page
    assert re.search(r"<title>\S", page)
    assert page.count("<h1") == (0 if name.startswith("core/") else 1)


@pytest.mark.parametrize("name", PAGES)
def test_each_static_file_of_a_page_exists(name: str):
    for path in re.findall(rf'"/?{settings.STATIC_URL.strip("/")}/([^"]+)"', drawn(name)):
        assert finders.find(path), path


@pytest.mark.parametrize(
    "path",
    ["vendor/roboto/roboto.css", "vendor/design-system/design-system.min.css", "core/runway.css"],
)
def test_style_sheet_refers_only_to_files_beside_it(path: str):
    found = finders.find(path)
    assert isinstance(found, str)
    with open(found, encoding="utf-8") as file:  # noqa: PTH123
        text = file.read()
    assert "sourceMappingURL" not in text
    for target in re.findall(r"url\(['\"]?([^'\")]+)", text):
        assert target.startswith("data:") or finders.find(f"{path.rsplit('/', 1)[0]}/{target}")
