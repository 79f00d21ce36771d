"""Asking for a release, following its making, and its end, whichever it is."""

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, OperationalError, connection

from accounts.models import AuditEvent, User
from accounts.roles import Role
from core.problems import Refused
from reporting.actions import freezing as actions
from reporting.actions.freezing import ask_for_release, begin, fail, note_progress, stop_freezing
from reporting.actions.releases import STOPPED, Wish
from reporting.choices import Coarser
from reporting.models import Freezing, Release
from reporting.rules.making import delete_by_problems, is_over, is_silent, lacks_worker
from reporting.tasks import COULD_NOT, Stopped, Teller, freeze, telling
from tests import cast
from tests.reporting.world import World

pytestmark = pytest.mark.django_db
SECOND = datetime.timedelta(seconds=1)
MINUTE = datetime.timedelta(minutes=1)
WISH = Wish.of(
    recipient=" Dr A. Weir ",
    purpose="Thesis.",
    agreement="DSA 12, 1 August 2026",
    delete_by=cast.FAR_OFF,
    coarser=[Coarser.NO_GENDER],
)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(cast.NOW, tick=False):
        yield


@pytest.fixture
def world() -> World:
    world = World()
    for participant in world.pupils(world.held_day(), 3):
        world.both(participant)
    return world


def asked(world: World, wish: Wish = WISH, by: User | None = None, **later: Any) -> Freezing:
    return ask_for_release(
        programme=world.programme,
        wish=wish,
        by=by or world.evaluator,
        now=cast.NOW + datetime.timedelta(**later),
    )


def begun(world: World) -> Freezing:
    found = begin(pk=asked(world).pk, now=cast.NOW)
    assert found is not None
    return found


def made(freezing: Freezing) -> Freezing:
    freeze.call(freezing.pk)
    freezing.refresh_from_db()
    return freezing


def said_by(act: Callable[[], object]) -> list[str]:
    with pytest.raises(Refused) as said:
        act()
    return said.value.sentences


def verbs() -> list[str]:
    events = AuditEvent.objects.filter(target_kind__in=("freezing", "release"))
    return list(events.order_by("pk").values_list("verb", flat=True))


@contextmanager
def failing(table: str, error: Exception) -> Iterator[None]:
    """The database refuses whatever touches a table."""

    def refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if table in sql:
            raise error
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


# --- asking ---------------------------------------------------------------------------------------


def test_what_is_asked_for_is_made_with_all_that_was_agreed(world: World) -> None:
    freezing = made(asked(world))
    release = Release.objects.get()
    assert (freezing.state, freezing.release, freezing.done) == ("READY", release, 100)
    assert (release.recipient, release.purpose) == ("Dr A. Weir", "Thesis.")
    assert (release.agreement, release.delete_by) == (WISH.agreement, cast.FAR_OFF)
    assert (release.coarser, release.smallest_group) == ("NO_GENDER", 3)
    assert (release.frozen_by, release.frozen_at) == (world.evaluator, cast.NOW)
    assert verbs() == ["asked for a release", "froze release"]


def test_it_is_made_once_the_transaction_stands(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        freezing = asked(world)
    freezing.refresh_from_db()
    assert freezing.state == "READY"


def test_asking_without_words_agreement_or_answers_is_refused(world: World) -> None:
    assert said_by(lambda: asked(world, Wish("", ""))) == [
        "Say which data agreement covers it.",
        "Say by when the copy is deleted.",
    ]
    bare = Wish("", "", "DSA", cast.TODAY, frozenset({Coarser.NO_YEAR, Coarser.YEAR_BANDS}))
    assert said_by(lambda: asked(World(), bare)) == [
        "Say who takes the data.",
        "Say what the data are for.",
        "Choose a date after today by which the copy is deleted.",
        "Choose year groups in two bands, or leave them out; not both.",
        "Nobody has answered yet. Freeze a release once answers are in.",
    ]
    assert Freezing.objects.count() == 0


def test_one_at_a_time_in_a_programme(world: World) -> None:
    asked(world)
    other = cast.person(world.programme, Role.EVALUATOR)
    assert said_by(lambda: asked(world, by=other)) == ["A release is being made already."]
    second = World()
    for participant in second.pupils(second.held_day(), 1):
        second.both(participant)
    assert asked(second).state == "WAITING"


def test_a_second_press_is_the_first(world: World) -> None:
    first = asked(world)
    assert asked(world, seconds=30) == first
    made(first)
    assert asked(world, seconds=59) == first
    assert asked(world, seconds=61) != first
    assert verbs().count("asked for a release") == 2


def test_the_same_is_asked_again_after_it_failed(world: World) -> None:
    first = asked(world)
    fail(pk=first.pk, sentence="No.", now=cast.NOW)
    assert asked(world, seconds=5) != first


def test_one_on_which_nobody_works_makes_way(world: World) -> None:
    first = begun(world)
    assert said_by(lambda: asked(world, minutes=2)) == ["A release is being made already."]
    second = asked(world, minutes=2, seconds=1)
    first.refresh_from_db()
    assert (first.state, first.problem) == ("FAILED", actions.SILENT)
    assert second.state == "WAITING"


def test_a_worker_that_comes_back_late_freezes_nothing(world: World) -> None:
    late = begun(world)
    asked(world, minutes=3)
    with pytest.raises(Refused, match="stopped while"):
        world.frozen(freezing=late)
    assert Release.objects.count() == 0
    assert STOPPED.startswith("This release was stopped while")


# --- the worker -----------------------------------------------------------------------------------


def test_only_one_worker_takes_it(world: World) -> None:
    freezing = begun(world)
    assert begin(pk=freezing.pk, now=cast.NOW) is None
    assert made(freezing).state == "RUNNING"
    assert Release.objects.count() == 0


def test_progress_is_kept_until_it_has_ended(world: World) -> None:
    freezing = begun(world)
    assert note_progress(pk=freezing.pk, stage="Writing", done=40, now=cast.NOW + SECOND)
    freezing.refresh_from_db()
    assert (freezing.stage, freezing.done) == ("Writing", 40)
    assert freezing.heard_at == cast.NOW + SECOND
    stop_freezing(freezing=freezing, by=world.evaluator, now=cast.NOW)
    assert not note_progress(pk=freezing.pk, stage="Writing", done=50, now=cast.NOW)


def test_what_is_refused_to_the_worker_is_told(world: World) -> None:
    freezing = asked(world)
    Freezing.objects.filter(pk=freezing.pk).update(delete_by=cast.day(-1))
    freezing = made(freezing)
    assert freezing.state == "FAILED"
    assert freezing.problem == "Choose a date after today by which the copy is deleted."
    assert verbs() == ["asked for a release", "could not freeze a release"]


def test_what_goes_wrong_is_told_in_a_sentence(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    freezing = asked(world)
    with failing("release_head", DatabaseError("disk full")):
        freezing = made(freezing)
    assert (freezing.state, freezing.problem) == ("FAILED", COULD_NOT)
    assert "disk full" in caplog.text
    assert Release.objects.count() == 0


def test_what_ended_before_does_not_fail_again(world: World) -> None:
    freezing = made(asked(world))
    fail(pk=freezing.pk, sentence="No.", now=cast.NOW)
    freezing.refresh_from_db()
    assert freezing.state == "READY"


def test_stopping_freezes_nothing(world: World) -> None:
    freezing = asked(world)
    stop_freezing(freezing=freezing, by=world.evaluator, now=cast.NOW)
    assert made(freezing).problem == actions.STOPPED
    assert Release.objects.count() == 0
    assert verbs() == ["asked for a release", "stopped a release"]
    again = said_by(lambda: stop_freezing(freezing=freezing, by=world.evaluator, now=cast.NOW))
    assert again == ["This has ended already."]


def test_stopping_in_the_middle_ends_the_writing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    freezing = asked(world)
    noted = note_progress

    def stopped(**words: Any) -> bool:
        if words["done"] > 0:
            stop_freezing(freezing=freezing, by=world.evaluator, now=cast.NOW)
        return noted(**words)

    monkeypatch.setattr(actions, "note_progress", stopped)
    assert made(freezing).problem == actions.STOPPED
    assert Release.objects.count() == 0


# --- signs of life --------------------------------------------------------------------------------


def test_a_busy_database_does_not_end_the_work(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    teller = Teller(begun(world).pk, at_once=False)
    with failing("reporting_freezing", OperationalError("database is locked")):
        teller.note()
    assert "could not be noted" in caplog.text
    teller("Writing", 20)
    teller.note()
    assert Freezing.objects.get().done == 20


def test_who_is_stopped_hears_it_at_the_next_word(world: World) -> None:
    freezing = begun(world)
    teller = Teller(freezing.pk, at_once=True)
    stop_freezing(freezing=freezing, by=world.evaluator, now=cast.NOW)
    with pytest.raises(Stopped):
        teller("Writing", 10)


@pytest.mark.django_db(transaction=True)
def test_notes_go_out_while_the_snapshot_is_open(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a connection of their own: what the export's own connection wrote would be undone."""
    monkeypatch.setattr("reporting.tasks.EVERY", 0.01)
    freezing = begun_at_once(world)
    with telling(freezing.pk) as teller, pytest.raises(Stopped):
        _write_until_stopped(freezing, teller, world)
    freezing.refresh_from_db()
    assert (freezing.stage, freezing.done, freezing.state) == ("Writing", 30, "FAILED")


def begun_at_once(world: World) -> Freezing:
    """As ``begun``, where asking does not hand it to the worker."""
    return Freezing.objects.create(
        programme=world.programme,
        asked_by=world.evaluator,
        asked_at=cast.NOW,
        recipient="A",
        purpose="B",
        agreement="C",
        delete_by=cast.FAR_OFF,
        state="RUNNING",
    )


def _write_until_stopped(freezing: Freezing, teller: Teller, world: World) -> None:
    import time

    from reporting.export.drawing import snapshot

    with snapshot():
        teller("Writing", 30)
        _wait_for(lambda: Freezing.objects.using("default").filter(pk=freezing.pk).exists())
        time.sleep(0.2)  # some beats
    assert Freezing.objects.get(pk=freezing.pk).done == 30
    stop_freezing(freezing=freezing, by=world.evaluator, now=cast.NOW)
    _wait_for(lambda: not teller.goes_on)
    teller("Writing", 40)


def _wait_for(happened: Callable[[], bool]) -> None:
    import time

    for _ in range(500):
        if happened():
            return
        time.sleep(0.01)
    raise AssertionError("It did not happen in five seconds.")


@pytest.mark.django_db(transaction=True)
def test_without_a_worker_the_same_is_made_at_once(world: World) -> None:
    """As where TASKS_BACKEND is immediate: it runs on commit, with notes of its own connection."""
    freezing = asked(world)
    freezing.refresh_from_db()
    assert (freezing.state, freezing.release) == ("READY", Release.objects.get())


# --- rules ----------------------------------------------------------------------------------------


def test_silence_is_two_minutes_of_a_worker_and_fifteen_of_a_queue() -> None:
    now = cast.NOW
    assert not is_silent("RUNNING", now - 60 * MINUTE, now - 2 * MINUTE, now)
    assert is_silent("RUNNING", now - 60 * MINUTE, now - 2 * MINUTE - SECOND, now)
    assert is_silent("RUNNING", now - 3 * MINUTE, None, now)
    assert not is_silent("WAITING", now - 15 * MINUTE, None, now)
    assert is_silent("WAITING", now - 15 * MINUTE - SECOND, None, now)
    assert not is_silent("READY", now - 60 * MINUTE, None, now)
    assert lacks_worker("WAITING", now - 11 * SECOND, now)
    assert not lacks_worker("WAITING", now - 10 * SECOND, now)
    assert not lacks_worker("RUNNING", now - MINUTE, now)


def test_a_copy_is_kept_until_a_date_that_makes_sense() -> None:
    assert list(delete_by_problems(None, cast.TODAY)) == []
    assert list(delete_by_problems(cast.day(1), cast.TODAY)) == []
    assert list(delete_by_problems(datetime.date(2036, 12, 31), cast.TODAY)) == []
    assert list(delete_by_problems(datetime.date(2037, 1, 1), cast.TODAY)) == [
        "Choose a date within 10 years by which the copy is deleted."
    ]
    assert is_over(cast.day(-1), cast.TODAY)
    assert not is_over(cast.TODAY, cast.TODAY)
    assert not is_over(None, cast.TODAY)
