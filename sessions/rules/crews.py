"""Rules for crews: two services in every car, fire and ambulance in the demonstration."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from core.words import listed, many
from programmes.rules import SERVICES
from sessions.rules.season import DEMONSTRATION

COACHES_PER_CAR = 2
DEMONSTRATION_SERVICES = tuple(DEMONSTRATION)


@dataclass(frozen=True)
class Seat:
    """One coach in one car, in plain values."""

    car: str
    coach: str
    service: str
    newcomer: bool = False


def car_problems(car: str, seats: Collection[Seat]) -> Iterable[str]:
    """Everything that keeps a car from running."""
    missing = COACHES_PER_CAR - len(seats)
    if missing > 0:
        yield f"{car} needs {many(missing, 'more coach,more coaches')}."
    if missing < 0:
        yield f"{car} has more than two coaches."
    if len({seat.service for seat in seats}) < len(seats):
        yield f"{car} has two coaches from the same service."
    if sum(seat.newcomer for seat in seats) > 1:
        yield f"{car} has two newcomers. Put each beside a coach who has done this before."


def role_problems(coach: str, role: str, *, may_lead: bool, may_demonstrate: bool) -> Iterable[str]:
    """Why a coach does not take a role, whatever the day."""
    if role == "LEAD" and not may_lead:
        yield f"{coach} does not lead days. Choose somebody who may."
    if role == "DEMONSTRATION" and not may_demonstrate:
        yield f"{coach} is not in the demonstration. Choose somebody who may."


def services_that_fit(taken: Collection[str]) -> tuple[str, ...]:
    """The services from which a car with coaches from ``taken`` may get another coach."""
    if len(taken) >= COACHES_PER_CAR:
        return ()
    return tuple(service for service in SERVICES if service not in taken)


def demonstration_problems(services: Collection[str]) -> Iterable[str]:
    """Who is missing from the demonstration, given the services of its crew."""
    for service in DEMONSTRATION_SERVICES:
        if service not in services:
            yield f"The demonstration needs someone from {service.lower()}."


def place_words(role: str, car: int | None) -> str:
    """As in "you are …": in car 3, in the demonstration, day lead."""
    if car is not None:
        return f"in car {car}"
    return "day lead" if role == "LEAD" else "in the demonstration"


def asked_words(role: str, car: int | None) -> str:
    """As in "K. Ross is asked …": for car 3, for the demonstration, to lead the day."""
    if car is not None:
        return f"for car {car}"
    return "to lead the day" if role == "LEAD" else "for the demonstration"


def in_words(services: Collection[str]) -> str:
    """Services as said aloud: "police, fire or ambulance"."""
    return listed((service.lower() for service in services), "or")
