"""The record, marks, answers and releases are written once, whichever way somebody writes."""

from collections.abc import Callable

import pytest
from django.db import models, transaction

from accounts.models import AuditEvent
from core.problems import Refused
from reporting.models import Release
from sessions.models import Mark
from surveys.models import Response
from tests import cast_days
from tests.reporting.world import World

pytestmark = pytest.mark.django_db

WRITTEN_ONCE: dict[type[models.Model], str] = {
    AuditEvent: "verb",
    Mark: "minutes",
    Response: "codes",
    Release: "purpose",
}


@pytest.fixture(autouse=True)
def one_of_each() -> None:
    world = World()
    for participant in world.pupils(world.held_day(), 2):
        world.both(participant)
        cast_days.marked(participant.codekey.place)
    world.frozen()


def ways(manager: models.Manager, field: str) -> list[Callable[[], object]]:
    """Every bulk write that Django offers and that would change or delete a row."""
    rows = manager.all()
    row = rows[0]
    return [
        lambda: rows.update(**{field: None}),
        lambda: manager.update(**{field: None}),
        lambda: manager.bulk_update([row], [field]),
        lambda: manager.update_or_create(pk=row.pk, defaults={field: None}),
        lambda: manager.bulk_create(
            [row], update_conflicts=True, unique_fields=["pk"], update_fields=[field]
        ),
        lambda: manager.bulk_create([row], None, False, True, [field], ["pk"]),
        rows.delete,
        rows.filter(pk=row.pk).delete,
        lambda: rows._raw_delete(None),
        row.delete,
        row.save,
        lambda: row.save(update_fields=[field]),
    ]


@pytest.mark.parametrize("model", WRITTEN_ONCE, ids=lambda model: model.__name__)
@pytest.mark.parametrize("base", [False, True], ids=["manager", "base manager"])
def test_no_write_changes_or_deletes_what_is_written_once(
    model: type[models.Model], base: bool
) -> None:
    manager = model._base_manager if base else model._default_manager
    before = list(model._default_manager.order_by("pk").values())
    assert before != []
    for write in ways(manager, WRITTEN_ONCE[model]):
        with pytest.raises(Refused), transaction.atomic():
            write()
    assert list(model._default_manager.order_by("pk").values()) == before
