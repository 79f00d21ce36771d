"""My days as a coach uses it: yes, no, called out, back; and the co-ordinator on the phone."""

import datetime
from http import HTTPStatus
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from programmes.choices import PartnerKind, Service
from programmes.models import Availability, Coach, Programme
from sessions.actions.asking import accept_seat
from sessions.actions.crews import unseat
from sessions.actions.days import call_off
from sessions.choices import CrewRole
from sessions.models import CrewSeat, Session, Withdrawal
from tests import cast, cast_days
from tests.reading import markup, words
from tests.sessions.asking import asked, crew, letters, user_of
from tests.sessions.people import organiser, register

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

DAYS = "/my-days/"
UNDO = "Undo: I can come after all"


@pytest.fixture
def made() -> Programme:
    return cast.programme()


@pytest.fixture
def session(made: Programme) -> Session:
    return cast_days.session_day(made)


@pytest.fixture
def today(made: Programme) -> Session:
    return cast_days.session_day(made, date=cast.TODAY)


def client_of(coach: Coach) -> Client:
    assert coach.user is not None
    return cast.signed_in(coach.user, coach.programme)


def post(client: Client, name: str, pk: int, **said: Any) -> Any:
    return client.post(reverse(f"sessions:{name}", args=[pk]), said)


def said_after(client: Client, answer: Any) -> str:
    """What My days says once a button has led there."""
    assert (answer.status_code, answer["Location"]) == (HTTPStatus.FOUND, DAYS)
    return words(client.get(DAYS))


def states() -> list[str]:
    return list(CrewSeat.objects.order_by("pk").values_list("state", flat=True))


# --- yes and no ---------------------------------------------------------------------------------


def test_what_is_asked_stands_first_and_one_tap_accepts(made, session):
    seat = asked(session)
    client = client_of(seat.coach)
    cast_days.session_day(made, date=cast.day(20))
    page = words(client.get(DAYS))
    assert page.index("You are asked") < page.index("Can you come?")
    assert "You are on" not in page
    said = said_after(client, post(client, "accept", session.pk))
    assert "You are on Monday 7 December." in said
    assert "You are asked" not in said
    assert states() == ["ACCEPTED"]


def test_what_is_asked_stands_before_what_is_accepted(made, session):
    seat = asked(session)
    other = cast_days.session_day(made, date=cast.day(1))
    CrewSeat.objects.update(state="ACCEPTED")
    later = cast_days.session_day(made, date=cast.day(30))
    for day in (other, later):
        cast_days.seated(day, role=CrewRole.LEAD)
        CrewSeat.objects.filter(session=day).update(coach=seat.coach)
    page = words(client_of(seat.coach).get(DAYS))
    assert page.index("Tuesday 24 November") < page.index("You are on")
    assert page.index("You are on") < page.index("Monday 7 December")


def test_a_second_tap_on_accept_does_no_harm(session):
    seat = asked(session)
    client = client_of(seat.coach)
    for _ in range(2):
        said_after(client, post(client, "accept", session.pk))
    assert states() == ["ACCEPTED"]


def test_one_tap_declines_and_offers_the_way_back(session):
    seat = asked(session)
    client = client_of(seat.coach)
    said = said_after(client, post(client, "decline", session.pk))
    assert "Monday 7 December You said that you can’t come." in said
    assert UNDO in said
    assert Withdrawal.objects.get().reason == "DECLINED"
    assert "You have no seat on this day any more." in said_after(
        client, post(client, "decline", session.pk)
    )
    assert Withdrawal.objects.count() == 1


def test_an_old_page_accepts_nothing_that_is_gone(session):
    seat = asked(session)
    client = client_of(seat.coach)
    post(client, "decline", session.pk)
    assert "You have no seat on this day any more." in said_after(
        client, post(client, "accept", session.pk)
    )
    assert states() == []


def test_what_is_in_the_way_of_a_yes_or_a_no_is_said(session):
    seat = asked(session)
    client = client_of(seat.coach)
    Coach.objects.update(trained_until=cast.day(2))
    said = said_after(client, post(client, "accept", session.pk))
    assert "ended on 25 November 2026." in said
    CrewSeat.objects.update(state="ACCEPTED")
    said = said_after(client, post(client, "decline", session.pk))
    assert "You have said yes to this day." in said


def test_on_a_day_he_is_asked_for_a_coach_can_open_the_register(today):
    seat = asked(today)
    assert reverse("sessions:attendance", args=[today.pk]) in markup(
        client_of(seat.coach).get(DAYS)
    )


def test_a_day_called_off_asks_nothing(made, session):
    seat = asked(session)
    call_off(session=session, reason="Snow", by=cast.coordinator(made), now=cast.NOW)
    page = words(client_of(seat.coach).get(DAYS))
    assert ("You are asked" in page, "I can’t come" in page) == (False, False)
    assert "Called off Snow. You need not come." in page


@pytest.mark.parametrize("name", ["accept", "decline", "leave", "come_back"])
def test_days_of_others_are_not_found(made, session, name):
    asked(session)
    other = cast.coach(made, account=True)
    foreign = cast_days.session_day()
    client = client_of(other)
    assert post(client, name, session.pk).status_code == HTTPStatus.NOT_FOUND
    assert post(client, name, foreign.pk).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("role", [r for r in Role if r != Role.COACH])
@pytest.mark.parametrize("name", ["accept", "decline", "leave", "come_back"])
def test_other_roles_are_refused(made, session, role, name):
    client = cast.signed_in(cast.person(made, role), made)
    assert post(client, name, session.pk).status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("name", ["accept", "decline", "come_back"])
def test_a_look_changes_nothing(session, name):
    seat = asked(session)
    address = reverse(f"sessions:{name}", args=[session.pk])
    assert client_of(seat.coach).get(address).status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_if_needed_is_an_answer_too(made):
    coach = cast.coach(made, account=True)
    day, client = cast_days.session_day(made), client_of(coach)
    post(client, "answer", day.pk, answer="IF_NEEDED")
    assert Availability.objects.get().answer == "IF_NEEDED"
    assert 'value="IF_NEEDED" aria-pressed="true"' in markup(client.get(DAYS))


# --- leaving ------------------------------------------------------------------------------------


def test_alone_one_tap_leaves(today):
    seat = asked(today)
    accept_seat(seat=seat, by=user_of(seat.coach), now=cast.NOW)
    client = client_of(seat.coach)
    assert 'name="reason" value="CALLED_OUT"' in markup(client.get(DAYS))
    said = said_after(client, post(client, "leave", today.pk, reason="CALLED_OUT"))
    assert "You said that you are called out. The co-ordinator has been told." in said
    assert Withdrawal.objects.get().reason == "CALLED_OUT"
    assert [row[0] for row in letters()] == ["sessions/asked", "sessions/withdrew"]


def test_before_the_day_a_coach_is_not_asked_whether_he_is_called_out(session):
    seat = asked(session)
    CrewSeat.objects.update(state="ACCEPTED")
    page = words(client_of(seat.coach).get(DAYS))
    assert ("I am called out" in page, "I can’t come" in page) == (False, True)


def test_with_a_crew_the_button_leads_to_the_page_that_asks_who_leaves_too(today):
    mine, *others = crew(today, 3)
    client = client_of(mine.coach)
    accept_seat(seat=mine, by=None, now=cast.NOW)
    assert f'href="/my-days/{today.pk}/leave/"' in markup(client.get(DAYS))
    page = client.get(f"/my-days/{today.pk}/leave/")
    assert "All 3 of us from Tain are called out" in words(page)
    for other in others:
        assert f"{other.coach} (fire)" in words(page)


def test_a_whole_crew_leaves_with_one_tap(today):
    mine, *others = crew(today, 3)
    client = client_of(mine.coach)
    said_after(client, post(client, "leave", today.pk, everybody="CALLED_OUT"))
    assert states() == []
    assert set(Withdrawal.objects.values_list("coach", "reason")) == {
        (seat.coach_id, "CALLED_OUT") for seat in (mine, *others)
    }
    assert [address for _, address in letters("sessions/left")] == [
        user_of(seat.coach).email for seat in others
    ]


def test_some_of_a_crew_leave(session):
    mine, other, stays = crew(session, 3)
    client = client_of(mine.coach)
    post(client, "leave", session.pk, reason="CANNOT_COME", crew=[str(other.pk)])
    assert [seat.coach for seat in CrewSeat.objects.all()] == [stays.coach]


def test_nobody_but_the_crew_is_taken_along(made, session):
    mine, _ = crew(session, 2)
    stranger = cast_days.seated(session, Service.POLICE)
    elsewhere = asked(cast_days.session_day(made, date=cast.day(30)), Service.FIRE)
    client = client_of(mine.coach)
    for pk in (stranger.pk, elsewhere.pk):
        answer = post(client, "leave", session.pk, reason="CANNOT_COME", crew=[str(pk)])
        assert "Who leaves too: choose coaches who are still on this day." in words(answer)
    assert CrewSeat.objects.count() == 4


def test_a_crew_is_of_one_partner_and_one_station(made, session):
    at = cast.partner(made, PartnerKind.FIRE)
    cars = cast_days.cars_of(session)
    seats = [asked(session, Service.FIRE, car=car) for car in cars]
    Coach.objects.filter(pk__in=[s.coach_id for s in seats[:2]]).update(partner=at)
    Coach.objects.filter(pk=seats[1].coach_id).update(station="Dornoch")
    page = words(client_of(seats[0].coach).get(f"/my-days/{session.pk}/leave/"))
    assert ("Who leaves with you?" in page, "I can’t come" in page) == (False, True)


def test_without_a_reason_the_page_asks_again(session):
    mine, other = crew(session, 2)
    answer = post(client_of(mine.coach), "leave", session.pk, crew=[str(other.pk)])
    assert "Choose why." in words(answer)
    assert f'value="{other.pk}" checked' in markup(answer)
    assert CrewSeat.objects.count() == 2


def test_a_second_tap_on_leaving_leads_home(session):
    seat = asked(session)
    client = client_of(seat.coach)
    for _ in range(2):
        said_after(client, post(client, "leave", session.pk, reason="CANNOT_COME"))
    assert Withdrawal.objects.count() == 1


@pytest.mark.parametrize("past", [True, False])
def test_a_day_past_or_called_off_cannot_be_left(made, past):
    day = cast_days.session_day(made, date=cast.day(-1 if past else 3))
    seat = cast_days.seated(day, account=True)
    if not past:
        call_off(session=day, reason="Snow", by=cast.coordinator(made), now=cast.NOW)
    client = client_of(seat.coach)
    page = words(client.get(f"/my-days/{day.pk}/leave/"))
    why = "This day is past." if past else "This day is called off"
    assert (why in page, "I can’t come" in page) == (True, False)
    answer = post(client, "leave", day.pk, reason="CANNOT_COME")
    assert why in words(answer)
    assert CrewSeat.objects.count() == 1


def test_the_register_says_how_to_leave_on_the_day_itself(made, today):
    seat = asked(today)
    client = client_of(seat.coach)
    assert "I am called out and must leave" in words(register(client, today))
    assert "I can’t come" not in words(register(client, today))
    assert "I am called out" not in words(register(organiser(made), today))
    tomorrow = cast_days.session_day(made, date=cast.day(1))
    other = asked(tomorrow)
    assert "I am called out" not in words(register(client_of(other.coach), tomorrow))


def test_from_the_register_a_crew_is_asked_who_leaves_too(today):
    mine, _ = crew(today, 2)
    page = markup(register(client_of(mine.coach), today))
    assert f'href="/my-days/{today.pk}/leave/"' in page


def test_who_has_left_sees_no_register(today):
    seat = asked(today)
    client = client_of(seat.coach)
    post(client, "leave", today.pk, reason="CALLED_OUT")
    assert register(client, today).status_code == HTTPStatus.NOT_FOUND


# --- coming back --------------------------------------------------------------------------------


def test_a_slip_is_taken_back(session):
    seat = asked(session)
    client = client_of(seat.coach)
    post(client, "decline", session.pk)
    said = said_after(client, post(client, "come_back", session.pk))
    assert "You are on Monday 7 December again." in said
    assert UNDO not in said
    assert states() == ["ACCEPTED"]
    said_after(client, post(client, "come_back", session.pk))
    assert states() == ["ACCEPTED"]


def test_the_way_back_closes_after_ten_minutes(session, clock):
    seat = asked(session)
    client = client_of(seat.coach)
    post(client, "decline", session.pk)
    clock.move_to(cast.NOW + datetime.timedelta(minutes=11), tick=False)
    assert UNDO not in words(client.get(DAYS))
    said = said_after(client, post(client, "come_back", session.pk))
    assert "More than ten minutes have gone by." in said
    assert states() == []


@pytest.mark.parametrize(
    ("role", "service", "shown"),
    [
        (CrewRole.LEAD, Service.POLICE, False),
        (CrewRole.CAR, Service.POLICE, False),
        (CrewRole.DEMONSTRATION, Service.FIRE, True),  # there may be more than one
    ],
)
def test_the_way_back_closes_when_the_seat_is_filled(session, role, service, shown):
    seat = cast_days.seated(session, service, role, account=True)
    client = client_of(seat.coach)
    post(client, "leave", session.pk, reason="CANNOT_COME")
    assert UNDO in words(client.get(DAYS))
    cast_days.seated(session, service, role)
    if role == CrewRole.CAR:
        cast_days.seated(session, Service.FIRE)
    assert (UNDO in words(client.get(DAYS))) == shown


def test_the_way_back_closes_when_the_day_is_called_off(made, session):
    seat = asked(session)
    client = client_of(seat.coach)
    post(client, "decline", session.pk)
    call_off(session=session, reason="Snow", by=cast.coordinator(made), now=cast.NOW)
    assert UNDO not in words(client.get(DAYS))


def test_who_was_taken_out_by_the_coordinator_has_nothing_to_take_back(made, session):
    seat = asked(session)
    client = client_of(seat.coach)
    unseat(seat=seat, by=cast.coordinator(made), now=cast.NOW)
    assert post(client, "come_back", session.pk).status_code == HTTPStatus.NOT_FOUND


# --- the co-ordinator on the phone --------------------------------------------------------------


def on_day(answer: HttpResponse, session: Session) -> bool:
    return answer.status_code == HTTPStatus.FOUND and answer["Location"] == (
        f"/sessions/{session.pk}/"
    )


def test_the_coordinator_keeps_a_yes_by_telephone(made, session):
    seat = asked(session)
    client = organiser(made)
    assert on_day(post(client, "accept_for", seat.pk), session)
    assert states() == ["ACCEPTED"]
    assert f"{seat.coach} has accepted." in words(client.get(f"/sessions/{session.pk}/"))
    Coach.objects.update(is_active=False)
    CrewSeat.objects.update(state="ASKED")
    assert on_day(post(client, "accept_for", seat.pk), session)
    assert "no longer takes part" in words(client.get(f"/sessions/{session.pk}/"))


def test_the_coordinator_frees_the_seat_of_a_coach_who_phones(made, session):
    seat = asked(session)
    client = organiser(made)
    page = client.get(f"/seats/{seat.pk}/withdraw/")
    assert f"{seat.coach} leaves this day" in words(page)
    assert "Who leaves too" not in words(page)
    assert "Choose why." in words(post(client, "withdraw_for", seat.pk))
    assert on_day(post(client, "withdraw_for", seat.pk, reason="CALLED_OUT"), session)
    assert Withdrawal.objects.get().reason == "CALLED_OUT"
    assert f"{seat.coach} is off this day." in words(client.get(f"/sessions/{session.pk}/"))
    assert letters("sessions/left") == [("sessions/left", user_of(seat.coach).email)]


def test_the_coordinator_frees_the_seats_of_a_crew(made, session):
    first, second = crew(session, 2)
    client = organiser(made)
    assert "Who leaves too" in words(client.get(f"/seats/{first.pk}/withdraw/"))
    answer = post(client, "withdraw_for", first.pk, reason="CALLED_OUT", crew=[second.pk])
    assert on_day(answer, session)
    assert "2 coaches are off this day." in words(client.get(f"/sessions/{session.pk}/"))


def test_of_a_day_called_off_no_seat_is_freed_by_telephone(made, session):
    seat = asked(session)
    call_off(session=session, reason="Snow", by=cast.coordinator(made), now=cast.NOW)
    answer = post(organiser(made), "withdraw_for", seat.pk, reason="CANNOT_COME")
    assert "This day is called off: nobody need come." in words(answer)


def test_the_coordinator_pins_and_unpins(made, session):
    seat = asked(session)
    client = organiser(made)
    assert on_day(post(client, "pin", seat.pk), session)
    assert CrewSeat.objects.get().pinned is True
    assert on_day(post(client, "pin", seat.pk, unpin="yes"), session)
    assert CrewSeat.objects.get().pinned is False


@pytest.mark.parametrize("name", ["accept_for", "withdraw_for", "pin"])
def test_seats_of_another_programme_are_not_found_and_coaches_are_refused(made, session, name):
    seat = asked(session)
    assert post(organiser(cast.programme()), name, seat.pk).status_code == HTTPStatus.NOT_FOUND
    assert post(client_of(seat.coach), name, seat.pk).status_code == HTTPStatus.FORBIDDEN


# --- cost ---------------------------------------------------------------------------------------


def test_more_questions_cost_no_more_queries(made):
    coach = cast.coach(made, account=True)
    client = client_of(coach)
    cost = []
    for days in ((1,), (2, 3)):
        for n in days:
            day = cast_days.session_day(made, date=cast.day(n), cars=1)
            cast_days.crewed(day)
            CrewSeat.objects.filter(session=day, service="POLICE").update(coach=coach)
        with CaptureQueriesContext(connection) as found:
            client.get(DAYS)
        cost.append(len(found))
    assert cost[0] == cost[1]
    assert cost[1] <= 12
