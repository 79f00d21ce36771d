"""Tests of the worker's task: it works out a roster, says how far it is, and never falls silent."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, OperationalError, connection

from programmes.models import Programme
from sessions.actions.proposals import ask_for_proposal, begin, close_proposal, stop_proposal
from sessions.models import Proposal, ProposedSeat, Session
from sessions.roster.inputs import inputs_hash
from sessions.roster.load import load_season
from sessions.roster.solve import Progress
from sessions.tasks import COULD_NOT, Teller, work_out
from tests import cast, cast_days
from tests.sessions.rosters import FIRE, by, free, season

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(cast.NOW, tick=False):
        yield


@pytest.fixture
def made() -> Programme:
    return cast.programme()


@pytest.fixture
def day(made: Programme) -> Session:
    return cast_days.session_day(made, cars=2)


def asked(of: Programme) -> Proposal:
    return ask_for_proposal(programme=of, seconds=10, by=by(of), now=cast.NOW)


@contextmanager
def failing(table: str, error: Exception) -> Iterator[None]:
    """The database refuses whatever touches a table."""

    def refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if table in sql:
            raise error
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


def worked(proposal: Proposal) -> Proposal:
    work_out.call(proposal.pk)
    proposal.refresh_from_db()
    return proposal


def test_a_season_is_worked_out_and_proven(made, day):
    season(made, day)
    proposal = worked(asked(made))
    assert (proposal.state, proposal.proven, proposal.shortages) == ("READY", True, "")
    assert proposal.objective == proposal.bound
    assert proposal.inputs_hash == inputs_hash(load_season(made, cast.TODAY))
    assert ProposedSeat.objects.filter(proposal=proposal).count() == 7


def test_what_is_short_is_said(made, day):
    free(made, FIRE, day.date)
    proposal = worked(asked(made))
    assert proposal.state == "READY"
    assert proposal.shortages.startswith("Mon 7 December: ")


def test_asking_works_it_out_once_the_transaction_stands(
    made, day, django_capture_on_commit_callbacks
):
    season(made, day)
    with django_capture_on_commit_callbacks(execute=True):
        proposal = asked(made)
    proposal.refresh_from_db()
    assert proposal.state == "READY"


def test_one_that_was_closed_before_it_began_is_left_alone(made, day):
    proposal = asked(made)
    close_proposal(proposal=proposal, by=by(made), now=cast.NOW)
    assert (worked(proposal).state, proposal.started_at) == ("CLOSED", None)


def test_what_goes_wrong_is_told_in_a_sentence(made, day, caplog):
    proposal = asked(made)
    with failing("programmes_availability", DatabaseError("disk full")):
        proposal = worked(proposal)
    assert (proposal.state, proposal.shortages) == ("FAILED", COULD_NOT)
    assert "disk full" in caplog.text


# --- how far it is ------------------------------------------------------------------------------


def begun(of: Programme) -> Proposal:
    proposal = asked(of)
    assert begin(pk=proposal.pk, now=cast.NOW) is not None
    return proposal


def test_progress_is_noted_at_most_once_a_second(made, day):
    proposal = begun(made)
    teller = Teller(proposal.pk)
    assert teller(Progress(0.1, None, 500))
    assert teller(Progress(0.2, 900, 600))
    proposal.refresh_from_db()
    assert (proposal.objective, proposal.bound) == (None, 500)
    teller.told_at -= 1
    assert teller(Progress(1.2, 900, 600))
    proposal.refresh_from_db()
    assert (proposal.objective, proposal.bound, proposal.heard_at) == (900, 600, cast.NOW)


def test_who_stops_it_is_heard_with_the_next_note(made, day):
    proposal = begun(made)
    teller = Teller(proposal.pk)
    stop_proposal(proposal=proposal, by=by(made), now=cast.NOW)
    assert not teller(Progress(0.1, None, 500))
    assert not teller(Progress(0.2, None, 500))


def test_a_busy_database_does_not_end_the_work(made, day, caplog):
    proposal = begun(made)
    with failing("airfield_sessions_proposal", OperationalError("database is locked")):
        assert Teller(proposal.pk)(Progress(0.1, None, 500))
    assert "could not be noted" in caplog.text
