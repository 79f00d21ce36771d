"""The pair meter: how many cars the coaches of three services make, and what is missing."""

from collections.abc import Iterable, Mapping

from core.words import many
from programmes.rules import SERVICES

NUMBERS = "no one two three four five six seven eight nine ten".split()


def cars_from(coaches: Mapping[str, int], newcomers: int = 0) -> int:
    """Most cars with two coaches from two services each, no two newcomers in one.

    ``min(N // 2, N - max)`` with N coaches in all and ``max`` in the largest service, or the
    newcomers where they are more: each car takes two, and at most one of them from the largest.
    Checked against brute force in the tests.
    """
    everyone = sum(coaches.values())
    largest = max(coaches.values(), default=0)
    return min(everyone // 2, everyone - max(largest, newcomers))


def coaches_missing(coaches: Mapping[str, int], cars: int, newcomers: int = 0) -> int:
    """The fewest coaches to add so that ``cars`` cars can run."""
    everyone = sum(coaches.values())
    largest = max(coaches.values(), default=0)
    return max(0, 2 * cars - everyone, cars - (everyone - max(largest, newcomers)))


def _limits(coaches: Mapping[str, int], cars: int, more: int, newcomers: int) -> Iterable[str]:
    """How many of ``more`` new coaches may come from each service, where that is a limit."""
    everyone = sum(coaches.values())
    spare = everyone + more - cars
    rooms = {service: spare - coaches.get(service, 0) for service in SERVICES}
    if 0 < max(rooms.values()) == min(rooms.values()) < more:
        yield f"at most {_number(rooms[SERVICES[0]])} from any service"
    else:
        for service, room in rooms.items():
            if room <= 0:
                yield f"not from {service.lower()}"
            elif room < more:
                yield f"at most {_number(room)} from {service.lower()}"
    # Where nobody is new so far, that two newcomers never share a car goes without saying.
    if newcomers and spare <= newcomers:
        yield "no newcomer"
    elif newcomers and spare - newcomers < more:
        room = spare - newcomers
        yield f"at most {_number(room)} {'newcomer' if room == 1 else 'newcomers'}"


def what_is_missing(coaches: Mapping[str, int], cars: int, newcomers: int = 0) -> str:
    """ "Two more, not from police, make 10." Empty when the cars can run."""
    more = coaches_missing(coaches, cars, newcomers)
    if more == 0:
        return ""
    limits = ", ".join(_limits(coaches, cars, more, newcomers))
    verb = "makes" if more == 1 else "make"
    middle = f", {limits}," if limits else ""
    return f"{_number(more).capitalize()} more{middle} {verb} {cars}."


def more_needed(coaches: Mapping[str, int], cars: int, newcomers: int = 0) -> str:
    """ "2 more needed, not from police"; empty when the cars can run."""
    more = coaches_missing(coaches, cars, newcomers)
    if more == 0:
        return ""
    return ", ".join([f"{more} more needed", *_limits(coaches, cars, more, newcomers)])


def pair_sentence(coaches: Mapping[str, int], cars: int, newcomers: int = 0) -> str:
    """ "20 coaches make 8 cars. Two more, not from police, make 10." """
    everyone = sum(coaches.values())
    made = cars_from(coaches, newcomers)
    first = f"{many(everyone, 'coach makes,coaches make')} {many(made, 'car,cars')}."
    return " ".join(filter(None, [first, what_is_missing(coaches, cars, newcomers)]))


def _number(n: int) -> str:
    return NUMBERS[n] if n < len(NUMBERS) else str(n)
