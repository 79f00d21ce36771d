"""The main steps in a browser that runs no script."""

import pytest
import time_machine

from accounts.roles import Role
from programmes.choices import Service
from sessions.actions.attendance import entry_of
from sessions.models import Booking, CrewSeat
from surveys.models import Response
from tests import cast, cast_days
from tests.cast_world import World, world
from tests.journeys.looking import PHONE, WIDE
from tests.journeys.pages import Browsers, Visitor

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
QUESTIONS = 25


@pytest.fixture
def here(browsers: Browsers, clock: time_machine.Traveller) -> World:
    """A programme under way, on its day."""
    clock.move_to(cast.NOW)
    return world("own")


def person(browsers: Browsers, here: World, role: Role) -> Visitor:
    size = PHONE if role == Role.COACH else WIDE
    return browsers.signed_in(here.people[role].email, cast.PASSWORD, size, script=False)


def test_a_coordinator_books_seats_and_plans(browsers: Browsers, here: World) -> None:
    who = person(browsers, here, Role.COORDINATOR)
    school = cast.school("Dornoch Academy")
    day = f"/sessions/{here.session.pk}/"
    who.go(day)
    who.follow("Book a school", "main")
    who.fill({"School name": "Dornoch"})
    who.press("Find schools")
    who.follow("Choose Dornoch", "main")
    who.fill({"Places": "2"})
    who.press("Book places")
    assert Booking.objects.get(school=school).places == 2
    seats = CrewSeat.objects.filter(session=here.session)
    before = seats.count()
    who.page.locator("#cars summary").first.click()
    who.press("Take out", "#cars")
    who.reads("taken out.")
    assert seats.count() == before - 1
    who.page.locator("#cars a.svc.none").first.click()
    who.page.wait_for_url("**/seat/**")
    who.page.locator("main label.ds_radio__label").first.click()
    who.press("Ask for this car")
    assert seats.count() == before
    who.press("Cut the plan again")
    who.reads("Day plan made")


def test_a_coordinator_plans_the_season(browsers: Browsers, here: World) -> None:
    later = cast_days.session_day(here.of, date=cast.day(10), cars=1)
    for service in (Service.POLICE, Service.FIRE, Service.FIRE, Service.AMBULANCE, Service.POLICE):
        cast.free(cast.coach(here.of, service), later.date)
    who = person(browsers, here, Role.COORDINATOR)
    who.go("/roster/")
    who.press("Plan the season")
    who.reads("Proposed roster")
    who.press("Accept all")
    assert CrewSeat.objects.filter(session=later).count() == 5


def test_a_coach_takes_attendance(browsers: Browsers, here: World) -> None:
    who = person(browsers, here, Role.COACH)
    who.follow("Open the register", "main")
    row = f"#p{here.place.pk}"
    who.press("Here", row)
    if not who.one("button", "Drove", row).is_visible():
        who.page.locator(f"{row} summary").click()
    who.press("Drove", row)
    who.reads("Drove 30 min")
    entry = entry_of(here.place)
    assert (entry.is_here, entry.drove, entry.minutes) == (True, True, 30)


def test_a_pupil_answers(browsers: Browsers, here: World) -> None:
    who = browsers.visitor(PHONE, script=False)
    who.go(f"/s/{here.before.link}/")
    who.fill({"Your code": here.code.lower()})
    who.press("Start")
    for n in range(1, QUESTIONS + 1):
        who.reads(f"Question {n} of {QUESTIONS}")
        if n < 4:
            who.page.locator("label.opt").nth(n).click()
        who.press("Next")
    who.reads("You left 22 questions out")
    who.press("Send my answers")
    who.reads("Thank you. Your answers are stored.")
    assert Response.objects.get(participant__code=here.code).codes[:3] == "234"
