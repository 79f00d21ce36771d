"""Every call of the API: it names its door, and answers a token of each role as the matrix says."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.test import Client
from ninja import NinjaAPI
from ninja.operation import Operation

from accounts.roles import MATRIX, P, Role
from reporting.actions.tokens import make_token
from reporting.api.api import api
from reporting.api.door import BearerToken, needs_no_token
from reporting.models import Analysis, Release
from reporting.results.tasks import work_out
from tests import cast
from tests.architecture.doors import Address
from tests.architecture.test_role_walk import canaries
from tests.architecture.test_urls import all_addresses
from tests.architecture.walk import path_of
from tests.cast_world import World, world

pytestmark = pytest.mark.django_db

# What is no operation of ninja's: each with its reason.
OPEN = {
    "api:about": "Says how the API is asked; holds no data.",
    "api:openapi-json": "The same for programs.",
    "api:api-root": "Behind the page about it; ninja needs its address.",
    "api:nothing": "Says that there is nothing.",
}


def operations(of: NinjaAPI = api) -> Iterator[Operation]:
    """Every operation of the API, those that OpenAPI does not tell too."""
    for router in of._get_bound_routers():
        for view in router.path_operations.values():
            yield from view.operations


def problems(found: Iterator[Operation]) -> list[str]:
    """Operations that ask for no token, and do not say why."""
    said = []
    for one in found:
        name = one.view_func.__name__
        doors = [door for door in one.auth_callbacks or [] if isinstance(door, BearerToken)]
        why = getattr(one.view_func, "needs_no_token", "")
        if len(doors) != len(one.auth_callbacks or []) or any(not d.permissions for d in doors):
            said.append(f"{name} has a door that asks for nothing")
        if bool(doors) == bool(why):
            said.append(f"{name} names {'two doors' if doors else 'no door'}")
    return said


def door_of(operation: Operation) -> frozenset[P]:
    """Permissions of which one is needed; none where it is open."""
    doors: list[Any] = list(operation.auth_callbacks or [])
    return frozenset[P]().union(*(door.permissions for door in doors))


def addresses_of_api() -> list[Address]:
    return [one for one in all_addresses() if one.name.startswith("api:")]


@pytest.fixture
def worlds() -> Iterator[tuple[World, World]]:
    cache.clear()
    with time_machine.travel(cast.NOW, tick=False):
        own, other = world("own"), world("other")
        for here in (own, other):
            work_out.call(Analysis.objects.get(release=here.release).pk)
        yield own, other


def secret_of(role: Role, here: World) -> str:
    """A token of somebody with this role; as if he had made it while he was evaluator."""
    _, secret = make_token(
        programme=here.of, label="A", ends_on=cast.day(9), by=here.people[role], now=cast.NOW
    )
    return secret


def asked(path: str, secret: str = "") -> tuple[int, str]:
    """Status and text of the answer; a stream is read to its end."""
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    answer: Any = Client().get(path, headers=headers)
    if isinstance(answer, FileResponse | StreamingHttpResponse):
        return answer.status_code, answer.getvalue().decode(errors="replace")
    return answer.status_code, answer.content.decode()


def test_each_operation_names_its_door() -> None:
    assert problems(operations()) == []
    named = {f"api:{one.view_func.__name__}" for one in operations()}
    assert {one.name for one in addresses_of_api()} == named | set(OPEN)


def test_each_call_answers_each_role_as_the_matrix_says(worlds: tuple[World, World]) -> None:
    own, _ = worlds
    doors = {f"api:{one.view_func.__name__}": door_of(one) for one in operations()}
    got, expected = {}, {}
    for role in Role:
        secret = secret_of(role, own)
        for address in addresses_of_api():
            if address.name in OPEN:
                continue
            door = doors[address.name]
            got[role, address.name] = asked(path_of(address, own), secret)[0]
            expected[role, address.name] = 200 if not door or door & MATRIX[role] else 403
    assert got == expected


def test_without_a_token_only_what_is_open_answers(worlds: tuple[World, World]) -> None:
    own, _ = worlds
    got = {one.name: asked(path_of(one, own))[0] for one in addresses_of_api()}
    closed = {name for name, status in got.items() if status == 401}
    assert closed == {f"api:{one.view_func.__name__}" for one in operations() if door_of(one)}
    assert {name: status for name, status in got.items() if name not in closed} == {
        "api:health": 200,
        "api:about": 200,
        "api:openapi-json": 200,
        "api:api-root": 200,
        "api:nothing": 404,
    }


def test_nothing_of_another_programme_answers(worlds: tuple[World, World]) -> None:
    own, other = worlds
    foreign = Release.objects.get(programme=other.of)
    secret = secret_of(Role.EVALUATOR, own)
    for address in addresses_of_api():
        if "<" in address.path and address.name not in OPEN:
            path = path_of(address, own).replace("/releases/1", f"/releases/{foreign.number + 1}")
            assert (address.name, asked(path, secret)[0]) == (address.name, 404)
    shown = asked("/api/v1/releases", secret)[1]
    assert foreign.sha256 not in shown
    assert own.release.sha256 in shown


def test_no_call_tells_what_the_evaluator_must_not_see(worlds: tuple[World, World]) -> None:
    own, other = worlds
    secret = secret_of(Role.EVALUATOR, own)
    for address in addresses_of_api():
        text = asked(path_of(address, own), secret)[1]
        for one in (own, other):
            for words in canaries(one).values():
                assert (address.name, [w for w in words if w in text]) == (address.name, [])


@pytest.mark.parametrize(
    ("auth", "why", "found"),
    [
        (None, "", ["bare names no door"]),
        (BearerToken(P.EXPORT_RESEARCH), "Why not.", ["bare names two doors"]),
        (BearerToken(), "", ["bare has a door that asks for nothing"]),
        (lambda request: True, "", ["bare has a door that asks for nothing", "bare names no door"]),
        (None, "It says nothing.", []),
        (BearerToken(P.EXPORT_RESEARCH), "", []),
    ],
)
def test_an_operation_without_a_door_is_found(
    auth: Callable[[HttpRequest], Any] | None, why: str, found: list[str]
) -> None:
    made = NinjaAPI(urls_namespace=f"test-{why}-{len(found)}")

    def bare(request: HttpRequest) -> str:
        return ""

    made.get("/bare", auth=auth)(needs_no_token(why)(bare) if why else bare)
    assert problems(operations(made)) == found
