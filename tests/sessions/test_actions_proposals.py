"""Tests of proposals: asked for, worked on, stopped, looked at, accepted in part or discarded."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.problems import Refused
from programmes.actions import answer_availability
from programmes.choices import Answer
from programmes.models import Programme
from sessions.actions.asking import accept_seat, pin_seat
from sessions.actions.days import call_off
from sessions.actions.proposals import (
    NOT_READY,
    STOPPED,
    accept_changes,
    all_key,
    ask_for_proposal,
    begin,
    close_proposal,
    fail,
    finish,
    note_progress,
    stop_proposal,
)
from sessions.actions.rosters import CHANGED
from sessions.choices import ProposalState
from sessions.models import CrewSeat, Proposal, ProposedSeat, Session
from sessions.roster.difference import HAS_ACCEPTED, HAS_SAID_NO, PINNED, difference
from sessions.roster.inputs import has_changed, inputs_hash
from sessions.roster.load import load_season
from sessions.roster.solve import solve
from tests import cast, cast_days
from tests.sessions.asking import letters
from tests.sessions.recorded import Lines, line, refused
from tests.sessions.rosters import CAR, FIRE, LEAD, POLICE, SHOW, by, free, proposed, sat, season

pytestmark = pytest.mark.django_db


def later(seconds: int) -> datetime.datetime:
    return cast.NOW + datetime.timedelta(seconds=seconds)


@pytest.fixture
def made() -> Programme:
    return cast.programme()


@pytest.fixture
def day(made: Programme) -> Session:
    return cast_days.session_day(made, cars=2)


def ask(of: Programme, now: datetime.datetime = cast.NOW, seconds: int = 60) -> Proposal:
    return ask_for_proposal(programme=of, seconds=seconds, by=by(of), now=now)


def state(proposal: Proposal) -> str:
    proposal.refresh_from_db()
    return proposal.state


def changes(proposal: Proposal, today: datetime.date = cast.TODAY) -> dict[str, str]:
    """By key what keeps a change from being made."""
    days = difference(proposal, today)
    return {change.key: change.kept for one in days for change in one.changes}


def accept(proposal: Proposal, *chosen: str, now: datetime.datetime | None = None):
    keys = chosen or (all_key(difference(proposal, cast.TODAY)),)
    of = proposal.programme
    return accept_changes(proposal=proposal, chosen=keys, by=by(of), now=now or later(60))


# --- asking -------------------------------------------------------------------------------------


def test_a_proposal_waits_for_the_worker(made, day):
    lines = Lines()
    proposal = ask(made, seconds=300)
    assert (proposal.state, proposal.seconds, proposal.asked_by) == ("WAITING", 300, by(made))
    assert lines.read() == line(made.pk, by=by(made), verb="asked for a roster", target=proposal)


def test_only_one_is_worked_on_at_a_time(made, day):
    ask(made)
    with refused("The season is being planned already."):
        ask(made, later(120))


def test_one_that_nobody_works_on_makes_way(made, day):
    old = ask(made)
    begin(pk=old.pk, now=later(5))
    note_progress(pk=old.pk, objective=None, bound=0, now=later(30))
    with refused("The season is being planned already."):
        ask(made, later(150))
    new = ask(made, later(151))
    assert (state(old), old.shortages, state(new)) == ("FAILED", STOPPED, "WAITING")


def test_without_a_day_to_come_there_is_nothing_to_plan(made):
    cast_days.session_day(made, date=cast.day(-1))
    off = cast_days.session_day(made)
    call_off(session=off, reason="Ice", by=by(made), now=cast.NOW)
    with refused("There is no day to come. Add days first."):
        ask(made)


def test_asking_hands_the_work_to_the_worker(made, day, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        ask(made)
    assert len(callbacks) == 1


# --- signs of life ------------------------------------------------------------------------------


def test_only_one_worker_begins(made, day):
    proposal = ask(made)
    first, second = (begin(pk=proposal.pk, now=later(n)) for n in (2, 3))
    assert first is not None
    assert second is None
    assert (first.state, first.started_at, first.heard_at) == ("RUNNING", later(2), later(2))


def test_progress_is_kept_until_somebody_stops_it(made, day):
    proposal = ask(made)
    begin(pk=proposal.pk, now=later(1))
    assert note_progress(pk=proposal.pk, objective=900, bound=800, now=later(2))
    lines = Lines()
    stop_proposal(proposal=proposal, by=by(made), now=later(3))
    assert lines.read() == line(made.pk, by=by(made), verb="stopped a roster", target=proposal)
    assert not note_progress(pk=proposal.pk, objective=850, bound=810, now=later(4))
    proposal.refresh_from_db()
    assert (proposal.objective, proposal.bound, proposal.heard_at) == (850, 810, later(4))
    assert proposal.state == "RUNNING"


def test_stopping_one_that_has_not_begun_closes_it(made, day):
    proposal = ask(made)
    stop_proposal(proposal=proposal, by=by(made), now=later(1))
    assert state(proposal) == "CLOSED"
    assert begin(pk=proposal.pk, now=later(2)) is None


def test_one_that_is_worked_out_cannot_be_stopped(made, day):
    with refused("This plan is worked out already."):
        stop_proposal(proposal=proposed(made), by=by(made), now=later(9))


# --- its end ------------------------------------------------------------------------------------


def test_what_was_found_is_kept_with_its_proof(made, day):
    season(made, day)
    lines = Lines()
    proposal = proposed(made)
    loaded = load_season(made, cast.TODAY)
    best = solve(loaded, seconds=10)
    assert (proposal.state, proposal.objective, proposal.bound) == (
        "READY",
        best.objective,
        best.bound,
    )
    assert (proposal.proven, proposal.inputs_hash) == (True, inputs_hash(loaded))
    assert (proposal.started_at, proposal.finished_at) == (cast.NOW, later(3))
    roles = sorted(ProposedSeat.objects.values_list("role", flat=True))
    assert roles == ["CAR"] * 4 + ["DEMONSTRATION"] * 2 + ["LEAD"]
    assert lines.read()[-1] == (made.pk, None, "worked out a roster", "proposal", proposal.pk, 7)


def test_an_earlier_proposal_closes_and_forgets_its_people(made, day):
    season(made, day)
    old, new = proposed(made), proposed(made)
    assert (state(old), state(new)) == ("CLOSED", "READY")
    assert set(ProposedSeat.objects.values_list("proposal", flat=True)) == {new.pk}


def test_a_roster_found_for_a_proposal_that_was_discarded_is_dropped(made, day):
    season(made, day)
    proposal = ask(made)
    begin(pk=proposal.pk, now=later(1))
    close_proposal(proposal=proposal, by=by(made), now=later(2))
    loaded = load_season(made, cast.TODAY)
    kept = finish(
        pk=proposal.pk, solution=solve(loaded), shortages=[], inputs_hash="", now=later(3)
    )
    assert (kept, state(proposal), ProposedSeat.objects.count()) == (False, "CLOSED", 0)


def test_what_went_wrong_is_kept_in_a_sentence(made, day):
    proposal = ask(made)
    begin(pk=proposal.pk, now=later(1))
    lines = Lines()
    fail(pk=proposal.pk, sentence="It broke.", now=later(2))
    assert (state(proposal), proposal.shortages) == ("FAILED", "It broke.")
    verb = "could not work out a roster"
    assert lines.read() == [(made.pk, None, verb, "proposal", proposal.pk, 1)]
    fail(pk=proposal.pk, sentence="It broke again.", now=later(3))
    assert (state(proposal), proposal.shortages) == ("FAILED", "It broke.")


def test_discarding_changes_no_seat_and_tells_nobody(made, day):
    season(made, day)
    proposal = proposed(made)
    lines = Lines()
    close_proposal(proposal=proposal, by=by(made), now=later(9))
    assert (state(proposal), CrewSeat.objects.count(), letters()) == ("CLOSED", 0, [])
    assert ProposedSeat.objects.count() == 0
    assert lines.read() == line(made.pk, by=by(made), verb="discarded a roster", target=proposal)
    with refused("This proposal is closed already."):
        close_proposal(proposal=proposal, by=by(made), now=later(9))


# --- the difference -----------------------------------------------------------------------------


def test_against_an_empty_roster_everybody_comes_in(made, day):
    season(made, day)
    [one] = difference(proposed(made), cast.TODAY)
    assert (one.day, one.date, one.stay) == (day.pk, day.date, 0)
    assert sorted((c.kind, c.after) for c in one.changes) == [
        *[("in", "CAR")] * 4,
        *[("in", "DEMONSTRATION")] * 2,
        ("in", "LEAD"),
    ]


def test_who_stays_goes_or_changes_duty_is_told_apart(made, day):
    """A far coach is replaced by near ones; a coach in the wrong duty changes it."""
    people = season(made, day)
    out = cast.coach(made, POLICE, account=True)
    sat(day, out, LEAD)
    answer_availability(coach=out, date=day.date, answer=Answer.NOT_FREE, now=cast.NOW, by=by(made))
    moved = sat(day, people[3], CAR)
    proposal = proposed(made)
    ProposedSeat.objects.filter(coach=moved.coach).update(role=SHOW)
    stays = ProposedSeat.objects.exclude(coach=moved.coach).filter(role=LEAD).get()
    [one] = difference(proposal, cast.TODAY)
    found = {(c.kind, c.coach, c.before, c.after) for c in one.changes}
    assert {
        ("out", out.pk, "LEAD", ""),
        ("as", moved.coach_id, "CAR", "DEMONSTRATION"),
        ("in", stays.coach_id, "", "LEAD"),
    } < found
    assert one.stay == 0


def test_seats_that_are_as_proposed_stay(made, day):
    season(made, day)
    proposal = proposed(made)
    accept(proposal)
    again = proposed(made, later(120))
    [one] = difference(again, cast.TODAY)
    assert (one.changes, one.stay) == ([], 7)


def test_days_without_a_proposed_seat_and_days_past_are_none_of_it(made, day):
    season(made, day)
    proposal = proposed(made)
    added = cast_days.session_day(made, date=cast.day(30))
    sat(added, cast.coach(made), LEAD)
    assert [one.day for one in difference(proposal, cast.TODAY)] == [day.pk]
    assert difference(proposal, cast.day(15)) == []
    call_off(session=day, reason="Ice", by=by(made), now=cast.NOW)
    assert difference(proposal, cast.TODAY) == []


def test_what_coaches_said_since_stands(made, day):
    people = season(made, day)
    leaves = sat(day, cast.coach(made, POLICE), LEAD)
    pinned = sat(day, cast.coach(made, FIRE), SHOW)
    proposal = proposed(made)
    ProposedSeat.objects.filter(coach__in=(leaves.coach, pinned.coach)).delete()
    accept_seat(seat=leaves, by=None, now=later(20))
    pin_seat(seat=pinned, by=by(made), now=later(20))
    no = ProposedSeat.objects.filter(coach__in=people).latest("pk")
    answer_availability(
        coach=no.coach, date=day.date, answer=Answer.NOT_FREE, now=later(30), by=by(made)
    )
    kept = {key: why for key, why in changes(proposal).items() if why}
    assert kept == {
        f"out-{day.pk}-{leaves.coach_id}-LEAD": HAS_ACCEPTED,
        f"out-{day.pk}-{pinned.coach_id}-DEMONSTRATION": PINNED,
        f"in-{day.pk}-{no.coach_id}-{no.role}": HAS_SAID_NO,
    }


def test_a_seat_accepted_before_may_go(made, day):
    season(made, day)
    seat = sat(day, cast.coach(made, POLICE), LEAD)
    accept_seat(seat=seat, by=None, now=later(-60))
    proposal = proposed(made)
    ProposedSeat.objects.filter(coach=seat.coach).delete()
    assert changes(proposal)[f"out-{day.pk}-{seat.coach_id}-LEAD"] == ""


def test_the_difference_asks_three_queries_however_long_the_season(made):
    def queries() -> int:
        proposal = proposed(made)
        with CaptureQueriesContext(connection) as asked:
            difference(proposal, cast.TODAY)
        return len(asked)

    season(made, cast_days.session_day(made, cars=2))
    once = queries()
    days = [cast_days.session_day(made, cars=2, date=cast.day(n)) for n in (28, 42)]
    season(made, *days)
    assert (once, queries()) == (3, 3)


# --- accepting ----------------------------------------------------------------------------------


def test_all_is_accepted_at_once_and_the_proposal_closes(made, day):
    people = season(made, day)
    proposal = proposed(made)
    lines = Lines()
    changed = accept(proposal)
    assert (changed.came, changed.told, state(proposal)) == (7, 7, "CLOSED")
    assert set(CrewSeat.objects.values_list("coach", flat=True)) == {c.pk for c in people}
    assert lines.read() == line(
        made.pk, by=by(made), verb="accepted roster", target=proposal, count=7
    )


def test_a_day_is_accepted_and_the_others_wait(made):
    days = [cast_days.session_day(made, cars=2, date=cast.day(n)) for n in (14, 28)]
    season(made, *days)
    proposal = proposed(made)
    first, second = difference(proposal, cast.TODAY)
    accept(proposal, first.key)
    assert set(CrewSeat.objects.values_list("session", flat=True)) == {days[0].pk}
    assert state(proposal) == "READY"
    assert not has_changed(proposal.inputs_hash, made, cast.TODAY)
    accept(proposal, second.key)
    assert state(proposal) == "CLOSED"


def test_single_changes_are_accepted_where_the_checker_lets_them(made, day):
    season(made, day)
    proposal = proposed(made)
    [lead] = [key for key in changes(proposal) if key.endswith("LEAD")]
    [alone, *_] = [key for key in changes(proposal) if key.endswith("CAR")]
    accept(proposal, lead)
    with refused("Mon 7 December: 1 coach is an odd number, so one would sit alone."):
        accept(proposal, alone)
    assert list(CrewSeat.objects.values_list("role", flat=True)) == ["LEAD"]


def test_a_day_and_one_of_its_changes_count_once(made, day):
    season(made, day)
    proposal = proposed(made)
    [one] = difference(proposal, cast.TODAY)
    assert accept(proposal, one.key, one.changes[0].key).came == 7


def test_what_is_no_longer_as_it_was_seen_is_refused(made, day):
    season(made, day)
    proposal = proposed(made)
    days = difference(proposal, cast.TODAY)
    every, one, [change, *_] = all_key(days), days[0].key, days[0].changes
    sat(day, cast.coach(made, POLICE), LEAD)
    for key in (every, one, "in-1-2-CAR"):
        with refused(CHANGED):
            accept(proposal, key)
    assert CrewSeat.objects.count() == 1
    assert change.key in changes(proposal)


def test_a_roster_that_somebody_else_changed_stays_marked_as_changed(made):
    days = [cast_days.session_day(made, cars=2, date=cast.day(n)) for n in (14, 28)]
    season(made, *days)
    proposal = proposed(made)
    sat(days[1], cast.coach(made, POLICE), LEAD)
    accept(proposal, difference(proposal, cast.TODAY)[0].key)
    proposal.refresh_from_db()
    assert has_changed(proposal.inputs_hash, made, cast.TODAY)


def test_nothing_chosen_and_closed_proposals_are_refused(made, day):
    season(made, day)
    proposal = proposed(made)
    with refused("Nothing is chosen. Tick days or changes first."):
        accept_changes(proposal=proposal, chosen=[], by=by(made), now=later(9))
    close_proposal(proposal=proposal, by=by(made), now=later(9))
    with pytest.raises(Refused, match=NOT_READY[:20]):
        accept(proposal, "day-1-x")
    assert state(proposal) == ProposalState.CLOSED


def test_a_coach_who_said_no_since_is_left_out_of_what_is_accepted(made, day):
    season(made, day)
    free(made, POLICE, day.date)  # somebody who could, and is not asked instead
    proposal = proposed(made)
    wanted = list(ProposedSeat.objects.all())
    lead = ProposedSeat.objects.get(role=LEAD)
    answer_availability(
        coach=lead.coach, date=day.date, answer=Answer.NOT_FREE, now=later(30), by=by(made)
    )
    changed = accept(proposal)
    assert (changed.came, state(proposal)) == (6, "CLOSED")
    seated = set(CrewSeat.objects.values_list("coach", flat=True))
    assert seated == {one.coach_id for one in wanted} - {lead.coach_id}


def test_a_ticked_day_leaves_out_whom_it_cannot_have(made, day):
    season(made, day)
    proposal = proposed(made)
    lead = ProposedSeat.objects.get(role=LEAD)
    answer_availability(
        coach=lead.coach, date=day.date, answer=Answer.NOT_FREE, now=later(30), by=by(made)
    )
    [shown] = difference(proposal, cast.TODAY)
    changed = accept(proposal, shown.key)
    assert (changed.came, CrewSeat.objects.filter(coach=lead.coach).count()) == (6, 0)
