"""Answers at once: each is kept once, and a yes is never given to a seat that is gone."""

import pytest

from accounts.models import AuditEvent
from programmes.models import Availability
from sessions.actions.asking import accept_seat, come_back, decline_seat, withdraw
from sessions.actions.crews import unseat
from sessions.models import CrewSeat, Session, Tally, Withdrawal
from tests import cast, cast_days
from tests.at_once import Job, in_rounds
from tests.sessions.asking import crew, user_of

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

ROUNDS = 5


def season(n: int = ROUNDS, cars: int = 1) -> list[Session]:
    programme = cast.programme()
    return [cast_days.session_day(programme, cars=cars, date=cast.day(14 + k)) for k in range(n)]


def fresh(seat: CrewSeat) -> CrewSeat:
    return CrewSeat.objects.select_related("coach", "session").get(pk=seat.pk)


def yes(seat: CrewSeat) -> Job:
    seen = fresh(seat)
    return lambda: accept_seat(seat=seen, by=None, now=cast.NOW)


def no(seat: CrewSeat) -> Job:
    seen = fresh(seat)
    return lambda: decline_seat(seat=seen, by=None, now=cast.NOW)


def out(seat: CrewSeat) -> Job:
    seen, by = fresh(seat), cast.coordinator(seat.session.programme)
    return lambda: unseat(seat=seen, by=by, now=cast.NOW)


def verbs() -> dict[str, int]:
    found = AuditEvent.objects.filter(target_kind__in=("crew seat", "session"))
    every = [
        v for v in found.values_list("verb", flat=True) if v not in ("seated coach", "added day")
    ]
    return {verb: every.count(verb) for verb in sorted(set(every))}


def test_two_taps_at_once_accept_once():
    rounds = [[yes(seat)] * 3 for seat in map(cast_days.seated, season())]
    assert in_rounds(rounds) == [{"done": 3}] * ROUNDS
    assert set(CrewSeat.objects.values_list("state", "revision")) == {("ACCEPTED", 1)}
    assert verbs() == {"accepted seat (by link)": ROUNDS}


def test_three_taps_at_once_decline_once():
    rounds = [[no(seat) for _ in range(3)] for seat in map(cast_days.seated, season())]
    assert in_rounds(rounds) == [{"done": 1, "Refused": 2}] * ROUNDS
    assert (Withdrawal.objects.count(), CrewSeat.objects.count()) == (ROUNDS, 0)
    assert verbs() == {"coach declined (by link)": ROUNDS}


def test_of_a_yes_and_a_no_at_once_one_counts():
    rounds = [[yes(seat), no(seat)] for seat in map(cast_days.seated, season(10))]
    assert in_rounds(rounds) == [{"done": 1, "Refused": 1}] * 10
    accepted, declined = CrewSeat.objects.count(), Withdrawal.objects.count()
    assert accepted + declined == 10
    assert set(CrewSeat.objects.values_list("state", flat=True)) <= {"ACCEPTED"}


def test_a_yes_while_the_coordinator_takes_the_coach_out_leaves_no_seat():
    sessions = season(10)
    rounds = [[yes(seat), out(seat)] for seat in map(cast_days.seated, sessions)]
    found = in_rounds(rounds)
    assert [counted["done"] >= 1 for counted in found] == [True] * 10
    assert CrewSeat.objects.count() == 0
    assert set(Tally.objects.values_list("seats_filled", flat=True)) == {0}
    assert verbs()["took coach out"] == 10


def all_out(seats: list[CrewSeat]) -> Job:
    by = user_of(seats[0].coach)
    return lambda: withdraw(seats=seats, reason="CALLED_OUT", by=by, now=cast.NOW)


def back(gone: Withdrawal) -> Job:
    by = cast.coordinator(gone.session.programme)
    return lambda: come_back(withdrawal=gone, by=by, now=cast.NOW)


def test_two_of_a_crew_who_say_it_for_all_at_once_are_each_gone_once():
    crews = [[fresh(seat) for seat in crew(session, 3)] for session in season(cars=3)]
    assert (
        in_rounds([[all_out(seats)] * 2 for seats in crews]) == [{"done": 1, "Refused": 1}] * ROUNDS
    )
    assert Withdrawal.objects.count() == 3 * ROUNDS
    assert Availability.objects.filter(answer="NOT_FREE").count() == 3 * ROUNDS


def test_who_comes_back_twice_at_once_has_one_seat():
    gone = []
    for seat in map(cast_days.seated, season()):
        gone += withdraw(seats=[seat], reason="CANNOT_COME", by=None, now=cast.NOW)
    assert in_rounds([[back(one)] * 2 for one in gone]) == [{"done": 1, "Refused": 1}] * ROUNDS
    assert (CrewSeat.objects.count(), Withdrawal.objects.count()) == (ROUNDS, 0)
