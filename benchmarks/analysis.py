"""The analysis at national size: from packed records to the document, and the page from that.

A part of ``benchmarks.evaluation``. Needs no database.
"""

import json
import resource
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

Made = TypeVar("Made")

SCHOOLS = 361
WAVES = ("BEFORE", "AFTER")
TIMES_FASTER = 20  # the page from what is kept against working everything out, speed.md
SEED = 20260831


def measured(pairs: int) -> Sequence[str]:
    """Lines that tell CPU seconds of each step, memory, and the ratio of page to raw records."""
    from reporting.results.page import page_of
    from surveys.analysis.analyse import analyse

    spent: dict[str, float] = {}
    records = invented(pairs)
    before = _peak()
    study = _timed(spent, "records to arrays", lambda: _study(records))
    found = _timed(spent, "analysis", lambda: analyse(study, primary=("INDEX", "AFTER")))
    kept = json.dumps(found, allow_nan=False)
    again = _timed(spent, "page from what is kept", lambda: page_of(json.loads(kept)))
    if again != page_of(found):
        raise SystemExit("The page from what is kept is another than from what was worked out.")
    raw = spent["records to arrays"] + spent["analysis"]
    ratio = raw / spent["page from what is kept"]
    return [
        f"\nAnalysis of {pairs:,} pairs in {SCHOOLS} schools, CPU seconds",
        *(f"  {name:<28}{seconds:.3f}" for name, seconds in spent.items()),
        f"  {'raw against kept':<28}{ratio:.0f} times (must {TIMES_FASTER}), the same page",
        f"  {'memory above the records':<28}{_peak() - before:.0f} MB",
    ]


def invented(pairs: int) -> dict[str, list[str | None]]:
    """Packed records of the questions that come with Runway; one in ten did not answer again."""
    import numpy as np

    random = np.random.default_rng(SEED)
    leaning = random.normal(0.0, 0.6, pairs)
    answers: dict[str, list[str | None]] = {}
    for n, wave in enumerate(WAVES):
        columns = [_column(random, item, wave, leaning + 0.1 * n) for item in _items()]
        width = len(columns)
        packed = np.stack(columns, axis=1).tobytes().decode("ascii")
        records = [packed[at : at + width] for at in range(0, pairs * width, width)]
        lost = random.random(pairs) < 0.1 * n
        answers[wave] = [None if gone else r for gone, r in zip(lost, records, strict=True)]
    return answers


def _column(random, item, wave, leaning):
    """One character a person, as ``surveys.rules.answers`` packs them."""
    import numpy as np

    from surveys.rules.instrument import is_asked

    if not is_asked(item, wave) or not item.options:
        return np.full(len(leaning), ord("-"), np.uint8)
    middle = (item.lowest + item.highest) / 2 + 0.5
    drawn = np.round(middle + leaning + random.normal(0, 0.8, len(leaning)))
    value = np.clip(drawn, item.lowest, item.highest).astype(np.uint8)
    value = item.lowest + item.highest - value if item.reverse else value
    blank = random.random(len(leaning)) < 0.015
    return np.where(blank, ord("."), ord("0") + value).astype(np.uint8)


def _items():
    return _instrument().items


def _instrument():
    from surveys.actions.instruments import SHIPPED
    from surveys.rules.instrument_file import read_instrument_csv

    return read_instrument_csv(SHIPPED.read_text(encoding="utf-8"))


def _study(records: dict[str, list[str | None]]):
    import numpy as np

    from surveys.analysis.study import Study

    people = len(records[WAVES[0]])
    school = np.arange(people, dtype=np.int32) % SCHOOLS
    arm = np.where(school % 4 == 0, "WAITING", "DAY")
    return Study.of_records(_instrument(), records, school=school, arm=arm)


def _timed(spent: dict[str, float], name: str, make: Callable[[], Made]) -> Made:
    start = time.process_time()
    made = make()
    spent[name] = time.process_time() - start
    return made


def _peak() -> float:
    """Peak memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
