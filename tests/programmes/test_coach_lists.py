"""Coaches by name, by fitness, and who sees which answers."""

import pytest

from programmes.choices import Service
from programmes.models import Availability, Coach
from tests import cast

pytestmark = pytest.mark.django_db

ASSURANCE: list[dict] = [
    {},
    {"pvg_confirmed_on": None},
    {"pvg_confirmed_on": cast.TODAY},
    {"pvg_confirmed_on": cast.day(1)},
    {"pvg_review_on": None},
    {"pvg_review_on": cast.TODAY},
    {"pvg_review_on": cast.day(-1)},
    {"trained_until": None},
    {"trained_until": cast.TODAY},
    {"trained_until": cast.day(-1)},
]


def test_database_and_rule_agree_who_is_fit() -> None:
    made = cast.programme()
    for facts in ASSURANCE:
        cast.coach(made, **facts)
    gone = cast.coach(made)
    Coach.objects.filter(pk=gone.pk).update(is_active=False)
    every = list(Coach.objects.order_by("id"))
    fit = [c.pk for c in every if not c.fit_problems(cast.TODAY)]
    assert len(fit) == 5
    assert list(Coach.objects.fit(cast.TODAY).order_by("id").values_list("pk", flat=True)) == fit
    rest = [c.pk for c in every if c.pk not in fit]
    found = Coach.objects.not_fit(cast.TODAY).order_by("id").values_list("pk", flat=True)
    assert list(found) == rest


def test_coaches_are_counted_by_service() -> None:
    made = cast.programme()
    cast.coach(made, Service.POLICE)
    cast.coach(made, Service.POLICE, trained_until=None)
    gone = cast.coach(made, Service.FIRE)
    Coach.objects.filter(pk=gone.pk).update(is_active=False)
    assert Coach.objects.by_service(cast.TODAY) == [
        ("POLICE", 2, 1),
        ("FIRE", 0, 0),
        ("AMBULANCE", 0, 0),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["Bain", "MacKay"]),
        ("mac", ["MacKay"]),
        ("calum  BAIN", ["Bain"]),
        ("cal mac", []),
        ("kay", []),
        ("%", []),
    ],
)
def test_coaches_are_found_by_how_their_names_begin(text: str, found: list[str]) -> None:
    made = cast.programme()
    cast.coach(made, given_name="Calum", family_name="Bain")
    cast.coach(made, given_name="Ailsa", family_name="MacKay")
    assert [c.family_name for c in Coach.objects.named(text).by_name()] == found


def test_coach_sees_his_own_answers_and_the_coordinator_all() -> None:
    made = cast.programme()
    one, other = cast.coach(made, account=True), cast.coach(made)
    mine = cast.free(one, cast.day(1))
    every = [*mine, *cast.free(other, cast.day(1))]
    cast.free(cast.coach(cast.programme()), cast.day(1))
    assert one.user is not None
    seen = Availability.objects.visible_to(cast.standing(one.user, made))
    assert list(seen) == mine
    coordinator = cast.standing(cast.coordinator(made), made)
    assert list(Availability.objects.visible_to(coordinator).order_by("id")) == every
