"""Whether those who cannot be paired began elsewhere than those who can."""

from core.small_numbers import NOT_SHOWN, show_count
from reporting.results.document import ARMS, Document, Row, wave_name
from reporting.results.hiding import may_tell
from reporting.results.table import Block, table
from reporting.results.words import plain, signed

ATTRITION_HOW = (
    "The first score of pupils who can be paired against that of pupils who answered only the "
    "first time, and can no longer answer this survey. The difference is in standard deviations; "
    "beyond 0.25 either way those who were kept are no good picture of all.",
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
    lead = tuple(_lead(doc, to) for to in doc.later)
    return Block("attrition", title, ATTRITION_HOW, tuple(tables), lead, empty)


def _lead(doc: Document, to: str) -> str:
    """How many were lost on the way to a wave, and where they began."""
    kept = doc.pairs(to)
    first = kept + doc.lost(to)
    rows = [r for r in doc.of_main(doc.data["attrition"]) if r["to"] == to]
    apart = [
        r["difference_sd"]
        for r in rows
        if may_tell(r["n_kept"], r["n_lost"]) and r["difference_sd"] is not None
    ]
    said = f"{wave_name(to)}: {show_count(first - kept)} of {show_count(first)} were lost"
    if not apart:
        return f"{said}; too few to say where they began."
    return f"{said}. They began at most {plain(max(map(abs, apart)))} standard deviations away."


def _lost(row: Row) -> list[str]:
    counts = [str(show_count(row[key])) for key in ("n_kept", "n_lost")]
    if not may_tell(row["n_kept"], row["n_lost"]):
        return [*counts, NOT_SHOWN, NOT_SHOWN, NOT_SHOWN]
    return [*counts, plain(row["mean_kept"]), plain(row["mean_lost"]), signed(row["difference_sd"])]
