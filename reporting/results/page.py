"""The results page, put together from a kept document and kept ready while the process lives."""

import datetime
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from core.small_numbers import show_count
from core.words import long_date, many
from reporting.results.bars import Bars, bars_block
from reporting.results.cautions import Caution, cautions
from reporting.results.comparison import comparison_block
from reporting.results.document import Document, wave_name
from reporting.results.dose import dose_block
from reporting.results.flow import Flow, flow_block
from reporting.results.lost import attrition_block
from reporting.results.reliability import reliability_block, reliability_range
from reporting.results.scales import Pictured, harm_block, scale_block
from reporting.results.subgroups import subgroup_block
from reporting.results.table import Block
from surveys.choices import Subgroup

MOST_KEPT = 16


@dataclass(frozen=True)
class Ready:
    """A result as it is kept ready: the body of its page, and what the heading says of it.

    ``answers`` are the answer sets it was worked out from, ``last`` the number of the newest.
    """

    body: SafeString
    summary: str
    answers: int
    last: int
    waves: tuple[int, ...]


_kept: dict[tuple[object, ...], Ready] = {}


@dataclass(frozen=True)
class Page:
    """All that a result shows, ready for the template."""

    figures: list[tuple[str, str]]
    cautions: list[Caution]
    declared: str
    is_declared_late: bool
    change: Pictured
    harms: Pictured
    bars: Bars
    flow: Flow
    comparison: Pictured
    reliability: Block
    blocks: list[Block]


def ready(key: tuple[object, ...], read: Callable[[], str]) -> Ready:
    """A result made ready; ``read`` gives the kept JSON, and is asked only the first time.

    A result is written once, so that what is made of it stays good.
    """
    found = _kept.get(key)
    if found is None:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        found = _kept[key] = _made(json.loads(read()))
    return found


def _made(data: Mapping[str, Any]) -> Ready:
    doc = Document(data)
    body = render_to_string("reporting/results/_result.html", {"page": page_of(data)})
    answers = sum(doc.answers(wave, row) for row in doc.flow.values() for wave in doc.waves)
    last, waves = doc.beside.get("last_answer") or 0, doc.beside.get("waves") or ()
    return Ready(body, summary(doc), answers, last, tuple(waves))


def forget() -> None:
    """Let this process make every page anew."""
    _kept.clear()


def page_of(data: Mapping[str, Any]) -> Page:
    """The page of one document."""
    doc = Document(data)
    declared, late = declared_words(doc)
    return Page(
        figures=figures(doc),
        cautions=cautions(doc),
        declared=declared,
        is_declared_late=late,
        change=scale_block(doc),
        harms=harm_block(doc),
        bars=bars_block(doc),
        flow=flow_block(doc),
        comparison=comparison_block(doc),
        reliability=reliability_block(doc),
        blocks=[
            attrition_block(doc),
            dose_block(doc),
            subgroup_block(doc),
        ],
    )


def figures(doc: Document) -> list[tuple[str, str]]:
    """The four numbers at the top, those that are known: value and label."""
    found = []
    if doc.beside.get("drove"):
        found.append((f"{doc.beside['drove']:,}", "pupils drove"))
    elif doc.beside.get("came"):
        found.append((f"{doc.beside['came']:,}", "pupils came"))
    if doc.waves:
        counts = [show_count(doc.answers(wave)) for wave in doc.waves]
        names = [wave_name(wave).lower() for wave in doc.waves]
        found.append((" → ".join(map(str, counts)), f"{' → '.join(names)} answers"))
    if doc.later:
        found.append(_pairs(doc))
    if reliable := reliability_range(doc, doc.first):
        found.append((reliable[0], f"reliability (α) of {many(reliable[1], 'scale,scales')}"))
    return found


def _pairs(doc: Document) -> tuple[str, str]:
    wave = doc.later[0]
    paired, possible = show_count(doc.pairs(wave)), doc.pairs(wave) + doc.lost(wave)
    words = "matched pairs"
    if paired.value:
        words += f", {100 * paired.value / possible:.0f}% of those possible by now"
    return str(paired), words


def summary(doc: Document) -> str:
    """386 matched pupils in 29 schools."""
    if not doc.later:
        return ""
    pairs = show_count(doc.pairs(doc.later[0]))
    return f"{pairs} matched pupils in {many(doc.paired_schools, 'school,schools')}"


def declared_words(doc: Document) -> tuple[str, bool]:
    """What was declared, in one sentence, and whether that was too late."""
    said = doc.beside.get("declared")
    if not said:
        return "No primary outcome was declared: every change here is exploratory.", True
    on = long_date(datetime.date.fromisoformat(said["on"]))
    groups = [label for value, label in Subgroup.choices if value in said["subgroups"]]
    also = f", with the subgroups {', '.join(groups)}" if groups else ""
    outcome = f"{doc.name(said['scale'])}, {wave_name(said['wave']).lower()}{also}"
    if said["in_time"]:
        return f"Primary outcome: {outcome}. Declared {on}, before later answers came.", False
    return (
        f"Primary outcome: {outcome}. Declared {on}, after answers came: read it as exploratory.",
        True,
    )
