"""Fair shares: how many days each coach and each service has had, and has to come."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, Q

from core.words import many
from programmes.choices import Service
from programmes.models import Coach
from sessions.choices import SeatState, SessionState

PAGE = 50


class Share(NamedTuple):
    """One coach: days behind him, days he has said yes to, days he was asked for."""

    service: str
    name: str
    done: int
    accepted: int
    asked: int

    @property
    def days(self) -> int:
        return self.done + self.accepted + self.asked


class Bar(NamedTuple):
    """A share as it is drawn: how far each stretch reaches, in percent of the longest."""

    service: str
    name: str
    words: str
    done: int
    accepted: int
    asked: int
    done_width: str
    accepted_from: str
    accepted_width: str
    asked_from: str
    asked_width: str


@dataclass(frozen=True)
class ServiceShare:
    """One service: how many coaches, and how many days each has on average."""

    service: str
    average: str
    spread: str


@dataclass(frozen=True)
class Shares:
    services: list[ServiceShare]
    bars: list[Bar]
    first: int  # number of the first bar, from 1
    total: int
    has_more: bool

    @property
    def words(self) -> str:
        """ "Coaches 51 to 100 of 312"; nothing where all stand on one page."""
        if len(self.bars) == self.total:
            return ""
        return f"Coaches {self.first} to {self.first + len(self.bars) - 1} of {self.total:,}"


def shares(programme: int, today: datetime.date, *, service: str = "", page: int = 0) -> Shares:
    """Active coaches and their days of the season, most days first; one query.

    A day that was called off counts for nobody.
    """
    every = _shares(programme, today)
    chosen = [share for share in every if service in ("", share.service)]
    first = page * PAGE
    longest = max((share.days for share in chosen), default=0)
    return Shares(
        services=[_of_service(name, [s for s in every if s.service == name]) for name in Service],
        bars=[_bar(share, longest) for share in chosen[first : first + PAGE]],
        first=first + 1,
        total=len(chosen),
        has_more=len(chosen) > first + PAGE,
    )


def _shares(programme: int, today: datetime.date) -> list[Share]:
    held = Q(crewseat__session__state=SessionState.OPEN)
    coming = held & Q(crewseat__date__gte=today)
    accepted = Q(crewseat__state=SeatState.ACCEPTED)
    rows = (
        Coach.objects.filter(programme=programme, is_active=True)
        .annotate(
            done=Count("crewseat", filter=held & Q(crewseat__date__lt=today)),
            accepted=Count("crewseat", filter=coming & accepted),
            asked=Count("crewseat", filter=coming & ~accepted),
        )
        .by_name()
        .values_list("service", "given_name", "family_name", "done", "accepted", "asked")
    )
    found = [Share(s, f"{given} {family}", *days) for s, given, family, *days in rows]
    return sorted(found, key=lambda share: -share.days)


def _of_service(service: str, found: Sequence[Share]) -> ServiceShare:
    if not found:
        return ServiceShare(service, "No coach", "")
    days = [share.days for share in found]
    return ServiceShare(
        service,
        f"{sum(days) / len(days):.1f} days each",
        f"{many(len(found), 'coach,coaches')}, {_from_to(min(days), max(days))}",
    )


def _from_to(least: int, most: int) -> str:
    return many(most, "day,days") if least == most else f"{least} to {many(most, 'day,days')}"


def _bar(share: Share, longest: int) -> Bar:
    def along(days: int) -> str:
        return f"{100 * days / longest:.1f}%" if longest else "0%"

    return Bar(
        share.service,
        share.name,
        ", ".join(_words(share)) or "no day yet",
        share.done,
        share.accepted,
        share.asked,
        along(share.done),
        along(share.done),
        along(share.accepted),
        along(share.done + share.accepted),
        along(share.asked),
    )


def _words(share: Share) -> Iterable[str]:
    if share.done:
        yield f"{share.done} done"
    if share.accepted:
        yield f"{share.accepted} accepted"
    if share.asked:
        yield f"{share.asked} asked"
