"""Runs the benchmarks: ``python -m benchmarks [pages|export|submissions|roster|evaluation]``.

``--years 3`` says how much to fill; ``evaluation --large`` measures 700,000 pairs as well.
``roster`` needs no database, ``evaluation`` makes its own; the others need one of their own.
Without DATABASE_URL one is made in ``var/benchmark`` and kept; the first run fills it with invented
national seasons, which takes some minutes.
"""

import argparse
import importlib
import os
from pathlib import Path

PARTS = ("pages", "export", "submissions", "roster", "evaluation")
WITHOUT_DATABASE = {"roster", "evaluation"}


def main() -> None:
    """Fill the database where that is needed, then run what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], default=[])
    parser.add_argument("--years", type=int, default=3)
    parser.add_argument("--pupils", type=int, default=60_000)
    parser.add_argument("--large", action="store_true", help="700,000 pairs too")
    asked = parser.parse_args()
    root = Path(__file__).resolve().parent.parent
    os.environ.setdefault("RUNWAY_VAR", str(root / "var" / "benchmark"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    import django

    django.setup()
    parts = asked.parts or PARTS
    if not WITHOUT_DATABASE.issuperset(parts):
        _fill(asked.years, asked.pupils)
    for part in parts:
        run = importlib.import_module(f"benchmarks.{part}").run
        run(large=asked.large) if part == "evaluation" else run()


def _fill(years: int, pupils: int) -> None:
    from django.conf import settings
    from django.core.management import call_command

    from programmes.models import Programme

    Path(settings.VAR_DIR).mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    if not Programme.objects.exists():
        call_command("fill_national", years=years, pupils=pupils)


if __name__ == "__main__":
    main()
