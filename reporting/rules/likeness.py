"""How alike participants are in a release: k-anonymity, and what coarsening would do for it.

Participants are alike when school number, year group, gender and rural class are the same: what
somebody outside may know of a pupil. k is the fewest who are alike (Sweeney 2002).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from reporting.choices import Coarser

K = 5  # the fewest who should be alike; the same threshold as for counts on pages

# What each leaves out, from little to much: for choosing among combinations that reach K.
LOSS: Mapping[Coarser, float] = {
    Coarser.NO_RURAL: 1,
    Coarser.BLANK_SMALL: 1,
    Coarser.YEAR_BANDS: 3,
    Coarser.NO_GENDER: 4,
    Coarser.NO_YEAR: 6,
    Coarser.NO_SCHOOL: 9,
}
LOSS_OF_BLANKING_ALL = 10.0  # added in proportion to how many are blanked
LOWER, UPPER = "S1 to S3", "S4 to S6"
LOWER_YEARS = frozenset({"S1", "S2", "S3"})


class Like(NamedTuple):
    """What is known of a participant; equal means alike. Empty: left out, or nobody knows."""

    school: int | str
    year_group: str
    gender: str
    rural: str


Rows = Iterable[Like] | Mapping[Like, int]  # one a participant, or how many there are of each


@dataclass(frozen=True)
class Outlook:
    """What a coarsening would come to: k, and how many stand in groups under the threshold."""

    coarser: frozenset[Coarser]
    smallest: int
    in_small_groups: int
    blanked: int


def smallest_group(rows: Rows) -> int:
    """k: the fewest participants who are alike; 0 when there is nobody."""
    return min(Counter(rows).values(), default=0)


def small_cells(rows: Rows, k: int = K) -> dict[Like, int]:
    """The groups of fewer than ``k`` who are alike, each with its size."""
    return {like: n for like, n in Counter(rows).items() if n < k}


def coarsened(rows: Rows, coarser: Collection[Coarser], k: int = K) -> Counter[Like]:
    """How many are alike once ``coarser`` is applied; small groups are blanked last."""
    found: Counter[Like] = Counter()
    for like, n in Counter(rows).items():
        found[coarse(like, coarser)] += n
    gone = to_blank(found, k) if Coarser.BLANK_SMALL in coarser else set()
    return _without(found, gone)


def _without(groups: Counter[Like], gone: Collection[Like]) -> Counter[Like]:
    """The groups once those in ``gone`` are blanked."""
    found = Counter(groups)
    for like in gone:
        n = found.pop(like)
        found[blanked(like)] += n
    return found


def to_blank(groups: Mapping[Like, int], k: int = K) -> set[Like]:
    """The groups to be blanked: those under ``k``, and where these together are still under it in
    a school, its next smaller ones as well. Who is blanked is alike with whoever else is.
    """
    found: set[Like] = set()
    by_rest: dict[Like, list[Like]] = {}
    for like in sorted(groups, key=lambda like: (groups[like], like.year_group, like.gender)):
        if like != blanked(like):
            by_rest.setdefault(blanked(like), []).append(like)
    for likes in by_rest.values():
        taken = 0
        for like in likes:
            if groups[like] < k or 0 < taken < k:
                found.add(like)
                taken += groups[like]
    return found


def coarse(like: Like, coarser: Collection[Coarser]) -> Like:
    """What is left of one participant's four facts; what depends on others is not done here."""
    year = like.year_group
    if Coarser.NO_YEAR in coarser:
        year = ""
    elif Coarser.YEAR_BANDS in coarser:
        year = year_band(year)
    return Like(
        school="" if Coarser.NO_SCHOOL in coarser else like.school,
        year_group=year,
        gender="" if Coarser.NO_GENDER in coarser else like.gender,
        rural="" if Coarser.NO_RURAL in coarser else like.rural,
    )


def blanked(like: Like) -> Like:
    """Somebody in a small group: gender, year group and age are blank."""
    return like._replace(year_group="", gender="")


def year_band(year_group: str) -> str:
    """S1 to S3, or S4 to S6; nothing for nothing."""
    if not year_group:
        return ""
    return LOWER if year_group in LOWER_YEARS else UPPER


def outlook(rows: Rows, coarser: Collection[Coarser], k: int = K) -> Outlook:
    """What ``coarser`` would come to."""
    groups = coarsened(rows, frozenset(coarser) - {Coarser.BLANK_SMALL})
    gone = to_blank(groups, k) if Coarser.BLANK_SMALL in coarser else set()
    blanks = sum(groups[like] for like in gone)
    after = _without(groups, gone)
    return Outlook(
        frozenset(coarser), smallest_group(after), sum(small_cells(after, k).values()), blanks
    )


def suggested(rows: Rows, k: int = K) -> Outlook:
    """The combination that leaves out least and lets nobody stand in a group under ``k``.

    Where none does, the one that leaves fewest in such groups. Nothing where nothing is needed.
    """
    groups = Counter(rows)
    people = max(1, groups.total())
    best, best_loss = outlook(groups, [], k), 0.0
    for chosen in _combinations():
        if best.in_small_groups == 0 and _loss(chosen) >= best_loss:
            break  # whatever comes now leaves out at least as much
        found = outlook(groups, chosen, k)
        loss = _loss(chosen) + LOSS_OF_BLANKING_ALL * found.blanked / people
        if (found.in_small_groups, loss) < (best.in_small_groups, best_loss):
            best, best_loss = found, loss
    return best


def _loss(chosen: Collection[Coarser]) -> float:
    return sum(LOSS[code] for code in chosen)


def _combinations() -> Iterable[frozenset[Coarser]]:
    """All but those that leave the year group out twice, those that leave out least first."""
    sizes = range(1, len(LOSS) + 1)
    every = [frozenset(chosen) for size in sizes for chosen in combinations(LOSS, size)]
    twice = {Coarser.NO_YEAR, Coarser.YEAR_BANDS}
    return sorted((chosen for chosen in every if not twice <= chosen), key=_loss)


def coarser_of(stored: str) -> frozenset[Coarser]:
    """What a row of ours keeps as NO_GENDER|YEAR_BANDS."""
    return frozenset(Coarser(code) for code in stored.split("|") if code)


def stored_coarser(coarser: Collection[Coarser]) -> str:
    """As a row keeps it, in the order of the list; "" for none."""
    return "|".join(code.value for code in Coarser if code in coarser)


def coarser_problems(coarser: Collection[Coarser]) -> Iterable[str]:
    """Why a combination makes no sense."""
    if {Coarser.NO_YEAR, Coarser.YEAR_BANDS} <= frozenset(coarser):
        yield "Choose year groups in two bands, or leave them out; not both."
