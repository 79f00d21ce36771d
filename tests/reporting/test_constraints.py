"""Writes past the actions: a release is refused by its table and by itself."""

import pytest
from django.db import IntegrityError, transaction

from core.problems import Refused
from reporting.models import Release
from reporting.models.releases import FROZEN, KEPT
from tests import cast
from tests.reporting.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def release() -> Release:
    world = World()
    for participant in world.pupils(world.held_day(), 2):
        world.both(participant)
    return world.frozen()


def twin(of: Release, **other: object) -> Release:
    values = {
        field.attname: getattr(of, field.attname)
        for field in Release._meta.concrete_fields
        if not field.primary_key
    }
    return Release(**values | other)


def test_number_is_once_in_a_programme(release: Release) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        twin(release).save()
    twin(release, programme_id=cast.programme().pk).save()
    assert sorted(Release.objects.values_list("number", flat=True)) == [1, 1]


def test_release_is_never_changed(release: Release) -> None:
    release.purpose = "Something else"
    for change in (release.save, lambda: Release.objects.update(purpose="Something else")):
        with pytest.raises(Refused) as said:
            change()
        assert said.value.sentences == [FROZEN]
    assert Release.objects.get().purpose == "A test."


def test_release_is_never_deleted(release: Release) -> None:
    for delete in (release.delete, Release.objects.all().delete):
        with pytest.raises(Refused) as said:
            delete()
        assert said.value.sentences == [KEPT]
    assert Release.objects.count() == 1
    assert release.file.storage.exists(str(release.file.name))


def test_releases_of_other_programmes_are_not_visible(release: Release) -> None:
    world = World()
    theirs = Release.objects.visible_to(cast.standing(world.evaluator, world.programme))
    assert list(theirs) == []
    ours = Release.objects.visible_to(cast.standing(release.frozen_by, release.programme))
    assert list(ours.newest_first()) == [release]
    assert str(release) == "Release 1"
