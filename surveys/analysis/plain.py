"""Makes a result fit for JSON: plain numbers, and None for what is no number."""

import math
from typing import Any

import numpy as np


def plain(value: Any) -> Any:
    """The same result with Python's own numbers; nan and infinities become None."""
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value
