"""What Runway writes beside itself is nobody else's to read."""

import os
import subprocess
import sys
from pathlib import Path

from config.secret import kept_secret_key
from tests.conftest import ROOT


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_the_secret_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    key = kept_secret_key(folder)
    assert kept_secret_key(folder) == key
    assert len(key) == 50
    assert (mode(folder), mode(folder / "secret_key")) == (0o700, 0o600)


def test_the_folder_of_the_database_opens_to_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "var"
    given = {"RUNWAY_VAR": str(folder), "SECRET_KEY": "x" * 50}
    subprocess.run(
        [sys.executable, "-c", "import config.settings"],
        cwd=ROOT,
        env=os.environ | given,
        check=True,
    )
    assert mode(folder) == 0o700
