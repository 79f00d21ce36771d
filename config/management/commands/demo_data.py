"""Fills an empty database with an invented season, once, and says who to sign in as."""

import time
from random import Random
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from config.demo.answers import make_answers
from config.demo.comparison import make_groups, make_lot, make_results
from config.demo.days import make_days
from config.demo.season import Season
from config.demo.supply import PASSWORD, SIGN_INS, make_supply, set_passwords
from core.dates import today
from programmes.models import Programme

SEED = 2026


class Command(BaseCommand):
    help = "Make the invented season, if there is none yet, and print who to sign in as."

    def handle(self, *args: Any, **options: Any) -> None:
        if not Programme.objects.filter(invented=True).exists():
            self.stdout.write("Making an invented season.")
            started = time.monotonic()
            make_season()
            self.stdout.write(f"Made in {time.monotonic() - started:.0f} seconds.")
        self.stdout.write("All people and numbers in it are invented. Sign in as:")
        for role, email in SIGN_INS.items():
            self.stdout.write(f"  {role:15} {email}")
        self.stdout.write(f"with the password: {PASSWORD}")


@transaction.atomic
def make_season() -> None:
    """All of it or nothing: a season cut short would be no demonstration."""
    random = Random(SEED)  # noqa: S311 - the same season each time, no secret
    supply = make_supply(random, today())
    season = Season(random, supply, today())
    make_lot(season)
    make_days(season)
    make_answers(season)
    make_groups(season)
    make_results(season)
    set_passwords()
