"""Who stands before a page, and the decorators that name the page's door."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from accounts.models import User
from accounts.roles import FOUNDING, P, Role

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Standing:
    """What one person is, today, in one programme; made once a request."""

    user_id: int | None
    programme_id: int | None
    roles: frozenset[Role]
    permissions: frozenset[P]
    coach_id: int | None
    today: datetime.date
    # The roles that show pupils now: held under an agreement in force, and by a coach who is fit.
    # Permissions add up over roles, so they say nothing of which rows one role may show.
    covered: frozenset[Role] = frozenset()

    def may(self, permission: P) -> bool:
        return permission in self.permissions

    @classmethod
    def outside(cls, user: User | None, today: datetime.date) -> "Standing":
        """Somebody with no role anywhere: may at most set up the first programme."""
        founds = user is not None and user.may_set_up
        return cls(
            user_id=user.pk if user else None,
            programme_id=None,
            roles=frozenset(),
            permissions=FOUNDING if founds else frozenset(),
            coach_id=None,
            today=today,
        )


if TYPE_CHECKING:

    class Request(HttpRequest):
        """A request of a signed-in person, as our views get it."""

        user: User
        standing: Standing
        programme: Any
        htmx: Any

else:
    Request = HttpRequest


def requires(*permissions: P) -> Callable[[View], View]:
    """The view opens to people who hold any of ``permissions``; to others it answers 403."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.standing.permissions.intersection(permissions):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.permissions = frozenset(permissions)  # type: ignore[attr-defined]
        return guarded

    return decorate


def signed_in(why: str) -> Callable[[View], View]:
    """The view opens to everybody who is signed in; ``why`` says that this is meant."""

    def decorate(view: View) -> View:
        view.signed_in = why  # type: ignore[attr-defined]
        return view

    return decorate


def open_to_all(why: str) -> Callable[[View], View]:
    """The view opens without signing in; ``why`` says that this is meant."""

    def decorate(view: View) -> View:
        view.open_to_all = why  # type: ignore[attr-defined]
        return login_not_required(view)

    return decorate
