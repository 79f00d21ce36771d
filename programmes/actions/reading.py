"""Puts on record who read personal data."""

from django.db import transaction

from accounts.models import AuditEvent, User
from programmes.models import Programme


@transaction.atomic
def note_reading(*, what: str, kind: str, count: int, programme: Programme, by: User) -> None:
    """Write that ``by`` read ``count`` rows: "looked at coaches", "coach". No names in it."""
    AuditEvent.record(by=by, verb=what, kind=kind, programme_id=programme.pk, count=count)
