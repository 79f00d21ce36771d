"""Counts of each day, kept beside it so that a season of a thousand days is one short read."""

from django.db import models

from sessions.models.days import Session


class Tally(models.Model):
    """What ``sessions.tallies.recount`` last counted; written by actions, never by hand."""

    session = models.OneToOneField(Session, primary_key=True, on_delete=models.CASCADE)
    cars = models.PositiveSmallIntegerField(default=0)
    seats_filled = models.PositiveSmallIntegerField("coaches in cars", default=0)
    # The three "asked": who has a seat and has not said yes to it so far.
    seats_asked = models.PositiveSmallIntegerField("coaches in cars not yet accepted", default=0)
    demonstration_fire = models.PositiveSmallIntegerField(default=0)
    demonstration_ambulance = models.PositiveSmallIntegerField(default=0)
    demonstration_asked = models.PositiveSmallIntegerField(default=0)
    leads = models.PositiveSmallIntegerField(default=0)
    leads_asked = models.PositiveSmallIntegerField(default=0)
    pupils = models.PositiveSmallIntegerField("pupils named", default=0)
    consents = models.PositiveSmallIntegerField("consents to take part", default=0)
    surveys_expected = models.PositiveSmallIntegerField(default=0)
    to_plan = models.PositiveSmallIntegerField("pupils who may drive", default=0)
    planned = models.PositiveSmallIntegerField("pupils with a turn", default=0)
    came = models.PositiveSmallIntegerField(default=0)
    drove = models.PositiveSmallIntegerField(default=0)
    minutes = models.PositiveIntegerField("minutes at the wheel", default=0)
    saw = models.PositiveSmallIntegerField("saw the demonstration", default=0)

    class Privacy:
        personal: set[str] = set()
        plain = set(
            "session cars seats_filled seats_asked demonstration_fire demonstration_ambulance "
            "demonstration_asked leads leads_asked pupils consents surveys_expected to_plan "
            "planned came drove minutes saw".split()
        )

    def __str__(self) -> str:
        return f"Tally of day {self.pk}"
