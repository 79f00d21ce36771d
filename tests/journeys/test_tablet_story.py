"""A class answers on one tablet without signal, the browser is killed midway: each stored once."""

import datetime
import json
import os
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.cache import caches
from playwright.sync_api import Browser, Route, expect

from surveys.actions.translations import keep_words
from surveys.choices import Mode, WaveKind
from surveys.models import (
    InstrumentVersion,
    OpenAnswer,
    Participant,
    Response,
    SetAside,
    Tablet,
)
from surveys.questionnaire import instrument_of
from surveys.rules.codes import show_code
from surveys.rules.translations import ItemWords
from surveys.views import tablet_device
from tests import cast, cast_days, cast_surveys
from tests.journeys.line import Line
from tests.journeys.tablets import THANKS, SharedTablet

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


def with_a_slip(code: str) -> str:
    """The code with two neighbours swapped."""
    place = next(i for i in range(8) if code[i] != code[i + 1])
    return code[:place] + code[place + 1] + code[place] + code[place + 2 :]


def test_each_screen_of_a_tablet_has_no_fault(
    tablet: SharedTablet, pupils: list[Participant]
) -> None:
    slip = with_a_slip(pupils[0].code)
    code_screens(tablet, slip)
    question_screens(tablet)
    last_screens(tablet)
    assert Response.objects.get().matched == "CORRECTED"
    assert Response.objects.get().codes == "!.1.-."
    tablet.next_person()
    tablet.enter(slip)
    tablet.press("Start")
    tablet.says("This code has answered already on this tablet.")
    tablet.look("Tablet: answered already")
    staff_screens(tablet)
    assert Tablet.objects.get().closed_on == cast.TODAY
    assert {name: said for name, said in tablet.faults.items() if said} == {}


def code_screens(tablet: SharedTablet, slip: str) -> None:
    tablet.look("Tablet: code")
    tablet.enter("K7P")
    tablet.says("A code has 9 letters and numbers. This one has only 3.")
    tablet.page.get_by_label("Your code").fill("")
    tablet.enter(slip)
    tablet.says("This is not quite a code. Look at your card. Does it say")
    tablet.look("Tablet: a slip in the code")
    tablet.press("Start")  # insists
    tablet.says("We could not check this code.")
    tablet.look("Tablet: question")


def question_screens(tablet: SharedTablet) -> None:
    tablet.press("I’d rather not say")
    tablet.press("Back")
    tablet.says("You said: I’d rather not say.")
    tablet.look("Tablet: rather not say")
    for _ in range(4):
        tablet.press("Next")
    tablet.heading("Six")
    tablet.look("Tablet: own words")
    tablet.press("Next")


def last_screens(tablet: SharedTablet) -> None:
    tablet.says("You left 4 questions out.")
    tablet.look("Tablet: send")
    tablet.press("Question 3")
    tablet.page.locator("label.opt").first.click()
    tablet.press("Next")
    tablet.heading("“Four”")  # the next that was left out
    tablet.press("Next")
    tablet.press("Next")
    tablet.says("You left 3 questions out.")
    finish(tablet)
    tablet.look("Tablet: thank you")


def finish(tablet: SharedTablet) -> None:
    """Send with signal; the line at the foot says the same before and after, so wait for more."""
    with tablet.page.expect_response("**/tablet/answers/"):
        tablet.press("Send my answers")
    tablet.heading(THANKS)
    tablet.says("No answer waits to be sent.")


def staff_screens(tablet: SharedTablet) -> None:
    tablet.press("For whoever looks after this tablet")
    tablet.look("Tablet: for staff")
    tablet.press("Close this tablet")
    tablet.look("Tablet: close")
    tablet.press("Yes, close it")
    tablet.heading("No survey is open on this tablet")
    tablet.look("Tablet: none open")
    tablet.page.reload()
    tablet.heading("No survey is open on this tablet")


def test_a_pupil_answers_in_another_language(
    tablet: SharedTablet, pupils: list[Participant]
) -> None:
    version = InstrumentVersion.objects.get()
    words = {
        item.code: ItemWords(f"Po polsku {item.code}", tuple(f"pl {o.label}" for o in item.options))
        for item in instrument_of(version.pk).items
    }
    by = cast.coordinator(pupils[0].programme)
    InstrumentVersion.objects.update(programme=pupils[0].programme)  # else everybody's
    keep_words(version=version, language="pl", words=words, by=by)
    tablet.open_survey(by.email, "After the day")
    tablet.page.locator("label.opt", has_text="Polski").click()
    tablet.look("Tablet: languages")
    tablet.begin(pupils[0].code)
    tablet.heading("“Po polsku att1”")
    expect(tablet.page.locator("fieldset")).to_have_attribute("lang", "pl")
    tablet.look("Tablet: question in Polish")
    tablet.page.locator("label.opt", has_text="pl Yes").click()
    for _ in range(5):
        tablet.press("Next")
    finish(tablet)
    assert Response.objects.values_list("language", "codes").get() == ("pl", "3...-.")
    tablet.next_person()
    expect(tablet.page.get_by_role("radio", name="English")).to_be_checked()
    assert {name: said for name, said in tablet.faults.items() if said} == {}


def test_the_next_pupil_sees_nothing_of_the_last(
    tablet: SharedTablet, line: Line, pupils: list[Participant]
) -> None:
    one, two, three, *_ = pupils
    line.cut()
    before = tablet.kept()
    tablet.answer(one.code, "canary one")
    assert_gone(tablet, one, "canary one")
    tablet.page.go_back()
    assert_gone(tablet, one, "canary one")
    tablet.go()
    unfinished(tablet, two)
    assert "canary two" in tablet.kept()  # the check can see it at all
    tablet.page.go_back()  # the browser's Back is the question before, and leads no further
    tablet.heading("“Four”")
    tablet.page.reload()
    assert_gone(tablet, two, "canary two")
    unfinished(tablet, three)
    tablet.context.clock.set_system_time(cast.NOW + datetime.timedelta(minutes=5))
    tablet.says("Nobody answered for 4 minutes, so the unfinished answers are cleared.")
    assert_gone(tablet, three, "canary two")
    tablet.says("1 answer waits to be sent.")
    assert len(before) < len(tablet.kept())
    assert Response.objects.count() == 0


def unfinished(tablet: SharedTablet, pupil: Participant) -> None:
    tablet.begin(pupil.code)
    for _ in range(4):
        tablet.press("Next")
    tablet.page.keyboard.press("Tab")
    tablet.page.keyboard.type("canary two")
    tablet.press("Next")
    tablet.heading("Send your answers")
    tablet.press("Back")


def assert_gone(tablet: SharedTablet, pupil: Participant, words: str) -> None:
    """Nothing of an answer stands in the page, its storage, its history or its fields."""
    kept = tablet.kept()
    assert [found for found in (words, pupil.code, show_code(pupil.code)) if found in kept] == []


def test_whatever_the_server_says_nothing_is_forgotten_before_it_is_kept(
    tablet: SharedTablet, pupils: list[Participant]
) -> None:
    token = Tablet.objects.get().token_digest
    Tablet.objects.update(token_digest="unknown")
    tablet.answer(pupils[0].code, "one")
    tablet.says("The server does not know this tablet. The answers stay here, sealed.")
    tablet.next_person()
    tablet.press("For whoever looks after this tablet")
    tablet.press("Close this tablet")
    tablet.says("1 answer waits to be sent. Close this tablet when they are sent")
    with tablet.page.expect_download() as waiting:
        tablet.press("Save the waiting answers as a file")
    saved = json.loads(Path(waiting.value.path()).read_text(encoding="utf-8"))
    assert [sorted(answer) for answer in saved["answers"]] == [["id", "sealed", "tablet"]]
    Tablet.objects.update(token_digest=token)
    tablet.press("Back to the survey")
    for answer in (
        {"status": 503, "body": "busy"},
        {"status": 200, "body": "<p>Sign in to the hotel’s network</p>"},
        {"status": 200, "json": {"receipts": {}}},
    ):
        tablet.context.route("**/tablet/answers/", partial(answered, answer))
        send_now(tablet)
        tablet.says("1 answer waits to be sent. There is no signal.")
        tablet.context.unroute_all()
    tablet.page.evaluate(POISON)
    send_now(tablet)
    tablet.says("1 answer waits to be sent. The server does not take some answers.")
    assert list(Response.objects.values_list("participant", flat=True)) == [pupils[0].pk]


def test_two_tabs_of_one_tablet_send_each_answer_once(
    tablet: SharedTablet, line: Line, pupils: list[Participant]
) -> None:
    line.cut()
    tablet.context.new_page().goto(f"{line.url}/tablet/")
    tabs = [replace(tablet, number=number) for number in (0, 1)]
    for tab, pupil in zip([*tabs, *tabs], pupils, strict=False):
        tab.page.bring_to_front()
        tab.answer(pupil.code, "two tabs")
        tab.next_person()
    line.up()
    for tab in tabs:
        tab.page.evaluate("window.dispatchEvent(new Event('online'))")
    for tab in tabs:
        tab.says("No answer waits to be sent.")
    assert (Response.objects.count(), SetAside.objects.count()) == (4, 0)
    assert Tablet.objects.get().came == 4


POISON = """() => new Promise((done) => {
  const asked = indexedDB.open("runway-tablet");
  asked.onsuccess = () => {
    const db = asked.result;
    const packs = db.transaction("packs").objectStore("packs").getAll();
    packs.onsuccess = () => {
      const tx = db.transaction("outbox", "readwrite");
      const poison = { id: "00000000-0000-4000-8000-000000000000", sealed: "A".repeat(70000) };
      tx.objectStore("outbox").add({ ...poison, tablet: packs.result[0].tablet });
      tx.oncomplete = () => (db.close(), done());
    };
  };
})"""
CURE = """() => new Promise((done) => {
  const asked = indexedDB.open("runway-tablet");
  asked.onsuccess = () => {
    const tx = asked.result.transaction("outbox", "readwrite");
    tx.objectStore("outbox").clear();
    tx.oncomplete = () => (asked.result.close(), done());
  };
})"""


def answered(answer: dict[str, Any], route: Route) -> None:
    route.fulfill(**answer)


def send_now(tablet: SharedTablet) -> None:
    with tablet.page.expect_response("**/tablet/answers/"):
        tablet.press("Send now")


def test_a_new_version_waits_until_every_answer_is_sent(
    tablet: SharedTablet,
    line: Line,
    pupils: list[Participant],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    [first] = tablet.page.evaluate(KEPT_VERSIONS)
    line.cut()
    tablet.answer(pupils[0].code, "one")
    later = tablet_device._shell().replace("</main>", "<p>A later version</p></main>")
    monkeypatch.setattr(tablet_device, "_shell", lambda: later)
    Tablet.objects.update(token_digest="unknown")  # there is signal, but the answer stays
    line.up()
    tablet.page.evaluate(UPDATE)
    assert tablet.page.evaluate(KEPT_VERSIONS) == [first]
    tablet.page.evaluate(CURE)
    tablet.page.evaluate(UPDATE)
    [second] = tablet.page.evaluate(KEPT_VERSIONS)
    assert second != first
    line.cut()
    tablet.go()
    tablet.says("A later version")


KEPT_VERSIONS = "() => caches.keys()"
# Looks for a new version, and waits until it has been taken or refused.
UPDATE = """async () => {
  const held = await navigator.serviceWorker.getRegistration("/tablet/");
  await held.update().catch(() => {});
  const coming = held.installing ?? held.waiting;
  if (!coming) return;
  await new Promise((done) => {
    const look = () => ["activated", "redundant"].includes(coming.state) && done();
    coming.addEventListener("statechange", look);
    look();
  });
}"""
