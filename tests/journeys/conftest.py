"""What the journeys share: a clock that can be set, browsers for people, where pictures go."""

import datetime
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.cache import caches
from playwright.sync_api import Browser, expect

from core.dates import LONDON
from tests.conftest import ROOT
from tests.journeys.pages import Browsers

THE_DAY = datetime.date(2027, 3, 11)  # a Thursday in school time
MORNING = datetime.datetime(2027, 3, 11, 8, 30, tzinfo=LONDON)

expect.set_options(timeout=15_000)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The server's clock, which stands at half past eight on the day and goes on from there."""
    with time_machine.travel(MORNING, tick=True) as traveller:
        yield traveller


@pytest.fixture
def browsers(
    browser: Browser,
    live_server: Any,
    settings: Any,
    clock: time_machine.Traveller,
    tmp_path: Path,
) -> Iterator[Browsers]:
    """Browsers that come to a server with an empty database."""
    settings.SITE_URL = live_server.url
    for name in ("default", "process"):
        caches[name].clear()
    shots = Path(os.environ.get("RUNWAY_SHOTS") or tmp_path / "shots")
    shots.mkdir(parents=True, exist_ok=True)
    made = Browsers(browser, live_server.url, shots)
    yield made
    made.close()


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Where the pictures of the handbook go: into it only when RUNWAY_PICTURES=1 asks for that."""
    if os.environ.get("RUNWAY_PICTURES") == "1":
        return ROOT / "docs" / "pictures"
    return tmp_path
