"""Reads all shift calendars that have an address again; to be run every night."""

from typing import Any

from django.core.management.base import BaseCommand

from core.dates import now, today
from core.fetch import Reach, fetch
from core.problems import Refused
from core.words import many
from programmes.actions.availability import note_calendar_problem, read_calendar
from programmes.models import ShiftCalendar
from programmes.readers.shift_calendar import read_shift_calendar
from programmes.rules.shifts import written, year_ends


class Command(BaseCommand):
    help = "Read shift calendars again from their addresses. Dates that were tapped stay."

    reach: Reach | None = None  # where addresses may lead; None is the public web

    def handle(self, *args: Any, **options: Any) -> None:
        found = ShiftCalendar.objects.exclude(address="").filter(coach__is_active=True)
        read = failed = 0
        for calendar in found.select_related("coach__programme").order_by("pk"):
            if today() > year_ends(calendar.coach.programme.school_year):
                continue
            try:
                self._read(calendar)
                read += 1
            except Refused as no:
                note_calendar_problem(calendar=calendar, problem=str(no), now=now(), by=None)
                failed += 1
        self.stdout.write(f"{many(read, 'calendar,calendars')} read, {failed} could not be.")

    def _read(self, calendar: ShiftCalendar) -> None:
        """Fetch and read before anything is locked: an address may take its time."""
        shifts = read_shift_calendar(
            fetch(calendar.address, reach=self.reach),
            first=today(),
            last=year_ends(calendar.coach.programme.school_year),
            rests_after_night=calendar.rests_after_night,
            others_free=calendar.others_free,
        )
        starts_on, said = written(shifts.answers) if shifts.answers else (today(), "")
        read_calendar(
            coach=calendar.coach,
            starts_on=starts_on,
            said=said,
            address=calendar.address,
            others_free=calendar.others_free,
            rests_after_night=calendar.rests_after_night,
            today=today(),
            now=now(),
            by=None,
        )
