"""The people and things of all tests, made through actions; today is Monday 23 November 2026.

Plain functions: each call makes one new thing, and what it stands on where nothing is given. All
people sign in with ``PASSWORD``. Council and schools are written directly: the register is read
elsewhere.
"""

import datetime
from itertools import count
from typing import Any

from django.test import Client

from accounts.access import Standing
from accounts.actions import open_founder
from accounts.models import User
from accounts.roles import Role
from programmes import actions
from programmes.choices import Answer, Gearbox, PartnerKind, Service
from programmes.middleware import standing_of
from programmes.models import Airfield, Availability, Car, Coach, Membership, Partner, Programme
from schools.models import Council, School

TODAY = datetime.date(2026, 11, 23)
NOW = datetime.datetime(2026, 11, 23, 9, 0, tzinfo=datetime.UTC)
PASSWORD = "correct horse battery"
LONG_AGO = datetime.date(2026, 8, 1)
FAR_OFF = datetime.date(2027, 7, 31)

_numbers = count(1)


def day(days: int) -> datetime.date:
    """The date so many days after today; before today where ``days`` is negative."""
    return TODAY + datetime.timedelta(days=days)


# --- people -------------------------------------------------------------------------------------


def founder(email: str = "", name: str = "Mairi Ross") -> User:
    """A person who may set up programmes and has none yet."""
    email = email or f"founder{next(_numbers)}@example.org"
    return open_founder(email=email, name=name, password=PASSWORD, by=None)


def programme(*, by: User | None = None, name: str = "", school_year: int = 2026) -> Programme:
    """A programme with one co-ordinator: ``by``, or somebody new."""
    return actions.set_up_programme(
        name=name or f"Highland pre-driver days {next(_numbers)}",
        area="Highland",
        school_year=school_year,
        min_age=14,
        max_age=17,
        slot_minutes=30,
        target_pupils=700,
        by=by or founder(),
    )


def coordinator(of: Programme) -> User:
    """The programme's first co-ordinator."""
    held = Membership.objects.filter(programme=of, role=Role.COORDINATOR).order_by("id")
    first: Membership = held.select_related("user")[0]
    return first.user


def person(of: Programme, role: Role, *, at: Partner | None = None, email: str = "") -> User:
    """Somebody with a role; an evaluator comes from an evaluating partner."""
    if role == Role.EVALUATOR and at is None:
        at = partner(of, PartnerKind.EVALUATOR)
    membership = actions.grant_role(
        programme=of,
        email=email or f"person{next(_numbers)}@example.org",
        name=f"A. {role.label}",
        role=role,
        partner=at,
        by=coordinator(of),
    )
    return _with_password(membership.user)


def _with_password(user: User) -> User:
    user.set_password(PASSWORD)
    user.save()
    return user


def standing(user: User, of: Programme | None, on: datetime.date = TODAY) -> Standing:
    """Who a person is in a programme, as the middleware works it out."""
    held = list(Membership.objects.filter(user=user, programme=of).select_related("partner"))
    return standing_of(user, held, on) if held else Standing.outside(user, on)


def signed_in(user: User, of: Programme | None = None) -> Client:
    """A browser in which the person is signed in, and works in ``of``."""
    client = Client()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    if of is not None:
        session = client.session
        session["programme"] = of.pk
        session.save()
    return client


# --- supply -------------------------------------------------------------------------------------


def partner(
    of: Programme,
    kind: PartnerKind = PartnerKind.BUSINESS,
    *,
    name: str = "",
    agreement: bool = True,
) -> Partner:
    """An organisation, with an agreement in force this school year or without one."""
    return actions.add_partner(
        programme=of,
        name=name or f"{kind.label} {next(_numbers)}",
        kind=kind,
        agreement_from=LONG_AGO if agreement else None,
        agreement_until=FAR_OFF if agreement else None,
        by=coordinator(of),
    )


def airfield(of: Programme, name: str = "", *, grid_reference: str = "") -> Airfield:
    return actions.add_airfield(
        programme=of,
        name=name or f"Fearn Airfield {next(_numbers)}",
        postcode="IV20 1XW",
        grid_reference=grid_reference,
        by=coordinator(of),
    )


def car(of: Programme, name: str = "", *, lender: Partner | None = None) -> Car:
    """A car that may run all this school year."""
    return actions.add_car(
        programme=of,
        name=name or f"Corsa {next(_numbers)}",
        gearbox=Gearbox.MANUAL,
        lender=lender or partner(of),
        insured_until=FAR_OFF,
        inspected_until=FAR_OFF,
        by=coordinator(of),
    )


def coach(
    of: Programme,
    service: Service = Service.POLICE,
    *,
    at: Partner | None = None,
    given_name: str = "Kirsty",
    family_name: str = "",
    account: bool = False,
    pvg_confirmed_on: datetime.date | None = LONG_AGO,
    pvg_review_on: datetime.date | None = FAR_OFF,
    trained_until: datetime.date | None = FAR_OFF,
    **limits: Any,
) -> Coach:
    """A coach who is fit all this school year; with ``account=True`` he can sign in.

    ``limits`` are what else ``add_coach`` takes: newcomer, grid_reference, most_miles and so on.
    """
    number = next(_numbers)
    made = actions.add_coach(
        programme=of,
        partner=at or partner(of, PartnerKind(service)),
        given_name=given_name,
        family_name=family_name or f"Munro {number}",
        station="Tain",
        pvg_confirmed_on=pvg_confirmed_on,
        pvg_confirmed_by="Inspector Bain",
        pvg_review_on=pvg_review_on,
        trained_until=trained_until,
        email=f"coach{number}@example.org" if account else "",
        by=coordinator(of),
        **limits,
    )
    if made.user is not None:
        _with_password(made.user)
    return made


def free(one: Coach, *dates: datetime.date) -> list[Availability]:
    """The coach says that he can come on these dates."""
    by = coordinator(one.programme)
    return [
        actions.answer_availability(coach=one, date=date, answer=Answer.FREE, now=NOW, by=by)
        for date in dates
    ]


# --- demand -------------------------------------------------------------------------------------


def council(code: str = "S12000017", name: str = "Highland") -> Council:
    return Council.objects.get_or_create(code=code, defaults={"name": name})[0]


def school(name: str = "", *, seed_code: str = "", of: Council | None = None) -> School:
    """A school as the register would bring it: 600 pupils, 100 a year group."""
    number = next(_numbers)
    return School.objects.create(
        seed_code=seed_code or f"{5100000 + number}",
        name=name or f"Tain Royal Academy {number}",
        council=of or council(),
        roll="600",
        female="310",
        male="290",
        **{f"s{stage}": "100" for stage in range(1, 7)},
    )
