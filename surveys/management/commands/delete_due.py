"""Deletes pupils on their date, and the words of old messages; to be run every night."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from core.dates import now, today
from core.words import many
from programmes.actions.erasure import due_messages, forget_messages
from sessions.actions.erasure import due_pupils
from surveys.actions.erasure import delete_due

PUPILS, MESSAGES = "pupil,pupils", "message,messages"


class Command(BaseCommand):
    help = (
        "Delete the pupils whose date has come; answers and attendance stay, without a name. "
        "Delete the words and addresses of messages that were sent 90 days ago."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say how many are due")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dry_run"]:
            due, old = due_pupils(today()).count(), due_messages(now()).count()
            self._say(old, "would be")
            self.stdout.write(f"{many(due, PUPILS)} would be deleted. Nothing was changed.")
            return
        deleted = delete_due(today=today())
        self._say(forget_messages(now=now()), "were")
        if connection.vendor == "sqlite" and not connection.in_atomic_block:
            with connection.cursor() as cursor:  # the log beside the database holds them as well
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.stdout.write(
            f"{many(deleted.pupils, PUPILS)} deleted, "
            f"{many(deleted.codes, 'key,keys')} to study codes."
        )

    def _say(self, old: int, how: str) -> None:
        if old:
            self.stdout.write(f"The words of {many(old, MESSAGES)} {how} deleted.")
