"""Naming pupils for a booking, and their consents."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from accounts.models import AuditEvent, User
from core.problems import Refused, checked, refuse, store
from schools.models import Pupil
from schools.readers.class_rows import ListRow
from schools.rules.ages import age_problems
from sessions.choices import Consent
from sessions.models import Booking, Place
from sessions.rules.days import delete_on, list_problems
from sessions.tallies import recount


@transaction.atomic
def enrol_pupils(*, booking: Booking, rows: Sequence[ListRow], by: User) -> list[Place]:
    """Give each pupil of a class list a place; returns the new places.

    A pupil who has a place in this booking already keeps it, so that the same list twice changes
    nothing. Raises ``Refused`` when somebody is outside the programme's ages on the day, or when
    the list is longer than the booking.
    """
    locked = (
        Booking.objects.select_for_update(of=("self",))
        .select_related("session__programme", "school")
        .get(pk=booking.pk)
    )
    if locked.released_at is not None:
        raise Refused("This booking has been released.")
    _ask_ages(locked, rows)
    held = set(Place.objects.kept().filter(booking=locked).values_list("pupil_id", flat=True))
    pupils = [(_pupil(locked, row), row) for row in rows]
    new = {pupil.pk: (pupil, row) for pupil, row in pupils if pupil.pk not in held}
    refuse(list_problems(booked=locked.places, held=len(held), new=len(new)))
    places = [
        Place(booking=locked, pupil=pupil, consent_take_part=Consent(row.consent))
        for pupil, row in new.values()
    ]
    for place in places:
        store(place)
    recount(locked.session_id)
    AuditEvent.record(
        by=by,
        verb="named pupils",
        target=locked,
        programme_id=locked.session.programme_id,
        count=len(places),
    )
    return places


@dataclass(frozen=True)
class Consents:
    """What came back for one pupil, each a ``Consent``."""

    take_part: str
    survey: str
    photographs: str


@transaction.atomic
def record_consents(*, booking: Booking, consents: Mapping[int, Consents], by: User) -> int:
    """Write down consents by place number; returns how many places changed."""
    changed = []
    for place in Place.objects.kept().filter(booking=booking, pk__in=consents):
        said = consents[place.pk]
        old = Consents(place.consent_take_part, place.consent_survey, place.consent_photographs)
        if said == old:
            continue
        place.consent_take_part = said.take_part
        place.consent_survey = said.survey
        place.consent_photographs = said.photographs
        checked(place)
        place.save(update_fields=["consent_take_part", "consent_survey", "consent_photographs"])
        changed.append(place)
    if changed:
        recount(booking.session_id)
        AuditEvent.record(
            by=by,
            verb="recorded consents",
            target=booking,
            programme_id=booking.session.programme_id,
            count=len(changed),
        )
    return len(changed)


@transaction.atomic
def withdraw_place(*, place: Place, by: User, now: datetime.datetime) -> Place:
    """Take a pupil off the list; the booking keeps the place for another."""
    place = (
        Place.objects.select_for_update(of=("self",))
        .select_related("booking__session")
        .get(pk=place.pk)
    )
    if place.withdrawn_at is not None:
        raise Refused("This pupil is off the list already.")
    place.withdrawn_at = now
    place.car = place.slot = place.demonstration_slot = None
    place.save(update_fields=["withdrawn_at", "car", "slot", "demonstration_slot"])
    recount(place.booking.session_id)
    AuditEvent.record(
        by=by,
        verb="took pupil off list",
        target=place,
        programme_id=place.booking.session.programme_id,
    )
    return place


@transaction.atomic
def restore_place(*, place: Place, by: User) -> Place:
    """Put a pupil back who was taken off the list, while the booking has room.

    Raises ``Refused`` when it has none, or when the pupil stands on the list again.
    """
    if place.pupil_id is None:
        raise Refused("This pupil's data have been deleted. Add the pupil again.")
    booking = (
        Booking.objects.select_for_update(of=("self",))
        .select_related("session")
        .get(pk=place.booking_id)
    )
    if booking.released_at is not None:
        raise Refused("This booking has been released.")
    place.refresh_from_db(fields=["withdrawn_at"])
    if place.withdrawn_at is None:
        raise Refused("This pupil is on the list already.")
    held = Place.objects.kept().filter(booking=booking).count()
    refuse(list_problems(booked=booking.places, held=held, new=1))
    place.withdrawn_at = None
    store(place)
    recount(booking.session_id)
    AuditEvent.record(
        by=by,
        verb="put pupil back on list",
        target=place,
        programme_id=booking.session.programme_id,
    )
    return place


def _ask_ages(booking: Booking, rows: Sequence[ListRow]) -> None:
    session = booking.session
    programme = session.programme
    refuse(
        sentence
        for row in rows
        for sentence in age_problems(
            _called(row),
            row.born_on,
            session.date,
            programme.min_age,
            programme.max_age,
        )
    )


def _called(row: ListRow) -> str:
    """A pupil in a sentence; one typed by hand stands in no row."""
    name = f"{row.given_name} {row.family_name}"
    return f"Row {row.row_number}: {name}" if row.row_number else name


def _pupil(booking: Booking, row: ListRow) -> Pupil:
    """The school's pupil of this name and birth date, brought up to date, or a new one."""
    last_day = delete_on(booking.session.date)
    pupil = Pupil.objects.filter(
        school=booking.school,
        family_name=row.family_name,
        given_name=row.given_name,
        born_on=row.born_on,
    ).first() or Pupil(
        school=booking.school,
        family_name=row.family_name,
        given_name=row.given_name,
        born_on=row.born_on,
        delete_on=last_day,
    )
    pupil.known_as, pupil.year_group, pupil.need = row.known_as, row.year_group, row.need
    pupil.delete_on = max(pupil.delete_on, last_day)
    store(pupil)
    return pupil
