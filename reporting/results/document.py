"""A kept result as the page asks it: which arm is read, from which wave to which."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from surveys.choices import Arm, WaveKind
from surveys.rules.instrument import SCALE_NAMES, ScaleUse

INDEX = "INDEX"
INDEX_NAME = "All safer scales together"
Row = Mapping[str, Any]

WAVES = {
    WaveKind.BEFORE.value: "Before",
    WaveKind.AFTER.value: "After",
    WaveKind.FOLLOW_UP.value: "Some months later",
    WaveKind.FOLLOW_UP_2.value: "About a year later",
}
# Beside a bar there is room for one word or two.
SHORT = {
    WaveKind.BEFORE.value: "Before",
    WaveKind.AFTER.value: "After",
    WaveKind.FOLLOW_UP.value: "Later",
    WaveKind.FOLLOW_UP_2.value: "A year on",
}
ARMS = {Arm.DAY.value: "Pupils with a day", Arm.WAITING.value: "Comparison group"}


def wave_name(wave: str) -> str:
    """Before, After, Some months later."""
    return WAVES.get(wave, wave)


def short_name(wave: str) -> str:
    """Before, After, Later."""
    return SHORT.get(wave, wave)


@dataclass(frozen=True)
class Document:
    """The document of ``surveys.analysis`` (docs/analysis.md), with what is kept beside it."""

    data: Mapping[str, Any]

    @cached_property
    def beside(self) -> Row:
        """What Runway keeps beside the analysis; see ``background``."""
        found: Row = self.data.get("runway") or {}
        return found

    @cached_property
    def waves(self) -> Sequence[str]:
        """Waves in order of time; the first is the baseline."""
        found: Sequence[str] = self.data["about"]["waves"]
        return found

    @property
    def first(self) -> str:
        """The wave with which others are compared."""
        return self.waves[0] if self.waves else ""

    @cached_property
    def flow(self) -> Mapping[str, Row]:
        """Flow of participants by arm."""
        return {row["arm"] or "": row for row in self.data["flow"]}

    @cached_property
    def arm(self) -> str | None:
        """Whose change the page tells: of pupils with a day, of all where no arm is known."""
        return Arm.DAY.value if self.has_comparison or Arm.DAY.value in self.flow else None

    @cached_property
    def has_comparison(self) -> bool:
        """Whether anybody of a comparison group holds a code."""
        return Arm.WAITING.value in self.flow

    @cached_property
    def main(self) -> Row:
        """The flow of whom the page is about; empty where nobody is."""
        return self.flow.get(self.arm or "") or next(iter(self.flow.values()), {})

    def answers(self, wave: str, flow: Row | None = None) -> int:
        """How many of an arm answered a wave."""
        return int(((self.main if flow is None else flow).get("waves") or {}).get(wave) or 0)

    def pairs(self, wave: str, flow: Row | None = None) -> int:
        """How many of an arm answered the first wave and this one."""
        return int(((self.main if flow is None else flow).get("paired") or {}).get(wave) or 0)

    def lost(self, wave: str, flow: Row | None = None) -> int:
        """How many of an arm answered the first wave, and not this one while they could."""
        row = self.main if flow is None else flow
        return int((row.get("lost") or {}).get(wave) or 0)

    @cached_property
    def later(self) -> Sequence[str]:
        """The waves after the first that anybody of the main arm can be paired in."""
        return [wave for wave in self.waves[1:] if self.pairs(wave)]

    @cached_property
    def scales(self) -> Mapping[str, Row]:
        """Every scale, the index among them."""
        found: Mapping[str, Row] = self.data["scales"]
        return found

    def name(self, scale: str) -> str:
        """What a scale is called."""
        told = (self.scales.get(scale) or {}).get("name")
        usual = INDEX_NAME if scale == INDEX else SCALE_NAMES.get(scale, scale)
        return usual if scale == INDEX or not told else str(told)

    def ordered(self, to: str) -> list[str]:
        """Every scale: the declared outcome first, then the index, then as they are asked."""
        return sorted(self.scales, key=lambda s: (not self.is_primary(s, to), s != INDEX))

    def is_harm(self, scale: str) -> bool:
        """Whether higher is worse."""
        return (self.scales.get(scale) or {}).get("use") == ScaleUse.HARM.value

    def answered(self, item: Row) -> Mapping[str, Row]:
        """What the main arm answered to an item, by wave."""
        arms: Mapping[str, Mapping[str, Row]] = item.get("arms") or {}
        whole: Mapping[str, Row] = item["waves"]
        return arms.get(self.arm or "", {} if self.has_comparison else whole)

    def change(self, scale: str, to: str, arm: str | None = "") -> Row | None:
        """The paired change of an arm; of the main one where none is given."""
        return self._of(self.scales[scale].get("changes") or (), to, arm)

    def adjusted(self, scale: str, to: str) -> Row | None:
        """The change adjusted for school that is to be read first."""
        return self._of(self.scales[scale].get("clustered") or (), to, "")

    @cached_property
    def paired_schools(self) -> int:
        """How many schools the pairs of the first later wave come from; all, where unknown."""
        rows = [self.adjusted(scale, self.later[0]) for scale in self.scales] if self.later else []
        counts = [int(row.get("schools") or 0) for row in rows if row]
        return max(counts, default=0) or int(self.main.get("schools") or 0)

    def scored(self, scale: str, to: str) -> int:
        """How many pairs have a score on a scale both times."""
        found = self.change(scale, to)
        return int(found["n"]) if found else 0

    def _of(self, rows: Sequence[Row], to: str, arm: str | None) -> Row | None:
        wanted = self.arm if arm == "" else arm
        found = [r for r in rows if r["to"] == to and r["from"] == self.first]
        exact = [r for r in found if r.get("arm") == wanted]
        # One number for all is that of the only arm there is; of two it would mix them.
        whole = [] if self.has_comparison else [r for r in found if r.get("arm") is None]
        return next(iter([*exact, *whole]), None)

    def is_primary(self, scale: str, to: str) -> bool:
        """Whether this is the outcome that was declared, in time."""
        declared = self.beside.get("declared")
        return bool(declared and declared["in_time"]) and self.declared == (scale, to)

    @cached_property
    def declared(self) -> tuple[str, str] | None:
        """The scale and wave that stand as the primary outcome, in time or not."""
        said = self.data["about"].get("primary")
        return None if said is None else (said["scale"], said["wave"])

    @cached_property
    def foremost(self) -> str:
        """The scale that a sentence speaks of: the declared one, else the index or the first."""
        wanted = self.declared[0] if self.declared else INDEX
        return wanted if wanted in self.scales else next(iter(self.scales), "")

    def of_main(self, rows: Sequence[Row]) -> Sequence[Row]:
        """Those rows that speak of the main arm; of all where no arm is known."""
        return [row for row in rows if row["arm"] == self.arm]
