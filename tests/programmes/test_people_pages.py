"""Pages of people and of the record."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent
from programmes.models import Membership, Programme
from tests import cast
from tests.programmes.pages import shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_clock")]


def test_give_a_role_and_take_it_away(browser: Client, made: Programme) -> None:
    sent = {"name": "Isla Skinner", "email": "isla@example.org", "role": "FUNDER"}
    answer = browser.post(reverse("programmes:person_add"), sent)
    assert answer["Location"] == reverse("programmes:people")
    page = shown(browser, "people")
    assert ("isla@example.org" in page, "Has not signed in yet" in page) == (True, True)
    held = Membership.objects.get(programme=made, role="FUNDER")
    browser.post(reverse("programmes:person_remove", args=[held.pk]))
    page = shown(browser, "people")
    assert "Role taken away: Isla Skinner is no longer funder." in page
    assert "isla@example.org" not in page


def test_role_of_coach_is_given_on_the_page_of_coaches(browser: Client) -> None:
    sent = {"name": "Isla Skinner", "email": "isla@example.org", "role": "COACH"}
    answer = browser.post(reverse("programmes:person_add"), sent)
    assert "Choose one from the list." in answer.content.decode()


def test_evaluator_without_organisation_is_an_error_of_the_form(browser: Client) -> None:
    sent = {"name": "Isla Skinner", "email": "isla@example.org", "role": "EVALUATOR"}
    answer = browser.post(reverse("programmes:person_add"), sent)
    assert "Choose the partner whose agreement covers this evaluator." in answer.content.decode()


def test_last_coordinator_stays_and_is_told(browser: Client, made: Programme) -> None:
    held = Membership.objects.get(programme=made)
    answer = browser.post(reverse("programmes:person_remove", args=[held.pk]))
    assert answer["Location"] == reverse("programmes:people")
    assert "This is the last co-ordinator." in shown(browser, "people")


def test_record_shows_changes_of_this_programme_newest_first(
    browser: Client, made: Programme
) -> None:
    cast.car(cast.programme())
    cast.airfield(made)
    shown(browser, "people")
    page = shown(browser, "record")
    assert page.index("Looked at people") < page.index("Added an airfield")
    assert page.index("Added an airfield") < page.index("Set up a programme")
    assert ("Added a car" in page, "Monday 23 November 2026" in page) == (False, True)
    only = shown(browser, "record", changes="yes")
    assert ("Looked at people" in only, "Added an airfield" in only) == (False, True)


def test_record_comes_fifty_lines_a_page(browser: Client, made: Programme) -> None:
    by = cast.coordinator(made)
    for _ in range(60):
        AuditEvent.record(by=by, verb="booked places", programme_id=made.pk)
    first = browser.get(reverse("programmes:record"))
    second = browser.get(first.context["next"])
    third = browser.get(second.context["previous"])
    counts = [
        sum(len(lines) for _, lines in answer.context["days"]) for answer in (first, second, third)
    ]
    assert counts == [50, 11, 50]
