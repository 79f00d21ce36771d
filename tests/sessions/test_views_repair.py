"""Filling the empty seats of a day after a call-out, and rehearsing one, as pages."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from core.carry import seal
from programmes.choices import Service
from programmes.models import Coach, Message, Programme
from sessions.actions.asking import withdraw
from sessions.actions.days import call_off
from sessions.choices import CrewRole
from sessions.models import CrewSeat, Session
from sessions.views.repair import OLD, PURPOSE
from tests import cast, cast_days
from tests.reading import markup
from tests.sessions.people import organiser
from tests.sessions.rosters import CAR, LEAD, SHOW, free, sat, seats, together

pytestmark = pytest.mark.django_db
POLICE, FIRE, AMBULANCE = Service.POLICE, Service.FIRE, Service.AMBULANCE


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(cast.NOW, tick=False):
        yield


@pytest.fixture
def made() -> Programme:
    return cast.programme()


@pytest.fixture
def client(made: Programme) -> Client:
    return organiser(made)


@pytest.fixture
def day(made: Programme) -> Session:
    """Two cars with police and fire in each, a demonstration and a lead, all of whom said yes."""
    session = cast_days.session_day(
        made, cars=2, at=cast.airfield(made, "Fearn Airfield", grid_reference="NH 84 77")
    )
    for car in (1, 2):
        sat(session, free(made, POLICE, session.date), car=car)
        sat(session, free(made, FIRE, session.date), car=car)
    sat(session, free(made, FIRE, session.date), SHOW)
    sat(session, free(made, AMBULANCE, session.date), SHOW)
    sat(session, free(made, POLICE, session.date), LEAD)
    return session


def repair(session: Session) -> str:
    return reverse("sessions:repair", args=[session.pk])


def rehearse(session: Session) -> str:
    return reverse("sessions:rehearse", args=[session.pk])


def leave(session: Session, role: CrewRole = CAR, service: str = FIRE, car: int = 1) -> Coach:
    """A coach of the day is called out."""
    found = CrewSeat.objects.filter(session=session, role=role, service=service)
    seat = found.get(car__number=car) if role == CAR else found.get()
    by = cast.coordinator(session.programme)
    withdraw(seats=[seat], reason="CALLED_OUT", by=by, now=cast.NOW)
    coach: Coach = seat.coach
    return coach


def said(answer) -> list[str]:
    """Where a POST led, and the messages on the page there."""
    assert answer.status_code == 302
    shown = answer.client.get(answer.url)
    return [answer.url, *(str(message) for message in shown.context["messages"])]


def sentences(answer, which: str) -> list[str]:
    return [way.sentence for _, way in answer.context[which]]


# --- who ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.EVALUATOR, Role.FUNDER, Role.SCHOOL])
def test_others_are_refused(made, day, role):
    other = cast.signed_in(cast.person(made, role), made)
    assert [other.get(repair(day)).status_code, other.get(rehearse(day)).status_code] == [403, 403]


def test_another_programmes_day_is_not_found(client):
    foreign = cast_days.session_day()
    assert client.get(repair(foreign)).status_code == 404
    assert client.get(rehearse(foreign)).status_code == 404


def test_a_day_that_is_past_or_called_off_keeps_its_crew(made, day, client):
    past = cast_days.session_day(made, date=cast.day(-1))
    call_off(session=day, reason="ice", by=cast.coordinator(made), now=cast.NOW)
    assert said(client.get(repair(past)))[1:] == ["This day is past: its crew stays as it is."]
    assert said(client.get(rehearse(day)))[1:] == [
        "This day is called off: its crew stays as it is."
    ]


# --- the ways -----------------------------------------------------------------------------------


def test_a_full_day_has_nothing_to_fill(day, client):
    answer = client.get(repair(day))
    assert "Every seat has a coach" in markup(answer)
    assert answer.context["smallest"] is None


def test_replacements_are_ranked_with_nearness_load_and_fit(made, day, client):
    gone = leave(day)
    far = free(made, FIRE, day.date, grid_reference="NH 64 45")
    near = free(made, AMBULANCE, day.date, grid_reference="NH 76 79")
    free(made, FIRE, day.date, grid_reference="NH 64 45", most_miles=10)  # too far for him
    cast.coach(made, FIRE)  # has not answered
    answer = client.get(repair(day))
    assert [(gap.place, gap.needs, gap.left) for gap in answer.context["page"].gaps] == [
        (
            "Car 1",
            "fire or ambulance",
            f"{gone.short_name} (fire) withdrew at 9:00am: called out",
        )
    ]
    assert [way.who[0].name for _, way in answer.context["ask"]] == [str(near), str(far)]
    assert sentences(answer, "ask") == [
        "5 miles away, no day yet this season; takes a seat in a car, no one else moves.",
        "23 miles away, no day yet this season; takes a seat in a car, no one else moves.",
    ]


def test_asking_one_seats_him_and_tells_only_him(made, day, client):
    leave(day)
    comes = free(made, AMBULANCE, day.date)
    before = Message.objects.count()
    [(text, way)] = client.get(repair(day)).context["ask"]
    assert way.is_direct is True
    answer = client.post(repair(day), {"way": text, "make": "1"})
    assert said(answer) == [f"/sessions/{day.pk}/", "1 coach asked."]
    assert (comes.pk, "CAR", 1) in seats(day)
    assert [m.template for m in Message.objects.order_by("pk")[before:]] == ["sessions/asked"]


def test_demonstration_and_lead_are_filled_too(made, day, client):
    leave(day, SHOW, AMBULANCE)
    leave(day, LEAD, POLICE)
    shows = free(made, AMBULANCE, day.date)
    leads = free(made, POLICE, day.date)
    answer = client.get(repair(day))
    assert [(gap.place, gap.needs) for gap in answer.context["page"].gaps] == [
        ("Demonstration", "ambulance"),
        ("Day lead", "somebody who may lead"),
    ]
    asked = {way.who[0].name for _, way in answer.context["ask"]}
    assert {str(shows), str(leads)} <= asked
    [(text, way)] = answer.context["together"]
    assert {who.name for who in way.who} == {str(shows), str(leads)}
    assert way.sentence.startswith("2 of 2 cars run")
    client.post(repair(day), {"way": text, "make": "1"})
    assert {(shows.pk, "DEMONSTRATION", None), (leads.pk, "LEAD", None)} <= set(seats(day))


def test_nobody_free_says_so_and_leads_to_the_list(day, client):
    leave(day)
    shown = markup(client.get(repair(day)))
    assert "Nobody who is free, fit and near enough has room for this day." in shown
    assert f'href="/sessions/{day.pk}/seat/"' in shown


def test_a_car_that_lacks_both_says_so_once(day, client):
    leave(day, service=FIRE)
    leave(day, service=POLICE)
    (gap,) = client.get(repair(day)).context["page"].gaps
    assert (gap.place, gap.needs, gap.left.count("called out")) == ("Car 1", "two coaches", 2)


# --- the smallest change ------------------------------------------------------------------------


@pytest.fixture
def split(day: Session) -> Session:
    """Car 1 has lost its fire coach and car 2 its police coach: two halves of one car."""
    leave(day, service=FIRE, car=1)
    leave(day, service=POLICE, car=2)
    return day


def test_the_smallest_change_says_who_moves_and_who_is_told(split, client):
    answer = client.get(repair(split))
    (step,) = answer.context["moves"]
    assert step.what in ("moves: in car 2 now, in car 1 then", "moves: in car 1 now, in car 2 then")
    assert answer.context["told"] == "1 person is told; nobody else is."
    assert "Smallest change" in markup(answer)


def test_a_change_is_looked_at_before_it_is_made(split, client):
    text, _ = client.get(repair(split)).context["smallest"]
    before = seats(split)
    look = client.post(repair(split), {"way": text})
    assert "Make this change?" in markup(look)
    assert seats(split) == before
    told = Message.objects.count()
    made_now = client.post(repair(split), {"way": text, "make": "1"})
    assert said(made_now)[1:] == ["1 coach moved."]
    assert sorted(len(crew) for crew in together(split)) == [2]
    assert [m.template for m in Message.objects.order_by("pk")[told:]] == ["sessions/moved"]


def test_who_cannot_be_reached_is_named(made, day, client):
    leave(day)
    silent = cast.coach(made, FIRE)
    cast.free(silent, day.date)
    [(text, _)] = client.get(repair(day)).context["ask"]
    assert "to be phoned" in markup(client.post(repair(day), {"way": text}))
    assert said(client.post(repair(day), {"way": text, "make": "1"}))[1:] == [
        "1 coach asked.",
        f"No message reaches {silent}: phone.",
    ]


def test_a_roster_that_changed_meanwhile_is_refused(made, day, client):
    leave(day)
    comes = free(made, AMBULANCE, day.date)
    [(text, _)] = client.get(repair(day)).context["ask"]
    sat(day, free(made, FIRE, day.date))
    for form in ({"way": text, "make": "1"}, {"way": text}):
        url, *words = said(client.post(repair(day), form))
        assert (url, len(words)) == (repair(day), 1)
    assert not CrewSeat.objects.filter(coach=comes).exists()


def test_a_smallest_change_that_can_no_longer_be_made_shows_no_moves(split, client):
    CrewSeat.objects.filter(session=split, car__number=2).update(pinned=True)
    answer = client.get(repair(split))
    assert answer.status_code == 200


@pytest.mark.parametrize("text", ["", "nonsense"])
def test_an_odd_way_is_refused(day, client, text):
    assert said(client.post(repair(day), {"way": text, "make": "1"})) == [repair(day), OLD]


def test_a_way_of_another_day_or_person_or_of_yesterday_is_refused(made, day, client):
    user = cast.coordinator(made).pk
    other = seal([day.pk + 1, [], []], PURPOSE, user)
    foreign = seal([day.pk, [], []], PURPOSE, user + 1)
    with time_machine.travel(cast.NOW - datetime.timedelta(days=1), tick=False):
        old = seal([day.pk, [], []], PURPOSE, user)
    for text in (other, foreign, old):
        assert said(client.post(repair(day), {"way": text})) == [repair(day), OLD]


# --- rehearsing ---------------------------------------------------------------------------------


def test_a_rehearsal_says_what_still_runs_and_changes_nothing(made, day, client):
    comes = free(made, AMBULANCE, day.date)
    gone = CrewSeat.objects.get(session=day, role=CAR, service=FIRE, car__number=1)
    before, told = seats(day), Message.objects.count()
    answer = client.get(rehearse(day), {"gone": gone.coach_id})
    page = answer.context["page"]
    assert (page.heads, page.look) == ("1 coach leaves", "stop")
    assert page.sentences == ("If this coach leaves, 1 of 2 cars still runs.",)
    assert [one.who[0].name for one in page.ask] == [str(comes)]
    ticked = [t.coach for group in page.groups for t in group.ticks if t.is_gone]
    assert ticked == [gone.coach_id]
    assert (seats(day), Message.objects.count()) == (before, told)


def test_all_of_a_service_or_of_a_station_leave_at_once(day, client):
    page = client.get(rehearse(day), {"all": "FIRE"}).context["page"]
    assert (page.heads, page.sentences[0]) == (
        "3 coaches leave",
        "If this crew leaves, no car runs.",
    )
    by_station = client.get(rehearse(day), {"all": "AMBULANCE/Tain"}).context["page"]
    assert by_station.heads == "1 coach leaves"
    assert by_station.sentences[-1] == "Nobody from ambulance is in the demonstration."


def test_without_a_tick_the_day_says_how_it_stands_each_call_out_worst_first(day, client):
    page = client.get(rehearse(day)).context["page"]
    assert (page.heads, page.sentences) == ("", ())
    assert [(line.name, line.sentence, line.tag) for line in page.lines] == [
        (
            "Tain, fire: 3 coaches",
            "no car runs, nobody from fire in the demonstration",
            "2 cars fewer",
        ),
        # A fire coach without a car takes the lead.
        ("Tain, police: 3 coaches", "no car runs", "2 cars fewer"),
        (
            "Tain, ambulance: 1 coach",
            "2 of 2 cars still run, nobody from ambulance in the demonstration",
            "Crew short",
        ),
    ]


def test_an_odd_tick_and_an_empty_day_are_taken(made, day, client):
    assert client.get(rehearse(day), {"gone": "x", "all": "KING"}).context["page"].heads == ""
    empty = cast_days.session_day(made, date=cast.day(20))
    assert "Nobody has a seat yet" in markup(client.get(rehearse(empty)))


# --- cost ---------------------------------------------------------------------------------------


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_four_gaps_and_five_cost_the_same_queries(made, day, client):
    """All with a smallest change in which somebody takes another duty."""
    for number in (1, 2):
        leave(day, service=FIRE, car=number)
    leave(day, SHOW, FIRE)
    leave(day, LEAD, POLICE)
    free(made, AMBULANCE, day.date)
    four = queries(client, repair(day)), queries(client, rehearse(day))
    leave(day, SHOW, AMBULANCE)
    for _ in range(3):
        free(made, FIRE, day.date)
    assert (queries(client, repair(day)), queries(client, rehearse(day))) == four
    assert client.get(repair(day)).context["moves"] != []
