"""What tests of rosters share: a season that can be planned, and who sits where in short."""

import datetime

from django.db import transaction

from accounts.models import User
from programmes.choices import Service
from programmes.models import Coach, Programme
from sessions.actions.crews import seat_coach
from sessions.actions.proposals import ask_for_proposal, begin, finish
from sessions.actions.rosters import Put
from sessions.choices import CrewRole
from sessions.models import CrewSeat, Proposal, Session
from sessions.roster.inputs import inputs_hash
from sessions.roster.load import load_season
from sessions.roster.solve import solve
from tests import cast, cast_days

POLICE, FIRE, AMBULANCE = Service.POLICE, Service.FIRE, Service.AMBULANCE
CAR, SHOW, LEAD = CrewRole.CAR, CrewRole.DEMONSTRATION, CrewRole.LEAD
# For two cars: a lead, the demonstration, and four for the cars.
FULL = (POLICE, POLICE, POLICE, FIRE, FIRE, AMBULANCE, AMBULANCE)


def by(of: Programme) -> User:
    return cast.coordinator(of)


def free(of: Programme, service: Service, *dates: datetime.date, **more) -> Coach:
    """A coach with an account who can come on some dates."""
    coach = cast.coach(of, service, account=True, **more)
    cast.free(coach, *dates)
    return coach


def sat(session: Session, coach: Coach, role: CrewRole = CAR, car: int = 1) -> CrewSeat:
    """A coach put into a seat by hand."""
    return seat_coach(
        session=session,
        coach=coach,
        role=role,
        car=cast_days.cars_of(session)[car - 1] if role == CAR else None,
        by=by(session.programme),
        now=cast.NOW,
    )


def put(session: Session, coach: Coach, role: CrewRole = CAR) -> Put:
    return Put(session.pk, coach.pk, role)


def seats(session: Session) -> list[tuple[int, str, int | None]]:
    """Coach, role and car number of each seat on a day."""
    found = CrewSeat.objects.filter(session=session).order_by("coach")
    return list(found.values_list("coach", "role", "car__number"))


def together(session: Session) -> list[set[int]]:
    """Who sits in which car, by its number."""
    found: dict[int, set[int]] = {}
    for coach, role, number in seats(session):
        if role == CAR and number is not None:
            found.setdefault(number, set()).add(coach)
    return [found[number] for number in sorted(found)]


def season(of: Programme, *days: Session) -> list[Coach]:
    """Coaches enough for two cars, a demonstration and a lead, free on all the days given."""
    dates = [day.date for day in days]
    return [free(of, service, *dates) for service in FULL]


def proposed(of: Programme, now: datetime.datetime = cast.NOW) -> Proposal:
    """A proposal as the worker makes it, ready to be looked at.

    In one transaction, so that the worker, who is asked on commit, finds nothing left to do.
    """
    with transaction.atomic():
        return _proposed(of, now)


def _proposed(of: Programme, now: datetime.datetime) -> Proposal:
    proposal = ask_for_proposal(programme=of, seconds=10, by=by(of), now=now)
    assert begin(pk=proposal.pk, now=now) is not None
    loaded = load_season(of, now.date())
    finish(
        pk=proposal.pk,
        solution=solve(loaded, seconds=10),
        shortages=[],
        inputs_hash=inputs_hash(loaded),
        now=now + datetime.timedelta(seconds=3),
    )
    proposal.refresh_from_db()
    return proposal
