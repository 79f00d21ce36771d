"""Changing many seats at once: out, in and paired anew, checked as a whole and told once."""

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from django.db import IntegrityError, models, transaction

from accounts.models import AuditEvent, User
from core.problems import Refused, refuse
from core.words import near_date
from programmes.models import Coach, Programme
from sessions.actions.crew_change import Crew, pair_crews
from sessions.actions.roster_messages import Event, tell_all
from sessions.actions.telling import date_of, duty_words
from sessions.choices import CrewRole, SeatState
from sessions.models import CrewSeat, Session
from sessions.roster.load import duty_of, load_season, roster_now
from sessions.rules.roster import roster_problems
from sessions.rules.season import DEMONSTRATION, Key, Person, Season, Seat
from sessions.tallies import recount_crews

CHANGED = "The roster changed a moment ago. Look at it again, then choose."


@dataclass(frozen=True)
class Put:
    """A coach for a role on a day, by their numbers; in which car follows from pairing."""

    session: int
    coach: int
    role: str


@dataclass(frozen=True)
class Changed:
    """How many seats changed, on how many days, and who has to be phoned: no message reaches him.

    Who changes duty or car on a day that he has anyway is ``moved``, neither come nor gone.
    """

    days: int
    came: int
    went: int
    moved: int
    told: int
    unreached: tuple[str, ...]


@transaction.atomic
def change_roster(
    *,
    programme: Programme,
    take: Collection[int],
    put: Collection[Put],
    days: Collection[int] = (),
    by: User,
    now: datetime.datetime,
    verb: str = "changed roster",
    target: models.Model | None = None,
) -> Changed:
    """Take seats out, put coaches in, and pair the cars of the days touched with few moved.

    ``days`` are paired anew too, even where nobody comes or goes.
    A coach who is taken out and put in on the same day keeps his seat, his answer with it, and
    changes duty. ``Refused`` with sentences when something breaks a rule that was not broken
    before, when a seat is pinned, or when somebody else has changed these days meanwhile; then
    nothing has changed. Everyone concerned gets one message.
    """
    crews = _worked_out(programme, take, put, days, now)
    _write(crews)
    recount_crews([crew.day.pk for crew in crews])
    told, unreached = tell_all(programme, _events(crews), now)
    changed = _counted(crews, told, unreached)
    AuditEvent.record(
        by=by,
        verb=verb,
        target=target or (crews[0].day if len(crews) == 1 else programme),
        programme_id=programme.pk,
        count=changed.came + changed.went + changed.moved,
        at=now,
    )
    return changed


@transaction.atomic
def look_ahead(
    *,
    programme: Programme,
    take: Collection[int],
    put: Collection[Put],
    days: Collection[int] = (),
    now: datetime.datetime,
) -> list[Crew]:
    """What ``change_roster`` would do, in the cars that it would choose; nothing is written.

    ``Refused`` where it would be.
    """
    return _worked_out(programme, take, put, days, now)


def _worked_out(
    programme: Programme,
    take: Collection[int],
    put: Collection[Put],
    also: Collection[int],
    now: datetime.datetime,
) -> list[Crew]:
    """Each day touched with its crew as it would be, checked and paired, but not stored."""
    days = _locked_days(programme, take, {*also, *(one.session for one in put)})
    # One at a time gives a coach more days: two together could be more than his limit.
    coaches = _locked_coaches(programme, put)
    crews = _crews(days, coaches, take, put, now)
    refuse(_day_problems(crews, now))
    season = load_season(
        programme,
        date_of(now),
        sessions={one.session for one in put},
        also={seat.coach_id for crew in crews for seat in crew.after},
    )
    refuse(_new_problems(season, crews))
    people = {person.id: person for person in season.people}
    pair_crews(crews, people, programme, date_of(now))
    return crews


def _counted(crews: Collection[Crew], told: int, unreached: tuple[str, ...]) -> Changed:
    return Changed(
        days=len(crews),
        came=sum(len(crew.come) for crew in crews),
        went=sum(len(crew.go) for crew in crews),
        moved=sum(len(crew.moved) for crew in crews),
        told=told,
        unreached=unreached,
    )


# --- what is there ------------------------------------------------------------------------------


def _locked_days(
    programme: Programme, take: Collection[int], named: Collection[int]
) -> list[Session]:
    """The days touched, always locked in the same order, so that two never wait for each other."""
    held = CrewSeat.objects.filter(pk__in=take).values_list("session_id", flat=True)
    wanted = {*held, *named}
    days = Session.objects.select_for_update(of=("self",)).filter(pk__in=wanted)
    found = days.filter(programme=programme).select_related("airfield", "programme")
    locked = list(found.order_by("pk"))
    if not locked or len(locked) < len(wanted):
        raise Refused(CHANGED)
    return locked


def _locked_coaches(programme: Programme, put: Collection[Put]) -> dict[int, Coach]:
    wanted = {one.coach for one in put}
    coaches = Coach.objects.select_for_update(of=("self",)).filter(pk__in=wanted)
    found = coaches.filter(programme=programme).select_related("user").order_by("pk")
    locked = {coach.pk: coach for coach in found}
    if len(locked) < len(wanted):
        raise Refused("Choose coaches of this programme.")
    return locked


def _crews(
    days: Iterable[Session],
    coaches: Mapping[int, Coach],
    take: Collection[int],
    put: Collection[Put],
    now: datetime.datetime,
) -> list[Crew]:
    """Each day with who stays, who goes and who comes; ``Refused`` when a seat is gone."""
    crews = {day.pk: Crew(day, [], [], [], {}) for day in days}
    wanted = {(one.session, one.coach): one for one in put}
    left = set(take)
    seats = CrewSeat.objects.filter(session__in=crews).select_related("coach__user", "car")
    for seat in seats.order_by("pk"):
        crew = crews[seat.session_id]
        seat.session = crew.day
        if seat.pk not in left:
            crew.stay.append(seat)
            continue
        left.remove(seat.pk)
        if seat.pinned:
            name, when = seat.coach, near_date(seat.date)
            raise Refused(f"{name} is pinned to his seat on {when}. Take the pin out first.")
        again = wanted.pop((seat.session_id, seat.coach_id), None)
        if again is None:
            crew.go.append(seat)
            continue
        crew.stay.append(seat)
        if again.role != seat.role:
            crew.moved[seat.pk] = duty_words(seat)
            seat.role, seat.car, seat.side = again.role, None, None
    if left:
        raise Refused(CHANGED)
    for one in wanted.values():
        crews[one.session].come.append(_asked(crews[one.session].day, coaches[one.coach], one, now))
    return list(crews.values())


def _asked(day: Session, coach: Coach, put: Put, now: datetime.datetime) -> CrewSeat:
    return CrewSeat(
        session=day,
        date=day.date,
        coach=coach,
        service=coach.service,
        role=put.role,
        state=SeatState.ASKED,
        asked_at=now,
    )


# --- rules --------------------------------------------------------------------------------------


def _day_problems(crews: Iterable[Crew], now: datetime.datetime) -> Iterable[str]:
    for crew in crews:
        when = near_date(crew.day.date)
        if crew.day.is_called_off:
            yield f"{when} is called off."
        elif crew.day.date < date_of(now):
            yield f"{when} is past."
        for seat in crew.after:
            if seat.role == CrewRole.DEMONSTRATION and seat.service not in DEMONSTRATION:
                yield f"{when}: {seat.coach} is not from fire or ambulance, who demonstrate."


def _new_problems(season: Season, crews: Iterable[Crew]) -> list[str]:
    """What the checker says of the new roster, and did not say of the old one.

    Only the days on which somebody is put are asked: taking out breaks nothing. Seats that
    stay as they are count as fixed: who sits there already may be left alone, and nobody else.
    """
    days = {day.id for day in season.days}
    before = roster_now(season)
    touched = [crew for crew in crews if crew.day.pk in days]
    stay = {_plain(s) for crew in touched for s in crew.stay if s.pk not in crew.moved}
    after = {_plain(s) for crew in touched for s in crew.after}
    freed = {
        (seat.coach_id, seat.date) for crew in crews if crew.day.pk not in days for seat in crew.go
    }
    old = set(roster_problems(replace(season, fixed=before, asked=frozenset()), before))
    new = replace(
        season,
        people=tuple(_without(person, freed) for person in season.people),
        fixed=frozenset(stay),
        asked=frozenset(),
    )
    return [problem for problem in roster_problems(new, after) if problem not in old]


def _plain(seat: CrewSeat) -> Seat:
    return Seat(seat.coach_id, seat.session_id, duty_of(seat.role, seat.service))


def _without(person: Person, freed: Collection[tuple[Key, datetime.date]]) -> Person:
    held = tuple(date for date in person.held if (person.id, date) not in freed)
    return person if held == person.held else replace(person, held=held, prior=len(held))


# --- writing and telling ------------------------------------------------------------------------


def _write(crews: Iterable[Crew]) -> None:
    """Out first, then in: a seat that moves is one row that is never beside itself."""
    out: list[int] = []
    into: list[CrewSeat] = []
    for crew in crews:
        moved = [seat for seat in crew.stay if seat.pk in crew.moved]
        for seat in moved:
            seat.revision += 1
        out += [seat.pk for seat in (*crew.go, *moved)]
        into += [*moved, *crew.come]
    CrewSeat.objects.filter(pk__in=out).delete()
    try:
        with transaction.atomic():
            CrewSeat.objects.bulk_create(into)
    except IntegrityError as clash:
        raise Refused(CHANGED) from clash


def _events(crews: Iterable[Crew]) -> Iterable[Event]:
    for crew in crews:
        yield from (Event("sessions/taken_off", seat) for seat in crew.go)
        yield from (
            Event("sessions/moved", seat, crew.moved[seat.pk])
            for seat in crew.stay
            if seat.pk in crew.moved
        )
        yield from (Event("sessions/asked", seat) for seat in crew.come)
