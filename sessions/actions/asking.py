"""What coaches answer: yes to a seat, no, or that they leave it, alone or with their crew."""

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from django.db import transaction

from accounts.models import AuditEvent, User
from core.problems import Refused, refuse, store
from core.words import listed, many
from programmes.actions.availability import keep_taps
from programmes.actions.messages import message_coordinators
from programmes.choices import Answer
from programmes.models import Coach
from sessions.actions.crews import locked_day, new_seat, seat_problems
from sessions.actions.telling import date_of, day_words, duty_words, tell_coach
from sessions.choices import CrewRole, SeatState, WithdrawalReason
from sessions.models import CarOnDay, CrewSeat, Session, Withdrawal
from sessions.rules.crews import demonstration_problems
from sessions.rules.pairs import pair_sentence
from sessions.tallies import recount

UNDO = datetime.timedelta(minutes=10)
VERBS = {
    WithdrawalReason.DECLINED: "coach declined",
    WithdrawalReason.CANNOT_COME: "coach cannot come",
    WithdrawalReason.CALLED_OUT: "coach was called out",
}
# As in "A. Ross …", "A. Ross and B. Shaw …" and "you …".
WHY = {
    WithdrawalReason.DECLINED: ("has declined", "have declined", "cannot come"),
    WithdrawalReason.CANNOT_COME: ("cannot come", "cannot come", "cannot come"),
    WithdrawalReason.CALLED_OUT: ("is called out", "are called out", "are called out"),
}
BY_LINK = " (by link)"


@transaction.atomic
def accept_seat(*, seat: CrewSeat, by: User | None, now: datetime.datetime) -> CrewSeat:
    """Keep a coach's yes; a second yes changes nothing. ``by`` is None for a signed link.

    ``Refused`` when the seat is gone, the day is past or called off, or the coach is not fit.
    """
    session = locked_day(seat.session_id)
    found = CrewSeat.objects.filter(pk=seat.pk, coach=seat.coach_id).select_related("coach", "car")
    kept = found.first()
    if kept is None:
        raise Refused("You are no longer asked for this seat.")
    if kept.state == SeatState.ACCEPTED:
        return kept
    if kept.revision != seat.revision:
        raise Refused("Your seat changed a moment ago. Look at it again, then answer.")
    refuse([*_day_problems(session, now), *kept.coach.fit_problems(session.date)])
    kept.state, kept.answered_at = SeatState.ACCEPTED, now
    kept.revision += 1
    kept.save(update_fields=["state", "answered_at", "revision"])
    recount(session.pk)
    _record(by, _accepting(by, kept.coach), kept, session, now)
    return kept


def _accepting(by: User | None, coach: Coach) -> str:
    if by is None:
        return f"accepted seat{BY_LINK}"
    return "accepted seat" if by.pk == coach.user_id else "marked seat as accepted"


@transaction.atomic
def decline_seat(*, seat: CrewSeat, by: User | None, now: datetime.datetime) -> list[Withdrawal]:
    """Keep a coach's no to what he was asked, as ``withdraw``; ``Refused`` once he has said yes."""
    locked_day(seat.session_id)
    if CrewSeat.objects.filter(pk=seat.pk, state=SeatState.ACCEPTED).exists():
        raise Refused("You have said yes to this day. Under My days, say that you can’t come.")
    return withdraw(seats=[seat], reason=WithdrawalReason.DECLINED, by=by, now=now)


@transaction.atomic
def withdraw(
    *,
    seats: Sequence[CrewSeat],
    reason: str,
    by: User | None,
    now: datetime.datetime,
) -> list[Withdrawal]:
    """Free seats of one day, whose coaches then count as not free on its date.

    The co-ordinators are told, and so is each coach for whom somebody else, or a link, said it
    (``by`` is None for a link). Seats that are free already are passed over; ``Refused`` when all
    are, and when the day is past or called off.
    """
    session = locked_day(seats[0].session_id)
    found = CrewSeat.objects.filter(session=session, pk__in=[seat.pk for seat in seats])
    kept = list(found.select_related("coach__user", "car").order_by("pk"))
    if not kept:
        raise Refused("This seat is free already.")
    refuse(_day_problems(session, now))
    why = WithdrawalReason(reason)
    gone = Withdrawal.objects.bulk_create(_withdrawal(seat, why, now) for seat in kept)
    keep_taps([(seat.coach, seat.date, Answer.NOT_FREE) for seat in kept], now)
    words = [f"{seat.coach.short_name} was {duty_words(seat)}" for seat in kept]
    for seat in kept:
        seat.session = session
        if by is None or by.pk != seat.coach.user_id:
            said_by = by.name if by else ""
            tell_coach("sessions/left", seat=seat, now=now, why=WHY[why][2], said_by=said_by)
    found.delete()
    recount(session.pk)
    verb = f"{VERBS[why]}{BY_LINK if by is None else ''}"
    _record(by, verb, session, session, now, count=len(kept))
    message_coordinators(
        template="sessions/withdrew",
        programme=session.programme,
        context={**_who(kept, why), **day_words(session), "seats": words, **_meaning(session)},
        now=now,
    )
    return gone


def _withdrawal(seat: CrewSeat, reason: WithdrawalReason, now: datetime.datetime) -> Withdrawal:
    return Withdrawal(
        session_id=seat.session_id,
        coach=seat.coach,
        role=seat.role,
        car=seat.car,
        reason=reason,
        had_accepted=seat.state == SeatState.ACCEPTED,
        withdrew_at=now,
    )


def _who(seats: Collection[CrewSeat], reason: WithdrawalReason) -> dict[str, object]:
    names = [str(seat.coach) for seat in seats]
    return {"who": listed(names), "why": WHY[reason][len(names) > 1]}


def _meaning(session: Session) -> dict[str, object]:
    """What a day still has, in sentences: cars, demonstration, lead."""
    seats = CrewSeat.objects.filter(session=session)
    left = list(seats.values_list("role", "service", "coach__newcomer"))
    cars = CarOnDay.objects.filter(session=session).count()
    in_cars = Counter(service for role, service, _ in left if role == CrewRole.CAR)
    newcomers = sum(is_new for role, _, is_new in left if role == CrewRole.CAR)
    sentences = [f"{many(cars, 'car,cars')} planned. {pair_sentence(in_cars, cars, newcomers)}"]
    showing = {service for role, service, _ in left if role == CrewRole.DEMONSTRATION}
    sentences += demonstration_problems(showing)
    if all(role != CrewRole.LEAD for role, *_ in left):
        sentences.append("Nobody leads the day.")
    return {"meaning": sentences}


@transaction.atomic
def come_back(*, withdrawal: Withdrawal, by: User, now: datetime.datetime) -> CrewSeat:
    """Take a withdrawal back within ten minutes, as long as the seat is empty.

    The coach has then accepted, whatever he had said before. ``Refused`` with why not.
    """
    session = locked_day(withdrawal.session_id)
    found = Withdrawal.objects.filter(pk=withdrawal.pk).select_related("coach", "car").first()
    if found is None:
        raise Refused("You have your seat again already.")
    if now - found.withdrew_at > UNDO:
        raise Refused("More than ten minutes have gone by. Ask the co-ordinator for your seat.")
    problems = list(_day_problems(session, now))
    refuse(problems or seat_problems(session, found.coach, found.role, found.car))
    seat = new_seat(session, found.coach, found.role, found.car)
    seat.state, seat.answered_at = SeatState.ACCEPTED, now
    store(seat)
    found.delete()
    keep_taps([(seat.coach, seat.date, Answer.FREE)], now)
    recount(session.pk)
    _record(by, "coach can come after all", seat, session, now)
    message_coordinators(
        template="sessions/came_back",
        programme=session.programme,
        context={"who": str(seat.coach), "role": duty_words(seat), **day_words(session)},
        now=now,
    )
    return seat


def pin_seat(*, seat: CrewSeat, by: User, now: datetime.datetime) -> CrewSeat:
    """Keep a seat out of whatever the solver or a repair proposes."""
    return _pin(seat, True, by, now)


def unpin_seat(*, seat: CrewSeat, by: User, now: datetime.datetime) -> CrewSeat:
    """Let the solver and repairs move a seat again."""
    return _pin(seat, False, by, now)


@transaction.atomic
def _pin(seat: CrewSeat, pinned: bool, by: User, now: datetime.datetime) -> CrewSeat:
    session = locked_day(seat.session_id)
    kept = CrewSeat.objects.filter(pk=seat.pk).select_related("coach").first()
    if kept is None:
        raise Refused("This seat is free already.")
    if kept.pinned != pinned:
        kept.pinned = pinned
        kept.save(update_fields=["pinned"])
        _record(by, "pinned seat" if pinned else "unpinned seat", kept, session, now)
    return kept


def _day_problems(session: Session, now: datetime.datetime) -> Iterable[str]:
    if session.is_called_off:
        yield "This day is called off: nobody need come."
    elif session.date < date_of(now):
        yield "This day is past."


def _record(
    by: User | None,
    verb: str,
    target: CrewSeat | Session,
    session: Session,
    now: datetime.datetime,
    count: int = 1,
) -> None:
    AuditEvent.record(
        by=by,
        verb=verb,
        target=target,
        programme_id=session.programme_id,
        count=count,
        at=now,
    )
