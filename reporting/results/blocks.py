"""The quieter blocks: comparison, reliability, attrition, dose and declared subgroups."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from core.small_numbers import NOT_SHOWN, show_count
from core.words import listed
from reporting.results.document import ARMS, INDEX, Document, Row, wave_name
from reporting.results.hiding import hidden_groups, may_tell
from reporting.results.table import Block, Table, table
from reporting.results.words import interval, p_value, plain, signed, with_interval
from surveys.choices import Arm, Subgroup

BY = {
    "minutes": "Minutes at the wheel",
    "services": "Services of the coaches in the car",
    "saw_demonstration": "Saw the demonstration",
}
SERVICES = {"P": "police", "F": "fire", "A": "ambulance"}


# --- comparison with pupils who have not had a day ------------------------------------------------

COMPARISON_HOW = (
    "Difference in differences: the change of pupils with a day minus that of the comparison "
    "group. ANCOVA: the later score of both, adjusted for the first. Both take schools as "
    "clusters.",
    "Schools that were drawn late and have had their day since are left out of the pupils with a "
    "day: they have been the comparison group.",
)
COMPARISON = (
    "Scale",
    "Difference in differences",
    "95% interval",
    "p",
    "ANCOVA",
    "95% interval of it",
    "p of it",
    "With a day",
    "Comparison",
)


def comparison_block(doc: Document) -> Block:
    """What the day itself did, as far as a comparison group can say."""
    waiting = doc.flow.get(Arm.WAITING.value)
    title = "Compared with pupils who have not had a day"
    if waiting is None:
        return Block("comparison", title, (), empty=NO_GROUP)
    if not any(doc.pairs(wave, waiting) for wave in doc.waves[1:]):
        return Block("comparison", title, COMPARISON_HOW, empty=NO_GROUP_PAIRS)
    tables = [t for to in doc.waves[1:] if (t := _compared(doc, to)) is not None]
    if not tables:
        return Block("comparison", title, COMPARISON_HOW, empty=FEW_GROUP_PAIRS)
    lead = tuple(_compared_sentence(doc, to) for to in doc.waves[1:])
    return Block("comparison", title, COMPARISON_HOW, tuple(tables), tuple(filter(None, lead)))


NO_GROUP = (
    "There is no comparison group, so this change cannot be put down to the day: pupils of this "
    "age change anyway. Draw schools by lot to come later, and let them answer the same surveys."
)
NO_GROUP_PAIRS = (
    "The comparison group holds study codes, but none of its pupils has answered twice yet. Until "
    "then this change cannot be put down to the day."
)
FEW_GROUP_PAIRS = (
    "Fewer than 10 pairs on one side: no comparison is shown. Until there are more this change "
    "cannot be put down to the day."
)


def _found(doc: Document, scale: str, to: str, kind: str) -> Row | None:
    row = doc.scales[scale]
    every = [*(row.get(f"{kind}s") or ()), *([row[kind]] if row.get(kind) else ())]
    fits = (one for one in every if one.get("to", to) == to)
    return next((one for one in fits if may_tell(one.get("n_day"), one.get("n_waiting"))), None)


def _compared(doc: Document, to: str) -> Table | None:
    rows = []
    for scale in doc.scales:
        did, ancova = (_found(doc, scale, to, kind) for kind in ("did", "ancova"))
        either = did or ancova
        if either is not None:
            sizes = (str(show_count(either[key])) for key in ("n_day", "n_waiting"))
            rows.append([doc.name(scale), *_estimate(did), *_estimate(ancova), *sizes])
    label = f"Compared, {wave_name(doc.first).lower()} to {wave_name(to).lower()}"
    return table(label, COMPARISON, rows) if rows else None


def _estimate(row: Row | None) -> tuple[str, str, str]:
    if row is None:
        return NOT_SHOWN, NOT_SHOWN, NOT_SHOWN
    return (
        signed(row["estimate"]),
        interval(row["ci_low"], row["ci_high"]),
        p_value(row["p"]),
    )


def _compared_sentence(doc: Document, to: str) -> str:
    """The declared outcome, else the index, in one sentence."""
    declared = doc.declared[0] if doc.declared else INDEX
    scale = declared if declared in doc.scales else next(iter(doc.scales), "")
    found = _found(doc, scale, to, "did") if scale else None
    if found is None:
        return ""
    words = with_interval(found["estimate"], found["ci_low"], found["ci_high"])
    return (
        f"{doc.name(scale)}, {wave_name(to).lower()}: {words} scale points more than without a day."
    )


# --- reliability ----------------------------------------------------------------------------------

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
    return Block("reliability", "Reliability", RELIABILITY_HOW, (scales, items), empty=empty)


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


def reliability_range(doc: Document) -> tuple[str, int] | None:
    """0.71–0.88 of so many scales in the first wave; None where none can be told."""
    waves = [s["waves"].get(doc.first) or {} for code, s in doc.scales.items() if code != INDEX]
    found = [w["alpha"] for w in waves if w.get("alpha") is not None and may_tell(w["alpha_n"])]
    if not found:
        return None
    low, high = plain(min(found)), plain(max(found))
    return (low if low == high else f"{low}–{high}"), len(found)


# --- who was lost ---------------------------------------------------------------------------------

ATTRITION_HOW = (
    "The first score of pupils who can be paired against that of pupils who answered only the "
    "first time. The difference is in standard deviations; beyond 0.25 either way those who were "
    "kept are no good picture of all.",
)
ATTRITION = (
    "Scale",
    "Arm",
    "Kept",
    "Lost",
    "First score of the kept",
    "Of the lost",
    "Difference in SD",
)


def attrition_block(doc: Document) -> Block:
    """Whether those who were lost began elsewhere."""
    title = "Who was lost"
    tables = []
    for to in doc.waves[1:]:
        rows = [
            [doc.name(r["scale"]), ARMS.get(r["arm"] or "", "Everybody"), *_lost(r)]
            for r in doc.data["attrition"]
            if r["to"] == to and (r["arm"] is not None or not doc.has_comparison)
        ]
        if rows:
            tables.append(
                table(f"First scores of kept and lost: {wave_name(to).lower()}", ATTRITION, rows)
            )
    empty = "" if tables else "Nobody has answered twice yet, so nobody is lost or kept."
    return Block("attrition", title, ATTRITION_HOW, tuple(tables), empty=empty)


def _lost(row: Row) -> list[str]:
    counts = [str(show_count(row[key])) for key in ("n_kept", "n_lost")]
    if not may_tell(row["n_kept"], row["n_lost"]):
        return [*counts, NOT_SHOWN, NOT_SHOWN, NOT_SHOWN]
    return [*counts, plain(row["mean_kept"]), plain(row["mean_lost"]), signed(row["difference_sd"])]


# --- dose -----------------------------------------------------------------------------------------

DOSE_HOW = (
    "Whether pupils with more of the day changed more. Nobody was drawn to get more or less of it, "
    "so a difference here may have other causes: read it as exploratory.",
    "Minutes: change for each ten minutes more at the wheel. Groups under ten pupils are not "
    "shown, and another goes along where it could be worked out.",
)
DOSE = ("Scale", "Pairs", "Estimate", "95% interval", "p")


def dose_block(doc: Document) -> Block:
    """Change by minutes at the wheel, by services in the car, by seeing the demonstration."""
    tables = []
    for to in doc.later:
        for by, name in BY.items():
            rows = [r for r in doc.data["dose"] if r["by"] == by and r["to"] == to]
            tables += [
                t for t in _doses(doc, f"{name}: {wave_name(to).lower()}", by, rows) if t.rows
            ]
    empty = "" if tables else "No marks of driving belong to these answers yet."
    return Block(
        "dose",
        "More of the day, more change?",
        DOSE_HOW,
        tuple(tables),
        empty=empty,
        is_exploratory=True,
    )


def _doses(doc: Document, label: str, by: str, rows: Sequence[Row]) -> Iterator[Table]:
    told = [r for r in rows if may_tell(r["n"]) and r.get("estimate") is not None]
    unit = ", for ten minutes more" if by == "minutes" else ""
    yield table(
        f"{label}{unit}",
        DOSE,
        [
            [
                doc.name(r["scale"]),
                str(show_count(r["n"])),
                signed(r["estimate"]),
                interval(r["ci_low"], r["ci_high"]),
                p_value(r["p"]),
            ]
            for r in told
        ],
    )
    grouped = [r for r in rows if r.get("groups")]
    sizes = [_sizes(r["groups"]) for r in grouped]
    hidden: set[str] = set()
    for size, row in zip(sizes, grouped, strict=True):
        hidden |= hidden_groups(size, _total(doc, row))
    yield table(
        f"{label}, by group",
        ("Scale", "Group", "Pairs", "Mean change"),
        [
            [doc.name(r["scale"]), _dose_value(by, str(g["value"])), *_group(g, hidden)]
            for r in grouped
            for g in r["groups"]
        ],
    )


def _sizes(groups: Sequence[Row]) -> dict[str, int]:
    return {str(group["value"]): group["n"] for group in groups}


def _total(doc: Document, row: Row) -> int:
    change = doc.change(row["scale"], row["to"])
    return int(change["n"]) if change else 0


def _group(group: Row, hidden: set[str]) -> tuple[str, str]:
    if str(group["value"]) in hidden:
        return NOT_SHOWN, NOT_SHOWN
    return str(show_count(group["n"])), signed(group["mean_change"])


def _dose_value(by: str, value: str) -> str:
    if by == "services":
        return listed(SERVICES.get(letter, letter) for letter in value) or "not known"
    if by == "saw_demonstration":
        return "saw it" if value == "yes" else "did not see it"
    return f"{int(value)} to {int(value) + 9} minutes"


# --- subgroups that were declared -----------------------------------------------------------------

SUBGROUP_HOW = (
    "Only subgroups that were declared are looked at. A group under ten pupils is not shown, and "
    "another goes along where its number or mean could be worked out from the whole.",
)
SUBGROUP = ("Group", "Scale", "Pairs", "Mean change", "95% interval")


def subgroup_block(doc: Document) -> Block:
    """Change in each declared subgroup."""
    title = "Declared subgroups"
    rows = list(doc.of_main([{"arm": doc.arm, **r} for r in doc.data["subgroups"]]))
    if not rows:
        declared = (doc.beside.get("declared") or {}).get("subgroups")
        said = NO_ROWS if declared else NO_SUBGROUPS
        return Block("subgroups", title, SUBGROUP_HOW, empty=said)
    names = dict(Subgroup.choices)
    tables = [
        table(f"By {names.get(by, by)}: {wave_name(to).lower()}", SUBGROUP, _subgroups(doc, here))
        for by in dict.fromkeys(r["by"] for r in rows)
        for to in doc.later
        if (here := [r for r in rows if r["by"] == by and r["to"] == to])
    ]
    return Block("subgroups", title, SUBGROUP_HOW, tuple(tables), is_exploratory=True)


NO_SUBGROUPS = "No subgroups were declared before the season, so none is looked at."
NO_ROWS = "No pairs can be told apart by the declared subgroups yet."


def _subgroups(doc: Document, rows: Sequence[Row]) -> list[list[str]]:
    hidden: set[str] = set()
    for scale in dict.fromkeys(r["scale"] for r in rows):
        here = [r for r in rows if r["scale"] == scale]
        hidden |= hidden_groups({str(r["value"]): r["n"] for r in here}, _total(doc, here[0]))
    return [
        [str(r["value"]) or "not known", doc.name(r["scale"]), *_subgroup(r, hidden)] for r in rows
    ]


def _subgroup(row: Row, hidden: set[str]) -> tuple[str, str, str]:
    if str(row["value"]) in hidden:
        return NOT_SHOWN, NOT_SHOWN, NOT_SHOWN
    return (
        str(show_count(row["n"])),
        signed(row["mean_change"]),
        interval(row["ci_low"], row["ci_high"]),
    )
