"""Tests of the page of results: who opens it, what it says of age, progress and other results."""

import datetime
import json
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from reporting.choices import Work
from reporting.models import Analysis
from reporting.results.actions import ask_for_results, begin, fail, finish, note_stage
from reporting.results.kept import age
from reporting.results.page import forget
from tests import cast
from tests.reporting.results.studies import document
from tests.reporting.world import World

pytestmark = pytest.mark.django_db
PAGE, PROGRESS, WORK_OUT = "/results/", "/results/progress/", "/results/work-out/"
DOCUMENT = document()


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    forget()
    with time_machine.travel(cast.NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world() -> World:
    world = World()
    for participant in world.pupils(world.held_day(), 3):
        world.both(participant)
    return world


@pytest.fixture
def browser(world: World) -> Client:
    return cast.signed_in(world.evaluator, world.programme)


def page(browser: Client, address: str = PAGE) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def asked(world: World, now: datetime.datetime = cast.NOW) -> Analysis:
    return ask_for_results(programme=world.programme, by=world.evaluator, now=now)


def worked_out(world: World, **beside: Any) -> Analysis:
    """Results of an invented study, as if they were this world's."""
    analysis = asked(world)
    begin(pk=analysis.pk, now=cast.NOW)
    known = {"waves": [w.pk for w in world.waves.values()], "last_answer": 10**9}
    result = {**DOCUMENT, "runway": {**DOCUMENT["runway"], **known, **beside}}
    finish(pk=analysis.pk, result=result, now=cast.NOW)
    return Analysis.objects.get(pk=analysis.pk)


def of_release(world: World, result: dict[str, Any]) -> Analysis:
    """A release whose results are worked out."""
    analysis = Analysis.objects.get(release=world.frozen())
    begin(pk=analysis.pk, now=cast.NOW)
    finish(pk=analysis.pk, result=result, now=cast.NOW)
    return analysis


@pytest.mark.parametrize(
    ("role", "code"),
    [
        (Role.EVALUATOR, 200),
        (Role.COORDINATOR, 200),
        (Role.ADMINISTRATOR, 200),
        (Role.FUNDER, 403),
        (Role.SCHOOL, 403),
    ],
)
def test_who_opens_results(world, role, code):
    browser = cast.signed_in(cast.person(world.programme, role), world.programme)
    codes = [browser.get(PAGE).status_code, browser.post(WORK_OUT).status_code]
    assert codes == [code, 302 if code == 200 else code]


def test_without_answers_the_page_leads_to_the_surveys():
    world = World()
    shown = page(cast.signed_in(world.evaluator, world.programme))
    assert "Nobody has answered yet" in shown
    assert "Work out" not in shown


def test_with_answers_and_no_results_the_page_offers_them(browser):
    shown = page(browser)
    assert ("No results yet" in shown, "Work out the results" in shown) == (True, True)


def test_the_button_asks_and_comes_back(browser, world):
    answer = browser.post(WORK_OUT)
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assert Analysis.objects.get().state == Work.WAITING
    shown = browser.post(WORK_OUT, follow=True).content.decode()
    assert "The results are being worked out already." in shown
    assert Analysis.objects.count() == 1


def test_results_stand_with_their_age(browser, world, clock):
    worked_out(world)
    clock.move_to(cast.NOW + datetime.timedelta(hours=3))
    shown = page(browser)
    n = sum(DOCUMENT["flow"][0]["waves"].values())
    assert f"Worked out 3 hours ago from {n} answers." in shown
    assert f"{DOCUMENT['flow'][0]['paired']['AFTER']} matched pupils in 6 schools" in shown
    assert "Answers have come since." not in shown
    assert "Work out anew" in shown


def test_answers_that_came_since_are_told(browser, world):
    worked_out(world, last_answer=0)
    assert "Answers have come since." in page(browser)


def test_progress_is_followed_and_then_the_page_comes_anew(browser, world, clock):
    analysis = asked(world)
    assert "Waiting for the worker" in page(browser)
    begin(pk=analysis.pk, now=cast.NOW)
    note_stage(pk=analysis.pk, stage="Scoring the answers.", now=cast.NOW)
    shown = page(browser, PROGRESS)
    assert ("Scoring the answers." in shown, "data-polls" in shown) == (True, True)
    finish(pk=analysis.pk, result=DOCUMENT, now=cast.NOW)
    assert browser.get(PROGRESS)["Location"] == PAGE
    assert browser.get(PROGRESS, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_no_worker_and_a_dead_one_are_told(browser, world, clock):
    asked(world)
    clock.move_to(cast.NOW + datetime.timedelta(seconds=30))
    assert "Nobody has begun. Start the worker: python manage.py db_worker" in page(browser)
    clock.move_to(cast.NOW + datetime.timedelta(minutes=11))
    shown = page(browser)
    assert "The worker stopped before it was done." in shown
    assert ("Work out anew" in shown, "data-polls" in shown) == (True, False)
    assert browser.get(PROGRESS).status_code == 302


def test_a_failure_is_told_above_the_last_results(browser, world, monkeypatch):
    worked_out(world)
    fail(pk=asked(world).pk, sentence="It broke.", now=cast.NOW)
    shown = page(browser)
    assert ("It broke." in shown, "Change on each scale" in shown) == (True, True)


def test_a_release_is_chosen_by_its_number(browser, world):
    of_release(world, DOCUMENT)
    shown = page(browser, "/results/?release=1")
    assert "<strong>Release 1</strong>, frozen just now" in shown
    worked_out(world)
    shown = page(browser)
    assert 'href="/results/?release=1"' in shown
    assert browser.get("/results/?release=2").status_code == 404
    assert browser.get("/results/?release=x").status_code == 404


def test_results_of_a_release_are_followed_and_begun_again(browser, world):
    analysis = Analysis.objects.get(release=world.frozen())
    address = "/results/?release=1"
    shown = page(browser, address)
    assert ("Waiting for the worker" in shown, f"{PROGRESS}?release=1" in shown) == (True, True)
    fail(pk=analysis.pk, sentence="It broke.", now=cast.NOW)
    shown = page(browser, address)
    assert ("It broke." in shown, 'name="release" value="1"' in shown) == (True, True)
    answer = browser.post(WORK_OUT, {"release": "1"})
    assert (answer.status_code, answer["Location"]) == (302, address)
    analysis.refresh_from_db()
    assert analysis.state == Work.WAITING
    assert browser.get(f"{PROGRESS}?release=1").status_code == 200
    assert browser.post(WORK_OUT, {"release": "2"}).status_code == 404
    assert browser.get(f"{PROGRESS}?release=2")["Location"] == "/results/?release=2"


def test_results_of_another_programme_are_not_shown(browser, world):
    other = World()
    for participant in other.pupils(other.held_day(), 1, first=60):
        other.both(participant)
    worked_out(other)
    assert "No results yet" in page(browser)


def test_a_document_is_read_once_and_queries_stay(browser, world):
    worked_out(world)
    of_release(world, DOCUMENT)
    page(browser)
    with CaptureQueriesContext(
        connection,
    ) as one:
        page(browser)
    for _ in range(2):
        of_release(world, DOCUMENT)
    page(browser)
    with CaptureQueriesContext(connection) as three:
        page(browser)
    assert len(one) == len(three) <= 12
    assert not any('"result"' in query["sql"] for query in three)


def test_evaluator_is_led_to_the_data_and_the_declaration(browser, world):
    worked_out(world)
    shown = page(browser)
    assert ("Freeze or take a release" in shown, "Declare outcomes" in shown) == (True, True)
    coordinator = cast.signed_in(cast.coordinator(world.programme), world.programme)
    shown = page(coordinator)
    assert ("Freeze or take a release" in shown, "Declare outcomes" in shown) == (False, False)


def test_true_numbers_of_few_are_not_in_the_page(browser, world):
    from reporting.results.worked import worked_out as true_result

    result = true_result(world.programme, today=cast.TODAY)
    of_release(world, result)
    shown = page(browser)
    assert json.dumps(result["flow"][0]["paired"]) == '{"AFTER": 3}'
    assert "under 5 matched pupils" in shown
    assert "under 5 → under 5" in shown
    assert "No change is shown" not in shown
    assert "Fewer than 10 pairs: no change is shown yet." in shown


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "just now"),
        (1, "1 minute ago"),
        (59, "59 minutes ago"),
        (60, "1 hour ago"),
        (23 * 60, "23 hours ago"),
        (24 * 60, "on 23 November 2026 at"),
    ],
)
def test_age_in_words(minutes, words):
    now = cast.NOW + datetime.timedelta(minutes=minutes)
    assert age(cast.NOW, now).startswith(words)
