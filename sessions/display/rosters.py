"""What the pages of the season's roster show: what there is to plan, and how far a plan is."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Sum
from django.urls import reverse

from core.words import clock, long_date, many
from programmes.models import Availability, Coach
from sessions.choices import ProposalState
from sessions.models import Proposal, Session
from sessions.rules.crews import COACHES_PER_CAR
from sessions.rules.proposals import gap_percent, is_silent, lacks_worker, quality

BESIDE_CARS = 3  # fire and ambulance in the demonstration, and a lead
MOST_SILENT = 12
LATEST = 5


# --- what there is to plan ----------------------------------------------------------------------


@dataclass(frozen=True)
class ToPlan:
    """The season to come, in figures; ``silent`` are coaches without an answer for any of it."""

    days: int
    dates: str
    figures: list[tuple[str, str]]
    silent: list[tuple[str, str]]
    silent_more: str
    silent_words: str


def to_plan(programme: int, today: datetime.date) -> ToPlan:
    """What a plan made now would cover. Three queries."""
    days = Session.objects.filter(programme=programme, date__gte=today).open().order_by()
    found = days.aggregate(
        days=Count("id"),
        cars=Sum("tally__cars", default=0),
        seated=Sum("tally__seats_filled", default=0) + Sum("tally__leads", default=0),
        showing=Sum("tally__demonstration_fire", default=0)
        + Sum("tally__demonstration_ambulance", default=0),
        waiting=Sum("tally__seats_asked", default=0)
        + Sum("tally__demonstration_asked", default=0)
        + Sum("tally__leads_asked", default=0),
    )
    dates = list(days.order_by("date").values_list("date", flat=True))
    seats = COACHES_PER_CAR * found["cars"] + BESIDE_CARS * found["days"]
    filled = found["seated"] + found["showing"]
    silent, coaches = _silent(programme, dates)
    return ToPlan(
        days=found["days"],
        dates=_span(dates),
        figures=[
            (f"{found['days']:,}", "days to come" if found["days"] != 1 else "day to come"),
            (f"{filled:,} of {seats:,}", f"seats have a coach · {found['waiting']:,} not answered"),
            (f"{coaches - len(silent):,} of {coaches:,}", "coaches have said when they can come"),
        ],
        silent=[
            (name, reverse("sessions:coach_when", args=[key])) for key, name in silent[:MOST_SILENT]
        ],
        silent_more=f"and {len(silent) - MOST_SILENT:,} more" if len(silent) > MOST_SILENT else "",
        silent_words=many(len(silent), "coach has,coaches have"),
    )


def _silent(programme: int, dates: Sequence[datetime.date]) -> tuple[list[tuple[int, str]], int]:
    """Coaches who have said nothing about the days to come, by name; and how many there are."""
    active = Coach.objects.filter(programme=programme, is_active=True)
    said = Availability.objects.filter(coach=OuterRef("pk"), date__in=sorted(set(dates)))
    rows = active.by_name().values_list("pk", "given_name", "family_name", Exists(said))
    every = list(rows)
    return [(pk, f"{given} {family}") for pk, given, family, has in every if not has], len(every)


def _span(dates: Sequence[datetime.date]) -> str:
    if not dates:
        return ""
    first, last = long_date(dates[0]), long_date(dates[-1])
    return first if first == last else f"{first} to {last}"


class Earlier(NamedTuple):
    """One proposal in a list: its state in words, about it, and where it can be looked at."""

    kind: str
    state: str
    about: str
    href: str


def latest(proposals: Iterable[Proposal], now: datetime.datetime) -> list[Earlier]:
    """The last proposals in ready words; their askers are loaded."""
    return [_earlier(one, now) for one in proposals]


def _earlier(one: Proposal, now: datetime.datetime) -> Earlier:
    words, kind = ProposalState(one.state).label, {"READY": "ok", "FAILED": "stop"}.get(one.state)
    if is_silent(one.state, one.asked_at, one.heard_at, now):
        words, kind = "The worker stopped", "stop"
    parts = [f"{long_date(one.asked_at)}, {clock(one.asked_at)}", one.asked_by.name]
    if one.objective is not None:
        parts.append(quality(one.objective, one.bound, proven=one.proven))
    href = reverse("sessions:roster", args=[one.pk]) if one.state != "CLOSED" else ""
    return Earlier(kind or "", words, " · ".join(filter(None, parts)), href)


# --- while it is worked out ---------------------------------------------------------------------


@dataclass(frozen=True)
class Working:
    """How far a proposal is; ``problem`` says what to do where nobody works on it.

    It is ``over`` when nobody has worked on it for so long that nobody will.
    """

    title: str
    best: str
    seconds: int
    most: int
    problem: str
    over: bool
    stops: bool


def working(proposal: Proposal, now: datetime.datetime) -> Working:
    """Progress in words."""
    problem = ""
    over = is_silent(proposal.state, proposal.asked_at, proposal.heard_at, now)
    if over:
        problem = "Nobody works on this any more: the worker was stopped. Plan the season again."
    elif lacks_worker(proposal.state, proposal.asked_at, now):
        problem = "Nobody has begun. Start the worker: python manage.py db_worker"
    began = proposal.started_at
    return Working(
        title="Waiting for the worker" if began is None else "Working out the roster",
        best=_best(proposal),
        seconds=0 if began is None else max(0, int((now - began).total_seconds())),
        most=proposal.seconds,
        problem=problem,
        over=over,
        stops=proposal.stop_asked,
    )


def _best(proposal: Proposal) -> str:
    if proposal.heard_at is None or proposal.bound is None:
        return "No roster yet."
    if proposal.objective is None:
        return f"No roster yet. None can cost less than {proposal.bound:,.0f} points."
    percent = gap_percent(proposal.objective, proposal.bound)
    return (
        f"Best so far: {proposal.objective:,.0f} points, within {percent:.1f} % of the best "
        f"possible (at least {proposal.bound:,.0f})."
    )
