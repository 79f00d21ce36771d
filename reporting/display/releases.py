"""Ready rows of releases for pages."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.db.models import Sum
from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from accounts.models import AuditEvent
from core.words import clock, long_date, many
from programmes.models import Programme
from reporting.choices import Coarser
from reporting.models import Release
from reporting.rules.likeness import K, coarser_of
from reporting.rules.making import is_over
from reporting.taking import Member, size_of
from surveys.models import ComparisonGroup, SurveyTally
from surveys.tallies import count_group_answers

SHORT = 12  # characters of a checksum that tell releases apart; the manifest has all 64
GONE = "not in the storage"
MOST_TAKEN = 20
# Tables of answers, which people ask for by the name of their program; other files under their own.
DATA = "responses"
PROGRAMS = {
    ".sav": "SPSS",
    ".csv": "CSV",
    ".xlsx": "Excel",
    ".dta": "Stata",
    ".parquet": "Parquet",
}


@dataclass(frozen=True)
class ReleaseRow:
    """One frozen release as its pages show it."""

    name: str
    number: int
    frozen_on: str
    frozen_by: str
    recipient: str
    purpose: str
    agreement: str
    participants: str
    pairs: str
    alike: str
    is_alike_small: bool
    coarser: str
    size: str
    sha256: str
    short_sha256: str
    delete_by: str
    is_over: bool
    href: str
    download: str


@dataclass(frozen=True)
class FileRow:
    """One file of a release: what its button says, its own name, its size, its address."""

    label: str
    name: str
    size: str
    href: str


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


def release_rows(releases: Iterable[Release], today: datetime.date) -> list[ReleaseRow]:
    """Rows in the order given; who froze them is read along."""
    return [release_row(release, today) for release in releases]


def release_row(release: Release, today: datetime.date) -> ReleaseRow:
    """One release in words."""
    size, k = size_of(release), release.smallest_group
    return ReleaseRow(
        name=str(release),
        number=release.number,
        frozen_on=long_date(release.frozen_at),
        frozen_by=release.frozen_by.name,
        recipient=release.recipient,
        purpose=release.purpose,
        agreement=release.agreement,
        participants=f"{release.participants:,}",
        pairs=f"{release.pairs:,}",
        alike="not worked out" if k is None else f"{k:,}",
        is_alike_small=k is not None and k < K,
        coarser=coarser_words(coarser_of(release.coarser)),
        size=GONE if size is None else filesizeformat(size),
        sha256=release.sha256,
        short_sha256=release.sha256[:SHORT],
        delete_by=long_date(release.delete_by),
        is_over=is_over(release.delete_by, today),
        href=reverse("reporting:release", args=[release.pk]),
        download=reverse("reporting:download", args=[release.pk]),
    )


def coarser_words(coarser: Iterable[Coarser]) -> str:
    """What a release tells less of: "leave out gender; leave out the rural class"."""
    chosen = set(coarser)
    return "; ".join(str(code.label) for code in Coarser if code in chosen)


def file_rows(release: Release, files: Iterable[Member]) -> tuple[list[FileRow], list[FileRow]]:
    """The data files under the names of programs, and then the others."""
    data: list[FileRow] = []
    others: list[FileRow] = []
    for file in files:
        path = PurePosixPath(file.name)
        is_data = path.stem.startswith(DATA)
        program = PROGRAMS.get(path.suffix) if is_data else None
        part = path.stem.removeprefix(DATA).strip("_")
        label = " ".join(filter(None, [program, part])) if program else file.name
        href = reverse("reporting:file", args=[release.pk, file.name])
        row = FileRow(label, file.name, filesizeformat(file.size), href)
        (data if program else others).append(row)
    order = list(PROGRAMS.values())
    data.sort(key=lambda row: order.index(row.label.split(" ")[0]))
    return data, others


def taken(release: Release) -> list[str]:
    """Who took it and when, the latest first."""
    lines = AuditEvent.objects.filter(
        target_kind=Release._meta.verbose_name,
        target_number=release.pk,
        verb__startswith="downloaded",
    )
    found = lines.select_related("by").order_by("-at", "-pk")[:MOST_TAKEN]
    return [
        f"{long_date(line.at)}, {clock(line.at)}: {line.by.name if line.by else ''} {line.verb}"
        for line in found
    ]


def answers_so_far(programme: Programme) -> Answers:
    """Answer sets of all days, from their tallies, and of comparison groups, which are counted."""
    sums = SurveyTally.objects.filter(session__programme=programme).aggregate(
        before=Sum("before", default=0),
        after=Sum("after", default=0),
        paired=Sum("paired", default=0),
    )
    groups = list(ComparisonGroup.objects.filter(programme=programme).values_list("pk", flat=True))
    for counted in count_group_answers(groups).values() if groups else ():
        for name in sums:
            sums[name] += counted[name]
    return Answers(**sums)
