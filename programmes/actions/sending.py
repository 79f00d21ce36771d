"""Sends queued messages, and keeps what came back.

A message is claimed before it is sent, by moving its next try 15 minutes on in one conditional
update: of two workers only one gets it. If that one dies, the message is due again after those
15 minutes. So each message goes out at least once, and twice only when a worker dies between the
hand-over and the note of it: to be asked twice is less bad than not to be asked. Both copies
carry the same Message-ID.
"""

import datetime
import re
import smtplib
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F

from core.texts import NotSent, text_backend
from programmes.choices import Channel, MessageState
from programmes.models import Message

CLAIM = datetime.timedelta(minutes=15)  # far longer than any hand-over may take
WAITS = tuple(datetime.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480))
MOST_CAME_BACK = 300


def send_message(*, pk: int, now: datetime.datetime) -> datetime.datetime | None:
    """Send one message, if it is due; returns when to try again, None where there is no need.

    Not to be called in a transaction: the claim must stand before anything is sent. Writes no
    audit line, for nobody does this; the row itself is the record.
    """
    due = Message.objects.due(now).filter(pk=pk)
    if not due.update(tries=F("tries") + 1, next_try_at=now + CLAIM):
        return None
    message = Message.objects.get(pk=pk)
    try:
        came_back = _hand_over(message)
    except Exception as error:
        return _note_failure(message, error, now)
    _note(message, MessageState.SENT, came_back, sent_at=now)
    return None


def _hand_over(message: Message) -> str:
    if message.channel == Channel.TEXT:
        return text_backend().send(message.address, message.body)
    host = urlsplit(settings.SITE_URL).hostname
    EmailMessage(
        subject=message.subject,
        body=message.body,
        to=[message.address],
        headers={
            "Message-ID": f"<{message.pk}.{message.queued_at:%Y%m%d%H%M%S}@{host}>",
            "Auto-Submitted": "auto-generated",
        },
    ).send()
    return ""


def _note_failure(
    message: Message, error: Exception, now: datetime.datetime
) -> datetime.datetime | None:
    came_back = _without_address(_words_of(error), message.address)
    if _is_permanent(error) or message.tries > len(WAITS):
        _note(message, MessageState.GIVEN_UP, came_back)
        return None
    again = now + WAITS[message.tries - 1]
    _note(message, MessageState.FAILED, came_back, next_try_at=again)
    return again


def _note(message: Message, state: MessageState, came_back: str, **more: datetime.datetime) -> None:
    # Only of this claim: what a worker says who was thought dead comes too late.
    Message.objects.filter(pk=message.pk, tries=message.tries).update(
        state=state, came_back=came_back[:MOST_CAME_BACK], **more
    )


def _is_permanent(error: Exception) -> bool:
    """Whether trying again would change nothing: the server refuses this person or these words."""
    if isinstance(error, NotSent):
        return error.permanent
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500


def _words_of(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return " ".join(_reply(*reply) for reply in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return _reply(error.smtp_code, error.smtp_error)
    return str(error) or type(error).__name__


def _reply(code: int, words: bytes | str) -> str:
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    return f"{code} {text}"


def _without_address(words: str, address: str) -> str:
    """The log says what came back, not where it was sent to."""
    return re.sub(r"\S+@\S+", "…", words.replace(address, "…"))
