"""A coach's own days: where he sits, what is asked of him, and what of his papers runs out."""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse

from core.words import long_date, near_date
from programmes.display import in_days
from programmes.display.tags import SOON_DAYS
from programmes.models import Coach
from sessions.choices import CrewRole, SeatState, WithdrawalReason
from sessions.display.words import hours, register_is_open
from sessions.models import CrewSeat, Session, Withdrawal


@dataclass(frozen=True)
class OwnDay:
    """One day on which the coach has a seat, or is asked for one."""

    anchor: str
    day: str
    when: str  # today, tomorrow, yesterday, or nothing
    airfield: str
    postcode: str
    hours: str
    role: str
    others: tuple[tuple[str, str], ...]  # service and name of those who do the same
    called_off: str
    register: str  # its address while it may be opened
    asked: str  # the coach's name while he has not answered
    accept: str
    decline: str
    leave: str  # where he gives the seat up; empty once that is too late or needless
    is_today: bool
    crew: int  # how many of his crew are on that day, he among them


@dataclass(frozen=True)
class Asked:
    """One date of the programme for which the coach can answer."""

    anchor: str
    day: str
    where: tuple[tuple[str, str], ...]  # airfield and hours
    answer: str
    to: str


@dataclass(frozen=True)
class Undo:
    """A seat that the coach gave up minutes ago and that is still empty."""

    said: str
    day: str
    back: str


@dataclass(frozen=True)
class Note:
    """Something about the coach's papers: kind is warn or stop; text says what to do."""

    kind: str
    text: str


def own_day(
    seat: CrewSeat, others: Collection[CrewSeat], today: datetime.date, *, may_mark: bool
) -> OwnDay:
    """A seat with those who share it; ``others`` are the day's other seats."""
    session = seat.session
    beside = [o for o in others if o.role == seat.role and o.car_id == seat.car_id]
    opens = may_mark and not session.is_called_off and register_is_open(session.date, today)
    waits = seat.state == SeatState.ASKED and not session.is_called_off and session.date >= today
    return OwnDay(
        anchor=f"day-{session.pk}",
        day=near_date(session.date),
        when={0: "Today", 1: "Tomorrow", -1: "Yesterday"}.get((session.date - today).days, ""),
        airfield=session.airfield.name,
        postcode=session.airfield.postcode,
        hours=hours(session.starts, session.ends),
        role=_role(seat),
        others=tuple((o.service, o.coach.short_name) for o in beside),
        called_off=session.called_off_reason,
        register=reverse("sessions:attendance", args=[session.pk]) if opens else "",
        asked=str(seat.coach) if waits else "",
        accept=reverse("sessions:accept", args=[session.pk]),
        decline=reverse("sessions:decline", args=[session.pk]),
        leave=leave_address(session, today),
        is_today=session.date == today,
        crew=1 + len(crew_of(seat, others)),
    )


def leave_address(session: Session, today: datetime.date) -> str:
    """Where a coach gives up his seat of a day; empty for a day past or called off."""
    if session.is_called_off or session.date < today:
        return ""
    return reverse("sessions:leave", args=[session.pk])


def crew_of(seat: CrewSeat, others: Iterable[CrewSeat]) -> list[CrewSeat]:
    """Those of ``others`` who are called out together with the coach: same partner and station."""
    mine = (seat.coach.partner_id, seat.coach.station)
    return [o for o in others if (o.coach.partner_id, o.coach.station) == mine and o.pk != seat.pk]


def undo_of(withdrawal: Withdrawal) -> Undo:
    """The way back from a withdrawal; wants its day loaded."""
    said = {
        WithdrawalReason.CALLED_OUT: "You said that you are called out.",
        WithdrawalReason.DECLINED: "You said that you can’t come.",
        WithdrawalReason.CANNOT_COME: "You said that you can’t come.",
    }
    return Undo(
        said=said[WithdrawalReason(withdrawal.reason)],
        day=near_date(withdrawal.session.date),
        back=reverse("sessions:come_back", args=[withdrawal.session_id]),
    )


def _role(seat: CrewSeat) -> str:
    if seat.role == CrewRole.CAR and seat.car is not None:
        return str(seat.car)
    return {CrewRole.LEAD: "You lead the day"}.get(CrewRole(seat.role), seat.get_role_display())


def asked_days(days: Sequence[Session], answers: Mapping[datetime.date, str]) -> Iterable[Asked]:
    """One question a date, whatever number of airfields is open on it."""
    for date, found in groupby(days, key=lambda day: day.date):
        sessions = list(found)
        yield Asked(
            anchor=f"date-{date.isoformat()}",
            day=near_date(date),
            where=tuple((s.airfield.name, hours(s.starts, s.ends)) for s in sessions),
            answer=answers.get(date, ""),
            to=reverse("sessions:answer", args=[sessions[0].pk]),
        )


def paper_notes(coach: Coach, today: datetime.date, *, agreed: bool) -> Iterable[Note]:
    """What of PVG, training and the service's agreement has ended or soon will."""
    if not coach.is_active:
        yield Note("stop", "You are marked as no longer taking part. Ask the co-ordinator.")
        return
    yield from _pvg_notes(coach, today)
    yield from _training_notes(coach, today)
    if not agreed:
        yield Note(
            "stop",
            f"{coach.partner.name} has no data-sharing agreement in force, so you cannot open a "
            "register. Tell the co-ordinator.",
        )


def _pvg_notes(coach: Coach, today: datetime.date) -> Iterable[Note]:
    ask = "Ask your service to confirm your PVG membership, and tell the co-ordinator."
    if coach.pvg_confirmed_on is None or coach.pvg_confirmed_on > today:
        yield Note("stop", f"Your PVG membership is not confirmed, so you cannot coach. {ask}")
    elif coach.pvg_review_on is not None:
        left = (coach.pvg_review_on - today).days
        date = long_date(coach.pvg_review_on)
        if left < 0:
            yield Note("stop", f"Your PVG review was due on {date}, so you cannot coach. {ask}")
        elif left <= SOON_DAYS:
            yield Note("warn", f"{in_days('Your PVG review is due', left)}, on {date}. {ask}")


def _training_notes(coach: Coach, today: datetime.date) -> Iterable[Note]:
    ask = "Ask the co-ordinator for the next coach training."
    if coach.trained_until is None:
        yield Note("stop", f"You have no coach training on record, so you cannot coach. {ask}")
        return
    left = (coach.trained_until - today).days
    date = long_date(coach.trained_until)
    if left < 0:
        yield Note("stop", f"Your coach training ended on {date}, so you cannot coach. {ask}")
    elif left <= SOON_DAYS:
        yield Note("warn", f"{in_days('Your coach training ends', left)}, on {date}. {ask}")
