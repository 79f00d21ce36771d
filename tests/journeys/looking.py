"""Looks at an open page as its users need it: axe, headings, skip link, width, console."""

from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Page, Request, Response

AXE = (Path(__file__).resolve().parents[1] / "vendor" / "axe.min.js").read_text(encoding="utf-8")
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
SMALLEST = {"width": 320, "height": 640}

RUN_AXE = """async () => {
  const found = await axe.run(document, {
    resultTypes: ["violations"],
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  });
  return found.violations
    .filter((one) => one.impact === "serious" || one.impact === "critical")
    .map((one) => `axe ${one.id}: ${one.nodes.map((n) => n.target.join(" ")).join(", ")}`);
}"""

# What each page has, whatever it is about.
SHELL = """() => {
  const said = [];
  const headings = document.querySelectorAll("h1").length;
  if (headings !== 1) said.push(`has ${headings} first headings`);
  if (!/.+ – Runway$/.test(document.title)) said.push(`is called “${document.title}”`);
  const here = location.href;
  const focused = document.activeElement;
  const skip = document.querySelector("a.rw-skip");
  if (!skip) return [...said, "has no skip link"];
  skip.focus();
  const box = skip.getBoundingClientRect();
  if (box.width < 24 || box.left < 0 || box.top < 0) said.push("hides its skip link on focus");
  skip.click();
  if (document.activeElement.id !== "main") said.push("has a skip link that leads nowhere");
  history.replaceState(history.state, "", here);
  focused.focus({ preventScroll: true });
  return said;
}"""

TOO_WIDE = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  const past = [...document.body.querySelectorAll("*")].filter(
    (one) => one.getBoundingClientRect().right > wide + 1 && !one.closest(".rw-board, [hidden]")
  );
  const names = past.slice(0, 3).map((one) => `${one.localName}.${one.className}`);
  return [`scrolls sideways (${document.documentElement.scrollWidth} px): ${names.join(", ")}`];
}"""


@dataclass
class Console:
    """What the browser complained of: errors of scripts, policy violations, missing files."""

    said: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        page.on("console", self._message)
        page.on("pageerror", lambda error: self.said.append(f"script: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    def taken(self) -> list[str]:
        """All complaints since they were last taken."""
        said, self.said = self.said, []
        return said

    def _message(self, message: ConsoleMessage) -> None:
        # An answer such as 404 to a page itself is no fault of the page; files are looked at below.
        if message.type in ("error", "warning") and "status of" not in message.text:
            self.said.append(f"console: {message.text}")

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # a download, or a page left before it was whole
            self.said.append(f"not loaded: {request.url} ({request.failure})")

    def _answered(self, response: Response) -> None:
        is_file = response.request.resource_type not in ("document", "xhr")
        if response.status >= 500 or (response.status >= 400 and is_file):
            self.said.append(f"{response.status}: {response.url}")


def axe_faults(page: Page) -> list[str]:
    """What axe finds serious or critical on the page as it stands."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    found: list[str] = page.evaluate(RUN_AXE)
    return found


def page_faults(page: Page) -> list[str]:
    """Everything that is wrong with the page, at 1280 px and at 320 px; its size comes back."""
    size = page.viewport_size
    said: list[str] = []
    for wanted in (WIDE, SMALLEST):
        page.set_viewport_size(wanted)  # type: ignore[arg-type]
        said += [f"{wanted['width']} px: {fault}" for fault in axe_faults(page)]
    said += [f"320 px: {fault}" for fault in page.evaluate(TOO_WIDE)]
    said += page.evaluate(SHELL)
    if size is not None:
        page.set_viewport_size(size)
    return said
