"""Deleting, with pupils, what joins them to their study codes; answers stay, and are nobody's."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import AuditEvent, User
from sessions.actions.erasure import delete_pupils, due_pupils
from sessions.choices import Consent
from sessions.models import Place
from surveys.models import CodeKey, PaperSheet, Participant, Response, SetAside, Tablet

# Longer than a tablet lies in a drawer unnoticed: the gauge shows meanwhile what still waits.
TABLET_KEY_KEPT = datetime.timedelta(days=42)

# Long enough to take up again what was left out by mistake, with all that was said.
SETTLED_KEPT = datetime.timedelta(days=42)


@dataclass(frozen=True)
class Deleted:
    """How many pupils went, and how many study codes are no longer joined to a place."""

    pupils: int
    codes: int


@transaction.atomic
def delete_due(*, today: datetime.date, by: User | None = None) -> Deleted:
    """Delete the pupils whose date has come, and the key to their study codes.

    A code that no answer bears, of somebody who refused the survey or is off the list, goes whole:
    without its key it would count as somebody who is expected to answer. Of somebody who refused
    after answering the key stays, for it keeps the answers out of every release; it leads to a
    place without a pupil.
    """
    keys = _due(today)
    count = keys.count()
    gone = Q(place__withdrawn_at__isnull=False) | Q(place__booking__released_at__isnull=False)
    refused = Q(place__consent_survey=Consent.NO)
    answered = Exists(Response.objects.filter(participant=OuterRef("participant")))
    idle = keys.filter(gone | refused).exclude(answered)
    PaperSheet.objects.filter(participant__in=idle.values("participant")).delete()
    Participant.objects.filter(pk__in=idle.values("participant")).delete()
    _due(today).exclude(refused).delete()
    count -= _due(today).count()
    if count:
        AuditEvent.record(by=by, verb="deleted keys to study codes", kind="code key", count=count)
    _forget_tablet_keys(today, by)
    _forget_settled(today, by)
    return Deleted(pupils=delete_pupils(today=today, by=by), codes=count)


def _forget_tablet_keys(today: datetime.date, by: User | None) -> None:
    """Empty the private keys of tablets whose wave closed six weeks ago: nothing opens them now."""
    held = Tablet.objects.exclude(private_key="").select_related("wave", "session", "group")
    gone = [tablet.pk for tablet in held if tablet.closes + TABLET_KEY_KEPT < today]
    if gone:
        Tablet.objects.filter(pk__in=gone).update(private_key="")
        AuditEvent.record(by=by, verb="deleted keys of tablets", kind="tablet", count=len(gone))


def _forget_settled(today: datetime.date, by: User | None) -> None:
    """Empty codes as typed and own words of what was set aside and settled weeks ago."""
    settled = SetAside.objects.filter(settled_on__lt=today - SETTLED_KEPT)
    said = settled.exclude(typed="", own_words="")
    count = said.update(typed="", own_words="")
    if count:
        verb = "emptied what was set aside"
        AuditEvent.record(by=by, verb=verb, kind="set aside", count=count)


def _due(today: datetime.date) -> QuerySet[CodeKey]:
    """Keys of pupils who are due, also of those who were deleted without this command."""
    due = Place.objects.filter(Q(pupil__in=due_pupils(today)) | Q(pupil=None))
    return CodeKey.objects.filter(place__in=due)
