"""What a roster costs, in points: the one place for the weights of the objective. Least is best."""

from collections.abc import Mapping
from dataclasses import dataclass, field


def _preference() -> Mapping[str, int]:
    return {"0": 0, "1": 2, "2": 8}


@dataclass(frozen=True)
class Weights:
    """Each weight is in points; what they mean against each other is said beside them."""

    # A car that stands still takes the wheel from some seven pupils: nothing weighs more.
    uncrewed_car: int = 2_000
    # Without fire and ambulance there is no demonstration, but pupils still drive.
    missing_demo: int = 1_500
    # Somebody must lead; a car is worth more than a lead, for a coach can be found to lead.
    missing_lead: int = 1_500
    # Somebody who speaks the pupils' language.
    missing_language: int = 300
    # By the mark of the date: gladly, can, only if needed. Four easy days weigh one hard one.
    preference: Mapping[str, int] = field(default_factory=_preference)
    # One point for so many kilometres, so that the nearer of two comes.
    km_per_point: int = 10
    # Days squared times this: the third day costs more than the second, so load is shared.
    fairness: int = 3
    # Taking away a seat that somebody was asked for and has not answered: more than a preference,
    # less than anything that stops a car.
    changed_asked: int = 40
    # A coach who has accepted and would sit in a car alone.
    alone: int = 400


WEIGHTS = Weights()
