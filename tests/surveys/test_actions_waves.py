"""Tests of setting up waves and bringing in instruments."""

from typing import Any

import pytest

from accounts.models import AuditEvent
from core.problems import Refused
from surveys.actions.instruments import add_version, shipped_version
from surveys.actions.waves import add_wave, change_wave
from surveys.choices import WaveKind
from surveys.models import InstrumentVersion, Item, Wave
from surveys.questionnaire import instrument_of, wave_by_link
from tests import cast, cast_surveys
from tests.surveys.instruments import CARS_AND_ME, SMALL

pytestmark = pytest.mark.django_db


def lines() -> list[tuple]:
    """Verb, target and count of what is on record about surveys, oldest first."""
    kinds = ("wave", "instrument version")
    events = AuditEvent.objects.filter(target_kind__in=kinds).order_by("id")
    return list(events.values_list("verb", "target_number", "count", "by", "programme_number"))


def test_the_instrument_that_ships_is_brought_in_once_and_as_its_file_says():
    by = cast.founder()
    version = shipped_version(by=by)
    assert shipped_version(by=by) == version
    held = instrument_of(version.pk)
    assert (held.items, held.facts) == (CARS_AND_ME.items, CARS_AND_ME.facts)
    assert (str(version), version.is_validated, version.frozen_on) == (
        "Cars and me 0.1",
        False,
        None,
    )
    assert lines() == [("added instrument version", version.pk, 1, by.pk, None)]


def test_a_version_of_the_same_number_is_refused():
    cast_surveys.small_version()
    with pytest.raises(Refused) as no:
        add_version(name="Small", version="1", instrument=SMALL, by=None)
    assert no.value.sentences == ["There is already a version of this number."]


def test_a_wave_without_a_version_asks_what_ships():
    programme = cast.programme()
    by = cast.coordinator(programme)
    wave = add_wave(programme=programme, kind="BEFORE", opens_days=-14, closes_days=0, by=by)
    assert (str(wave.version), wave.kind) == ("Cars and me 0.1", WaveKind.BEFORE)
    assert lines()[1:] == [("set up wave", wave.pk, 1, by.pk, programme.pk)]


def test_a_second_wave_of_a_kind_is_refused():
    wave = cast_surveys.wave()
    with pytest.raises(Refused) as no:
        cast_surveys.wave(wave.programme)
    assert no.value.sentences == ["This programme already has this wave."]


def test_a_wave_that_closes_before_it_opens_is_refused():
    with pytest.raises(Refused) as no:
        cast_surveys.wave(window=(3, 2))
    assert no.value.sentences == ["Let the wave open before it closes."]


def test_each_wave_has_an_address_of_its_own():
    programme = cast.programme()
    links = {cast_surveys.wave(programme, kind).link for kind in WaveKind}
    assert len(links) == 4


def change(wave: Wave, **given) -> Wave:
    values: dict[str, Any] = {
        "version": wave.version,
        "opens_days": -7,
        "closes_days": -1,
        "asks_day": True,
        "asks_waiting": True,
    }
    return change_wave(wave=wave, by=cast.coordinator(wave.programme), **(values | given))


def test_a_changed_wave_is_stored_and_on_record():
    wave = cast_surveys.wave()
    change(wave)
    row = Wave.objects.get()
    assert (row.opens_days, row.closes_days, row.version_id) == (-7, -1, wave.version_id)
    assert lines()[-1][:2] == ("changed wave", wave.pk)


def test_a_change_that_breaks_the_window_changes_nothing():
    wave = cast_surveys.wave()
    with pytest.raises(Refused):
        change(wave, opens_days=4, closes_days=3)
    assert Wave.objects.get().opens_days == -14


def test_a_wave_takes_other_questions_while_nobody_has_answered():
    wave = cast_surveys.wave(version=cast_surveys.small_version())
    change(wave, version=None)
    assert str(Wave.objects.get().version) == "Cars and me 0.1"


def test_a_wave_with_answers_keeps_its_questions_but_may_close_later():
    [pupil] = cast_surveys.coded(n=1)
    wave = cast_surveys.wave(pupil.programme)
    cast_surveys.answer(pupil, wave)
    with pytest.raises(Refused) as no:
        change(wave, version=cast_surveys.small_version())
    assert no.value.sentences == ["Pupils have answered this wave. Its questions stay as they are."]
    change(wave, closes_days=2, version=InstrumentVersion.objects.get(pk=wave.version_id))
    assert (Wave.objects.get().version_id, Wave.objects.get().closes_days) == (wave.version_id, 2)


def test_a_process_reads_a_wave_anew_when_it_was_changed(django_capture_on_commit_callbacks):
    wave = cast_surveys.wave()
    assert wave_by_link(wave.link)[0].closes_days == 0
    with django_capture_on_commit_callbacks(execute=True):
        change(wave)
    assert wave_by_link(wave.link)[0].closes_days == -1


def test_a_wave_is_kept_by_the_process(django_assert_num_queries):
    wave = cast_surveys.wave()
    wave_by_link(wave.link)
    with django_assert_num_queries(0):
        kept, instrument = wave_by_link(wave.link)
        found = kept.pk, str(kept.version), instrument.items
        assert found == (wave.pk, "Cars and me 0.1", CARS_AND_ME.items)


def test_items_of_a_version_come_in_order():
    version = cast_surveys.small_version()
    codes = Item.objects.filter(version=version).in_order().values_list("code", flat=True)
    assert list(codes) == ["att1", "att2", "att3", "feel", "who", "plan"]


def test_a_wave_asks_one_arm_or_both_and_somebody():
    wave = cast_surveys.wave()
    assert (wave.asks("DAY"), wave.asks("WAITING")) == (True, True)
    change(wave, asks_day=False)
    row = Wave.objects.get()
    assert (row.asks("DAY"), row.asks("WAITING")) == (False, True)
    with pytest.raises(Refused) as no:
        change(wave, asks_day=False, asks_waiting=False)
    assert no.value.sentences == [
        "Choose who is asked: pupils with a day, the comparison group, or both."
    ]
    programme = wave.programme
    later = add_wave(
        programme=programme,
        kind="FOLLOW_UP_2",
        opens_days=180,
        closes_days=365,
        asks_waiting=False,
        by=cast.coordinator(programme),
    )
    assert (later.asks("DAY"), later.asks("WAITING")) == (True, False)
