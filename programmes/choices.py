"""Fixed lists of words for programmes, partners, coaches and cars."""

from django.db import models


class Service(models.TextChoices):
    """The three emergency services."""

    POLICE = "POLICE", "Police"
    FIRE = "FIRE", "Fire"
    AMBULANCE = "AMBULANCE", "Ambulance"


class PartnerKind(models.TextChoices):
    POLICE = "POLICE", "Police"
    FIRE = "FIRE", "Fire"
    AMBULANCE = "AMBULANCE", "Ambulance"
    COUNCIL = "COUNCIL", "Council"
    GOVERNMENT = "GOVERNMENT", "Government"
    BUSINESS = "BUSINESS", "Business"
    EVALUATOR = "EVALUATOR", "Evaluator"


class Gearbox(models.TextChoices):
    MANUAL = "MANUAL", "manual"
    AUTOMATIC = "AUTOMATIC", "automatic"


class Answer(models.TextChoices):
    """Whether a coach can come on a date."""

    FREE = "FREE", "I can come"
    IF_NEEDED = "IF_NEEDED", "Only if needed"
    NOT_FREE = "NOT_FREE", "I can't come"


class Source(models.TextChoices):
    """Where an answer for a date comes from; a tap stands above a pattern and a calendar."""

    TAP = "TAP", "Said for this date"
    PATTERN = "PATTERN", "From the shift pattern"
    CALENDAR = "CALENDAR", "From the shift calendar"


class Channel(models.TextChoices):
    """How a message goes out."""

    EMAIL = "EMAIL", "E-mail"
    TEXT = "TEXT", "Text message"


class MessageState(models.TextChoices):
    QUEUED = "QUEUED", "Waiting to be sent"
    SENT = "SENT", "Sent"
    FAILED = "FAILED", "Failed, will be tried again"
    GIVEN_UP = "GIVEN_UP", "Could not be sent"
