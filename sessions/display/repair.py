"""Ways to fill the empty seats of a day, ready to be chosen; and what a chosen one would do."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Q

from core.words import many, near_date
from programmes.actions.messages import can_reach
from programmes.choices import Service
from sessions.actions.crew_change import Crew
from sessions.actions.rosters import Put
from sessions.actions.telling import duty_words
from sessions.choices import CrewRole
from sessions.display.leavers import Leavers
from sessions.models import CarOnDay, CrewSeat, Session
from sessions.roster.load import load_season, role_of, roster_now
from sessions.roster.repair import Option, Repairer
from sessions.roster.tiers import Kind
from sessions.rules.crews import (
    COACHES_PER_CAR,
    DEMONSTRATION_SERVICES,
    asked_words,
    in_words,
    services_that_fit,
)
from sessions.rules.season import Key, Seat

# Somebody may come who gives up another day, but only one within a week: his fortnight stays
# alike, and a nation's season need not be read for one empty seat.
AROUND = datetime.timedelta(days=7)
ASK_FOR = {
    CrewRole.CAR: "a seat in a car",
    CrewRole.DEMONSTRATION: "the demonstration",
    CrewRole.LEAD: "the lead",
}


class Who(NamedTuple):
    """A coach with the letter of the service."""

    look: str
    letter: str
    service: str
    name: str


class Way(NamedTuple):
    """One way to fill seats; ``payload`` is what the page carries until it is chosen.

    A ``direct`` way asks one coach and moves nobody: it needs no second look.
    """

    payload: list[object]
    who: list[Who]
    sentence: str
    is_direct: bool


class Gap(NamedTuple):
    """An empty seat, and who left it."""

    place: str
    needs: str
    left: str


@dataclass(frozen=True)
class Change:
    """What was chosen, in numbers of seats, days and coaches."""

    day: int
    take: tuple[int, ...]
    put: tuple[Put, ...]

    @property
    def payload(self) -> list[object]:
        return [self.day, list(self.take), [[p.session, p.coach, p.role] for p in self.put]]

    @staticmethod
    def read(payload: Any) -> "Change":
        """The reverse of ``payload``, whose text was signed by this server."""
        day, take, put = payload
        return Change(day, tuple(take), tuple(Put(*one) for one in put))


class Crewed:
    """The days around one day as they are crewed now, and a repairer for questions about them."""

    def __init__(self, session: Session, today: datetime.date) -> None:
        self.session = session
        days = Session.objects.filter(
            programme=session.programme_id,
            date__gte=session.date - AROUND,
            date__lte=session.date + AROUND,
        ).open()
        # Nobody is called away from a day that is being held.
        days = days.filter(Q(date__gt=today) | Q(pk=session.pk))
        self.season = load_season(
            session.programme, today, sessions=list(days.values_list("pk", flat=True))
        )
        self.people = {person.id: person for person in self.season.people}
        self.days = {day.id: day for day in self.season.days}
        self._numbers: dict[tuple[Key, Key], int] = {}
        cars: dict[Key, dict[Key, Key]] = defaultdict(dict)
        seats = CrewSeat.objects.filter(session__in=list(self.days))
        for pk, day, coach, car in seats.values_list("pk", "session_id", "coach_id", "car_id"):
            self._numbers[day, coach] = pk
            if car is not None:
                cars[day][coach] = car
        self.repairer = Repairer(self.season, roster_now(self.season), cars)

    @property
    def ways(self) -> list[Option]:
        return self.repairer.options(self.session.pk)

    def change(self, option: Option) -> Change:
        """An option in numbers of rows."""
        return Change(
            self.session.pk,
            tuple(sorted(self._numbers[seat.day, seat.person] for seat in option.take)),
            tuple(_put(seat) for seat in sorted(option.put, key=str)),
        )

    def who(self, key: Key) -> Who:
        person = self.people[key]
        letter = person.service[0]
        return Who(letter.lower(), letter, Service(person.service).label, person.name)

    def way(self, option: Option) -> Way:
        return Way(
            payload=self.change(option).payload,
            who=[self.who(key) for key in option.comes],
            sentence=option.sentence,
            is_direct=option.people == len(option.comes) == 1 and not option.take,
        )


def _put(seat: Seat) -> Put:
    return Put(int(seat.day), int(seat.person), role_of(seat.duty).value)


@dataclass(frozen=True)
class RepairPage:
    """What is empty, whom to ask, which changes move more people, and the smallest change."""

    gaps: list[Gap]
    together: list[Way]
    ask: list[Way]
    changes: list[Way]
    smallest: Way | None


def repair_page(crewed: Crewed, today: datetime.date) -> RepairPage:
    """All ways to fill a day's empty seats, best first, and its smallest change."""
    found: dict[str, list[Way]] = {"together": [], "ask": [], "changes": [], "smallest": []}
    for option in crewed.ways:
        way = crewed.way(option)
        if not option.comes and option.kind in (Kind.SMALLEST, Kind.TOGETHER):
            found["smallest"].append(way)
        elif option.kind == Kind.TOGETHER:
            found["together"].append(without_names(way))
        else:
            found["ask" if way.is_direct else "changes"].append(way)
    smallest = next(iter(found.pop("smallest")), None)
    gaps = list(gaps_of(crewed.session, today))
    return RepairPage(gaps=gaps, smallest=smallest, **found)


def without_names(way: Way) -> Way:
    """Where several come, their names stand above: the sentence need not begin with them."""
    if len(way.who) < 2:
        return way
    _, _, rest = way.sentence.partition("; ")
    return way._replace(sentence=f"{rest[:1].upper()}{rest[1:]}")


def gaps_of(session: Session, today: datetime.date) -> Iterable[Gap]:
    """The empty seats of a day: cars by number, demonstration, lead."""
    seats = list(
        CrewSeat.objects.filter(session=session).values_list("coach_id", "role", "service", "car")
    )
    leavers = Leavers(session.pk, {coach for coach, *_ in seats}, today)
    for car in CarOnDay.objects.filter(session=session).order_by("number"):
        there = [service for _, _, service, in_car in seats if in_car == car.pk]
        missing = COACHES_PER_CAR - len(there)
        if missing:
            needs = in_words(services_that_fit(there)) if there else "two coaches"
            yield Gap(str(car), needs, ". ".join(leavers.of_car(car.pk)[:missing]))
    showing = {service for _, role, service, _ in seats if role == CrewRole.DEMONSTRATION}
    for service in DEMONSTRATION_SERVICES:
        if service not in showing:
            yield Gap("Demonstration", service.lower(), leavers.of_demonstration(service))
    if all(role != CrewRole.LEAD for _, role, *_ in seats):
        yield Gap("Day lead", "somebody who may lead", leavers.of_lead())


# --- what a change would do ---------------------------------------------------------------------


class Step(NamedTuple):
    """What becomes of one coach; ``reached`` says whether a message goes to him."""

    day: str
    who: Who
    what: str
    reached: bool


def steps(crews: Collection[Crew]) -> list[Step]:
    """Everybody whom a change concerns, by day: who comes, who moves, who goes."""
    found = []
    for crew in crews:
        day = near_date(crew.day.date) if len(crews) > 1 else ""
        found += [_step(day, seat, f"is asked {_asked(seat)}") for seat in crew.come]
        found += [
            _step(day, seat, f"moves: {crew.moved[seat.pk]} now, {duty_words(seat)} then")
            for seat in crew.stay
            if seat.pk in crew.moved
        ]
        found += [_step(day, seat, f"is taken off ({duty_words(seat)} now)") for seat in crew.go]
    return found


def _asked(seat: CrewSeat) -> str:
    return asked_words(seat.role, seat.car.number if seat.car else None)


def _step(day: str, seat: CrewSeat, what: str) -> Step:
    letter = seat.service[0]
    who = Who(letter.lower(), letter, Service(seat.service).label, str(seat.coach))
    return Step(day, who, what, can_reach(seat.coach))


def moved_words(found: Collection[Step]) -> str:
    """ "3 people are told; nobody else is." """
    reached = sum(step.reached for step in found)
    return f"{many(reached, 'person is told,people are told')}; nobody else is."
