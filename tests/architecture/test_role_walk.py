"""Every address as every role, with one's own things and with another programme's."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.http import StreamingHttpResponse
from django.test import Client

from accounts.roles import MATRIX, Role
from surveys.rules.codes import show_code
from tests import cast
from tests.architecture.doors import Address
from tests.architecture.test_urls import all_addresses
from tests.architecture.walk import is_owned, path_of
from tests.cast_world import World, world

pytestmark = pytest.mark.django_db

# The API asks for tokens and not for logins: ``test_api_walk``.
OURS = [
    a
    for a in all_addresses()
    if not a.of_allauth and a.name != "core:healthz" and not a.name.startswith("api:")
]
CODE_PAGES = {"surveys:code_cards"}
# Who may meet what of the canary on a page. Its birth date is on none: pages show the age.
ORGANISERS = {Role.COORDINATOR, Role.ADMINISTRATOR}
MAY_SEE = {
    "family name": ORGANISERS | {Role.SCHOOL},
    "birth date": set(),
    "study code": ORGANISERS | {Role.SCHOOL, Role.EVALUATOR},
    "PVG date": ORGANISERS,
}


@pytest.fixture
def worlds() -> Iterator[tuple[World, World]]:
    """One's own programme, and another."""
    with time_machine.travel(cast.NOW, tick=False):
        yield world("own"), world("other")


def canaries(of: World) -> dict[str, tuple[str, ...]]:
    return {
        "family name": (of.family_name,),
        "birth date": ("29 July 2010", "2010-07-29", "29/07/2010"),
        "study code": (of.code, show_code(of.code)),
        "PVG date": ("17 June 2027", "2027-06-17"),
    }


def opened(client: Client, path: str) -> Any:
    """The page; a file is read to its end, which closes it."""
    answer: Any = client.get(path)
    if isinstance(answer, StreamingHttpResponse):
        list(answer)
    return answer


def answers(client: Client, address: Address, of: World) -> tuple[int, int]:
    """How the address answers GET and an empty POST; what the POST changed is undone."""
    path = path_of(address, of)
    answer = opened(client, path)
    with transaction.atomic():
        posted = client.post(path)
        transaction.set_rollback(True)
    return answer.status_code, posted.status_code


def _expected(*, opens: bool, foreign: bool) -> set[tuple[int, int]]:
    """What GET and an empty POST may answer; 405 where a page takes only one of the two."""
    if not opens:
        return {(403, 403), (403, 405), (405, 403)}
    if foreign:
        return {(404, 404), (404, 405), (405, 404)}
    shown = {(200, posted) for posted in (200, 302, 404, 405)}  # 404: an empty POST names nothing
    sent_on = {(302, posted) for posted in (302, 405)}
    # A coach in a car has no showing to tick, and is not asked about a day he has a seat on; what
    # a shared tablet sends needs the tablet's own token (401).
    return shown | sent_on | {(405, 200), (405, 302), (405, 404), (405, 401)}


def wrong_answers(role: Role, own: World, other: World) -> list[str]:
    """Addresses that do not answer as the matrix says."""
    client = cast.signed_in(own.people[role], own.of)
    said = []
    for address in OURS:
        door = address.permissions
        opens = not door or bool(door & MATRIX[role])
        foreign = [other] if opens and is_owned(address) else []
        for of in [own, *foreign]:
            got = answers(client, address, of)
            if got not in _expected(opens=opens, foreign=of is other):
                said.append(f"{role}: {address.name} of {of.of}: {got}")
    return said


def test_each_address_answers_each_role_as_the_matrix_says(worlds: tuple[World, World]) -> None:
    assert [said for role in Role for said in wrong_answers(role, *worlds)] == []


def test_without_signing_in_only_pupils_pages_open(worlds: tuple[World, World]) -> None:
    own, _ = worlds
    said = {}
    for address in OURS:
        answer = Client().get(path_of(address, own))
        sent_away = (
            answer.status_code == HTTPStatus.FOUND and "/accounts/login/" in answer["Location"]
        )
        said[address.name] = not sent_away
    assert {name for name, opened in said.items() if opened} == {
        address.name for address in OURS if not address.needs_sign_in
    }


def pages(role: Role, of: World) -> dict[str, str]:
    """Every page that the role can open with its own things, as text."""
    client = cast.signed_in(of.people[role], of.of)
    found = {}
    for address in OURS:
        answer = opened(client, path_of(address, of))
        if answer.status_code == HTTPStatus.OK and not isinstance(answer, StreamingHttpResponse):
            found[address.name] = answer.content.decode(errors="replace")
    return found


def leaks(role: Role, own: World, other: World) -> list[str]:
    """Pages that show the role something of a pupil or a coach that is not for it."""
    said = []
    for name, text in pages(role, own).items():
        for what, words in canaries(own).items():
            if role not in MAY_SEE[what] and any(word in text for word in words):
                said.append(f"{name} shows {role} the {what}")
        if other.family_name in text or show_code(other.code) in text:
            said.append(f"{name} shows {role} a pupil of another programme")
        if own.family_name in text and show_code(own.code) in text and name not in CODE_PAGES:
            said.append(f"{name} joins a name and a code")
    return said


def test_no_page_shows_a_role_what_it_must_not_see(worlds: tuple[World, World]) -> None:
    assert [said for role in Role for said in leaks(role, *worlds)] == []


def test_the_canaries_are_there_to_be_seen(worlds: tuple[World, World]) -> None:
    """The control: where they may be seen, they are; so that silence elsewhere means something."""
    own, _ = worlds
    seen = {
        (what, role)
        for role in (Role.COORDINATOR, Role.SCHOOL)
        for text in pages(role, own).values()
        for what, words in canaries(own).items()
        if any(word in text for word in words)
    }
    assert seen == {
        ("family name", Role.COORDINATOR),
        ("family name", Role.SCHOOL),
        ("study code", Role.COORDINATOR),
        ("study code", Role.SCHOOL),
        ("PVG date", Role.COORDINATOR),
    }


def test_a_door_that_stands_open_is_found(
    worlds: tuple[World, World], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: what the funder may do in a matrix that says too little is complained about."""
    monkeypatch.setattr("tests.architecture.test_role_walk.MATRIX", {Role.FUNDER: frozenset()})
    said = wrong_answers(Role.FUNDER, *worlds)
    assert {line.split()[1] for line in said} == {
        "reporting:report",
        "reporting:report_pdf",
        "reporting:report_excel",
    }
