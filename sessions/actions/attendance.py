"""Making marks, the immutable statements from which the register is worked out."""

import datetime
from collections.abc import Collection, Sequence
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction

from accounts.models import AuditEvent, User
from core.dates import LONDON
from core.problems import Refused, checked, refuse
from sessions.choices import MarkKind
from sessions.models import Mark, Place, Session
from sessions.rules.register import (
    ASPECTS,
    DEMONSTRATION,
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


def entries_of(places: Collection[Place]) -> dict[int, Entry]:
    """What the register says of each place, by its number, in one query."""
    said: dict[int, list[Statement]] = {place.pk: [] for place in places}
    for mark in Mark.objects.filter(place__in=said).select_related("by"):
        said[mark.place_id].append(statement(mark))
    return {pk: register_entry(marks) for pk, marks in said.items()}


@transaction.atomic
def make_mark(
    *,
    place: Place,
    kind: str,
    minutes: int | None = None,
    id: UUID,
    saw: Collection[UUID] | None = None,
    by: User,
    now: datetime.datetime,
) -> Mark:
    """State attendance once: the same ``id`` again with the same content changes nothing.

    The new mark stands in place of the marks of its aspect that stand now, so that a person who
    saw a conflict and marks again has settled it. With ``saw``, the marks that were on the
    author's page, it replaces only those and his own: what somebody else said meanwhile stays and
    is a conflict where it differs. Raises ``Refused`` without consent.
    """
    session = place.booking.session
    stored = Mark.objects.filter(pk=id).first()
    if stored is not None:  # before any rule is asked: what was acknowledged stays so
        return _same(stored, place, kind, minutes)
    _ask(place, kind, minutes, now)
    first, *others = _standing(place, kind, saw, by) or [None]
    mark = Mark(id=id, place=place, kind=kind, minutes=minutes, at=now, by=by, replaces_id=first)
    checked(mark, unique=False)  # the same mark may come twice in this moment: told apart below
    try:
        with transaction.atomic():
            mark.save(force_insert=True)
    except IntegrityError:  # the same mark came twice in the same moment
        return _same(Mark.objects.get(pk=id), place, kind, minutes)
    for other in others:
        Mark(place=place, kind=kind, minutes=minutes, at=now, by=by, replaces_id=other).save()
    recount(session.pk)
    AuditEvent.record(
        by=by, verb="marked attendance", target=place, programme_id=session.programme_id
    )
    return mark


def _ask(place: Place, kind: str, minutes: int | None, now: datetime.datetime) -> None:
    """Refuse a mark that the rules do not allow."""
    refuse(
        mark_problems(
            kind=kind,
            minutes=minutes,
            consent=place.consent_take_part,
            pupil=place.pupil.first_name if place.pupil else "this pupil",
            is_before_the_day=now.astimezone(LONDON).date() < place.booking.session.date,
        )
    )


@transaction.atomic
def mark_showing(
    *,
    session: Session,
    places: Sequence[Place],
    id: UUID,
    by: User,
    now: datetime.datetime,
) -> int:
    """State for each of these pupils who is here that he saw the demonstration; returns how many.

    Each mark's id follows from ``id`` and the place, so that the same tick twice changes nothing.
    """
    refuse(
        mark_problems(
            kind=MarkKind.SAW_DEMONSTRATION,
            minutes=None,
            consent="",
            pupil="",
            is_before_the_day=now.astimezone(LONDON).date() < session.date,
        )
    )
    ids = {uuid5(id, str(place.pk)): place for place in places}
    stored = set(Mark.objects.filter(pk__in=ids).values_list("pk", flat=True))
    entries = entries_of(places)
    new = []
    for key, place in ids.items():
        entry = entries[place.pk]
        if key not in stored and entry.is_here and not entry.saw_demonstration:
            new.append(_saw(key, place, entry, by, now))
    Mark.objects.bulk_create(new, ignore_conflicts=True)  # the same tick twice in one moment
    recount(session.pk)
    AuditEvent.record(
        by=by,
        verb="marked a showing",
        target=session,
        programme_id=session.programme_id,
        count=len(new),
    )
    return len(new)


def _saw(id: UUID, place: Place, entry: Entry, by: User, now: datetime.datetime) -> Mark:
    head = entry.head(DEMONSTRATION)
    mark = Mark(
        id=id,
        place=place,
        kind=MarkKind.SAW_DEMONSTRATION,
        at=now,
        by=by,
        replaces_id=head.id if head else None,
    )
    checked(mark, unique=False)
    return mark


def _same(stored: Mark, place: Place, kind: str, minutes: int | None) -> Mark:
    if (stored.place_id, stored.kind, stored.minutes) != (place.pk, kind, minutes):
        raise Refused("This mark was made before with another content. Mark it once more.")
    return stored


def _standing(place: Place, kind: str, saw: Collection[UUID] | None, by: User) -> list[UUID | None]:
    """The marks of the same aspect that stand now and that the new one replaces."""
    aspect = next(aspect for aspect in ASPECTS if kind in aspect)
    marks = Mark.objects.filter(place=place, kind__in=aspect, replaced_by=None).order_by("at", "id")
    return [m.pk for m in marks if saw is None or m.pk in saw or m.by_id == by.pk]
