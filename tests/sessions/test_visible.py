"""Which rows a person sees who holds two roles: none twice, and none by the wrong role."""

import pytest

from accounts.models import User
from accounts.roles import Role
from programmes.actions import change_partner, grant_role
from programmes.choices import PartnerKind, Service
from programmes.models import Partner, Programme
from schools.actions import add_contact
from schools.models import School, SchoolContact
from sessions.actions.bookings import release_booking
from sessions.models import Booking, CrewSeat, Place, Session
from tests import cast, cast_days

pytestmark = pytest.mark.django_db


@pytest.fixture
def day() -> Session:
    return cast_days.session_day(date=cast.TODAY)


def speaks_for(user: User, booking: Booking, of: Programme, at: Partner | None = None) -> None:
    """Make the person a school contact beside two others of the school."""
    by = cast.coordinator(of)
    grant_role(programme=of, email=user.email, name=user.name, role=Role.SCHOOL, partner=at, by=by)
    for email in (user.email, "head@school.example", "office@school.example"):
        add_contact(
            school=booking.school,
            name="S. Contact",
            job="",
            email=email,
            phone="",
            by=by,
            programme_id=of.pk,
        )


def lapse(partner: Partner, by: User) -> None:
    change_partner(partner=partner, name=partner.name, kind=partner.kind, by=by)


def coach_of(day: Session) -> CrewSeat:
    return cast_days.seated(day, Service.POLICE, account=True)


def test_a_coach_who_speaks_for_a_school_with_three_contacts_sees_each_row_once(day):
    own = cast_days.booking(day, 3)
    places = cast_days.enrolled(own)
    seat = coach_of(day)
    cast_days.seated(day, Service.FIRE)
    assert seat.coach.user is not None
    speaks_for(seat.coach.user, own, day.programme)
    standing = cast.standing(seat.coach.user, day.programme)
    assert list(Place.objects.visible_to(standing).order_by("pk")) == places
    assert list(Session.objects.visible_to(standing)) == [day]
    assert list(Booking.objects.visible_to(standing)) == [own]
    assert CrewSeat.objects.visible_to(standing).count() == 2


@pytest.mark.parametrize(
    ("days_off", "seen"), [(-2, 0), (-1, 2), (0, 2), (1, 2), (2, 0)], ids=lambda value: str(value)
)
def test_a_coach_sees_pupils_from_the_day_before_to_the_day_after(day, days_off, seen):
    cast_days.enrolled(cast_days.booking(day, 2))
    user = coach_of(day).coach.user
    assert user is not None
    standing = cast.standing(user, day.programme, cast.day(days_off))
    assert Place.objects.visible_to(standing).count() == seen


def test_a_coach_does_not_see_his_school_once_its_agreement_has_lapsed(day):
    later = cast_days.session_day(day.programme, date=cast.day(9))
    own = cast_days.booking(later, 2)
    cast_days.enrolled(own)
    seat = coach_of(day)
    partner = cast.partner(day.programme, PartnerKind.COUNCIL)
    assert seat.coach.user is not None
    speaks_for(seat.coach.user, own, day.programme, partner)
    user = seat.coach.user
    assert Place.objects.visible_to(cast.standing(user, day.programme)).count() == 2
    lapse(partner, cast.coordinator(day.programme))
    assert Place.objects.visible_to(cast.standing(user, day.programme)).count() == 0


def test_a_coordinator_whose_agreement_has_lapsed_sees_as_a_contact_his_school_only(
    day, time_machine
):
    time_machine.move_to(cast.NOW)
    other, own = cast_days.booking(day, 2), cast_days.booking(day, 2)
    cast_days.enrolled(other)
    cast_days.enrolled(own, first=5)
    partner = cast.partner(day.programme, PartnerKind.COUNCIL)
    user = cast.person(day.programme, Role.COORDINATOR, at=partner)
    speaks_for(user, own, day.programme)
    lapse(partner, cast.coordinator(day.programme))
    client = cast.signed_in(user)
    for page in ("places", "places/add", "class-list", "codes"):
        assert client.get(f"/bookings/{own.pk}/{page}/").status_code == 200
        assert client.get(f"/bookings/{other.pk}/{page}/").status_code == 404
    foreign = Place.objects.filter(booking=other)[0]
    assert client.post(f"/places/{foreign.pk}/take-off/").status_code == 404


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR])
def test_who_marks_only_as_a_coach_marks_only_on_his_own_days(day, role, time_machine):
    """An administrator never marks, nor does a co-ordinator whose agreement has lapsed."""
    time_machine.move_to(cast.NOW)
    other = cast_days.session_day(day.programme, date=cast.day(9))
    place = cast_days.enrolled(cast_days.booking(other, 1))[0]
    seat = coach_of(day)
    assert seat.coach.user is not None
    partner = cast.partner(day.programme, PartnerKind.COUNCIL, agreement=role != Role.COORDINATOR)
    grant_role(
        programme=day.programme,
        email=seat.coach.user.email,
        name="",
        role=role,
        partner=partner,
        by=cast.coordinator(day.programme),
    )
    client = cast.signed_in(seat.coach.user)
    assert client.get(f"/sessions/{day.pk}/attendance/").status_code == 200
    assert client.get(f"/sessions/{other.pk}/attendance/").status_code == 404
    assert client.post(f"/places/{place.pk}/mark/", {"kind": "HERE"}).status_code == 404


def test_a_school_that_gave_its_places_back_no_longer_sees_the_day(day):
    own, other = cast_days.booking(day, 2), cast_days.session_day(day.programme, date=cast.day(9))
    user = cast.founder("contact@school.example")
    speaks_for(user, own, day.programme)
    cast_days.booking(other, 2)
    standing = cast.standing(user, day.programme)
    assert list(Session.objects.visible_to(standing)) == [day]
    release_booking(booking=own, by=cast.coordinator(day.programme), now=cast.NOW)
    assert list(Session.objects.visible_to(standing)) == []


def test_a_contact_in_one_programme_sees_nothing_of_the_school_in_another():
    """Whoever organises one area can name himself contact of any school; it opens nothing here."""
    day = cast_days.session_day()
    booking = cast_days.booking(day, 2)
    cast_days.enrolled(booking)
    here = day.programme
    user = cast.person(here, Role.SCHOOL)
    elsewhere = cast.programme(by=user)
    add_contact(
        school=booking.school,
        name="Himself",
        job="",
        email=user.email,
        phone="",
        by=user,
        programme_id=elsewhere.pk,
    )
    standing = cast.standing(user, here)
    assert list(Place.objects.visible_to(standing)) == []
    assert list(Booking.objects.visible_to(standing)) == []
    assert list(Session.objects.visible_to(standing)) == []
    assert list(School.objects.visible_to(standing)) == []
    assert list(SchoolContact.objects.visible_to(cast.standing(cast.coordinator(here), here))) == []
