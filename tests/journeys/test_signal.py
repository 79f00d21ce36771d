"""A coach on an airfield with a poor signal: what is not stored says so, and nothing is doubled."""

import pytest
import time_machine
from django.contrib.sessions.models import Session as Login
from playwright.sync_api import expect

from accounts.roles import Role
from sessions.models import Mark
from tests import cast
from tests.cast_world import World, world
from tests.journeys.looking import PHONE
from tests.journeys.pages import Browsers, Visitor

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def here(browsers: Browsers, clock: time_machine.Traveller) -> World:
    """A programme under way, on its day."""
    clock.move_to(cast.NOW)
    return world("own")


@pytest.fixture
def coach(browsers: Browsers, here: World) -> Visitor:
    """The coach with the register open."""
    who = browsers.signed_in(here.people[Role.COACH].email, cast.PASSWORD, PHONE)
    who.follow("Open the register", "main")
    return who


def marks(here: World) -> int:
    return Mark.objects.filter(place=here.place).count()


def test_a_tap_without_signal_says_so_and_can_be_made_again(coach: Visitor, here: World) -> None:
    row = coach.page.locator(f"#p{here.place.pk}")
    coach.page.context.set_offline(True)
    row.get_by_role("button", name="Here").click()
    coach.reads("This is not stored. Check the signal, then tap again.")
    assert marks(here) == 0
    coach.page.context.set_offline(False)
    row.get_by_role("button", name="Here").click()
    expect(coach.page.locator("#counts")).to_contain_text("1 here")
    assert coach.page.get_by_text("This is not stored").count() == 0
    assert marks(here) == 1
    coach.console.taken()  # the browser says that it was off line, which was meant


def test_a_tap_after_the_login_ended_leads_to_signing_in(coach: Visitor, here: World) -> None:
    Login.objects.all().delete()
    coach.page.locator(f"#p{here.place.pk}").get_by_role("button", name="Here").click()
    coach.page.wait_for_url("**/accounts/login/**")
    coach.reads("Sign in")
    assert coach.page.locator("h1").count() == 1
    assert marks(here) == 0


def test_a_date_that_is_not_stored_says_so_on_the_screen(coach: Visitor, here: World) -> None:
    coach.page.set_viewport_size({"width": 390, "height": 480})  # with the browser's own bars
    coach.go("/my-days/when/")
    coach.page.context.set_offline(True)
    coach.page.locator("#month button").first.click()
    expect(coach.page.locator(".rw-not-stored")).to_be_in_viewport()
    coach.page.context.set_offline(False)
    coach.console.taken()
