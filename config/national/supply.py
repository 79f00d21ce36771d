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
CARS_EACH, COACHES = 8, 1_500
# Where the airfields would lie: real squares, invented airfields.
SQUARES = (
    "NH 66 45", "NH 77 57", "NJ 21 65", "NJ 80 20", "NO 15 28", "NO 38 36", "NO 64 60", "NN 85 20",
    "NS 40 30", "NS 45 66", "NS 60 72", "NS 78 55", "NS 85 85", "NT 20 70", "NT 45 73", "NT 60 30",
    "NX 85 80", "NN 20 75", "ND 30 50", "NM 90 35",
)  # fmt: skip
AIRFIELDS = len(SQUARES)
# Stations around an airfield, in kilometres east and north of it.
AROUND = ((0, 4), (9, -6), (-14, 8), (15, 14), (-18, -16))
MILES = (25, 40, 40, 60, None)
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
    coaches: list[Coach]


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
        Airfield(programme=programme, name=f"Airfield {n}", grid_reference=square)
        for n, square in enumerate(SQUARES, start=1)
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


def home_of(number: int) -> int:
    """Near which airfield the coach of this number has his station."""
    return number // len(Service) % AIRFIELDS


def _coaches(
    random: Random, programme: Programme, partners: dict[PartnerKind, Partner]
) -> list[Coach]:
    """Coaches in turn from each service, then from each airfield's surroundings."""
    services = list(Service)
    return Coach.objects.bulk_create(
        Coach(
            programme=programme,
            partner=partners[PartnerKind(services[n % 3].value)],
            service=services[n % 3],
            given_name=random.choice(words.GIVEN),
            family_name=random.choice(words.FAMILY),
            pvg_confirmed_on=datetime.date(programme.school_year, 8, 1),
            pvg_confirmed_by="Station manager",
            pvg_review_on=FAR_OFF,
            trained_until=FAR_OFF,
            newcomer=random.random() < 1 / 6,
            may_lead=random.random() < 0.4,
            may_demonstrate=random.random() < 0.8,
            most_miles=random.choice(MILES),
            most_days_a_month=random.choice((2, 3, 4, None)),
            **_station(n),
        )
        for n in range(COACHES)
    )


def _station(number: int) -> dict[str, str]:
    field, k = home_of(number), number // (len(Service) * AIRFIELDS) % len(AROUND)
    letters, east, north = SQUARES[field].split()
    # Stations keep to the airfield's own square of 100 km.
    near = [
        min(99, max(0, int(at) + off)) for at, off in zip((east, north), AROUND[k], strict=True)
    ]
    return {
        "station": f"Station {field + 1}-{k + 1}",
        "grid_reference": f"{letters} {near[0]:02} {near[1]:02}",
    }
