"""Tables of the day, split by noun."""

from sessions.models.bookings import Booking, Place
from sessions.models.crews import CrewSeat
from sessions.models.days import CarOnDay, Session
from sessions.models.marks import Mark
from sessions.models.tallies import Tally

__all__ = ["Booking", "CarOnDay", "CrewSeat", "Mark", "Place", "Session", "Tally"]
