"""The list of releases, the form that freezes one, and the file itself."""

import hashlib
import threading
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent
from accounts.roles import Role
from programmes.choices import PartnerKind
from reporting.actions.releases import AT_ONCE
from reporting.choices import Coarser
from reporting.models import Release
from tests import cast
from tests.reporting.world import World, files_of

pytestmark = pytest.mark.django_db
LIST, FREEZE = "/releases/", "/releases/freeze/"
SENT: dict[str, Any] = {
    "recipient": "Dr A. Weir, University",
    "purpose": "Thesis <1>",
    "agreement": "DSA 12, 1 August 2026",
    "delete_by_day": "31",
    "delete_by_month": "7",
    "delete_by_year": "2027",
    "promised": "on",
    "seen": "",
    "sure": "on",
}


@pytest.fixture(autouse=True)
def _clock(clock: time_machine.Traveller) -> None:
    """The clock stands still in every test here."""


@pytest.fixture
def world() -> World:
    world = World()
    for participant in world.pupils(world.held_day(), 3):
        world.both(participant)
    return world


@pytest.fixture
def browser(world: World) -> Client:
    return cast.signed_in(world.evaluator, world.programme)


def page(browser: Client, address: str = LIST) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_page_without_a_release_says_what_to_do(browser: Client) -> None:
    shown = page(browser)
    assert "No release yet" in shown
    assert "3 answers before, 3 after, 3 pairs so far." in shown
    assert "What is never in it" in shown
    assert "Data leave Runway only as frozen releases" in shown


def test_page_without_answers_offers_no_freezing() -> None:
    world = World()
    browser = cast.signed_in(world.evaluator, world.programme)
    assert FREEZE not in page(browser)
    assert "Nobody has answered yet" in page(browser)
    shown = page(browser, FREEZE)
    assert ("Nobody has answered yet" in shown, "<form" in shown.split("<main")[1]) == (True, False)


# --- one release ----------------------------------------------------------------------------------


def test_page_of_a_release_tells_what_was_agreed_and_who_took_it(
    browser: Client, world: World
) -> None:
    release = world.frozen(agreement="DSA 12", delete_by=cast.day(3), coarser=[Coarser.NO_GENDER])
    address = reverse("reporting:release", args=[release.pk])
    shown = page(browser, address)
    assert ("DSA 12" in shown, "26 November 2026" in shown) == (True, True)
    assert ("leave out gender" in shown, release.sha256 in shown) == (True, True)
    assert "Nobody yet." in shown
    browser.get(reverse("reporting:download", args=[release.pk]), follow=True).getvalue()
    assert "9:00am: A. Evaluator downloaded release" in page(browser, address)


def test_a_copy_that_should_be_gone_is_reminded_of(
    browser: Client, world: World, clock: time_machine.Traveller
) -> None:
    release = world.frozen(delete_by=cast.day(3))
    assert "should be deleted by now" not in page(browser)
    clock.shift(4 * 24 * 3600)
    browser = cast.signed_in(world.evaluator, world.programme)
    assert "Copies that should be deleted by now" in page(browser)
    address = reverse("reporting:release", args=[release.pk])
    assert "should have been deleted by 26 November 2026" in page(browser, address)


def test_each_file_streams_with_its_length_and_checksum(browser: Client, world: World) -> None:
    release = world.frozen()
    shown = page(browser, reverse("reporting:release", args=[release.pk]))
    found = files_of(release)
    assert set(found) >= {"responses_wide.sav", "responses_wide.dta", "responses_wide.parquet"}
    for name, content in found.items():
        address = reverse("reporting:file", args=[release.pk, name])
        assert address in shown
        answer = browser.get(address)
        assert (answer.status_code, answer.streaming) == (200, True)
        assert answer["Content-Length"] == str(len(content))
        assert answer["Content-Disposition"].startswith("attachment; ")
        assert answer.getvalue() == content
        digest = hashlib.sha256(content).hexdigest()
        assert answer.get("ETag", f'"{digest}"') == f'"{digest}"'
    taken = AuditEvent.objects.filter(verb__startswith="downloaded ").count()
    assert taken == len(found)
    assert AuditEvent.objects.filter(verb="downloaded README.txt of release").count() == 1


def test_buttons_bear_the_names_of_programs(browser: Client, world: World) -> None:
    shown = page(browser, reverse("reporting:release", args=[world.frozen().pk]))
    for label in ("CSV wide", "SPSS wide", "SPSS long", "Stata long", "Parquet wide", "Excel"):
        assert f">{label}</a>" in shown


def test_a_file_that_is_not_in_the_release_is_not_found(browser: Client, world: World) -> None:
    release = world.frozen()
    for name in ("nothing.csv", "../secret", "responses_wide.csv/x", "%00"):
        address = f"{LIST}{release.pk}/files/{name}"
        assert browser.get(address).status_code == 404
    assert AuditEvent.objects.filter(verb__startswith="downloaded").count() == 0


def test_who_has_the_bytes_already_gets_none_and_is_not_recorded(
    browser: Client, world: World
) -> None:
    release = world.frozen()
    known = {"If-None-Match": f'W/"{release.sha256}"'}
    answer = browser.get(reverse("reporting:download", args=[release.pk]), headers=known)
    assert (answer.status_code, answer["ETag"]) == (304, f'"{release.sha256}"')
    content = files_of(release)["README.txt"]
    known = {"If-None-Match": f'"{hashlib.sha256(content).hexdigest()}"'}
    address = reverse("reporting:file", args=[release.pk, "README.txt"])
    assert browser.get(address, headers=known).status_code == 304
    assert browser.get(address, headers={"If-None-Match": '"other"'}).getvalue() == content
    assert AuditEvent.objects.filter(verb__startswith="downloaded").count() == 1


def test_a_reader_who_leaves_early_leaves_no_file_open(browser: Client, world: World) -> None:
    address = reverse("reporting:file", args=[world.frozen().pk, "responses.xlsx"])
    answer: Any = browser.get(address)
    next(iter(answer.streaming_content))
    answer.close()


def test_page_of_a_release_whose_file_is_gone_says_so(browser: Client, world: World) -> None:
    release = world.frozen()
    release.file.storage.delete(str(release.file.name))
    assert "not in the storage" in page(browser)
    assert "it is in the backup" in page(browser, reverse("reporting:release", args=[release.pk]))
    address = reverse("reporting:file", args=[release.pk, "README.txt"])
    assert browser.get(address).status_code == 404


def test_download_is_the_frozen_file_and_on_record(browser: Client, world: World) -> None:
    release = world.frozen()
    answer = browser.get(reverse("reporting:download", args=[release.pk]))
    assert (answer.status_code, answer.streaming) == (200, True)
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"] == 'attachment; filename="runway-release-1.zip"'
    event = AuditEvent.objects.get(verb="downloaded release")  # before the file is read
    assert (event.by, event.target_number) == (world.evaluator, release.pk)
    content = answer.getvalue()
    assert hashlib.sha256(content).hexdigest() == release.sha256


def test_download_of_another_programme_is_not_found(browser: Client) -> None:
    other = World()
    (one,) = other.pupils(other.held_day(), 1)
    other.both(one)
    theirs = other.frozen()
    address = reverse("reporting:download", args=[theirs.pk])
    assert browser.get(address).status_code == 404
    assert str(theirs.sha256[:12]) not in page(browser)
    assert AuditEvent.objects.filter(verb="downloaded release").count() == 0


def test_download_whose_file_is_gone_is_not_found_and_not_recorded(
    browser: Client, world: World
) -> None:
    release = world.frozen()
    release.file.storage.delete(str(release.file.name))
    assert browser.get(reverse("reporting:download", args=[release.pk])).status_code == 404
    assert AuditEvent.objects.filter(verb="downloaded release").count() == 0


def test_download_only_answers_get(browser: Client, world: World) -> None:
    address = reverse("reporting:download", args=[world.frozen().pk])
    assert browser.post(address).status_code == 405


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.EVALUATOR])
def test_only_the_evaluator_sees_research_data(world: World, role: Role) -> None:
    release = world.frozen()
    at = cast.partner(world.programme, PartnerKind.POLICE) if role == Role.COACH else None
    someone = cast.signed_in(cast.person(world.programme, role, at=at), world.programme)
    addresses = [LIST, FREEZE, reverse("reporting:download", args=[release.pk])]
    assert [someone.get(address).status_code for address in addresses] == [403, 403, 403]
    assert someone.post(FREEZE, SENT).status_code == 403
    assert Release.objects.count() == 1


def test_evaluator_without_an_agreement_sees_none(world: World) -> None:
    at = cast.partner(world.programme, PartnerKind.EVALUATOR, agreement=False)
    person = cast.person(world.programme, Role.EVALUATOR, at=at)
    assert cast.signed_in(person, world.programme).get(LIST).status_code == 403


def test_list_asks_as_much_for_three_releases_as_for_one(browser: Client, world: World) -> None:
    counts = []
    for more in (1, 2):
        for _ in range(more):
            world.frozen()
        with CaptureQueriesContext(connection) as queries:
            page(browser)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_who_freeze_at_once_both_get_a_release_of_their_own(world: World) -> None:
    start = threading.Barrier(4)
    made: list[int] = []
    failed: list[BaseException] = []

    def freeze() -> None:
        try:
            start.wait()
            made.append(world.frozen().number)
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=freeze) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    numbers = sorted(Release.objects.values_list("number", flat=True))
    assert sorted(made) == numbers == list(range(1, len(made) + 1))
    assert [str(error) for error in failed] == [AT_ONCE] * len(failed)
    assert len(made) >= 2
    files = [release.file for release in Release.objects.all()]
    assert all(file.storage.exists(str(file.name)) for file in files)
