"""Every address: its view names its door, and no address comes unnoticed."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, get_resolver, include, path

from accounts.access import open_to_all, requires, signed_in
from accounts.roles import P
from tests.architecture.doors import Address, addresses

# Pages of allauth, by whether one must be signed in. A new one is noticed here, and looked at.
ALLAUTH = {
    "account_login": False,
    "account_logout": False,
    "account_inactive": False,
    "account_signup": False,  # closed by accounts.adapter
    "account_change_password": True,
    "account_set_password": True,
    "account_reset_password": False,
    "account_reset_password_done": False,
    "account_reset_password_from_key": False,
    "account_reset_password_from_key_done": False,
}

# Core stands below accounts, which has the decorators. It says "ok", and nothing of anybody.
WITHOUT_DOOR = {"core:healthz"}


def problems(found: Iterable[Address]) -> list[str]:
    """Our views that do not name exactly one door, or whose sign-in does not fit the door."""
    said = []
    for address in found:
        named = address.decorators
        if len(named) != 1:
            said.append(f"{address.path} names {named or 'no door'}")
        elif address.needs_sign_in == (named == ["open_to_all"]):
            said.append(f"{address.path} is {named[0]}, but sign-in says otherwise")
    return said


def all_addresses() -> list[Address]:
    return list(addresses(get_resolver().url_patterns))


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def guarded(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def test_each_of_our_views_names_one_door() -> None:
    ours = [address for address in all_addresses() if not address.of_allauth]
    assert problems(address for address in ours if address.name not in WITHOUT_DOOR) == []
    assert {address.name for address in ours if not address.decorators} == WITHOUT_DOOR


def test_each_address_has_a_name_of_its_own() -> None:
    names = [address.name for address in all_addresses()]
    assert sorted(names) == sorted(set(names))


def test_addresses_of_allauth_are_those_we_know() -> None:
    found = {a.name: a.needs_sign_in for a in all_addresses() if a.of_allauth}
    assert found == ALLAUTH


def test_a_view_that_names_no_door_is_found() -> None:
    hidden: list[URLPattern] = [path("new/", bare, name="new")]
    patterns = [path("schools/", include((hidden, "schools")))]
    assert problems(addresses(patterns)) == ["/schools/new/ names no door"]
    assert [address.name for address in addresses(patterns)] == ["schools:new"]


def test_a_view_that_names_two_doors_is_found() -> None:
    view = signed_in("everybody")(requires(P.VIEW_SEASON)(guarded))
    found = problems(addresses([path("a/", view)]))
    assert found == ["/a/ names ['requires', 'signed_in']"]


def test_a_view_that_is_opened_past_its_door_is_found() -> None:
    view = requires(P.VIEW_SEASON)(guarded)
    view.login_required = False  # type: ignore[attr-defined]
    found = problems(addresses([path("a/", view)]))
    assert found == ["/a/ is requires, but sign-in says otherwise"]


def test_a_view_that_names_one_door_is_left_alone() -> None:
    views = [requires(P.VIEW_SEASON)(bare), open_to_all("pupils have no account")(guarded)]
    assert problems(addresses([path(f"{n}/", view) for n, view in enumerate(views)])) == []
