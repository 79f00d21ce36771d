"""Tests of changing many seats at once: rules, pairs, what stays, and who is told."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programmes.models import Coach, Message, Programme
from sessions.actions.asking import accept_seat, pin_seat
from sessions.actions.days import call_off
from sessions.actions.rosters import CHANGED, Changed, Put, change_roster
from sessions.choices import SeatState
from sessions.models import CrewSeat, Session, Tally
from tests import cast, cast_days
from tests.sessions.asking import letters, user_of
from tests.sessions.recorded import Lines, line, refused
from tests.sessions.rosters import (
    AMBULANCE,
    FIRE,
    LEAD,
    POLICE,
    SHOW,
    by,
    free,
    put,
    sat,
    seats,
    together,
)

pytestmark = pytest.mark.django_db
LATER = cast.NOW + datetime.timedelta(hours=1)


@pytest.fixture
def made() -> Programme:
    return cast.programme()


@pytest.fixture
def day(made: Programme) -> Session:
    return cast_days.session_day(made, cars=2)


def change(of: Programme, *, take=(), put=(), now=LATER) -> Changed:
    return change_roster(programme=of, take=[s.pk for s in take], put=put, by=by(of), now=now)


def crew(made, day, *services) -> list[Coach]:
    return [free(made, service, day.date) for service in services]


# --- in and out ---------------------------------------------------------------------------------


def test_coaches_come_in_and_are_asked(made, day):
    one, other = crew(made, day, POLICE, FIRE)
    lines = Lines()
    changed = change(made, put=[put(day, one), put(day, other)])
    assert seats(day) == [(one.pk, "CAR", 1), (other.pk, "CAR", 1)]
    states = CrewSeat.objects.values_list("state", "asked_at", "service", "date")
    assert set(states) == {
        (SeatState.ASKED, LATER, "POLICE", day.date),
        (SeatState.ASKED, LATER, "FIRE", day.date),
    }
    assert changed == Changed(days=1, came=2, went=0, moved=0, told=2, unreached=())
    assert lines.read() == line(made.pk, by=by(made), verb="changed roster", target=day, count=2)
    assert Tally.objects.get(session=day).seats_filled == 2


def test_a_whole_day_is_put_in_at_once(made, day):
    a, b, c, d, e, f, g = crew(made, day, POLICE, POLICE, FIRE, AMBULANCE, FIRE, AMBULANCE, POLICE)
    changed = change(
        made,
        put=[
            *(put(day, coach) for coach in (a, b, c, d)),
            *(put(day, coach, SHOW) for coach in (e, f)),
            put(day, g, LEAD),
        ],
    )
    assert [len(pair) for pair in together(day)] == [2, 2]
    assert {(e.pk, "DEMONSTRATION", None), (g.pk, "LEAD", None)} < set(seats(day))
    assert changed.came == 7
    tally = Tally.objects.get(session=day)
    assert (tally.seats_filled, tally.seats_asked) == (4, 4)
    assert (tally.demonstration_fire, tally.demonstration_ambulance, tally.leads) == (1, 1, 1)


def test_coaches_go_out_and_are_told(made, day):
    one, other = (sat(day, coach) for coach in crew(made, day, POLICE, FIRE))
    changed = change(made, take=[one])
    assert seats(day) == [(other.coach_id, "CAR", 1)]
    assert (changed.went, changed.told) == (1, 1)
    assert letters("sessions/taken_off", "sessions/moved") == [
        ("sessions/taken_off", user_of(one.coach).email)
    ]


def test_one_replaces_another_and_his_partner_hears_nothing(made, day):
    old, partner = (sat(day, coach) for coach in crew(made, day, POLICE, FIRE))
    [new] = crew(made, day, AMBULANCE)
    Message.objects.all().delete()
    change(made, take=[old], put=[put(day, new)])
    assert together(day) == [{partner.coach_id, new.pk}]
    assert letters() == [
        ("sessions/taken_off", user_of(old.coach).email),
        ("sessions/asked", user_of(new).email),
    ]


def test_who_cannot_be_written_to_is_named(made, day):
    coach = cast.coach(made, family_name="Bain")
    cast.free(coach, day.date)
    changed = change(made, put=[put(day, coach, LEAD)])
    assert (changed.told, changed.unreached) == (0, ("Kirsty Bain",))


def test_several_days_are_told_in_one_message(made):
    days = [cast_days.session_day(made, date=cast.day(n)) for n in (14, 28, 42, 56)]
    coach = free(made, FIRE, *(day.date for day in days))
    off = sat(days[0], coach, LEAD)
    moves = sat(days[1], coach, SHOW)
    Message.objects.all().delete()
    changed = change(
        made,
        take=[off, moves],
        put=[put(days[1], coach, LEAD), put(days[2], coach, LEAD), put(days[3], coach, LEAD)],
    )
    [message] = Message.objects.all()
    assert (changed.days, changed.told, message.template) == (4, 1, "sessions/several_days")
    assert message.subject == "4 days of yours: 2 to answer, 1 changed, 1 off"
    assert message.body.count("/asked/") == 3
    assert "You are now day lead; before, you were in the demonstration." in message.body
    assert "You need not come on these days." in message.body


def test_an_accepted_seat_that_moves_among_several_needs_no_answer(made):
    days = [cast_days.session_day(made, date=cast.day(n)) for n in (14, 28)]
    coach = free(made, FIRE, *(day.date for day in days))
    kept = sat(days[0], coach, SHOW)
    accept_seat(seat=kept, by=None, now=cast.NOW)
    Message.objects.all().delete()
    change(made, take=[kept], put=[put(days[0], coach, LEAD), put(days[1], coach, LEAD)])
    assert Message.objects.get().body.count("/asked/") == 1


# --- moving -------------------------------------------------------------------------------------


def test_another_duty_on_the_same_day_keeps_seat_and_answer(made, day):
    [coach] = crew(made, day, FIRE)
    seat = sat(day, coach, SHOW)
    accept_seat(seat=seat, by=None, now=cast.NOW)
    before = CrewSeat.objects.get()
    changed = change(made, take=[seat], put=[put(day, coach, LEAD)])
    after = CrewSeat.objects.get()
    assert (after.pk, after.role, after.state) == (seat.pk, "LEAD", SeatState.ACCEPTED)
    assert after.revision == before.revision + 1
    assert (changed.came, changed.went, changed.moved) == (0, 0, 1)
    moved = Message.objects.get(template="sessions/moved")
    assert "you are now day lead. Before, you were in the demonstration." in moved.body


def test_the_same_duty_again_changes_nothing(made, day):
    [coach] = crew(made, day, FIRE)
    seat = sat(day, coach, LEAD)
    changed = change(made, take=[seat], put=[put(day, coach, LEAD)])
    assert (changed.moved, changed.told, CrewSeat.objects.get().revision) == (0, 0, 0)


def test_two_left_alone_are_joined_and_only_the_one_who_moves_is_told(made, day):
    a, b, c, d = crew(made, day, POLICE, FIRE, AMBULANCE, FIRE)
    first, second, third, fourth = sat(day, a), sat(day, b), sat(day, c, car=2), sat(day, d, car=2)
    Message.objects.all().delete()
    change(made, take=[second, fourth])
    [pair] = together(day)
    assert pair == {first.coach_id, third.coach_id}
    assert sorted(template for template, _ in letters()) == [
        "sessions/moved",
        "sessions/taken_off",
        "sessions/taken_off",
    ]
    assert set(CrewSeat.objects.values_list("pk", flat=True)) == {first.pk, third.pk}
    assert sorted(CrewSeat.objects.values_list("side", "revision")) == [(1, 0), (2, 1)]


def test_a_pair_that_has_met_is_parted_where_others_can_sit_together(made):
    past = cast_days.session_day(made, date=cast.day(-7), cars=1)
    day = cast_days.session_day(made, cars=2)
    a, b, c, d = crew(made, day, POLICE, FIRE, POLICE, FIRE)
    sat(past, a), sat(past, b)
    change(made, put=[put(day, coach) for coach in (a, b, c, d)])
    assert {frozenset(pair) for pair in together(day)} == {
        frozenset({a.pk, d.pk}),
        frozenset({b.pk, c.pk}),
    }


# --- what is refused ----------------------------------------------------------------------------


def test_what_the_checker_finds_is_refused_and_nothing_is_written(made, day):
    one, other = crew(made, day, POLICE, POLICE)
    silent = cast.coach(made, FIRE)
    with refused(
        f"Mon 7 December: {silent} is not free.",
        "Mon 7 December: 2 of 2 coaches are from police, so two of one service would share a car.",
    ):
        change(made, put=[put(day, one), put(day, other), put(day, silent, SHOW)])
    assert (seats(day), letters()) == ([], [])


def test_somebody_new_is_never_put_in_a_car_alone(made, day):
    [coach] = crew(made, day, POLICE)
    with refused("Mon 7 December: 1 coach is an odd number, so one would sit alone."):
        change(made, put=[put(day, coach)])


def test_days_of_two_programmes_are_not_changed_together(made, day):
    one, other = crew(made, day, POLICE, FIRE)
    theirs = cast_days.session_day(date=day.date)
    with refused(CHANGED):
        change(made, put=[put(day, one), put(day, other), put(theirs, one)])
    assert CrewSeat.objects.count() == 0


def test_one_who_sits_alone_keeps_nobody_from_taking_the_lead(made, day):
    alone, lead = crew(made, day, POLICE, FIRE)
    sat(day, alone)
    change(made, put=[put(day, lead, LEAD)])
    assert seats(day) == [(alone.pk, "CAR", 1), (lead.pk, "LEAD", None)]


def test_a_roster_can_still_change_on_the_day_itself(made, day):
    one, other = crew(made, day, POLICE, FIRE)
    change(made, put=[put(day, one), put(day, other)], now=cast_days.at_day(day))
    assert together(day) == [{one.pk, other.pk}]


def test_somebody_new_joins_one_who_sits_alone(made, day):
    sitting, new = crew(made, day, POLICE, FIRE)
    sat(day, sitting, car=2)
    change(made, put=[put(day, new)])
    assert seats(day) == [(sitting.pk, "CAR", 2), (new.pk, "CAR", 2)]


def test_a_second_in_the_same_part_of_the_demonstration_is_refused(made, day):
    one, other = crew(made, day, FIRE, FIRE)
    sat(day, one, SHOW)
    moving = sat(day, other)
    sentence = "Mon 7 December: 2 people have the fire part of the demonstration, which needs 1."
    with refused(sentence):
        change(made, take=[moving], put=[put(day, other, SHOW)])


def test_police_do_not_demonstrate(made, day):
    [coach] = crew(made, day, POLICE)
    with refused(f"Monday 7 December: {coach} is not from fire or ambulance, who demonstrate."):
        change(made, put=[put(day, coach, SHOW)])


def test_limits_count_days_that_are_not_touched(made):
    days = [cast_days.session_day(made, date=cast.day(n)) for n in (14, 15, 16)]
    coach = free(made, FIRE, *(day.date for day in days))
    for one in days[:2]:
        sat(one, coach, LEAD)
    with refused(f"{coach} has 3 days within 7 days from 7 December 2026; the most is 2."):
        change(made, put=[put(days[2], coach, LEAD)])


def test_a_day_given_up_in_the_same_change_makes_room_for_another(made):
    days = [cast_days.session_day(made, date=cast.day(n)) for n in (14, 15, 16)]
    coach = free(made, FIRE, *(day.date for day in days))
    first, _ = (sat(one, coach, LEAD) for one in days[:2])
    change(made, take=[first], put=[put(days[2], coach, LEAD)])
    assert [len(seats(one)) for one in days] == [0, 1, 1]


def test_an_old_fault_does_not_block_an_unrelated_change(made, day):
    [new, unfit] = crew(made, day, FIRE, POLICE)
    sat(day, unfit, LEAD)
    Coach.objects.filter(pk=unfit.pk).update(is_active=False)
    change(made, put=[put(day, new, SHOW)])
    assert [coach for coach, *_ in seats(day)] == [new.pk, unfit.pk]


def test_a_coach_who_no_longer_takes_part_is_refused_by_name(made, day):
    [coach] = crew(made, day, FIRE)
    Coach.objects.update(is_active=False)
    with refused(f"Mon 7 December: {coach} no longer takes part."):
        change(made, put=[put(day, coach, LEAD)])


def test_a_pinned_seat_is_not_taken(made, day):
    [coach] = crew(made, day, FIRE)
    seat = sat(day, coach, LEAD)
    pin_seat(seat=seat, by=by(made), now=cast.NOW)
    with refused(f"{coach} is pinned to his seat on Monday 7 December. Take the pin out first."):
        change(made, take=[seat])


def test_a_seat_that_is_gone_means_that_somebody_was_first(made, day):
    one, other = (
        sat(day, coach, role)
        for coach, role in zip(crew(made, day, FIRE, POLICE), (SHOW, LEAD), strict=True)
    )
    change(made, take=[one])
    with refused(CHANGED):
        change(made, take=[one])
    with refused(CHANGED):
        change(made, take=[one, other])
    with refused(CHANGED):
        change(made)


def test_days_past_and_called_off_are_refused(made, day):
    past = cast_days.session_day(made, date=cast.day(-1))
    [coach] = crew(made, day, FIRE)
    call_off(session=day, reason="Ice", by=by(made), now=cast.NOW)
    with refused("Monday 7 December is called off.", "Sunday 22 November is past."):
        change(made, put=[put(day, coach, LEAD), put(past, coach, LEAD)])


def test_days_and_coaches_of_another_programme_are_refused(made, day):
    foreign = cast_days.session_day()
    stranger = free(foreign.programme, FIRE, day.date)
    with refused("Choose coaches of this programme."):
        change(made, put=[put(day, stranger, LEAD)])
    with refused(CHANGED):
        change(made, put=[Put(foreign.pk, stranger.pk, LEAD)])


def test_who_would_have_no_car_is_named(made):
    """A seat keeps the service its coach came from: the cars refuse what the checker cannot see."""
    day = cast_days.session_day(made, cars=1)
    sitting, new = crew(made, day, POLICE, POLICE)
    sat(day, sitting)
    Coach.objects.filter(pk=sitting.pk).update(service=FIRE)
    with refused(f"Monday 7 December: there is no car left for {new}."):
        change(made, put=[put(day, new)])


def test_what_only_the_database_sees_is_told_as_a_change_meanwhile(made, day):
    """Another transaction seats the coach elsewhere on the date: written past all actions here."""
    [coach] = crew(made, day, FIRE)
    elsewhere = cast_days.session_day(date=day.date)
    CrewSeat.objects.create(session=elsewhere, date=day.date, coach=coach, service=FIRE, role=LEAD)
    with refused(CHANGED):
        change(made, put=[put(day, coach, LEAD)])


# --- how much it asks ---------------------------------------------------------------------------


def test_more_days_ask_few_more_queries(made):
    def queries(*numbers: int) -> int:
        wanted = []
        for n in numbers:
            day = cast_days.session_day(made, date=cast.day(n), cars=2)
            for service in (POLICE, FIRE):
                coach = cast.coach(made, service)
                cast.free(coach, day.date)
                wanted.append(put(day, coach))
        with CaptureQueriesContext(connection) as asked:
            change(made, put=wanted)
        return len(asked)

    assert queries(14) == queries(21, 28, 35)
