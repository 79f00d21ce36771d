"""Reminds the coaches of tomorrow's days; to be run once a day, and harmless when run again."""

from typing import Any

from django.core.management.base import BaseCommand

from core.dates import now
from core.words import many
from sessions.actions.reminding import days_to_remind, remind_coaches


class Command(BaseCommand):
    """Writes one reminder to each coach who has a seat tomorrow."""

    help = "Remind the coaches of tomorrow's days. Who was reminded today is not reminded again."

    def handle(self, *args: Any, **options: Any) -> None:
        at = now()
        told = sum(remind_coaches(session=day, now=at) for day in days_to_remind(at))
        self.stdout.write(f"{many(told, 'coach,coaches')} reminded.")
