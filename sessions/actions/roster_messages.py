"""Tells those whom a new roster concerns: one message each, however many of their days change."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from core.words import many
from programmes.actions.messages import can_reach, queue_message
from programmes.models import Message, Programme
from sessions.actions.telling import day_words, duty_words, tell_coach
from sessions.choices import SeatState
from sessions.links import answer_link
from sessions.models import CrewSeat

SUMMARY = (
    ("sessions/asked", "asked", "{n} to answer"),
    ("sessions/moved", "moved", "{n} changed"),
    ("sessions/taken_off", "off", "{n} off"),
)


class Event(NamedTuple):
    """What happens to a seat, as the template of its message, and what the coach was before."""

    template: str
    seat: CrewSeat
    was: str = ""


def tell_all(
    programme: Programme, events: Iterable[Event], now: datetime.datetime
) -> tuple[int, tuple[str, ...]]:
    """Write to each coach once; gives how many messages, and the names of those not reached."""
    by_coach: dict[int, list[Event]] = defaultdict(list)
    for event in sorted(events, key=lambda event: (event.seat.date, event.seat.pk)):
        by_coach[event.seat.coach_id].append(event)
    told, unreached = 0, []
    for theirs in by_coach.values():
        coach = theirs[0].seat.coach
        if not can_reach(coach):
            unreached.append(str(coach))
            continue
        told += _tell(programme, theirs, now) is not None
    return told, tuple(unreached)


def _tell(programme: Programme, events: Sequence[Event], now: datetime.datetime) -> Message | None:
    if len(events) == 1:
        [(template, seat, was)] = events
        return tell_coach(template, seat=seat, now=now, was=was)
    lines = {
        name: [_line(event) for event in events if event.template == template]
        for template, name, _ in SUMMARY
    }
    counts = [words.format(n=len(lines[name])) for _, name, words in SUMMARY if lines[name]]
    return queue_message(
        template="sessions/several_days",
        programme=programme,
        to=events[0].seat.coach,
        context={
            **lines,
            "days": many(len(events), "day,days"),
            "summary": ", ".join(counts),
            "my_days": day_words(events[0].seat.session)["my_days"],
        },
        now=now,
    )


def _line(event: Event) -> dict[str, object]:
    """One day in a message about several."""
    waits = event.seat.state == SeatState.ASKED
    return {
        **day_words(event.seat.session),
        "role": duty_words(event.seat),
        "was": event.was,
        "link": answer_link(event.seat) if waits else "",
    }
