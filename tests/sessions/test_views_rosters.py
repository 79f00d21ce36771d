"""Planning the season as pages: asking, following, looking at the difference, accepting."""

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from programmes.choices import PartnerKind
from programmes.models import Programme
from sessions.actions.asking import accept_seat
from sessions.actions.proposals import all_key, begin, fail, note_progress
from sessions.models import Proposal, ProposedSeat, Session
from sessions.roster.difference import difference
from tests import cast, cast_days
from tests.reading import markup, words
from tests.sessions.people import organiser
from tests.sessions.roster_pages import asked, later, path, said
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


# --- who ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.COACH, Role.SCHOOL, Role.EVALUATOR, Role.FUNDER])
def test_others_are_refused(made, day, role):
    at = cast.partner(made, PartnerKind.FIRE) if role == Role.COACH else None
    client = cast.signed_in(cast.person(made, role, at=at), made)
    proposal = asked(made)
    answers = [
        client.get(path("rosters")),
        client.get(path("roster", proposal)),
        client.post(path("roster_accept", proposal)),
    ]
    assert [answer.status_code for answer in answers] == [403] * 3


def test_another_programmes_proposals_and_seats_are_not_found(made, day, client):
    foreign = asked(cast_days.session_day().programme)
    assert client.get(path("roster", foreign)).status_code == 404
    for name in ("roster_stop", "roster_accept", "roster_discard", "roster_pin"):
        assert client.post(path(name, foreign)).status_code == 404


# --- plan the season ----------------------------------------------------------------------------


def test_the_page_says_what_a_plan_would_cover(made, day, client):
    free(made, POLICE, day.date)
    silent = cast.coach(made, FIRE, family_name="Bain")
    sat(day, silent, SHOW)
    shown = words(client.get(path("rosters")))
    assert "Plan the season 7 December 2026 Fair shares 1 day to come" in shown
    assert "1 of 7 seats have a coach · 1 not answered" in shown
    assert "1 of 2 coaches have said when they can come" in shown
    assert "1 coach has not said when they can come" in shown
    assert "Kirsty Bain" in shown


def test_of_many_silent_coaches_some_are_named(made, day, client):
    cast_days.session_day(made, date=cast.day(21))
    for _ in range(14):
        cast.coach(made)
    shown = client.get(path("rosters"))
    assert "and 2 more" in words(shown)
    assert "7 December 2026 to 14 December 2026" in words(shown)
    assert len(shown.context["plan"].silent) == 12


def test_without_days_it_leads_to_adding_one(client):
    shown = words(client.get(path("rosters")))
    assert "No day to come" in shown
    assert "Add a day" in shown


def test_the_season_leads_here(made, day, client):
    assert 'href="/roster/">Plan the season</a>' in markup(client.get("/sessions/"))


def test_the_button_asks_and_shows_how_far_it_is(made, day, client):
    answer = client.post(path("rosters"), {"seconds": "10"})
    proposal = Proposal.objects.get()
    assert (answer.url, proposal.seconds, proposal.asked_by) == (
        path("roster", proposal),
        10,
        by(made),
    )
    shown = words(client.get(path("rosters")))
    assert "The season is being planned See how far it is" in shown
    assert "Waiting to begin" in shown


def test_a_time_that_is_not_offered_and_a_second_plan_are_refused(made, day, client):
    for seconds, sentence in [
        ("7", "Choose how long to work on it at most."),
        ("", "Choose how long to work on it at most."),
    ]:
        answer = client.post(path("rosters"), {"seconds": seconds})
        assert sentence in words(answer)
    asked(made)
    client.post(path("rosters"), {"seconds": "60"})
    assert Proposal.objects.count() == 1


def test_one_nobody_works_on_can_be_begun_again(made, day, client, clock):
    old = asked(made)
    clock.move_to(later(121))
    shown = words(client.get(path("rosters")))
    assert "The worker stopped" in shown
    assert client.post(path("rosters"), {"seconds": "60"}).status_code == 302
    old.refresh_from_db()
    assert old.state == "FAILED"


def test_the_last_plans_are_listed(made, day, client):
    season(made, day)
    proposed(made)
    shown = words(client.get(path("rosters")))
    assert "A proposal is ready Look at what it changes" in shown
    assert "Ready to look at" in shown
    assert "· Mairi Ross · Proven best" in shown


# --- while it is worked out ---------------------------------------------------------------------


def test_progress_is_shown_and_asked_for_each_second(made, day, client, clock):
    proposal = asked(made)
    shown = client.get(path("roster", proposal))
    assert "Waiting for the worker" in words(shown)
    assert "No roster yet." in words(shown)
    assert 'hx-trigger="every 1s"' in markup(shown)
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in markup(shown)
    begin(pk=proposal.pk, now=cast.NOW)
    note_progress(pk=proposal.pk, objective=None, bound=800, now=later(1))
    clock.move_to(later(5))
    part = client.get(path("roster_progress", proposal), headers=HTMX)
    assert "None can cost less than 800 points." in words(part)
    assert "5 of at most 60 seconds." in words(part)
    assert "<html" not in markup(part)
    note_progress(pk=proposal.pk, objective=1000, bound=996, now=later(5))
    part = client.get(path("roster_progress", proposal), headers=HTMX)
    assert "Best so far: 1,000 points, within 0.4 % of the best possible (at least 996)." in words(
        part
    )


def test_after_ten_seconds_it_says_that_no_worker_runs(made, day, client, clock):
    proposal = asked(made)
    clock.move_to(later(11))
    shown = client.get(path("roster", proposal))
    assert "Start the worker: python manage.py db_worker" in words(shown)
    assert "every 1s" in markup(shown)  # once a worker is started, the page sees it


def test_after_two_minutes_without_a_sign_it_can_be_planned_again(made, day, client, clock):
    proposal = asked(made)
    begin(pk=proposal.pk, now=cast.NOW)
    clock.move_to(later(121))
    shown = client.get(path("roster", proposal))
    assert "Nobody works on this any more" in words(shown)
    assert "every 1s" not in markup(shown)
    assert "Stop and keep the best" not in words(shown)


def test_once_it_is_ready_the_page_loads_anew(made, day, client):
    season(made, day)
    proposal = proposed(made)
    part = client.get(path("roster_progress", proposal), headers=HTMX)
    assert part.headers["HX-Refresh"] == "true"
    assert client.get(path("roster_progress", proposal)).url == path("roster", proposal)


def test_it_can_be_stopped(made, day, client):
    proposal = asked(made)
    begin(pk=proposal.pk, now=cast.NOW)
    answer = client.post(path("roster_stop", proposal))
    assert "Stopping." in words(client.get(answer.url))
    proposal.refresh_from_db()
    assert proposal.stop_asked


def test_stopping_before_it_began_closes_it(made, day, client):
    proposal = asked(made)
    assert said(client.post(path("roster_stop", proposal))) == [
        "/roster/",
        "Stopped before it began: there is nothing to keep.",
    ]


def test_stopping_what_is_ready_says_so(made, day, client):
    proposal = proposed(made)
    assert said(client.post(path("roster_stop", proposal)))[1:] == [
        "This plan is worked out already."
    ]


def test_a_failure_says_its_sentence(made, day, client):
    proposal = asked(made)
    fail(pk=proposal.pk, sentence="It broke.", now=cast.NOW)
    shown = words(client.get(path("roster", proposal)))
    assert "It broke. Plan the season again" in shown


# --- the difference -----------------------------------------------------------------------------


def test_a_proposal_says_how_good_it_is_and_what_changes(made, day, client):
    season(made, day)
    shown = words(client.get(path("roster", proposed(made))))
    assert "Proven best · worked out on 23 November 2026 at 9:00am in 3 seconds" in shown
    assert "7 come in 0 go out 0 change duty 0 stay as they are" in shown
    assert "Accepting all asks 7 coaches for 7 seats, by message." in shown
    assert "All of Mon 7 December" in shown
    assert "Fearn Airfield · 2 cars" in shown
    assert shown.count("comes in: in a car") == 4
    assert "The roster has changed since" not in shown


def test_a_gap_and_shortages_are_said_first(made, day, client):
    proposal = proposed(made)
    lines = [f"Day {n} is short." for n in range(12)]
    lines.insert(1, "- Renew the papers of K. Ross.")
    Proposal.objects.filter(pk=proposal.pk).update(
        objective=1000, bound=996, proven=False, shortages="\n".join(lines)
    )
    shown = words(client.get(path("roster", proposal)))
    assert "Within 0.4 % of the best possible" in shown
    assert (
        "What cannot be met Day 0 is short. What would mend it: Renew the papers of K. Ross. "
        "Day 1 is short." in shown
    )
    assert "2 more Day 10 is short." in shown


def test_who_goes_changes_or_is_kept_is_said(made, day, client):
    people = season(made, day)
    out = sat(day, cast.coach(made, POLICE, family_name="Bain"), LEAD)
    moved = sat(day, people[3], SHOW)
    kept = sat(day, cast.coach(made, FIRE, family_name="Shaw"))
    proposal = proposed(made)
    accept_seat(seat=kept, by=None, now=later(60))
    ProposedSeat.objects.filter(coach__in=(out.coach, kept.coach)).delete()
    ProposedSeat.objects.filter(coach=moved.coach).update(role="CAR")
    shown = words(client.get(path("roster", proposal)))
    assert "goes out: day lead" in shown
    assert "changes duty: now demonstration, then in a car" in shown
    assert "goes out: in a car · has accepted since: stays as it is" in shown
    assert "tells 1 coach that they need not come, tells 1 coach of another duty" in shown


def test_an_accepted_seat_that_goes_is_marked(made, day, client):
    season(made, day)
    seat = sat(day, cast.coach(made, POLICE), LEAD)
    accept_seat(seat=seat, by=None, now=later(-60))
    proposal = proposed(made)
    ProposedSeat.objects.filter(coach=seat.coach).delete()
    assert "goes out: day lead · has accepted" in words(client.get(path("roster", proposal)))


def test_a_coach_who_said_no_since_cannot_be_ticked(made, day, client):
    season(made, day)
    proposal = proposed(made)
    lead = ProposedSeat.objects.get(role=LEAD)
    lead.coach.availability_set.update(answer="NOT_FREE")
    shown = client.get(path("roster", proposal))
    assert "day lead · has said since that he cannot come" in words(shown)
    assert f'value="in-{day.pk}-{lead.coach_id}-LEAD"' not in markup(shown)


def test_a_day_on_which_nothing_can_be_accepted_has_no_tick(made, day, client):
    season(made, day)
    proposal = proposed(made)
    ProposedSeat.objects.exclude(role=LEAD).delete()
    ProposedSeat.objects.get().coach.availability_set.update(answer="NOT_FREE")
    shown = client.get(path("roster", proposal))
    assert "All of Mon 7 December" not in words(shown)
    assert "Today’s roster is as proposed" in words(shown)


def test_a_roster_that_changed_since_is_said(made, day, client):
    season(made, day)
    proposal = proposed(made)
    sat(day, cast.coach(made, POLICE), LEAD)
    assert "The roster has changed since" in words(client.get(path("roster", proposal)))


def test_when_all_is_as_proposed_there_is_nothing_to_accept(made, day, client):
    season(made, day)
    client.post(path("roster_accept", proposed(made)), {"all": "x"})
    first = Proposal.objects.get()
    client.post(path("roster_accept", first), {"all": all_key(difference(first, cast.TODAY))})
    shown = words(client.get(path("roster", proposed(made))))
    assert "Today’s roster is as proposed: there is nothing to accept." in shown
    assert "1 day stays as it is." in shown


def test_months_are_pages(made, client):
    days = [cast_days.session_day(made, cars=2, date=cast.day(n)) for n in (14, 42)]
    season(made, *days)
    proposal = proposed(made)
    first = words(client.get(path("roster", proposal)))
    second = words(client.get(path("roster", proposal), {"month": "2027-01"}))
    assert ("All of Mon 7 December" in first, "All of Mon 4 January" in first) == (True, False)
    assert ("All of Mon 7 December" in second, "All of Mon 4 January" in second) == (False, True)


def test_a_long_month_has_parts(made, client, monkeypatch):
    monkeypatch.setattr("sessions.display.proposal.DAYS_A_PAGE", 1)
    days = [cast_days.session_day(made, cars=2, date=cast.day(n)) for n in (14, 24)]
    season(made, *days)
    proposal = proposed(made)
    shown = client.get(path("roster", proposal), {"month": "2026-12-2"})
    assert "December 2026, part 1 December 2026, part 2" in words(shown)
    assert "All of Thu 17 December" in words(shown)


def queries(client: Client, proposal: Proposal) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path("roster", proposal)).status_code == 200
    return len(asked)


def test_more_days_and_people_ask_no_more_queries(made, client):
    season(made, cast_days.session_day(made, cars=2, date=cast.day(9)))
    once = queries(client, proposed(made))
    days = [cast_days.session_day(made, cars=2, date=cast.day(n)) for n in (14, 24)]
    season(made, *days)
    assert queries(client, proposed(made)) == once
    assert once <= 14


def test_the_plan_page_asks_no_more_queries_for_more(made, client):
    def asks() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(path("rosters"))
        return len(asked)

    season(made, cast_days.session_day(made, cars=2, date=cast.day(9)))
    proposed(made)
    once = asks()
    season(made, *(cast_days.session_day(made, cars=2, date=cast.day(n)) for n in (14, 24)))
    proposed(made), proposed(made)
    assert asks() == once
    assert once <= 12
