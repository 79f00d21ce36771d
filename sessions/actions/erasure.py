"""Deleting pupils on their date; what happened on the day stays, and is nobody's."""

import datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import AuditEvent, User
from schools.models import Pupil


def due_pupils(today: datetime.date) -> QuerySet[Pupil]:
    """Pupils whose date is today or past."""
    return Pupil.objects.filter(delete_on__lte=today)


@transaction.atomic
def delete_pupils(*, today: datetime.date, by: User | None = None) -> int:
    """Delete the pupils that are due, and return how many; their places stay without them.

    ``by`` is None on the command line. Where nobody is due, nothing is put on record.
    """
    _, deleted = due_pupils(today).delete()
    count = deleted.get(Pupil._meta.label, 0)
    if count:
        AuditEvent.record(by=by, verb="deleted pupils on their date", kind="pupil", count=count)
    return count
