"""The register as a coach sees it: rows in the order of their turns, under cars or showings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from uuid import UUID, uuid4

from core.words import clock
from sessions.choices import Consent
from sessions.display.register_rows import DEMONSTRATION, Moment, Row, register_row
from sessions.display.words import short_schools
from sessions.models import Place
from sessions.rules.register import Entry


@dataclass(frozen=True)
class Group:
    """Rows under one heading: a car, a showing, or those without a turn."""

    key: str
    title: str
    crew: tuple[tuple[str, str], ...]  # service and name
    before: list[Row]
    lunch: str
    after: list[Row]
    slot: int | None = None  # of a showing
    here_unseen: int = 0
    id: UUID = field(default_factory=uuid4)

    @property
    def rows(self) -> list[Row]:
        return [*self.before, *self.after]

    @property
    def paper(self) -> list[tuple[str, ...]]:
        """The rows of the paper register."""
        return [row.on_paper for row in self.rows]


@dataclass(frozen=True)
class Counts:
    """How far a register is; each number counts the pupils shown."""

    here: int
    absent: int
    drove: int
    to_come: int
    saw: int


def counts(groups: Iterable[Group]) -> Counts:
    """Counts over all rows that the page shows."""
    rows = [row for group in groups for row in group.rows]
    return Counts(
        here=sum(row.is_here is True for row in rows),
        absent=sum(row.is_here is False for row in rows),
        drove=sum(row.drove for row in rows),
        to_come=sum(row.is_here is None for row in rows),
        saw=sum(row.saw for row in rows),
    )


def register_groups(
    places: Sequence[Place],
    entries: Mapping[int, Entry],
    crews: Mapping[int, tuple[tuple[str, str], ...]],
    moment: Moment,
) -> list[Group]:
    """Places, in the order of their turns, as rows under the headings of the view."""
    if moment.show == DEMONSTRATION:
        return list(_by_showing(places, entries, moment))
    return list(_by_car(places, entries, crews, moment))


def _by_car(
    places: Sequence[Place],
    entries: Mapping[int, Entry],
    crews: Mapping[int, tuple[tuple[str, str], ...]],
    moment: Moment,
) -> Iterable[Group]:
    planned = [p for p in places if p.car is not None]
    planned.sort(key=lambda p: (p.car.number if p.car else 0, p.slot or 0, p.pk))
    rest = [p for p in places if p.car is None]
    for car, found in groupby(planned, key=lambda p: p.car):
        assert car is not None
        yield _group(
            f"car-{car.number}", f"Car {car.number}", crews.get(car.pk, ()), found, entries, moment
        )
    if rest:
        yield _group("no-turn", "No turn in the day plan", (), rest, entries, moment)


def _by_showing(
    places: Sequence[Place], entries: Mapping[int, Entry], moment: Moment
) -> Iterable[Group]:
    def showing(place: Place) -> int:
        return 999 if place.demonstration_slot is None else place.demonstration_slot

    ordered = sorted(places, key=lambda p: (showing(p), p.pk))
    for slot, found in groupby(ordered, key=showing):
        at = moment.time_of(slot)
        title = f"Showing at {clock(at)}" if at else "No showing in the day plan"
        group = _group(f"showing-{slot}", title, (), found, entries, moment)
        unseen = sum(row.is_here is True and not row.saw for row in group.rows)
        yield replace(group, slot=slot if at else None, here_unseen=unseen)


def _group(
    key: str,
    title: str,
    crew: tuple[tuple[str, str], ...],
    found: Iterable[Place],
    entries: Mapping[int, Entry],
    moment: Moment,
) -> Group:
    places = list(found)
    schools = short_schools({p.booking.school.name for p in places})
    following = _next(places, entries, moment)
    rows = [
        register_row(
            p, entries[p.pk], moment, schools[p.booking.school.name], is_now=p.pk == following
        )
        for p in places
    ]
    lunch = moment.slots.lunch
    if lunch is None or key.startswith(("no-", "showing")):
        return Group(key, title, crew, rows, "", [])
    early = sum(1 for p in places if (moment.time_of(p.slot) or lunch) < lunch)
    return Group(key, title, crew, rows[:early], clock(lunch), rows[early:])


def _next(places: Sequence[Place], entries: Mapping[int, Entry], moment: Moment) -> int | None:
    """The first pupil who is still to drive and whose turn is not over."""
    if moment.show == DEMONSTRATION:
        return None
    for place in places:
        entry = entries[place.pk]
        waits = not entry.drove and not entry.did_not_drive and entry.is_here is not False
        if waits and place.consent_take_part == Consent.YES and not moment.is_over(place.slot):
            return place.pk
    return None
