"""Rules of supply, in sentences."""

import datetime

import pytest

from accounts.roles import Role
from programmes.rules import (
    Assurance,
    Gap,
    Roadworthy,
    Supply,
    car_problems,
    first_day_gaps,
    fit_problems,
    kind_problems,
    last_coordinator_problems,
    partner_problems,
    role_problems,
    service_problems,
)
from tests.cast import FAR_OFF, LONG_AGO, TODAY, day


def assurance(**other: object) -> Assurance:
    facts: dict = {
        "name": "Kirsty Ross",
        "is_active": True,
        "pvg_confirmed_on": LONG_AGO,
        "pvg_review_on": FAR_OFF,
        "trained_until": FAR_OFF,
    }
    return Assurance(**(facts | other))


@pytest.mark.parametrize(
    ("other", "sentences"),
    [
        ({}, []),
        ({"pvg_review_on": None}, []),
        ({"pvg_review_on": TODAY, "trained_until": TODAY, "pvg_confirmed_on": TODAY}, []),
        ({"is_active": False}, ["Kirsty Ross no longer takes part."]),
        ({"pvg_confirmed_on": None}, ["PVG membership of Kirsty Ross is not confirmed."]),
        ({"pvg_confirmed_on": day(1)}, ["PVG membership of Kirsty Ross is not confirmed."]),
        ({"pvg_review_on": day(-1)}, ["PVG review of Kirsty Ross was due on 22 November 2026."]),
        ({"trained_until": None}, ["Kirsty Ross has no coach training on record."]),
        (
            {"trained_until": day(-1)},
            ["Coach training of Kirsty Ross ended on 22 November 2026."],
        ),
        ({"trained_from": TODAY}, []),
        (
            {"trained_from": day(1)},
            ["Coach training of Kirsty Ross begins on 24 November 2026."],
        ),
    ],
)
def test_coach_is_fit_or_each_reason_is_told(other: dict, sentences: list[str]) -> None:
    assert list(fit_problems(assurance(**other), TODAY)) == sentences


@pytest.mark.parametrize(
    ("active", "insured", "inspected", "sentences"),
    [
        (True, TODAY, TODAY, []),
        (False, TODAY, TODAY, ["Corsa is no longer in use."]),
        (True, day(-1), TODAY, ["Insurance of Corsa ends on 22 November 2026."]),
        (True, TODAY, day(-1), ["Inspection of Corsa ends on 22 November 2026."]),
    ],
)
def test_car_may_run_or_each_reason_is_told(
    active: bool, insured: datetime.date, inspected: datetime.date, sentences: list[str]
) -> None:
    assert list(car_problems(Roadworthy("Corsa", active, insured, inspected), TODAY)) == sentences


NO_NAMES = "An evaluator may not also hold a role that sees pupils' names in this programme."


@pytest.mark.parametrize(
    ("roles", "sentences"),
    [
        ({Role.EVALUATOR}, []),
        ({Role.EVALUATOR, Role.FUNDER}, []),
        ({Role.COORDINATOR, Role.COACH}, []),
        ({Role.EVALUATOR, Role.COORDINATOR}, [NO_NAMES]),
        ({Role.EVALUATOR, Role.ADMINISTRATOR}, [NO_NAMES]),
        ({Role.EVALUATOR, Role.COACH}, [NO_NAMES]),
        ({Role.EVALUATOR, Role.SCHOOL}, [NO_NAMES]),
    ],
)
def test_evaluator_holds_no_role_that_sees_names(roles: set[Role], sentences: list[str]) -> None:
    assert list(role_problems(frozenset(roles))) == sentences


@pytest.mark.parametrize(
    ("role", "has_partner", "sentences"),
    [
        (Role.EVALUATOR, True, []),
        (Role.FUNDER, False, []),
        (
            Role.EVALUATOR,
            False,
            ["Choose the partner whose agreement covers this evaluator."],
        ),
        (Role.COACH, False, ["Choose the partner whose agreement covers this coach."]),
    ],
)
def test_role_under_an_agreement_needs_a_partner(
    role: Role, has_partner: bool, sentences: list[str]
) -> None:
    assert list(partner_problems(role, has_partner=has_partner)) == sentences


def test_last_coordinator_stays() -> None:
    last = ["This is the last co-ordinator. Add another co-ordinator first."]
    assert list(last_coordinator_problems(Role.COORDINATOR, 1)) == last
    assert list(last_coordinator_problems(Role.COORDINATOR, 2)) == []
    assert list(last_coordinator_problems(Role.FUNDER, 1)) == []


def test_coach_comes_from_a_service() -> None:
    assert list(service_problems("Police Scotland", "POLICE")) == []
    assert list(service_problems("Ross Motors", "BUSINESS")) == [
        "Ross Motors is not an emergency service. Choose police, fire or ambulance."
    ]


def test_kind_of_a_partner_with_coaches_stays() -> None:
    stays = ["Tain Fire has coaches, so its kind stays. Add a new partner for another kind."]
    assert list(kind_problems("Tain Fire", "FIRE", "POLICE", 1)) == stays
    assert list(kind_problems("Tain Fire", "FIRE", "POLICE", 0)) == []
    assert list(kind_problems("Tain Fire", "FIRE", "FIRE", 1)) == []


NO_COACH = Gap("coach", "No coach is fit. Each car needs two, from two services.")
NO_FIRE = Gap("coach", "The demonstration needs a fit coach from fire.")
NO_AMBULANCE = Gap("coach", "The demonstration needs a fit coach from ambulance.")


def test_nothing_is_missing_for_a_first_day() -> None:
    supply = Supply(airfields=1, cars=1, coaches={"FIRE": 2, "AMBULANCE": 2, "POLICE": 1})
    assert list(first_day_gaps(supply)) == []


def test_everything_is_missing_for_a_first_day() -> None:
    assert list(first_day_gaps(Supply(airfields=0, cars=0, coaches={}))) == [
        Gap("airfield", "There is no airfield yet."),
        Gap("car", "No car has insurance and inspection in force."),
        NO_COACH,
    ]


def test_without_service_partners_those_come_first() -> None:
    assert list(first_day_gaps(Supply(airfields=1, cars=1, coaches={}, services=0))) == [
        Gap("partner", "There is no police, fire or ambulance partner to send coaches.")
    ]


def test_one_service_is_not_enough_for_a_first_day() -> None:
    assert list(first_day_gaps(Supply(airfields=1, cars=1, coaches={"POLICE": 9, "FIRE": 0}))) == [
        Gap("coach", "All fit coaches are from police. Each car needs two services."),
        NO_FIRE,
        NO_AMBULANCE,
    ]


def test_service_without_agreement_is_told_with_its_number() -> None:
    supply = Supply(1, 1, {"FIRE": 1, "AMBULANCE": 1}, without_agreement=((7, "Tain Fire"),))
    sentence = "Tain Fire has no data-sharing agreement in force: its people see no pupils."
    assert list(first_day_gaps(supply)) == [Gap("agreement", sentence, 7)]
