"""Tests of what coaches answer: yes, no, and that they leave, alone or with their crew."""

import datetime

import pytest

from programmes.choices import Answer, Service, Source
from programmes.models import Availability, Coach
from sessions.actions.asking import (
    accept_seat,
    come_back,
    decline_seat,
    pin_seat,
    unpin_seat,
    withdraw,
)
from sessions.actions.crews import seat_coach, unseat
from sessions.actions.days import call_off
from sessions.choices import CrewRole, SeatState, WithdrawalReason
from sessions.models import CrewSeat, Session, Tally, Withdrawal
from tests import cast, cast_days
from tests.sessions.asking import asked, body, crew, letters, user_of
from tests.sessions.recorded import Lines, line, refused

pytestmark = pytest.mark.django_db

LATER = cast.NOW + datetime.timedelta(minutes=5)
CALLED_OUT, CANNOT_COME = WithdrawalReason.CALLED_OUT, WithdrawalReason.CANNOT_COME


@pytest.fixture
def session() -> Session:
    return cast_days.session_day(cars=3)


@pytest.fixture
def seat(session: Session) -> CrewSeat:
    return asked(session)


def boss(session):
    return cast.coordinator(session.programme)


def leave(*seats, reason=CANNOT_COME, by=None, now=LATER):
    return withdraw(seats=seats, reason=reason, by=by or user_of(seats[0].coach), now=now)


def answers() -> list[tuple]:
    found = Availability.objects.order_by("coach", "date")
    return list(found.values_list("coach", "date", "answer", "source"))


# --- yes ----------------------------------------------------------------------------------------


def test_accept_keeps_the_yes_and_when_it_was_said(session, seat):
    lines = Lines()
    accept_seat(seat=seat, by=user_of(seat.coach), now=LATER)
    kept = CrewSeat.objects.get()
    assert (kept.state, kept.answered_at, kept.revision) == (SeatState.ACCEPTED, LATER, 1)
    assert lines.read() == line(
        session.programme_id, by=user_of(seat.coach), verb="accepted seat", target=seat
    )


def test_a_yes_is_no_longer_counted_as_waiting(session, seat):
    waiting = Tally.objects.filter(session=session).values_list("seats_filled", "seats_asked")
    assert waiting.get() == (1, 1)
    accept_seat(seat=seat, by=None, now=LATER)
    assert waiting.get() == (1, 0)


def test_a_second_yes_changes_nothing(seat):
    accept_seat(seat=seat, by=user_of(seat.coach), now=LATER)
    lines = Lines()
    again = accept_seat(seat=seat, by=user_of(seat.coach), now=LATER + datetime.timedelta(hours=1))
    assert (again.answered_at, again.revision) == (LATER, 1)
    assert lines.read() == []


def test_who_said_yes_stands_in_the_record(session):
    cars = cast_days.cars_of(session)
    by_link, by_phone = asked(session), asked(session, car=cars[1])
    lines = Lines()
    accept_seat(seat=by_link, by=None, now=LATER)
    accept_seat(seat=by_phone, by=boss(session), now=LATER)
    assert [(by, verb) for _, by, verb, *_ in lines.read()] == [
        (None, "accepted seat (by link)"),
        (boss(session).pk, "marked seat as accepted"),
    ]


def test_a_seat_that_is_gone_takes_no_yes(session, seat):
    unseat(seat=CrewSeat.objects.get(), by=boss(session), now=cast.NOW)
    with refused("You are no longer asked for this seat."):
        accept_seat(seat=seat, by=None, now=LATER)


def test_a_seat_that_changed_meanwhile_takes_no_yes(seat):
    CrewSeat.objects.update(revision=3)
    with refused("Your seat changed a moment ago. Look at it again, then answer."):
        accept_seat(seat=seat, by=None, now=LATER)


def test_nobody_says_yes_to_a_day_that_is_past_or_called_off(session, seat):
    after = cast_days.at_day(session) + datetime.timedelta(days=1)
    with refused("This day is past."):
        accept_seat(seat=seat, by=None, now=after)
    call_off(session=session, reason="Snow", by=boss(session), now=cast.NOW)
    with refused("This day is called off: nobody need come."):
        accept_seat(seat=seat, by=None, now=LATER)


def test_who_is_no_longer_fit_cannot_say_yes(session, seat):
    Coach.objects.filter(pk=seat.coach_id).update(trained_until=cast.day(3))
    with refused(f"Coach training of {seat.coach} ended on 26 November 2026."):
        accept_seat(seat=seat, by=None, now=LATER)


# --- no -----------------------------------------------------------------------------------------


def test_decline_frees_the_seat_and_the_date(session, seat):
    lines = Lines()
    [gone] = decline_seat(seat=seat, by=user_of(seat.coach), now=LATER)
    assert CrewSeat.objects.count() == 0
    kept = Withdrawal.objects.get()
    assert (kept, kept.coach, kept.reason, kept.had_accepted) == (
        gone,
        seat.coach,
        "DECLINED",
        False,
    )
    assert (kept.role, kept.car, kept.withdrew_at) == ("CAR", seat.car, LATER)
    assert answers() == [(seat.coach_id, session.date, Answer.NOT_FREE, Source.TAP)]
    assert Tally.objects.get(pk=session.pk).seats_filled == 0
    assert lines.read() == line(
        session.programme_id, by=user_of(seat.coach), verb="coach declined", target=session
    )


def test_who_has_said_yes_does_not_decline(seat):
    accept_seat(seat=seat, by=None, now=LATER)
    with refused("You have said yes to this day. Under My days, say that you can’t come."):
        decline_seat(seat=seat, by=None, now=LATER)


def test_declining_twice_is_refused_and_recorded_once(seat):
    again = CrewSeat.objects.get()
    decline_seat(seat=seat, by=None, now=LATER)
    with refused("This seat is free already."):
        decline_seat(seat=again, by=None, now=LATER)
    assert Withdrawal.objects.count() == 1


# --- leaving ------------------------------------------------------------------------------------


def test_leaving_overwrites_what_was_said_of_the_date(session, seat):
    cast.free(seat.coach, session.date)
    accept_seat(seat=seat, by=None, now=LATER)
    leave(CrewSeat.objects.get(), reason=CALLED_OUT)
    assert answers() == [(seat.coach_id, session.date, Answer.NOT_FREE, Source.TAP)]
    assert (Withdrawal.objects.get().reason, Withdrawal.objects.get().had_accepted) == (
        "CALLED_OUT",
        True,
    )


def test_a_crew_leaves_together_in_one_line(session):
    seats = crew(session, 3)
    lines = Lines()
    leave(*seats, reason=CALLED_OUT, by=user_of(seats[1].coach))
    assert CrewSeat.objects.count() == 0
    assert [(w.coach, w.car) for w in Withdrawal.objects.order_by("pk")] == [
        (seat.coach, seat.car) for seat in seats
    ]
    assert [a[:3] for a in answers()] == [
        (seat.coach_id, session.date, Answer.NOT_FREE) for seat in seats
    ]
    assert lines.read() == line(
        session.programme_id,
        by=user_of(seats[1].coach),
        verb="coach was called out",
        target=session,
        count=3,
    )


def test_of_a_crew_those_who_left_already_are_passed_over(session):
    first, second = crew(session, 2)
    leave(CrewSeat.objects.get(pk=first.pk))
    assert [w.coach for w in leave(first, second)] == [second.coach]
    with refused("This seat is free already."):
        leave(CrewSeat(pk=second.pk + 100, session=session, coach=second.coach))


def test_nobody_leaves_a_day_that_is_past_or_called_off(session, seat):
    with refused("This day is past."):
        leave(seat, now=cast_days.at_day(session) + datetime.timedelta(days=1))
    call_off(session=session, reason="Snow", by=boss(session), now=cast.NOW)
    with refused("This day is called off: nobody need come."):
        leave(seat)
    assert CrewSeat.objects.count() == 1


def test_on_the_day_itself_a_coach_can_still_leave(session, seat):
    leave(seat, reason=CALLED_OUT, now=cast_days.at_day(session, 23, 30))
    assert CrewSeat.objects.count() == 0


# --- who is told --------------------------------------------------------------------------------


def test_the_coordinators_are_told_who_left_and_what_it_means(session):
    cast_days.crewed(session)
    seats = list(CrewSeat.objects.filter(role="CAR", service="FIRE").order_by("pk"))
    withdraw(seats=seats[:1], reason=CALLED_OUT, by=boss(session), now=LATER)
    assert letters("sessions/withdrew") == [("sessions/withdrew", boss(session).email)]
    said = body("sessions/withdrew")
    assert f"{seats[0].coach} is called out: Monday 7 December 2026" in said
    assert f"- {seats[0].coach.short_name} was in car 1" in said
    assert "- 3 cars planned. 5 coaches make 2 cars. One more, not from police, makes 3." in said
    assert "- Nobody leads the day." in said
    assert "demonstration" not in said
    assert f"/sessions/{session.pk}/" in said


def test_newcomers_who_are_left_are_told_to_need_others_beside_them(session):
    one, other, last = cast_days.cars_of(session)
    for service, car in ((Service.POLICE, one), (Service.FIRE, other)):
        new = cast.coach(session.programme, service, newcomer=True)
        by = boss(session)
        seat_coach(session=session, coach=new, role="CAR", car=car, by=by, now=cast.NOW)
    leave(asked(session, Service.AMBULANCE, car=last))
    said = body("sessions/withdrew")
    assert "- 3 cars planned. 2 coaches make 0 cars. Four more, " in said
    assert ", at most one newcomer, make 3." in said


def test_a_demonstration_that_cannot_be_shown_is_said(session):
    seats = cast_days.crewed(session)
    lead = cast_days.seated(session, role=CrewRole.LEAD)
    withdraw(seats=seats[-2:], reason=CANNOT_COME, by=boss(session), now=LATER)
    said = body("sessions/withdrew")
    names = f"{seats[-2].coach} and {seats[-1].coach} cannot come"
    assert names in said
    assert "- The demonstration needs someone from fire." in said
    assert "- The demonstration needs someone from ambulance." in said
    assert "Nobody leads" not in said
    withdraw(seats=[lead], reason=WithdrawalReason.DECLINED, by=boss(session), now=LATER)
    assert f"{lead.coach.short_name} was day lead" in body("sessions/withdrew")


def test_who_leaves_by_himself_gets_no_letter_about_it(seat):
    leave(seat)
    assert letters("sessions/left") == []


def test_who_leaves_by_a_link_gets_it_confirmed(seat):
    decline_seat(seat=seat, by=None, now=LATER)
    assert letters("sessions/left") == [("sessions/left", user_of(seat.coach).email)]
    assert "You have said that you cannot come: Monday 7 December 2026" in body("sessions/left")


def test_those_whom_a_colleague_takes_along_are_told_who_said_so(session):
    mine, other = crew(session, 2)
    leave(mine, other, reason=CALLED_OUT)
    assert letters("sessions/left") == [("sessions/left", user_of(other.coach).email)]
    assert f"{user_of(mine.coach).name} has said that you are called out" in body("sessions/left")


# --- coming back --------------------------------------------------------------------------------


def test_a_withdrawal_is_taken_back_within_ten_minutes(session, seat):
    [gone] = leave(seat)
    lines = Lines()
    back = come_back(withdrawal=gone, by=user_of(seat.coach), now=LATER)
    assert CrewSeat.objects.get() == back
    assert (back.coach, back.role, back.car, back.state) == (
        seat.coach,
        "CAR",
        seat.car,
        SeatState.ACCEPTED,
    )
    assert Withdrawal.objects.count() == 0
    assert [a[2] for a in answers()] == [Answer.FREE]
    assert Tally.objects.get(pk=session.pk).seats_filled == 1
    assert lines.read() == line(
        session.programme_id, by=user_of(seat.coach), verb="coach can come after all", target=back
    )
    assert letters("sessions/came_back") == [("sessions/came_back", boss(session).email)]


def test_coming_back_twice_is_refused(seat):
    [gone] = leave(seat)
    same = Withdrawal.objects.get(pk=gone.pk)
    come_back(withdrawal=gone, by=user_of(seat.coach), now=LATER)
    with refused("You have your seat again already."):
        come_back(withdrawal=same, by=user_of(seat.coach), now=LATER)


@pytest.mark.parametrize(("seconds", "done"), [(600, True), (601, False)])
def test_after_ten_minutes_it_is_the_coordinator_s_to_say(seat, seconds, done):
    [gone] = leave(seat)
    at = LATER + datetime.timedelta(seconds=seconds)
    if done:
        assert come_back(withdrawal=gone, by=user_of(seat.coach), now=at).coach == seat.coach
        return
    with refused("More than ten minutes have gone by. Ask the co-ordinator for your seat."):
        come_back(withdrawal=gone, by=user_of(seat.coach), now=at)


def test_a_seat_that_was_filled_meanwhile_is_not_given_back(session, seat):
    [gone] = leave(seat)
    cast_days.seated(session, Service.POLICE)
    cast_days.seated(session, Service.FIRE)
    with refused(
        "Car 1 has more than two coaches.", "Car 1 has two coaches from the same service."
    ):
        come_back(withdrawal=gone, by=user_of(seat.coach), now=LATER)


def test_nobody_comes_back_to_a_day_that_was_called_off_meanwhile(session, seat):
    [gone] = leave(seat)
    call_off(session=session, reason="Snow", by=boss(session), now=LATER)
    with refused("This day is called off: nobody need come."):
        come_back(withdrawal=gone, by=user_of(seat.coach), now=LATER)


# --- pins ---------------------------------------------------------------------------------------


def test_a_seat_is_pinned_and_unpinned_once(session, seat):
    lines = Lines()
    for _ in range(2):
        assert pin_seat(seat=seat, by=boss(session), now=LATER).pinned is True
    for _ in range(2):
        assert unpin_seat(seat=seat, by=boss(session), now=LATER).pinned is False
    assert [verb for _, _, verb, *_ in lines.read()] == ["pinned seat", "unpinned seat"]


def test_a_seat_that_is_gone_is_not_pinned(session, seat):
    leave(CrewSeat.objects.get())
    with refused("This seat is free already."):
        pin_seat(seat=seat, by=boss(session), now=LATER)
