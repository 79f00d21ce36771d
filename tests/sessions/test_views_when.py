"""When a coach is free: the month to tap, patterns, calendars, limits; for himself and others."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent
from accounts.roles import Role
from programmes.actions.availability import say_dates, set_pattern
from programmes.choices import PartnerKind
from programmes.models import Coach, Programme
from sessions.actions.days import call_off
from sessions.choices import CrewRole
from sessions.models import CrewSeat
from tests import cast, cast_days
from tests.reading import markup, words
from tests.sessions.answered import kept, told
from tests.sessions.people import organiser

pytestmark = pytest.mark.django_db
OWN = ("when", "pattern", "shift_calendar", "limits")
WHEN = "/my-days/when/"
DECEMBER = f"{WHEN}?month=2026-12"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(cast.NOW, tick=False):
        yield


@pytest.fixture
def made() -> Programme:
    return cast.programme()


@pytest.fixture
def coach(made: Programme) -> Coach:
    return cast.coach(made, account=True)


@pytest.fixture
def client(made: Programme, coach: Coach) -> Client:
    assert coach.user is not None
    return cast.signed_in(coach.user, made)


def tap(client: Client, date: str, answer: str, month: str = DECEMBER, **more):
    return client.post(month, {"tap": f"{date}:{answer}"}, **more)


def seat(coach: Coach, session, role: CrewRole = CrewRole.LEAD, state: str = "ASKED") -> CrewSeat:
    """A seat for the coach, as the co-ordinator gives it; answered where it is said."""
    from sessions.actions.crews import seat_coach

    given = seat_coach(
        session=session,
        coach=coach,
        role=role,
        car=None,
        by=cast.coordinator(coach.programme),
        now=cast.NOW,
    )
    CrewSeat.objects.filter(pk=given.pk).update(state=state)
    return given


# --- who ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", OWN)
def test_each_page_opens_for_the_coach_and_for_who_fills_cars(made, coach, client, name):
    assert client.get(reverse(f"sessions:{name}")).status_code == 200
    answer = organiser(made).get(reverse(f"sessions:coach_{name}", args=[coach.pk]))
    assert (answer.status_code, str(coach) in words(answer)) == (200, True)


@pytest.mark.parametrize("name", OWN)
@pytest.mark.parametrize("role", [r for r in Role if r != Role.COACH])
def test_other_roles_have_no_days_of_their_own(made, role, name):
    client = cast.signed_in(cast.person(made, role), made)
    assert client.get(reverse(f"sessions:{name}")).status_code == 403


@pytest.mark.parametrize("name", OWN)
def test_a_coach_does_not_see_when_others_are_free(made, coach, client, name):
    other = reverse(f"sessions:coach_{name}", args=[cast.coach(made).pk])
    assert client.get(other).status_code == 403
    assert client.get(reverse(f"sessions:coach_{name}", args=[coach.pk])).status_code == 403


@pytest.mark.parametrize("name", OWN)
def test_coaches_of_another_programme_are_not_found(made, name):
    foreign = cast.coach(cast.programme())
    address = reverse(f"sessions:coach_{name}", args=[foreign.pk])
    assert organiser(made).get(address).status_code == 404
    assert organiser(made).post(address, {"do": "all"}).status_code == 404


def test_a_coach_by_role_who_is_not_on_the_list_is_told_whom_to_ask(made):
    user = cast.person(made, Role.COACH, at=cast.partner(made, PartnerKind.FIRE))
    client = cast.signed_in(user, made)
    assert "You are not on the list of coaches yet" in words(client.get(WHEN))
    assert tap(client, "2026-12-07", "FREE").status_code == 404


def test_that_a_coach_was_looked_at_is_on_record_and_ones_own_look_is_not(made, coach, client):
    client.get(WHEN)
    assert not AuditEvent.objects.filter(verb__startswith="looked at").exists()
    organiser(made).get(reverse("sessions:coach_when", args=[coach.pk]))
    line = AuditEvent.objects.get(verb="looked at when a coach can come")
    assert (line.target_number, line.by) == (coach.pk, cast.coordinator(made))


def test_the_list_of_coaches_and_the_form_lead_to_the_month(made, coach):
    address = reverse("sessions:coach_when", args=[coach.pk])
    here = organiser(made)
    assert f'href="{address}"' in markup(here.get(reverse("programmes:coaches")))
    edit = reverse("programmes:coach_edit", args=[coach.pk])
    assert f'href="{address}"' in markup(here.get(edit))


# --- the month ----------------------------------------------------------------------------------


def test_the_month_says_what_each_date_is(made, coach, client):
    session = cast_days.session_day(made)
    say_dates(**told(coach), answers={session.date: "IF_NEEDED"})
    text = words(client.get(DECEMBER))
    where = session.airfield.name
    assert f"Monday 7 December, airfield day at {where}: only if needed." in text
    assert "Change to can’t come" in text
    assert "Tuesday 8 December: not said. Change to can come" in text
    assert f"Monday 7 December {where}, 9:30am to 2:30pm If needed" in text


def test_without_a_month_the_page_shows_this_one_and_past_dates_have_no_button(client):
    page = markup(client.get(WHEN))
    assert "November 2026" in page
    assert ('id="d-2026-11-23"' in page, 'id="d-2026-11-22"' in page) == (True, False)
    assert "October" not in page


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("2026-12", "December 2026"),
        ("2026-01", "November 2026"),
        ("2029-01", "July 2027"),
        ("nonsense", "November 2026"),
        ("2027-13", "November 2026"),
    ],
)
def test_months_are_those_of_the_school_year(client, asked, shown):
    assert f'<h2 id="month-title">{shown}</h2>' in markup(client.get(f"{WHEN}?month={asked}"))


def test_without_a_month_the_page_opens_where_an_airfield_day_wants_an_answer(made, coach, client):
    seat(coach, cast_days.session_day(made, date=cast.day(1)))
    cast_days.session_day(made, date=datetime.date(2027, 2, 9))
    cast_days.session_day(made, date=datetime.date(2027, 3, 9))
    text = words(client.get(WHEN))
    assert "Can come on the airfield day in February" in text
    assert "‹ January" in text


def test_the_last_month_leads_no_further(client):
    page = markup(client.get(f"{WHEN}?month=2027-07"))
    assert ("?month=2027-06" in page, "?month=2027-08" in page) == (True, False)


def test_weeks_and_days_that_are_over_are_left_out(made, client):
    past = cast_days.session_day(made, date=cast.day(-3))
    page = client.get(WHEN)
    assert markup(page).count("<tr>") == 3  # weekdays, this week and the next
    assert past.airfield.name not in words(page)


def test_after_the_school_year_nothing_can_be_tapped(client):
    with time_machine.travel(datetime.datetime(2027, 9, 1, 9, tzinfo=datetime.UTC), tick=False):
        assert 'name="tap"' not in markup(client.get(WHEN))


def test_a_date_with_a_seat_leads_to_the_day(made, coach, client):
    asked = cast_days.session_day(made)
    accepted = cast_days.session_day(made, date=cast.day(15))
    seat(coach, asked)
    seat(coach, accepted, state="ACCEPTED")
    page = client.get(DECEMBER)
    assert f'id="d-2026-12-07" class="rw-date-cell seat" href="/my-days/#day-{asked.pk}"' in markup(
        page
    )
    assert "Monday 7 December, airfield day at" in words(page)
    assert ": asked. Open the day" in words(page)
    assert "On accepted Asked waits for an answer" in words(page)
    assert ": accepted. Open the day" in words(page)
    there = organiser(made).get(reverse("sessions:coach_when", args=[coach.pk]) + "?month=2026-12")
    assert f'href="/sessions/{asked.pk}/"' in markup(there)


def test_a_day_called_off_is_a_date_like_others(made, coach, client):
    session = cast_days.session_day(made)
    seat(coach, session)
    call_off(session=session, reason="Fog", by=cast.coordinator(made), now=cast.NOW)
    text = words(client.get(DECEMBER))
    assert "Monday 7 December: not said" in text
    assert "No airfield day is planned in December 2026 yet" in text


def test_days_of_other_programmes_are_not_shown(client):
    foreign = cast_days.session_day()
    assert foreign.airfield.name not in words(client.get(DECEMBER))


# --- tapping ------------------------------------------------------------------------------------


def test_a_tap_is_kept_and_leads_back_to_its_date(coach, client):
    answer = tap(client, "2026-12-07", "FREE")
    assert (answer.status_code, answer["Location"]) == (302, f"{DECEMBER}#d-2026-12-07")
    assert kept(coach) == {"12-07": ("FREE", "TAP")}
    line = AuditEvent.objects.get(verb="said when a coach can come")
    assert line.by == coach.user


def test_taps_go_round(coach, client):
    seen = []
    for _ in range(5):
        page = markup(client.get(DECEMBER))
        value = page.split('id="d-2026-12-07" name="tap" value="')[1].split('"')[0]
        seen.append(value.partition(":")[2])
        client.post(DECEMBER, {"tap": value})
    assert seen == ["FREE", "IF_NEEDED", "NOT_FREE", "CLEAR", "FREE"]


def test_a_tap_on_a_no_of_the_pattern_makes_it_a_yes_and_clearing_brings_it_back(coach, client):
    set_pattern(**told(coach), cycle="D" * 13 + "O", starts_on=cast.TODAY)
    page = words(client.get(DECEMBER))
    assert "Monday 7 December: can’t come (from the shift pattern). Change to can come" in page
    tap(client, "2026-12-07", "FREE")
    assert kept(coach)["12-07"] == ("FREE", "TAP")
    tap(client, "2026-12-07", "CLEAR")
    assert kept(coach)["12-07"] == ("NOT_FREE", "PATTERN")


def test_htmx_gets_the_month_and_what_is_said_of_it(coach, client):
    answer = tap(client, "2026-12-07", "NOT_FREE", headers={"HX-Request": "true"})
    page = markup(answer)
    assert page.startswith('<form id="month"')
    assert "<h1" not in page
    assert 'hx-swap-oob="innerHTML">Monday 7 December: can’t come</p>' in page
    cleared = tap(client, "2026-12-07", "CLEAR", headers={"HX-Request": "true"})
    assert ">Monday 7 December: not said</p>" in markup(cleared)


def test_one_tap_says_yes_to_all_airfield_days_of_a_month_without_a_seat(made, coach, client):
    for days in (14, 16, 60):
        cast_days.session_day(made, date=cast.day(days))
    seat(coach, cast_days.session_day(made, date=cast.day(18)))
    say_dates(**told(coach), answers={cast.day(16): "NOT_FREE"})
    assert "Can come on all 2 airfield days in December" in words(client.get(DECEMBER))
    client.post(DECEMBER, {"do": "all"})
    assert kept(coach) == {"12-07": ("FREE", "TAP"), "12-09": ("FREE", "TAP")}


def test_one_day_is_called_one(made, client):
    cast_days.session_day(made)
    assert "Can come on the airfield day in December" in words(client.get(DECEMBER))


def test_last_month_is_copied_by_weekdays_over_nothing_that_was_tapped(coach, client):
    first_tuesday, second_tuesday = datetime.date(2026, 12, 1), datetime.date(2026, 12, 8)
    say_dates(
        **told(coach),
        answers={
            first_tuesday: "FREE",
            second_tuesday: "NOT_FREE",
            datetime.date(2027, 1, 12): "IF_NEEDED",
        },
    )
    january = f"{WHEN}?month=2027-01"
    assert "Copy December to January" in words(client.get(january))
    client.post(january, {"do": "copy"})
    assert kept(coach) == {
        "12-01": ("FREE", "TAP"),
        "12-08": ("NOT_FREE", "TAP"),
        "01-05": ("FREE", "TAP"),
        "01-12": ("IF_NEEDED", "TAP"),
    }
    assert "Copy December" not in words(client.get(january))


def test_last_month_is_not_copied_onto_a_date_with_a_seat(made, coach, client):
    say_dates(**told(coach), answers={datetime.date(2026, 12, 1): "NOT_FREE"})
    january = f"{WHEN}?month=2027-01"
    assert "Copy December to January" in words(client.get(january))
    seat(coach, cast_days.session_day(made, date=datetime.date(2027, 1, 5)))
    assert "Copy December to January" not in words(client.get(january))
    assert "There is no date to answer for." in words(client.post(january, {"do": "copy"}))
    assert kept(coach) == {"12-01": ("NOT_FREE", "TAP")}


def test_a_page_from_before_a_seat_takes_no_tap_for_its_date(made, coach, client):
    seat(coach, cast_days.session_day(made, date=datetime.date(2026, 12, 7)))
    mine = tap(client, "2026-12-07", "NOT_FREE")
    assert "You have a seat on this date. Answer for it under My days." in words(mine)
    address = reverse("sessions:coach_when", args=[coach.pk])
    other = tap(organiser(made), "2026-12-07", "NOT_FREE", f"{address}?month=2026-12")
    assert "This coach has a seat on this date." in words(other)
    assert kept(coach) == {}


def test_what_a_pattern_said_is_not_copied(coach, client):
    set_pattern(**told(coach), cycle="O" * 7, starts_on=cast.TODAY)
    assert "Copy" not in words(client.get(f"{WHEN}?month=2027-01"))


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"do": "nothing"},
        {"tap": "2026-12-07"},
        {"tap": "2026-12-07:PERHAPS"},
        {"tap": "7 December:FREE"},
    ],
)
def test_what_no_button_sends_is_not_found(coach, client, sent):
    assert client.post(DECEMBER, sent).status_code == 404
    assert kept(coach) == {}


def test_a_date_that_is_over_is_refused_in_words(coach, client):
    said = "Choose a date from today to the end of the school year."
    assert said in words(tap(client, "2026-11-20", "FREE"))
    assert said in words(tap(client, "2026-11-20", "FREE", headers={"HX-Request": "true"}))
    assert "There is no date to answer for." in words(client.post(DECEMBER, {"do": "all"}))
    assert kept(coach) == {}


def test_the_coordinator_answers_for_a_coach_who_phones(made, coach):
    address = reverse("sessions:coach_when", args=[coach.pk]) + "?month=2026-12"
    answer = tap(organiser(made), "2026-12-07", "FREE", address)
    assert answer["Location"] == f"{address}#d-2026-12-07"
    assert kept(coach) == {"12-07": ("FREE", "TAP")}
    assert AuditEvent.objects.get(verb__startswith="said").by == cast.coordinator(made)


def test_more_days_cost_no_more_queries(made, coach, client):
    cost = []
    for days in ((8,), (9, 10)):
        for n in days:
            cast_days.session_day(made, date=cast.day(n))
            seat(coach, cast_days.session_day(made, date=cast.day(n + 7)))
            say_dates(**told(coach), answers={cast.day(n): "FREE"})
        with CaptureQueriesContext(connection) as asked:
            client.get(DECEMBER)
        cost.append(len(asked))
    assert cost[0] == cost[1]
    assert cost[1] <= 12
