"""Tests that the database and the rows themselves refuse what no action would write."""

import datetime
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from core.problems import Refused
from surveys.choices import WaveKind
from surveys.models import (
    CodeKey,
    InstrumentVersion,
    Item,
    OpenAnswer,
    Participant,
    Response,
    Wave,
)
from surveys.models.instruments import FROZEN
from tests import cast_surveys

pytestmark = pytest.mark.django_db


@pytest.fixture
def answer() -> Response:
    [pupil, _] = cast_surveys.coded(n=2)
    return cast_surveys.answer(pupil, cast_surveys.wave(pupil.programme))


def refused_by_database(row) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def another(answer: Response, **given) -> Response:
    values = {
        "client_id": uuid4(),
        "participant_id": Participant.objects.exclude(pk=answer.participant_id).get().pk,
        "wave_id": answer.wave_id,
        "codes": answer.codes,
        "answered_on": answer.answered_on,
    }
    return Response(**(values | given))


def test_one_answer_per_code_and_wave(answer):
    refused_by_database(another(answer, participant_id=answer.participant_id))


def test_one_answer_per_number_of_the_sender(answer):
    refused_by_database(another(answer, client_id=answer.client_id))


def test_an_answer_of_another_code_is_taken(answer):
    another(answer).save()
    assert Response.objects.count() == 2


def test_an_answer_is_never_changed_and_never_deleted(answer):
    answer.codes = "."
    for forbidden in (answer.save, answer.delete):
        with pytest.raises(Refused):
            forbidden()
    assert Response.objects.get().codes != "."


def test_a_code_is_given_once_in_the_whole_country(answer):
    one, two = Participant.objects.order_by("pk")
    two.code = one.code
    refused_by_database(two)


def test_a_place_has_one_code_and_a_code_one_place(answer):
    one, two = CodeKey.objects.order_by("pk")
    refused_by_database(CodeKey(participant=one.participant, place=two.place))


def test_own_words_once_per_question(answer):
    item = Item.objects.get(code="plan")
    OpenAnswer.objects.create(response=answer, item=item, text="One")
    refused_by_database(OpenAnswer(response=answer, item=item, text="Two"))


@pytest.mark.parametrize("change", [{"kind": "AFTER"}, {"opens_days": 1}])
def test_one_wave_of_a_kind_that_opens_before_it_closes(answer, change):
    cast_surveys.wave(answer.wave.programme, WaveKind.AFTER)
    wave = Wave.objects.get(pk=answer.wave_id)
    for name, value in change.items():
        setattr(wave, name, value)
    refused_by_database(wave)


@pytest.mark.parametrize("name", ["position", "code"])
def test_positions_and_codes_of_items_are_there_once(name):
    one, two, *_ = Item.objects.filter(version=cast_surveys.small_version()).in_order()
    setattr(two, name, getattr(one, name))
    refused_by_database(two)


# --- a version with answers never changes -------------------------------------------------------


def old_row() -> Item:
    """An item read with its version before the first answer came."""
    item: Item = Item.objects.select_related("version").get(code="att1")
    return item


WAYS = {
    "save": lambda item: item.save(),
    "delete": lambda item: item.delete(),
    "update": lambda item: Item.objects.filter(pk=item.pk).update(text="Other"),
    "delete of many": lambda item: Item.objects.filter(pk=item.pk).delete(),
    "bulk update": lambda item: Item.objects.bulk_update([item], ["text"]),
    "new item": lambda item: Item(version=item.version, position=99, code="new").save(),
    "new items": lambda item: Item.objects.bulk_create(
        [Item(version=item.version, position=99, code="new")]
    ),
    "number": lambda item: InstrumentVersion(
        pk=item.version_id, name="Cars and me", version="0.2"
    ).save(),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_version_with_answers_never_changes(way):
    [pupil] = cast_surveys.coded(n=1)
    wave = cast_surveys.wave(pupil.programme)
    item = old_row()
    item.text = "Other"
    cast_surveys.answer(pupil, wave)
    with pytest.raises(Refused) as no, transaction.atomic():
        WAYS[way](item)
    assert no.value.sentences == [FROZEN]
    assert Item.objects.filter(version=wave.version_id).count() == 29
    assert Item.objects.filter(text="Other").count() == 0


@pytest.mark.parametrize("way", [way for way in WAYS if way != "number"])
def test_a_version_without_answers_may_change(way):
    cast_surveys.wave()
    item = old_row()
    item.text = "Other"
    WAYS[way](item)
    changed = Item.objects.filter(text="Other").count() + Item.objects.filter(code="new").count()
    assert changed == 1 or not Item.objects.filter(pk=item.pk).exists()


def test_a_version_that_waves_use_is_not_deleted(answer):
    with pytest.raises(IntegrityError), transaction.atomic():
        answer.wave.version.delete()
    assert answer.answered_on <= datetime.date(2026, 12, 7)
