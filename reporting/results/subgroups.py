"""Change in the subgroups that were declared, small ones hidden."""

from collections.abc import Sequence

from core.small_numbers import NOT_SHOWN, show_count
from core.words import listed
from reporting.results.document import Document, Row, wave_name
from reporting.results.hiding import hidden_groups
from reporting.results.table import Block, table
from reporting.results.words import interval, signed
from surveys.choices import Subgroup

SUBGROUP_HOW = (
    "Only subgroups that were declared are looked at. A group under ten pupils is not shown, and "
    "another goes along where its number or mean could be worked out from the whole.",
)
SUBGROUP = ("Group", "Scale", "Pairs", "Mean change", "95% interval")


def subgroup_block(doc: Document) -> Block:
    """Change in each declared subgroup."""
    title = "Declared subgroups"
    rows = doc.data["subgroups"]
    if not rows:
        declared = (doc.beside.get("declared") or {}).get("subgroups")
        said = NO_ROWS if declared else NO_SUBGROUPS
        return Block("subgroups", title, SUBGROUP_HOW, empty=said)
    named = [(by, to) for by in dict.fromkeys(r["by"] for r in rows) for to in doc.later]
    tables, lead = [], []
    for by, to in named:
        here = [r for r in rows if (r["by"], r["to"]) == (by, to)]
        label = f"By {dict(Subgroup.choices).get(by, by)}: {wave_name(to).lower()}"
        told = _subgroups(doc, here)
        tables.append(table(label, SUBGROUP, told))
        lead.append(_lead(doc, label, told))
    empty = "" if tables else NO_ROWS
    return Block("subgroups", title, SUBGROUP_HOW, tuple(tables), tuple(lead), empty, bool(tables))


def _lead(doc: Document, label: str, told: Sequence[Sequence[str]]) -> str:
    """The change of each group on the declared outcome, or the index."""
    name = doc.name(doc.foremost)
    groups = [f"{group} {change}" for group, scale, _, change, _ in told if scale == name]
    return f"{label}, {name}: {listed(groups)}."


NO_SUBGROUPS = "No subgroups were declared before the season, so none is looked at."
NO_ROWS = "No pairs can be told apart by the declared subgroups yet."


def _subgroups(doc: Document, rows: Sequence[Row]) -> list[list[str]]:
    hidden: set[str] = set()
    for scale in dict.fromkeys(r["scale"] for r in rows):
        here = [r for r in rows if r["scale"] == scale]
        sizes = {str(r["value"]): r["n"] for r in here}
        hidden |= hidden_groups(sizes, doc.scored(scale, here[0]["to"]))
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
