"""Answers for dates: taps above calendars above patterns, limits, and the lines they leave."""

import datetime
from functools import partial

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent
from core.problems import Refused
from programmes.actions import availability
from programmes.actions.availability import (
    CannotAnswer,
    answer_availability,
    clear_date,
    forget_calendar,
    note_calendar_problem,
    read_calendar,
    remove_pattern,
    say_dates,
    set_pattern,
    set_travel_and_limits,
)
from programmes.models import Availability, Coach, ShiftCalendar, ShiftPattern
from programmes.rules.shifts import KNOWN, dates_between
from tests import cast
from tests.at_once import SQLITE, Job, at_once, in_rounds

FIVE_WATCH = KNOWN[0].cycle
YEAR_ENDS = datetime.date(2027, 7, 31)


@pytest.fixture
def coach(db) -> Coach:
    return cast.coach(cast.programme())


def told(coach: Coach, **more) -> dict:
    """What each action is told besides the answer itself."""
    by = cast.coordinator(coach.programme)
    return {"coach": coach, "today": cast.TODAY, "now": cast.NOW, "by": by} | more


def pattern(coach: Coach, cycle: str = FIVE_WATCH, **more) -> int:
    return set_pattern(**told(coach, cycle=cycle, starts_on=cast.TODAY, **more))


def calendar(coach: Coach, said: str = "+-", **more) -> int:
    return read_calendar(**told(coach, starts_on=cast.TODAY, said=said) | more)


def tap(coach: Coach, days: int, answer: str = "FREE") -> None:
    say_dates(**told(coach, answers={cast.day(days): answer}))


def rows(coach: Coach, days: int = 3) -> list[tuple[str, str]]:
    """Answer and source of today and the dates after it; nothing where there is no answer."""
    found = {
        date: (answer, source)
        for date, answer, source in Availability.objects.filter(coach=coach).values_list(
            "date", "answer", "source"
        )
    }
    return [found.get(cast.day(n), ("", "")) for n in range(days)]


def last_line() -> tuple:
    event = AuditEvent.objects.order_by("-id")[0]
    return (event.verb, event.target_kind, event.target_number, event.count, event.by_id)


def line(coach: Coach, verb: str, count: int = 1) -> tuple:
    return (verb, "coach", coach.pk, count, cast.coordinator(coach.programme).pk)


# --- taps ---------------------------------------------------------------------------------------


def test_several_dates_are_answered_at_once(coach):
    said = {cast.day(0): "FREE", cast.day(1): "IF_NEEDED", YEAR_ENDS: "NOT_FREE"}
    assert say_dates(**told(coach, answers=said)) == 3
    assert rows(coach, 2) == [("FREE", "TAP"), ("IF_NEEDED", "TAP")]
    assert last_line() == line(coach, "said when a coach can come", 3)


def test_the_last_tap_counts(coach):
    tap(coach, 0)
    tap(coach, 0, "NOT_FREE")
    assert rows(coach, 1) == [("NOT_FREE", "TAP")]


@pytest.mark.parametrize("date", [cast.day(-1), YEAR_ENDS + datetime.timedelta(days=1)])
def test_dates_that_are_past_or_of_another_year_are_refused(coach, date):
    for asked in (
        lambda: say_dates(**told(coach, answers={cast.day(1): "FREE", date: "FREE"})),
        lambda: clear_date(**told(coach, date=date)),
    ):
        with pytest.raises(CannotAnswer) as no:
            asked()
        assert no.value.sentences == ["Choose a date from today to the end of the school year."]
    assert Availability.objects.count() == 0


def test_nothing_and_nonsense_are_refused(coach):
    with pytest.raises(CannotAnswer):
        say_dates(**told(coach, answers={}))
    with pytest.raises(CannotAnswer):
        tap(coach, 0, "PERHAPS")
    assert Availability.objects.count() == 0


def test_an_answer_taken_back_leaves_nothing(coach):
    tap(coach, 0)
    assert clear_date(**told(coach, date=cast.TODAY)) == ""
    assert rows(coach, 1) == [("", "")]
    assert last_line() == line(coach, "took an answer back")


def test_an_answer_taken_back_lets_the_calendar_speak_and_else_the_pattern(coach):
    pattern(coach, "O" * 7)
    calendar(coach, "-")
    for days in (0, 1):
        tap(coach, days, "IF_NEEDED")
    assert [clear_date(**told(coach, date=cast.day(n))) for n in (0, 1)] == ["NOT_FREE", "FREE"]
    assert rows(coach, 2) == [("NOT_FREE", "CALENDAR"), ("FREE", "PATTERN")]


# --- patterns -----------------------------------------------------------------------------------


def test_a_pattern_answers_until_the_school_year_ends(coach):
    free = pattern(coach)
    found = Availability.objects.filter(coach=coach, source="PATTERN")
    spanned = found.aggregate(first=models.Min("date"), last=models.Max("date"))
    assert spanned == {"first": cast.TODAY, "last": YEAR_ENDS}
    assert found.count() == len(dates_between(cast.TODAY, YEAR_ENDS)) == 251
    assert free == found.filter(answer="FREE").count()
    assert [answer == "FREE" for answer, _ in rows(coach, 8)] == [False] * 5 + [True] * 3
    assert last_line() == line(coach, "set a shift pattern")


def test_a_pattern_costs_a_handful_of_queries(coach):
    pattern(coach)
    with CaptureQueriesContext(connection) as asked:
        pattern(coach, "O" * 7)
    assert len(asked) <= 14  # with savepoints, and rows in two batches on SQLite


def test_a_pattern_leaves_taps_and_past_answers_alone(coach):
    tap(coach, 1, "IF_NEEDED")
    pattern(coach, "OO")
    pattern(coach, "DO", today=cast.day(1))
    assert rows(coach, 3) == [("FREE", "PATTERN"), ("IF_NEEDED", "TAP"), ("NOT_FREE", "PATTERN")]
    assert ShiftPattern.objects.get().cycle == "DO"


def test_a_removed_pattern_takes_its_answers_along(coach):
    pattern(coach)
    tap(coach, 1)
    remove_pattern(**told(coach))
    assert rows(coach) == [("", ""), ("FREE", "TAP"), ("", "")]
    assert ShiftPattern.objects.count() == 0
    assert last_line() == line(coach, "removed a shift pattern")


def test_a_pattern_that_is_none_is_refused(coach):
    with pytest.raises(Refused) as no:
        pattern(coach, "DDX")
    assert len(no.value.sentences) == 2
    assert ShiftPattern.objects.count() == 0


def test_a_pattern_set_when_the_year_is_over_answers_nothing(coach):
    assert pattern(coach, today=datetime.date(2027, 8, 2)) == 0
    assert Availability.objects.count() == 0


def test_a_pattern_touches_nobody_else(coach):
    other = cast.coach(coach.programme)
    tap(other, 0)
    pattern(other)
    before = rows(other, 9)
    pattern(coach)
    remove_pattern(**told(coach))
    assert rows(other, 9) == before


# --- calendars ----------------------------------------------------------------------------------


def test_a_calendar_stands_above_the_pattern_and_below_taps(coach):
    pattern(coach, "O" * 7)
    tap(coach, 0, "IF_NEEDED")
    assert calendar(coach, "--.") == len(dates_between(cast.TODAY, YEAR_ENDS)) - 2
    assert rows(coach) == [("IF_NEEDED", "TAP"), ("NOT_FREE", "CALENDAR"), ("FREE", "PATTERN")]
    assert last_line() == line(coach, "read a shift calendar")


def test_a_pattern_set_after_the_calendar_does_not_overrule_it(coach):
    calendar(coach, "-")
    pattern(coach, "O" * 7)
    assert rows(coach, 2) == [("NOT_FREE", "CALENDAR"), ("FREE", "PATTERN")]


def test_a_calendar_read_again_replaces_the_old_one_and_its_problem(coach):
    address = "https://example.org/a.ics"
    calendar(coach, "+++", address=address, others_free=True)
    note_calendar_problem(
        calendar=ShiftCalendar.objects.get(), problem="Nothing answers.", now=cast.NOW, by=None
    )
    assert last_line()[0] == "could not read a shift calendar"
    assert rows(coach)[0] == ("FREE", "CALENDAR")
    later = cast.NOW + datetime.timedelta(days=1)
    read_calendar(
        **told(coach, said="-", starts_on=cast.TODAY, rests_after_night=False, now=later, by=None),
        address=address,
    )
    kept = ShiftCalendar.objects.get()
    assert (kept.said, kept.address, kept.problem, kept.read_at) == ("-", address, "", later)
    assert (kept.others_free, kept.rests_after_night) == (False, False)
    assert rows(coach) == [("NOT_FREE", "CALENDAR"), ("", ""), ("", "")]
    assert last_line()[-1] is None


@pytest.mark.parametrize("then", ["", "https://example.org/new.ics"])
def test_what_was_read_by_night_is_dropped_once_the_coach_has_another_calendar_or_none(coach, then):
    address = "https://example.org/a.ics"
    calendar(coach, "+", address=address)
    fetched = ShiftCalendar.objects.get()
    if then:
        calendar(coach, ".", address=then)
    else:
        forget_calendar(**told(coach))
    before = last_line()
    again = told(coach, said="-", starts_on=cast.TODAY, by=None)
    assert read_calendar(**again, address=address) == 0
    note_calendar_problem(calendar=fetched, problem="Nothing answers.", now=cast.NOW, by=None)
    assert list(ShiftCalendar.objects.values_list("address", "problem")) == [(then, "")] * bool(
        then
    )
    assert (rows(coach), last_line()) == ([("", "")] * 3, before)


def test_a_calendar_with_an_odd_address_is_refused(coach):
    with pytest.raises(Refused):
        calendar(coach, address="shifts")
    assert (ShiftCalendar.objects.count(), Availability.objects.count()) == (0, 0)


def test_a_forgotten_calendar_lets_the_pattern_speak(coach):
    pattern(coach, "O" * 7)
    calendar(coach, "--")
    tap(coach, 1, "IF_NEEDED")
    forget_calendar(**told(coach))
    assert rows(coach) == [("FREE", "PATTERN"), ("IF_NEEDED", "TAP"), ("FREE", "PATTERN")]
    assert ShiftCalendar.objects.count() == 0
    assert last_line() == line(coach, "forgot a shift calendar")


# --- limits -------------------------------------------------------------------------------------


def limits(coach: Coach, **more) -> Coach:
    usual: dict = {
        "most_days_a_month": 2,
        "most_days_a_year": 12,
        "most_miles": 30,
        "grid_reference": "nh84217765",
    }
    return set_travel_and_limits(
        coach=coach, now=cast.NOW, by=cast.coordinator(coach.programme), **usual | more
    )


def kept_limits() -> list[tuple]:
    return list(
        Coach.objects.values_list(
            "most_days_a_month", "most_days_a_year", "most_miles", "grid_reference"
        )
    )


def test_limits_are_kept_and_the_place_to_a_kilometre(coach):
    limits(coach)
    assert kept_limits() == [(2, 12, 30, "NH 84 77")]
    assert last_line() == line(coach, "set how often and how far a coach comes")


def test_limits_can_be_taken_away(coach):
    limits(coach)
    limits(coach, most_days_a_month=None, most_days_a_year=None, most_miles=None, grid_reference="")
    assert kept_limits() == [(None, None, None, "")]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"most_days_a_month": 32}, "Enter 1 to 31 days a month, or leave it empty for no limit."),
        ({"most_days_a_year": 0}, "Enter 1 to 366 days a year, or leave it empty for no limit."),
        ({"most_miles": 501}, "Enter 1 to 500 miles, or leave it empty for no limit."),
        ({"grid_reference": "home"}, "Write the grid reference such as NH 84 77."),
    ],
)
def test_limits_that_make_no_sense_are_refused(coach, wrong, sentence):
    with pytest.raises(CannotAnswer) as no:
        limits(coach, **wrong)
    assert no.value.sentences == [sentence]
    assert kept_limits() == [(None, None, None, "")]


# --- many at once -------------------------------------------------------------------------------

ROUNDS = 10


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_taps_at_once_one_counts_wholly():
    coach = cast.coach(cast.programme())
    said = [{cast.day(n): answer for n in range(20)} for answer in ("FREE", "NOT_FREE")]
    backwards = dict(reversed(said[1].items()))  # as another page may send them
    jobs: list[Job] = [
        partial(say_dates, **told(coach, answers=answers)) for answers in (said[0], backwards)
    ]
    for came in in_rounds([jobs] * ROUNDS):
        assert came == {"done": 2}
    assert len(set(rows(coach, 20))) == 1


def overruled() -> int:
    """In how many rounds a pattern set at the same time as a calendar is read overrules it."""
    found = 0
    for _ in range(ROUNDS):
        coach = cast.coach(cast.programme())
        came = at_once(partial(pattern, coach, "O" * 7), partial(calendar, coach, "-" * 251))
        assert came == {"done": 2}
        found += Availability.objects.filter(coach=coach, source="PATTERN").exists()
    return found


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_calendar_read_while_a_pattern_is_set_stands_above_it():
    assert overruled() == 0


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(SQLITE, reason="SQLite has one writer at a time, with this lock or without.")
def test_control_without_the_lock_the_pattern_overrules_the_calendar(monkeypatch):
    monkeypatch.setattr(availability, "_lock", lambda coach: None)
    assert overruled() > 0


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_tap_at_the_same_time_as_a_pattern_is_not_lost():
    coach = cast.coach(cast.programme())
    by = cast.coordinator(coach.programme)
    for n in range(ROUNDS):
        came = at_once(
            lambda: pattern(coach),
            partial(
                answer_availability,
                coach=coach,
                date=cast.day(n),
                answer="IF_NEEDED",
                now=cast.NOW,
                by=by,
            ),
        )
        assert came == {"done": 2}
    assert rows(coach, ROUNDS) == [("IF_NEEDED", "TAP")] * ROUNDS


def test_control_where_taps_are_not_spared_a_pattern_takes_them(coach):
    tap(coach, 0, "IF_NEEDED")
    Availability.objects.filter(coach=coach).update(source="PATTERN")
    pattern(coach)
    assert rows(coach, 1) == [("NOT_FREE", "PATTERN")]
