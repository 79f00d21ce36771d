"""What the pages say while a release is asked for and made: how alike pupils are, how far it is."""

import datetime
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from core.words import clock, long_date, many
from reporting.choices import Coarser, Work
from reporting.display.releases import coarser_words
from reporting.models import Freezing
from reporting.rules.likeness import (
    K,
    Like,
    Outlook,
    outlook,
    stored_coarser,
    suggested,
)
from reporting.rules.making import is_silent, lacks_worker


@dataclass(frozen=True)
class Alike:
    """k as it would be with what is chosen; ``seen`` carries for what this was shown."""

    seen: str
    sentence: str
    is_small: bool
    suggestion: str


@dataclass(frozen=True)
class Making:
    """How far a release is; ``problem`` says what to do where nobody works on it.

    It is ``over`` when it failed, or nobody has worked on it for so long that nobody will.
    """

    pk: int
    title: str
    stage: str
    per_cent: int
    about: str
    problem: str
    over: bool


def alike_words(groups: Counter[Like], chosen: Collection[Coarser]) -> Alike:
    """How alike participants would be."""
    found = outlook(groups, chosen)
    return Alike(
        seen=stored_coarser(chosen),
        sentence=_k_words(found, groups.total()),
        is_small=found.smallest < K,
        suggestion=_suggestion(groups) if found.smallest < K else "",
    )


def coarser_choices(groups: Counter[Like]) -> list[tuple[str, str]]:
    """What can be told less of, each with what it alone would come to."""
    found = []
    for code in Coarser:
        words = f"{str(code.label)[:1].upper()}{code.label[1:]}."
        alone = f" Alone: {_short(outlook(groups, [code]))}" if groups else ""
        found.append((code.value, words + alone))
    return found


def making(freezing: Freezing, now: datetime.datetime) -> Making:
    """Progress in words; who asked for it is read along."""
    silent = is_silent(freezing.state, freezing.asked_at, freezing.heard_at, now)
    failed = freezing.state == Work.FAILED
    waits = freezing.state == Work.WAITING
    problem = freezing.problem if failed else ""
    if silent:
        problem = "Nobody works on this any more: the worker was stopped. Freeze the release again."
    elif lacks_worker(freezing.state, freezing.asked_at, now):
        problem = (
            "Nobody has begun. The worker plans a season first, or it is not running: "
            "python manage.py db_worker"
        )
    asked = f"{long_date(freezing.asked_at)}, {clock(freezing.asked_at)}"
    return Making(
        pk=freezing.pk,
        title="No release was frozen"
        if failed
        else ("Waiting for the worker" if waits else "A release is being made"),
        stage=freezing.stage or "Beginning",
        per_cent=freezing.done,
        about=f"For {freezing.recipient}, asked for by {freezing.asked_by.name}, {asked}",
        problem=problem,
        over=failed or silent,
    )


def _k_words(found: Outlook, people: int) -> str:
    if not people:
        return "Nobody would be in it."
    if found.smallest >= K:
        return (
            f"The smallest group would be {found.smallest:,}: nobody stands in a group under {K}."
        )
    stand = many(found.in_small_groups, "participant stands,participants stand")
    return (
        f"The smallest group would be {found.smallest:,}: {stand} in a group under {K}, "
        f"of {people:,}."
    )


def _short(found: Outlook) -> str:
    small = f", {found.in_small_groups:,} in groups under {K}" if found.in_small_groups else ""
    return f"smallest group {found.smallest:,}{small}."


def _suggestion(groups: Counter[Like]) -> str:
    best = suggested(groups)
    if not best.coarser:
        return "Nothing that can be left out helps: there are too few participants."
    words = coarser_words(best.coarser)
    lead = "Least is lost with" if best.smallest >= K else f"None reaches {K}. Nearest comes"
    return f"{lead}: {words}. Then {_short(best)}"
