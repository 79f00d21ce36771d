"""People of the day for tests of pages: coaches with accounts, and who speaks for a school."""

from collections.abc import Sequence
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from programmes.choices import Service
from programmes.models import Programme
from schools.actions import add_contact
from schools.models import School
from sessions.choices import CrewRole
from sessions.models import CarOnDay, CrewSeat, Place, Session
from tests import cast, cast_days


def coach_on(
    session: Session,
    role: CrewRole = CrewRole.CAR,
    service: Service = Service.POLICE,
    *,
    car: CarOnDay | None = None,
) -> tuple[Client, CrewSeat]:
    """A coach in a seat, signed in."""
    seat = cast_days.seated(session, service, role, car=car, account=True)
    assert seat.coach.user is not None
    return cast.signed_in(seat.coach.user, session.programme), seat


def contact(of: Programme, *schools: School) -> User:
    """A person with the role of a school contact, who speaks for these schools."""
    user = cast.person(of, Role.SCHOOL)
    for school in schools:
        add_contact(
            school=school,
            name=user.name,
            job="Year head",
            email=user.email,
            phone="",
            by=cast.coordinator(of),
            programme_id=of.pk,
        )
    return user


def organiser(of: Programme) -> Client:
    return cast.signed_in(cast.coordinator(of), of)


def register(client: Client, session: Session, **asked: str) -> Any:
    """The attendance page of a day."""
    return client.get(reverse("sessions:attendance", args=[session.pk]), asked)


def planned(session: Session, places: Sequence[Place], cars: Sequence[CarOnDay]) -> list[Place]:
    """Give places turns by hand, so that a test knows who sits where: first to first car."""
    for place, car in zip(places, cars, strict=True):
        slot = Place.objects.filter(car=car).count()
        Place.objects.filter(pk=place.pk).update(car=car, slot=slot, demonstration_slot=5)
    return list(Place.objects.filter(pk__in=[place.pk for place in places]).order_by("pk"))
