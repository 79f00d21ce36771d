"""How things are measured: in turn with their limit, and by the median."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """One thing to measure against a limit; at most ``must`` times the limit's cost."""

    name: str
    run: Callable[[], object]
    must: float


@dataclass(frozen=True)
class Figure:
    """Medians of one case, in seconds of CPU and of the clock."""

    cpu: float
    wall: float


def interleaved(runs: dict[str, Callable[[], object]], rounds: int) -> dict[str, Figure]:
    """Run everything once a round, in turn, so that a slow moment of the machine hits all alike."""
    spent: dict[str, list[tuple[float, float]]] = {name: [] for name in runs}
    for number in range(rounds + 2):
        for name, run in runs.items():
            cpu, wall = time.process_time(), time.perf_counter()
            run()
            took = time.process_time() - cpu, time.perf_counter() - wall
            if number >= 2:  # the first two fill caches
                spent[name].append(took)
    return {
        name: Figure(*(statistics.median(column) for column in zip(*rows, strict=True)))
        for name, rows in spent.items()
    }


def show(title: str, lines: list[tuple[str, str, str, str]]) -> None:
    """Print a table: case, figure, ratio, whether it is within its limit."""
    print(f"\n{title}")
    widths = [max(len(line[n]) for line in lines) for n in range(4)]
    for line in lines:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)))


def verdict(ratio: float, must: float, *, at_least: bool = False) -> str:
    """Whether a ratio keeps its limit, in words."""
    kept = ratio >= must if at_least else ratio <= must
    sign = "at least" if at_least else "at most"
    return f"{'kept' if kept else 'MISSED'} ({sign} {must:g})"
