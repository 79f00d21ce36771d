"""Two co-ordinators change the roster at once: one is first, the other is told; and the control."""

import time
from functools import partial

import pytest
from django.db import OperationalError, connection, transaction

from accounts.models import AuditEvent
from core.problems import Refused
from programmes.models import Coach, Message, Programme
from sessions.actions.proposals import accept_changes, all_key
from sessions.actions.rosters import Put, change_roster
from sessions.models import CrewSeat, Session, Tally
from sessions.roster.difference import difference
from sessions.roster.load import load_season
from tests import cast, cast_days
from tests.at_once import SQLITE, Job, at_once, in_rounds
from tests.sessions.rosters import FIRE, LEAD, POLICE, by, free, proposed, put, season

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
ROUNDS = 5


def changing(of: Programme, *wanted: Put, take: tuple[int, ...] = ()) -> Job:
    who = by(of)
    return lambda: change_roster(programme=of, take=take, put=wanted, by=who, now=cast.NOW)


def days(of: Programme, *numbers: int) -> list[Session]:
    return [cast_days.session_day(of, cars=2, date=cast.day(n)) for n in numbers]


def test_a_proposal_that_two_accept_at_once_is_accepted_once():
    of = cast.programme()
    season(of, *days(of, 14, 28))
    proposal = proposed(of)
    key, who = all_key(difference(proposal, cast.TODAY)), by(of)

    def accepting() -> object:
        return accept_changes(proposal=proposal, chosen=[key], by=who, now=cast.NOW)

    assert at_once(accepting, accepting) == {"done": 1, "Refused": 1}
    assert CrewSeat.objects.count() == 14
    assert AuditEvent.objects.filter(verb="accepted roster").count() == 1
    told = Message.objects.values_list("coach", flat=True)
    assert len(told) == len(set(told)) == 7


def test_of_two_who_fill_the_same_seat_at_once_one_does():
    of = cast.programme()
    made = days(of, *range(14, 14 + ROUNDS))
    rounds = [
        [changing(of, put(day, free(of, service, day.date), LEAD)) for service in (POLICE, FIRE)]
        for day in made
    ]
    assert in_rounds(rounds) == [{"done": 1, "Refused": 1}] * ROUNDS
    assert [Tally.objects.get(session=day).leads for day in made] == [1] * ROUNDS


def test_of_two_who_take_the_same_seat_at_once_one_does():
    of = cast.programme()
    rounds = []
    for day in days(of, *range(14, 14 + ROUNDS)):
        seat = cast_days.seated(day, FIRE, LEAD)
        rounds.append([changing(of, take=(seat.pk,))] * 2)
    assert in_rounds(rounds) == [{"done": 1, "Refused": 1}] * ROUNDS
    assert CrewSeat.objects.count() == 0


def pairs_of_days(of: Programme) -> list[tuple[Coach, Session, Session]]:
    """Two days of one month each, for a coach who comes once a month."""
    found = []
    for n in range(ROUNDS):
        one, other = days(of, 14 + n, 20 + n)
        coach = free(of, FIRE, one.date, other.date)
        Coach.objects.filter(pk=coach.pk).update(most_days_a_month=1)
        found.append((coach, one, other))
    return found


def test_two_days_given_to_one_coach_at_once_never_go_beyond_his_limit():
    of = cast.programme()
    rounds = [
        [changing(of, put(day, coach, LEAD)) for day in (one, other)]
        for coach, one, other in pairs_of_days(of)
    ]
    assert in_rounds(rounds) == [{"done": 1, "Refused": 1}] * ROUNDS
    assert CrewSeat.objects.count() == ROUNDS


def look_then_write(of: Programme, day: Session, coach: Coach) -> None:
    """The same without a lock on the coach: the control."""
    if SQLITE:
        connection.transaction_mode = None  # type: ignore[attr-defined]  # Django's default
    with transaction.atomic():
        loaded = load_season(of, cast.TODAY, sessions=[day.pk])
        [person] = [one for one in loaded.people if one.id == coach.pk]
        time.sleep(0.01)  # the other looks too
        if person.held:
            raise Refused("Once a month is enough.")
        CrewSeat.objects.create(
            session=day, date=day.date, coach=coach, service=coach.service, role=LEAD
        )


def test_control_without_the_lock_the_limit_does_not_hold():
    """Shows that the test above can fail: PostgreSQL gives both days, SQLite gives up."""
    of = cast.programme()
    rounds: list[list[Job]] = [
        [partial(look_then_write, of, day, coach) for day in (one, other)]
        for coach, one, other in pairs_of_days(of)
    ]
    found = in_rounds(rounds)
    assert found != [{"done": 1, "Refused": 1}] * ROUNDS
    if SQLITE:
        assert sum(one[OperationalError.__name__] for one in found) > 0
    else:
        assert CrewSeat.objects.count() > ROUNDS
