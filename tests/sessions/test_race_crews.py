"""Many seat coaches at once: two services to a car, one seat to a coach."""

import pytest

from accounts.models import AuditEvent
from programmes.choices import Service
from programmes.models import Coach
from sessions.actions.crews import seat_coach, unseat
from sessions.choices import CrewRole
from sessions.models import CarOnDay, CrewSeat, Session, Tally
from tests import cast, cast_days
from tests.at_once import Job, at_once, in_rounds

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def seats_of(session: Session) -> list[tuple[str, int | None]]:
    """Service and side of each seat in the day's cars."""
    seats = CrewSeat.objects.filter(session=session, role=CrewRole.CAR)
    return sorted(seats.values_list("service", "side"))


def seating(session: Session, coach: Coach, car: CarOnDay) -> Job:
    by = cast.coordinator(session.programme)
    return lambda: seat_coach(
        session=session, coach=coach, role=CrewRole.CAR, car=car, by=by, now=cast.NOW
    )


def seating_new(session: Session, *services: Service) -> list[Job]:
    """A new coach from each service into the first car."""
    [car, *_] = cast_days.cars_of(session)
    return [seating(session, cast.coach(session.programme, one), car) for one in services]


def season(days: int, cars: int = 1) -> list[Session]:
    programme = cast.programme()
    return [cast_days.session_day(programme, cars=cars, date=cast.day(14 + n)) for n in range(days)]


def test_two_people_who_fill_a_car_at_once_both_do():
    sessions = season(10)
    rounds = [seating_new(session, Service.POLICE, Service.FIRE) for session in sessions]
    assert in_rounds(rounds) == [{"done": 2}] * 10
    for session in sessions:
        services, sides = zip(*seats_of(session), strict=True)
        assert (services, set(sides)) == (("FIRE", "POLICE"), {1, 2})
        assert Tally.objects.get(pk=session.pk).seats_filled == 2


def test_two_people_who_seat_the_same_service_at_once_cannot_both():
    sessions = season(5)
    rounds = [seating_new(session, Service.POLICE, Service.POLICE) for session in sessions]
    assert in_rounds(rounds) == [{"done": 1, "Refused": 1}] * 5
    assert [seats_of(session) for session in sessions] == [[("POLICE", 1)]] * 5


def test_of_six_who_seat_coaches_in_one_car_at_once_two_succeed():
    [session] = season(1)
    found = at_once(*seating_new(session, *Service, *Service))
    assert found == {"done": 2, "Refused": 4}
    services, sides = zip(*seats_of(session), strict=True)
    assert (len(set(services)), set(sides)) == (2, {1, 2})


def test_one_coach_cannot_be_put_into_three_cars_at_once():
    sessions = season(5, cars=3)
    one = cast.coach(sessions[0].programme)
    rounds = [
        [seating(session, one, car) for car in cast_days.cars_of(session)] for session in sessions
    ]
    assert in_rounds(rounds) == [{"done": 1, "Refused": 2}] * 5
    assert [seats_of(session) for session in sessions] == [[("POLICE", 1)]] * 5


def unseating(seat: CrewSeat) -> Job:
    by = cast.coordinator(seat.session.programme)
    seen = [CrewSeat.objects.get(pk=seat.pk) for _ in range(3)]
    return lambda: unseat(seat=seen.pop(), by=by, now=cast.NOW)


def test_a_coach_taken_out_by_three_people_at_once_is_taken_out_once():
    rounds = [[unseating(cast_days.seated(session))] * 3 for session in season(5)]
    assert in_rounds(rounds) == [{"done": 1, "Refused": 2}] * 5
    assert AuditEvent.objects.filter(verb="took coach out").count() == 5
