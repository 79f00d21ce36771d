"""Forgetting what was written to people, some time after it was sent; that it was sent stays."""

import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import AuditEvent, User
from programmes.choices import MessageState
from programmes.models import Message

KEPT_FOR = datetime.timedelta(days=90)


def due_messages(now: datetime.datetime) -> QuerySet[Message]:
    """Messages that ended, sent or not, 90 days ago, and still hold their words."""
    long_ago = now - KEPT_FOR
    ended = Q(sent_at__lte=long_ago) | Q(state=MessageState.GIVEN_UP, queued_at__lte=long_ago)
    return Message.objects.filter(ended).exclude(body="", address="")


@transaction.atomic
def forget_messages(*, now: datetime.datetime, by: User | None = None) -> int:
    """Delete words and addresses of messages of 90 days ago; returns of how many.

    ``by`` is None on the command line. Where none is due, nothing is put on record.
    """
    count = due_messages(now).update(subject="", body="", address="", came_back="")
    if count:
        AuditEvent.record(
            by=by, verb="deleted the words of messages", kind="message", count=count, at=now
        )
    return count
