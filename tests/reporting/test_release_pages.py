"""The list of releases, the form that freezes one, and the file itself."""

import hashlib
import threading
from collections.abc import Iterator

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
from reporting.models import Release
from tests import cast
from tests.reporting.world import World

pytestmark = pytest.mark.django_db
LIST, FREEZE = "/releases/", "/releases/freeze/"
SENT = {"recipient": "Dr A. Weir, University", "purpose": "Thesis <1>", "sure": "on"}


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(cast.NOW, tick=False):
        yield


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


def test_freezing_asks_tells_and_lists(browser: Client, world: World) -> None:
    shown = page(browser, FREEZE)
    assert "Answers now: 3 answers before, 3 after, 3 pairs." in shown
    assert "Freezing cannot be undone." in shown
    answer = browser.post(FREEZE, SENT, follow=True)
    assert answer.redirect_chain == [(LIST, 302)]
    release = Release.objects.get()
    shown = answer.content.decode()
    assert "Release 1 is frozen." in shown
    assert "frozen 23 November 2026" in shown
    assert "Thesis &lt;1&gt;" in shown
    assert f"{release.sha256[:12]}…" in shown
    assert reverse("reporting:download", args=[release.pk]) in shown


def test_freezing_needs_the_tick_and_the_words(browser: Client) -> None:
    shown = browser.post(FREEZE, {}).content.decode()
    for sentence in (
        "Say who takes the data.",
        "Say what the data are for.",
        "Tick the box when you have read what freezing means.",
    ):
        assert sentence in shown
    assert Release.objects.count() == 0


def test_what_the_action_refuses_stands_on_the_form(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.post(FREEZE, SENT)
    monkeypatch.setattr("reporting.actions.releases._next_number", lambda programme: 1)
    shown = browser.post(FREEZE, SENT).content.decode()
    assert "Others are freezing releases at this moment. Try again." in shown
    assert Release.objects.count() == 1


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
