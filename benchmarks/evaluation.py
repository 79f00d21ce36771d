"""Releases and results of 60,000 pairs, and of 700,000 where asked: time, size and memory.

Each release is written in a process of its own with a database of its own (``benchmarks.bundle``).
"""

import json
import subprocess
import sys

from benchmarks.analysis import measured
from benchmarks.measure import show, verdict

USUAL, LARGE = 60_000, 700_000
MOST_MORE_MB = 20  # at ten times the rows
DUMP, DUMP_BY_ITEM = 0.8, 1.0  # what speed.md sets; the tool with an item a column as we have it
KINDS = {
    "csv": "CSV, both tables",
    "sav": "SPSS",
    "dta": "Stata",
    "parquet": "Parquet",
    "xlsx": "Excel",
}


def run(*, large: bool = False) -> None:
    """Print what the analysis of each size takes, and a release beside one of a tenth of it."""
    for pairs in (USUAL, *([LARGE] if large else [])):
        print("\n".join(measured(pairs)))
        tenth, whole = _release(pairs // 10), _release(pairs)
        _show(tenth, whole)


def _release(pairs: int) -> dict:
    command = [sys.executable, "-m", "benchmarks.bundle", str(pairs)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict = json.loads(done.stdout.splitlines()[-1])
    return found


def _show(tenth: dict, whole: dict) -> None:
    sizes = whole["sizes"]
    lines = [
        (KINDS[kind], f"{cpu:.1f} s CPU", f"{_size(sizes, kind):,.0f} MB", "")
        for kind, cpu in whole["kinds"].items()
    ]
    more = whole["above_idle"] - tenth["above_idle"]
    packed = sum(size for _, size in sizes.values()) / 1e6
    lines += [
        (
            "whole bundle",
            f"{whole['cpu']:.1f} s CPU, {whole['wall']:.0f} s",
            f"{packed:,.0f} MB",
            "",
        ),
        (
            "memory above idle",
            f"{whole['above_idle']:.0f} MB",
            f"{more:+.0f} MB at ten times the rows",
            verdict(more, MOST_MORE_MB),
        ),
        _ratio("wide CSV against the dump", whole["dump"] / whole["wide"], DUMP),
        _ratio("the same, an item a column", whole["by_item"] / whole["wide"], DUMP_BY_ITEM),
    ]
    show(f"Release of {whole['participants']:,} participants, {whole['pairs']:,} pairs", lines)


def _ratio(name: str, ratio: float, must: float) -> tuple[str, str, str, str]:
    return name, f"{ratio:.2f}", "", verdict(ratio, must, at_least=True)


def _size(sizes: dict, kind: str) -> float:
    """MB of all files of a kind, before the zip."""
    mine = [size for name, (size, _) in sizes.items() if name.endswith(f".{kind}")]
    return float(sum(mine)) / 1e6
