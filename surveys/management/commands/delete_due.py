"""Deletes pupils on their date, and what joins them to their study codes; to be run every night."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from core.dates import today
from core.words import many
from sessions.actions.erasure import due_pupils
from surveys.actions.erasure import delete_due

PUPILS = "pupil,pupils"


class Command(BaseCommand):
    help = "Delete the pupils whose date has come. Answers and attendance stay, without a name."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say how many are due")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dry_run"]:
            due = due_pupils(today()).count()
            self.stdout.write(f"{many(due, PUPILS)} would be deleted. Nothing was changed.")
            return
        deleted = delete_due(today=today())
        if connection.vendor == "sqlite" and not connection.in_atomic_block:
            with connection.cursor() as cursor:  # the log beside the database holds them as well
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.stdout.write(
            f"{many(deleted.pupils, PUPILS)} deleted, "
            f"{many(deleted.codes, 'key,keys')} to study codes."
        )
