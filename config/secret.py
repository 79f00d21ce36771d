"""Makes the secret key at the first start and keeps it: a demonstration needs no setting."""

import contextlib
import os
from pathlib import Path

from django.core.management.utils import get_random_secret_key


def kept_secret_key(folder: Path) -> str:
    """The key kept in ``folder``, made there if it is not; only its owner can read the file."""
    path = folder / "secret_key"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = folder / f"secret_key.{os.getpid()}"
    if not path.exists():
        made.touch(mode=0o600)
        made.write_text(get_random_secret_key())
        with contextlib.suppress(FileExistsError):  # another worker was first
            os.link(made, path)  # never half written
        made.unlink()
    return path.read_text()
