"""A small world with one of everything, in which each role is held by somebody.

Today is ``cast.TODAY``: one day is being held, one is past and has been reported on. The pupil
``CANARY`` has a name, a birth date and a code that occur nowhere else, so that a leak is seen.
"""

import datetime
from dataclasses import dataclass
from uuid import uuid4

from django.db import transaction

from accounts.models import User
from accounts.roles import Role
from programmes import actions
from programmes.choices import PartnerKind, Service
from programmes.models import Closure, Coach, Membership, Programme
from reporting.actions.freezing import ask_for_release, stop_freezing
from reporting.actions.releases import Wish, freeze_release
from reporting.actions.tokens import make_token
from reporting.models import Freezing, Release, Token
from schools.actions import add_contact
from schools.models import SchoolContact
from schools.readers.class_rows import ListRow
from sessions.actions.days import plan_day
from sessions.actions.lots import draw_lot
from sessions.actions.proposals import ask_for_proposal, begin, finish
from sessions.models import Booking, CarOnDay, CrewSeat, Place, Proposal, Session
from sessions.roster.solve import Solution
from sessions.rules.season import Duty, Seat
from surveys.actions.codes import enrol_with_codes
from surveys.actions.groups import add_group
from surveys.choices import WaveKind
from surveys.models import CodeKey, ComparisonGroup, InstrumentVersion, Wave
from tests import cast, cast_days, cast_paper, cast_surveys

BORN = datetime.date(2010, 7, 29)
PVG_REVIEW = datetime.date(2027, 6, 17)


@dataclass
class World:
    """One programme with its people and one of each thing; names end in ``mark``."""

    of: Programme
    people: dict[Role, User]
    family_name: str
    coach: Coach
    contact: SchoolContact
    closure: Closure
    session: Session
    booking: Booking
    place: Place
    seat: CrewSeat
    before: Wave
    after: Wave
    draft: InstrumentVersion
    release: Release
    freezing: Freezing
    token: Token
    proposal: Proposal
    group: ComparisonGroup

    @property
    def code(self) -> str:
        """The canary's study code, as it is stored."""
        return CodeKey.objects.select_related("participant").get(place=self.place).participant.code


def world(mark: str) -> World:
    """A programme that is under way; ``mark`` makes the canary's family name."""
    of = cast.programme(name=f"Days of {mark}")
    people = _people(of)
    family_name = f"Quhairn{mark}"
    before = cast_surveys.wave(of, WaveKind.BEFORE)
    after = cast_surveys.wave(of, WaveKind.AFTER)
    _past_day(of, before, after)
    session = cast_days.session_day(of, date=cast.TODAY, cars=2)
    seats = cast_days.crewed(session)
    contact = _contact(of, people[Role.SCHOOL])
    booking = cast_days.booking(session, 5, school=contact.school)
    _canary(booking, family_name)
    cast_surveys.coded(booking, 3)
    plan_day(session=session, by=people[Role.COORDINATOR])
    place = Place.objects.get(booking=booking, pupil__family_name=family_name)
    _collected(before, place, people[Role.EVALUATOR])
    coach, seat = _coach_of(place, seats)
    assert coach.user is not None
    return World(
        of=of,
        people=people | {Role.COACH: coach.user},
        family_name=family_name,
        coach=coach,
        contact=contact,
        closure=_closure(of),
        session=session,
        booking=booking,
        place=place,
        seat=seat,
        before=before,
        after=after,
        draft=cast_surveys.draft(of, f"0.{mark}"),
        release=_release(of, people[Role.EVALUATOR]),
        freezing=_freezing(of, people[Role.EVALUATOR]),
        token=_token(of, people[Role.EVALUATOR]),
        proposal=_proposal(session, coach),
        group=_group(of, contact),
    )


def _people(of: Programme) -> dict[Role, User]:
    """Somebody for each role but the coach's, who needs a seat."""
    others = (Role.ADMINISTRATOR, Role.SCHOOL, Role.EVALUATOR, Role.FUNDER)
    return {Role.COORDINATOR: cast.coordinator(of)} | {
        role: cast.person(of, role) for role in others
    }


def _collected(before: Wave, place: Place, by: User) -> None:
    """The canary's sheet, keyed twice and differing, and answers that found no code."""
    participant = CodeKey.objects.get(place=place).participant
    for answer in (1, 2):
        keyer = by if answer == 1 else None
        given = {"att1": answer}
        cast_paper.key(participant, before, given, on=cast.TODAY, today=cast.TODAY, by=keyer)
    cast_paper.aside(before, client_id=uuid4())


def _release(of: Programme, by: User) -> Release:
    wish = Wish.of(recipient="Dr A. Weir", purpose="A test.")
    return freeze_release(programme=of, wish=wish, by=by, now=cast.NOW)


def _freezing(of: Programme, by: User) -> Freezing:
    """A release that was asked for, and stopped."""
    wish = Wish.of(
        recipient="Dr A. Weir", purpose="A test.", agreement="DSA 12", delete_by=cast.FAR_OFF
    )
    with transaction.atomic():  # before any worker hears of it
        asked = ask_for_release(programme=of, wish=wish, by=by, now=cast.NOW)
        stop_freezing(freezing=asked, by=by, now=cast.NOW)
    return asked


def _token(of: Programme, by: User) -> Token:
    token, _ = make_token(
        programme=of, label="R at home", ends_on=cast.FAR_OFF, by=by, now=cast.NOW
    )
    return token


def _proposal(session: Session, coach: Coach) -> Proposal:
    """A roster in which the world's coach would lead the day instead of sitting in a car."""
    of, led = session.programme, frozenset({Seat(coach.pk, session.pk, Duty.LEAD)})
    proposal = ask_for_proposal(programme=of, seconds=10, by=cast.coordinator(of), now=cast.NOW)
    begin(pk=proposal.pk, now=cast.NOW)
    finish(
        pk=proposal.pk,
        solution=Solution(led, objective=20_000, bound=20_000, proven=True, seconds=1.0),
        shortages=["Mon 23 November: 2 cars have no crew."],
        inputs_hash="",
        now=cast.NOW,
    )
    return Proposal.objects.get(pk=proposal.pk)


def _past_day(of: Programme, before: Wave, after: Wave) -> None:
    """A day held last week, with twelve pupils who drove and answered twice."""
    session = cast_days.session_day(of, date=cast.day(-7), cars=2)
    cast_days.crewed(session)
    booked = cast_days.booking(session, 12, now=cast.NOW - datetime.timedelta(days=30))
    for number, participant in enumerate(cast_surveys.coded(booked, first=20)):
        cast_surveys.answer(participant, before)
        cast_surveys.answer(participant, after, {"att1": 1 + number % 5})
    for place in Place.objects.filter(booking=booked).select_related("booking__session", "pupil"):
        cast_days.marked(place, "HERE")
        cast_days.marked(place, "DROVE")


def _group(of: Programme, contact: SchoolContact) -> ComparisonGroup:
    """A comparison group of the contact's school, in a programme that has drawn its lot."""
    by = cast.coordinator(of)
    draw_lot(
        programme=of, schools=[cast.school(), cast.school()], marks=["size"], by=by, now=cast.NOW
    )
    return add_group(
        programme=of,
        school=contact.school,
        year_group="S4",
        codes=3,
        counts_from=cast.TODAY,
        by=by,
    )


def _contact(of: Programme, user: User) -> SchoolContact:
    return add_contact(
        school=cast.school(),
        name=user.name,
        job="Year head",
        email=user.email,
        phone="",
        by=cast.coordinator(of),
        programme_id=of.pk,
    )


def _canary(booking: Booking, family_name: str) -> None:
    row = ListRow(
        row_number=2,
        given_name="Wilhelmina",
        known_as="",
        family_name=family_name,
        born_on=BORN,
        year_group="S5",
        need="NONE",
        consent="YES",
    )
    enrol_with_codes(booking=booking, rows=[row], by=cast.coordinator(booking.session.programme))


def _coach_of(place: Place, seats: list[CrewSeat]) -> tuple[Coach, CrewSeat]:
    """Someone with an account beside the canary: the police seat of its car is given to him."""
    from sessions.actions.crews import seat_coach, unseat
    from sessions.actions.feeds import open_feed

    of = place.booking.session.programme
    car = place.car
    assert isinstance(car, CarOnDay)
    old = next(s for s in seats if s.car_id == car.pk and s.service == Service.POLICE)
    unseat(seat=old, by=cast.coordinator(of), now=cast.NOW)
    partner = cast.partner(of, PartnerKind.POLICE)
    coach = cast.coach(of, Service.POLICE, at=partner, account=True)
    actions.change_coach(
        coach=coach,
        partner=partner,
        given_name=coach.given_name,
        family_name=coach.family_name,
        station=coach.station,
        pvg_confirmed_on=coach.pvg_confirmed_on,
        pvg_confirmed_by=coach.pvg_confirmed_by,
        pvg_review_on=PVG_REVIEW,
        trained_until=coach.trained_until,
        is_active=True,
        by=cast.coordinator(of),
    )
    seat = seat_coach(
        session=place.booking.session,
        coach=coach,
        role=old.role,
        car=car,
        by=cast.coordinator(of),
        now=cast.NOW,
    )
    assert coach.user is not None
    coach.calendar_key = open_feed(coach=coach, by=coach.user)
    return coach, seat


def _closure(of: Programme) -> Closure:
    return actions.add_closure(
        airfield=cast.airfield(of),
        starts_on=cast.day(40),
        ends_on=cast.day(41),
        reason="Resurfacing",
        by=cast.coordinator(of),
    )


def membership_of(here: World, role: Role) -> Membership:
    return Membership.objects.get(programme=here.of, user=here.people[role], role=role)
