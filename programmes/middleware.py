"""Puts on each request who the person is in which programme, in two queries at most."""

import datetime
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from accounts.access import Standing
from accounts.models import User
from accounts.roles import P, Role, permissions_of
from core.dates import today
from programmes.models import Coach, Membership

GetResponse = Callable[[HttpRequest], HttpResponseBase]
CURRENT = "programme"  # the login session's key for the programme that the person works in


class StandingMiddleware:
    """Gives views ``request.standing``, ``request.programme`` and ``request.programme_count``."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        on = today()
        request.standing = Standing.outside(None, on)  # type: ignore[attr-defined]
        request.programme = None  # type: ignore[attr-defined]
        request.programme_count = 0  # type: ignore[attr-defined]
        if isinstance(request.user, User):
            self._place(request, request.user, on)
        return self.get_response(request)

    def _place(self, request: HttpRequest, user: User, on: datetime.date) -> None:
        held = list(
            Membership.objects.filter(user=user)
            .select_related("programme", "partner")
            .order_by("-programme__school_year", "-programme_id", "id")
        )
        wanted = request.session.get(CURRENT)
        here = [m for m in held if m.programme_id == wanted] or [
            m for m in held if m.programme_id == held[0].programme_id
        ]
        request.programme = here[0].programme if here else None  # type: ignore[attr-defined]
        request.programme_count = len({m.programme_id for m in held})  # type: ignore[attr-defined]
        request.standing = (  # type: ignore[attr-defined]
            standing_of(user, here, on) if here else Standing.outside(user, on)
        )


def standing_of(user: User, held: list[Membership], on: datetime.date) -> Standing:
    """What ``user`` is through the memberships ``held``, all of one programme, on a date.

    A role for a partner without a data-sharing agreement in force, and a coach who is not fit on
    the date, open no door to personal data.
    """
    coach = None
    if any(m.role == Role.COACH for m in held):
        coach = Coach.objects.filter(user=user, programme=held[0].programme_id).first()
    opened: set[P] = set()
    covered: set[Role] = set()
    for m in held:
        role = Role(m.role)
        agreed = m.partner is None or m.partner.agreement_in_force(on)
        assured = role != Role.COACH or (coach is not None and not any(coach.fit_problems(on)))
        opened |= permissions_of(frozenset({role}), agreement=agreed and assured)
        if agreed and assured:
            covered.add(role)
    return Standing(
        user_id=user.pk,
        programme_id=held[0].programme_id,
        roles=frozenset(Role(m.role) for m in held),
        permissions=frozenset(opened),
        coach_id=coach.pk if coach else None,
        today=on,
        covered=frozenset(covered),
    )
