"""Fills an empty database with invented national seasons, in bulk, for benchmarks."""

import time
from argparse import ArgumentParser
from random import Random
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from config.national.days import Year, answer_pools, fill_year
from config.national.supply import SIGN_IN, make_coordinator, make_schools, make_year
from core.dates import today
from programmes.models import Programme
from surveys.actions.instruments import shipped_version
from surveys.actions.waves import add_wave
from surveys.choices import WaveKind
from surveys.models import InstrumentVersion, Wave
from surveys.questionnaire import instrument_of
from surveys.rules.windows import USUAL_WINDOWS

SEED = 361


class Command(BaseCommand):
    help = "Fill an empty database with invented seasons of 361 schools and 60,000 pupils a year."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--years", type=int, default=3)
        parser.add_argument("--pupils", type=int, default=60_000, help="pupils in each year")

    def handle(self, *args: Any, years: int, pupils: int, **options: Any) -> None:
        if Programme.objects.exists():
            raise CommandError("The database is not empty. Set DATABASE_URL to an empty one.")
        started = time.monotonic()
        random = Random(SEED)  # noqa: S311 - the same seasons each time, no secret
        this_year = today().year if today().month >= 8 else today().year - 1
        with transaction.atomic():
            by = make_coordinator()
            schools = make_schools(random)
            version = shipped_version(by=by)
            pools = answer_pools(random, instrument_of(version.pk))
        for school_year in range(this_year - years + 1, this_year + 1):
            with transaction.atomic():
                supply = make_year(random, school_year, by)
                waves: dict[str, Wave] = {
                    kind: add_wave(
                        programme=supply.programme,
                        kind=kind,
                        version=version,
                        opens_days=USUAL_WINDOWS[kind][0],  # type: ignore[index]
                        closes_days=USUAL_WINDOWS[kind][1],  # type: ignore[index]
                        by=by,
                    )
                    for kind in (WaveKind.BEFORE, WaveKind.AFTER)
                }
                fill_year(Year(random, supply, schools, by, today(), waves, pools), pupils)
            self.stdout.write(f"{school_year} filled after {time.monotonic() - started:.0f} s.")
        InstrumentVersion.objects.filter(pk=version.pk).update(frozen_on=today())
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        self.stdout.write(f"All of it is invented. The co-ordinator is {SIGN_IN}.")
