"""Writes a result as tables for a terminal."""

from collections.abc import Iterator, Sequence
from typing import Any

Row = dict[str, Any]
CHANGES = ("arm", "n", "mean_change", "ci_low", "ci_high", "t", "df", "p", "dz", "gz")
CLUSTERED = ("arm", "method", "estimate", "se", "ci_low", "ci_high", "icc", "schools")
COMPARED = ("method", "estimate", "se", "ci_low", "ci_high", "p", "n_day", "n_waiting", "schools")
HARMS = ("code", "arm", "n", "before", "after", "change", "ci_low", "ci_high", "towards_harm")


def as_text(result: Row) -> str:
    """The parts of a result that a person reads first, in plain text."""
    return "\n".join(_lines(result)).rstrip()


def _lines(result: Row) -> Iterator[str]:
    about = result["about"]
    schools = "unknown" if about["schools"] is None else about["schools"]
    yield f"Participants {about['participants']:,}, schools {schools}."
    yield from _part("Flow", ("arm", "wave", "n", "paired"), _flow(result))
    for code, scale in result["scales"].items():
        name = "" if scale["name"] == code else f" {scale['name']}"
        yield from (f"{code}{name}", "=" * len(f"{code}{name}"), "")
        waves = [{"wave": wave, **row} for wave, row in scale["waves"].items()]
        yield from _part("", ("wave", "n", "mean", "sd", "alpha", "alpha_n", "omega"), waves)
        yield from _part("Change", ("from", "to", *CHANGES), scale["changes"])
        yield from _part("By school", ("from", "to", *CLUSTERED), scale["clustered"])
        yield from _part("Day against comparison", ("from", "to", *COMPARED), _compared(scale))
    yield from _part("Harms", ("from", "to", *HARMS), result["harms"])
    items = [{"item": code, **row} for code, row in result["items"].items()]
    yield from _part("Items at the start", ("item", "n", "mean", "item_rest"), items)
    yield from ("Read this first", "")
    yield from (f"- {sentence}" for sentence in result["warnings"])


def _flow(result: Row) -> list[Row]:
    return [
        {"arm": row["arm"], "wave": wave, "n": n, "paired": row["paired"].get(wave)}
        for row in result["flow"]
        for wave, n in row["waves"].items()
    ]


def _compared(scale: Row) -> list[Row]:
    named = (("difference in differences", "dids"), ("ANCOVA", "ancovas"))
    return [{"method": name, **row} for name, part in named for row in scale[part]]


def _part(title: str, columns: Sequence[str], rows: Sequence[Row]) -> Iterator[str]:
    """A titled table, its columns as wide as they need; nothing without rows."""
    if not rows:
        return
    table = [[name.replace("_", " ") for name in columns]]
    table += [[_shown(name, row.get(name)) for name in columns] for row in rows]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    if title:
        yield title
    for line in table:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        yield ("  " + "  ".join(cells)).rstrip()
    yield ""


def _shown(name: str, value: Any) -> str:
    if value is None:
        return "all" if name == "arm" else "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name.endswith("p") and isinstance(value, float):
        return "<0.001" if value < 0.001 else f"{value:.3f}"
    return f"{value:.3f}" if isinstance(value, float) else str(value)
