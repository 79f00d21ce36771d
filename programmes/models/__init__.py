"""Tables of supply, split by noun."""

from programmes.models.coaches import Availability, Coach
from programmes.models.programme import Membership, OfProgramme, Partner, Programme
from programmes.models.supply import Airfield, Car, Closure

__all__ = [
    "Airfield",
    "Availability",
    "Car",
    "Closure",
    "Coach",
    "Membership",
    "OfProgramme",
    "Partner",
    "Programme",
]
