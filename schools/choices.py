"""Fixed lists of words for schools and pupils."""

from django.db import models


class YearGroup(models.TextChoices):
    S1 = "S1"
    S2 = "S2"
    S3 = "S3"
    S4 = "S4"
    S5 = "S5"
    S6 = "S6"


class Need(models.TextChoices):
    """What a coach must know to help; a coded need, never a diagnosis."""

    NONE = "NONE", "none"
    STEP_FREE = "STEP_FREE", "step-free access"
    HEARING = "HEARING", "hearing"
    HEARING_LEFT = "HEARING_LEFT", "hearing: left side"
    HEARING_RIGHT = "HEARING_RIGHT", "hearing: right side"
    SIGHT = "SIGHT", "sight"
    LANGUAGE = "LANGUAGE", "needs an interpreter"
    SPEAK_TO_TEACHER = "SPEAK_TO_TEACHER", "speak to the teacher"
