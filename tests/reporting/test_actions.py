"""Freezing and taking: what is stored, what is on record, and two who come at once."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection

from accounts.models import AuditEvent
from core.problems import Refused
from reporting.actions import releases as actions
from reporting.export.bundle import Heading, Written, write_bundle
from reporting.models import Release
from surveys.models import Item
from tests import cast, cast_surveys
from tests.reporting.world import World, files_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder() -> None:
    folder = Path(default_storage.path("releases"))
    folder.mkdir(parents=True, exist_ok=True)


@pytest.fixture
def world() -> World:
    world = World()
    for participant in world.pupils(world.held_day(), 3):
        world.both(participant)
    return world


def stored_files() -> set[str]:
    """All files of releases in the storage, which tests share."""
    return set(default_storage.listdir("releases")[1])


def kept_files() -> set[str]:
    """Those that a release names."""
    return {
        name.removeprefix("releases/") for name in Release.objects.values_list("file", flat=True)
    }


def said_by(act: Callable[[], object]) -> list[str]:
    with pytest.raises(Refused) as said:
        act()
    return said.value.sentences


def test_freeze_stores_a_numbered_release_and_records_it(world: World) -> None:
    release = world.frozen(purpose="  Thesis. ", recipient=" Dr A. Weir ")
    assert (release.number, release.participants, release.pairs) == (1, 3, 3)
    assert (release.purpose, release.recipient) == ("Thesis.", "Dr A. Weir")
    assert (release.frozen_at, release.frozen_by) == (cast.NOW, world.evaluator)
    event = AuditEvent.objects.get(verb="froze release")
    assert (event.target_number, event.count, event.by) == (release.pk, 3, world.evaluator)
    assert event.programme_number == world.programme.pk
    assert [world.frozen().number for _ in range(2)] == [2, 3]


def test_numbers_count_in_each_programme(world: World) -> None:
    other = World()
    (one,) = other.pupils(other.held_day(), 1)
    cast_surveys.answer(one, other.waves["BEFORE"])
    assert (world.frozen().number, other.frozen().number) == (1, 1)


def test_freeze_without_answers_or_words_is_refused() -> None:
    world = World()
    said = said_by(lambda: world.frozen(purpose=" ", recipient=""))
    assert said == [
        "Say who takes the data.",
        "Say what the data are for.",
        "Nobody has answered yet. Freeze a release once answers are in.",
    ]
    assert Release.objects.count() == 0


def test_question_that_would_double_a_column_is_refused(world: World) -> None:
    with connection.cursor() as cursor:  # past the frozen version
        cursor.execute("UPDATE surveys_item SET code = 'school' WHERE code = 'useful'")
    assert Item.objects.filter(code="school").exists()
    assert said_by(world.frozen) == [
        "Two columns of the data would be called “school”. "
        "Give the question another code in a new version."
    ]


def test_words_too_long_are_refused_and_leave_no_file(world: World) -> None:
    world.frozen()
    before = stored_files()
    said = said_by(lambda: world.frozen(purpose="x" * 201))
    assert said == ["Purpose: Ensure this value has at most 200 characters (it has 201)."]
    assert stored_files() == before


def test_number_taken_while_the_file_was_written_is_drawn_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one freezes between the reading of the number and the storing."""
    others: list[Release] = []
    entered: list[int] = []

    def with_another(heading: Heading, file: IO[bytes], **rest: Any) -> Written:
        entered.append(heading.number)
        if len(entered) == 1:
            others.append(world.frozen(recipient="The other"))
        return write_bundle(heading, file)

    monkeypatch.setattr(actions, "write_bundle", with_another)
    before = stored_files()
    mine = world.frozen()
    assert entered == [1, 1, 2]
    assert (others[0].number, mine.number) == (1, 2)
    assert "release 2" in files_of(mine)["README.txt"].decode()
    assert stored_files() - before == kept_files()
    for release in Release.objects.all():
        with release.file.open("rb") as file:
            assert hashlib.sha256(file.read()).hexdigest() == release.sha256


def test_number_taken_each_time_is_refused_kindly(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.frozen()
    before = stored_files()
    monkeypatch.setattr(actions, "_next_number", lambda programme: 1)
    assert said_by(world.frozen) == [actions.AT_ONCE]
    assert stored_files() == before
    assert AuditEvent.objects.filter(verb="froze release").count() == 1


def test_same_study_id_twice_is_drawn_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Heading] = []

    def collides_once(heading: Heading, file: IO[bytes], **rest: Any) -> Written:
        drawn.append(heading)
        if len(drawn) == 1:
            raise ValueError("Two participants share a study id. Draw a new secret.")
        return write_bundle(heading, file)

    monkeypatch.setattr(actions, "write_bundle", collides_once)
    assert world.frozen().number == 1
    assert len(drawn) == 2
    assert drawn[0] == drawn[1]


def test_file_of_a_release_that_cannot_be_recorded_does_not_stay(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.frozen()
    before = stored_files()

    def broken(**words: object) -> None:
        raise DatabaseError("The disk is full.")

    monkeypatch.setattr(AuditEvent, "record", broken)
    with pytest.raises(DatabaseError):
        world.frozen()
    assert stored_files() == before
    assert Release.objects.count() == 1


def test_download_and_report_are_on_record(world: World) -> None:
    release = world.frozen()
    actions.note_download(release=release, by=world.evaluator)
    actions.note_report(programme=world.programme, what="took report as PDF", by=world.evaluator)
    lines = [
        (event.verb, event.target_number, event.count, event.programme_number)
        for event in AuditEvent.objects.filter(by=world.evaluator).order_by("pk")
    ]
    assert lines == [
        ("froze release", release.pk, 3, world.programme.pk),
        ("downloaded release", release.pk, 3, world.programme.pk),
        ("took report as PDF", world.programme.pk, 1, world.programme.pk),
    ]
