"""A class answers on one tablet without signal; the browser is killed midway; each is stored once."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.cache import caches
from playwright.sync_api import Browser, expect

from surveys.choices import Mode, WaveKind
from surveys.models import OpenAnswer, Participant, Response, SetAside, Tablet
from surveys.rules.codes import show_code
from tests import cast, cast_days, cast_surveys
from tests.journeys.line import Line
from tests.journeys.tablets import SharedTablet

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PUPILS, BEFORE_KILL = 30, 14


@pytest.fixture
def line(live_server: Any) -> Iterator[Line]:
    with Line(live_server.url) as line:
        yield line


@pytest.fixture
def tablet(
    browser: Browser, line: Line, clock: time_machine.Traveller, tmp_path: Path
) -> Iterator[SharedTablet]:
    """A tablet that comes to the server by a line that can be cut."""
    clock.move_to(cast.NOW)
    for name in ("default", "process"):
        caches[name].clear()
    shots = Path(os.environ.get("RUNWAY_SHOTS") or tmp_path)
    shots.mkdir(parents=True, exist_ok=True)
    made = SharedTablet(browser, line.url, tmp_path / "disk", shots)
    made.start()
    yield made
    made.close()


@pytest.fixture
def pupils(tablet: SharedTablet) -> list[Participant]:
    """A class on its day, whose survey after the day is opened on the tablet."""
    of = cast.programme()
    version = cast_surveys.small_version()
    cast_surveys.wave(of, WaveKind.AFTER, version=version)
    session = cast_days.session_day(of, date=cast.TODAY, cars=5)
    coded = cast_surveys.coded(cast_days.booking(session, PUPILS))
    by = cast.coordinator(of)
    by.set_password(cast.PASSWORD)
    by.save()
    tablet.open_survey(by.email, "After the day")
    return coded


def words_of(pupil: Participant) -> str:
    return f"canary {pupil.pk} sings"


def test_thirty_pupils_without_signal_and_a_kill_are_stored_once_each(
    tablet: SharedTablet, line: Line, pupils: list[Participant]
) -> None:
    tablet.says("No answer waits to be sent.")
    tablet.context.set_offline(True)
    line.cut()
    for number, pupil in enumerate(pupils[:BEFORE_KILL], start=1):
        tablet.answer(show_code(pupil.code), words_of(pupil))
        tablet.says(f"{number} answer{'s wait' if number > 1 else ' waits'} to be sent.")
        tablet.next_person()
    tablet.enter(pupils[BEFORE_KILL].code)  # under way when the battery goes
    tablet.page.keyboard.press("Tab")
    tablet.page.keyboard.press("Space")
    tablet.kill()
    tablet.start()  # not told that it is off line, but nobody answers: the server is gone
    tablet.go()
    tablet.says(f"{BEFORE_KILL} answers wait to be sent.")
    tablet.context.set_offline(True)
    for pupil in pupils[BEFORE_KILL:]:
        tablet.answer(pupil.code, words_of(pupil))
        tablet.next_person()
    tablet.says(f"{PUPILS} answers wait to be sent.")
    assert (Response.objects.count(), SetAside.objects.count()) == (0, 0)
    line.up()
    tablet.context.set_offline(False)
    tablet.says("No answer waits to be sent.")
    stored = Response.objects.order_by("participant").values_list("participant", "mode", "matched")
    assert list(stored) == [(pupil.pk, Mode.TABLET, "EXACT") for pupil in pupils]
    words = OpenAnswer.objects.order_by("response__participant").values_list("text", flat=True)
    assert list(words) == [words_of(pupil) for pupil in pupils]
    assert SetAside.objects.count() == 0
    assert Tablet.objects.get().came == PUPILS
    expect(tablet.page.locator("#unsent")).not_to_contain_text("signal")
