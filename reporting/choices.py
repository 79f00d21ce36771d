"""Fixed lists of words for what goes out."""

from django.db import models


class Work(models.TextChoices):
    """How far the worker is with something that somebody waits for."""

    WAITING = "WAITING", "Waiting to begin"
    RUNNING = "RUNNING", "Being worked out"
    READY = "READY", "Ready"
    FAILED = "FAILED", "Could not be worked out"


class Coarser(models.TextChoices):
    """What a release can tell less of, so that nobody stands alone in it."""

    NO_GENDER = "NO_GENDER", "leave out gender"
    YEAR_BANDS = "YEAR_BANDS", "year groups in two bands: S1 to S3, S4 to S6"
    NO_YEAR = "NO_YEAR", "leave out year group and age"
    NO_RURAL = "NO_RURAL", "leave out the rural class"
    NO_SCHOOL = "NO_SCHOOL", "leave out the school number, so that schools cannot be adjusted for"
    BLANK_SMALL = (
        "BLANK_SMALL",
        "blank gender, year group and age of those in groups under 5, and of as many more of their "
        "school as it takes",
    )
