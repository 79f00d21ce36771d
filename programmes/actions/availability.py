"""Takes answers for dates: tapped, from a shift pattern, from a shift calendar; and limits.

A tap stands above a calendar, a calendar above a pattern. What stands behind a date is written
out by date, so that rosters read one table; the coach's row is locked meanwhile, so that of two
who write at once one is wholly last.
"""

import datetime
from collections.abc import Iterable, Mapping

from django.db import transaction

from accounts.models import AuditEvent, User
from core.grid import KILOMETRE, tidy
from core.problems import Refused, checked, refuse
from programmes.choices import Answer, Source
from programmes.models import Availability, Coach, ShiftCalendar, ShiftPattern
from programmes.rules.shifts import (
    Pattern,
    answers_between,
    dates_between,
    pattern_problems,
    read_back,
    year_ends,
)

Answers = Mapping[datetime.date, str]
SAID = "said when a coach can come"
MOST_MILES = 500


class CannotAnswer(Refused):
    """The answer, pattern, calendar or limit cannot be taken as given."""


@transaction.atomic
def answer_availability(
    *, coach: Coach, date: datetime.date, answer: str, now: datetime.datetime, by: User
) -> Availability:
    """Keep a coach's answer for a date; the last answer counts, also when two come at once."""
    keep_taps([(coach, date, answer)], now)
    kept = Availability.objects.get(coach=coach, date=date)
    AuditEvent.record(by=by, verb=SAID, target=kept, programme_id=coach.programme_id, at=now)
    return kept


@transaction.atomic
def say_dates(
    *, coach: Coach, answers: Answers, today: datetime.date, now: datetime.datetime, by: User
) -> int:
    """Keep answers for several dates to come at once; gives how many."""
    if not answers:
        raise CannotAnswer("There is no date to answer for.")
    for date in answers:
        _refuse_outside(coach, date, today)
    _lock(coach)
    keep_taps([(coach, date, answer) for date, answer in answers.items()], now)
    _note(coach, SAID, by=by, now=now, count=len(answers))
    return len(answers)


@transaction.atomic
def clear_date(
    *, coach: Coach, date: datetime.date, today: datetime.date, now: datetime.datetime, by: User
) -> str:
    """Take a tapped answer back; the calendar or else the pattern speaks again, or nobody.

    Gives the answer that stands now, empty for none.
    """
    _refuse_outside(coach, date, today)
    _lock(coach)
    Availability.objects.filter(coach=coach, date=date).delete()
    behind = _behind(coach, date, date)
    _write(coach, behind, now)
    _note(coach, "took an answer back", by=by, now=now)
    return behind[date][0] if behind else ""


@transaction.atomic
def set_pattern(
    *,
    coach: Coach,
    cycle: str,
    starts_on: datetime.date,
    rests_after_night: bool = True,
    today: datetime.date,
    now: datetime.datetime,
    by: User,
) -> int:
    """Let a pattern answer until the school year ends; gives the number of dates he can come."""
    refuse(pattern_problems(cycle))
    _lock(coach)
    ShiftPattern.objects.update_or_create(
        coach=coach,
        defaults={
            "cycle": cycle,
            "starts_on": starts_on,
            "rests_after_night": rests_after_night,
        },
    )
    free = _write_out(coach, today, now)
    _note(coach, "set a shift pattern", by=by, now=now)
    return free


@transaction.atomic
def remove_pattern(*, coach: Coach, today: datetime.date, now: datetime.datetime, by: User) -> None:
    """Forget a pattern with its answers from today on."""
    _lock(coach)
    ShiftPattern.objects.filter(coach=coach).delete()
    _write_out(coach, today, now)
    _note(coach, "removed a shift pattern", by=by, now=now)


@transaction.atomic
def read_calendar(
    *,
    coach: Coach,
    starts_on: datetime.date,
    said: str,
    address: str = "",
    others_free: bool = False,
    rests_after_night: bool = True,
    today: datetime.date,
    now: datetime.datetime,
    by: User | None,
) -> int:
    """Let a shift calendar answer; ``said`` is one letter a date from ``starts_on`` on.

    ``by`` is None where an address is read again by itself, which takes its time: nothing is kept
    when the coach has forgotten or replaced it meanwhile. Gives the dates he can come on.
    """
    row = ShiftCalendar(
        coach=coach,
        address=address,
        starts_on=starts_on,
        said=said,
        others_free=others_free,
        rests_after_night=rests_after_night,
        read_at=now,
    )
    checked(row, unique=False)
    _lock(coach)
    if by is None and not ShiftCalendar.objects.filter(coach=coach, address=address).exists():
        return 0
    kept = ("address", "starts_on", "said", "others_free", "rests_after_night", "read_at")
    ShiftCalendar.objects.update_or_create(
        coach=coach, defaults={name: getattr(row, name) for name in kept} | {"problem": ""}
    )
    free = _write_out(coach, today, now)
    _note(coach, "read a shift calendar", by=by, now=now)
    return free


@transaction.atomic
def note_calendar_problem(
    *, calendar: ShiftCalendar, problem: str, now: datetime.datetime, by: User | None
) -> None:
    """Keep why an address could not be read again; the answers of the last reading stay.

    Nothing when the coach has forgotten or replaced the address meanwhile.
    """
    same = ShiftCalendar.objects.filter(pk=calendar.pk, address=calendar.address)
    if same.update(problem=problem[:200]):
        _note(calendar.coach, "could not read a shift calendar", by=by, now=now)


@transaction.atomic
def forget_calendar(
    *, coach: Coach, today: datetime.date, now: datetime.datetime, by: User
) -> None:
    """Forget a shift calendar, its address and its answers from today on."""
    _lock(coach)
    ShiftCalendar.objects.filter(coach=coach).delete()
    _write_out(coach, today, now)
    _note(coach, "forgot a shift calendar", by=by, now=now)


@transaction.atomic
def set_travel_and_limits(
    *,
    coach: Coach,
    most_days_a_month: int | None,
    most_days_a_year: int | None,
    most_miles: int | None,
    grid_reference: str,
    now: datetime.datetime,
    by: User,
) -> Coach:
    """Keep how often a coach comes at most, how far he travels, and from where."""
    limits = [
        ("days a month", most_days_a_month, 31),
        ("days a year", most_days_a_year, 366),
        ("miles", most_miles, MOST_MILES),
    ]
    for what, number, most in limits:
        if number is not None and not 1 <= number <= most:
            raise CannotAnswer(f"Enter 1 to {most} {what}, or leave it empty for no limit.")
    try:
        # To a kilometre: where he lives is nobody's business.
        coach.grid_reference = tidy(grid_reference, KILOMETRE)
    except ValueError as wrong:
        raise CannotAnswer(str(wrong)) from None
    coach.most_days_a_month = most_days_a_month
    coach.most_days_a_year = most_days_a_year
    coach.most_miles = most_miles
    coach.save(
        update_fields=["most_days_a_month", "most_days_a_year", "most_miles", "grid_reference"]
    )
    _note(coach, "set how often and how far a coach comes", by=by, now=now)
    return coach


def _lock(coach: Coach) -> None:
    """Let nobody else write this coach's answers until the transaction ends."""
    # Without the key: rows that point at the coach may still be written by others.
    list(Coach.objects.select_for_update(no_key=True).filter(pk=coach.pk).values_list("pk"))


def _note(
    coach: Coach, verb: str, *, by: User | None, now: datetime.datetime, count: int = 1
) -> None:
    AuditEvent.record(
        by=by, verb=verb, target=coach, programme_id=coach.programme_id, count=count, at=now
    )


def _refuse_outside(coach: Coach, date: datetime.date, today: datetime.date) -> None:
    if not today <= date <= year_ends(coach.programme.school_year):
        raise CannotAnswer("Choose a date from today to the end of the school year.")


def keep_taps(said: Iterable[tuple[Coach, datetime.date, str]], now: datetime.datetime) -> None:
    """Put answers above whatever stands; sorted, so that two who write at once cannot lock.

    A part of larger actions, which hold the transaction and write the audit line.
    """
    rows = [
        Availability(coach=coach, date=date, answer=answer, source=Source.TAP, answered_at=now)
        for coach, date, answer in sorted(said, key=lambda one: (one[0].pk, one[1]))
    ]
    for row in rows:
        _refuse_unknown(row.answer)
    Availability.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["coach", "date"],
        update_fields=["answer", "source", "answered_at"],
    )


def _refuse_unknown(answer: str) -> None:
    if answer not in Answer.values:
        raise CannotAnswer("Choose one of the answers on the page.")


def _behind(
    coach: Coach, first: datetime.date, last: datetime.date
) -> dict[datetime.date, tuple[str, Source]]:
    """What the pattern says by date, and above it the calendar."""
    said: dict[datetime.date, tuple[str, Source]] = {}
    pattern = ShiftPattern.objects.filter(coach=coach).first()
    if pattern is not None:
        rule = Pattern(pattern.cycle, pattern.starts_on, pattern.rests_after_night)
        for date, answer in answers_between(rule, first, last).items():
            said[date] = (answer, Source.PATTERN)
    calendar = ShiftCalendar.objects.filter(coach=coach).first()
    if calendar is not None:
        read = read_back(calendar.starts_on, calendar.said)
        for date in dates_between(first, last):
            if date in read:
                said[date] = (read[date], Source.CALENDAR)
    return said


def _write_out(coach: Coach, today: datetime.date, now: datetime.datetime) -> int:
    """Write anew what stands behind each date to come; gives on how many of them he can come."""
    last = year_ends(coach.programme.school_year)
    behind = _behind(coach, today, last)
    Availability.objects.filter(coach=coach, date__gte=today).exclude(source=Source.TAP).delete()
    _write(coach, behind, now)
    return sum(answer == Answer.FREE for answer, _ in behind.values())


def _write(
    coach: Coach, behind: dict[datetime.date, tuple[str, Source]], now: datetime.datetime
) -> None:
    """Write what stands behind dates; where somebody has tapped, the tap stays."""
    rows = [
        Availability(coach=coach, date=date, answer=answer, source=source, answered_at=now)
        for date, (answer, source) in sorted(behind.items())
    ]
    Availability.objects.bulk_create(rows, ignore_conflicts=True)
