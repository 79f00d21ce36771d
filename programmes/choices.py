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
    NOT_FREE = "NOT_FREE", "I can't come"
