"""Invented studies with known effects, worked out by the engine itself, for tests of the page."""

import datetime
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from surveys.actions.instruments import SHIPPED
from surveys.analysis.analyse import analyse
from surveys.analysis.study import BLANK, NOT_ASKED, Study
from surveys.rules.instrument import Instrument, Kind, is_asked
from surveys.rules.instrument_file import read_instrument_csv

BEFORE, AFTER, FOLLOW_UP = "BEFORE", "AFTER", "FOLLOW_UP"


@cache
def shipped() -> Instrument:
    """The questions that come with Runway, without own words."""
    found = read_instrument_csv(SHIPPED.read_text(encoding="utf-8"))
    return Instrument(tuple(i for i in found.items if i.kind is not Kind.TEXT), found.named)


def study(
    *,
    day: int = 120,
    waiting: int = 0,
    schools: int = 6,
    waves: Sequence[str] = (BEFORE, AFTER),
    lost: float = 0.2,
    effect: float = 0.4,
    seed: int = 7,
) -> Study:
    """Pupils of schools who answer with a common leaning; those with a day move by ``effect``."""
    random = np.random.default_rng(seed)
    people = day + waiting
    arm = np.where(np.arange(people) < day, "DAY", "WAITING")
    school = np.where(
        arm == "DAY", np.arange(people) % schools, schools + np.arange(people) % schools
    )
    leaning = random.normal(0, 0.6, people) + random.normal(0, 0.15, 2 * schools)[school]
    values, done = {}, {}
    for n, wave in enumerate(waves):
        moved = np.where(arm == "DAY", effect if n else 0.0, 0.05 if n else 0.0)
        values[wave] = _answers(random, wave, leaning + moved)
        done[wave] = np.ones(people, bool) if not n else random.random(people) >= lost
        values[wave][~done[wave]] = NOT_ASKED
    return Study(
        shipped(),
        tuple(waves),
        values,
        done,
        school=school.astype(np.int32),
        arm=arm,
        late=np.zeros(people, bool),
        person=_person(random, arm == "DAY", school),
        expected={name: int((arm == name).sum()) + 6 for name in np.unique(arm)},
    )


def _person(random: np.random.Generator, had_day: np.ndarray, school: np.ndarray) -> dict[str, Any]:
    people = len(school)
    minutes = random.integers(10, 50, people).astype(float)
    return {
        "gender": random.choice(["Girl", "Boy"], people),
        "year_group": random.choice(["S4", "S5", "S6"], people, p=[0.2, 0.6, 0.2]),
        "rural_class": np.where(school % 2 == 0, "urban", "rural"),
        "minutes": np.where(had_day, minutes, np.nan),
        "services": np.where(had_day, random.choice(["PF", "FA"], people), ""),
        "saw_demonstration": np.where(had_day, random.integers(0, 2, people), np.nan),
        "quality": np.full(people, "EXACT"),
        "before_on_or_after_day": np.zeros(people, bool),
    }


def without(of: Study, wave: str, mask: np.ndarray) -> Study:
    """The study in which these people did not answer a wave."""
    of.done[wave][mask] = False
    of.values[wave][mask] = NOT_ASKED
    return of


def _answers(random: np.random.Generator, wave: str, leaning: np.ndarray) -> np.ndarray:
    items = shipped().items
    found = np.full((len(leaning), len(items)), NOT_ASKED, np.int8)
    for n, item in enumerate(items):
        if not is_asked(item, wave):
            continue
        middle = (item.lowest + item.highest) / 2
        safer = -leaning if item.reverse else leaning
        said = middle + safer + random.normal(0, 0.8, len(leaning))
        found[:, n] = np.clip(np.rint(said), item.lowest, item.highest)
        found[random.random(len(leaning)) < 0.01, n] = BLANK
    return found


BESIDE = {
    "waves": [1, 2],
    "last_answer": 10,
    "is_validated": True,
    "left_out": [],
    "came": 130,
    "drove": 128,
    "declared": None,
}
DECLARED = {
    "scale": "INT",
    "wave": AFTER,
    "subgroups": ["gender", "year_group"],
    "on": datetime.date(2026, 9, 1).isoformat(),
    "in_time": True,
}


def document(of: Study | None = None, *, declared: Any = None, **beside: Any) -> dict[str, Any]:
    """What is kept of a study: the engine's document and what stands beside it."""
    primary = (declared["scale"], declared["wave"]) if declared else None
    groups = declared["subgroups"] if declared else ()
    found = analyse(of or study(), primary=primary, subgroups=groups)
    return {**found, "runway": {**BESIDE, "declared": declared, **beside}}
