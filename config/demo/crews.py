"""What coaches answer in the invented season, who is asked for which day, and who leaves."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import F

from config.demo.season import Season, at
from config.demo.supply import DAY
from core.grid import km_between, miles, place_of
from programmes.actions.availability import say_dates, set_pattern
from programmes.choices import Answer, MessageState
from programmes.models import Availability, Coach, Message
from programmes.rules.shifts import KNOWN, monday_of, weekly_cycle
from sessions.actions import crews
from sessions.actions.asking import accept_seat, withdraw
from sessions.choices import CrewRole, SeatState, WithdrawalReason
from sessions.models import CarOnDay, CrewSeat, Session

FREE_WEEKDAYS = ((0, 3), (1, 4), (2, 3), (0, 1, 4), (1, 2, 3))
# How far the asking has got by stage: cars left without a crew, and of how many seats one waits.
ASKED = {"ready": (0, 9), "short": (1, 12), "listed": (0, 2)}
HARD = 37  # so many days from now few can come: a season without a shortage would be none
A_MINUTE = datetime.timedelta(minutes=1)


# --- when they can come -------------------------------------------------------------------------


def answer_dates(season: Season, dates: list[datetime.date]) -> None:
    """Let coaches set shift patterns, and say for the season's days whether they can come.

    The one whose account the demonstration has can always come; some say nothing of later days.
    """
    first = season.today - 90 * DAY
    for n, coach in enumerate(season.supply.coaches):
        works = n > 0 and _cycle(n, coach.service)
        if works:
            set_pattern(
                coach=coach,
                cycle=works,
                starts_on=monday_of(first) + (0 if len(works) == 7 else n % 8) * DAY,
                today=first,
                now=at(first),
                by=season.supply.coordinator,
            )
        answers = _tapped(season, n, dates, few=bool(works))
        if answers:
            say_dates(
                coach=coach,
                answers=answers,
                today=first,
                now=at(first, 19),
                by=season.supply.coordinator,
            )


def _cycle(n: int, service: str) -> str:
    """Fire works five watches, half of the others a cycle or the same days each week."""
    if service == "FIRE":
        return KNOWN[0].cycle if n % 4 else ""
    if n % 2:
        return KNOWN[1].cycle if service == "AMBULANCE" else weekly_cycle(FREE_WEEKDAYS[n % 5])
    return ""


def _tapped(
    season: Season, n: int, dates: list[datetime.date], *, few: bool
) -> dict[datetime.date, str]:
    """Answers for single days: all of them, or where a pattern answers, a few exceptions."""
    if n == 0:
        return _own_month(season) | dict.fromkeys(dates, Answer.FREE.value)
    random = season.random
    hard_date = next(date for date in dates if date >= season.today + HARD * DAY)
    silent_from = season.today + (30 if n % 7 == 6 else 400) * DAY
    said = {}
    for date in dates:
        hard = date == hard_date
        if few and random.random() < 0.85 and not hard:
            continue
        often = (20, 6, 74) if hard else (55, 12, 33)
        answer = random.choices((Answer.FREE, Answer.IF_NEEDED, Answer.NOT_FREE), often)[0]
        if date < silent_from:
            said[date] = answer.value
    return said


def _own_month(season: Season) -> dict[datetime.date, str]:
    """What the coach with the account says of other dates: a week away, Thursdays if needed."""
    dates = [season.today + n * DAY for n in range(3, 60)]
    away = dict.fromkeys(dates[22:29], Answer.NOT_FREE.value)
    return {d: Answer.IF_NEEDED.value for d in dates if d.weekday() == 3} | away


# --- who is asked -------------------------------------------------------------------------------


@dataclass
class Bench:
    """Who can come on a day, by service, the fewest days first; taken one by one."""

    free: dict[str, list[Coach]]

    def take(self, service: str, may: Callable[[Coach], bool]) -> Coach | None:
        """Take the first of a service who may."""
        found = next((coach for coach in self.free[service] if may(coach)), None)
        if found is not None:
            self.free[service].remove(found)
        return found

    def fullest(self) -> list[str]:
        return sorted(self.free, key=lambda service: len(self.free[service]), reverse=True)


def ask_crew(season: Season, session: Session, *, stage: str) -> None:
    """Ask for the demonstration, the lead and the cars, as a co-ordinator would by hand."""
    left_out, one_waits_in = ASKED[stage]
    bench = _bench(season, session)
    seats = [
        _ask(season, session, bench.take(service, lambda one: one.may_demonstrate), role, None)
        for service, role in (
            ("FIRE", CrewRole.DEMONSTRATION),
            ("AMBULANCE", CrewRole.DEMONSTRATION),
        )
    ]
    cars = list(CarOnDay.objects.filter(session=session).order_by("number"))
    first, *others = cars[: len(cars) - left_out]
    seats += _ask_pair(season, session, bench, ["POLICE", "FIRE"], first)
    lead = bench.take(bench.fullest()[0], lambda one: one.may_lead)
    seats.append(_ask(season, session, lead, CrewRole.LEAD, None))
    for car in others:
        seats += _ask_pair(season, session, bench, bench.fullest()[:2], car)
    _answer(season, session, [seat for seat in seats if seat is not None], one_waits_in)


def _bench(season: Season, session: Session) -> Bench:
    """Whoever is free, fit, near enough and has days left."""
    said = Availability.objects.filter(date=session.date, answer=Answer.FREE)
    free = set(said.values_list("coach_id", flat=True))
    seats = CrewSeat.objects.filter(session__programme=season.supply.programme)
    days: dict[int, list[datetime.date]] = {}
    for coach_id, date in seats.values_list("coach_id", "date"):
        days.setdefault(coach_id, []).append(date)
    fit = [
        coach
        for coach in season.supply.coaches
        if coach.pk in free
        and not coach.fit_problems(session.date)
        and _has_days_left(coach, session.date, days.get(coach.pk, []))
        and _is_near(coach, session)
    ]
    # Today and on the day that waits for answers, the one whose account the demonstration has.
    known = season.supply.coaches[0]
    fit.sort(key=lambda c: (c != known, len(days.get(c.pk, [])), c.pk))
    by_service = {s: [c for c in fit if c.service == s] for s in ("POLICE", "FIRE", "AMBULANCE")}
    return Bench(by_service)


def _has_days_left(coach: Coach, date: datetime.date, days: list[datetime.date]) -> bool:
    same_month = sum((d.year, d.month) == (date.year, date.month) for d in days)
    same_week = sum(abs(d - date) < 7 * DAY for d in days)
    return (
        (coach.most_days_a_month is None or same_month < coach.most_days_a_month)
        and (coach.most_days_a_year is None or len(days) < coach.most_days_a_year)
        and same_week < 2
    )


def _is_near(coach: Coach, session: Session) -> bool:
    home, place = place_of(coach.grid_reference), place_of(session.airfield.grid_reference)
    if home is None or place is None or coach.most_miles is None:
        return True
    return miles(km_between(home, place)) <= coach.most_miles


def _ask_pair(
    season: Season, session: Session, bench: Bench, services: list[str], car: CarOnDay
) -> list[CrewSeat | None]:
    """Two for a car, of whom one at most is new."""
    one = bench.take(services[0], lambda _: True)
    is_new = one is not None and one.newcomer
    other = bench.take(services[1], lambda coach: not (is_new and coach.newcomer))
    return [_ask(season, session, coach, CrewRole.CAR, car) for coach in (one, other)]


def _ask(
    season: Season, session: Session, coach: Coach | None, role: str, car: CarOnDay | None
) -> CrewSeat | None:
    if coach is None:
        return None
    return crews.seat_coach(
        session=session,
        coach=coach,
        role=role,
        car=car,
        by=season.supply.coordinator,
        now=_asked_at(season, session),
    )


def _asked_at(season: Season, session: Session) -> datetime.datetime:
    return at(min(session.date - 20 * DAY, season.today - 4 * DAY), 11)


def _answer(season: Season, session: Session, seats: list[CrewSeat], one_waits_in: int) -> None:
    """Let coaches accept; on days to come one in so many has not answered yet."""
    known = season.supply.coaches[0]
    for n, seat in enumerate(seats):
        waits = n % one_waits_in == one_waits_in - 1 or (one_waits_in == 2 and seat.coach == known)
        if session.date > season.today and waits:
            continue
        accept_seat(
            seat=seat,
            by=seat.coach.user or season.supply.coordinator,
            now=_asked_at(season, session) + (2 + n % 20) * 60 * A_MINUTE,
        )


# --- who leaves, and what was sent --------------------------------------------------------------


def call_out(season: Season, session: Session) -> None:
    """Yesterday evening one of the last car's crew was called out."""
    seats = CrewSeat.objects.filter(session=session, car__isnull=False, state=SeatState.ACCEPTED)
    seat = seats.select_related("coach__user").order_by("-car__number", "-side")[0]
    withdraw(
        seats=[seat],
        reason=WithdrawalReason.CALLED_OUT,
        by=seat.coach.user,
        now=at(season.today - DAY, 20, 40),
    )


def note_sent(season: Season) -> None:
    """Of messages older than yesterday say that they went out; one came back.

    Nothing of that was sent: only what is newer waits for the worker.
    """
    old = Message.objects.filter(
        programme=season.supply.programme, queued_at__lt=at(season.today - DAY, 0)
    )
    old.update(state=MessageState.SENT, tries=1, sent_at=F("queued_at") + A_MINUTE)
    lost = old.order_by("-queued_at", "-pk").first()
    if lost is not None:
        lost.state, lost.sent_at = MessageState.GIVEN_UP, None
        lost.came_back = "550 5.1.1 There is no mailbox of this name."
        lost.save()
