"""Reminds school contacts of answers still to come: how many, until when, never whose."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction

from accounts.models import AuditEvent, User
from core.dates import LONDON
from programmes.actions.messages import queue_message
from programmes.models import Message, Programme
from schools.models import School, SchoolContact
from sessions.models import Session
from surveys.awaited import Awaited, still_to_come
from surveys.choices import WaveKind
from surveys.display.waves import WAVE_NAMES, wave_address
from surveys.models import ComparisonGroup, Wave

TEMPLATE = "surveys/still_to_come"
AGAIN_AFTER = datetime.timedelta(days=3)  # for each school and survey
SUBJECT_KEEPS = 80  # characters of a school's name


@dataclass(frozen=True)
class Reminded:
    """How many schools were written to, how many lately, and which nobody can be written to."""

    schools: int
    lately: int
    without: tuple[str, ...]


@transaction.atomic
def remind_schools(
    *,
    programme: Programme,
    session: Session | None = None,
    group: ComparisonGroup | None = None,
    by: User | None,
    now: datetime.datetime,
) -> Reminded:
    """Write to the contacts of schools from which answers are to come: of all, a day or a group.

    Who was written to lately, stands in the log of messages: a school gets one message for a wave
    every three days.
    """
    # Of two who remind at once, the second waits, and then finds the messages of the first.
    waves = list(Wave.objects.select_for_update().filter(programme=programme).order_by("pk"))
    today = now.astimezone(LONDON).date()
    awaited = still_to_come(waves, today=today, session=session, group=group)
    done = _remind(programme, awaited, now)
    if done.schools:
        AuditEvent.record(
            by=by,
            verb="reminded schools",
            target=session or group or programme,
            programme_id=programme.pk,
            count=done.schools,
            at=now,
        )
    return done


def _remind(programme: Programme, awaited: Sequence[Awaited], now: datetime.datetime) -> Reminded:
    schools = School.objects.in_bulk({one.school for one in awaited})
    contacts = _contacts(programme, schools)
    told = _told(programme, now)
    reminded, lately, without = 0, 0, set()
    for one in awaited:
        school, people = schools[one.school], contacts[one.school]
        about = _about(one.wave, school)
        if not people:
            without.add(school.name)
        elif any((person.pk, about) in told for person in people):
            lately += 1
        else:
            _write(programme, one, school, about, people, now)
            reminded += 1
    return Reminded(reminded, lately, tuple(sorted(without)))


def _contacts(programme: Programme, schools: Collection[int]) -> dict[int, list[User]]:
    """Whom a message reaches, by school."""
    found: dict[int, list[User]] = defaultdict(list)
    contacts = SchoolContact.objects.filter(
        programme_number=programme.pk, school__in=schools, user__is_active=True
    )
    for contact in contacts.select_related("user").order_by("pk"):
        assert contact.user is not None  # asked for above
        found[contact.school_id].append(contact.user)
    return found


def _about(wave: Wave, school: School) -> str:
    """What a message is about, as its subject ends: by this it is found again in the log."""
    return f"{WAVE_NAMES[WaveKind(wave.kind)].lower()}, {school.name[:SUBJECT_KEEPS].strip()}"


def _told(programme: Programme, now: datetime.datetime) -> set[tuple[int | None, str]]:
    """Who was written to lately, and about what."""
    lately = Message.objects.filter(
        programme=programme, template=TEMPLATE, queued_at__gt=now - AGAIN_AFTER
    )
    found = lately.values_list("user", "subject")
    return {(user, subject.partition(": ")[2]) for user, subject in found}


def _write(
    programme: Programme,
    awaited: Awaited,
    school: School,
    about: str,
    people: Sequence[User],
    now: datetime.datetime,
) -> None:
    context = {
        "about": about,
        "school": school.name,
        "wave": WAVE_NAMES[WaveKind(awaited.wave.kind)].lower(),
        "lines": awaited.lines,
        "link": wave_address(awaited.wave),
    }
    for person in people:
        queue_message(template=TEMPLATE, programme=programme, to=person, context=context, now=now)
