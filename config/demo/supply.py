"""The invented programme with its partners, airfields, cars, coaches and people."""

import datetime
from dataclasses import dataclass
from random import Random

from accounts.actions import open_founder
from accounts.models import User
from accounts.roles import Role
from config.demo import words
from programmes.actions import coaches, partners, people, programme, supply
from programmes.choices import PartnerKind, Service
from programmes.models import Airfield, Car, Coach, Partner, Programme
from schools.actions import add_contact
from schools.models import Council, School

PASSWORD = "invented season"  # noqa: S105 - printed for whoever tries the demonstration
SIGN_INS = {
    "co-ordinator": "coordinator@demo.example",
    "coach": "coach@demo.example",
    "school contact": "school@demo.example",
    "evaluator": "evaluator@demo.example",
    "funder": "funder@demo.example",
    "administrator": "admin@demo.example",
}
COACHES = {Service.POLICE: 24, Service.FIRE: 20, Service.AMBULANCE: 16}
DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Supply:
    """What the season is made of."""

    programme: Programme
    coordinator: User
    airfields: list[Airfield]
    cars: list[Car]
    coaches: list[Coach]
    schools: list[School]


def make_supply(random: Random, today: datetime.date) -> Supply:
    """Set up the programme as it stood before its first day; ``today`` is the real one."""
    boss = open_founder(email=SIGN_INS["co-ordinator"], name="M. Ross", password=PASSWORD, by=None)
    to_come = today + 65 * DAY  # the year that holds the days to come
    made = programme.set_up_programme(
        name=f"{words.AREA} pre-driver days",
        area=words.AREA,
        school_year=to_come.year if to_come.month >= 8 else to_come.year - 1,
        min_age=14,
        max_age=17,
        slot_minutes=30,
        target_pupils=600,
        by=boss,
        invented=True,
    )
    partner = _partners(made, boss, today)
    schools = _schools()
    _people(made, partner, boss, schools[1])
    return Supply(
        programme=made,
        coordinator=boss,
        airfields=_airfields(made, partner, boss),
        cars=_cars(made, partner["motors"], boss, today),
        coaches=_coaches(random, made, partner, boss, today),
        schools=schools,
    )


def _partners(made: Programme, boss: User, today: datetime.date) -> dict[str, Partner]:
    kinds = {
        "POLICE": (f"{words.AREA} Police", PartnerKind.POLICE),
        "FIRE": (f"{words.AREA} Fire and Rescue", PartnerKind.FIRE),
        "AMBULANCE": (f"{words.AREA} Ambulance", PartnerKind.AMBULANCE),
        "council": (f"{words.AREA} Council", PartnerKind.COUNCIL),
        "funder": ("Invented road safety fund", PartnerKind.GOVERNMENT),
        "motors": ("Farran Motors", PartnerKind.BUSINESS),
        "airfield": ("Kinmarra Airfield Company", PartnerKind.BUSINESS),
        "evaluator": ("University of Marra", PartnerKind.EVALUATOR),
    }
    return {
        key: partners.add_partner(
            programme=made,
            name=name,
            kind=kind,
            agreement_from=today - 200 * DAY,
            agreement_until=today + 200 * DAY,
            by=boss,
        )
        for key, (name, kind) in kinds.items()
    }


def _airfields(made: Programme, partner: dict[str, Partner], boss: User) -> list[Airfield]:
    return [
        supply.add_airfield(
            programme=made,
            name=name,
            grid_reference=words.PLACES[name],
            owner=partner["airfield"],
            by=boss,
        )
        for name in ("Kinmarra Airfield", "Sgeir Airstrip")
    ]


def _cars(made: Programme, lender: Partner, boss: User, today: datetime.date) -> list[Car]:
    """All run throughout, but the last, whose inspection is soon due."""
    return [
        supply.add_car(
            programme=made,
            name=name,
            gearbox=gearbox,
            lender=lender,
            insured_until=today + 220 * DAY,
            inspected_until=today + (18 if n == len(words.CARS) else 150 + 9 * n) * DAY,
            by=boss,
        )
        for n, (name, gearbox) in enumerate(words.CARS, start=1)
    ]


def _coaches(
    random: Random, made: Programme, partner: dict[str, Partner], boss: User, today: datetime.date
) -> list[Coach]:
    """Sixty coaches; of two the review is due soon, and one's training has just ended.

    One in six is new, two in three may lead, and one in six has no account: he is phoned.
    """
    names = [(g, f) for g in words.GIVEN for f in words.FAMILY]
    chosen = random.sample(names, sum(COACHES.values()))
    services = [service for service, n in COACHES.items() for _ in range(n)]
    found = []
    for n, (service, (given, family)) in enumerate(zip(services, chosen, strict=True)):
        station = random.choice(words.STATIONS[service.value])
        found.append(
            coaches.add_coach(
                programme=made,
                partner=partner[service.value],
                given_name=given,
                family_name=family,
                station=station,
                pvg_confirmed_on=today - (120 + n) * DAY,
                pvg_confirmed_by="Station manager",
                pvg_review_on=today + (12 if n in (7, 31) else 300) * DAY,
                trained_until=today + (-3 if n == 19 else 260) * DAY,
                newcomer=n % 6 == 4,
                may_lead=n % 6 != 4 and n % 3 != 2,
                may_demonstrate=n % 7 != 3,
                phone=f"07700 900{n:03}",
                grid_reference=words.PLACES[station],
                most_miles=(None, 60, 40, 25)[n % 4],
                most_days_a_month=(None, 3, 2, 4, 3)[n % 5],
                most_days_a_year=12 if n % 9 == 4 else None,
                email=_address(n, given, family),
                by=boss,
            )
        )
    return found


def _address(n: int, given: str, family: str) -> str:
    if n == 0:
        return SIGN_INS["coach"]
    return "" if n % 6 == 5 else f"{given}.{family}@demo.example".lower()


def _schools() -> list[School]:
    """Invented schools, written directly: the register's reader takes the real workbook only."""
    council = Council.objects.create(code=words.COUNCIL_CODE, name=words.AREA)
    made = []
    for n, (name, roll, rural) in enumerate(words.SCHOOLS, start=1):
        stages = dict(zip(("s1", "s2", "s3", "s4", "s5", "s6"), map(str, roll), strict=True))
        made.append(
            School(
                seed_code=f"99000{n:02d}",
                name=name,
                council=council,
                roll=str(sum(roll)),
                urban_rural_6=rural,
                urban_rural_8=rural,
                denomination="Non-denominational",
                **stages,
                **_quintiles(sum(roll), n),
            )
        )
    return School.objects.bulk_create(made)


def _quintiles(roll: int, n: int) -> dict[str, str]:
    shares = [(n + k * 3) % 7 + 1 for k in range(5)]
    counts = [roll * share // sum(shares) for share in shares]
    # As published: below five the number is withheld.
    shown = {f"simd_q{k}": str(c) if c > 4 else "c" for k, c in enumerate(counts, start=1)}
    return shown | {"simd_na": "0"}


def _people(made: Programme, partner: dict[str, Partner], boss: User, school: School) -> None:
    roles = {
        "school contact": (Role.SCHOOL, "J. Logan", None),
        "evaluator": (Role.EVALUATOR, "Dr A. Weir", partner["evaluator"]),
        "funder": (Role.FUNDER, "S. Doig", partner["funder"]),
        "administrator": (Role.ADMINISTRATOR, "P. Kidd", partner["council"]),
    }
    for key, (role, name, at) in roles.items():
        people.grant_role(
            programme=made, email=SIGN_INS[key], name=name, role=role, partner=at, by=boss
        )
        if role == Role.SCHOOL:
            add_contact(
                school=school,
                name=name,
                job="Pupil support",
                email=SIGN_INS[key],
                phone="",
                by=boss,
                programme_id=made.pk,
            )


def set_passwords() -> None:
    """Everybody signs in with the same printed words."""
    for email in SIGN_INS.values():
        user = User.objects.get(email=email)
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
