"""The solver on the shared seasons: how good, how far from the bound, how fast, against by hand.

Also how long it takes to mend a roster after somebody has left. Needs the shared data beside the
project, and no database.
"""

import importlib.util
import json
import random
import statistics
import time
from collections import Counter
from pathlib import Path

from sessions.roster.greedy import by_hand
from sessions.roster.instance_file import read_instance, rows
from sessions.roster.repair import options
from sessions.roster.solve import Solution, solve
from sessions.rules.roster import points, roster_problems
from sessions.rules.season import Duty, Season, Seat

FOLDER = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "roster"
NAMES = ("small", "season", "season_tight", "national")
SECONDS = 60.0
WITHDRAWALS = 200
SEED = 20260831


def run() -> None:
    """Print one block for each shared season."""
    if not FOLDER.is_dir():
        print("Rosters: skipped, for the shared seasons (../shared/data/roster) are not here.")
        return
    known = json.loads((FOLDER / "best_known.json").read_text())
    print(f"\nRosters, at most {SECONDS:g} seconds each, one thread")
    for name in NAMES:
        season = read_instance((FOLDER / f"{name}.json").read_bytes())
        solution = solve(season, seconds=SECONDS)
        print(f"  {name}")
        for label, figure in _figures(name, season, solution, known[name]):
            print(f"    {label:<28}{figure}")


def _figures(name: str, season: Season, solution: Solution, known: dict) -> list[tuple[str, str]]:
    by_hand_points = sum(points(season, by_hand(season)).values())
    broken = list(roster_problems(season, solution.seats))
    parts = points(season, solution.seats)
    still = parts["uncrewed_car"] // season.weights.uncrewed_car
    cars = sum(day.cars for day in season.days)
    return [
        ("points", f"{solution.objective:,}, {solution.words}"),
        ("bound, gap", f"{solution.bound:,}, {solution.gap:.3%}"),
        ("seconds", f"{solution.seconds:.2f}"),
        ("by hand (greedy)", f"{by_hand_points:,}; in the table {known['greedy']:,}"),
        ("best known", f"{known['objective']:,}"),
        ("cars without a crew", f"{still} of {cars:,}"),
        ("days per coach", _loads(season, solution.seats)),
        ("broken rules", f"{len(broken)} by ours, {_broken_by_score(name, solution)} by score.py"),
        (f"repair of {WITHDRAWALS} withdrawals", _repairs(season, solution.seats)),
    ]


def _broken_by_score(name: str, solution: Solution) -> int:
    """What the shared checker finds, which shares no line with ours."""
    spec = importlib.util.spec_from_file_location("score", FOLDER / "score.py")
    assert spec is not None
    assert spec.loader is not None
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    instance = json.loads((FOLDER / f"{name}.json").read_text())
    points, _, broken = score.score(instance, rows(solution.seats))
    assert points == solution.objective
    return len(broken)


def _loads(season: Season, seats: frozenset[Seat]) -> str:
    """How many coaches have how many days, those of earlier seasons not counted."""
    days = Counter(seat.person for seat in seats)
    spread = Counter(days[person.id] for person in season.people)
    return ", ".join(f"{number}: {spread[number]}" for number in sorted(spread))


def _repairs(season: Season, seats: frozenset[Seat]) -> str:
    """Take out one seated coach at random, many times; how long until the options are there."""
    chance = random.Random(SEED)
    in_cars = sorted((seat for seat in seats if seat.duty == Duty.CAR), key=str)
    spent, worked, found = [], [], 0
    for _ in range(WITHDRAWALS):
        seat = chance.choice(in_cars)
        began, work = time.perf_counter(), time.process_time()
        found += bool(options(season, seats, seat.day, gone=[seat.person]))
        spent.append((time.perf_counter() - began) * 1000)
        worked.append((time.process_time() - work) * 1000)
    return (
        f"p50 {statistics.median(spent):.1f} ms, p95 {_p95(spent):.1f} ms "
        f"(of the processor {_p95(worked):.1f} ms); {found} had an option"
    )


def _p95(numbers: list[float]) -> float:
    return statistics.quantiles(numbers, n=20)[-1]
