"""The form that asks for a release: how alike participants would be, and how far it is."""

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from reporting.actions.freezing import ask_for_release, begin, fail, note_progress
from reporting.actions.releases import Wish
from reporting.models import Freezing, Release
from reporting.tasks import freeze
from tests import cast
from tests.reporting.test_release_pages import FREEZE, LIST, SENT, page
from tests.reporting.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(clock: time_machine.Traveller) -> None:
    """The clock stands still in every test here."""


@pytest.fixture
def world() -> World:
    world = World()
    for participant in world.pupils(world.held_day(), 3):
        world.both(participant)
    return world


@pytest.fixture
def browser(world: World) -> Client:
    return cast.signed_in(world.evaluator, world.programme)


def test_freezing_asks_tells_and_lists(
    browser: Client, django_capture_on_commit_callbacks: Any
) -> None:
    shown = page(browser, FREEZE)
    assert "Answers now: 3 answers before, 3 after, 3 pairs." in shown
    assert "Freezing cannot be undone." in shown
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post(FREEZE, SENT)
    assert (answer.status_code, answer["Location"]) == (302, LIST)
    release = Release.objects.get()
    shown = page(browser)
    assert "frozen 23 November 2026" in shown
    assert "Thesis &lt;1&gt;" in shown
    assert f"{release.sha256[:12]}…" in shown
    assert "31 July 2027" in shown
    assert reverse("reporting:download", args=[release.pk]) in shown


def test_without_a_worker_it_is_told_that_it_is_frozen(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where the task runs on commit, before the answer goes out."""

    def at_once(**words: Any) -> Freezing:
        asked = ask_for_release(**words)
        freeze.call(asked.pk)
        return asked

    monkeypatch.setattr("reporting.views.freezing.actions.ask_for_release", at_once)
    shown = browser.post(FREEZE, SENT, follow=True).content.decode()
    assert "Release 1 is frozen." in shown


def test_freezing_needs_the_ticks_and_the_words(browser: Client) -> None:
    shown = browser.post(FREEZE, {}).content.decode()
    for sentence in (
        "Say who takes the data.",
        "Say what the data are for.",
        "Say which data agreement covers it.",
        "The copy is deleted by: enter the date",
        "Tick the box once whoever takes the data has agreed.",
        "Tick the box when you have read what freezing means.",
    ):
        assert sentence in shown
    assert Freezing.objects.count() == 0


def test_what_the_action_refuses_stands_on_the_form(browser: Client) -> None:
    browser.post(FREEZE, SENT)
    shown = browser.post(FREEZE, SENT | {"purpose": "Another."}).content.decode()
    assert "A release is being made already." in shown
    assert Freezing.objects.count() == 1


def test_a_second_press_leads_to_the_first(browser: Client) -> None:
    for _ in range(2):
        assert browser.post(FREEZE, SENT).status_code == 302
    assert Freezing.objects.count() == 1


# --- how alike participants would be --------------------------------------------------------------


def test_the_page_says_how_alike_and_what_would_help(browser: Client) -> None:
    shown = page(browser, FREEZE)
    assert "smallest group would be 3: 3 participants stand in a group under 5, of 3." in shown
    assert "there are too few participants" in shown
    assert "Leave out gender. Alone: smallest group 3, 3 in groups under 5." in shown


def test_the_part_follows_what_is_ticked(browser: Client) -> None:
    shown = page(browser, f"{FREEZE}alike/?coarser=NO_GENDER&coarser=NONSENSE")
    assert 'name="seen" value="NO_GENDER"' in shown
    assert "<html" not in shown


def test_a_choice_that_was_not_looked_at_is_shown_first(browser: Client) -> None:
    chosen = SENT | {"coarser": ["NO_GENDER"]}
    shown = browser.post(FREEZE, chosen).content.decode()
    assert "Look at how alike participants would be with this choice, then freeze." in shown
    assert 'name="seen" value="NO_GENDER"' in shown
    assert Freezing.objects.count() == 0
    assert browser.post(FREEZE, chosen | {"seen": "NO_GENDER"}).status_code == 302
    assert Freezing.objects.get().coarser == "NO_GENDER"


def test_a_choice_that_leaves_nobody_alone_needs_no_second_look(world: World) -> None:
    for participant in world.pupils(world.held_day(-4), 6, first=10):
        world.both(participant)
    browser = cast.signed_in(world.evaluator, world.programme)
    shown = page(browser, f"{FREEZE}alike/?coarser=NO_SCHOOL")
    assert "The smallest group would be 9: nobody stands in a group under 5." in shown
    assert browser.post(FREEZE, SENT | {"coarser": ["NO_SCHOOL"]}).status_code == 302


def test_a_better_combination_is_suggested(world: World) -> None:
    for participant in world.pupils(world.held_day(-4), 6, first=10):
        world.both(participant)
    shown = page(cast.signed_in(world.evaluator, world.programme), FREEZE)
    assert "Least is lost with: leave out the school number" in shown
    assert "Then smallest group 9." in shown


# --- while it is made -----------------------------------------------------------------------------


def asked(world: World) -> Freezing:
    wish = Wish.of(recipient="Dr A. Weir", purpose="A.", agreement="B", delete_by=cast.FAR_OFF)
    return ask_for_release(programme=world.programme, wish=wish, by=world.evaluator, now=cast.NOW)


def test_how_far_it_is_stands_on_the_page(browser: Client, world: World) -> None:
    freezing = asked(world)
    part = reverse("reporting:progress", args=[freezing.pk])
    shown = page(browser)
    assert ("Waiting for the worker" in shown, part in shown) == (True, True)
    assert '<noscript><meta http-equiv="refresh"' in shown
    begin(pk=freezing.pk, now=cast.NOW)
    note_progress(pk=freezing.pk, stage="Writing the wide files", done=40, now=cast.NOW)
    shown = page(browser, part)
    assert "Writing the wide files · 40 %" in shown
    assert "<html" not in shown
    assert "A release is being made" in page(browser, FREEZE)
    assert "<form" not in page(browser, FREEZE).split("<main")[1]


def test_once_it_has_ended_the_page_comes_anew(browser: Client, world: World) -> None:
    freezing = asked(world)
    freeze.call(freezing.pk)
    part = reverse("reporting:progress", args=[freezing.pk])
    assert browser.get(part, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert browser.get(part)["Location"] == LIST
    assert "being made" not in page(browser)


def test_a_worker_that_is_missing_or_silent_is_told(
    browser: Client, world: World, clock: time_machine.Traveller
) -> None:
    freezing = asked(world)
    clock.shift(11)
    assert "python manage.py db_worker" in page(browser)
    begin(pk=freezing.pk, now=cast.NOW)
    clock.shift(180)
    shown = page(browser)
    assert "Nobody works on this any more" in shown
    assert "hx-get" not in shown.split("<main")[1]
    assert "Freeze this release" in page(browser, FREEZE)


def test_what_failed_is_told_with_a_way_on(browser: Client, world: World) -> None:
    fail(pk=asked(world).pk, sentence="The disk is full.", now=cast.NOW)
    shown = page(browser)
    assert ("The disk is full." in shown, "Freeze a release again" in shown) == (True, True)


def test_stopping_leads_back_and_says_what_came_of_it(browser: Client, world: World) -> None:
    freezing = asked(world)
    address = reverse("reporting:stop", args=[freezing.pk])
    assert browser.get(address).status_code == 405
    assert "Nothing was frozen." in browser.post(address, follow=True).content.decode()
    assert "This has ended already." in browser.post(address, follow=True).content.decode()
    assert Release.objects.count() == 0


def test_another_programmes_making_is_not_found(browser: Client) -> None:
    other = World()
    (one,) = other.pupils(other.held_day(), 1)
    other.both(one)
    freezing = asked(other)
    assert browser.get(reverse("reporting:progress", args=[freezing.pk])).status_code == 404
    assert browser.post(reverse("reporting:stop", args=[freezing.pk])).status_code == 404
