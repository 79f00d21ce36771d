"""What to do before a season has its first day, in order."""

from collections.abc import Iterable
from typing import NamedTuple

from django.urls import reverse

from accounts.access import Standing
from programmes.models import Airfield, Car, Coach
from schools.models import School


class Step(NamedTuple):
    """One thing to do before the first day, and whether it is done."""

    text: str
    label: str
    href: str
    is_done: bool


def steps_of(standing: Standing) -> Iterable[Step]:
    """What to do before the first day, in order."""
    airfields, cars, coaches = (
        model.objects.visible_to(standing).exists() for model in (Airfield, Car, Coach)
    )
    registered = School.objects.filter(in_register=True).exists()
    yield Step(
        "Read the school register", "Read the register", reverse("schools:import"), registered
    )
    yield Step("Add an airfield", "Add an airfield", reverse("programmes:airfield_add"), airfields)
    yield Step("Add the cars that partners lend", "Add a car", reverse("programmes:car_add"), cars)
    yield Step(
        "Add coaches from two services or more",
        "Add a coach",
        reverse("programmes:coach_add"),
        coaches,
    )
    yield Step("Add the first day", "Add a day", reverse("sessions:add"), False)
