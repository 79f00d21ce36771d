"""A shared tablet in the journeys: a browser with its own disk, which can be killed and started."""

import os
import signal
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from tests import cast
from tests.conftest import CHROMIUM_ARGUMENTS
from tests.journeys.looking import Console, page_faults

TABLET = {"width": 768, "height": 1024}
THANKS = "Thank you. Hand the tablet to the next person."

# Everything that this origin keeps and shows, as text; sealed answers as they are stored.
ALL_KEPT = """async () => {
  const kept = [document.documentElement.outerHTML, JSON.stringify(history.state), location.href,
    JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), document.cookie];
  for (const { name } of await indexedDB.databases()) {
    const db = await new Promise((done) => {
      const asked = indexedDB.open(name);
      asked.onsuccess = () => done(asked.result);
    });
    for (const store of db.objectStoreNames) {
      kept.push(await new Promise((done) => {
        const asked = db.transaction(store).objectStore(store).getAll();
        asked.onsuccess = () => done(store + JSON.stringify(asked.result));
      }));
    }
    db.close();
  }
  for (const name of await caches.keys()) {
    for (const { url } of await (await caches.open(name)).keys()) kept.push(url);
  }
  for (const one of document.querySelectorAll("input, textarea")) kept.push(one.value);
  return kept.join("\\n");
}"""


@dataclass
class SharedTablet:
    """One tablet; ``started`` after each kill it finds its disk as the kill left it."""

    browser: Browser
    base: str
    disk: Path
    shots: Path
    faults: dict[str, list[str]] = field(default_factory=dict)
    console: Console = field(default_factory=Console)
    number: int = 0  # which of its tabs
    _context: BrowserContext | None = None

    def start(self) -> None:
        self._context = self.browser.browser_type.launch_persistent_context(
            self.disk,
            executable_path="/usr/bin/chromium",
            args=CHROMIUM_ARGUMENTS,
            viewport=TABLET,  # type: ignore[arg-type]
            reduced_motion="reduce",
            locale="en-GB",
        )
        self._context.set_default_timeout(20_000)
        self._context.clock.set_system_time(cast.NOW)
        self.console = Console()
        self.console.listen(self.page)

    @property
    def context(self) -> BrowserContext:
        assert self._context is not None
        return self._context

    @property
    def page(self) -> Page:
        return self.context.pages[self.number]

    def kill(self) -> None:
        """SIGKILL for the browser, as when a tablet's battery is pulled."""
        killed = _browsers_of(self.disk)
        assert len(killed) == 1, killed
        os.kill(killed[0], signal.SIGKILL)
        with suppress(Error):
            self.context.close()

    def close(self) -> None:
        with suppress(Error):
            self.context.close()

    # --- going about ------------------------------------------------------------------------------

    def open_survey(self, email: str, choice: str) -> None:
        """Somebody signs in on the tablet and opens a survey; then pupils can answer."""
        self.page.goto(f"{self.base}/accounts/login/?next=/tablets/open/")
        self.page.get_by_label("E-mail address").fill(email)
        self.page.get_by_label("Password").fill(cast.PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.locator("label", has_text=choice).first.click()
        self.look("Open a survey on a tablet")
        self.page.get_by_role("button", name="Open on this tablet").click()
        self.page.wait_for_url(f"{self.base}/tablet/")
        expect(self.page.get_by_label("Your code")).to_be_visible()

    def go(self) -> None:
        self.page.goto(f"{self.base}/tablet/")
        expect(self.page.get_by_label("Your code")).to_be_visible()

    def enter(self, code: str) -> None:
        box = self.page.get_by_label("Your code")
        box.focus()
        self.page.keyboard.type(code)
        self.page.keyboard.press("Enter")

    def answer(self, code: str, words: str) -> None:
        """One pupil, by keys alone, up to Thank you."""
        self.begin(code)
        keys = self.page.keyboard
        for _ in range(4):
            for key in ("Tab", "Space", "Enter"):
                keys.press(key)
        keys.press("Tab")
        keys.type(words)
        for key in ("Tab", "Enter"):
            keys.press(key)
        self.heading("Send your answers")
        for key in ("Tab", "Enter"):
            keys.press(key)
        self.heading(THANKS)

    def next_person(self) -> None:
        self.page.get_by_role("button", name="I am the next person").click()
        expect(self.page.get_by_label("Your code")).to_be_visible()

    def begin(self, code: str) -> None:
        self.enter(code)
        expect(self.page.locator("#step")).to_have_text("Question 1 of 5")

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def heading(self, words: str) -> None:
        expect(self.page.locator("h1")).to_have_text(words)

    def says(self, words: str) -> None:
        expect(self.page.locator("body")).to_contain_text(words)

    def kept(self) -> str:
        found: str = self.page.evaluate(ALL_KEPT)
        return found

    def look(self, name: str) -> None:
        self.faults[name] = self.console.taken() + page_faults(self.page)
        if os.environ.get("RUNWAY_SHOTS"):
            self._shoot(name.lower().replace(" ", "-").replace(",", ""))

    def _shoot(self, name: str) -> None:
        for width, height in ((390, 844), (768, 1024), (1280, 900)):
            self.page.set_viewport_size({"width": width, "height": height})
            self.page.screenshot(path=self.shots / f"tablet-{name}-{width}.png")
        self.page.set_viewport_size(TABLET)  # type: ignore[arg-type]


def _browsers_of(disk: Path) -> list[int]:
    """The browser's own process, which takes its children with it."""
    found: list[int] = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            said: Any = (entry / "cmdline").read_bytes().decode("utf-8", "replace")
            if f"--user-data-dir={disk}" in said and "--type=" not in said:
                found.append(int(entry.name))
    return found
