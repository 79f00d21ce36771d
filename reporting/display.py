"""Ready rows of releases for pages."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Sum
from django.urls import reverse

from core.words import long_date, many
from programmes.models import Programme
from reporting.models import Release
from surveys.models import SurveyTally

SHORT = 12  # characters of a checksum that tell releases apart; the manifest has all 64


@dataclass(frozen=True)
class ReleaseRow:
    """One frozen release as the list shows it."""

    name: str
    frozen_on: str
    recipient: str
    purpose: str
    participants: str
    pairs: str
    sha256: str
    short_sha256: str
    download: str


@dataclass(frozen=True)
class Answers:
    """How many answer sets a release would hold now; participants who refused since are left out
    of it when it is frozen."""

    before: int
    after: int
    paired: int

    @property
    def any(self) -> bool:
        return bool(self.before or self.after)

    @property
    def words(self) -> str:
        """412 answers before, 398 after, 386 pairs."""
        before = many(self.before, "answer before,answers before")
        return f"{before}, {self.after:,} after, {many(self.paired, 'pair,pairs')}"


def release_rows(releases: Iterable[Release]) -> list[ReleaseRow]:
    """Rows in the order given."""
    return [
        ReleaseRow(
            name=str(release),
            frozen_on=long_date(release.frozen_at),
            recipient=release.recipient,
            purpose=release.purpose,
            participants=f"{release.participants:,}",
            pairs=f"{release.pairs:,}",
            sha256=release.sha256,
            short_sha256=release.sha256[:SHORT],
            download=reverse("reporting:download", args=[release.pk]),
        )
        for release in releases
    ]


def answers_so_far(programme: Programme) -> Answers:
    """Answer sets of all days of the programme, from their tallies."""
    sums = SurveyTally.objects.filter(session__programme=programme).aggregate(
        before=Sum("before", default=0),
        after=Sum("after", default=0),
        paired=Sum("paired", default=0),
    )
    return Answers(**sums)
