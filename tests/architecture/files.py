"""The project's own files, as the tests of this folder read them."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("accounts", "core", "programmes", "reporting", "schools", "sessions", "surveys")
PRODUCT = ("config", *APPS)
CODE = (*PRODUCT, "benchmarks", "tests")
# Made by others or by tools.
SKIPPED = {"__pycache__", "migrations", "vendor", "pictures"}


def files_of(folders: tuple[str, ...], *endings: str) -> Iterator[Path]:
    """Our files under ``folders`` whose names end in one of ``endings``."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            ours = not SKIPPED.intersection(path.relative_to(ROOT).parts)
            if ours and path.is_file() and path.name.endswith(endings):
                yield path


def name_of(path: Path) -> str:
    """The path as a reader writes it: sessions/models/days.py."""
    return path.relative_to(ROOT).as_posix()


def python_files(folders: tuple[str, ...] = CODE) -> list[Path]:
    return list(files_of(folders, ".py"))


def templates() -> list[Path]:
    return list(files_of(PRODUCT, ".html"))


def written_files() -> list[Path]:
    """Everything that people wrote, at the top as well."""
    top = [p for p in sorted(ROOT.iterdir()) if p.suffix in {".md", ".toml", ".txt", ".py"}]
    others = [ROOT / "Makefile", ROOT / ".ci" / "run", *top]
    endings = (".py", ".html", ".txt", ".md", ".css", ".js", ".sh", ".csv")
    return [*others, *files_of((*CODE, "docs"), *endings)]
