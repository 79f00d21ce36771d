"""What national seasons stand on: councils, schools, programmes, airfields, cars, coaches."""

import datetime
from dataclasses import dataclass
from random import Random

from accounts.models import User
from accounts.roles import Role
from config.demo import words
from programmes.choices import PartnerKind, Service
from programmes.models import Airfield, Car, Coach, Membership, Partner, Programme
from schools.models import Council, School

COUNCILS, SCHOOLS = 32, 361
AIRFIELDS, CARS_EACH, COACHES = 20, 8, 1_500
SIGN_IN = "national@demo.example"
FAR_OFF = datetime.date(2100, 1, 1)
RURAL = (
    "Large urban areas",
    "Other urban areas",
    "Accessible small towns",
    "Remote small towns",
    "Accessible rural",
    "Remote rural",
)


@dataclass(frozen=True)
class YearSupply:
    """One year's programme and what it has."""

    programme: Programme
    airfields: list[Airfield]
    cars: list[list[Car]]
    coaches: dict[str, list[Coach]]


def make_schools(random: Random) -> list[School]:
    """361 invented schools in 32 invented councils."""
    councils = Council.objects.bulk_create(
        Council(code=f"S12{n:06d}", name=f"Council area {n}") for n in range(1, COUNCILS + 1)
    )
    return School.objects.bulk_create(
        School(
            seed_code=f"{9_100_000 + n}",
            name=f"{random.choice(words.FAMILY)} Academy {n}",
            council=councils[n % COUNCILS],
            roll=str(random.randint(60, 1_600)),
            s4=str(random.randint(10, 260)),
            s5=str(random.randint(10, 250)),
            s6=str(random.randint(5, 180)),
            urban_rural_6=random.choice(RURAL),
        )
        for n in range(1, SCHOOLS + 1)
    )


def make_coordinator() -> User:
    """Somebody to sign in as; the password is set by hand where it is wanted."""
    user = User.objects.create_user(SIGN_IN, "N. Planner")
    user.set_unusable_password()
    user.save()
    return user


def make_year(random: Random, year: int, by: User) -> YearSupply:
    """One national programme with 20 airfields, 160 cars and 1,500 coaches."""
    programme = Programme.objects.create(
        name="National pre-driver days",
        area="Nation",
        school_year=year,
        target_pupils=60_000,
        invented=True,
    )
    Membership.objects.create(programme=programme, user=by, role=Role.COORDINATOR)
    partners = {
        kind: Partner.objects.create(
            programme=programme,
            name=str(kind.label),
            kind=kind,
            agreement_from=datetime.date(year, 8, 1),
            agreement_until=FAR_OFF,
        )
        for kind in (
            PartnerKind.POLICE,
            PartnerKind.FIRE,
            PartnerKind.AMBULANCE,
            PartnerKind.BUSINESS,
        )
    }
    airfields = Airfield.objects.bulk_create(
        Airfield(programme=programme, name=f"Airfield {n}") for n in range(1, AIRFIELDS + 1)
    )
    return YearSupply(
        programme,
        airfields,
        _cars(programme, partners[PartnerKind.BUSINESS]),
        _coaches(random, programme, partners),
    )


def _cars(programme: Programme, lender: Partner) -> list[list[Car]]:
    cars = Car.objects.bulk_create(
        Car(
            programme=programme,
            name=f"Car {place}-{n}",
            lender=lender,
            insured_until=FAR_OFF,
            inspected_until=FAR_OFF,
        )
        for place in range(AIRFIELDS)
        for n in range(1, CARS_EACH + 1)
    )
    return [cars[k : k + CARS_EACH] for k in range(0, len(cars), CARS_EACH)]


def _coaches(
    random: Random, programme: Programme, partners: dict[PartnerKind, Partner]
) -> dict[str, list[Coach]]:
    services = list(Service)
    made = Coach.objects.bulk_create(
        Coach(
            programme=programme,
            partner=partners[PartnerKind(services[n % 3].value)],
            service=services[n % 3],
            given_name=random.choice(words.GIVEN),
            family_name=random.choice(words.FAMILY),
            station=f"Station {n % 90}",
            pvg_confirmed_on=datetime.date(programme.school_year, 8, 1),
            pvg_confirmed_by="Station manager",
            pvg_review_on=FAR_OFF,
            trained_until=FAR_OFF,
        )
        for n in range(COACHES)
    )
    return {service.value: made[n::3] for n, service in enumerate(services)}
