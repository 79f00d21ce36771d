"""Change on each scale, and harms beside it in the same size: rows, pictures and tables."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.small_numbers import MEAN_BASE, NOT_SHOWN, show_count
from reporting.results.document import Document, Row, wave_name
from reporting.results.forest import Change, Forest, forest, reach_of
from reporting.results.hiding import may_share, may_tell
from reporting.results.table import Block, Table, table
from reporting.results.words import interval, p_value, percent, plain, signed, with_interval

METHODS = {
    "mixed": "mixed model with an intercept for each school",
    "cluster_robust": "cluster-robust, small-sample correction (CR2)",
}
TOO_FEW = f"under {MEAN_BASE} pairs"
PRIMARY, EXPLORATORY = "primary outcome", "exploratory"
HEAD = ("Scale", "Pairs", "Before", "Later", "Change", "95% interval", "p", "dz", "gz", "Standing")
ADJUSTED = ("Scale", "Adjusted for school", "95% interval", "p", "ICC", "Schools", "Method")
HARMS = ("Harm", "Pairs", "Before", "Later", "Change", "95% interval", "Reading")
HOW = (
    "A scale is the mean of its answered statements, turned where they are reversed, when enough "
    "are answered (three of four, two of three). Change is the later score minus the first, of the "
    "same pupils.",
    "Pupils of one school are alike, so the interval takes schools as clusters: by a mixed model "
    "with an intercept for each school or, under 30 schools, by cluster-robust errors with a "
    "small-sample correction. The table names the method, and gives the interval without it too.",
    "dz is the mean change divided by the standard deviation of the changes; gz is dz with Hedges’ "
    "correction. Only the outcome that was declared beforehand is more than exploratory.",
)
HARM_HOW = (
    "Harms are drawn on the same line as benefits: over-confidence, planning to learn earlier, and "
    "every scale that moved the wrong way. To the right is more of the harm where the scale itself "
    "is one.",
    "Learning to drive earlier is a harm because who drives earlier is exposed earlier. Shares are "
    "of pupils who chose an answer both times.",
)
READING = {True: "towards harm", False: "away from harm", None: "no clear change"}


@dataclass(frozen=True)
class Pictured:
    """A block with its pictures, one for each later wave."""

    block: Block
    pictures: tuple[tuple[str, Forest], ...]
    caption: str = ""


def changes(doc: Document, to: str, *, harms: bool = False) -> Iterator[Change]:
    """The changes on scales that may be shown, the primary outcome first."""
    for code in doc.ordered(to):
        if doc.is_harm(code) != harms:
            continue
        found = _estimate(doc, code, to)
        if found is None:
            continue
        value, low, high = found
        name, words = doc.name(code), with_interval(value, low, high)
        primary = doc.is_primary(code, to)
        note = f", the {PRIMARY}" if primary else ""
        said = f"{name}{note}: {signed(value)} scale points, 95% interval {interval(low, high)}."
        yield Change(name, value, low, high, words, said, harms, primary)


def _estimate(doc: Document, code: str, to: str) -> tuple[float, float, float] | None:
    """Adjusted for school where that could be worked out."""
    change = doc.change(code, to)
    if change is None or not may_tell(change["n"]):
        return None
    adjusted = doc.adjusted(code, to) or {}
    whole = adjusted.get("estimate"), adjusted.get("ci_low"), adjusted.get("ci_high")
    if None in whole:
        whole = change["mean_change"], change["ci_low"], change["ci_high"]
    value, low, high = whole
    return None if value is None or low is None or high is None else (value, low, high)


def reach(doc: Document) -> float:
    """One line for benefits and harms, so that their sizes can be compared by eye."""
    every = (
        c for to in doc.later for harms in (False, True) for c in changes(doc, to, harms=harms)
    )
    return reach_of(every)


def scale_block(doc: Document) -> Pictured:
    """The change on every scale that is no harm."""
    far = reach(doc)
    drawn = [
        (
            _title(doc, to),
            forest(
                f"change-{n}",
                f"Change on each scale: {_title(doc, to)}",
                list(changes(doc, to)),
                far,
            ),
        )
        for n, to in enumerate(doc.later)
    ]
    tables = [one for to in doc.later for one in _tables(doc, to)]
    empty = "" if doc.later else _no_pairs(doc)
    block = Block(
        "change", "Change on each scale, adjusted for school", HOW, tuple(tables), empty=empty
    )
    pictures = tuple((title, one) for title, one in drawn if one is not None)
    caption = "Mean change in scale points, 95% interval; higher is safer."
    if doc.declared and doc.beside.get("declared", {}).get("in_time"):
        caption += " All but the primary outcome are exploratory."
    return Pictured(block, pictures, caption)


def _title(doc: Document, to: str) -> str:
    return f"{wave_name(doc.first)} to {wave_name(to).lower()}"


def _no_pairs(doc: Document) -> str:
    if len(doc.waves) < 2:
        return "Only one survey has answers. Change needs a second one, after the day."
    return (
        "Nobody has answered twice yet, so no change can be told. Answers pair by study code: the "
        "match gauge says who is still to come."
    )


def _tables(doc: Document, to: str) -> Iterator[Table]:
    codes = doc.ordered(to)
    title = _title(doc, to)
    rows = [_change_row(doc, code, to) for code in codes]
    yield table(f"Change by scale, {title.lower()}", HEAD, rows)
    adjusted = [_adjusted_row(doc, code, to) for code in codes]
    yield table(f"Adjusted for school, {title.lower()}", ADJUSTED, [a for a in adjusted if a])


def _change_row(doc: Document, code: str, to: str) -> list[str]:
    row = doc.change(code, to) or {}
    standing = PRIMARY if doc.is_primary(code, to) else EXPLORATORY
    n = row.get("n") or 0
    cells = [doc.name(code), str(show_count(n))]
    if not may_tell(n):
        return [*cells, *[NOT_SHOWN] * (len(HEAD) - 3), standing]
    return [
        *cells,
        plain(row.get("mean_from")),
        plain(row.get("mean_to")),
        signed(row["mean_change"]),
        interval(row["ci_low"], row["ci_high"]),
        p_value(row["p"]),
        signed(row["dz"]),
        signed(row["gz"]),
        standing,
    ]


def _adjusted_row(doc: Document, code: str, to: str) -> list[str]:
    change, row = doc.change(code, to), doc.adjusted(code, to)
    if change is None or row is None or not may_tell(change["n"]):
        return []
    return [
        doc.name(code),
        signed(row["estimate"]),
        interval(row["ci_low"], row["ci_high"]),
        p_value(row.get("p")),
        plain(row["icc"], 3),
        str(row.get("schools") or ""),
        METHODS.get(row["method"], str(row["method"])),
    ]


# --- harms ----------------------------------------------------------------------------------------


def harm_block(doc: Document) -> Pictured:
    """Harms in the same size: scales of harm, plans to learn early, scales gone the wrong way."""
    far = reach(doc)
    pictures: list[tuple[str, Forest]] = []
    tables = []
    for n, to in enumerate(doc.later):
        rows = [r for r in doc.of_main(doc.data["harms"]) if r["to"] == to]
        scales = [c for r in rows if r["kind"] == "scale" and (c := _harm(doc, r))]
        items = [c for r in rows if r["kind"] == "item" and (c := _harm(doc, r))]
        drawn = [
            (_title(doc, to), forest(f"harm-{n}", f"Harms: {_title(doc, to)}", scales, far)),
            (
                "Share of pupils, in percentage points",
                forest(f"harm-item-{n}", "Harms by share of pupils", items, reach_of(items, 5.0)),
            ),
        ]
        pictures += [(title, one) for title, one in drawn if one is not None]
        tables.append(
            table(f"Harms, {_title(doc, to).lower()}", HARMS, [_harm_row(doc, r) for r in rows])
        )
    empty = "" if doc.later else "Harms are shown as soon as pupils have answered twice."
    block = Block("harms", "Harms", HARM_HOW, tuple(tables), empty=empty)
    caption = "The same line and the same size as benefits. To the right is a higher score."
    return Pictured(block, tuple(pictures), caption)


def _harm(doc: Document, row: Row) -> Change | None:
    if not _told(row) or row["ci_low"] is None or row["ci_high"] is None:
        return None
    is_share = row["kind"] == "item"
    factor, digits = (100, 1) if is_share else (1, 2)
    value, low, high = (factor * row[key] for key in ("change", "ci_low", "ci_high"))
    name = _harm_name(doc, row)
    unit = "percentage points" if is_share else "scale points"
    words = with_interval(value, low, high, digits)
    said = f"{name}: {words} {unit}; {READING[row['towards_harm']]}."
    return Change(name, value, low, high, words, said, is_harm=True)


def _told(row: Row) -> bool:
    if row["kind"] != "item":
        return may_tell(row["n"])
    n = row["n"] or 0
    moved = (row.get("gained"), row.get("lost"))
    return (
        may_share((row["before"] or 0) * n, n)
        and may_share((row["after"] or 0) * n, n)
        and all(count is None or not 0 < count < 5 for count in moved)
    )


def _harm_name(doc: Document, row: Row) -> str:
    """A scale's name, or the answer that is a harm in the words of the pupils."""
    if row["kind"] != "item":
        return doc.name(row["code"])
    asked = doc.data["likert"].get(row["code"])
    return f"“{asked['labels'][0]}”" if asked else str(row["name"])


def _harm_row(doc: Document, row: Row) -> list[str]:
    cells = [_harm_name(doc, row), str(show_count(row["n"] or 0))]
    if not _told(row):
        return [*cells, *[NOT_SHOWN] * 5]
    if row["kind"] == "item":
        low, high = row["ci_low"], row["ci_high"]
        points = None if low is None or high is None else (100 * low, 100 * high)
        return [
            *cells,
            percent(row["before"], 1),
            percent(row["after"], 1),
            signed(100 * row["change"], 1),
            interval(*points, 1) if points else interval(None, None),
            READING[row["towards_harm"]],
        ]
    return [
        *cells,
        plain(row["before"]),
        plain(row["after"]),
        signed(row["change"]),
        interval(row["ci_low"], row["ci_high"]),
        READING[row["towards_harm"]],
    ]


def worst(doc: Document) -> dict[str, list[str]]:
    """Harms whose interval lies wholly on the side of harm, each with the waves that show it."""
    found: dict[str, list[str]] = {}
    for to in doc.later:
        for row in doc.of_main(doc.data["harms"]):
            if row["to"] == to and row["towards_harm"] and _told(row):
                found.setdefault(_harm_name(doc, row), []).append(to)
    return found
