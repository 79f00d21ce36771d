"""Instruments as plain values: items, options, scales, and what each wave asks."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class WaveKind(StrEnum):
    """The rounds of answers; the values are those of `surveys.choices.WaveKind`."""

    BEFORE = "BEFORE"
    AFTER = "AFTER"
    FOLLOW_UP = "FOLLOW_UP"
    FOLLOW_UP_2 = "FOLLOW_UP_2"


class Use(StrEnum):
    """What an item without a scale is asked for; the values are those of `surveys.choices`."""

    CONTEXT = "CONTEXT"
    HARM = "HARM"
    DAY = "DAY"


class ScaleUse(StrEnum):
    """How a scale is read; the values are those of `surveys.choices.ScaleUse`."""

    INDEX = "INDEX"
    APART = "APART"
    HARM = "HARM"


class Kind(StrEnum):
    """What sort of question an item is; the values are those of `surveys.choices.ItemKind`."""

    LIKERT = "LIKERT"
    CHOICE = "CHOICE"
    TEXT = "TEXT"


# Higher is safer on every scale but CONF, where higher is a harm.
SCALE_NAMES: Mapping[str, str] = {
    "ATT": "Attitude to safe driving",
    "SN": "What friends and others expect",
    "PBC": "Being able to act safely",
    "INT": "Intention to be safe",
    "RISK": "Seeing the risk",
    "CONF": "Over-confidence",
}
HARM_SCALES = frozenset({"CONF"})
INDEX_SCALES = ("ATT", "SN", "PBC", "INT", "RISK")
# What our own instrument asks about harm beside its scale.
HARM_ITEMS = frozenset({"lic1"})


@dataclass(frozen=True)
class Option:
    """One answer that is offered: `value` is stored, `label` is shown."""

    value: int
    label: str


@dataclass(frozen=True)
class Item:
    """One question; `position` counts from 1 and is its place in the packed record."""

    position: int
    code: str
    scale: str
    kind: Kind
    text: str
    reverse: bool
    options: tuple[Option, ...]
    waves: tuple[WaveKind, ...]
    use: Use | None = None

    @property
    def lowest(self) -> int:
        """The lowest value offered."""
        return min(option.value for option in self.options)

    @property
    def highest(self) -> int:
        """The highest value offered."""
        return max(option.value for option in self.options)

    @property
    def options_text(self) -> str:
        """The options as the file and the table hold them: 1=Girl|2=Boy."""
        return "|".join(f"{option.value}={option.label}" for option in self.options)

    @property
    def waves_text(self) -> str:
        """The waves as the file and the table hold them: before|after."""
        return "|".join(wave.value.lower() for wave in self.waves)


@dataclass(frozen=True)
class Scale:
    """What a scale is called, and how it is read."""

    code: str
    name: str
    use: ScaleUse


@dataclass(frozen=True)
class Instrument:
    """All items of one version, in order of position; `named` says how its scales are read.

    Of a scale that `named` does not tell, `usual_scale` does: files of items alone are enough.
    """

    items: tuple[Item, ...]
    named: tuple[Scale, ...] = ()

    # Tables are kept per instrument; a hash over every item at each look-up would cost more than
    # the look-up saves.
    def __hash__(self) -> int:
        return hash(self.fingerprint)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over all items: the same for the same wording, order and scoring."""
        return hashlib.sha256(repr(self.items).encode()).hexdigest()

    @cached_property
    def by_code(self) -> Mapping[str, Item]:
        """Every item under its code."""
        return {item.code: item for item in self.items}

    @cached_property
    def scales(self) -> Mapping[str, tuple[Item, ...]]:
        """The items of each scale, scales in order of first appearance."""
        names = dict.fromkeys(item.scale for item in self.items if item.scale)
        return {name: tuple(i for i in self.items if i.scale == name) for name in names}

    @cached_property
    def facts(self) -> Mapping[str, Scale]:
        """How each scale is called and read, in order of first appearance."""
        told = {scale.code: scale for scale in self.named}
        whole = set(INDEX_SCALES) <= set(self.scales)
        return {code: told.get(code) or usual_scale(code, whole) for code in self.scales}

    @cached_property
    def index_scales(self) -> tuple[str, ...]:
        """The scales whose mean is the index; none where fewer than two are meant for it."""
        codes = tuple(code for code, scale in self.facts.items() if scale.use is ScaleUse.INDEX)
        return codes if len(codes) > 1 else ()

    @cached_property
    def harm_scales(self) -> frozenset[str]:
        """The scales on which higher is a harm."""
        return frozenset(c for c, scale in self.facts.items() if scale.use is ScaleUse.HARM)

    @cached_property
    def harm_items(self) -> tuple[Item, ...]:
        """Items without a scale that ask about harm: choosing the first option sooner is one."""
        return tuple(
            i for i in self.items if i.use is Use.HARM or (i.use is None and i.code in HARM_ITEMS)
        )

    def items_for(self, wave_kind: str) -> tuple[Item, ...]:
        """Return the items that are asked in a wave, in order."""
        return tuple(item for item in self.items if is_asked(item, wave_kind))


def usual_scale(code: str, whole: bool) -> Scale:
    """How a scale is read of which nothing is told: as ours of this code.

    An index is usual only of our own five scales together (`whole`): a part of them, or scales of
    another instrument, add up to nothing that anybody has defined.
    """
    use = ScaleUse.INDEX if whole and code in INDEX_SCALES else ScaleUse.APART
    return Scale(code, SCALE_NAMES.get(code, code), ScaleUse.HARM if code in HARM_SCALES else use)


def is_asked(item: Item, wave_kind: str) -> bool:
    """Whether a wave asks an item; a second follow-up asks all that the first asks."""
    again = wave_kind == WaveKind.FOLLOW_UP_2 and WaveKind.FOLLOW_UP in item.waves
    return again or wave_kind in item.waves


def make_item(
    *,
    position: int,
    code: str,
    scale: str,
    kind: str,
    text: str,
    reverse: bool,
    options: str,
    waves: str,
    use: str = "",
) -> Item:
    """Make an item from stored text: kind in any case, 1=Girl|2=Boy, before|after."""
    return Item(
        position=position,
        code=code,
        scale=scale,
        kind=Kind(kind.upper()),
        text=text,
        reverse=reverse,
        options=read_options(options),
        waves=read_waves(waves),
        use=Use(use.upper()) if use else None,
    )


def read_options(text: str) -> tuple[Option, ...]:
    """Read 1=Girl|2=Boy. ValueError when a part is no number, equals sign and label."""
    options = []
    for part in filter(None, text.split("|")):
        value, equals, label = part.partition("=")
        if not (value.strip().isascii() and value.strip().isdigit() and equals and label.strip()):
            raise ValueError(f"“{part}” is not a number, an equals sign and a label.")
        options.append(Option(int(value), label.strip()))
    return tuple(options)


def read_waves(text: str) -> tuple[WaveKind, ...]:
    """Read before|after|follow_up. ValueError when a part names no wave."""
    waves = []
    for part in filter(None, text.split("|")):
        try:
            waves.append(WaveKind(part.strip().upper()))
        except ValueError:
            raise ValueError(f"“{part}” is not before, after or follow_up.") from None
    return tuple(waves)
