"""Rules for a whole roster: who may come and in which duty, how often, and what a roster costs.

``roster_problems`` is the checker: the solver, repairs, proposals and every change by hand ask it
before anything is shown or written. It knows nothing of how a roster was found.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping

from core.grid import km_between, miles
from core.words import MONTHS, long_date, many
from programmes.rules import fit_problems
from sessions.rules.pairs import cars_from
from sessions.rules.season import DEMONSTRATION, Day, Duty, Key, Limits, Person, Season, Seat

DUTY_WORDS = {
    Duty.CAR: "a car",
    Duty.DEMO_FIRE: "the fire part of the demonstration",
    Duty.DEMO_AMBULANCE: "the ambulance part of the demonstration",
    Duty.LEAD: "the lead",
}


def may_take(person: Person, duty: Duty) -> bool:
    """Whether somebody is qualified for a duty, whatever the day."""
    if duty == Duty.CAR:
        return True
    if duty == Duty.LEAD:
        return person.may_lead
    return person.may_demonstrate and DEMONSTRATION.get(person.service) == duty


def distance_km(person: Person, day: Day) -> float | None:
    """Straight from home to the airfield; None where one of the places is not known."""
    if person.home is None or day.place is None:
        return None
    return km_between(person.home, day.place)


def is_too_far(person: Person, day: Day) -> bool:
    """Whether the airfield is further than somebody travels; not where a place is unknown."""
    far = distance_km(person, day)
    return person.most_km is not None and far is not None and far > person.most_km


def day_problems(person: Person, day: Day) -> Iterable[str]:
    """Everything that keeps a person from a day: papers, not free, taken already, too far.

    A date without an answer is one on which he is not free. Who has accepted a seat, or was
    pinned to it, has answered: ``Person.marks`` must then say so.
    """
    yield from fit_problems(person.assurance, day.date)
    if person.marks.get(day.date) is None:
        yield f"{person.name} is not free."
    if day.date in person.held:
        yield f"{person.name} has another day on this date."
    if is_too_far(person, day):
        most = many(round(miles(person.most_km or 0)), "mile,miles")
        yield f"The airfield is further than {person.name} travels ({most})."


def limit_problems(
    person: Person, dates: Collection[datetime.date], limits: Limits
) -> Iterable[str]:
    """Everything that makes ``dates``, with those held already, too many for one person.

    What held dates break by themselves is history, and is not told.
    """
    every = sorted([*dates, *person.held])
    for date in sorted(set(dates)):
        if every.count(date) > 1:
            yield f"{person.name} has two seats on {long_date(date)}."
    most, months = person.most_a_month, {(date.year, date.month) for date in dates}
    for (year, month), days in sorted(Counter((d.year, d.month) for d in every).items()):
        if most is not None and days > most and (year, month) in months:
            when = f"{MONTHS[month - 1]} {year}"
            yield f"{person.name} has {many(days, 'day,days')} in {when}; the most is {most}."
    most = person.most_in_season
    if dates and most is not None and len(every) > most:
        yield f"{person.name} has {many(len(every), 'day,days')} this season; the most is {most}."
    yield from _window_problems(person, dates, every, limits)


def _window_problems(
    person: Person,
    dates: Collection[datetime.date],
    every: list[datetime.date],
    limits: Limits,
) -> Iterable[str]:
    for i, first in enumerate(every):
        within = [date for date in every[i:] if (date - first).days < limits.window_days]
        if len(within) > limits.window_most and any(date in dates for date in within):
            yield (
                f"{person.name} has {len(within)} days within {limits.window_days} days from "
                f"{long_date(first)}; the most is {limits.window_most}."
            )
            return


def most_cars(crew: Collection[Person], *, newcomers_apart: bool = True) -> int:
    """Most cars that these people can fill, two services each, no two newcomers in one."""
    return cars_from(*counted(crew, newcomers_apart=newcomers_apart))


def counted(crew: Collection[Person], *, newcomers_apart: bool = True) -> tuple[Counter[str], int]:
    """People by service, and those new among them, as the pair formula counts them."""
    newcomers = sum(person.newcomer for person in crew) if newcomers_apart else 0
    return Counter(person.service for person in crew), newcomers


def filled(
    crew: Collection[Person], fixed: Collection[Key], *, newcomers_apart: bool = True
) -> tuple[int, int] | None:
    """Cars with two coaches and cars with one, when each of the crew has a place.

    Only those whose seat is fixed may sit alone. None when somebody would be left over. Those
    left alone are taken out of the largest services, newcomers first: the rest can be paired when
    no service and not the newcomers are more than the cars.
    """
    may_be_alone = Counter((p.service, p.newcomer) for p in crew if p.id in fixed)
    cars = most_cars(crew, newcomers_apart=newcomers_apart)
    while (alone := len(crew) - 2 * cars) <= may_be_alone.total():
        if _rest_can_be_paired(crew, may_be_alone, cars, apart=newcomers_apart):
            return cars, alone
        cars -= 1
    return None


def _rest_can_be_paired(
    crew: Collection[Person], may_be_alone: Counter[tuple[str, bool]], cars: int, *, apart: bool
) -> bool:
    spare = Counter(may_be_alone)
    newcomers = sum(person.newcomer for person in crew) if apart else 0
    left = len(crew) - 2 * cars
    takes: list[tuple[int, list[tuple[str, bool]]]] = []
    for service, there in sorted(Counter(person.service for person in crew).items()):
        takes.append((max(0, there - cars), [(service, True), (service, False)]))
    over = sum(number for number, _ in takes)
    takes.append((left - over, sorted(spare, key=lambda cell: not cell[1])))
    for number, cells in takes:
        for cell in cells:
            taken = min(number, spare[cell])
            spare[cell] -= taken
            number -= taken
            newcomers -= taken * cell[1]
        if number:
            return False
    return newcomers <= cars


def roster_problems(season: Season, seats: Iterable[Seat]) -> Iterable[str]:
    """Every rule that a roster breaks, with names and days; nothing means it may stand.

    ``seats`` is the whole roster of the season's days, fixed seats included.
    """
    seats = set(seats)
    people = {person.id: person for person in season.people}
    days = {day.id: day for day in season.days}
    strangers = [s for s in seats if s.person not in people or s.day not in days]
    if strangers:
        yield f"{many(len(strangers), 'seat names,seats name')} a coach or day not in this season."
    known = sorted(seats.difference(strangers), key=lambda s: (str(s.day), str(s.person), s.duty))
    for seat in known:
        person, day = people[seat.person], days[seat.day]
        if not may_take(person, seat.duty):
            yield f"{day.name}: {person.name} may not take {DUTY_WORDS[seat.duty]}."
        yield from (f"{day.name}: {problem}" for problem in day_problems(person, day))
    dates: dict[Key, list[datetime.date]] = defaultdict(list)
    for seat in known:
        dates[seat.person].append(days[seat.day].date)
    for key, taken in dates.items():
        yield from limit_problems(people[key], taken, season.limits)
    yield from _crew_problems(season, known, people)
    for seat in sorted(season.fixed - seats, key=str):
        who = people[seat.person].name if seat.person in people else "Somebody"
        when = days[seat.day].name if seat.day in days else "a day not in this season"
        yield f"{when}: {who} has {DUTY_WORDS[seat.duty]} for certain and must keep it."


def _crew_problems(
    season: Season, seats: Iterable[Seat], people: Mapping[Key, Person]
) -> Iterable[str]:
    crews: dict[Key, dict[Duty, list[Person]]] = defaultdict(lambda: defaultdict(list))
    fixed: dict[tuple[Key, Duty], set[Key]] = defaultdict(set)
    for seat in seats:
        crews[seat.day][seat.duty].append(people[seat.person])
    for seat in season.fixed:
        fixed[seat.day, seat.duty].add(seat.person)
    for day in season.days:
        crew = crews[day.id]
        yield from _car_problems(day, crew[Duty.CAR], fixed[day.id, Duty.CAR], season.limits)
        for duty in (Duty.DEMO_FIRE, Duty.DEMO_AMBULANCE, Duty.LEAD):
            need = day.need.get(duty, 0)
            # More than needed may have accepted; then nobody comes in addition.
            if len(crew[duty]) > max(need, len(fixed[day.id, duty])):
                have = many(len(crew[duty]), "person has,people have")
                yield f"{day.name}: {have} {DUTY_WORDS[duty]}, which needs {need}."


def _car_problems(
    day: Day, crew: Collection[Person], fixed: Collection[Key], limits: Limits
) -> Iterable[str]:
    apart = limits.newcomers_apart
    placed = filled(crew, fixed, newcomers_apart=apart)
    if placed is not None:
        if sum(placed) > day.cars:
            yield (
                f"{day.name}: {many(len(crew), 'coach fills,coaches fill')} "
                f"{many(sum(placed), 'car,cars')}, but {day.cars} run."
            )
        return
    if len(crew) > 2 * day.cars:
        cars_hold = many(day.cars, "car holds,cars hold")
        yield f"{day.name}: {len(crew)} coaches are more than {cars_hold}."
    if len(crew) % 2:
        is_odd = many(len(crew), "coach is,coaches are")
        yield f"{day.name}: {is_odd} an odd number, so one would sit alone."
    cars = (len(crew) + 1) // 2
    for service, there in sorted(Counter(person.service for person in crew).items()):
        if there > cars:
            yield (
                f"{day.name}: {there} of {len(crew)} coaches are from {service.lower()}, "
                "so two of one service would share a car."
            )
    newcomers = sum(person.newcomer for person in crew)
    if apart and newcomers > cars:
        yield f"{day.name}: {newcomers} of {len(crew)} coaches are new, so two would share a car."


def points(season: Season, seats: Iterable[Seat]) -> Mapping[str, int]:
    """What a roster costs, by part; least is best.

    Preference, travel and fairness count every seat; ``uncrewed_car`` each car without two
    coaches; the missing ones each person short; ``changed_asked`` each seat of today that nobody
    has answered and that is gone; ``alone`` each coach who sits in a car alone.
    """
    seats = set(seats)
    w = season.weights
    people = {person.id: person for person in season.people}
    days = {day.id: day for day in season.days}
    parts = dict.fromkeys(PARTS, 0)
    for seat in seats:
        person, day = people[seat.person], days[seat.day]
        parts["preference"] += w.preference.get(person.marks.get(day.date, ""), 0)
        parts["travel"] += travel_points(person, day, w.km_per_point)
    for key, number in Counter(seat.person for seat in seats).items():
        prior = people[key].prior
        parts["fairness"] += w.fairness * ((number + prior) ** 2 - prior**2)
    parts["changed_asked"] = w.changed_asked * len(season.asked - seats)
    by_day: dict[Key, list[Seat]] = defaultdict(list)
    for seat in seats:
        by_day[seat.day].append(seat)
    for day in season.days:
        for part, cost in _day_points(season, day, by_day[day.id], people):
            parts[part] += cost
    return parts


PARTS = (
    "preference",
    "travel",
    "fairness",
    "uncrewed_car",
    "missing_demo",
    "missing_lead",
    "missing_language",
    "changed_asked",
    "alone",
)


def travel_points(person: Person, day: Day, km_per_point: int) -> int:
    """Distance in points, rounded half up; none where a place is not known."""
    return int((distance_km(person, day) or 0) / km_per_point + 0.5)


def _day_points(
    season: Season, day: Day, seats: list[Seat], people: Mapping[Key, Person]
) -> Iterable[tuple[str, int]]:
    w = season.weights
    crew = [people[seat.person] for seat in seats if seat.duty == Duty.CAR]
    fixed = {seat.person for seat in season.fixed if seat.day == day.id and seat.duty == Duty.CAR}
    apart = season.limits.newcomers_apart
    placed = filled(crew, fixed, newcomers_apart=apart)
    cars, alone = placed or (most_cars(crew, newcomers_apart=apart), 0)
    yield "uncrewed_car", w.uncrewed_car * (day.cars - cars)
    yield "alone", w.alone * alone
    have = Counter(seat.duty for seat in seats)
    for duty in (Duty.DEMO_FIRE, Duty.DEMO_AMBULANCE):
        yield "missing_demo", w.missing_demo * max(0, day.need.get(duty, 0) - have[duty])
    yield "missing_lead", w.missing_lead * max(0, day.need.get(Duty.LEAD, 0) - have[Duty.LEAD])
    for language, need in day.languages.items():
        speak = sum(language in person.languages for person in crew)
        yield "missing_language", w.missing_language * max(0, need - speak)
