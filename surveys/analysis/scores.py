"""Scores of all people at once: reversal, scale means, the index, and pairs of waves."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surveys.analysis.study import Floats, Mask, Study, numbers
from surveys.rules.instrument import Item, ScaleUse
from surveys.rules.scoring import needed

INDEX = "INDEX"
UNKNOWN = -1


@dataclass(frozen=True)
class Scored:
    """One scale, or the index: what it is made of, and the bounds of its scores."""

    code: str
    name: str
    use: str
    items: tuple[Item, ...]
    lowest: float | None
    highest: float | None

    @property
    def title(self) -> str:
        """Name and code, as warnings call it."""
        return self.code if self.name == self.code else f"{self.name} ({self.code})"

    @property
    def is_harm(self) -> bool:
        """Whether higher is a harm."""
        return self.use == ScaleUse.HARM


@dataclass(frozen=True)
class Pairs:
    """People with a score before and later: their rows in the study, and both scores."""

    rows: NDArray[np.intp]
    before: Floats
    later: Floats

    @cached_property
    def change(self) -> Floats:
        """Later minus before."""
        return self.later - self.before

    def among(self, mask: Mask | None) -> "Pairs":
        """The pairs of the people in a mask over the whole study; all where it is None."""
        if mask is None:
            return self
        kept = mask[self.rows]
        return Pairs(self.rows[kept], self.before[kept], self.later[kept])


class Scores:
    """The scores of a study, each worked out once."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self.scales = _scales(study)
        self._column = {item.code: at for at, item in enumerate(study.instrument.items)}
        self._kept: dict[tuple[str, str], Floats] = {}
        self._pairs: dict[tuple[str, str], Pairs] = {}

    @property
    def baseline(self) -> str:
        """The first wave."""
        return self.study.waves[0]

    @property
    def later_waves(self) -> tuple[str, ...]:
        """All waves but the first."""
        return self.study.waves[1:]

    @cached_property
    def arms(self) -> tuple[str, ...]:
        """The arms that somebody belongs to, the treated one first."""
        if self.study.arm is None:
            return ()
        found = {str(name) for name in np.unique(self.study.arm)} - {""}
        return tuple(sorted(found, key=lambda name: (name != self.study.treated, name)))

    @cached_property
    def clusters(self) -> NDArray[np.intp] | None:
        """Each person's school, numbered from 0 without gaps; UNKNOWN is -1; None without any."""
        if self.study.school is None:
            return None
        known = self.study.school >= 0
        found = np.full(len(known), UNKNOWN, np.intp)
        found[known] = np.unique(self.study.school[known], return_inverse=True)[1]
        return found if known.any() else None

    def raw(self, item: Item, wave: str) -> NDArray[Any]:
        """One item's answers as they were given, with the codes for why there is none."""
        column: NDArray[Any] = self.study.values[wave][:, self._column[item.code]]
        return column

    def recoded(self, item: Item, wave: str) -> Floats:
        """One item's answers, reversed where the item is: min + max - x; nan where none."""
        values = numbers(self.raw(item, wave))
        return reversed_values(values, item) if item.reverse else values

    def score(self, code: str, wave: str) -> Floats:
        """A scale's score of each person, nan where too few items are answered."""
        if (code, wave) not in self._kept:
            make = self._index if code == INDEX and code in self._index_codes else self._mean
            self._kept[code, wave] = make(code, wave)
        return self._kept[code, wave]

    def pairs(self, code: str, later: str) -> Pairs:
        """The people with a score at the baseline and at a later wave."""
        if (code, later) not in self._pairs:
            before, after = self.score(code, self.baseline), self.score(code, later)
            rows = np.flatnonzero(np.isfinite(before) & np.isfinite(after))
            self._pairs[code, later] = Pairs(rows, before[rows], after[rows])
        return self._pairs[code, later]

    def of_arm(self, arm: str | None) -> Mask | None:
        """Who belongs to an arm; None for all."""
        if arm is None:
            return None
        if arm not in self._masks:
            self._masks[arm] = np.asarray(self.study.arm == arm, np.bool_)
        return self._masks[arm]

    def arm_sizes(self) -> dict[str, int]:
        """How many people each arm has."""
        return {arm: int(np.count_nonzero(self.study.arm == arm)) for arm in self.arms}

    @cached_property
    def _masks(self) -> dict[str, Mask]:
        return {}

    @cached_property
    def _index_codes(self) -> tuple[str, ...]:
        return (INDEX,) if self.scales and self.scales[-1].code == INDEX else ()

    def _mean(self, code: str, wave: str) -> Floats:
        items = self.study.instrument.scales[code]
        total = np.zeros(self.study.people)
        used = np.zeros(self.study.people, np.int16)
        for item in items:
            values = self.recoded(item, wave)
            there = np.isfinite(values)
            np.add(total, values, out=total, where=there)
            used += there
        enough = used >= needed(len(items))
        means = np.full(len(total), np.nan)
        np.divide(total, used, out=means, where=enough)
        return means

    def _index(self, code: str, wave: str) -> Floats:
        scales = self.study.instrument.index_scales
        total = np.zeros(self.study.people)
        for scale in scales:
            total += self.score(scale, wave)
        return total / len(scales)


def reversed_values(values: Floats, item: Item) -> Floats:
    """Turn values round on their item: min + max - x."""
    return np.asarray(item.lowest + item.highest - values)


def _scales(study: Study) -> tuple[Scored, ...]:
    instrument = study.instrument
    found = [
        Scored(code, fact.name, fact.use.value, instrument.scales[code], *_bounds(code, study))
        for code, fact in instrument.facts.items()
    ]
    if instrument.index_scales and INDEX not in instrument.scales:
        parts = [scale for scale in found if scale.code in instrument.index_scales]
        items = tuple(item for scale in parts for item in scale.items)
        found.append(Scored(INDEX, "Index", ScaleUse.INDEX.value, items, *_mean_bounds(parts)))
    return tuple(found)


def _bounds(code: str, study: Study) -> tuple[float | None, float | None]:
    items = [item for item in study.instrument.scales[code] if item.options]
    if not items:
        return None, None
    return min(item.lowest for item in items), max(item.highest for item in items)


def _mean_bounds(parts: list[Scored]) -> tuple[float | None, float | None]:
    low = [scale.lowest for scale in parts if scale.lowest is not None]
    high = [scale.highest for scale in parts if scale.highest is not None]
    if len(low) < len(parts):
        return None, None
    return sum(low) / len(low), sum(high) / len(high)
