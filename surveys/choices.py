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
    FOLLOW_UP_2 = "FOLLOW_UP_2", "About a year later"


class Matched(models.TextChoices):
    """How an answer found its study code."""

    EXACT = "EXACT", "exact"
    CORRECTED = "CORRECTED", "corrected"
    BY_HAND = "BY_HAND", "by hand"


class Mode(models.TextChoices):
    ONLINE = "ONLINE", "own phone or computer"
    TABLET = "TABLET", "shared tablet"
    PAPER = "PAPER", "paper"


class ItemUse(models.TextChoices):
    """What an item that belongs to no scale is asked for."""

    CONTEXT = "CONTEXT", "context"
    HARM = "HARM", "harm"
    DAY = "DAY", "about the day"


class ScaleUse(models.TextChoices):
    """How a scale is read: towards safer and in the index, by itself, or as a harm."""

    INDEX = "INDEX", "higher is safer, in the index"
    APART = "APART", "higher is safer, not in the index"
    HARM = "HARM", "higher is a harm"


class Language(models.TextChoices):
    """Languages in which an instrument can be asked; English is the item itself."""

    ENGLISH = "en", "English"
    GAELIC = "gd", "Gàidhlig"
    POLISH = "pl", "Polski"
    UKRAINIAN = "uk", "Українська"


class Arm(models.TextChoices):
    """Whether a participant has had a day, or belongs to the comparison group."""

    DAY = "DAY", "day"
    WAITING = "WAITING", "waiting list"


class Aside(models.TextChoices):
    """Why an answer set could not be stored under its code and was set aside."""

    UNKNOWN_CODE = "UNKNOWN_CODE", "nobody holds this code"
    ALREADY = "ALREADY", "this code has answered already"
    CLOSED = "CLOSED", "the survey was not open on the day of answering"
    REFUSED = "REFUSED", "this pupil takes no part in the survey"
    OTHER_VERSION = "OTHER_VERSION", "the answers do not fit the questions of the survey"
    CHANGED = "CHANGED", "sent twice, with other answers the second time"
    UNREADABLE = "UNREADABLE", "could not be opened"


class Subgroup(models.TextChoices):
    """What the evaluator may declare beforehand to look at by itself."""

    GENDER = "gender", "gender"
    YEAR_GROUP = "year_group", "year group"
    RURAL_CLASS = "rural_class", "rural class of the school"
