"""Tests of the study that is read from the database, against plain decoding."""

import datetime

import numpy as np
import pytest

from reporting.export.drawing import drawn
from reporting.export.files import wave_files
from reporting.results.load import study_of
from reporting.results.worked import worked_out
from sessions.actions.days import plan_day
from surveys.analysis.study import BLANK, DECLINED, NOT_ASKED
from surveys.choices import WaveKind
from surveys.models import Participant, Response
from surveys.questionnaire import instrument_of
from surveys.rules.answers import Missing, decode
from tests import cast, cast_surveys
from tests.reporting.world import World, random_world

pytestmark = pytest.mark.django_db
MEANING = {
    Missing.LEFT_BLANK: BLANK,
    Missing.RATHER_NOT_SAY: DECLINED,
    Missing.NOT_ASKED: NOT_ASKED,
}


def study(world: World):
    with drawn(world.programme):
        return study_of(world.programme, wave_files(world.programme), today=cast.TODAY)


def test_every_answer_is_read_as_it_was_given():
    world = random_world(3)
    read = study(world)
    people = list(Participant.objects.order_by("pk").values_list("pk", flat=True))
    assert (read.waves, read.people) == (("BEFORE", "AFTER"), len(people))
    for wave in world.waves.values():
        instrument = instrument_of(wave.version_id)
        answers = dict(Response.objects.filter(wave=wave).values_list("participant", "codes"))
        assert read.done[wave.kind].tolist() == [pk in answers for pk in people]
        for row, pk in enumerate(people):
            said = decode(instrument, answers[pk]) if pk in answers else {}
            plain = [said.get(i.code, Missing.NOT_ASKED) for i in read.instrument.items]
            wanted = [MEANING[v] if isinstance(v, Missing) else v for v in plain]
            assert read.values[wave.kind][row].tolist() == wanted


def test_what_is_known_of_a_pupil_comes_along():
    world = World()
    session = world.held_day(crewed=True)
    first, second = world.pupils(session, 2)
    plan_day(session=session, by=cast.coordinator(world.programme))
    world.both(first, before={"gender": 2}, after={})
    world.drove(first, 30)
    read = study(world)
    person = {name: values.tolist() for name, values in read.person.items()}
    assert person["gender"] == ["Boy", ""]
    assert person["year_group"] == [first.year_group, second.year_group]
    assert person["quality"] == ["EXACT", ""]
    assert person["before_on_or_after_day"] == [False, False]
    assert (person["minutes"][0], np.isnan(person["minutes"][1])) == (30.0, True)
    assert len(person["services"][0]) == 2
    assert read.expected == {"DAY": 2}
    assert read.arm.tolist() == ["DAY", "DAY"]


def test_a_first_answer_on_the_day_is_noted():
    world = World()
    session = world.held_day()
    (one,) = world.pupils(session, 1)
    cast_surveys.answer(one, world.waves[WaveKind.BEFORE], on=session.date)
    assert study(world).person["before_on_or_after_day"].tolist() == [True]


def test_who_refused_is_in_no_study():
    world = World()
    first, second = world.pupils(world.held_day(), 2)
    for one in (first, second):
        world.both(one)
    world.refuses_survey(first)
    assert study(world).people == 1


def test_the_result_says_up_to_which_answer_it_goes():
    world = World()
    (one,) = world.pupils(world.held_day(), 1)
    world.both(one)
    result = worked_out(world.programme, today=cast.TODAY)
    last = Response.objects.order_by("-pk")[0].pk
    assert result["runway"]["last_answer"] == last
    assert result["flow"][0]["waves"] == {"BEFORE": 1, "AFTER": 1}
    assert result["runway"]["declared"] is None


def test_an_answer_is_due_once_it_was_given_or_can_be_given_no_longer():
    world = World()
    gave, silent = world.pupils(world.held_day(), 2)
    world.both(gave)
    cast_surveys.answer(silent, world.waves["BEFORE"])
    open_for = datetime.timedelta(days=world.waves["AFTER"].closes_days)
    closes = silent.counts_from + open_for
    for today, due in ((closes, [True, False]), (closes + datetime.timedelta(days=1), [True] * 2)):
        with drawn(world.programme):
            found = study_of(world.programme, wave_files(world.programme), today=today)
        assert found.due is not None
        assert found.due["AFTER"].tolist() == due
