"""Seventeen invented days: seven of them done, one on, the others at different stages."""

import datetime
from uuid import UUID

from config.demo import words
from config.demo.crews import answer_dates, ask_crew, call_out, note_sent
from config.demo.season import Season, at
from config.demo.supply import DAY
from schools.models import School
from schools.readers.class_rows import ListRow
from sessions.actions import attendance, bookings, days, places
from sessions.choices import Consent, MarkKind
from sessions.models import Booking, Place, Session
from surveys.actions.codes import enrol_with_codes

STARTS, ENDS = datetime.time(9, 30), datetime.time(14, 30)
# Days from today, cars, and how far the preparations of days to come have got.
PAST = ((-68, 7), (-61, 6), (-53, 7), (-46, 7), (-33, 6), (-19, 7), (-12, 6))
TO_COME = ((4, 7, "short"), (9, 6, "ready"), (16, 7, "listed"), (24, 6, "booked"), (30, 6, "half"),
           (37, 7, "half"), (44, 7, "empty"), (51, 6, "empty"), (58, 6, "empty"))  # fmt: skip
NEEDS = ("STEP_FREE", "HEARING_LEFT", "SIGHT", "LANGUAGE", "SPEAK_TO_TEACHER")


def working_day(date: datetime.date) -> datetime.date:
    """The date itself or the Monday after it, and nobody comes over Christmas and New Year."""
    if date.weekday() > 4:
        date += (7 - date.weekday()) * DAY
    in_holidays = (date.month, date.day) >= (12, 21) or (date.month, date.day) <= (1, 6)
    return working_day(date + 18 * DAY) if in_holidays else date


def day_dates(today: datetime.date) -> dict[int, datetime.date]:
    """The date of each day of the season by its place from today, each once.

    Today itself has a day unless it is a weekend or a holiday; two that fall together, as past
    and coming days around Christmas can, are put a day apart.
    """
    dates: dict[int, datetime.date] = {}
    for offset in [0, *(o for o, _, _ in TO_COME), *(o for o, _ in PAST)]:
        date = working_day(today + offset * DAY)
        while date in dates.values():
            date = working_day(date + DAY)
        dates[offset] = date
    return dates


def make_days(season: Season) -> None:
    """Make all days, oldest first, as they would have come about."""
    dates = day_dates(season.today)
    stages = {0: (7, "ready"), **{offset: (cars, "ready") for offset, cars in PAST}}
    stages |= {offset: (cars, stage) for offset, cars, stage in TO_COME}
    answer_dates(season, sorted(dates.values()))
    for offset, date in sorted(dates.items(), key=lambda item: item[1]):
        cars, stage = stages[offset]
        session = _add(season, date, cars)
        _fill(season, session, stage="ready" if date < season.today else stage)
        if date < season.today:
            _hold(season, session, until_slot=None)
        elif date == season.today:
            _hold(season, session, until_slot=3)
        if stage == "short":
            call_out(season, session)
    note_sent(season)


def _add(season: Season, date: datetime.date, cars: int) -> Session:
    supply = season.supply
    fit = [car for car in supply.cars if not car.road_problems(date)][:cars]
    number = Session.objects.filter(programme=supply.programme).count()
    return days.add_day(
        programme=supply.programme,
        airfield=supply.airfields[1 if number % 4 == 3 else 0],
        date=date,
        starts=STARTS,
        ends=ENDS,
        capacity=7 * cars,
        cars=fit,
        by=supply.coordinator,
        today=min(date, season.today) - 60 * DAY,
    )


def _fill(season: Season, session: Session, *, stage: str) -> None:
    if stage == "empty":
        return
    booked = _book(season, session, half=stage == "half")
    if stage in ("ready", "listed", "short"):
        for booking in booked:
            _enrol(season, booking, all_in=stage == "ready")
        ask_crew(season, session, stage=stage)
    if stage == "ready":
        days.plan_day(session=session, by=season.supply.coordinator)


def _book(season: Season, session: Session, *, half: bool) -> list[Booking]:
    chosen = _schools_for(season, session)
    total = session.capacity // 2 if half else session.capacity - season.random.randint(0, 3)
    first = total if half else total * season.random.randint(50, 62) // 100
    wanted = (
        [(chosen[0], first)] if half else list(zip(chosen, (first, total - first), strict=True))
    )
    return [
        bookings.book_places(
            session=session,
            school=school,
            places=places,
            bus_arrives=datetime.time(9, 15 + 5 * n),
            by=season.supply.coordinator,
            now=at(min(session.date, season.today) - 50 * DAY),
        )
        for n, (school, places) in enumerate(wanted)
    ]


def _schools_for(season: Season, session: Session) -> tuple[School, School]:
    """A large and a smaller school in turn; the smallest cannot fill half a day.

    Days that are over had the schools that the lot let come early.
    """
    number = Session.objects.filter(programme=season.supply.programme).count()
    if session.date < season.today:
        early = season.early
        return early[number % len(early)], early[(number + 1) % len(early)]
    large, small = season.supply.schools[:5], season.supply.schools[5:8]
    return large[number % 5], (small + large[3:])[number % 5] if number % 5 < 3 else small[
        number % 3
    ]


def _enrol(season: Season, booking: Booking, *, all_in: bool) -> None:
    rows = [_row(season, booking, n) for n in range(1, booking.places + 1)]
    enrol_with_codes(booking=booking, rows=rows, by=season.supply.coordinator)
    wanted = {}
    for place in Place.objects.filter(booking=booking):
        refused = season.random.random() < 0.02
        missing = not all_in and season.random.random() < 0.25
        wanted[place.pk] = places.Consents(
            take_part=Consent.NO if refused else Consent.UNKNOWN if missing else Consent.YES,
            survey=Consent.NO if season.random.random() < 0.03 else Consent.YES,
            photographs=season.random.choice([Consent.YES, Consent.YES, Consent.NO]),
        )
    places.record_consents(booking=booking, consents=wanted, by=season.supply.coordinator)


def _row(season: Season, booking: Booking, number: int) -> ListRow:
    """One more pupil than anybody yet: names go round, so that no two are the same pupil."""
    random = season.random
    season.named += 1
    stage = random.choices((3, 4, 5, 6), weights=(2, 6, 6, 1))[0]
    years_back = {3: 14, 4: 15, 5: 16, 6: 17}[stage]
    born = booking.session.date - (years_back * 365 + 5 + random.randint(0, 300)) * DAY
    return ListRow(
        row_number=number,
        given_name=words.GIVEN[season.named * 7 % len(words.GIVEN)],
        known_as="",
        family_name=words.FAMILY[(season.named * 11 + season.named // 60) % len(words.FAMILY)],
        born_on=born,
        year_group=f"S{stage}",
        need=random.choice(NEEDS) if random.random() < 0.06 else "NONE",
        consent="UNKNOWN",
    )


def _hold(season: Season, session: Session, *, until_slot: int | None) -> None:
    """Take attendance; with ``until_slot`` only as far as the day has got."""
    slots = days.slots_of(session)
    for place in Place.objects.kept().filter(booking__session=session).select_related(
        "pupil", "booking__session__programme"
    ):  # fmt: skip
        if until_slot is not None and (place.slot is None or place.slot > until_slot):
            continue
        here = season.random.random() < 0.955
        _mark(
            season, place, MarkKind.HERE if here else MarkKind.ABSENT, None, at(session.date, 9, 35)
        )
        if not here:
            continue
        if place.consent_take_part == Consent.YES and place.slot is not None:
            start = slots.starts[place.slot]
            minutes = max(12, slots.minutes - season.random.choice((0, 0, 0, 1, 2, 4, 8)))
            when = at(session.date, start.hour, start.minute) + datetime.timedelta(minutes=minutes)
            if until_slot is None or place.slot < until_slot:
                _mark(season, place, MarkKind.DROVE, minutes, when)
        if until_slot is None and season.random.random() < 0.97:
            _mark(season, place, MarkKind.SAW_DEMONSTRATION, None, at(session.date, 13, 0))


def _mark(
    season: Season, place: Place, kind: str, minutes: int | None, when: datetime.datetime
) -> None:
    attendance.make_mark(
        place=place,
        kind=kind,
        minutes=minutes,
        id=UUID(int=season.random.getrandbits(128), version=4),
        by=season.supply.coordinator,
        now=when,
    )
