"""Makes the secret key at the first start and keeps it, so that a demonstration needs no setting."""

import os
from pathlib import Path

from django.core.management.utils import get_random_secret_key


def kept_secret_key(folder: Path) -> str:
    """The key kept in ``folder``, made there if it is not; only its owner can read the file."""
    path = folder / "secret_key"
    folder.mkdir(parents=True, exist_ok=True)
    made = folder / f"secret_key.{os.getpid()}"
    if not path.exists():
        made.touch(mode=0o600)
        made.write_text(get_random_secret_key())
        try:
            os.link(made, path)  # refuses if another worker was first, and is never half written
        except FileExistsError:
            pass
        made.unlink()
    return path.read_text()
