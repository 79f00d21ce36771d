"""Shapes messages for the log: to whom, what, how it went; never the link that one person got."""

import datetime
import re
from typing import NamedTuple

from django.urls import reverse

from core.words import clock, day_and_month, full_date
from programmes.choices import Channel, MessageState
from programmes.models import Message

# Whoever holds such a link answers for the person it was sent to.
_LINK = re.compile(r"\S+://\S+")
HIDDEN = "(a link that only the recipient sees)"

TAGS = {
    MessageState.QUEUED: ("grey", "Waiting"),
    MessageState.SENT: ("ok", "Sent"),
    MessageState.FAILED: ("warn", "Failed, will be tried again"),
    MessageState.GIVEN_UP: ("stop", "Could not be sent"),
}


class MessageRow(NamedTuple):
    """One line of the log, in the order in which the template takes it apart."""

    href: str
    to: str
    channel: str
    what: str
    kind: str
    when: str
    tags: list[tuple[str, str]]
    came_back: str


def message_row(message: Message) -> MessageRow:
    """One line: the subject where there is one, and else what kind of message it is."""
    kind = title(message)
    return MessageRow(
        href=reverse("programmes:message", args=[message.pk]),
        to=recipient(message),
        channel=Channel(message.channel).label,
        what=message.subject or kind,
        kind=kind if message.subject else "",
        when=instant(message.queued_at),
        tags=[TAGS[MessageState(message.state)]],
        came_back=came_back(message),
    )


def recipient(message: Message) -> str:
    """Whom the message went to, by name."""
    return str(message.coach or message.user or "Somebody who is no longer here")


def title(message: Message) -> str:
    """What kind of message this is, from its template's name: Taken off."""
    name = message.template.partition("/")[2].replace("_", " ")
    return name[:1].upper() + name[1:]


def came_back(message: Message) -> str:
    """The answer of whoever was handed the message; for a text that went out, its number there."""
    if message.state == MessageState.FAILED:
        said = message.came_back.rstrip(". ")
        return f"{said}. Next try: {instant(message.next_try_at)}."
    return message.came_back


def shown_body(message: Message) -> str:
    """The words without their links."""
    return _LINK.sub(HIDDEN, message.body)


def facts(message: Message) -> list[tuple[str, str]]:
    """What the page of one message says beside its words: label and value."""
    every = [
        ("To", recipient(message)),
        ("By", Channel(message.channel).label),
        ("Kind", title(message)),
        ("Written", f"{full_date(message.queued_at)}, {clock(message.queued_at)}"),
        ("Sent", f"{full_date(message.sent_at)}, {clock(message.sent_at)}"),
        ("Tries", str(message.tries)),
        ("Came back", came_back(message)),
    ]
    return [(label, value) for label, value in every if value.strip(", ")]


def instant(at: datetime.datetime) -> str:
    """12 May, 9:30am."""
    return f"{day_and_month(at)}, {clock(at)}"
