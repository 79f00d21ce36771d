"""Queues messages to people, in the same transaction as what they tell."""

import datetime
from collections.abc import Mapping
from functools import partial

from django.conf import settings
from django.db import transaction
from django_tasks_db import DatabaseBackend

from accounts.models import AuditEvent, User
from accounts.roles import Role
from core.problems import Refused
from programmes.choices import Channel, MessageState
from programmes.letters import Filled, filled
from programmes.models import Coach, Message, Programme
from programmes.tasks import deliver


def queue_message(
    *,
    template: str,
    programme: Programme,
    to: Coach | User,
    context: Mapping[str, object],
    now: datetime.datetime,
) -> Message | None:
    """Write a message to one person; it is sent once the transaction stands.

    A part of larger actions, which write the audit line and hold the transaction. ``template`` is
    such as "sessions/asked", see ``docs/messages.md``; besides ``context`` it knows ``name`` (how
    to greet), ``programme`` and ``site`` (the address of Runway). No personal data of pupils.
    Returns None where there is no way to write to this person, see ``reachable``.
    """
    way = _way(to)
    if way is None:
        return None
    channel, address = way
    words = _words(template, programme, to, context, channel)
    message = Message.objects.create(
        programme=programme,
        template=template,
        coach=to if isinstance(to, Coach) else None,
        user=_account(to),
        channel=channel,
        address=address,
        subject=words.subject,
        body=words.body,
        queued_at=now,
        next_try_at=now,
    )
    _send_after_commit(message)
    return message


def message_coordinators(
    *,
    template: str,
    programme: Programme,
    context: Mapping[str, object],
    now: datetime.datetime,
) -> list[Message]:
    """Write the same message to every co-ordinator of ``programme``; see ``queue_message``."""
    theirs = User.objects.filter(
        membership__programme=programme, membership__role=Role.COORDINATOR
    ).order_by("pk")
    queued = [
        queue_message(template=template, programme=programme, to=user, context=context, now=now)
        for user in theirs
    ]
    return [message for message in queued if message is not None]


class CannotSendAgain(Refused):
    """The message is not one that can be sent again."""


@transaction.atomic
def send_again(*, message: Message, by: User, now: datetime.datetime) -> Message:
    """Queue a message anew that was given up, to the address that this person has now."""
    locked: Message = Message.objects.select_for_update().get(pk=message.pk)
    if locked.state != MessageState.GIVEN_UP:
        raise CannotSendAgain("This message is sent, or will be tried again by itself.")
    if not locked.body:
        raise CannotSendAgain("The words of this message are deleted. Write a new one.")
    way = _way(locked.coach or locked.user)
    if way is None or way[0] != locked.channel:
        raise CannotSendAgain("There is no such address any more. Phone instead.")
    locked.address = way[1]
    locked.state, locked.tries = MessageState.QUEUED, 0
    locked.queued_at = locked.next_try_at = now
    locked.save()
    _send_after_commit(locked)
    AuditEvent.record(
        by=by, verb="sent a message again", target=locked, programme_id=locked.programme_id, at=now
    )
    return locked


def _send_after_commit(message: Message) -> None:
    if isinstance(deliver.get_backend(), DatabaseBackend):
        # In this transaction: the worker sees task and message together or neither, and a thousand
        # messages cost one commit.
        deliver.enqueue(message.pk)
    else:
        # Lost with this process, the task is made up for by the command send_messages.
        transaction.on_commit(partial(deliver.enqueue, message.pk), robust=True)


def can_reach(to: Coach | User) -> bool:
    """Whether a message to this person would go anywhere."""
    return _way(to) is not None


def reachable(coach: Coach) -> str:
    """How a coach is written to, in words for a page; where nothing goes, what to do instead."""
    way = _way(coach)
    if way is not None:
        return "gets e-mail" if way[0] == Channel.EMAIL else "gets text messages"
    if coach.phone:
        return f"has no e-mail address: phone {coach.phone}"
    return "has no e-mail address and no number: ask the station"


def _way(to: Coach | User | None) -> tuple[Channel, str] | None:
    """By which channel to which address; e-mail first, then text where a provider is set."""
    user = _account(to)
    if user is not None and user.is_active:
        return Channel.EMAIL, user.email
    if isinstance(to, Coach) and to.phone and settings.TEXTS:
        return Channel.TEXT, to.phone
    return None


def _account(to: Coach | User | None) -> User | None:
    return to.user if isinstance(to, Coach) else to


def _words(
    template: str,
    programme: Programme,
    to: Coach | User,
    context: Mapping[str, object],
    channel: Channel,
) -> Filled:
    every = {
        "name": to.given_name if isinstance(to, Coach) else to.name,
        "programme": programme.name,
        "site": settings.SITE_URL,
        **context,
    }
    return filled(template, every, as_text=channel == Channel.TEXT)
