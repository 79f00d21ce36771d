"""Reminds schools of answers still to come; to be run daily, and harmless when run again."""

from typing import Any

from django.core.management.base import BaseCommand

from core.dates import now
from core.words import many
from programmes.models import Programme
from surveys.actions.reminding import remind_schools


class Command(BaseCommand):
    """Writes to school contacts how many answers are to come, every few days for each survey."""

    help = (
        "Remind the contacts of schools from which survey answers are still to come. A school that "
        "was reminded of a survey in the last three days is not reminded again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        at = now()
        asking = Programme.objects.filter(wave__isnull=False).distinct().order_by("pk")
        reminded = [remind_schools(programme=one, by=None, now=at) for one in asking]
        count = sum(one.schools for one in reminded)
        self.stdout.write(f"{many(count, 'reminder,reminders')} to schools.")
        for name in sorted({name for one in reminded for name in one.without}):
            self.stdout.write(f"{name} has no contact with an account.")
