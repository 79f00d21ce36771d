"""Tables of the day, split by noun."""

from sessions.models.bookings import Booking, Place
from sessions.models.crews import CrewSeat, Withdrawal
from sessions.models.days import CarOnDay, Session
from sessions.models.lots import Lot, LotSchool
from sessions.models.marks import Mark
from sessions.models.proposals import Proposal, ProposedSeat
from sessions.models.tallies import Tally

__all__ = [
    "Booking",
    "CarOnDay",
    "CrewSeat",
    "Lot",
    "LotSchool",
    "Mark",
    "Place",
    "Proposal",
    "ProposedSeat",
    "Session",
    "Tally",
    "Withdrawal",
]
