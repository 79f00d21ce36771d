"""The API: who may ask, what it answers, and that each download is on record."""

import hashlib
import os
import re
from html import unescape
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from accounts.models import AuditEvent
from accounts.roles import Role
from programmes.models import Membership, Partner
from reporting.actions.tokens import revoke_token
from reporting.api import door
from reporting.api.api import NOT_HERE, TOO_MANY
from reporting.api.results import NOT_YET
from reporting.choices import Coarser
from surveys.choices import WaveKind
from tests import cast, cast_surveys
from tests.architecture.files import ROOT as PROJECT
from tests.reporting.asking import ROOT, Program
from tests.reporting.world import World, files_of

pytestmark = pytest.mark.django_db
PATHS = ("/releases", "/releases/1", "/releases/1/files", "/releases/1/bundle", "/waves")


@pytest.fixture(autouse=True)
def _clock(clock: time_machine.Traveller) -> None:
    """The clock stands still in every test here."""
    cache.clear()


@pytest.fixture
def world() -> World:
    world = World()
    for participant in world.pupils(world.held_day(), 3):
        world.both(participant)
    return world


@pytest.fixture
def program(world: World) -> Program:
    return Program.of(world.evaluator, world.programme)


def taken() -> list[str]:
    events = AuditEvent.objects.filter(verb__startswith="downloaded").order_by("pk")
    return list(events.values_list("verb", flat=True))


# --- who may --------------------------------------------------------------------------------------


def test_without_a_token_nothing_but_health_answers(world: World) -> None:
    for path in PATHS:
        answer = Program().get(path)
        assert (answer.status_code, answer.json()) == (401, {"detail": door.NONE})
        assert answer["WWW-Authenticate"] == "Bearer"
    assert Program().get("/health").json() == {"status": "ok", "api": "1", "layout": "2"}


def test_a_login_of_the_browser_counts_for_nothing(world: World) -> None:
    browser = cast.signed_in(world.evaluator, world.programme)
    assert browser.get(f"{ROOT}/releases").status_code == 401


@pytest.mark.parametrize("shown", ["Basic abc", "Bearer", "Bearer ", "runway_x", "Bearer a b", "é"])
def test_what_is_no_token_is_told_in_json(world: World, shown: str) -> None:
    answer = Client().get(f"{ROOT}/releases", headers={"Authorization": shown})
    assert answer.status_code == 401
    assert answer.json()["detail"] in (door.NONE, door.UNKNOWN)


def test_a_token_that_nobody_holds_is_refused(world: World) -> None:
    assert Program("runway_nobody").said("/releases") == (401, door.UNKNOWN)


def test_a_revoked_token_opens_nothing(world: World, program: Program) -> None:
    assert program.get("/releases").status_code == 200
    assert program.token is not None
    revoke_token(token=program.token, by=world.evaluator, now=cast.NOW)
    assert program.said("/releases") == (401, door.REVOKED)


def test_a_token_opens_on_its_last_day_and_not_after(
    program: Program, clock: time_machine.Traveller
) -> None:
    clock.shift(30 * 24 * 3600)
    assert program.get("/releases").status_code == 200
    clock.shift(24 * 3600)
    assert program.said("/releases") == (401, door.ENDED)


def test_a_closed_account_opens_nothing(world: World, program: Program) -> None:
    world.evaluator.is_active = False
    world.evaluator.save()
    assert program.said("/releases") == (401, door.CLOSED)


def test_a_role_that_is_gone_takes_the_token_along(world: World, program: Program) -> None:
    Membership.objects.filter(user=world.evaluator).delete()
    assert [program.said(path) for path in PATHS] == [(403, door.MAY_NOT)] * len(PATHS)


def test_an_agreement_that_is_over_takes_research_data_along(
    world: World, program: Program
) -> None:
    Partner.objects.filter(membership__user=world.evaluator).update(agreement_until=cast.day(-1))
    assert program.said("/releases") == (403, door.MAY_NOT)
    assert program.said("/releases/1/bundle") == (403, door.MAY_NOT)


def test_a_token_of_one_programme_opens_no_other(world: World, program: Program) -> None:
    other = World()
    for participant in other.pupils(other.held_day(), 1):
        other.both(participant)
    world.frozen()
    other.frozen()
    foreign = other.frozen()
    assert [one["number"] for one in program.get("/releases").json()] == [1]
    assert program.said(f"/releases/{foreign.number}/bundle") == (404, NOT_HERE)
    assert program.get("/releases/1").json()["sha256"] != foreign.sha256


def test_a_second_role_in_another_programme_does_not_widen_a_token(world: World) -> None:
    other = World()
    cast.person(other.programme, Role.EVALUATOR, email=world.evaluator.email)
    program = Program.of(world.evaluator, world.programme)
    Membership.objects.filter(user=world.evaluator, programme=world.programme).delete()
    assert program.said("/releases") == (403, door.MAY_NOT)


def test_a_program_that_asks_too_often_waits(
    program: Program, monkeypatch: pytest.MonkeyPatch, clock: time_machine.Traveller
) -> None:
    monkeypatch.setattr(door, "PER_MINUTE", 3)
    assert [program.get("/releases").status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = program.get("/releases")
    assert (answer.json()["detail"], answer["Retry-After"]) == (TOO_MANY, "60")
    clock.shift(60)
    assert program.get("/releases").status_code == 200


def test_a_count_that_was_forgotten_lets_pass(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reporting.api.door.cache.add", lambda *words: None)
    assert program.get("/releases").status_code == 200


def test_last_use_is_kept(program: Program) -> None:
    assert program.token is not None
    for _ in range(2):
        program.get("/releases")
        program.token.refresh_from_db()
        assert program.token.last_used_on == cast.TODAY


# --- what it answers ------------------------------------------------------------------------------


def test_releases_are_told_as_they_were_frozen(world: World, program: Program) -> None:
    assert program.get("/releases").json() == []
    release = world.frozen(
        agreement="DSA 12", delete_by=cast.FAR_OFF, coarser=[Coarser.NO_RURAL, Coarser.NO_GENDER]
    )
    one = program.get("/releases/1").json()
    assert program.get("/releases").json() == [one]
    assert one == {
        "number": 1,
        "frozen_at": "2026-11-23T09:00:00Z",
        "recipient": "Dr A. Weir",
        "purpose": "A test.",
        "agreement": "DSA 12",
        "delete_by": "2027-07-31",
        "coarser": ["NO_GENDER", "NO_RURAL"],
        "smallest_group": 3,
        "participants": 3,
        "pairs": 3,
        "size": release.file.size,
        "sha256": release.sha256,
    }


def test_the_bundle_comes_as_it_was_frozen_and_on_record(world: World, program: Program) -> None:
    release = world.frozen()
    answer = program.get("/releases/1/bundle")
    assert (answer.status_code, answer.streaming) == (200, True)
    assert taken() == ["downloaded release by API"]  # before the file is read
    content = answer.getvalue()
    assert hashlib.sha256(content).hexdigest() == release.sha256
    assert answer["ETag"] == f'"{release.sha256}"'
    assert answer["Content-Length"] == str(len(content))
    assert answer["Cache-Control"] == "no-store"
    again = program.get("/releases/1/bundle", If_None_Match=answer["ETag"])
    assert (again.status_code, len(taken())) == (304, 1)


def test_each_file_is_listed_and_comes(world: World, program: Program) -> None:
    found = files_of(world.frozen())
    listed = program.get("/releases/1/files").json()
    assert {one["name"]: one["size"] for one in listed} == {
        name: len(content) for name, content in found.items()
    }
    for one in listed:
        answer = program.get(f"/releases/1/files/{one['name']}")
        content = answer.getvalue()
        assert content == found[one["name"]]
        assert answer["Content-Type"] == one["media_type"]
        assert one["sha256"] in ("", hashlib.sha256(content).hexdigest())
    assert len(taken()) == len(listed)
    assert "downloaded README.txt of release by API" in taken()
    known = {"If_None_Match": f'"{listed[0]["sha256"]}"'}
    assert program.get(f"/releases/1/files/{listed[0]['name']}", **known).status_code == 304


def test_tables_come_as_csv_or_parquet(world: World, program: Program) -> None:
    found = files_of(world.frozen())
    for table in ("wide", "long"):
        csv = program.get(f"/releases/1/tables/{table}")
        assert csv.getvalue() == found[f"responses_{table}.csv"]
        parquet = program.get(f"/releases/1/tables/{table}?format=parquet")
        assert parquet.getvalue() == found[f"responses_{table}.parquet"]
    status, said = program.said("/releases/1/tables/wide?format=xml")
    assert (status, said) == (400, "format: Input should be 'csv' or 'parquet'.")


def test_waves_are_told_with_small_numbers_hidden(world: World, program: Program) -> None:
    for participant in world.pupils(world.held_day(-4), 2, first=10):
        cast_surveys.answer(participant, world.waves[WaveKind.BEFORE])
    before, after = program.get("/waves").json()
    assert (before["kind"], before["answers"], before["answers_shown"]) == ("BEFORE", 5, "5")
    assert (after["kind"], after["answers"], after["answers_shown"]) == ("AFTER", None, "under 5")
    assert (before["opens_days"], before["closes_days"]) == (-14, 0)
    assert (before["asks_day"], before["asks_waiting"]) == (True, True)
    assert before["name"] == "Before the day"


def test_results_are_those_of_the_page(
    world: World, program: Program, django_capture_on_commit_callbacks: Any
) -> None:
    for participant in world.pupils(world.held_day(-4), 12, first=10):
        world.both(participant)
    with django_capture_on_commit_callbacks(execute=True):
        world.frozen()
    found = program.get("/releases/1/results").json()
    browser = cast.signed_in(world.evaluator, world.programme)
    page = unescape(browser.get("/results/?release=1").content.decode())
    assert {"value": "15 → 15", "label": "before → after answers"} in found["figures"]
    cells = [
        cell
        for block in found["blocks"]
        for table in block["tables"]
        for row in table["rows"]
        for cell in row
    ]
    assert len(cells) > 50
    assert [cell for cell in cells if cell not in page] == []
    assert [text for text in found["cautions"] if text not in page] == []


def test_results_that_are_not_worked_out_are_told(world: World, program: Program) -> None:
    world.frozen()  # nothing is committed, so that no worker hears of it
    assert program.said("/releases/1/results") == (404, NOT_YET)
    assert program.said("/releases/2/results") == (404, NOT_HERE)


# --- what is not there ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/releases/2",
        "/releases/0",
        "/releases/-1",
        "/releases/1.5",
        "/releases/x",
        f"/releases/{2**63}",
        f"/releases/{'9' * 5000}",
        "/releases/%00",
        "/releases/1/",
        "/releases/1/files/nothing.csv",
        "/releases/1/files/..%2F..%2Fsecret",
        "/releases/1/files/%00",
        "/releases/1/tables/secret",
        "/releases/1/nothing",
        "/nothing",
        "/nothing/at/all/",
    ],
)
def test_what_is_not_there_is_told_in_json(world: World, program: Program, path: str) -> None:
    world.frozen()
    assert program.said(path) == (404, NOT_HERE)
    assert taken() == []


def test_a_file_that_is_gone_is_told_in_json(world: World, program: Program) -> None:
    release = world.frozen()
    release.file.storage.delete(str(release.file.name))
    assert program.said("/releases/1/bundle") == (404, NOT_HERE)
    assert program.said("/releases/1/files") == (404, NOT_HERE)
    assert program.get("/releases/1").json()["size"] is None
    assert taken() == []


@pytest.mark.parametrize("accept", ["text/html", "application/xml;q=0", "*", "", "é/é"])
def test_odd_wishes_get_the_same(world: World, program: Program, accept: str) -> None:
    world.frozen()
    assert program.get("/releases", Accept=accept).json()[0]["number"] == 1


def test_nothing_is_changed_by_the_api(program: Program) -> None:
    shown = {"Authorization": f"Bearer {program.secret}"}
    for method in ("post", "put", "patch", "delete", "options"):
        answer = getattr(Client(), method)(f"{ROOT}/releases", headers=shown)
        assert answer.status_code == 405
    assert Client(enforce_csrf_checks=True).post(f"{ROOT}/nothing").status_code == 404


# --- its description ------------------------------------------------------------------------------


def test_the_description_names_every_call(program: Program) -> None:
    described = Program().get("/openapi.json").json()
    assert sorted(described["paths"]) == [
        f"{ROOT}/health",
        f"{ROOT}/releases",
        f"{ROOT}/releases/{{number}}",
        f"{ROOT}/releases/{{number}}/bundle",
        f"{ROOT}/releases/{{number}}/files",
        f"{ROOT}/releases/{{number}}/files/{{name}}",
        f"{ROOT}/releases/{{number}}/results",
        f"{ROOT}/releases/{{number}}/tables/{{table}}",
        f"{ROOT}/waves",
    ]
    assert described["components"]["securitySchemes"] == {
        "BearerToken": {"type": "http", "scheme": "bearer"}
    }


def test_the_page_about_it_loads_nothing_from_elsewhere() -> None:
    answer = Client().get(f"{ROOT}/")
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert all(path in shown for path in ("/api/v1/releases", "openapi.json", "Python"))
    assert "cdn" not in shown
    outside: list[Any] = [word for word in shown.split('"') if word.startswith("https://")]
    assert outside == []


def test_examples_on_the_page_are_those_of_the_document() -> None:
    document = (PROJECT / "docs" / "api.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```(?:r|python)\n(.*?)```", document, re.DOTALL)
    shown = unescape(Client().get(f"{ROOT}/").content.decode())
    assert len(blocks) == 2
    for block in blocks:
        here = block.replace("https://example.org", settings.SITE_URL.rstrip("/"))
        assert here.strip() in shown


def test_the_example_in_python_runs(
    world: World, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it stands in the document, but for what fetches: there is no server here."""
    world.frozen()
    document = (PROJECT / "docs" / "api.md").read_text(encoding="utf-8")
    (lines,) = re.findall(r"```python\n(.*?)```", document, re.DOTALL)
    monkeypatch.setenv("RUNWAY_TOKEN", program.secret)

    class Reader:
        """Stands for pandas: asks the address with the headers that it is given."""

        @staticmethod
        def read_csv(address: str, storage_options: dict[str, str]) -> Any:
            path = address.removeprefix("https://example.org")
            return Client().get(path, headers=storage_options).getvalue()

    names: dict[str, Any] = {"os": os, "pandas": Reader}
    exec(lines, names)
    assert names["wide"].startswith(b"study_id,arm,")
