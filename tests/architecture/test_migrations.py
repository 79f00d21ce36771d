"""Migrations: none is missing, each app has one line of them, each has a name that says what."""

import re
from collections.abc import Iterable

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from tests.architecture.files import APPS

LABELS = {apps.get_app_config(label).label for label in APPS if label != "sessions"} | {
    "airfield_sessions"
}


def missing(before: ProjectState) -> dict[str, list[str]]:
    """What ``makemigrations`` would write for our apps, if migrations had led to ``before``."""
    detector = MigrationAutodetector(before, ProjectState.from_apps(apps))
    changes = detector.changes(graph=MigrationLoader(None).graph)
    return {
        label: [operation.describe() for migration in found for operation in migration.operations]
        for label, found in changes.items()
        if label in LABELS
    }


def forked(leaves: Iterable[tuple[str, str]]) -> list[str]:
    """Apps in which two migrations both claim to be the last."""
    labels = [label for label, _ in leaves]
    return sorted({label for label in labels if labels.count(label) > 1})


def nameless(migrations: Iterable[tuple[str, str]]) -> list[str]:
    """Migrations without a number, or with a name that a machine gave."""
    good = re.compile(r"\d{4}_(?!auto_)[a-z][a-z0-9_]+")
    return [f"{label}.{name}" for label, name in migrations if not good.fullmatch(name)]


def ours() -> list[tuple[str, str]]:
    return [key for key in MigrationLoader(None).disk_migrations or {} if key[0] in LABELS]


def test_no_migration_is_missing() -> None:
    assert missing(MigrationLoader(None).project_state()) == {}


def test_each_app_has_one_last_migration() -> None:
    assert forked(MigrationLoader(None).graph.leaf_nodes()) == []


def test_each_migration_says_what_it_does() -> None:
    assert nameless(ours()) == []
    assert {label for label, _ in ours()} == LABELS - {"core"}


def test_a_missing_migration_is_found() -> None:
    before = MigrationLoader(None).project_state()
    before.remove_field("schools", "school", "name")
    assert missing(before) == {"schools": ["Add field name to school"]}


def test_a_fork_is_found() -> None:
    assert forked([("schools", "0002_a"), ("schools", "0002_b"), ("core", "0001_a")]) == ["schools"]


def test_a_name_given_by_a_machine_is_found() -> None:
    keys = [("schools", "0002_auto_20270314"), ("schools", "later"), ("schools", "0003_rolls")]
    assert nameless(keys) == ["schools.0002_auto_20270314", "schools.later"]
