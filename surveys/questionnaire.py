"""A version as plain values, kept in the process: a frozen version never changes."""

from django.core.cache import caches

from surveys.models import Item, Wave
from surveys.rules.instrument import Instrument, make_item

SECONDS = 60  # how long a wave's window may be old in another worker


def wave_by_link(link: str) -> tuple[Wave, Instrument]:
    """A wave with its instrument, from the process's memory for up to a minute.

    Raises ``Wave.DoesNotExist``.
    """
    cache = caches["process"]
    found: tuple[Wave, Instrument] | None = cache.get(f"wave-{link}")
    if found is None:
        wave = Wave.objects.select_related("version", "programme").get(link=link)
        found = wave, instrument_of(wave.version_id)
        cache.set(f"wave-{link}", found, SECONDS)
    return found


def instrument_of(version_id: int) -> Instrument:
    """The items of a version, in order, as the rules take them."""
    rows = Item.objects.filter(version=version_id).in_order()
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
            )
            for row in rows
        )
    )
