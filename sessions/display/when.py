"""A month as buttons: what a coach said for each date, what a tap changes it to, where days are."""

import datetime
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse

from core.words import DAYS, month_name, near_date
from programmes.choices import Answer, Source
from programmes.models import Coach
from programmes.rules.shifts import copied_month, dates_between, monday_of
from sessions.choices import SeatState
from sessions.display.words import A_DAY, hours
from sessions.models import CrewSeat, Session

CLEAR = "CLEAR"
Span = tuple[datetime.date, datetime.date]
WORDS = {Answer.FREE: "Yes", Answer.IF_NEEDED: "If needed", Answer.NOT_FREE: "No"}
_SAID = {Answer.FREE: "can come", Answer.IF_NEEDED: "only if needed", Answer.NOT_FREE: "can’t come"}
_NOT_SAID = "not said"
_KIND = {Answer.FREE: "yes", Answer.IF_NEEDED: "if", Answer.NOT_FREE: "no"}
_NEXT = {Answer.FREE: Answer.IF_NEEDED, Answer.IF_NEEDED: Answer.NOT_FREE}
_FROM = {Source.PATTERN: "from the shift pattern", Source.CALENDAR: "from the shift calendar"}
WEEKDAYS = tuple((name[:3], name) for name in DAYS)


class Said(NamedTuple):
    """A coach's answer for a date, and where it comes from."""

    answer: str
    source: str


@dataclass(frozen=True)
class Whose:
    """Whose answers a page shows: one's own, or those of a coach who phones."""

    coach: Coach
    own: bool

    def to(self, page: str) -> str:
        """The address of one of the four pages for this coach: when, pattern and so on."""
        if self.own:
            return reverse(f"sessions:{page}")
        return reverse(f"sessions:coach_{page}", args=[self.coach.pk])

    @property
    def when(self) -> str:
        return self.to("when")

    @property
    def title(self) -> str:
        return "When I am free" if self.own else f"When {self.coach} is free"

    @property
    def named(self) -> str:
        """What stands after a title that names nobody."""
        return "" if self.own else f" for {self.coach}"


class _Facts(NamedTuple):
    """What is known of one date."""

    said: Said | None
    days: Sequence[Session]
    seat: CrewSeat | None


class Cell(NamedTuple):
    """One date of the grid, in the order in which the template takes it apart."""

    id: str
    number: int
    kind: str  # yes, if, no, none; past and out for dates without a button
    word: str
    words: str  # the whole, for who does not see it
    value: str  # what a tap sends; empty where there is no button
    has_day: bool
    href: str  # where a seat is answered


class DayLine(NamedTuple):
    """An airfield day of the month in words."""

    day: str
    airfield: str
    hours: str
    tag: tuple[str, str]


@dataclass(frozen=True)
class Month:
    """A month of one coach."""

    iso: str
    title: str
    weeks: tuple[tuple[Cell, ...], ...]
    lines: tuple[DayLine, ...]
    seated: bool  # whether the legend speaks of seats
    before: tuple[str, str] | None  # address and name of the month before
    after: tuple[str, str] | None
    all_days: str  # the words of the button that says yes to all airfield days
    copy: str  # the words of the button that copies the month before


def next_of(said: Said | None) -> str:
    """What a tap makes of an answer: can, only if needed, can't, not said, and round again.

    What a pattern or calendar says is answered by a tap too: its "no" becomes a "yes".
    """
    if said is None or (said.answer == Answer.NOT_FREE and said.source != Source.TAP):
        return Answer.FREE.value
    following = _NEXT.get(Answer(said.answer))
    return following.value if following else CLEAR


def said_words(date: datetime.date, answer: str) -> str:
    """Monday 7 December: only if needed."""
    return f"{near_date(date)}: {_SAID[Answer(answer)] if answer else _NOT_SAID}"


def month_of(
    first: datetime.date,
    *,
    whose: Whose,
    span: Span,
    said: Mapping[datetime.date, Said],
    days: Sequence[Session],
    seats: Collection[CrewSeat],
) -> Month:
    """The month that begins on ``first``; dates outside ``span`` have no buttons."""
    last = month_after(first) - A_DAY
    by_date = {seat.date: seat for seat in seats}
    at: dict[datetime.date, list[Session]] = {}
    for day in days:
        at.setdefault(day.date, []).append(day)
    grid = dates_between(monday_of(first), monday_of(last) + 6 * A_DAY)
    cells = [
        _cell(d, first, span, _Facts(said.get(d), at.get(d, ()), by_date.get(d)), whose)
        for d in grid
    ]
    askable = [d for d in at if span[0] <= d <= span[1] and d not in by_date]
    name = month_name(first)
    return Month(
        iso=first.isoformat()[:7],
        title=f"{name} {first.year}",
        weeks=_weeks(cells, grid, span),
        lines=tuple(_lines([d for d in days if d.date >= span[0]], said, by_date)),
        seated=any(cell.href for cell in cells),
        before=_beside(first - A_DAY, whose) if first > span[0] else None,
        after=_beside(last + A_DAY, whose) if last < span[1] else None,
        all_days=_all_words(len(askable), name),
        copy=f"Copy {month_name(first - A_DAY)} to {name}"
        if copied(said, first, span, by_date)
        else "",
    )


def _weeks(
    cells: Sequence[Cell], grid: Sequence[datetime.date], span: Span
) -> tuple[tuple[Cell, ...], ...]:
    """The weeks that are not over."""
    starts = range(0, len(cells), 7)
    coming = [n for n in starts if grid[n + 6] >= span[0]]
    return tuple(tuple(cells[n : n + 7]) for n in coming)


def month_after(first: datetime.date) -> datetime.date:
    """The first of the next month."""
    return (first + 31 * A_DAY).replace(day=1)


def _beside(date: datetime.date, whose: Whose) -> tuple[str, str]:
    return f"{whose.when}?month={date.isoformat()[:7]}", month_name(date)


def _all_words(count: int, month: str) -> str:
    if not count:
        return ""
    if count == 1:
        return f"Can come on the airfield day in {month}"
    return f"Can come on all {count} airfield days in {month}"


def copied(
    said: Mapping[datetime.date, Said],
    first: datetime.date,
    span: Span,
    seated: Collection[datetime.date],
) -> dict[datetime.date, str]:
    """Last month's taps on this month's dates, but where he tapped already or has a seat."""
    taps = {date: one.answer for date, one in said.items() if one.source == Source.TAP}
    return {
        date: answer
        for date, answer in copied_month(taps, first).items()
        if date not in taps and date not in seated and span[0] <= date <= span[1]
    }


def _cell(
    date: datetime.date,
    first: datetime.date,
    span: Span,
    facts: _Facts,
    whose: Whose,
) -> Cell:
    answer = Answer(facts.said.answer) if facts.said else None
    plain = Cell(
        id=f"d-{date.isoformat()}",
        number=date.day,
        kind=_KIND[answer] if answer else "none",
        word=WORDS[answer] if answer else "",
        words=near_date(date),
        value="",
        has_day=bool(facts.days),
        href="",
    )
    if date.month != first.month:
        return plain._replace(id="", kind="out", word="", has_day=False)
    if not span[0] <= date <= span[1]:
        return plain._replace(kind="past")
    if facts.days:
        plain = plain._replace(
            words=f"{plain.words}, airfield day at {facts.days[0].airfield.name}"
        )
    return _seated(plain, facts.seat, whose) if facts.seat else _button(plain, date, facts.said)


def _seated(plain: Cell, seat: CrewSeat, whose: Whose) -> Cell:
    """A date with a seat leads to where the seat is answered."""
    state = _seat_words(seat)
    return plain._replace(
        kind="seat",
        word="On" if state == "Accepted" else state,
        words=f"{plain.words}: {state.lower()}. Open the day",
        href=_seat_address(seat, whose),
    )


def _button(plain: Cell, date: datetime.date, said: Said | None) -> Cell:
    coming = next_of(said)
    now = _SAID[Answer(said.answer)] if said else _NOT_SAID
    source = f" ({_FROM[Source(said.source)]})" if said and said.source in _FROM else ""
    then = _SAID[Answer(coming)] if coming != CLEAR else "what stood there before"
    return plain._replace(
        words=f"{plain.words}: {now}{source}. Change to {then}",
        value=f"{date.isoformat()}:{coming}",
    )


def _seat_words(seat: CrewSeat) -> str:
    return "Accepted" if seat.state == SeatState.ACCEPTED else "Asked"


def _seat_address(seat: CrewSeat, whose: Whose) -> str:
    if whose.own:
        return f"{reverse('sessions:my_days')}#day-{seat.session_id}"
    return reverse("reporting:day", args=[seat.session_id])


def _lines(
    days: Sequence[Session],
    said: Mapping[datetime.date, Said],
    seats: Mapping[datetime.date, CrewSeat],
) -> Iterator[DayLine]:
    for day in days:
        seat, one = seats.get(day.date), said.get(day.date)
        if seat is not None and seat.session_id == day.pk:
            accepted = seat.state == SeatState.ACCEPTED
            tag = ("ok" if accepted else "warn", _seat_words(seat))
        elif one is not None:
            kind = {"yes": "ok", "if": "warn", "no": "stop"}[_KIND[Answer(one.answer)]]
            tag = (kind, WORDS[Answer(one.answer)])
        else:
            tag = ("grey", "Not said")
        yield DayLine(near_date(day.date), day.airfield.name, hours(day.starts, day.ends), tag)
