"""Releases frozen at once: each has a number, a file and a line of its own."""

import pytest

from accounts.models import AuditEvent
from reporting.models import Release
from surveys.actions.waves import add_wave
from surveys.models import Wave
from tests import cast
from tests.at_once import at_once
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


def test_a_wave_set_up_by_four_at_once_is_one_wave():
    of = cast.programme()
    by = cast.coordinator(of)

    def job() -> None:
        add_wave(programme=of, kind="BEFORE", opens_days=-14, closes_days=0, by=by)

    found = at_once(*[job] * 4)
    assert found == {"done": 1, "Refused": 3}
    assert Wave.objects.count() == 1
