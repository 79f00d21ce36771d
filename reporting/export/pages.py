"""The pages of a bundle that people read: codebook, questions, flow, read-me."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string

from reporting.export.codebooks import Table
from reporting.export.drawing import Drawn
from reporting.export.flow import Flow
from reporting.export.questions import Questionnaire
from reporting.rules.column import WaveFile
from reporting.rules.columns import LAYOUT_VERSION, codebook_rows
from reporting.rules.names import stata_names
from surveys.rules.instrument import ScaleUse

if TYPE_CHECKING:
    from reporting.export.bundle import Heading


@dataclass(frozen=True)
class Facts:
    """All that the pages tell."""

    heading: "Heading"
    waves: list[WaveFile]
    people: Drawn
    pairs: int
    smallest: int
    blanked: int
    tables: list[Table]
    flow: list[Flow]
    questions: list[Questionnaire]


def page(name: str, facts: Facts) -> bytes:
    """One page, from its template."""
    return render_to_string(f"reporting/bundle/{name}", _shown(name, facts)).encode()


def _shown(name: str, facts: Facts) -> dict[str, Any]:
    shown: dict[str, Any] = {
        **vars(facts),
        "layout": LAYOUT_VERSION,
        "coarser": [how.label for how in type_order(facts.heading)],
        "has_waiting": any(flow.arm == "WAITING" for flow in facts.flow),
    }
    if name == "codebook.html":
        shown["tables"] = [(table, list(codebook_rows(table.columns))) for table in facts.tables]
    if name == "README.txt":
        shown["scales"] = _scales(facts.waves)
        shown["renamed"] = _renamed(facts.tables)
    return shown


def type_order(heading: "Heading") -> list[Any]:
    """The coarsening of a release in the order of the list."""
    from reporting.choices import Coarser

    return [how for how in Coarser if how in heading.coarser]


def _scales(waves: list[WaveFile]) -> list[tuple[str, str, str, int]]:
    """Code, name and reading of each scale once, with how many items it has."""
    found = {
        code: (code, scale.name, _reading(scale.use), len(wave.instrument.scales[code]))
        for wave in waves
        for code, scale in wave.instrument.facts.items()
    }
    return list(found.values())


def _reading(use: ScaleUse) -> str:
    return {
        ScaleUse.INDEX: "higher is safer, in the index",
        ScaleUse.APART: "higher is safer, not in the index",
        ScaleUse.HARM: "higher is a harm, never in the index",
    }[use]


def _renamed(tables: list[Table]) -> list[tuple[str, str]]:
    """Columns that are called otherwise in Stata, with that name."""
    names = {column.name: None for table in tables for column in table.columns}
    return [(name, short) for name, short in stata_names(names).items() if name != short]
