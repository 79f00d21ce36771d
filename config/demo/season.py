"""What is handed from step to step while the invented season is made."""

import datetime
from dataclasses import dataclass, field
from random import Random

from config.demo.supply import Supply
from core.dates import LONDON
from schools.models import School


@dataclass
class Season:
    """The season in the making; ``named`` counts the pupils who have a name already.

    ``early`` are the schools that the lot lets come first.
    """

    random: Random
    supply: Supply
    today: datetime.date
    named: int = 0
    early: list[School] = field(default_factory=list)


def at(date: datetime.date, hour: int = 9, minute: int = 0) -> datetime.datetime:
    """An instant on a date, London time."""
    return datetime.datetime.combine(date, datetime.time(hour, minute), LONDON)
