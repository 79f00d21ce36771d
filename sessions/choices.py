"""Fixed lists of words for days, crews and attendance."""

from django.db import models


class SessionState(models.TextChoices):
    OPEN = "OPEN", "Open"
    CALLED_OFF = "CALLED_OFF", "Called off"


class CrewRole(models.TextChoices):
    CAR = "CAR", "In a car"
    DEMONSTRATION = "DEMONSTRATION", "Demonstration"
    LEAD = "LEAD", "Day lead"


class Consent(models.TextChoices):
    UNKNOWN = "UNKNOWN", "Not in yet"
    YES = "YES", "Yes"
    NO = "NO", "No"


class MarkKind(models.TextChoices):
    """One attendance statement."""

    HERE = "HERE", "Here"
    ABSENT = "ABSENT", "Absent"
    DROVE = "DROVE", "Drove"
    DID_NOT_DRIVE = "DID_NOT_DRIVE", "Did not drive"
    SAW_DEMONSTRATION = "SAW_DEMONSTRATION", "Saw the demonstration"
    DID_NOT_SEE = "DID_NOT_SEE", "Did not see the demonstration"


class SeatState(models.TextChoices):
    """Whether a coach has said yes to a seat."""

    ASKED = "ASKED", "Asked"
    ACCEPTED = "ACCEPTED", "Accepted"


class WithdrawalReason(models.TextChoices):
    """Why a coach left a seat."""

    DECLINED = "DECLINED", "Declined"
    CANNOT_COME = "CANNOT_COME", "Can’t come"
    CALLED_OUT = "CALLED_OUT", "Called out"


class ProposalState(models.TextChoices):
    """How far a proposal for the season's roster is."""

    WAITING = "WAITING", "Waiting to begin"
    RUNNING = "RUNNING", "Being worked out"
    READY = "READY", "Ready to look at"
    FAILED = "FAILED", "Could not be worked out"
    CLOSED = "CLOSED", "Closed"


class Turn(models.TextChoices):
    """Which schools come first, and which are the comparison group meanwhile."""

    EARLY = "EARLY", "Early"
    LATE = "LATE", "Late"
