"""What is still to come, by school and wave: how many, until when, and where the cards are."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from operator import itemgetter

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from core.words import near_date
from sessions.choices import Consent, SessionState
from sessions.models import Place, Session
from surveys.models import ComparisonGroup, Participant, Response, Wave
from surveys.rules.windows import late_dates, window


@dataclass(frozen=True)
class Line:
    """What is to come for one day or comparison group of a school."""

    what: str
    missing: int
    expected: int
    until: str
    cards: str


@dataclass(frozen=True)
class Awaited:
    """What is to come from one school in one wave."""

    school: int
    wave: Wave
    lines: tuple[Line, ...]


def still_to_come(
    waves: Collection[Wave],
    *,
    today: datetime.date,
    session: Session | None = None,
    group: ComparisonGroup | None = None,
) -> list[Awaited]:
    """What is to come from each school in each wave that is open today, the first to close first.

    ``session`` or ``group`` leave out everything else.
    """
    found: dict[tuple[int, int], list[tuple[datetime.date, Line]]] = defaultdict(list)
    for wave in waves:
        lines = [] if group else list(_of_days(wave, today, session))
        lines += [] if session else list(_of_groups(wave, today, group))
        for school, closes, line in lines:
            found[wave.pk, school].append((closes, line))
    by_pk = {wave.pk: wave for wave in waves}
    ordered = sorted(found, key=lambda key: (min(closes for closes, _ in found[key]), key))
    return [
        Awaited(school, by_pk[wave], tuple(line for _, line in _by_date(found[wave, school])))
        for wave, school in ordered
    ]


def _by_date(lines: list[tuple[datetime.date, Line]]) -> list[tuple[datetime.date, Line]]:
    return sorted(lines, key=itemgetter(0))


Found = Iterator[tuple[int, datetime.date, Line]]


def _of_days(wave: Wave, today: datetime.date, session: Session | None) -> Found:
    """Places whose pupils are asked, by booking."""
    if not wave.asks_day:
        return
    first, last = late_dates(wave.kind, wave.opens_days, wave.closes_days, today)
    day = "booking__session"
    asked = (
        Place.objects.kept()
        .filter(
            **{
                f"{day}__programme": wave.programme_id,
                f"{day}__state": SessionState.OPEN,
                f"{day}__date__gte": first,
                f"{day}__date__lte": last,
            }
        )
        .exclude(consent_survey=Consent.NO)
        .filter(Q(codekey__isnull=False) | Q(pupil__isnull=False))  # else deleted on its date
    )
    if session is not None:
        asked = asked.filter(booking__session=session)
    counted = (
        asked.values_list("booking", "booking__school", f"{day}__date")
        .annotate(expected=Count("pk"), missing=_missing(wave, "codekey__participant"))
        .filter(missing__gt=0)
        .order_by(f"{day}__date", "booking")
    )
    for booking, school, date, expected, missing in counted:
        yield _line(
            wave,
            school,
            date,
            near_date(date),
            (missing, expected),
            reverse("surveys:code_cards", args=[booking]),
        )


def _of_groups(wave: Wave, today: datetime.date, group: ComparisonGroup | None) -> Found:
    """Study codes of comparison groups, by group."""
    if not wave.asks_waiting:
        return
    first, last = late_dates(wave.kind, wave.opens_days, wave.closes_days, today)
    asked = Participant.objects.filter(
        group__programme=wave.programme_id,
        group__counts_from__gte=first,
        group__counts_from__lte=last,
    )
    if group is not None:
        asked = asked.filter(group=group)
    counted = (
        asked.values_list("group", "school", "group__counts_from", "group__year_group")
        .annotate(expected=Count("pk"), missing=_missing(wave, "pk"))
        .filter(missing__gt=0)
        .order_by("group__counts_from", "group")
    )
    for pk, school, date, year_group, expected, missing in counted:
        yield _line(
            wave,
            school,
            date,
            f"{year_group}, who have no day yet",
            (missing, expected),
            reverse("surveys:group_cards", args=[pk]),
        )


def _missing(wave: Wave, participant: str) -> Count:
    answered = Response.objects.filter(wave=wave, participant=OuterRef(participant))
    return Count("pk", filter=~Exists(answered))


def _line(
    wave: Wave,
    school: int,
    date: datetime.date,
    what: str,
    counts: tuple[int, int],
    cards: str,
) -> tuple[int, datetime.date, Line]:
    missing, expected = counts
    closes = window(date, wave.opens_days, wave.closes_days)[1]
    return (
        school,
        closes,
        Line(what, missing, expected, near_date(closes), f"{settings.SITE_URL}{cards}"),
    )
