"""Change by minutes at the wheel, by services in the car, by seeing the demonstration."""

from collections.abc import Iterator, Sequence

from core.small_numbers import NOT_SHOWN, show_count
from core.words import listed
from reporting.results.document import Document, Row, wave_name
from reporting.results.hiding import hidden_groups, may_tell
from reporting.results.table import Block, Table, table
from reporting.results.words import interval, p_value, signed, with_interval

BY = {
    "minutes": "Minutes at the wheel",
    "services": "Services of the coaches in the car",
    "saw_demonstration": "Saw the demonstration",
}
SERVICES = {"P": "police", "F": "fire", "A": "ambulance"}


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
    lead = tuple(filter(None, (_lead(doc, to) for to in doc.later)))
    return Block(
        "dose",
        "More of the day, more change?",
        DOSE_HOW,
        tuple(tables),
        lead,
        empty,
        is_exploratory=True,
    )


def _lead(doc: Document, to: str) -> str:
    """What ten minutes more went with, on the declared outcome or the index."""
    rows = [r for r in doc.data["dose"] if r["by"] == "minutes" and r["to"] == to]
    found = next((r for r in rows if r["scale"] == doc.foremost), None)
    if found is None or found["estimate"] is None or not may_tell(found["n"]):
        return ""
    words = with_interval(found["estimate"], found["ci_low"], found["ci_high"])
    name, when = doc.name(found["scale"]), wave_name(to).lower()
    return f"{name}, {when}: {words} scale points for ten minutes more at the wheel."


def _doses(doc: Document, label: str, by: str, rows: Sequence[Row]) -> Iterator[Table]:
    hidden: set[str] = set()
    for row in rows:
        hidden |= hidden_groups(_sizes(row["groups"]), doc.scored(row["scale"], row["to"]))
    # A difference of two groups and the mean of both give the mean of each.
    told = [r for r in rows if may_tell(r["n"]) and (by == "minutes" or not hidden)]
    unit = ", for ten minutes more" if by == "minutes" else ""
    estimates = [_estimate(doc, row) for row in told if row["estimate"] is not None]
    yield table(f"{label}{unit}", DOSE, estimates)
    groups = [
        [doc.name(row["scale"]), _dose_value(by, group["value"]), *_group(group, hidden)]
        for row in rows
        for group in row["groups"]
    ]
    yield table(f"{label}, by group", ("Scale", "Group", "Pairs", "Mean change"), groups)


def _estimate(doc: Document, row: Row) -> tuple[str, ...]:
    return (
        doc.name(row["scale"]),
        str(show_count(row["n"])),
        signed(row["estimate"]),
        interval(row["ci_low"], row["ci_high"]),
        p_value(row["p"]),
    )


def _sizes(groups: Sequence[Row]) -> dict[str, int]:
    return {str(group["value"]): group["n"] for group in groups}


def _group(group: Row, hidden: set[str]) -> tuple[str, str]:
    if str(group["value"]) in hidden:
        return NOT_SHOWN, NOT_SHOWN
    return str(show_count(group["n"])), signed(group["mean_change"])


def _dose_value(by: str, value: str) -> str:
    if by == "services":
        return listed(SERVICES.get(letter, letter) for letter in value) or "not known"
    if by == "saw_demonstration":
        return "saw it" if value == "yes" else "did not see it"
    return f"{value} minutes"
