"""Tests of results: asked for, worked out, kept with their age, and never silently lost."""

import datetime
import json
from typing import Any

import pytest
import time_machine
from django.db import OperationalError

from accounts.models import AuditEvent
from core.problems import Refused
from reporting.choices import Work
from reporting.models import Analysis
from reporting.results import actions, tasks
from reporting.results.actions import (
    NOBODY,
    STOPPED,
    UNDER_WAY,
    ask_for_release_results,
    ask_for_results,
    begin,
    fail,
    finish,
    is_silent,
    lacks_worker,
    note_stage,
)
from reporting.results.background import has_newer
from tests import cast, cast_surveys
from tests.reporting.world import World
from tests.sessions.recorded import Lines, line, refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(cast.NOW, tick=False):
        yield


@pytest.fixture
def world() -> World:
    world = World()
    for participant in world.pupils(world.held_day(), 3):
        world.both(participant)
    return world


def later(minutes: int) -> datetime.datetime:
    return cast.NOW + datetime.timedelta(minutes=minutes)


def ask(world: World, now: datetime.datetime = cast.NOW) -> Analysis:
    return ask_for_results(programme=world.programme, by=world.evaluator, now=now)


def state(analysis: Analysis) -> tuple[str, str, str]:
    analysis.refresh_from_db()
    return analysis.state, analysis.stage, analysis.problem


def test_asking_is_on_record_and_waits(world):
    lines = Lines()
    analysis = ask(world)
    of, by = world.programme.pk, world.evaluator
    assert lines.read() == line(of, by=by, verb="asked for results", target=analysis)
    assert state(analysis) == (Work.WAITING, "", "")


def test_asking_without_answers_says_so():
    with refused(NOBODY):
        ask(World())


def test_asking_twice_is_refused_until_the_worker_is_silent(world):
    first = ask(world)
    begin(pk=first.pk, now=later(1))
    with refused(UNDER_WAY):
        ask(world, later(11))
    second = ask(world, later(12))
    assert state(first) == (Work.FAILED, "", STOPPED)
    assert state(second)[0] == Work.WAITING


def test_one_that_waits_may_be_silent_or_lack_its_worker(world):
    analysis = ask(world)
    assert (is_silent(analysis, later(10)), is_silent(analysis, later(11))) == (False, True)
    soon, late = cast.NOW + actions.WAITS, cast.NOW + 2 * actions.WAITS
    assert (lacks_worker(analysis, soon), lacks_worker(analysis, late)) == (False, True)


def test_only_one_worker_begins(world):
    analysis = ask(world)
    begun = begin(pk=analysis.pk, now=later(1))
    assert begun is not None
    assert (begun.state, begun.heard_at) == (Work.RUNNING, later(1))
    assert begin(pk=analysis.pk, now=later(1)) is None


def test_a_stage_is_noted_while_it_runs(world):
    analysis = ask(world)
    note_stage(pk=analysis.pk, stage="Too early.", now=later(1))
    assert state(analysis)[1] == ""
    begin(pk=analysis.pk, now=later(1))
    note_stage(pk=analysis.pk, stage="Scoring. " * 20, now=later(2))
    assert state(analysis)[1] == ("Scoring. " * 20)[:80]
    assert analysis.heard_at == later(2)


def test_what_is_worked_out_replaces_the_last_but_no_release(world):
    world.frozen()
    kept = Analysis.objects.get()
    first = ask(world)
    begin(pk=first.pk, now=later(1))
    assert finish(pk=first.pk, result={"n": 1}, now=later(2))
    second = ask(world, later(3))
    begin(pk=second.pk, now=later(3))
    lines = Lines()
    assert finish(pk=second.pk, result={"n": 2}, now=later(4))
    assert [row[2] for row in lines.read()] == ["worked out results"]
    assert set(Analysis.objects.values_list("pk", flat=True)) == {kept.pk, second.pk}
    second.refresh_from_db()
    assert (json.loads(second.result), second.worked_out_at) == ({"n": 2}, later(4))


def test_what_was_given_up_is_not_kept(world):
    first = ask(world)
    begin(pk=first.pk, now=cast.NOW)
    ask(world, later(11))
    assert not finish(pk=first.pk, result={}, now=later(12))
    fail(pk=first.pk, sentence="Too late.", now=later(12))
    assert state(first) == (Work.FAILED, "", STOPPED)


def test_failure_is_told_and_on_record(world):
    analysis = ask(world)
    fail(pk=analysis.pk, sentence="It broke.", now=later(1))
    assert state(analysis) == (Work.FAILED, "", "It broke.")
    assert AuditEvent.objects.filter(verb="could not work out results").count() == 1


def test_freezing_has_the_results_of_the_release_worked_out(world):
    release = world.frozen()
    analysis = Analysis.objects.get()
    assert (analysis.release, state(analysis)) == (release, (Work.WAITING, "", ""))
    (one,) = world.pupils(world.held_day(-2), 1, first=30)
    world.both(one)
    tasks.work_out.call(analysis.pk)
    assert state(analysis)[0] == Work.READY
    document: dict[str, Any] = json.loads(analysis.result)
    assert document["flow"][0]["waves"] == {"BEFORE": 3, "AFTER": 3}  # as they were frozen


def test_results_of_a_release_are_asked_for_once(world):
    release = world.frozen()
    first = Analysis.objects.get()
    again = ask_for_release_results(release=release, until=None, now=later(1))
    assert (again.pk, again.asked_at) == (first.pk, release.frozen_at)


def test_results_of_a_release_that_failed_are_begun_again_from_the_same_answers(world):
    release = world.frozen()
    first = Analysis.objects.get()
    fail(pk=first.pk, sentence="It broke.", now=later(1))
    again = ask_for_release_results(release=release, until=None, now=later(2))
    assert (again.pk, again.result) == (first.pk, first.result)
    assert state(again) == (Work.WAITING, "", "")
    assert json.loads(again.result)["until"] > 0


def test_the_worker_works_it_out(world, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        analysis = ask(world)
    assert state(analysis) == (Work.READY, "", "")
    document = json.loads(analysis.result)
    assert document["flow"][0]["paired"] == {"AFTER": 3}
    beside = document["runway"]
    assert not has_newer(beside["waves"], beside["last_answer"])
    (one,) = world.pupils(world.held_day(-2), 1, first=30)
    cast_surveys.answer(one, world.waves["BEFORE"])
    assert has_newer(beside["waves"], beside["last_answer"])


def test_the_worker_leaves_alone_what_another_has(world):
    analysis = ask(world)
    begin(pk=analysis.pk, now=cast.NOW)
    tasks.work_out.call(analysis.pk)
    assert state(analysis)[0] == Work.RUNNING


def test_a_worker_that_fails_says_so(world, monkeypatch):
    def broken(*args: object, **kwargs: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("reporting.results.worked.study_of", broken)
    analysis = ask(world)
    tasks.work_out.call(analysis.pk)
    assert state(analysis) == (Work.FAILED, "", tasks.COULD_NOT)


def test_stages_are_noted_once_a_second_and_a_busy_database_stops_nothing(world, monkeypatch):
    analysis = ask(world)
    begin(pk=analysis.pk, now=cast.NOW)
    tell = tasks.Teller(analysis.pk)
    tell.told_at = -10.0
    tell("First.")
    tell("Second.")
    assert state(analysis)[1] == "First."

    def busy(**kwargs: object) -> None:
        raise OperationalError

    monkeypatch.setattr("reporting.results.actions.note_stage", busy)
    tell.told_at = -10.0
    tell("Third.")
    assert state(analysis)[1] == "First."


def test_asking_says_each_reason(world):
    with pytest.raises(Refused) as no:
        ask(World())
    assert str(no.value) == NOBODY
