"""Solves a season from a file, so that rosters can be checked from outside and compared."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.words import many
from sessions.roster.instance_file import read_instance, rows
from sessions.roster.json_places import BadFile
from sessions.roster.solve import Solution, solve
from sessions.roster.why import shortages
from sessions.rules.roster import points
from sessions.rules.season import Season


class Command(BaseCommand):
    """Prints the roster, or with ``--json`` one object:

    ``status`` is "optimal" when the roster is proven the best, else "feasible" (the best found in
    time; no roster costs less than ``bound``); ``objective`` and ``bound`` in points; ``seconds``;
    ``roster`` a list of [coach id, session id, role]; ``short`` a sentence for each shortage.
    """

    help = "Propose the roster of a season in a file of the format predriver-roster/1."
    requires_system_checks = ()  # it touches neither database nor pages

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("instance", type=Path, help="the file of the season")
        parser.add_argument("--seconds", type=float, default=30.0, help="time it may take")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        if not 0 < options["seconds"] < float("inf"):
            raise CommandError("Give --seconds a number above 0.")
        season = _read(options["instance"])
        solution = solve(season, seconds=options["seconds"])
        short = [shortage.sentence for shortage in shortages(season, solution.seats)]
        say = _as_json if options["json"] else _as_text
        self.stdout.write(say(season, solution, short))


def _read(path: Path) -> Season:
    try:
        return read_instance(path.read_bytes())
    except OSError as problem:
        raise CommandError(f"{path} can’t be read: {problem.strerror}.") from None
    except BadFile as bad:
        raise CommandError("\n".join([f"{path} can’t be used.", *bad.sentences])) from None


def _as_json(season: Season, solution: Solution, short: list[str]) -> str:
    return json.dumps(
        {
            "status": "optimal" if solution.proven else "feasible",
            "objective": solution.objective,
            "bound": solution.bound,
            "seconds": round(solution.seconds, 3),
            "roster": rows(solution.seats),
            "short": short,
        }
    )


def _as_text(season: Season, solution: Solution, short: list[str]) -> str:
    parts = points(season, solution.seats)
    still = parts["uncrewed_car"] // max(1, season.weights.uncrewed_car)
    cars = sum(day.cars for day in season.days)
    return "\n".join(
        [
            f"{many(len(season.days), 'day,days')}, {many(len(season.people), 'coach,coaches')}.",
            f"{many(solution.objective, 'point,points')}, {solution.words}; "
            f"bound {solution.bound:,}; {solution.seconds:.1f} seconds.",
            f"{cars - still:,} of {many(cars, 'car,cars')} crewed.",
            *(f"  {name.replace('_', ' ')}: {number:,}" for name, number in parts.items()),
            *short,
            *(" ".join(row) for row in rows(solution.seats)),
        ]
    )
