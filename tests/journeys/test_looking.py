"""The controls: faults planted in a page are found."""

import pytest
from playwright.sync_api import Browser

from tests.journeys.looking import TOO_WIDE, Console, axe_faults, page_faults

pytestmark = pytest.mark.journey

GOOD = """<!doctype html><html lang="en"><head><title>A page – Runway</title></head>
<body><a class="rw-skip" href="#main">Skip</a><main id="main" tabindex="-1"><h1>A page</h1>
%s</main></body></html>"""
PLANTED = {
    '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">': "axe image-alt",
    "<input name='a'>": "axe label",
    "<p style='color:#999'>Pale words</p>": "axe color-contrast",
    "<div style='width:500px'>wide</div>": "scrolls sideways",
    "<h1>A second heading</h1>": "has 2 first headings",
}


def faults_with(browser: Browser, planted: str) -> list[str]:
    page = browser.new_page()
    page.set_content(GOOD % planted)
    found = page_faults(page)
    page.close()
    return found


def test_a_page_without_fault_is_left_alone(browser: Browser) -> None:
    assert faults_with(browser, "<p>Words</p>") == []


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_fault_is_found(browser: Browser, planted: str) -> None:
    assert [one for one in faults_with(browser, planted) if PLANTED[planted] in one] != []


def test_a_script_that_breaks_is_heard(browser: Browser) -> None:
    page, console = browser.new_page(), Console()
    console.listen(page)
    page.set_content(GOOD % "<script>throw new Error('planted')</script>")
    assert console.taken() == ["script: planted"]
    assert console.taken() == []
    assert page.evaluate(TOO_WIDE) == axe_faults(page) == []
    page.close()
