"""Writes a release as one zip file: data, codebook, read-me and a checksum of each."""

import datetime
import hashlib
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import IO, Any, Self

from django.template.loader import render_to_string

from programmes.models import Programme
from reporting.choices import Coarser
from reporting.export.alike import groups_in_release
from reporting.export.drawing import drawn, snapshot
from reporting.export.files import count_pairs, long_lines, wave_files, wide_lines
from reporting.export.workbook import DataWorkbook
from reporting.rules.columns import (
    LAYOUT_VERSION,
    WaveFile,
    codebook_lines,
    long_columns,
    wide_columns,
)
from reporting.rules.likeness import coarsened, smallest_group

# Says how far the bundle is: the stage in words, and per cent of the whole. What it raises ends the
# writing.
OnProgress = Callable[[str, int], None]

# Every file of a bundle bears this date, so that the same content gives the same bytes.
ZIP_DATE = (1980, 1, 1, 0, 0, 0)
# openpyxl writes about 2,000 rows of this width a second, and somebody waits for the page: each
# participant has up to three rows. Above this the CSV files serve.
MOST_EXCEL_PARTICIPANTS = 5_000


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


@dataclass(frozen=True)
class Written:
    """What came of it."""

    sha256: str
    participants: int
    pairs: int
    smallest_group: int | None = None


class Bundle:
    """A zip to which files are added one by one, with a list of their checksums at the end."""

    def __init__(self, target: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED)
        self._sums: list[str] = []

    def add(self, name: str, parts: Iterable[bytes]) -> None:
        """Write a file as its parts come; only one part is held at a time."""
        digest = hashlib.sha256()
        with self._zip.open(_entry(name), "w", force_zip64=True) as file:
            for part in parts:
                digest.update(part)
                file.write(part)
        self._sums.append(f"{digest.hexdigest()}  {name}\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *error: object) -> None:
        """Write the checksums in the shape that ``sha256sum --check`` reads, and end the zip."""
        if kind is None:
            self._zip.writestr(_entry("manifest-sha256.txt"), "".join(self._sums))
        self._zip.close()


def write_bundle(
    heading: Heading, target: IO[bytes], *, on_progress: OnProgress | None = None
) -> Written:
    """Write the zip to ``target`` (readable) in one snapshot of the database, with flat memory.

    Raises ``ValueError`` when two participants draw the same study id: begin again.
    """
    tell = on_progress or (lambda stage, per_cent: None)
    tell("Drawing study ids", 0)
    with Bundle(target) as bundle:
        with snapshot():
            waves = wave_files(heading.programme)
            with drawn(heading.programme) as people:
                pairs = count_pairs(waves)
                alike = coarsened(groups_in_release(heading.programme), heading.coarser)
                tell("Writing the answers", 5)
                small = people.participants <= MOST_EXCEL_PARTICIPANTS
                workbook = DataWorkbook() if small else None
                _add_data(bundle, waves, workbook)
        tell("Writing the codebooks", 80)
        files = [wave for _, wave in waves]
        _add_codebook(bundle, files, workbook)
        if workbook:
            bundle.add("responses.xlsx", [workbook.content(heading.frozen_at)])
        facts = {"people": people, "pairs": pairs, "has_excel": workbook is not None}
        _add_pages(bundle, heading, files, facts)
    tell("Working out the checksum", 95)
    return Written(_sha256(target), people.participants, pairs, smallest_group(alike))


def _add_data(
    bundle: Bundle, waves: Sequence[tuple[int, WaveFile]], workbook: DataWorkbook | None
) -> None:
    for name, lines in {"wide": wide_lines(waves), "long": long_lines(waves)}.items():
        kept = workbook.copying(name, lines) if workbook else lines
        bundle.add(f"responses_{name}.csv", (line.encode() for line in kept))


def _add_codebook(bundle: Bundle, files: Sequence[WaveFile], workbook: DataWorkbook | None) -> None:
    lines: Iterable[str] = codebook_lines(wide_columns(files), long_columns(files))
    if workbook:
        lines = workbook.copying("codebook", lines)
    bundle.add("codebook.csv", (line.encode() for line in lines))


def _add_pages(
    bundle: Bundle, heading: Heading, files: Sequence[WaveFile], facts: dict[str, Any]
) -> None:
    """The pages for people: codebook and read-me."""
    facts |= {
        "heading": heading,
        "waves": files,
        "layout": LAYOUT_VERSION,
        "most_excel": MOST_EXCEL_PARTICIPANTS,
        "tables": [
            ("responses_wide", wide_columns(files)),
            ("responses_long", long_columns(files)),
        ],
    }
    for name in ("codebook.html", "README.txt"):
        bundle.add(name, [render_to_string(f"reporting/bundle/{name}", facts).encode()])


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, ZIP_DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _sha256(file: IO[bytes]) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while block := file.read(1 << 20):
        digest.update(block)
    file.seek(0)
    return digest.hexdigest()
