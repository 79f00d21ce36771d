"""One day's crew while a roster changes: who stays, goes and comes, and who sits in which car."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from core.problems import Refused
from core.words import near_date
from programmes.models import Programme
from sessions.actions.telling import duty_words
from sessions.choices import CrewRole
from sessions.models import CarOnDay, CrewSeat, Session
from sessions.roster.pairing import pair_up
from sessions.rules.crews import COACHES_PER_CAR
from sessions.rules.season import Key, Person


@dataclass
class Crew:
    """One day while it is changed. ``moved`` holds by seat what the coach was before, in words."""

    day: Session
    stay: list[CrewSeat]
    go: list[CrewSeat]
    come: list[CrewSeat]
    moved: dict[int, str]

    @property
    def after(self) -> list[CrewSeat]:
        return [*self.stay, *self.come]


def pair_crews(
    crews: Sequence[Crew],
    people: Mapping[Key, Person],
    programme: Programme,
    today: datetime.date,
) -> None:
    """Give everybody in a car a place in one, with as few moved as can be."""
    cars: dict[int, list[CarOnDay]] = defaultdict(list)
    for car in CarOnDay.objects.filter(session__in=[c.day.pk for c in crews]).order_by("number"):
        cars[car.session_id].append(car)
    coaches = {seat.coach_id for crew in crews for seat in crew.after}
    met = _met(programme, coaches, today)
    for crew in crews:
        _pair_day(crew, cars[crew.day.pk], people, met)


def _met(
    programme: Programme, coaches: Collection[int], today: datetime.date
) -> set[frozenset[Key]]:
    """Pairs of coaches who have shared a car this season."""
    seats = CrewSeat.objects.filter(
        session__programme=programme, date__lt=today, car__isnull=False, coach__in=coaches
    )
    together: dict[int, list[int]] = defaultdict(list)
    for car, coach in seats.values_list("car_id", "coach_id"):
        together[car].append(coach)
    return {frozenset(pair) for crew in together.values() for pair in combinations(crew, 2)}


def _pair_day(
    crew: Crew,
    cars: Sequence[CarOnDay],
    people: Mapping[Key, Person],
    met: Collection[frozenset[Key]],
) -> None:
    seats = {seat.coach_id: seat for seat in crew.after if seat.role == CrewRole.CAR}
    # The service of a seat is history: a coach may have changed his since.
    sitting = [replace(people[key], service=seat.service) for key, seat in seats.items()]
    now: dict[Key, Key] = {
        key: seat.car_id for key, seat in seats.items() if seat.car_id is not None
    }
    pairing = pair_up(sitting, [car.pk for car in cars], now, met=met)
    if pairing.left:
        names = ", ".join(people[key].name for key in pairing.left)
        raise Refused(f"{near_date(crew.day.date)}: there is no car left for {names}.")
    by_pk = {car.pk: car for car in cars}
    for key, together in pairing.cars.items():
        _sit(crew, by_pk[int(key)], [seats[int(person)] for person in together])


def _sit(crew: Crew, car: CarOnDay, seats: Sequence[CrewSeat]) -> None:
    """Put people on the two sides of a car; who sits in it already stays on his side."""
    taken = {seat.side for seat in seats if seat.car_id == car.pk}
    sides = [side for side in range(1, COACHES_PER_CAR + 1) if side not in taken]
    for seat in seats:
        if seat.car_id != car.pk:
            if seat.pk is not None:
                crew.moved.setdefault(seat.pk, duty_words(seat))
            seat.car, seat.side = car, sides.pop(0)
