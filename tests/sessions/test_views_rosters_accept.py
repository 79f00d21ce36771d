"""Planning the season as pages: accepting a proposal, discarding it, and pins."""

import pytest
import time_machine
from django.db import connection
from django.test import Client

from programmes.models import Programme
from sessions.actions.asking import pin_seat
from sessions.actions.proposals import all_key
from sessions.models import CrewSeat, ProposedSeat, Session
from sessions.roster.difference import difference
from tests import cast, cast_days
from tests.reading import markup, words
from tests.sessions.people import organiser
from tests.sessions.roster_pages import path, said
from tests.sessions.rosters import FIRE, LEAD, POLICE, SHOW, by, free, proposed, sat, season

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(cast.NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def made() -> Programme:
    return cast.programme()


@pytest.fixture
def client(made: Programme) -> Client:
    return organiser(made)


@pytest.fixture
def day(made: Programme) -> Session:
    return cast_days.session_day(made, cars=2, at=cast.airfield(made, "Fearn Airfield"))


# --- accepting ----------------------------------------------------------------------------------


def test_all_is_accepted_and_the_season_says_so(made, day, client):
    season(made, day)
    proposal = proposed(made)
    key = all_key(difference(proposal, cast.TODAY))
    answer = client.post(path("roster_accept", proposal), {"all": key})
    assert said(answer) == [
        "/sessions/",
        "Roster changed on 1 day: 7 in. 7 messages on the way.",
    ]
    assert CrewSeat.objects.count() == 7
    closed = words(client.get(path("roster", proposal)))
    assert "This proposal is closed: it was accepted, discarded or replaced." in closed


def test_a_ticked_day_is_accepted_and_the_page_stays(made, client):
    days = [cast_days.session_day(made, cars=2, date=cast.day(n)) for n in (14, 42)]
    season(made, *days)
    proposal = proposed(made)
    key = difference(proposal, cast.TODAY)[1].key
    answer = client.post(path("roster_accept", proposal), {"chosen": [key], "month": "2027-01"})
    assert said(answer)[0] == f"/roster/{proposal.pk}/?month=2027-01"
    assert set(CrewSeat.objects.values_list("session", flat=True)) == {days[1].pk}


def test_what_is_refused_is_said_and_stays_ticked(made, day, client):
    season(made, day)
    proposal = proposed(made)
    [alone, *_] = [c.key for c in difference(proposal, cast.TODAY)[0].changes if c.after == "CAR"]
    answer = client.post(path("roster_accept", proposal), {"chosen": [alone]})
    assert answer.status_code == 200
    assert "Nothing has been accepted Mon 7 December: 1 coach is an odd number" in words(answer)
    assert f'value="{alone}" checked' in markup(answer)
    assert "Tick days or changes first." in words(client.post(path("roster_accept", proposal)))


def test_who_cannot_be_written_to_is_named(made, day, client):
    coach = cast.coach(made, family_name="Bain")
    cast.free(coach, day.date)
    out = sat(day, free(made, FIRE, day.date), LEAD)
    proposal = proposed(made)
    ProposedSeat.objects.filter(proposal=proposal).delete()
    ProposedSeat.objects.create(proposal=proposal, session=day, coach=coach, role=LEAD)
    moved = sat(day, free(made, FIRE, day.date), SHOW)
    ProposedSeat.objects.create(proposal=proposal, session=day, coach=moved.coach, role=SHOW)
    key = all_key(difference(proposal, cast.TODAY))
    answer = client.post(path("roster_accept", proposal), {"all": key})
    assert said(answer)[1:] == [
        "Roster changed on 1 day: 1 in, 1 out. 1 message on the way.",
        "No message reaches Kirsty Bain. Phone them.",
    ]
    assert not CrewSeat.objects.filter(pk=out.pk).exists()


def test_many_who_cannot_be_written_to_are_counted(made, day, client, monkeypatch):
    monkeypatch.setattr("sessions.views.rosters.MOST_NAMES", 0)
    coach = cast.coach(made, family_name="Bain")
    cast.free(coach, day.date)
    proposal = proposed(made)
    key = all_key(difference(proposal, cast.TODAY))
    answer = client.post(path("roster_accept", proposal), {"all": key})
    assert " and 1 more. Phone them." in said(answer)[2]


def test_a_coach_who_changes_duty_is_counted_as_moved(made, day, client):
    seat = sat(day, free(made, FIRE, day.date), SHOW)
    proposal = proposed(made)
    ProposedSeat.objects.filter(coach=seat.coach).update(role=LEAD)
    key = all_key(difference(proposal, cast.TODAY))
    answer = client.post(path("roster_accept", proposal), {"all": key})
    assert said(answer)[1] == "Roster changed on 1 day: 1 moved. 1 message on the way."


def test_discarding_leaves_the_roster_as_it_is(made, day, client):
    season(made, day)
    proposal = proposed(made)
    assert said(client.post(path("roster_discard", proposal))) == [
        "/roster/",
        "Proposal discarded. The roster stays as it is.",
    ]
    assert CrewSeat.objects.count() == 0
    assert said(client.post(path("roster_discard", proposal)))[1:] == [
        "This proposal is closed already."
    ]


# --- pins ---------------------------------------------------------------------------------------


def test_a_seat_that_would_go_can_be_pinned_and_unpinned(made, day, client):
    season(made, day)
    seat = sat(day, cast.coach(made, POLICE, family_name="Bain"), LEAD)
    proposal = proposed(made)
    ProposedSeat.objects.filter(coach=seat.coach).delete()
    pin = path("roster_pin", proposal)
    assert f'name="pin" value="{seat.pk}"' in markup(client.get(path("roster", proposal)))
    answer = client.post(pin, {"pin": seat.pk, "month": "2026-12"})
    assert said(answer) == [f"/roster/{proposal.pk}/?month=2026-12", "Kirsty Bain is pinned."]
    shown = client.get(path("roster", proposal))
    assert "goes out: day lead · is pinned: stays as it is" in words(shown)
    assert said(client.post(pin, {"unpin": seat.pk})) == [
        f"/roster/{proposal.pk}/",
        "Kirsty Bain is no longer pinned.",
    ]


def test_a_seat_of_another_programme_or_none_is_not_found(made, day, client):
    season(made, day)
    proposal = proposed(made)
    foreign = cast_days.seated(cast_days.session_day())
    pin_seat(seat=foreign, by=by(foreign.session.programme), now=cast.NOW)
    for sent in ({"pin": foreign.pk}, {"unpin": foreign.pk}, {}, {"pin": "x"}):
        assert client.post(path("roster_pin", proposal), sent).status_code == 404


def test_a_seat_that_goes_while_it_is_pinned_says_so(made, day, client):
    season(made, day)
    seat = sat(day, cast.coach(made, POLICE), LEAD)
    proposal = proposed(made)

    def somebody_else_first(execute, sql, params, many, context):
        """Take the seat away as soon as the page has found it."""
        found = execute(sql, params, many, context)
        if "crewseat" in sql and sql.startswith("SELECT"):
            CrewSeat.objects.filter(pk=seat.pk)._raw_delete("default")
        return found

    with connection.execute_wrapper(somebody_else_first):
        answer = client.post(path("roster_pin", proposal), {"pin": seat.pk})
    assert said(answer) == [f"/roster/{proposal.pk}/", "This seat is free already."]
