"""Matching the waves: every answer set lands in a pair, alone or doubtful; none is dropped."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from surveys.rules.instrument import WaveKind


class Quality(StrEnum):
    """How an answer set found its code; the values are those of `surveys.choices.Matched`."""

    EXACT = "EXACT"
    CORRECTED = "CORRECTED"
    BY_HAND = "BY_HAND"


class MatchStatus(StrEnum):
    """What an export says of each answer set."""

    PAIR_EXACT = "PAIR_EXACT"
    PAIR_CORRECTED = "PAIR_CORRECTED"
    PAIR_BY_HAND = "PAIR_BY_HAND"
    BEFORE_ONLY = "BEFORE_ONLY"
    LATER_ONLY = "LATER_ONLY"
    DOUBTFUL = "DOUBTFUL"


STATUS_WORDS: Mapping[MatchStatus, str] = {
    MatchStatus.PAIR_EXACT: "paired, all codes exact",
    MatchStatus.PAIR_CORRECTED: "paired, a code corrected",
    MatchStatus.PAIR_BY_HAND: "paired, a code matched by hand",
    MatchStatus.BEFORE_ONLY: "before only",
    MatchStatus.LATER_ONLY: "later wave only",
    MatchStatus.DOUBTFUL: "doubtful",
}

NO_CODE = "No code joins this answer set to a participant."
TWICE = "This code has more than one answer set in a wave."
TWICE_BY_CORRECTION = (
    "In one wave this code was typed exactly and also reached by correcting another."
)

_WEAKEST_FIRST = (Quality.BY_HAND, Quality.CORRECTED, Quality.EXACT)
_PAIR_STATUS = {
    Quality.EXACT: MatchStatus.PAIR_EXACT,
    Quality.CORRECTED: MatchStatus.PAIR_CORRECTED,
    Quality.BY_HAND: MatchStatus.PAIR_BY_HAND,
}


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer set. `participant` is the key behind the code, None where no code was found."""

    response_id: int
    participant: int | None
    wave_kind: str
    quality: str


@dataclass(frozen=True, slots=True)
class Pair:
    """One participant's answer sets before and in one or more later waves."""

    participant: int
    before: Answered
    later: tuple[Answered, ...]

    @property
    def quality(self) -> Quality:
        """The weakest match among the sides."""
        return weakest(side.quality for side in (self.before, *self.later))


@dataclass(frozen=True, slots=True)
class Doubtful:
    """Answer sets that may belong together, and why that is not sure."""

    answers: tuple[Answered, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Matching:
    """All answer sets that were given, each in exactly one of the three."""

    pairs: tuple[Pair, ...]
    alone: tuple[Answered, ...]
    doubtful: tuple[Doubtful, ...]

    def changes(self, later_kind: str) -> Iterator[tuple[Answered, Answered]]:
        """Yield (before, later) of every pair that has this later wave."""
        for pair in self.pairs:
            yield from ((pair.before, one) for one in pair.later if one.wave_kind == later_kind)

    def statuses(self) -> dict[int, MatchStatus]:
        """Return the match status of every answer set by its response id."""
        found = {a.response_id: MatchStatus.DOUBTFUL for d in self.doubtful for a in d.answers}
        for answered in self.alone:
            found[answered.response_id] = _status_alone(answered)
        for pair in self.pairs:
            for side in (pair.before, *pair.later):
                found[side.response_id] = _PAIR_STATUS[pair.quality]
        return found


def match_waves(responses: Iterable[Answered]) -> Matching:
    """Put every answer set in a pair, alone or doubtful.

    A pair has one answer set before and one in each of one or more later waves, whatever the
    quality of the match, which it keeps. A participant with two answer sets in any one wave is
    doubtful with all of them, for nobody can say which of them belong together.
    """
    groups: dict[int, list[Answered]] = {}
    unknown = []
    for answered in responses:
        if answered.participant is None:
            unknown.append(Doubtful((answered,), NO_CODE))
        else:
            groups.setdefault(answered.participant, []).append(answered)
    pairs: list[Pair] = []
    alone: list[Answered] = []
    doubtful: list[Doubtful] = []
    for participant, group in groups.items():
        kinds = {answered.wave_kind for answered in group}
        if len(kinds) < len(group):
            doubtful.append(Doubtful(tuple(group), _why_doubtful(group)))
        elif WaveKind.BEFORE in kinds and len(group) > 1:
            pairs.append(_pair(participant, group))
        else:
            alone.extend(group)
    return Matching(tuple(pairs), tuple(alone), (*doubtful, *unknown))


def weakest(qualities: Iterable[str]) -> Quality:
    """Return the weakest of some match qualities: by hand, then corrected, then exact."""
    found = set(qualities)
    return next(quality for quality in _WEAKEST_FIRST if quality in found)


def _pair(participant: int, group: list[Answered]) -> Pair:
    before = next(one for one in group if one.wave_kind == WaveKind.BEFORE)
    later = tuple(one for one in group if one is not before)
    return Pair(participant, before, later)


def _why_doubtful(group: list[Answered]) -> str:
    seen: dict[str, set[str]] = {}
    for answered in group:
        seen.setdefault(answered.wave_kind, set()).add(answered.quality)
    if any({Quality.EXACT, Quality.CORRECTED} <= qualities for qualities in seen.values()):
        return TWICE_BY_CORRECTION
    return TWICE


def _status_alone(answered: Answered) -> MatchStatus:
    is_before = answered.wave_kind == WaveKind.BEFORE
    return MatchStatus.BEFORE_ONLY if is_before else MatchStatus.LATER_ONLY
