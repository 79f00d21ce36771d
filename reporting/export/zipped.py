"""The zip of a release: files one after the other, and the checksum of each at the end."""

import hashlib
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import IO, Self

# Every file of a bundle bears this date, so that the same content gives the same bytes.
ZIP_DATE = (1980, 1, 1, 0, 0, 0)
PIECE = 1 << 20  # bytes taken at once from a file


class Bundle:
    """A zip to which files are added one by one, with a list of their checksums at the end."""

    def __init__(self, target: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED)
        self._sums: list[str] = []
        self.sizes: dict[str, tuple[int, str]] = {}

    @contextmanager
    def writing(self, name: str, *, packed: bool = False) -> Iterator[Callable[[bytes], None]]:
        """Write a file as its parts come; ``packed`` says that it is compressed by itself."""
        digest, size = hashlib.sha256(), 0
        with self._zip.open(_entry(name, packed), "w", force_zip64=True) as file:

            def write(part: bytes) -> None:
                nonlocal size
                digest.update(part)
                size += len(part)
                file.write(part)

            yield write
        self._sums.append(f"{digest.hexdigest()}  {name}\n")
        self.sizes[name] = size, digest.hexdigest()

    def add(self, name: str, parts: Iterable[bytes], *, packed: bool = False) -> None:
        """Write a whole file; only one part is held at a time."""
        with self.writing(name, packed=packed) as write:
            for part in parts:
                write(part)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *error: object) -> None:
        """Write the checksums in the shape that ``sha256sum --check`` reads, and end the zip."""
        if kind is None:
            self._zip.writestr(_entry("manifest-sha256.txt"), "".join(self._sums))
        self._zip.close()


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """A file from its beginning, a piece at a time."""
    file.seek(0)
    while piece := file.read(PIECE):
        yield piece


def _entry(name: str, packed: bool = False) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, ZIP_DATE)
    entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry
