"""When coaches can come: answers by date, the shift pattern and the shift calendar behind them."""

from typing import Self

from django.db import models

from accounts.access import Standing
from accounts.roles import P
from programmes.choices import Answer, Source
from programmes.models.coaches import Coach


class AvailabilityQuerySet(models.QuerySet):
    def visible_to(self, standing: Standing) -> Self:
        """All answers for those who fill cars, one's own for a coach."""
        ours = self.filter(coach__programme=standing.programme_id)
        return ours if standing.may(P.FILL_CARS) else ours.filter(coach=standing.coach_id)


class Availability(models.Model):
    """A coach's answer for one date: can come, only if needed, or cannot."""

    coach = models.ForeignKey(Coach, on_delete=models.CASCADE)
    date = models.DateField()
    answer = models.CharField(max_length=9, choices=Answer)
    source = models.CharField(max_length=8, choices=Source, default=Source.TAP)
    answered_at = models.DateTimeField()

    objects = AvailabilityQuerySet.as_manager()

    class Privacy:
        personal = {"coach", "date", "answer"}
        plain = {"id", "source", "answered_at"}

    class Meta:
        constraints = [
            models.UniqueConstraint(name="availability_once_per_date", fields=["coach", "date"])
        ]
        indexes = [models.Index(fields=["date", "answer", "coach"], name="availability_by_date")]

    def __str__(self) -> str:
        return f"{self.coach}: {self.get_answer_display()}, {self.date}"


class ShiftPattern(models.Model):
    """A coach's shifts as a cycle: one letter a day, from ``starts_on`` on, over and over.

    D is a day shift, N a night shift, O a day off. A week with fixed free days is a cycle of seven.
    """

    coach = models.OneToOneField(Coach, on_delete=models.CASCADE)
    cycle = models.CharField(max_length=56)
    starts_on = models.DateField()
    rests_after_night = models.BooleanField("not on the day after a night shift", default=True)

    objects = AvailabilityQuerySet.as_manager()

    class Privacy:
        personal = {"coach", "cycle", "starts_on", "rests_after_night"}
        plain = {"id"}

    def __str__(self) -> str:
        return f"{self.coach}: {self.cycle}"


class ShiftCalendar(models.Model):
    """A shift calendar that was read for a coach: from a file, or from an address to read again.

    What it said is kept, one letter a date from ``starts_on``: + can come, - cannot, . nothing;
    so that a date falls back on it when a tapped answer is taken back.
    """

    coach = models.OneToOneField(Coach, on_delete=models.CASCADE)
    address = models.URLField(max_length=500, blank=True)
    rests_after_night = models.BooleanField("not on the day after a night shift", default=True)
    others_free = models.BooleanField("all other days are free", default=False)
    starts_on = models.DateField()
    said = models.TextField(max_length=800, blank=True)
    read_at = models.DateTimeField()
    problem = models.CharField(max_length=200, blank=True, help_text="Of the last reading.")

    objects = AvailabilityQuerySet.as_manager()

    class Privacy:
        personal = {"coach", "address", "rests_after_night", "others_free", "starts_on", "said"}
        plain = {"id", "read_at", "problem"}

    def __str__(self) -> str:
        return f"{self.coach}: shift calendar"
