"""Repairs in one plain sentence each: nearness, load and fit."""

from collections.abc import Iterable

from core.words import many
from sessions.roster.cases import Case
from sessions.roster.standing import Standing
from sessions.roster.tiers import Draft, Kind
from sessions.rules.season import Day, Duty, Person

TAKES = {
    Duty.CAR: "takes a seat in a car",
    Duty.DEMO_FIRE: "takes the fire part of the demonstration",
    Duty.DEMO_AMBULANCE: "takes the ambulance part of the demonstration",
    Duty.LEAD: "takes the lead",
}
WITHOUT = {
    Duty.DEMO_FIRE: "nobody from fire is in the demonstration",
    Duty.DEMO_AMBULANCE: "nobody from ambulance is in the demonstration",
    Duty.LEAD: "nobody leads",
}


def option_sentence(case: Case, draft: Draft, moved: int) -> str:
    """ "8 miles away, 2 days this season; sits in for P. Gunn, no one else moves."

    ``moved`` only change cars.
    """
    if draft.kind in (Kind.TOGETHER, Kind.SMALLEST):
        return _mixed_anew(case, draft, moved)
    (person, duty), *others = draft.into
    who = about(case.standing, person, case.day)
    if draft.kind == Kind.ROLE_CHANGE:
        stays, wanted = others[0]
        fit = f"{TAKES[duty]} and {stays.name} {_for_whom(case, wanted)}"
    elif draft.kind == Kind.FROM_ANOTHER_DAY:
        fit = f"{_for_whom(case, duty)} and {_gives_up(case, draft)}"
    else:
        fit = _for_whom(case, duty)
    return f"{who}; {fit}, {_others(moved)}."


def rehearsal_sentences(
    people: int, before: int, left: int, planned: int, missing: Iterable[Duty]
) -> Iterable[str]:
    """ "If this crew leaves, 6 of 10 cars still run." Then each duty that nobody has."""
    who = "this coach" if people == 1 else "this crew"
    running = f"{left} of {many(planned, 'car,cars')}"
    if not left:
        yield f"If {who} leaves, no car runs."
    elif left == before:
        yield f"If {who} leaves, all cars that run today still run: {running}."
    else:
        yield f"If {who} leaves, {running} still {'runs' if left == 1 else 'run'}."
    yield from (f"{WITHOUT[duty].capitalize()}." for duty in missing)


def about(standing: Standing, person: Person, day: Day) -> str:
    """How near somebody lives, how much he does already, and whether he likes to come."""
    miles, days = standing.miles(person, day), standing.load(person)
    parts = [] if miles is None else [f"{many(miles, 'mile,miles')} away"]
    parts.append(f"{many(days, 'day,days')} this season" if days else "no day yet this season")
    if person.marks.get(day.date) == "2":
        parts.append("only if needed")
    return ", ".join(parts)


def _for_whom(case: Case, duty: Duty) -> str:
    """For the one who left this duty; without a name where several did, or nobody."""
    left = [key for key, had in case.left.items() if had == duty]
    if len(left) != 1:
        return TAKES[duty]
    name = case.standing.people[left[0]].name
    return f"sits in for {name}" if duty == Duty.CAR else f"{TAKES[duty]} for {name}"


def _gives_up(case: Case, draft: Draft) -> str:
    other = draft.given_up or case.day
    if len(draft.into) == 1:
        return f"leaves {other.name}, which lacks nothing by it"
    person = draft.into[1][0]
    return f"leaves {other.name} to {person.name} ({about(case.standing, person, other)})"


def _mixed_anew(case: Case, draft: Draft, moved: int) -> str:
    left = case.standing.cars_run(case.day, draft.crew)
    comes = [person.name for person, _ in draft.into if person.id not in case.crew]
    first = "Nobody comes"
    if comes:
        first = f"{_names(comes)} {'comes' if len(comes) == 1 else 'come'}"
    running = f"{left} of {many(case.day.cars, 'car,cars')} {'runs' if left == 1 else 'run'}"
    parts = [running if left else "no car runs"]
    parts += [WITHOUT[duty] for duty in case.standing.unfilled(case.day, draft.crew)]
    parts += [f"{p.name} {TAKES[duty]}" for p, duty in draft.into if p.id in case.crew]
    stay = {person.id for person, _ in draft.into}
    over = [case.standing.people[key].name for key in draft.changed if key not in stay]
    if over:
        parts.append(f"{_names(over)} {'has' if len(over) == 1 else 'have'} no seat")
    parts.append(_others(moved, "coach changes,coaches change"))
    return f"{first}; {', '.join(parts)}."


def _others(moved: int, words: str = "other changes,others change") -> str:
    return f"{many(moved, words)} cars" if moved else "no one else moves"


def _names(names: list[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
