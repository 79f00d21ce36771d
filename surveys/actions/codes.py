"""Issuing study codes, the moment pupils are named."""

import secrets
from collections.abc import Sequence

from django.db import transaction

from accounts.models import AuditEvent, User
from schools.readers.class_rows import ListRow
from schools.rules.ages import age_on
from sessions.actions.places import enrol_pupils
from sessions.models import Booking, Place
from surveys.models import CodeKey, Participant
from surveys.rules.codes import make_code


@transaction.atomic
def enrol_with_codes(*, booking: Booking, rows: Sequence[ListRow], by: User) -> list[Place]:
    """Accept a class list: places for its pupils, and a study code for each, or nothing at all."""
    places = enrol_pupils(booking=booking, rows=rows, by=by)
    issue_codes(booking=booking, by=by)
    return places


@transaction.atomic
def issue_codes(*, booking: Booking, by: User) -> int:
    """Give each named pupil of a booking who has none a study code; returns how many."""
    # Of two who issue at once, the second waits and then finds nobody without a code.
    Booking.objects.select_for_update(of=("self",)).get(pk=booking.pk)
    places = list(
        Place.objects.kept()
        .filter(booking=booking, codekey=None, pupil__isnull=False)
        .select_related("pupil", "booking__session")
        .order_by("pk")
    )
    if not places:
        return 0
    codes = new_codes(len(places))
    made = Participant.objects.bulk_create(
        _participant(place, code) for place, code in zip(places, codes, strict=True)
    )
    CodeKey.objects.bulk_create(
        CodeKey(participant=participant, place=place)
        for participant, place in zip(made, places, strict=True)
    )
    AuditEvent.record(
        by=by,
        verb="issued study codes",
        target=booking,
        programme_id=booking.session.programme_id,
        count=len(places),
    )
    return len(places)


def _participant(place: Place, code: str) -> Participant:
    session, pupil = place.booking.session, place.pupil
    assert pupil is not None  # asked for above
    return Participant(
        programme_id=session.programme_id,
        session=session,
        school_id=place.booking.school_id,
        code=code,
        year_group=pupil.year_group,
        age_on_day=age_on(pupil.born_on, session.date),
    )


def new_codes(wanted: int) -> list[str]:
    """Codes that nobody holds: a repetition is as good as impossible, and still is looked for."""
    codes: set[str] = set()
    while len(codes) < wanted:
        codes |= {make_code(secrets.randbelow) for _ in range(wanted - len(codes))}
        codes -= set(Participant.objects.filter(code__in=codes).values_list("code", flat=True))
    return list(codes)
