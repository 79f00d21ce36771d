"""The days of all tests, made through actions: days, bookings, pupils, crews and marks.

Plain functions in the style of ``tests.cast``: each call makes one new thing, and what it stands
on where nothing is given. A day is in two weeks, 9:30am to 2:30pm, with cars of its own.
"""

import datetime
from collections.abc import Sequence
from uuid import UUID, uuid4

from accounts.models import User
from programmes.choices import Service
from programmes.models import Airfield, Car, Programme
from schools.models import School
from schools.readers.class_rows import ListRow
from sessions.actions.attendance import make_mark
from sessions.actions.bookings import book_places
from sessions.actions.crews import seat_coach
from sessions.actions.days import add_day
from sessions.actions.places import enrol_pupils
from sessions.choices import CrewRole
from sessions.models import Booking, CarOnDay, CrewSeat, Mark, Place, Session
from tests import cast

SOON = cast.day(14)
STARTS, ENDS = datetime.time(9, 30), datetime.time(14, 30)
GIVEN_NAMES = "Eilidh Callum Isla Fergus Ailsa Rory Skye Lewis Mhairi Struan Iona Finlay".split()
FAMILY_NAMES = "Mackay Sutherland Ross Fraser Grant Gunn Munro Urquhart Bain Sinclair".split()


def at_day(session: Session, hour: int = 12, minute: int = 0) -> datetime.datetime:
    """An instant on the session's date."""
    return datetime.datetime.combine(session.date, datetime.time(hour, minute), datetime.UTC)


# --- days ---------------------------------------------------------------------------------------


def session_day(
    of: Programme | None = None,
    *,
    date: datetime.date = SOON,
    cars: int = 3,
    capacity: int | None = None,
    at: Airfield | None = None,
    these: Sequence[Car] | None = None,
    starts: datetime.time = STARTS,
    ends: datetime.time = ENDS,
    today: datetime.date = cast.TODAY,
) -> Session:
    """A day with cars of its own; without ``capacity`` with a place for each of seven turns."""
    of = of or cast.programme()
    lender = cast.partner(of) if these is None else None
    made = [cast.car(of, lender=lender) for _ in range(cars)] if these is None else list(these)
    return add_day(
        programme=of,
        airfield=at or cast.airfield(of),
        date=date,
        starts=starts,
        ends=ends,
        capacity=capacity if capacity is not None else 7 * len(made),
        cars=made,
        by=cast.coordinator(of),
        today=min(today, date),
    )


def cars_of(session: Session) -> list[CarOnDay]:
    """The cars that run on a day, by number."""
    return list(CarOnDay.objects.filter(session=session).order_by("number"))


# --- bookings and pupils ------------------------------------------------------------------------


def booking(
    session: Session | None = None,
    places: int = 5,
    *,
    school: School | None = None,
    by: User | None = None,
    now: datetime.datetime = cast.NOW,
) -> Booking:
    """A school's places, booked by the co-ordinator today."""
    session = session or session_day()
    return book_places(
        session=session,
        school=school or cast.school(),
        places=places,
        by=by or cast.coordinator(session.programme),
        now=now,
    )


def class_rows(
    n: int, *, consent: str = "YES", first: int = 0, year_group: str = "S5", need: str = "NONE"
) -> list[ListRow]:
    """Lines of a class list; pupil number ``first`` + k is the same person in every list.

    All are 15 or 16 in the school year 2026–27.
    """
    return [
        ListRow(
            row_number=k - first + 2,
            given_name=GIVEN_NAMES[k % len(GIVEN_NAMES)],
            known_as="",
            family_name=FAMILY_NAMES[k // len(GIVEN_NAMES) % len(FAMILY_NAMES)],
            born_on=datetime.date(2010, 6, 1) + datetime.timedelta(days=k % 211),
            year_group=year_group,
            need=need,
            consent=consent,
        )
        for k in range(first, first + n)
    ]


def enrolled(
    into: Booking | None = None, n: int | None = None, consent: str = "YES", *, first: int = 0
) -> list[Place]:
    """Pupils named for a booking, as many as it has places where ``n`` is not given."""
    into = into or booking()
    return enrol_pupils(
        booking=into,
        rows=class_rows(into.places if n is None else n, consent=consent, first=first),
        by=cast.coordinator(into.session.programme),
    )


# --- crews --------------------------------------------------------------------------------------


def seated(
    session: Session,
    service: Service = Service.POLICE,
    role: CrewRole = CrewRole.CAR,
    *,
    car: CarOnDay | None = None,
    account: bool = False,
) -> CrewSeat:
    """A new coach in a seat; in the first car where the role is in a car and none is given."""
    if role == CrewRole.CAR and car is None:
        car = cars_of(session)[0]
    return seat_coach(
        session=session,
        coach=cast.coach(session.programme, service, account=account),
        role=role,
        car=car,
        by=cast.coordinator(session.programme),
        now=cast.NOW,
    )


def crewed(session: Session, *, demonstration: bool = True) -> list[CrewSeat]:
    """Police and fire in each car of a day, and fire and ambulance in the demonstration."""
    seats = [
        seated(session, service, car=car)
        for car in cars_of(session)
        for service in (Service.POLICE, Service.FIRE)
    ]
    if demonstration:
        seats += [
            seated(session, service, CrewRole.DEMONSTRATION)
            for service in (Service.FIRE, Service.AMBULANCE)
        ]
    return seats


# --- attendance ---------------------------------------------------------------------------------


def marked(
    place: Place,
    kind: str = "HERE",
    *,
    minutes: int | None = None,
    id: UUID | None = None,
    by: User | None = None,
    now: datetime.datetime | None = None,
) -> Mark:
    """A statement of attendance, made on the day; with DROVE half an hour where not given."""
    session = place.booking.session
    return make_mark(
        place=place,
        kind=kind,
        minutes=30 if kind == "DROVE" and minutes is None else minutes,
        id=id or uuid4(),
        by=by or cast.coordinator(session.programme),
        now=now or at_day(session),
    )
