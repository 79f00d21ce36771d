"""What the season page shows: figures of the whole season, and ready rows of its days."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.utils.safestring import SafeString

from accounts.access import Standing
from core.dates import school_year_of
from core.prepared import prepared
from core.words import many, month_name, short_day
from programmes.models import Programme
from reporting.counts import COLUMNS, DayCounts, days_away, facts, shown
from reporting.crewable import crewable
from reporting.first_steps import Step, steps_of
from reporting.totals import Totals, schools_of, totals_of
from schools.rules.councils import council_code
from sessions.display.words import short_schools
from sessions.models import Booking, Session

WHOLE = 60  # up to so many days are one page
WINDOW = 25
MOST_NAMES = 3


class Figure(NamedTuple):
    value: str
    label: str


class DayRow(NamedTuple):
    """One day in ready words; ``address`` goes on from the season's own."""

    look: str
    address: str
    day: str
    airfield: str
    cars: str
    schools: str
    places: str
    lights: SafeString
    kind: str
    text: str
    away: str


class Month(NamedTuple):
    name: str
    days: list[DayRow]


@dataclass(frozen=True)
class SeasonPage:
    """The whole page; ``earlier`` and ``later`` are queries of its own address, or nothing."""

    summary: str
    figures: list[Figure]
    months: list[Month]
    earlier: str
    later: str
    steps: list[Step]


def season_page(standing: Standing, programme: Programme, asked: Mapping[str, str]) -> SeasonPage:
    """The season as ``standing`` sees it today; ``asked`` may say from which day on."""
    totals = totals_of(programme.pk, standing.today)
    if not totals.days:
        return SeasonPage("No day yet", [], [], "", "", list(steps_of(standing)))
    days, earlier, later = _window(programme.pk, totals.days, standing.today, asked)
    return SeasonPage(
        summary=_summary(totals),
        figures=list(_figures(totals, programme)),
        months=_months(days, programme, standing.today),
        earlier=earlier,
        later=later,
        steps=[],
    )


# --- figures ------------------------------------------------------------------------------------


def _summary(totals: Totals) -> str:
    held = totals.days - totals.called_off
    parts = [
        f"{many(held, 'day,days')} at {many(totals.airfields, 'airfield,airfields')}",
        f"{totals.done} done, {held - totals.done} to come",
    ]
    if totals.called_off:
        parts.append(f"{totals.called_off} called off")
    return " · ".join(parts)


def _figures(totals: Totals, programme: Programme) -> Iterable[Figure]:
    drove = f"{totals.drove:,}"
    if programme.target_pupils:
        target = f"{drove} of {programme.target_pupils:,}"
        yield Figure(target, f"pupils have driven · target by June {programme.school_year + 1}")
    else:
        yield Figure(drove, "pupils have driven")
    yield _schools_booked(programme)
    yield Figure(f"{totals.seats_to_fill:,}", "seats still without a coach")
    if totals.after:
        share = f"{100 * totals.paired / totals.after:.0f}%"
        yield Figure(share, "of ‘after’ surveys matched to a ‘before’")
    else:
        yield Figure("–", "no ‘after’ survey yet to match to a ‘before’")


def _schools_booked(programme: Programme) -> Figure:
    """Schools with a booking; of how many, where the programme's area is a council's."""
    schools = schools_of(programme.pk, council_code(programme.area) or "")
    if not schools.in_area:
        return Figure(f"{schools.booked:,}", "schools booked")
    others = schools.booked - schools.booked_in_area
    beside = f" · {others} from elsewhere" if others else ""
    return Figure(f"{schools.booked_in_area} of {schools.in_area}", f"schools booked{beside}")


# --- which days ---------------------------------------------------------------------------------


Start = tuple[datetime.date, int]


@prepared
def _whole(programme: int) -> QuerySet:
    return (
        Session.objects.filter(programme=programme).with_closure().by_date().values_list(*COLUMNS)
    )


@prepared
def _from(programme: int, date: datetime.date, number: int) -> QuerySet:
    """A page of days from a day on, and one more to see whether there are later ones."""
    here = Q(date__gt=date) | Q(date=date, id__gte=number)
    days = Session.objects.filter(here, programme=programme, date__gte=date)
    return days.with_closure().by_date().values_list(*COLUMNS)[: WINDOW + 1]


@prepared
def _before(programme: int, date: datetime.date, number: int) -> QuerySet:
    """A page of days before a day, the last one first."""
    there = Q(date__lt=date) | Q(date=date, id__lt=number)
    days = Session.objects.filter(there, programme=programme, date__lte=date)
    return days.order_by("-date", "-id").values_list("date", "id")[:WINDOW]


def _window(
    programme: int, days: int, today: datetime.date, asked: Mapping[str, str]
) -> tuple[list[DayCounts], str, str]:
    """The days to show, and the queries that lead to earlier and later ones."""
    if days <= WHOLE:
        return [DayCounts(*row) for row in _whole(programme=programme)], "", ""
    date, number = _asked_start(asked) or _last_past(programme, today)
    rows = _from(programme=programme, date=date, number=number)
    found = [DayCounts(*row) for row in rows]
    later = _query(found[WINDOW].date, found[WINDOW].id) if len(found) > WINDOW else ""
    firsts = _before(programme=programme, date=date, number=number)
    return found[:WINDOW], _query(*firsts[-1]) if firsts else "", later


def _asked_start(asked: Mapping[str, str]) -> Start | None:
    try:
        date = datetime.date.fromisoformat(asked.get("from", ""))
        number = int(asked.get("day", "") or 0)
    except ValueError:
        return None
    return (date, number) if 0 <= number < 2**63 else None


def _last_past(programme: int, today: datetime.date) -> Start:
    """The last day before today; today where the season is still to come."""
    past = _before(programme=programme, date=today, number=0)
    return past[0] if past else (today, 0)


def _query(date: datetime.date, number: int) -> str:
    return f"?from={date.isoformat()}&day={number}"


# --- rows ---------------------------------------------------------------------------------------


def _months(days: list[DayCounts], programme: Programme, today: datetime.date) -> list[Month]:
    names = _school_names(days, programme.pk)
    short = crewable(programme.pk, days, today)
    months = groupby(days, key=lambda day: (day.date.year, day.date.month))
    return [
        Month(
            _month_name(year, month, programme),
            [
                _row(day, names.get(day.id, []), short.get(day.id, ""), programme, today)
                for day in group
            ],
        )
        for (year, month), group in months
    ]


def _month_name(year: int, month: int, programme: Programme) -> str:
    """March; with its year where that does not follow from the season's."""
    belongs = school_year_of(datetime.date(year, month, 1)) == programme.school_year
    return month_name(month) if belongs else f"{month_name(month)} {year}"


@prepared
def _names(programme: int, first: datetime.date, last: datetime.date) -> QuerySet:
    booked = Booking.objects.standing_now().filter(
        session__programme=programme, session__date__gte=first, session__date__lte=last
    )
    return booked.order_by("id").values_list("session_id", "school__name")


def _school_names(days: list[DayCounts], programme: int) -> dict[int, list[str]]:
    """The schools of each day, in the order of booking."""
    found: dict[int, list[str]] = {}
    if days:
        for day, name in _names(programme=programme, first=days[0].date, last=days[-1].date):
            found.setdefault(day, []).append(name)
    return found


def _row(
    day: DayCounts, schools: list[str], short: str, programme: Programme, today: datetime.date
) -> DayRow:
    """``short`` says how many cars can be crewed where that is fewer than run."""
    counted = facts(day, today, programme.slot_minutes)
    lights, kind, text = shown(counted)
    is_over = counted.past or day.called_off
    return DayRow(
        look="past" if is_over else "",
        address=f"{day.id}/",
        day=short_day(day.date),
        airfield=day.airfield,
        cars=short or many(day.cars, "car,cars"),
        schools=_joined(schools),
        places=_places(day, counted.past),
        lights=lights,
        kind=kind,
        text=text,
        away="" if is_over else days_away(counted.days_to_go),
    )


def _joined(names: list[str]) -> str:
    """Tain, Alness, Golspie and 2 more; "No school yet" for none."""
    short = list(short_schools(names).values())
    if len(short) > MOST_NAMES:
        return f"{', '.join(short[:MOST_NAMES])} and {len(short) - MOST_NAMES} more"
    return ", ".join(short) or "No school yet"


def _places(day: DayCounts, is_past: bool) -> str:
    if day.called_off:
        return f"Called off: {day.reason}"
    if is_past and day.came:
        return f"{day.came} came of {day.booked}"
    if is_past and day.pupils:
        return f"Attendance not taken, {day.booked} places"
    return f"{day.booked} of {day.capacity} places"
