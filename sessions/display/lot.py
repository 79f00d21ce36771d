"""The lot as its pages show it: strata before the draw, turns after it."""

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from schools.models import School
from sessions.actions.lots import strata_of
from sessions.choices import SessionState, Turn
from sessions.models import Booking, Lot, LotSchool
from sessions.rules.lot import MARKS
from sessions.rules.power import power_sentence

# How long the early schools answer after their day: a wave's usual window after it.
ANSWERS_COME = datetime.timedelta(days=14)


@dataclass(frozen=True)
class Offered:
    """A school to tick."""

    pk: int
    name: str
    below: str
    ticked: bool


@dataclass(frozen=True)
class Stratum:
    """A stratum before the draw."""

    name: str
    schools: tuple[str, ...]


@dataclass(frozen=True)
class DrawnStratum:
    """A stratum after the draw."""

    name: str
    early: tuple[str, ...]
    late: tuple[str, ...]


@dataclass(frozen=True)
class Result:
    """A drawn lot."""

    strata: list[DrawnStratum]
    early: int
    late: int
    sorted_by: str
    power: str


def offered(schools: Iterable[School], ticked: Collection[int]) -> list[Offered]:
    """Schools to tick by name; wants the councils."""
    return [
        Offered(
            school.pk,
            school.name,
            f"{school.council.name if school.council else 'Grant-aided'} · {school.seed_code}",
            school.pk in ticked,
        )
        for school in schools
    ]


def preview(schools: Sequence[School], marks: Collection[str]) -> list[Stratum]:
    """The strata, each with its schools by name; nothing of what the draw will bring."""
    stratum_of = strata_of(schools, marks)
    names = sorted(set(stratum_of.values()))
    return [
        Stratum(
            name,
            tuple(s.name for s in schools if stratum_of[s.seed_code] == name),
        )
        for name in names
    ]


def halves_words(schools: int) -> str:
    """ "4 against 4 schools" is said before the draw too: how many come to each half is known."""
    return power_sentence(schools - schools // 2, schools // 2)


def result(lot: Lot, rows: Sequence[LotSchool]) -> Result:
    """A drawn lot by stratum; wants the rows in the order of stratum and name of school."""
    early = sum(row.turn == Turn.EARLY for row in rows)
    return Result(
        strata=[
            DrawnStratum(name, _names(found, Turn.EARLY), _names(found, Turn.LATE))
            for name, found in (
                (name, list(group)) for name, group in groupby(rows, attrgetter("stratum"))
            )
        ],
        early=early,
        late=len(rows) - early,
        sorted_by=", ".join(MARKS.get(mark, "nothing") for mark in lot.strata.split("|")),
        power=power_sentence(early, len(rows) - early),
    )


def _names(rows: Iterable[LotSchool], turn: Turn) -> tuple[str, ...]:
    return tuple(row.school.name for row in rows if row.turn == turn)


def turn_of(programme: int, school: int) -> str:
    """EARLY, LATE, or nothing where the school is in no lot of the programme."""
    drawn = LotSchool.objects.filter(lot__programme=programme, school=school)
    return drawn.values_list("turn", flat=True).first() or ""


def is_comparing(programme: int, date: datetime.date) -> bool:
    """Whether on a date the early schools have not all had their day and answered after it."""
    early = LotSchool.objects.filter(lot__programme=programme, turn=Turn.EARLY).values("school")
    booked = Booking.objects.standing_now().filter(
        session__programme=programme, session__state=SessionState.OPEN, school__in=early
    )
    if (
        LotSchool.objects.filter(lot__programme=programme, turn=Turn.EARLY)
        .exclude(school__in=booked.values("school"))
        .exists()
    ):
        return True  # some early school has no day yet
    last = booked.order_by("-session__date").values_list("session__date", flat=True).first()
    return last is not None and date <= last + ANSWERS_COME
