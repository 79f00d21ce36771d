"""How well the statements of each scale hang together, and how each fits."""

from collections.abc import Iterator, Mapping
from typing import Any

from core.small_numbers import NOT_SHOWN, show_count
from core.words import listed
from reporting.results.document import INDEX, Document, Row, wave_name
from reporting.results.hiding import may_tell
from reporting.results.table import Block, table
from reporting.results.words import plain

RELIABILITY_HOW = (
    "Cronbach’s alpha and McDonald’s omega say how well the statements of a scale hang together; "
    "only pupils who answered all of them count, and their number stands beside. .70 and more is "
    "usual for comparing groups.",
    "An item that hangs together with the rest of its scale has a positive correlation with it. A "
    "negative one is mostly a statement that was not turned.",
)


def reliability_block(doc: Document) -> Block:
    """Alpha and omega by wave, and of each item how it fits."""
    rows = [
        [doc.name(code), wave_name(wave), *_reliable(scale["waves"][wave])]
        for code, scale in doc.scales.items()
        if code != INDEX
        for wave in doc.waves
        if wave in scale["waves"] and scale["waves"][wave]["n"]
    ]
    scales = table(
        "Reliability of each scale", ("Scale", "Survey", "Alpha", "Omega", "Answered all"), rows
    )
    items = table(
        "Items within their scale, before",
        ("Item", "Scale", "Item-rest correlation", "Alpha without it"),
        list(_items(doc)),
    )
    empty = "" if rows else "Nobody has answered a scale yet."
    found = ((wave, reliability_range(doc, wave)) for wave in doc.waves)
    said = [f"{words[0]} {wave_name(wave).lower()}" for wave, words in found if words]
    lead = (f"Alpha of the scales: {listed(said)}.",) if said else ()
    return Block("reliability", "Reliability", RELIABILITY_HOW, (scales, items), lead, empty)


def _reliable(wave: Row) -> tuple[str, str, str]:
    n = wave["alpha_n"]
    if not may_tell(n):
        return NOT_SHOWN, NOT_SHOWN, str(show_count(n or 0))
    return plain(wave["alpha"]), plain(wave["omega"]), str(show_count(n))


def _items(doc: Document) -> Iterator[list[str]]:
    for code, item in doc.data["items"].items():
        asked: Mapping[str, Any] = doc.data["likert"].get(code) or {}
        scale = asked.get("scale") or ""
        if not scale:
            continue
        dropped = ((doc.scales.get(scale) or {}).get("alpha_if_dropped") or {}).get(doc.first) or {}
        told = may_tell(item["n"])
        yield [
            asked["text"],
            doc.name(scale),
            plain(item["item_rest"]) if told else NOT_SHOWN,
            plain(dropped.get(code)) if told else NOT_SHOWN,
        ]


def reliability_range(doc: Document, wave: str) -> tuple[str, int] | None:
    """0.71–0.88 of so many scales in a wave; None where none can be told."""
    waves = [s["waves"].get(wave) or {} for code, s in doc.scales.items() if code != INDEX]
    found = [w["alpha"] for w in waves if w.get("alpha") is not None and may_tell(w["alpha_n"])]
    if not found:
        return None
    low, high = plain(min(found)), plain(max(found))
    return (low if low == high else f"{low}–{high}"), len(found)
