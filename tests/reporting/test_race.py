"""Releases frozen at once: each has a number, a file and a line of its own."""

import hashlib
from functools import partial
from typing import Any

import pytest
from django.core.cache import cache

from accounts.models import AuditEvent, User
from accounts.roles import Role
from reporting.actions.freezing import ask_for_release, stop_freezing
from reporting.actions.releases import Wish
from reporting.actions.tokens import revoke_token
from reporting.models import Freezing, Release
from reporting.tasks import freeze
from surveys.actions.waves import add_wave
from surveys.models import Wave
from tests import cast
from tests.at_once import at_once
from tests.reporting.asking import Program
from tests.reporting.world import World

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_releases_frozen_by_three_at_once_are_three():
    world = World()
    for participant in world.pupils(world.held_day(), 3):
        world.both(participant)
    assert at_once(*[world.frozen] * 3) == {"done": 3}
    made = list(Release.objects.order_by("number"))
    assert [release.number for release in made] == [1, 2, 3]
    assert len({release.file.name for release in made}) == 3
    assert AuditEvent.objects.filter(verb="froze release").count() == 3


def asked_by(world: World, by: User, purpose: str = "A test.") -> Freezing:
    wish = Wish.of(
        recipient="Dr A. Weir", purpose=purpose, agreement="DSA 12", delete_by=cast.FAR_OFF
    )
    return ask_for_release(programme=world.programme, wish=wish, by=by, now=cast.NOW)


@pytest.fixture
def no_worker(settings: Any) -> None:
    """What is asked for waits: a dummy keeps the tasks."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


@pytest.mark.usefixtures("no_worker")
def test_of_two_evaluators_who_freeze_at_once_one_does():
    world = World()
    for participant in world.pupils(world.held_day(), 3):
        world.both(participant)
    people = [cast.person(world.programme, Role.EVALUATOR) for _ in range(4)]
    jobs = [partial(asked_by, world, one) for one in people]
    assert at_once(*jobs) == {"done": 1, "Refused": 3}
    assert Freezing.objects.count() == 1


@pytest.mark.usefixtures("no_worker")
def test_a_button_pressed_four_times_at_once_asks_once():
    world = World()
    for participant in world.pupils(world.held_day(), 3):
        world.both(participant)
    jobs = [partial(asked_by, world, world.evaluator)] * 4
    assert at_once(*jobs) == {"done": 4}
    assert Freezing.objects.count() == 1
    assert AuditEvent.objects.filter(verb="asked for a release").count() == 1


def test_one_release_comes_of_two_workers_who_take_the_same():
    world = World()
    for participant in world.pupils(world.held_day(), 3):
        world.both(participant)
    freezing = Freezing.objects.create(
        programme=world.programme,
        asked_by=world.evaluator,
        asked_at=cast.NOW,
        recipient="A",
        purpose="B",
        agreement="C",
        delete_by=cast.FAR_OFF,
    )
    assert at_once(*[partial(freeze.call, freezing.pk)] * 2) == {"done": 2}
    freezing.refresh_from_db()
    assert (freezing.state, freezing.release) == ("READY", Release.objects.get())


def test_stopping_while_it_is_frozen_is_one_or_the_other():
    """Never both: a release that was stopped is not there, one that is there was not stopped."""
    for _ in range(3):
        world = World()
        for participant in world.pupils(world.held_day(), 2):
            world.both(participant)
        freezing = Freezing.objects.create(
            programme=world.programme,
            asked_by=world.evaluator,
            asked_at=cast.NOW,
            recipient="A",
            purpose="B",
            agreement="C",
            delete_by=cast.FAR_OFF,
        )
        stop = partial(stop_freezing, freezing=freezing, by=world.evaluator, now=cast.NOW)
        at_once(partial(freeze.call, freezing.pk), stop)
        freezing.refresh_from_db()
        made = Release.objects.filter(programme=world.programme).count()
        assert (freezing.state, made) in {("READY", 1), ("FAILED", 0)}


def test_what_leaves_while_a_token_is_revoked_is_on_record_and_nothing_after(clock):
    clock.move_to(cast.NOW)
    cache.clear()
    world = World()
    for participant in world.pupils(world.held_day(), 2):
        world.both(participant)
    release = world.frozen()
    program = Program.of(world.evaluator, world.programme)
    assert program.token is not None
    answers: list[int] = []

    def download() -> None:
        answer = program.get("/releases/1/bundle")
        answers.append(answer.status_code)
        if answer.status_code == 200:
            content = answer.getvalue()  # to its end, though the token may be revoked by now
            assert hashlib.sha256(content).hexdigest() == release.sha256

    revoke = partial(revoke_token, token=program.token, by=world.evaluator, now=cast.NOW)
    assert at_once(*[download] * 8, revoke, *[download] * 8) == {"done": 17}
    assert set(answers) <= {200, 401}
    taken = AuditEvent.objects.filter(verb="downloaded release by API").count()
    assert answers.count(200) == taken
    assert program.said("/releases/1/bundle")[0] == 401


def test_a_wave_set_up_by_four_at_once_is_one_wave():
    of = cast.programme()
    by = cast.coordinator(of)

    def job() -> None:
        add_wave(programme=of, kind="BEFORE", opens_days=-14, closes_days=0, by=by)

    found = at_once(*[job] * 4)
    assert found == {"done": 1, "Refused": 3}
    assert Wave.objects.count() == 1
