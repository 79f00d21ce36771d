"""Fixed lists of words for instruments, waves and answers."""

from django.db import models


class ItemKind(models.TextChoices):
    LIKERT = "LIKERT", "agree or disagree"
    CHOICE = "CHOICE", "one of a list"
    TEXT = "TEXT", "own words"


class WaveKind(models.TextChoices):
    BEFORE = "BEFORE", "Before your day"
    AFTER = "AFTER", "After your day"
    FOLLOW_UP = "FOLLOW_UP", "Some months later"


class Matched(models.TextChoices):
    """How an answer found its study code."""

    EXACT = "EXACT", "exact"
    CORRECTED = "CORRECTED", "corrected"
    BY_HAND = "BY_HAND", "by hand"


class Mode(models.TextChoices):
    ONLINE = "ONLINE", "own phone or computer"
    TABLET = "TABLET", "shared tablet"
    PAPER = "PAPER", "paper"
