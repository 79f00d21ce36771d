"""The questions that all waves of a programme share, so that their answers may be compared."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from surveys.rules.instrument import Instrument, Item, Kind, is_asked

Asked = Sequence[tuple[str, Instrument]]  # wave kind and the version it asks, in order of time


@dataclass(frozen=True)
class Shared:
    """What can be compared; ``left_out`` names scales and items whose words differ by wave."""

    instrument: Instrument
    left_out: tuple[str, ...] = ()


def shared_instrument(asked: Asked) -> Shared:
    """Every item with an answer to count, but those that two waves ask in different words.

    A scale is compared only when each wave that asks it asks all of it alike: the mean of other
    items is another number. Own words are never compared.
    """
    items = [(kind, item) for kind, version in asked for item in _counted(kind, version)]
    first: dict[str, Item] = {}
    for _, item in items:
        first.setdefault(item.code, item)
    differing = {item.code for _, item in items if _words(item) != _words(first[item.code])}
    broken = {first[code].scale for code in differing} | set(_partly_asked(asked))
    kept = [i for i in first.values() if i.code not in differing and i.scale not in broken - {""}]
    named = {scale.code: scale for _, version in reversed(asked) for scale in version.named}
    return Shared(
        Instrument(
            tuple(replace(item, position=n) for n, item in enumerate(kept, start=1)),
            tuple(named.values()),
        ),
        tuple(sorted({item.scale or item.code for item in first.values() if item not in kept})),
    )


def _counted(kind: str, version: Instrument) -> Iterator[Item]:
    return (i for i in version.items if i.kind is not Kind.TEXT and is_asked(i, kind))


def _words(item: Item) -> tuple[object, ...]:
    return item.scale, item.kind, item.text, item.reverse, item.options


def _partly_asked(asked: Asked) -> Iterator[str]:
    """Scales of which waves ask different items."""
    seen: dict[str, set[str]] = {}
    for kind, version in asked:
        codes: dict[str, set[str]] = {}
        for item in _counted(kind, version):
            codes.setdefault(item.scale, set()).add(item.code)
        for scale, here in codes.items():
            if scale and seen.setdefault(scale, here) != here:
                yield scale
