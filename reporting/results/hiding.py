"""What of the results may be shown: everything a pupil could be counted by goes through here.

How many hold a code, answered and can be paired is delivery of the survey, which the match gauge
tells live: such a count is hidden by itself from 1 to 4. What pupils are or answered is hidden with
as many others as it takes that no total gives it back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.small_numbers import MEAN_BASE, THRESHOLD, hidden_places, with_totals


def may_tell(*bases: int | None) -> bool:
    """Whether a mean or an interval may be shown: ten pupils or more behind each part of it."""
    return all(base is not None and base >= MEAN_BASE for base in bases)


def hidden_groups(sizes: Mapping[str, int], total: int) -> frozenset[str]:
    """Which groups of pupils are too small for their number and mean to be shown.

    ``total`` is the number of all of them together, which stands elsewhere with its mean: who is in
    no group is a group too, for the rest of a sum is easily taken. With one small group another
    goes along, so that at least ten stand behind what could be worked out.
    """
    rest = max(0, total - sum(sizes.values()))
    grid = with_totals([[*sizes.values(), rest]])
    columns = {column for row, column in hidden_places(grid, MEAN_BASE) if row == 0}
    return frozenset(name for n, name in enumerate(sizes) if n in columns)


def may_share(count: float | None, of: int | None) -> bool:
    """Whether a share may be shown: neither who chose nor who did not are 1 to 4 pupils."""
    if count is None or of is None or not may_tell(of):
        return False
    return not any(0 < n < THRESHOLD for n in (round(count), of - round(count)))


# --- answers to one item, from one end to the other -----------------------------------------------


@dataclass(frozen=True)
class Part:
    """Answers told together: which options, from ``first`` to ``last``, and the share of them."""

    first: int
    last: int
    share: float


def parts(counts: Sequence[int]) -> list[Part]:
    """The shares of the answers to one item; options of too few are told together with the next.

    Empty on a base under ten, and when no parting into two is safe. A part is of 0 pupils, or of 5
    and more; options are joined from both ends towards the middle, so that the ends keep their
    side.
    """
    total = sum(counts)
    if not may_tell(total):
        return []
    middle = len(counts) // 2
    groups = [[n] for n in range(len(counts))]
    while (at := _small(groups, counts)) is not None and len(groups) > 1:
        place = groups[at][0]
        beside = at + 1 if (place < middle and at + 1 < len(groups)) or at == 0 else at - 1
        low, high = sorted((at, beside))
        groups[low : high + 1] = [groups[low] + groups[high]]
    if len(groups) == 1:
        return []
    sums = [sum(counts[n] for n in group) for group in groups]
    return [Part(group[0], group[-1], n / total) for group, n in zip(groups, sums, strict=True)]


def _small(groups: Sequence[Sequence[int]], counts: Sequence[int]) -> int | None:
    """The outermost group of 1 to 4 pupils."""
    small = [n for n, group in enumerate(groups) if 0 < sum(counts[i] for i in group) < THRESHOLD]
    return max(small, key=lambda n: abs(n - (len(groups) - 1) / 2), default=None)
