"""A person at a browser: opens pages, fills forms by their labels, presses buttons, looks."""

import datetime
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Download, Locator, Page, ViewportSize, expect

from tests.journeys.looking import WIDE, Console, page_faults

Role = Literal["button", "link", "radio", "checkbox"]


@dataclass
class Visitor:
    """One browser of one person; ``seen`` collects what was looked at, for all visitors."""

    page: Page
    base: str
    seen: dict[str, list[str]]
    shots: Path
    console: Console = field(default_factory=Console)

    # --- going about ----------------------------------------------------------------------------

    def go(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else self.base + path)

    def status(self, path: str) -> int:
        """Open a page that may be shut, and say how it answers."""
        answer = self.page.goto(self.base + path)
        assert answer is not None
        return answer.status

    def press(self, name: str, within: str = "main") -> None:
        """Press a button that leads to a page."""
        with self.page.expect_navigation():
            self.one("button", name, within).click()

    def press_here(self, name: str, within: str = "main") -> None:
        """Press a button that changes a part of this page."""
        with self.page.expect_response(lambda answer: answer.request.method == "POST"):
            self.one("button", name, within).click()
        expect(self.page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)

    def follow(self, name: str, within: str = "body") -> None:
        with self.page.expect_navigation():
            self.one("link", name, within).click()

    def one(self, role: Role, name: str, within: str = "main") -> Locator:
        """The first such thing on the page whose whole name, or its beginning, is ``name``."""
        called = re.compile(rf"^\W*{re.escape(name)}(\W|$)")
        return self.page.locator(within).get_by_role(role, name=called).first

    def take(self, name: str, to: Path) -> Path:
        """Press what leads to a file, and keep the file."""
        with self.page.expect_download() as waiting:
            self.page.locator("main").get_by_text(name).first.click()
        found: Download = waiting.value
        path = to / found.suggested_filename
        found.save_as(path)
        return path

    # --- filling forms --------------------------------------------------------------------------

    def fill(self, fields: Mapping[str, str | datetime.date]) -> None:
        """Fill fields by their labels; a date goes into its three boxes."""
        for label, value in fields.items():
            called = re.compile(rf"^\W*{re.escape(label)}")
            if isinstance(value, datetime.date):
                group = self.page.get_by_role("group", name=called)
                for part, number in zip(
                    ("Day", "Month", "Year"), (value.day, value.month, value.year), strict=True
                ):
                    group.get_by_label(part).fill(str(number))
            else:
                self._fill(self.page.get_by_label(called).first, value)

    def _fill(self, found: Locator, value: str) -> None:
        if found.evaluate("one => one.localName") == "select":
            found.select_option(label=value)
        else:
            found.fill(value)

    def choose(self, group: str, name: str) -> None:
        """Take one answer of a group of radio buttons or tick boxes, by tapping its words."""
        words = re.compile(rf"^\W*{re.escape(name)}")
        box = self.page.get_by_role("group", name=group)
        box.locator("label", has_text=words).first.click()

    def choose_box(self, name: str) -> None:
        """Tick a box that stands alone, by tapping its words."""
        self.page.locator("label", has_text=name).click()

    # --- looking --------------------------------------------------------------------------------

    @property
    def text(self) -> str:
        return self.page.inner_text("body")

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.base).split("#")[0]

    def reads(self, *words: str) -> None:
        """The page shows these words."""
        for said in words:
            try:
                expect(self.page.locator("body")).to_contain_text(said)
            except AssertionError:
                self.shot("here it stopped")
                raise AssertionError(f"{self.path} does not say “{said}”:\n{self.text}") from None

    def look(self, name: str) -> None:
        """Look at the page for faults, once under each name; RUNWAY_SHOTS keeps a picture."""
        complaints = self.console.taken()
        if name not in self.seen:
            if os.environ.get("RUNWAY_SHOTS"):
                self.shot(name)
            complaints += page_faults(self.page) + self.console.taken()
        self.seen.setdefault(name, []).extend(complaints)

    def shot(self, name: str) -> Path:
        path = self.shots / f"{re.sub(r'[^a-z0-9]+', '-', name.lower()).strip('-')}.png"
        self.page.screenshot(path=path, full_page=True)
        return path

    def close(self) -> None:
        self.seen.setdefault("at the end", []).extend(self.console.taken())
        if not self.page.is_closed():
            self.page.context.close()


@dataclass
class Browsers:
    """Opens browsers for people, all of whom come to the same place."""

    browser: Browser
    base: str
    shots: Path
    seen: dict[str, list[str]] = field(default_factory=dict)
    open: list[Visitor] = field(default_factory=list)

    def visitor(self, size: Mapping[str, int] = WIDE, *, script: bool = True) -> Visitor:
        """Somebody with a browser of his own."""
        viewport = ViewportSize(width=size["width"], height=size["height"])
        context = self.browser.new_context(
            viewport=viewport,
            java_script_enabled=script,
            accept_downloads=True,
            reduced_motion="reduce",
            locale="en-GB",
        )
        # The government's workbook takes a busy machine with coverage on longer than 15 seconds.
        context.set_default_timeout(45_000)
        made = Visitor(context.new_page(), self.base, self.seen, self.shots)
        made.console.listen(made.page)
        self.open.append(made)
        return made

    def signed_in(
        self, email: str, password: str, size: Mapping[str, int] = WIDE, *, script: bool = True
    ) -> Visitor:
        """Somebody who has signed in on the real page."""
        made = self.visitor(size, script=script)
        sign_in(made, email, password)
        return made

    @property
    def faults(self) -> dict[str, list[str]]:
        """What was wrong, by page; pages without fault are left out."""
        return {name: said for name, said in self.seen.items() if said}

    def close(self) -> None:
        for number, who in enumerate(self.open):
            if not who.page.is_closed():
                who.shot(f"last page {number}")  # where somebody was when a story stopped
            who.close()


def sign_in(who: Visitor, email: str, password: str) -> None:
    """Sign in on the sign-in page."""
    who.go("/accounts/login/")
    who.fill({"E-mail address": email, "Password": password})
    who.press("Sign in")
