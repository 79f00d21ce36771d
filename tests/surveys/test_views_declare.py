"""Tests of naming outcomes: the page, the action, and what it says once answers have come."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.roles import Role
from surveys.actions.declaring import declare_outcome, scales_asked
from surveys.choices import WaveKind
from surveys.models import Declaration
from tests import cast, cast_surveys
from tests.reporting.world import World
from tests.sessions.recorded import Lines, line, refused

pytestmark = pytest.mark.django_db
PAGE = "/surveys/declare/"
SENT = {"scale": "INT", "wave": "AFTER", "subgroups": ["year_group", "gender"]}


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(cast.NOW, tick=False):
        yield


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def browser(world: World) -> Client:
    return cast.signed_in(world.evaluator, world.programme)


def declare(world: World, days: int = 0, **changed: Any) -> Declaration:
    said: dict[str, Any] = {
        "scale": "INT",
        "wave_kind": "AFTER",
        "subgroups": ["gender"],
        **changed,
    }
    today = cast.TODAY + datetime.timedelta(days=days)
    return declare_outcome(programme=world.programme, by=world.evaluator, today=today, **said)


def test_only_the_evaluator_declares(world):
    for role, code in ((Role.EVALUATOR, 200), (Role.COORDINATOR, 403), (Role.FUNDER, 403)):
        person = cast.person(world.programme, role)
        assert cast.signed_in(person, world.programme).get(PAGE).status_code == code


def test_declaring_is_kept_and_on_record(browser, world):
    lines = Lines()
    shown = browser.post(PAGE, SENT, follow=True).content.decode()
    made = Declaration.objects.get()
    assert (made.scale, made.wave_kind, made.subgroups, made.declared_on) == (
        "INT",
        "AFTER",
        "gender|year_group",
        cast.TODAY,
    )
    by, of = world.evaluator, world.programme.pk
    assert lines.read() == line(of, by=by, verb="declared outcome", target=made)
    assert "Declared. It stands on the results page from now on." in shown
    assert "Intention to be safe" in shown
    assert "stands</span>" in shown


def test_the_form_says_what_is_missing(browser):
    shown = browser.post(PAGE, {"subgroups": ["gender"]}).content.decode()
    assert "Choose the one scale that decides." in shown
    assert "Choose the survey in which it is read." in shown
    assert Declaration.objects.count() == 0


def test_without_a_survey_there_is_nothing_to_choose():
    of = cast.programme()
    browser = cast.signed_in(cast.person(of, Role.EVALUATOR), of)
    shown = browser.get(PAGE).content.decode()
    assert "No survey before the day yet" in shown
    assert scales_asked(of) == []


def test_what_is_not_asked_is_refused(world):
    with refused(
        "Choose a scale that the survey asks.",
        "Choose a survey after the first one.",
        "“shoes” is not a subgroup that Runway knows.",
    ):
        declare(world, scale="NONE", wave_kind="BEFORE", subgroups=["shoes"])


def test_the_index_can_be_the_outcome(world):
    assert scales_asked(world.programme)[0] == ("INDEX", "All safer scales together")
    assert declare(world, scale="INDEX").scale == "INDEX"


def test_a_later_declaration_stands_beside_the_first(browser, world):
    declare(world, -9, scale="ATT")
    declare(world, -8)
    shown = browser.get(PAGE).content.decode()
    assert shown.index("stands</span>") < shown.index("replaced by a later one")


def test_after_answers_came_it_is_exploratory(browser, world):
    (one,) = world.pupils(world.held_day(-3), 1)
    declare(world, -9, scale="ATT")
    world.both(one)
    declare(world)
    shown = browser.get(PAGE).content.decode()
    assert "declared after answers came: read it as exploratory</span>" in shown
    assert "stands</span>" in shown
    assert "Later answers have come since" in shown


def test_answers_before_the_day_hinder_nothing(browser, world):
    (one,) = world.pupils(world.held_day(-3), 1)
    cast_surveys.answer(one, world.waves[WaveKind.BEFORE])
    declare(world)
    assert "exploratory</span>" not in browser.get(PAGE).content.decode()
