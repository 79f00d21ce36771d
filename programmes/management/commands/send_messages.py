"""Sends the messages that are due, also those whose task was lost; to be run every few minutes."""

from typing import Any

from django.core.management.base import BaseCommand

from core.dates import now
from core.words import many
from programmes.actions.sending import send_message
from programmes.choices import MessageState
from programmes.models import Message


class Command(BaseCommand):
    help = "Send the messages that are due: those that wait, and those that failed before."

    def handle(self, *args: Any, **options: Any) -> None:
        due = list(
            Message.objects.due(now()).order_by("next_try_at", "pk").values_list("pk", flat=True)
        )
        for pk in due:
            send_message(pk=pk, now=now())
        sent = Message.objects.filter(pk__in=due, state=MessageState.SENT).count()
        self.stdout.write(f"{many(len(due), 'message was,messages were')} due, {sent} sent.")
