"""Writing one message to everybody of a day."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from accounts.models import AuditEvent, User
from core.problems import Refused, refuse
from core.words import near_date
from programmes.actions.messages import can_reach, queue_message, reachable
from programmes.models import Coach
from schools.models import SchoolContact
from sessions.models import Booking, Place, Session
from sessions.rules.notes import note_problems


@dataclass(frozen=True)
class Readers:
    """Who would get a note about a day."""

    coaches: tuple[Coach, ...]
    contacts: tuple[User, ...]  # of the schools that have booked, where they have an account


@dataclass(frozen=True)
class Noted:
    """What became of a note: how many messages are queued, and who can only be phoned."""

    queued: int
    without: tuple[str, ...]  # "K. Ross has no e-mail address: phone 07700 900123"


def readers_of(session: Session) -> Readers:
    """Coaches with a seat on the day, and contacts of its schools; each person once."""
    seated = Coach.objects.filter(crewseat__session=session).select_related("user").distinct()
    coaches = tuple(seated.by_name())
    schools = Booking.objects.standing_now().filter(session=session).values("school")
    users = User.objects.filter(
        schoolcontact__in=SchoolContact.objects.filter(
            programme_number=session.programme_id, school__in=schools
        ),
        is_active=True,
    )
    also_coaches = [coach.user_id for coach in coaches if coach.user_id is not None]
    contacts = users.exclude(pk__in=also_coaches).distinct().order_by("name", "pk")
    return Readers(coaches=coaches, contacts=tuple(contacts))


def to_be_phoned(coaches: Iterable[Coach]) -> tuple[str, ...]:
    """Coaches whom no message reaches, each with what to do instead."""
    return tuple(f"{coach} {reachable(coach)}" for coach in coaches if not can_reach(coach))


@transaction.atomic
def send_note(
    *, session: Session, subject: str, text: str, by: User, now: datetime.datetime
) -> Noted:
    """Write the same to everybody of a day; ``Refused`` when nobody is there, or it names a pupil.

    Wants the day's programme loaded.
    """
    readers = readers_of(session)
    people: list[Coach | User] = [*readers.coaches, *readers.contacts]
    if not people:
        raise Refused("Nobody to write to: no coach has a seat, no school contact an account.")
    refuse(note_problems(f"{subject} {text}", _pupils(session)))
    context = {
        "subject": subject,
        "text": text,
        "day": near_date(session.date),
        "sender": by.name,
    }
    queued = [
        queue_message(
            template="sessions/note",
            programme=session.programme,
            to=person,
            context=context,
            now=now,
        )
        for person in people
    ]
    count = sum(message is not None for message in queued)
    AuditEvent.record(
        by=by,
        verb="wrote to everybody of a day",
        target=session,
        programme_id=session.programme_id,
        count=count,
        at=now,
    )
    return Noted(queued=count, without=to_be_phoned(readers.coaches))


def _pupils(session: Session) -> set[str]:
    """Full names of the pupils on the day's lists, also as they are called."""
    kept = Place.objects.kept().filter(booking__session=session, pupil__isnull=False)
    names = kept.values_list("pupil__given_name", "pupil__known_as", "pupil__family_name")
    return {
        f"{first} {family}" for given, known, family in names for first in (given, known) if first
    }
