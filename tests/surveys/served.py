"""The application as the crash test serves it: loaded whole, so that a new worker answers at once.

With RUNWAY_CARELESS set it says "stored" before it stores: the control that must lose answers.
"""

import importlib
import os
import threading
import time
from typing import Any

from config.wsgi import application  # sets Django up, so it comes first
from surveys.actions.answers import store_answers
from surveys.views import sending

__all__ = ["application"]

importlib.import_module("config.urls")  # before the fork: each worker would load it anew

AFTER = 0.05  # seconds from the receipt to the row, for the careless one


def _promise(**answers: Any) -> None:
    def later() -> None:
        time.sleep(AFTER)
        store_answers(**answers)

    threading.Thread(target=later, daemon=True).start()


if os.environ.get("RUNWAY_CARELESS"):
    sending.store_answers = _promise  # type: ignore[assignment,attr-defined]
