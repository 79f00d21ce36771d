"""Writes a release as one zip file: data, codebooks, read-me and a checksum of each."""

import datetime
import hashlib
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from programmes.models import Programme
from reporting.choices import Coarser
from reporting.export.alike import groups_in_release, small_in_release
from reporting.export.codebooks import Table, data_package, ddi, redcap
from reporting.export.drawing import BLOCK, Drawn, drawn, snapshot
from reporting.export.files import Waves, count_pairs, long_lines, wave_files, wide_lines
from reporting.export.flow import Flow, flow_lines, flow_of
from reporting.export.pages import Facts, page
from reporting.export.questions import Questionnaire, questionnaire_lines, questionnaires
from reporting.export.zipped import Bundle, pieces
from reporting.results.background import last_answer
from reporting.rules.columns import (
    CODEBOOK_HEADER,
    codebook_lines,
    listed,
    long_columns,
    wide_columns,
)
from reporting.rules.likeness import coarsened, smallest_group
from surveys.choices import WaveKind

if TYPE_CHECKING:
    from reporting.export.workbook import DataWorkbook

# Says how far the bundle is: the stage in words, and per cent of the whole. What it raises ends the
# writing.
OnProgress = Callable[[str, int], None]

MOST_WAVES = len(WaveKind)
# Per cent of the whole at which each table begins and ends.
SHARES = {"wide": (5, 50), "long": (50, 90)}


@dataclass(frozen=True)
class Heading:
    """What stands on a release: who takes it, for what, when, what they agreed to."""

    programme: Programme
    number: int
    recipient: str
    purpose: str
    frozen_at: datetime.datetime
    agreement: str = ""
    delete_by: datetime.date | None = None
    coarser: frozenset[Coarser] = frozenset()

    @property
    def title(self) -> str:
        """What files are called inside: "Runway, release 3 of …"."""
        return f"Runway, release {self.number} of {self.programme}"


@dataclass(frozen=True)
class Written:
    """What came of it."""

    sha256: str
    participants: int
    pairs: int
    smallest_group: int | None = None
    last_answer: int | None = None  # the number of the newest answer in it


@dataclass(frozen=True)
class _Read:
    """What was read inside the snapshot beside the data."""

    waves: Waves
    people: Drawn
    pairs: int
    smallest: int
    blanked: int
    flow: list[Flow]
    questions: list[Questionnaire]
    last_answer: int


def write_bundle(
    heading: Heading,
    target: IO[bytes],
    *,
    on_progress: OnProgress | None = None,
    secret: bytes | None = None,
) -> Written:
    """Write the zip to ``target`` (readable) in one snapshot of the database, with flat memory.

    With the same ``secret`` the same answers give the same bytes; none is kept of a release.
    Raises ``ValueError`` when two participants draw the same study id: begin again.
    """
    from reporting.export.workbook import DataWorkbook

    tell = on_progress or (lambda stage, per_cent: None)
    tell("Drawing study ids", 0)
    with (
        Bundle(target) as bundle,
        tempfile.TemporaryFile() as sheets,
        DataWorkbook(sheets, heading.frozen_at) as workbook,
    ):
        with snapshot():
            small = _small(heading)
            with drawn(
                heading.programme, secret=secret, coarser=heading.coarser, blanked=small
            ) as people:
                read = _read(heading, people, len(small))
                tables = [
                    _add_table(bundle, table, workbook, heading, people, tell)
                    for table in _tables(heading, read.waves)
                ]
        tell("Writing the codebooks", SHARES["long"][1])
        _add_codebooks(bundle, tables, workbook)
        workbook.close()
        bundle.add("responses.xlsx", pieces(sheets), packed=True)
        _add_pages(bundle, heading, read, tables)
    tell("Working out the checksum", 98)
    return Written(
        _sha256(target), people.participants, read.pairs, read.smallest, read.last_answer
    )


def _small(heading: Heading) -> frozenset[int]:
    """Those of whom less is told because too few are like them."""
    if Coarser.BLANK_SMALL not in heading.coarser:
        return frozenset()
    return small_in_release(heading.programme, heading.coarser)


def _read(heading: Heading, people: Drawn, blanked: int) -> _Read:
    waves = wave_files(heading.programme, heading.coarser)
    alike = coarsened(groups_in_release(heading.programme), heading.coarser)
    return _Read(
        waves,
        people,
        count_pairs(waves),
        smallest_group(alike),
        blanked,
        flow_of(waves),
        questionnaires(waves),
        last_answer([pk for pk, _ in waves]),
    )


def _tables(heading: Heading, waves: Waves) -> list[tuple[Table, Iterator[bytes]]]:
    """Both data files, with their blocks of CSV."""
    files = [wave for _, wave in waves]
    wide = Table("responses_wide", "one row a participant", wide_columns(files, heading.coarser))
    long = Table("responses_long", "one row an answer set", long_columns(files, heading.coarser))
    return [
        (wide, wide_lines(waves, heading.coarser)),
        (long, long_lines(waves, heading.coarser)),
    ]


def _add_table(
    bundle: Bundle,
    told: tuple[Table, Iterator[bytes]],
    workbook: "DataWorkbook",
    heading: Heading,
    people: Drawn,
    tell: OnProgress,
) -> Table:
    """One pass over a table: its CSV goes into the zip, all other files take their rows from it."""
    from reporting.export.copies import Copies

    table, lines = told
    short = table.name.removeprefix("responses_")
    sheet = workbook.sheet(short, table.columns, people.participants * MOST_WAVES)
    with Copies(table.columns, heading.title, heading.frozen_at) as copies:
        with bundle.writing(f"{table.name}.csv") as write:
            write(next(lines))
            for done, block in enumerate(lines):
                tell(f"Writing the {short} files", _per_cent(short, done * BLOCK, people))
                write(block)
                sheet.write(block)
                copies.write(block)
        sheet.close()
        for suffix, parts in copies.finished():
            bundle.add(f"{table.name}.{suffix}", parts, packed=suffix == "parquet")
    return table.of(copies.rows)


def _per_cent(short: str, done: int, people: Drawn) -> int:
    begins, ends = SHARES[short]
    return begins + (ends - begins) * min(done, people.participants) // max(people.participants, 1)


def _add_codebooks(bundle: Bundle, tables: list[Table], workbook: "DataWorkbook") -> None:
    lines = [line.encode() for line in codebook_lines(*(table.columns for table in tables))]
    bundle.add("codebook.csv", lines)
    sheet = workbook.sheet("codebook", listed(CODEBOOK_HEADER), len(lines))
    sheet.write(b"".join(lines[1:]))
    sheet.close()


def _add_pages(bundle: Bundle, heading: Heading, read: _Read, tables: list[Table]) -> None:
    """What people read, and what other programs read about the data."""
    facts = Facts(
        heading=heading,
        waves=[wave for _, wave in read.waves],
        people=read.people,
        pairs=read.pairs,
        smallest=read.smallest,
        blanked=read.blanked,
        tables=tables,
        flow=read.flow,
        questions=read.questions,
    )
    bundle.add("flow.csv", [flow_lines(read.flow)])
    bundle.add("instrument.csv", [questionnaire_lines(read.questions)])
    bundle.add("redcap_dictionary.csv", [redcap(tables[0])])
    for name in ("codebook.html", "instrument.html", "flow.html"):
        bundle.add(name, [page(name, facts)])
    bundle.add("codebook-ddi.xml", [ddi(heading, tables, read.waves)])
    bundle.add("datapackage.json", [data_package(heading, tables, bundle.sizes)])
    bundle.add("README.txt", [page("README.txt", facts)])


def _sha256(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    for piece in pieces(file):
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()
