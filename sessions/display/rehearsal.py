"""What a day would be if some left it: cars, demonstration, who would move, who could be asked."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from core.words import many
from programmes.choices import Service
from sessions.choices import CrewRole
from sessions.display.repair import Crewed, Who, without_names
from sessions.models import CrewSeat
from sessions.roster.repair import Option, Rehearsal
from sessions.rules.season import Duty

MOST_ASKED = 5
NOBODY = {
    Duty.DEMO_FIRE: "nobody from fire in the demonstration",
    Duty.DEMO_AMBULANCE: "nobody from ambulance in the demonstration",
    Duty.LEAD: "nobody leads",
}


class Tick(NamedTuple):
    """One coach of the day, to be ticked."""

    coach: int
    who: Who
    place: str
    is_gone: bool


class Group(NamedTuple):
    """Those of one service who come from one station."""

    key: str
    name: str
    ticks: list[Tick]


class Line(NamedTuple):
    """How the day stands one call-out; ``query`` rehearses it."""

    name: str
    sentence: str
    look: str
    tag: str
    query: str


class Asked(NamedTuple):
    """Somebody who could be asked then."""

    who: list[Who]
    sentence: str


@dataclass(frozen=True)
class RehearsalPage:
    """``heads`` counts those who would leave; without any there is no ``sentences``."""

    groups: list[Group]
    services: list[tuple[str, str]]
    heads: str
    sentences: tuple[str, ...]
    look: str
    change: str
    ask: list[Asked]
    lines: list[Line]


class _Row(NamedTuple):
    coach: int
    role: str
    service: str
    station: str
    number: int | None


def rehearsal_page(crewed: Crewed, gone: Collection[int], all_of: str = "") -> RehearsalPage:
    """``all_of`` is the key of a group, or a service: everybody of it leaves too."""
    seats = CrewSeat.objects.filter(session=crewed.session)
    rows = [
        _Row(*row)
        for row in seats.order_by("service", "coach__station", "id").values_list(
            "coach_id", "role", "service", "coach__station", "car__number"
        )
    ]
    leave = {r.coach for r in rows if r.coach in gone or all_of in (_key(r), r.service)}
    groups: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        groups[_key(row)].append(row)
    found = crewed.repairer.rehearse(crewed.session.pk, leave) if leave else None
    return RehearsalPage(
        groups=[_group(crewed, key, theirs, leave) for key, theirs in groups.items()],
        services=[
            (s, Service(s).label) for s in Service.values if any(r.service == s for r in rows)
        ],
        heads=many(len(leave), "coach leaves,coaches leave") if leave else "",
        sentences=found.sentences if found else (),
        look=_look(found) if found else "",
        change=found.change.sentence if found and found.change else "",
        ask=[_asked(crewed, option) for option in (found.ask[:MOST_ASKED] if found else ())],
        lines=_lines(crewed, groups),
    )


def _key(row: _Row) -> str:
    return f"{row.service}/{row.station}"


def _name(rows: Collection[_Row]) -> str:
    first = next(iter(rows))
    service = Service(first.service).label
    return f"{first.station}, {service.lower()}" if first.station else f"{service}, no station"


def _group(crewed: Crewed, key: str, rows: Collection[_Row], leave: Collection[int]) -> Group:
    ticks = [
        Tick(row.coach, crewed.who(row.coach), _place(row), row.coach in leave) for row in rows
    ]
    return Group(key, _name(rows), ticks)


def _place(row: _Row) -> str:
    if row.number is not None:
        return f"car {row.number}"
    return "day lead" if row.role == CrewRole.LEAD else "demonstration"


def _asked(crewed: Crewed, option: Option) -> Asked:
    way = without_names(crewed.way(option))
    return Asked(way.who, way.sentence)


def _look(found: Rehearsal) -> str:
    """Stop where a car or a duty is lost, else in order."""
    return "stop" if found.left < found.before or found.missing else "ok"


def _lines(crewed: Crewed, groups: Mapping[str, Collection[_Row]]) -> list[Line]:
    """One line for each group, the one that would cost most first."""
    day, repairer = crewed.session.pk, crewed.repairer
    lacking = repairer.rehearse(day, (), ask=False).missing
    ranked = []
    for key, rows in groups.items():
        after = repairer.rehearse(day, [row.coach for row in rows], ask=False)
        lost = [duty for duty in after.missing if duty not in lacking]
        cars = after.before - after.left
        tag = many(cars, "car fewer,cars fewer") if cars > 0 else "Crew short" if lost else "Stands"
        name = f"{_name(rows)}: {many(len(rows), 'coach,coaches')}"
        line = Line(name, _left(after, lost), "stop" if tag != "Stands" else "ok", tag, key)
        ranked.append(((-cars - len(lost), -len(rows), name), line))
    return [line for _, line in sorted(ranked)]


def _left(after: Rehearsal, lost: Collection[Duty]) -> str:
    running = f"{after.left} of {many(after.cars, 'car,cars')} still"
    said = [f"{running} {'runs' if after.left == 1 else 'run'}" if after.left else "no car runs"]
    return ", ".join([*said, *(NOBODY[duty] for duty in lost)])
