"""A person who has no mouse: Tab, Space, Enter, and letters; the focus must always be seen."""

import re
from dataclasses import dataclass, field

from playwright.sync_api import Locator

from tests.journeys.pages import Role, Visitor

MOST_TABS = 120

# How the focused thing looks, with what is drawn for it (its label, what stands before a label).
LOOKS = """() => {
  const of = (one, part) => {
    const style = getComputedStyle(one, part);
    return [style.outline, style.boxShadow, style.backgroundColor, style.borderColor].join();
  };
  const looks = (one) => {
    const drawn = [one, one.parentElement, ...(one.labels || [])];
    return drawn.flatMap((it) => [of(it), of(it, "::before"), of(it, "::after")]).join("|");
  };
  const one = document.activeElement;
  if (!one || one === document.body) return "";
  const name = `${one.localName}.${one.className} ${one.textContent.trim().slice(0, 30)}`;
  const focused = looks(one);
  one.blur();
  const bare = looks(one);
  one.focus({ preventScroll: true });
  return focused === bare ? `focus is not seen on ${name} in ${location.pathname}` : "";
}"""


@dataclass
class Keyboard:
    """Goes about in one browser by keys alone."""

    who: Visitor
    unseen: list[str] = field(default_factory=list)

    def to(self, role: Role, name: str, within: str = "body") -> Locator:
        """Press Tab until the thing has the focus."""
        return self.to_this(self.who.one(role, name, within))

    def to_field(self, label: str) -> Locator:
        return self.to_this(self.who.page.get_by_label(re.compile(rf"^\W*{label}")).first)

    def to_this(self, found: Locator) -> Locator:
        for _ in range(MOST_TABS):
            self.who.page.keyboard.press("Tab")
            if said := self.who.page.evaluate(LOOKS):
                self.unseen.append(said)
            if found.evaluate("one => one === document.activeElement"):
                return found
        raise AssertionError(f"Tab never comes to {found} on {self.who.path}")

    def type(self, label: str, text: str) -> None:
        self.to_field(label)
        self.who.page.keyboard.type(text)

    def enter(self) -> None:
        """Enter, which leads to a page."""
        with self.who.page.expect_navigation():
            self.who.page.keyboard.press("Enter")

    def go(self, role: Role, name: str, within: str = "body") -> None:
        self.to(role, name, within)
        self.enter()

    def space(self) -> None:
        self.who.page.keyboard.press("Space")
