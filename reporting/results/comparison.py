"""What the day itself did, as far as pupils who have not had one can say."""

from collections.abc import Iterator

from core.small_numbers import NOT_SHOWN, show_count
from reporting.results.document import Document, Row, wave_name
from reporting.results.forest import Change, Forest, forest, reach_of
from reporting.results.hiding import may_tell
from reporting.results.scales import Pictured
from reporting.results.table import Block, Table, table
from reporting.results.words import interval, p_value, signed, with_interval
from surveys.choices import Arm

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


def comparison_block(doc: Document) -> Pictured:
    """What the day itself did, as far as a comparison group can say."""
    waiting = doc.flow.get(Arm.WAITING.value)
    tables = [t for to in doc.waves[1:] if (t := _compared(doc, to)) is not None]
    if waiting is None or not tables:
        return Pictured(Block("comparison", TITLE, COMPARISON_HOW, empty=_why(doc, waiting)), ())
    lead = tuple(filter(None, (_compared_sentence(doc, to) for to in doc.waves[1:])))
    block = Block("comparison", TITLE, COMPARISON_HOW, tuple(tables), lead)
    return Pictured(block, tuple(_pictures(doc)), CAPTION)


def _why(doc: Document, waiting: Row | None) -> str:
    """Why there is no comparison."""
    if waiting is None:
        return NO_GROUP
    if not any(doc.pairs(wave, waiting) for wave in doc.waves[1:]):
        return NO_GROUP_PAIRS
    return FEW_GROUP_PAIRS


def _pictures(doc: Document) -> Iterator[tuple[str, Forest]]:
    """The difference in differences of every scale, a picture for each later wave."""
    drawn = {to: [c for s in doc.ordered(to) if (c := _change(doc, s, to))] for to in doc.waves[1:]}
    far = reach_of(c for changes in drawn.values() for c in changes)
    for n, (to, found) in enumerate(drawn.items()):
        title = f"{wave_name(doc.first)} to {wave_name(to).lower()}"
        made = forest(f"did-{n}", f"Compared with the comparison group: {title}", found, far, ENDS)
        if made is not None:
            yield title, made


def _change(doc: Document, scale: str, to: str) -> Change | None:
    found = _found(doc, scale, to, "did")
    if found is None or found["ci_low"] is None:
        return None
    value, low, high = found["estimate"], found["ci_low"], found["ci_high"]
    words, name = with_interval(value, low, high), doc.name(scale)
    said = f"{name}: {words} scale points more than the comparison group."
    return Change(
        name, value, low, high, words, said, doc.is_harm(scale), doc.is_primary(scale, to)
    )


ENDS = ("less with it", "no difference", "more with it")
TITLE = "Compared with pupils who have not had a day"
CAPTION = "Difference in differences, scale points, 95% interval: to the right the day added."
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
    for scale in doc.ordered(to):
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
    scale = doc.foremost
    found = _found(doc, scale, to, "did") if scale else None
    if found is None:
        return ""
    words = with_interval(found["estimate"], found["ci_low"], found["ci_high"])
    return (
        f"{doc.name(scale)}, {wave_name(to).lower()}: {words} scale points more than without a day."
    )
