"""What all tests share: a database on disk, the clock, the browser, the folder of real data."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from hypothesis import settings as properties
from playwright.sync_api import Browser, sync_playwright

from surveys.questionnaire import forget_words
from tests import cast

# Playwright keeps an event loop in this thread, in which Django would refuse to ask its database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# No timing in tests: a busy machine is no fault. In CI always the same examples.
properties.register_profile("suite", deadline=None, derandomize=os.environ.get("CI") == "true")
properties.load_profile("suite")

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite on disk as in earnest: in memory, threads would share one connection and no lock."""
    database = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database.setdefault("TEST", {})["NAME"] = str(
            tmp_path_factory.mktemp("database") / "runway.sqlite3"
        )


@pytest.fixture(autouse=True)
def no_words_of_another_test() -> Iterator[None]:
    """What a process keeps by a version's number is of that version only while rows stay."""
    yield
    forget_words()


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The clock of the server stands at ``cast.NOW`` until a test moves it."""
    with time_machine.travel(cast.NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data beside the project; it is no part of it and may be absent."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("The folder of real data, ../shared, is not here.")
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; where it is not installed, journeys are skipped, but not in CI."""
    program = shutil.which("chromium")
    if program is None:
        reason = "Chromium is not installed (Debian: apt install chromium)."
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=CHROMIUM_ARGUMENTS)
        yield chromium
        chromium.close()
