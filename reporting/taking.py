"""Streams releases out of the storage: the whole file, or one file of it, never held in memory."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header, parse_etags

from reporting.models import Release

BLOCK = 1 << 18
MANIFEST = "manifest-sha256.txt"
ZIP = "application/zip"
KINDS = {
    ".csv": "text/csv; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".xml": "application/xml",
    ".json": "application/json",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".sav": "application/x-spss-sav",
    ".dta": "application/x-stata-dta",
    ".parquet": "application/vnd.apache.parquet",
}
OTHER = "application/octet-stream"


class Gone(Exception):
    """The storage does not hold the file any more, or the release has no file of that name."""


@dataclass(frozen=True)
class Member:
    """One file of a release; its checksum is empty where the manifest has none (its own)."""

    name: str
    size: int
    sha256: str

    @property
    def kind(self) -> str:
        """Its media type."""
        return KINDS.get(PurePosixPath(self.name).suffix, OTHER)


class Part:
    """One file of a zip as blocks of bytes; closing it closes the zip too."""

    def __init__(self, archive: zipfile.ZipFile, stored: IO[bytes], name: str) -> None:
        self._archive, self._stored, self._part = archive, stored, archive.open(name)

    def __iter__(self) -> Iterator[bytes]:
        while block := self._part.read(BLOCK):
            yield block

    def close(self) -> None:
        self._part.close()
        self._archive.close()
        self._stored.close()


def bundle_name(release: Release) -> str:
    """What the file is called where it is saved."""
    return f"runway-release-{release.number}.zip"


def size_of(release: Release) -> int | None:
    """Bytes of the stored file; None when it is gone."""
    try:
        return release.file.size
    except FileNotFoundError:
        return None


def members(release: Release) -> list[Member]:
    """The files of a release, in its own order. Raises ``Gone``."""
    with _stored(release) as stored, zipfile.ZipFile(stored) as archive:
        return _members(archive)


def is_known(request: HttpRequest, tag: str) -> bool:
    """Whether who asks holds these very bytes already, by their ETag."""
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return any(one.removeprefix("W/") == f'"{tag}"' for one in known)


def unchanged(tag: str) -> HttpResponse:
    """Nothing leaves: who asked has it."""
    answer = HttpResponse(status=304)
    answer.headers["ETag"] = f'"{tag}"'
    return answer


def whole(release: Release) -> FileResponse:
    """The file as it was frozen. Raises ``Gone``."""
    answer = FileResponse(
        _stored(release),
        as_attachment=True,
        filename=bundle_name(release),
        content_type=ZIP,
    )
    answer.headers["ETag"] = f'"{release.sha256}"'
    return answer


def find(release: Release, name: str) -> Member:
    """One file of a release by its name. Raises ``Gone``."""
    found = next((one for one in members(release) if one.name == name), None)
    if found is None:
        raise Gone
    return found


def one(release: Release, member: Member) -> HttpResponseBase:
    """One file of a release, unpacked as it leaves. Raises ``Gone``."""
    stored = _stored(release)
    part = Part(zipfile.ZipFile(stored), stored, member.name)
    answer = StreamingHttpResponse(part, content_type=member.kind)
    answer.headers["Content-Length"] = str(member.size)
    name = f"runway-release-{release.number}-{PurePosixPath(member.name).name}"
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    if member.sha256:
        answer.headers["ETag"] = f'"{member.sha256}"'
    return answer


def _stored(release: Release) -> IO[bytes]:
    try:
        file: IO[bytes] = release.file.storage.open(str(release.file.name), "rb")
    except FileNotFoundError as missing:
        raise Gone from missing
    return file


def _members(archive: zipfile.ZipFile) -> list[Member]:
    sums = {}
    if MANIFEST in archive.namelist():
        for line in archive.read(MANIFEST).decode().splitlines():
            digest, _, name = line.partition("  ")
            sums[name] = digest
    return [
        Member(info.filename, info.file_size, sums.get(info.filename, ""))
        for info in archive.infolist()
    ]
