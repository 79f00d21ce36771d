"""Tables of supply, split by noun."""

from programmes.models.availability import Availability, ShiftCalendar, ShiftPattern
from programmes.models.coaches import Coach
from programmes.models.messages import Message
from programmes.models.programme import Membership, OfProgramme, Partner, Programme
from programmes.models.supply import Airfield, Car, Closure

__all__ = [
    "Airfield",
    "Availability",
    "Car",
    "Closure",
    "Coach",
    "Membership",
    "Message",
    "OfProgramme",
    "Partner",
    "Programme",
    "ShiftCalendar",
    "ShiftPattern",
]
