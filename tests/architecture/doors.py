"""Walks all addresses and reads which door each view names."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver

from accounts.roles import P

DECORATORS = {"permissions": "requires", "signed_in": "signed_in", "open_to_all": "open_to_all"}


@dataclass(frozen=True)
class Address:
    """One address: what it is called, where it lies, what answers."""

    name: str
    path: str
    view: Callable[..., Any]

    @property
    def of_allauth(self) -> bool:
        return self.view.__module__.startswith("allauth.")

    @property
    def decorators(self) -> list[str]:
        """Those of our decorators that the view carries."""
        return [name for mark, name in DECORATORS.items() if getattr(self.view, mark, None)]

    @property
    def permissions(self) -> frozenset[P]:
        found: frozenset[P] = getattr(self.view, "permissions", frozenset())
        return found

    @property
    def needs_sign_in(self) -> bool:
        """As LoginRequiredMiddleware reads it."""
        return bool(getattr(self.view, "login_required", True))


def addresses(
    patterns: Iterable[URLPattern | URLResolver], space: str = "", path: str = "/"
) -> Iterator[Address]:
    """All addresses under ``patterns``, with their full names and paths."""
    for pattern in patterns:
        here = f"{path}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from addresses(pattern.url_patterns, inner, here)
        else:
            yield Address(f"{space}{pattern.name}", here, pattern.callback)
