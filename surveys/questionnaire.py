"""A version as plain values, kept in the process: a frozen version never changes."""

import time

from surveys.models import Item, Scale, Wave
from surveys.rules.instrument import Instrument, ScaleUse, make_item
from surveys.rules.instrument import Scale as NamedScale

SECONDS = 60  # how long a wave's window may be old in another worker
MOST = 500  # waves kept; more than a server has open at a time

# A plain dictionary, not Django's cache: that one pickles, which costs more than a whole page.
_kept: dict[str, tuple[float, Wave, Instrument]] = {}


def wave_by_link(link: str) -> tuple[Wave, Instrument]:
    """A wave with its instrument, from the process's memory for up to a minute.

    Raises ``Wave.DoesNotExist``. The wave is shared by all threads: nobody may change it.
    """
    found = _kept.get(link)
    if found is None or found[0] < time.monotonic():
        wave = Wave.objects.select_related("version", "programme").get(link=link)
        found = time.monotonic() + SECONDS, wave, instrument_of(wave.version_id)
        if len(_kept) >= MOST:
            _kept.clear()
        _kept[link] = found
    return found[1], found[2]


def forget_wave(link: str) -> None:
    """Let this process read a wave anew, because it was changed."""
    _kept.pop(link, None)


def instrument_of(version_id: int) -> Instrument:
    """The items of a version, in order, as the rules take them."""
    rows = Item.objects.filter(version=version_id).in_order()
    named = Scale.objects.filter(version=version_id).order_by("pk")
    return Instrument(
        tuple(
            make_item(
                position=row.position,
                code=row.code,
                scale=row.scale,
                kind=row.kind,
                text=row.text,
                reverse=row.is_reversed,
                options=row.options,
                waves=row.waves,
                use=row.use,
            )
            for row in rows
        ),
        tuple(NamedScale(scale.code, scale.name, ScaleUse(scale.use)) for scale in named),
    )
