"""Why a day is short: what is missing, which limits bind, and what would mend it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from core.words import many
from sessions.roster.cut import Cut, tightest_cut
from sessions.roster.obstacles import fixes, of_use, reasons
from sessions.roster.order import in_order
from sessions.roster.standing import OTHER_DUTIES, Standing
from sessions.rules.meter import LEAD, Meter, Sort, meter
from sessions.rules.pairs import more_needed
from sessions.rules.roster import limit_problems
from sessions.rules.season import DEMONSTRATION, Day, Duty, Key, Person, Season, Seat

SHOWS = {duty: service for service, duty in DEMONSTRATION.items()}
# More days than these are not searched for a cut: it would take longer than one waits.
MOST_DAYS_OF_A_CUT = 60


@dataclass(frozen=True)
class Shortage:
    """A day that is short: the whole story in sentences, without names; fixes with names.

    ``unavoidable`` when even everybody who is free on the day could not mend any of it.
    """

    day: Key
    sentence: str
    fixes: tuple[str, ...]
    unavoidable: bool


def shortages(season: Season, seats: Iterable[Seat]) -> list[Shortage]:
    """Every day of a roster that lacks somebody, in the order of the days."""
    standing = Standing(season, seats)
    looks = [
        _Look(standing, day)
        for day in sorted(season.days, key=lambda day: (day.date, in_order(day.id)))
        if standing.lack(day, standing.crews[day.id])
    ]
    cuts = _cuts(standing, [look.day for look in looks if look.others_need_them])
    return [look.shortage(cuts.get(look.day.id, "")) for look in looks]


class _Look:
    """One short day: as it stands, with those who could still be asked, and with all on it."""

    def __init__(self, standing: Standing, day: Day) -> None:
        self.standing, self.day = standing, day
        self.apart = standing.season.limits.newcomers_apart
        crew = standing.crews[day.id]
        self.in_cars = [standing.people[key] for key, duty in crew.items() if duty == Duty.CAR]
        have = Counter(crew.values())
        self.missing = {
            duty: day.need[duty] - have[duty]
            for duty in OTHER_DUTIES
            if day.need.get(duty, 0) > have[duty]
        }
        self.cars = standing.cars_run(day, crew)
        everybody = self._everybody(crew)
        self.alone = self._meter((), everybody, day.need)
        could = standing.could_join(day)
        now = self._short(self.cars, self.missing, self.in_cars)
        best = self._least_short((), everybody, day.need)
        with_more = self._least_short(self.in_cars, could, self.missing)
        there = [standing.people[key] for key in crew]
        changed = self._least_short((), [*there, *could], day.need)
        self.unavoidable = best >= now
        self.could_be_asked = with_more < now
        self.duties_would_help = changed < now <= with_more
        self.others_need_them = best < now <= min(with_more, changed)
        self.found = of_use(standing, day)

    def _everybody(self, crew: Collection[Key]) -> list[Person]:
        """Those on the day, and all who could come if no other day were planned."""
        there = {key: self.standing.people[key] for key in crew}
        limits = self.standing.season.limits
        for person in self.standing.free_on(self.day):
            if not any(limit_problems(person, [self.day.date], limits)):
                there[person.id] = person
        return list(there.values())

    def _meter(
        self, in_cars: Iterable[Person], free: Iterable[Person], need: Mapping[Duty, int]
    ) -> Meter:
        wanted = [SHOWS.get(duty, LEAD) for duty, number in need.items() for _ in range(number)]
        return meter(self._sorts(in_cars), self._sorts(free), wanted, self.day.cars)

    def _sorts(self, people: Iterable[Person]) -> Counter[Sort]:
        return Counter(
            Sort(p.service, p.newcomer and self.apart, p.may_demonstrate, p.may_lead)
            for p in people
        )

    def _least_short(
        self, in_cars: Collection[Person], free: Collection[Person], need: Mapping[Duty, int]
    ) -> int:
        """The fewest points that some of the duties, and then as many cars as can be, leave."""
        found = []
        for numbers in product(*(range(number + 1) for number in need.values())):
            taken = dict(zip(need, numbers, strict=True))
            meter = self._meter(in_cars, free, taken)
            nobody = Counter(meter.nobody)
            missing = {
                duty: need[duty] - number + nobody[SHOWS.get(duty, LEAD)]
                for duty, number in taken.items()
            }
            found.append(self._short(meter.crewed, missing, [*in_cars, *free]))
        return min(found)

    def _short(self, cars: int, missing: Mapping[Duty, int], people: Collection[Person]) -> int:
        """How much is short, in points of the objective, as if all who speak a language drove."""
        w = self.standing.season.weights
        lead = missing.get(Duty.LEAD, 0)
        return (
            w.uncrewed_car * (self.day.cars - cars)
            + w.missing_lead * lead
            + w.missing_demo * (sum(missing.values()) - lead)
            + w.missing_language * sum(self._short_of(people).values())
        )

    def _short_of(self, people: Collection[Person]) -> Mapping[str, int]:
        speak = Counter(language for person in people for language in person.languages)
        return {
            language: need - speak[language]
            for language, need in sorted(self.day.languages.items())
            if need > speak[language]
        }

    def shortage(self, cut: str) -> Shortage:
        """In words."""
        lines = ["; ".join([*self._cars(), *self._duties(), *self._languages()]) + "."]
        lines += self._causes(cut)
        return Shortage(
            self.day.id,
            f"{self.day.name}: {' '.join(lines)}",
            tuple(fixes(self.found, self.day, asking_helps=self.could_be_asked)),
            self.unavoidable,
        )

    def _cars(self) -> Iterator[str]:
        if self.cars == self.day.cars:
            return
        seats = f"{many(2 * self.day.cars, 'seat,seats')} in cars"
        if self.alone.crewed <= self.cars:
            left, newcomers = self.alone.left, self.alone.newcomers
            free = many(sum(left.values()), "coach,coaches")
            yield f"{seats}, {free} free for them"
        else:
            left = Counter(person.service for person in self.in_cars)
            newcomers = sum(person.newcomer and self.apart for person in self.in_cars)
            yield f"{seats}, {len(self.in_cars)} taken"
        yield more_needed(left, self.day.cars, newcomers)

    def _duties(self) -> Iterator[str]:
        for duty in self.missing:
            nobody = SHOWS.get(duty, LEAD) in self.alone.nobody
            if duty == Duty.LEAD:
                yield "nobody is free to lead" if nobody else "nobody leads"
            elif nobody:
                yield f"nobody from {SHOWS[duty].lower()} is free for the demonstration"
            else:
                yield f"nobody from {SHOWS[duty].lower()} for the demonstration"

    def _languages(self) -> Iterator[str]:
        for language, number in self._short_of(self.in_cars).items():
            who = many(number, "more coach who speaks,more coaches who speak")
            yield f"{who} {language} needed in cars"

    def _causes(self, cut: str) -> Iterator[str]:
        """Whom to ask, or who is kept from coming by what."""
        free = sum(not what for _, what in self.found)
        if self.could_be_asked:
            yield f"{many(free, 'coach,coaches')} could still be asked."
        if self.duties_would_help:
            yield "Other duties on the day would mend some of it."
        if self.others_need_them:
            yield cut or "Other days need the same people."
        if self.cars < self.alone.crewed < self.day.cars:
            yield f"With everybody who is free, {many(self.alone.crewed, 'car,cars')} could run."
        limits = self.standing.season.limits
        yield from reasons(
            self.found, self.day, f"{limits.window_most} days within {limits.window_days}"
        )
        crew = self.standing.crews[self.day.id]
        silent = sum(
            self.day.date not in person.marks and person.id not in crew
            for person in self.standing.season.people
        )
        if silent and not self.could_be_asked:
            yield f"{many(silent, 'coach has,coaches have')} not said yes to this date."


def _cuts(standing: Standing, short: Collection[Day]) -> dict[Key, str]:
    """By day the sentence that proves that some days of its month need too many together."""
    months: dict[tuple[int, int], list[Day]] = defaultdict(list)
    for day in sorted(standing.season.days, key=lambda day: (day.date, in_order(day.id))):
        months[day.date.year, day.date.month].append(day)
    found: dict[Key, str] = {}
    for month in sorted({(day.date.year, day.date.month) for day in short}):
        if len(months[month]) <= MOST_DAYS_OF_A_CUT:
            cut = tightest_cut(standing, months[month])
            if cut is not None:
                found.update(dict.fromkeys(cut.days, _cut_words(standing, cut)))
    return found


def _cut_words(standing: Standing, cut: Cut) -> str:
    """ "These 3 days need 57 people-days, those eligible can give 55: Tue 12 May, …" """
    names = [standing.days[key].name for key in cut.days]
    which = "This day alone needs" if len(names) == 1 else f"These {len(names)} days need"
    days = ", ".join(names) if len(names) <= 6 else f"{names[0]} to {names[-1]}"
    return f"{which} {cut.need} people-days, those eligible can give {cut.give}: {days}."
