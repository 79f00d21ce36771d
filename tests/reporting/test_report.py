"""Each number of the funder report against a small world that is counted by hand."""

import datetime
from random import Random

import pytest
from django.core.cache import cache

from core.small_numbers import NOT_SHOWN
from programmes.models import Partner
from reporting.report.delivered import delivered
from reporting.report.evidence import TOO_FEW, ScaleRow, plan_rows, soonest_row
from reporting.report.figures import Figure
from reporting.report.picture import picture
from reporting.report.report import DRAFT, NO_COMPARISON, Report, make_report
from reporting.report.survey import Plans, comparable, survey_result, work_out
from sessions.actions.days import call_off
from sessions.actions.places import withdraw_place
from surveys.actions.waves import add_wave
from surveys.choices import WaveKind
from surveys.models import CodeKey, InstrumentVersion, Response
from surveys.questionnaire import instrument_of
from surveys.rules.change import paired_change
from surveys.rules.scoring import scorer_for
from tests import cast, cast_days, cast_surveys
from tests.reporting.world import World, random_answers
from tests.surveys.instruments import CARS_AND_ME, SMALL

pytestmark = pytest.mark.django_db

EARLY = cast.NOW - datetime.timedelta(days=60)


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


def reported(world: World, today: datetime.date = cast.TODAY) -> Report:
    return make_report(world.programme, today, cast.NOW)


def words(report: Report) -> dict[str, str]:
    return {figure.key: figure.words for figure in report.figures()}


def row(report: Report, code: str) -> ScaleRow:
    return next(r for r in (*report.benefits, *report.harms) if r.code == code)


@pytest.fixture
def season() -> World:
    """Two days held, one called off, one to come; twelve pairs on the first day.

    Day 1: three cars with police and fire, demonstration with fire and ambulance; 12 named, one of
    them off the list again, 11 came, 10 drove 30 minutes and one of them 45, two saw. Day 2: two
    cars; 6 places, 4 named, nobody came.
    """
    world = World()
    first = world.held_day(-30, crewed=True)
    pupils = world.pupils(first, 12, school=cast.school("Alpha"))
    for n, participant in enumerate(pupils):
        world.both(participant, after={"att3": 5 if n < 4 else 4, "lic1": 1 if n < 5 else 4})
        place = CodeKey.objects.get(participant=participant).place
        if n < 10:
            cast_days.marked(place, "DROVE", minutes=45 if n == 0 else 30)
        if n in (10, 11):
            cast_days.marked(place, "HERE")
        if n < 2:
            cast_days.marked(place, "SAW_DEMONSTRATION")
    off = CodeKey.objects.get(participant=pupils[11]).place
    withdraw_place(place=off, by=cast.coordinator(world.programme), now=cast.NOW)
    second = world.held_day(-3, cars=2)
    cast_days.crewed(second, demonstration=False)
    booked = world.booking(second, 6, school=cast.school("Beta"))
    cast_surveys.coded(booked, 4, first=20)
    off_day = world.held_day(-5, crewed=True)
    cast_days.enrolled(world.booking(off_day, 7, school=cast.school("Gamma")), 7, first=40)
    call_off(session=off_day, reason="Fog", by=cast.coordinator(world.programme), now=cast.NOW)
    to_come = cast_days.session_day(world.programme, date=cast.day(20))
    cast_days.crewed(to_come)
    cast_days.booking(to_come, 9, school=cast.school("Delta"))
    return world


def test_what_was_delivered_is_what_was_counted(season: World) -> None:
    said = words(reported(season))
    expected = {
        "target": "700",
        "target_share": "1%",
        "planned": "4",
        "held": "2",
        "to_come": "1",
        "called_off": "1",
        "schools_booked": "3",
        "schools_came": "1",
        "booked": "18",
        "named": "15",
        "came": "11",
        "drove": "10",
        "minutes": "31.5",
        "saw": "2",
        "airfields": "2",
        "car_days": "5",
        "lenders": "2",
        "partners": str(Partner.objects.filter(programme=season.programme).count()),
    }
    assert {key: said[key] for key in expected} == expected


def test_a_school_came_only_with_a_pupil_who_is_still_on_the_list() -> None:
    world = World()
    [came] = world.pupils(world.held_day(), 1)
    place = CodeKey.objects.get(participant=came).place
    cast_days.marked(place, "HERE")
    assert words(reported(world))["schools_came"] == "1"
    withdraw_place(place=place, by=cast.coordinator(world.programme), now=cast.NOW)
    assert words(reported(world))["schools_came"] == "0"


def test_coach_days_and_hours_leave_out_called_off_days_and_days_to_come(season: World) -> None:
    rows = [(r.service, r.days.words, r.hours.words) for r in reported(season).coaches]
    assert rows == [
        ("Police", "5", "25.0"),
        ("Fire", "6", "30.0"),
        ("Ambulance", "1", "5.0"),
        ("All services", "12", "60.0"),
    ]


def test_hours_are_those_of_each_day() -> None:
    world = World()
    cast_days.crewed(
        cast_days.session_day(
            world.programme,
            date=cast.day(-2),
            cars=1,
            capacity=4,
            starts=datetime.time(9, 45),
            ends=datetime.time(13, 15),
        )
    )
    assert words(reported(world))["coach_hours_all"] == "14.0"


def test_day_of_today_is_not_held_yet() -> None:
    world = World()
    cast_days.crewed(cast_days.session_day(world.programme, date=cast.TODAY))
    assert reported(world).is_empty
    assert words(reported(world, cast.day(1)))["held"] == "1"


def test_answers_expected_before_after_and_paired(season: World) -> None:
    said = words(reported(season))
    keys = ("expected", "before", "after", "paired", "matched", "response")
    assert [said[key] for key in keys] == ["15", "12", "12", "12", "100%", "80%"]


def test_change_is_that_of_the_pairs(season: World) -> None:
    figures = row(reported(season), "ATT").figures
    scorer = scorer_for(CARS_AND_ME)
    pairs = [
        tuple(
            scorer.score(r.codes).scales["ATT"].mean
            for r in Response.objects.filter(participant=participant).order_by("wave_id")
        )
        for participant in Response.objects.values_list("participant", flat=True).distinct()
    ]
    change = paired_change(pairs)  # type: ignore[arg-type]
    assert {k: f.value for k, f in figures.items()} == {
        "n": 12,
        "before": change.mean_before,
        "after": change.mean_later,
        "change": change.mean_change,
        "low": change.low,
        "high": change.high,
        "dz": change.dz,
    }
    assert [figures[k].words for k in ("before", "after", "change")] == ["2.50", "2.58", "+0.08"]
    assert row(reported(season), "ATT").interval == "+0.01 to +0.16"
    assert row(reported(season), "ATT").verdict == "towards safer"


@pytest.mark.parametrize("seed", range(3))
def test_every_scale_is_that_of_scorer_and_paired_change(seed: int) -> None:
    random, world = Random(seed), World()
    for participant in world.pupils(world.held_day(), 15):
        for wave in world.waves.values():
            if random.random() < 0.9:
                cast_surveys.answer(participant, wave, random_answers(random, wave))
    scorer = scorer_for(CARS_AND_ME)
    both = [
        [scorer.score(r.codes) for r in Response.objects.filter(participant=p).order_by("wave_id")]
        for p in {r.participant_id for r in Response.objects.filter(wave=world.waves["BEFORE"])}
        & {r.participant_id for r in Response.objects.filter(wave=world.waves["AFTER"])}
    ]
    found = {s.code: s.change for s in work_out(world.programme, cast.TODAY, cast.NOW).scales}
    assert list(found) == ["ATT", "PBC", "RISK", "SN", "INT", "CONF", "INDEX"]
    for code, change in found.items():
        pairs = (
            (b.index, a.index) if code == "INDEX" else (b.scales[code].mean, a.scales[code].mean)
            for b, a in both
        )
        expected = paired_change(pairs)
        assert change.n == expected.n
        assert change.dz == pytest.approx(expected.dz)
        assert change.mean_change == pytest.approx(expected.mean_change)


def test_harms_stand_in_their_own_rows_and_pictures(season: World) -> None:
    report = reported(season)
    assert [r.code for r in report.harms] == ["CONF", "SOONEST"]
    assert [r.is_harm for r in report.benefits] == [False] * 6
    assert row(report, "CONF").verdict == "no interval"  # nobody changed at all
    soonest = row(report, "SOONEST")
    assert [soonest.figures[k].words for k in ("n", "before", "after", "change")] == [
        "12",
        "0.0%",
        "41.7%",
        "+41.7",
    ]
    assert soonest.verdict == "towards harm"
    assert [p.key for p in report.harm_pictures] == ["soonest"]


def test_over_confidence_that_grows_is_a_harm() -> None:
    world = World()
    for n, participant in enumerate(world.pupils(world.held_day(), 12)):
        up = {"conf1": 5, "conf2": 5, "conf3": 5} if n else {}
        world.both(participant, after={**up, "risk1": 1 if n else 4})
    report = reported(world)
    assert (row(report, "CONF").verdict, row(report, "CONF").look) == ("towards harm", "stop")
    assert (row(report, "RISK").verdict, row(report, "RISK").look) == ("the wrong way", "stop")
    assert [mark.is_harm for mark in report.harm_pictures[0].marks] == [True]


def test_over_confidence_that_shrinks_is_less_of_a_harm() -> None:
    world = World()
    for n, participant in enumerate(world.pupils(world.held_day(), 12)):
        world.both(participant, after={"conf1": 1 if n else 4})
    assert row(reported(world), "CONF").verdict == "less of this harm"


def test_limits_are_always_said(season: World) -> None:
    assert reported(season).cautions == [NO_COMPARISON, DRAFT]
    InstrumentVersion.objects.filter(frozen_on=None).update(is_validated=True)
    InstrumentVersion.objects.update(is_validated=True)
    cache.clear()
    assert reported(season).cautions == [NO_COMPARISON]


# --- small numbers --------------------------------------------------------------------------------


def few(pairs: int, named: int = 14) -> World:
    """So many pairs among the pupils named."""
    world = World()
    for n, participant in enumerate(world.pupils(world.held_day(), named)):
        if n < pairs:
            world.both(participant, after={"att3": 5, "lic1": 1})
    return world


def test_three_answers_are_shown_nowhere() -> None:
    report = reported(few(3))
    said = words(report)
    assert [said[k] for k in ("before", "after", "paired")] == ["under 5"] * 3
    assert [said[k] for k in ("matched", "response")] == [NOT_SHOWN] * 2
    for each in (*report.benefits, *report.harms):
        assert each.figures["n"].words == "under 5"
        assert {f.value for f in each.figures.values()} == {None}
        assert (each.verdict, each.look) == (TOO_FEW, "grey")
    values = [f.value for plan in report.plans for f in (plan.before, plan.after)]
    assert [value for value in values if value] == []
    assert report.benefit_pictures + report.harm_pictures == []
    survey = [f.value for f in report.figures() if f.source.startswith("answers")]
    assert 3 not in survey


def test_nine_pairs_are_counted_and_their_means_are_not_shown() -> None:
    report = reported(few(9))
    assert words(report)["paired"] == "9"
    assert words(report)["matched"] == NOT_SHOWN
    figures = row(report, "ATT").figures
    assert figures["n"].words == "9"
    assert {figures[k].words for k in figures if k != "n"} == {NOT_SHOWN}
    assert {f.words for k, f in row(report, "SOONEST").figures.items() if k != "n"} == {NOT_SHOWN}


def test_few_who_refuse_cannot_be_worked_out() -> None:
    world = World()
    pupils = world.pupils(world.held_day(), 14)
    for participant in pupils[:3]:
        world.refuses_survey(participant)
    assert words(reported(world))["expected"] == NOT_SHOWN
    for participant in pupils[3:5]:
        world.refuses_survey(participant)
    assert words(reported(world))["expected"] == "9"


def test_who_refuses_after_answering_is_not_in_the_change() -> None:
    world = few(12)
    one = Response.objects.order_by("pk")[0].participant
    world.refuses_survey(one)
    assert row(reported(world), "ATT").figures["n"].words == "11"


def plans(before: tuple[int, ...], after: tuple[int, ...], gained: int, lost: int) -> Plans:
    n = sum(before)
    both = before[0] - lost
    pairs = [(1.0, 1.0)] * both + [(0.0, 1.0)] * gained + [(1.0, 0.0)] * lost
    pairs += [(0.0, 0.0)] * (n - len(pairs))
    return Plans(
        ("As soon as I turn 17", "Later", "Not sure"),
        before,
        after,
        paired_change(pairs),
        gained,
        lost,
    )


def test_small_count_of_plans_takes_another_with_it() -> None:
    rows = plan_rows(plans((3, 20, 17), (6, 17, 17), 5, 2))
    assert [r.before.words for r in rows] == [NOT_SHOWN, "20", NOT_SHOWN]
    assert [r.after.words for r in rows] == ["6", "17", "17"]
    assert rows[0].before.label == "As soon as I turn 17: before"


def test_share_goes_where_its_count_goes() -> None:
    soonest = soonest_row(plans((3, 20, 17), (6, 17, 17), 5, 2))
    assert {f.words for k, f in soonest.figures.items() if k != "n"} == {NOT_SHOWN}
    assert soonest.verdict == NOT_SHOWN


@pytest.mark.parametrize(
    ("gained", "lost", "shown"),
    [(8, 5, True), (8, 0, True), (8, 4, False), (3, 0, False), (2, 5, False)],
)
def test_interval_goes_where_few_changed(gained: int, lost: int, shown: bool) -> None:
    after = 12 + gained - lost
    soonest = soonest_row(plans((12, 18, 10), (after, 40 - after - 10, 10), gained, lost))
    assert (soonest.figures["low"].value is not None) == shown
    assert soonest.figures["change"].value == pytest.approx(100 * (gained - lost) / 40)
    if not shown:
        assert (soonest.interval, soonest.verdict) == (NOT_SHOWN, "no interval")


# --- what is kept, and what cannot be compared ----------------------------------------------------


def test_result_is_kept_until_more_answers_come() -> None:
    world = few(12)
    later = cast.NOW + datetime.timedelta(minutes=30)

    def at(now: datetime.datetime) -> datetime.datetime:
        sums = delivered(world.programme, cast.TODAY)
        return survey_result(world.programme, sums, cast.TODAY, now).worked_out_at

    assert (at(cast.NOW), at(later)) == (cast.NOW, cast.NOW)
    thirteenth = Response.objects.order_by("-pk")[0].participant_id + 1
    participant = CodeKey.objects.get(participant=thirteenth).participant
    world.both(participant)
    assert at(later) == later
    assert row(reported(world), "ATT").figures["n"].words == "13"


def test_without_both_waves_nothing_is_compared() -> None:
    programme = cast.programme()
    cast_surveys.wave(programme, WaveKind.BEFORE)
    report = make_report(programme, cast.TODAY, cast.NOW)
    assert (report.benefits, report.harms, report.plans) == ([], [], [])
    assert report.cautions == [NO_COMPARISON, DRAFT]


def test_scales_of_other_words_are_not_compared() -> None:
    assert comparable("ATT", CARS_AND_ME, CARS_AND_ME)
    assert not comparable("ATT", CARS_AND_ME, SMALL)
    programme = cast.programme()
    small = cast_surveys.small_version()
    before = add_wave(
        programme=programme,
        kind="BEFORE",
        version=small,
        opens_days=-14,
        closes_days=0,
        by=cast.coordinator(programme),
    )
    cast_surveys.wave(programme, WaveKind.AFTER)
    assert instrument_of(before.version_id).items == SMALL.items
    result = work_out(programme, cast.TODAY, cast.NOW)
    assert (result.scales, result.plans) == ((), None)


# --- how a figure is written ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "digits", "unit", "signed", "said", "number"),
    [
        (1204, 0, "", False, "1,204", 1204),
        (56.4, 0, "%", False, "56%", 56),
        (0.123, 2, "", True, "+0.12", 0.12),
        (-0.123, 2, "", True, "−0.12", -0.12),
        (-0.004, 2, "", True, "0.00", 0.0),
        (0.0, 1, "", True, "0.0", 0.0),
        (None, 2, "", True, NOT_SHOWN, None),
    ],
)
def test_figure_is_written_as_its_kind_asks(
    value: float | None, digits: int, unit: str, signed: bool, said: str, number: float | None
) -> None:
    figure = Figure("k", "Label", value, "What it is.", "where", digits, unit, signed)
    assert (figure.words, figure.number) == (said, number)


def test_every_figure_has_a_definition_and_a_key_of_its_own(season: World) -> None:
    figures = list(reported(season).figures())
    keys = [figure.key for figure in figures]
    assert sorted(keys) == sorted(set(keys))
    assert [f.key for f in figures if not (f.definition.endswith(".") and f.source)] == []


# --- the picture ----------------------------------------------------------------------------------


def test_picture_keeps_what_the_rows_say(season: World) -> None:
    (drawn,) = reported(season).benefit_pictures
    marks = {mark.name: mark for mark in drawn.marks}
    assert list(marks) == ["Attitude to safe driving", "These five together"]
    mark = marks["Attitude to safe driving"]
    assert 0.5 < mark.low < mark.middle < mark.high < 1
    change = row(reported(season), "ATT").figures["change"].value
    assert change is not None
    assert (mark.middle - 0.5) * 2 * 0.2 == pytest.approx(change)  # the line ends at 0.2
    assert mark.spans[1] == f"{100 * mark.middle:.2f}%"
    assert "Attitude to safe driving: +0.08 points of the scale, 95% interval +0.01 to +0.16" in (
        drawn.text
    )
    assert [tick.x for tick in drawn.ticks] == [0, 0.5, 1]


def test_picture_of_nothing_is_none() -> None:
    assert picture("key", "Title", [], "points") is None
