"""Who can come on a date: fit, has said so, and has no seat on it."""

import datetime
from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count, Exists, F, OuterRef, QuerySet

from core.prepared import prepared
from programmes.choices import Answer
from programmes.models import Availability, Coach
from programmes.models.coaches import CoachQuerySet, fit_condition
from sessions.models import CrewSeat
from sessions.rules.meter import Sort

CAN_COME = (Answer.FREE, Answer.IF_NEEDED)


def free_coaches(programme: int, date: datetime.date) -> CoachQuerySet:
    """Fit coaches of a programme who said they can come on a date and have no seat on it.

    ``said`` is their answer, of which the first in the alphabet is the gladder.
    """
    ours: CoachQuerySet = Coach.objects.filter(
        programme=programme, availability__date=date, availability__answer__in=CAN_COME
    ).annotate(said=F("availability__answer"))
    seated = Exists(CrewSeat.objects.filter(coach=OuterRef("pk"), date=date))
    free: CoachQuerySet = ours.fit(date).exclude(seated)
    return free


@dataclass
class Free:
    """The coaches who can come on a date and have no seat on it."""

    sorts: Counter[Sort] = field(default_factory=Counter)
    if_needed: int = 0

    def add(self, answer: str, sort: Sort, number: int) -> None:
        self.sorts[sort] += number
        if answer == Answer.IF_NEEDED:
            self.if_needed += number


COLUMNS = ("date", "answer", "service", "newcomer", "may_demonstrate", "may_lead")


@prepared
def _free(programme: int, first: datetime.date, last: datetime.date) -> QuerySet:
    taken = CrewSeat.objects.filter(coach=OuterRef("coach"), date=OuterRef("date"))
    said = Availability.objects.filter(
        ~Exists(taken),
        fit_condition(F("date"), "coach__"),
        date__gte=first,
        date__lte=last,
        answer__in=CAN_COME,
        coach__programme=programme,
    )
    columns = [*COLUMNS[:2], *(f"coach__{name}" for name in COLUMNS[2:])]
    counted: QuerySet = said.order_by().values(*columns).annotate(coaches=Count("id"))
    return counted.values_list(*columns, "coaches")


@prepared
def _free_on(programme: int, date: datetime.date) -> QuerySet:
    """The same of one date: asked of the board all day, in half the time."""
    free = free_coaches(programme, date).order_by()
    counted: QuerySet = free.values("said", *COLUMNS[2:]).annotate(coaches=Count("id"))
    return counted.values_list("said", *COLUMNS[2:], "coaches")


def free_on(programme: int, date: datetime.date) -> Free:
    """Fit coaches of a programme who can come on a date and have no seat on it; one query."""
    found = Free()
    for answer, *sort, number in _free_on(programme=programme, date=date):
        found.add(answer, Sort(*sort), number)
    return found


def free_between(
    programme: int, first: datetime.date, last: datetime.date
) -> dict[datetime.date, Free]:
    """Fit coaches of a programme who can come, by date; one query. Nobody: no entry."""
    found: dict[datetime.date, Free] = {}
    for date, answer, *sort, number in _free(programme=programme, first=first, last=last):
        found.setdefault(date, Free()).add(answer, Sort(*sort), number)
    return found
