"""Making marks, the immutable statements from which the register is worked out."""

import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import AuditEvent, User
from core.dates import LONDON
from core.problems import Refused, checked, refuse
from sessions.models import Mark, Place, Session
from sessions.rules.register import (
    ASPECTS,
    Entry,
    Statement,
    mark_problems,
    register_entry,
)
from sessions.tallies import recount


def statement(mark: Mark) -> Statement:
    """A mark in the plain values of the rule; wants ``by`` loaded."""
    return Statement(
        id=mark.id,
        kind=mark.kind,
        minutes=mark.minutes,
        at=mark.at,
        by=mark.by.name,
        replaces=mark.replaces_id,
    )


def entry_of(place: Place) -> Entry:
    """What the register says of one place."""
    marks = Mark.objects.filter(place=place).select_related("by")
    return register_entry([statement(mark) for mark in marks])


@transaction.atomic
def make_mark(
    *,
    place: Place,
    kind: str,
    minutes: int | None = None,
    id: UUID,
    by: User,
    now: datetime.datetime,
) -> Mark:
    """State attendance once: the same ``id`` again with the same content changes nothing.

    The new mark stands in place of the marks of its aspect that stand now, so that a person who
    saw a conflict and marks again has settled it. Raises ``Refused`` without consent.
    """
    session = place.booking.session
    refuse(
        mark_problems(
            kind=kind,
            minutes=minutes,
            consent=place.consent_take_part,
            pupil=place.pupil.first_name if place.pupil else "this pupil",
            is_before_the_day=now.astimezone(LONDON).date() < session.date,
        )
    )
    stored = Mark.objects.filter(pk=id).first()
    if stored is not None:
        return _same(stored, place, kind, minutes)
    standing = _standing(place, kind)
    mark = Mark(
        id=id,
        place=place,
        kind=kind,
        minutes=minutes,
        at=now,
        by=by,
        replaces_id=standing[0] if standing else None,
    )
    checked(mark)
    try:
        with transaction.atomic():
            mark.save(force_insert=True)
    except IntegrityError:  # the same mark came twice in the same moment
        return _same(Mark.objects.get(pk=id), place, kind, minutes)
    for other in standing[1:]:
        Mark(place=place, kind=kind, minutes=minutes, at=now, by=by, replaces_id=other).save()
    recount(session.pk)
    AuditEvent.record(
        by=by, verb="marked attendance", target=place, programme_id=session.programme_id
    )
    return mark


@transaction.atomic
def note_reading(*, session: Session, what: str, count: int, by: User) -> None:
    """Put on record that somebody saw personal data of ``count`` pupils."""
    AuditEvent.record(
        by=by, verb=what, target=session, programme_id=session.programme_id, count=count
    )


def _same(stored: Mark, place: Place, kind: str, minutes: int | None) -> Mark:
    if (stored.place_id, stored.kind, stored.minutes) != (place.pk, kind, minutes):
        raise Refused("This mark was made before with another content. Mark it once more.")
    return stored


def _standing(place: Place, kind: str) -> list[UUID]:
    """The marks of the same aspect that stand now, to be replaced."""
    aspect = next(aspect for aspect in ASPECTS if kind in aspect)
    return [s.id for s in entry_of(place).heads if s.kind in aspect]
