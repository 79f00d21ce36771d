"""Every page that a role can open, looked at in a browser: no role has a page with a fault."""

import pytest
import time_machine

from accounts.roles import MATRIX, Role
from tests import cast
from tests.architecture.test_urls import all_addresses
from tests.architecture.walk import path_of
from tests.cast_world import World, world
from tests.journeys.pages import Browsers, Visitor

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

# Files, drawings and what only takes a POST are no pages.
NO_PAGE = {
    "core:healthz",
    "api:health",
    "api:openapi-json",
    "reporting:alike",
    "reporting:download",
    "reporting:file",
    "reporting:report_pdf",
    "reporting:report_excel",
    "sessions:feed",
    "sessions:lot_file",
    "surveys:instrument_csv",
    "surveys:instrument_xlsform",
    "surveys:paper_preview",
    "surveys:tablet_worker",
    "surveys:wave_qr",
}


def open_pages(who: Visitor, here: World, role: Role) -> list[str]:
    """Look at each page that opens; returns the names of their addresses."""
    opened = []
    for address in all_addresses():
        door = address.permissions
        is_page = address.name not in NO_PAGE and not address.name.startswith("api:")
        if address.of_allauth or not is_page or (door and not door & MATRIX[role]):
            continue
        if who.status(path_of(address, here)) == 200:
            who.look(f"{address.name}, {who.path.split('?')[0]}")
            opened.append(address.name)
    return opened


def test_no_page_of_any_role_has_a_fault(browsers: Browsers, clock: time_machine.Traveller) -> None:
    clock.move_to(cast.NOW)
    here = world("own")
    opened: dict[Role, list[str]] = {}
    for role in Role:
        who = browsers.signed_in(here.people[role].email, cast.PASSWORD)
        opened[role] = open_pages(who, here, role)
        who.close()
    assert browsers.faults == {}
    assert "reporting:season" in opened[Role.COORDINATOR]
    assert "sessions:my_days" in opened[Role.COACH]
    assert "sessions:my_school" in opened[Role.SCHOOL]
    assert "reporting:releases" in opened[Role.EVALUATOR]
    assert "reporting:report" in opened[Role.FUNDER]
