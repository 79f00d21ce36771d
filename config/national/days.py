"""Fills one national year: days, bookings, pupils, places, marks, codes and answers."""

import datetime
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from uuid import UUID

from accounts.models import User
from config.demo import words
from config.demo.answers import Pupil as Answerer
from config.national.crews import answer_ahead, fill_crews
from config.national.supply import CARS_EACH, YearSupply
from schools.models import Pupil, School
from sessions.choices import Consent, MarkKind
from sessions.models import Booking, CarOnDay, Mark, Place, Session
from sessions.rules.days import delete_on
from sessions.tallies import recount
from surveys.choices import WaveKind
from surveys.models import CodeKey, Participant, Response, Wave
from surveys.rules.codes import make_code
from surveys.rules.instrument import Instrument
from surveys.tallies import recount_answers

PUPILS_A_DAY = 45
CARS_A_DAY = 7
SLOTS = 7
POOL = 2_000  # different answer sets; a benchmark needs no more
ROWS = 2_000  # a batch of bulk_create
UTC = datetime.UTC
DAY = datetime.timedelta(days=1)
OFFSETS = {WaveKind.BEFORE: -3 * DAY, WaveKind.AFTER: DAY}


@dataclass
class Year:
    """What the filling of one year needs."""

    random: Random
    supply: YearSupply
    schools: list[School]
    by: User
    today: datetime.date
    waves: dict[str, Wave]
    pools: dict[str, list[str]]


def answer_pools(random: Random, instrument: Instrument) -> dict[str, list[str]]:
    """Answer sets for each wave, drawn from invented pupils; mixed anew for each answer."""
    return {
        kind: [Answerer(random, instrument).posted(kind, drove=True).codes for _ in range(POOL)]
        for kind in (WaveKind.BEFORE, WaveKind.AFTER)
    }


def fill_year(year: Year, pupils: int) -> None:
    """Make as many days as ``pupils`` need, spread over the school year."""
    sessions = _sessions(year, -(-pupils // PUPILS_A_DAY))
    cars = _cars(year, sessions)
    fill_crews(year.supply, sessions, cars, year.today)
    answer_ahead(year.random, year.supply, sessions, year.today)
    bookings = _bookings(year, sessions)
    places = list(_places(year, bookings, cars))
    _marks(year, places)
    _answers(year, places)
    for session in sessions:
        recount(session.pk)
    recount_answers([session.pk for session in sessions])


def _sessions(year: Year, wanted: int) -> list[Session]:
    """Days in rounds over the airfields, on weekdays from August to June."""
    first = datetime.date(year.supply.programme.school_year, 8, 20)
    weekdays = [first + n * DAY for n in range(300) if (first + n * DAY).weekday() < 5]
    fields = year.supply.airfields
    rounds = -(-wanted // len(fields))
    dates = [weekdays[k * len(weekdays) // rounds] for k in range(rounds)]
    return Session.objects.bulk_create(
        Session(
            programme=year.supply.programme,
            airfield=fields[n % len(fields)],
            date=dates[n // len(fields)],
            starts=datetime.time(9, 30),
            ends=datetime.time(14, 30),
            capacity=CARS_A_DAY * SLOTS,
            places_taken=PUPILS_A_DAY,
        )
        for n in range(wanted)
    )


def _cars(year: Year, sessions: list[Session]) -> dict[int, list[CarOnDay]]:
    fields = {field.pk: n for n, field in enumerate(year.supply.airfields)}
    made = CarOnDay.objects.bulk_create(
        (
            CarOnDay(session=session, car=car, date=session.date, number=number)
            for session in sessions
            for number, car in enumerate(
                year.supply.cars[fields[session.airfield_id]][: CARS_EACH - 1], start=1
            )
        ),
        batch_size=ROWS,
    )
    return {
        session.pk: made[k * CARS_A_DAY : (k + 1) * CARS_A_DAY]
        for k, session in enumerate(sessions)
    }


def _bookings(year: Year, sessions: list[Session]) -> list[Booking]:
    booked_at = datetime.datetime(year.supply.programme.school_year, 8, 1, tzinfo=UTC)
    shares = (25, PUPILS_A_DAY - 25)
    return Booking.objects.bulk_create(
        (
            Booking(
                session=session,
                school=year.schools[(2 * n + k) % len(year.schools)],
                places=share,
                booked_at=booked_at,
            )
            for n, session in enumerate(sessions)
            for k, share in enumerate(shares)
        ),
        batch_size=ROWS,
    )


def _places(
    year: Year, bookings: list[Booking], cars: dict[int, list[CarOnDay]]
) -> Iterator[Place]:
    """Pupils and their places, booking by booking."""
    seat = dict.fromkeys(cars, 0)
    for k in range(0, len(bookings), 40):
        pupils = Pupil.objects.bulk_create(_pupils(year, bookings[k : k + 40]), batch_size=ROWS)
        places, upto = [], 0
        for booking in bookings[k : k + 40]:
            session = booking.session_id
            for pupil in pupils[upto : upto + booking.places]:
                n = seat[session]
                seat[session] += 1
                places.append(
                    Place(
                        booking=booking,
                        pupil=pupil,
                        consent_take_part=Consent.YES,
                        consent_survey=Consent.YES,
                        consent_photographs=Consent.NO,
                        car=cars[session][n % CARS_A_DAY],
                        slot=n // CARS_A_DAY,
                        demonstration_slot=(n // CARS_A_DAY + 4) % SLOTS,
                    )
                )
            upto += booking.places
        yield from Place.objects.bulk_create(places, batch_size=ROWS)


def _pupils(year: Year, bookings: list[Booking]) -> Iterator[Pupil]:
    random = year.random
    for booking in bookings:
        date = booking.session.date
        for n in range(booking.places):
            born = date - (14 * 366 + random.randint(0, 1_300)) * DAY
            yield Pupil(
                school=booking.school,
                given_name=random.choice(words.GIVEN),
                family_name=f"{random.choice(words.FAMILY)} {booking.pk}-{n}",
                born_on=born,
                year_group=f"S{random.randint(4, 6)}",
                delete_on=delete_on(date),
            )


def _marks(year: Year, places: list[Place]) -> None:
    random = year.random

    def rows() -> Iterator[Mark]:
        for place in places:
            date = place.booking.session.date
            if date >= year.today:
                continue
            at = datetime.datetime(date.year, date.month, date.day, 10, tzinfo=UTC)
            kinds: list[tuple[str, int | None]] = [(MarkKind.HERE, None)]
            if random.random() < 0.96:
                kinds += [(MarkKind.DROVE, 28), (MarkKind.SAW_DEMONSTRATION, None)]
            for kind, minutes in kinds:
                number = UUID(int=random.getrandbits(128), version=4)
                yield Mark(id=number, place=place, kind=kind, minutes=minutes, at=at, by=year.by)

    Mark.objects.bulk_create(rows(), batch_size=ROWS)


def _answers(year: Year, places: list[Place]) -> None:
    random = year.random
    for k in range(0, len(places), 10 * ROWS):
        some = places[k : k + 10 * ROWS]
        people = Participant.objects.bulk_create(
            (_participant(year, place) for place in some), batch_size=ROWS
        )
        CodeKey.objects.bulk_create(
            (
                CodeKey(participant=person, place=place)
                for person, place in zip(people, some, strict=True)
            ),
            batch_size=ROWS,
        )
        Response.objects.bulk_create(
            (
                response
                for person in people
                for kind, wave in year.waves.items()
                if random.random() < 0.92 and (response := _response(year, person, kind, wave))
            ),
            batch_size=ROWS,
        )


def _participant(year: Year, place: Place) -> Participant:
    session = place.booking.session
    return Participant(
        programme=year.supply.programme,
        session=session,
        school_id=place.booking.school_id,
        code=make_code(secrets.randbelow),
        year_group=place.pupil.year_group if place.pupil else "S4",
        age_on_day=15,
    )


def _response(year: Year, person: Participant, kind: str, wave: Wave) -> Response | None:
    on = person.counts_from + OFFSETS[WaveKind(kind)]
    if on > year.today:
        return None
    return Response(
        client_id=UUID(int=year.random.getrandbits(128), version=4),
        participant=person,
        wave=wave,
        codes=_mixed(year, kind),
        answered_on=on,
        seconds=year.random.randint(60, 600),
    )


def _mixed(year: Year, kind: str) -> str:
    """The first half of one answer set and the second of another: hardly two are the same."""
    one, other = year.random.choices(year.pools[kind], k=2)
    half = len(one) // 2
    return one[:half] + other[half:]
