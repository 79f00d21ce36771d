"""The main tasks by keyboard alone, with the focus always to be seen."""

import pytest
import time_machine
from playwright.sync_api import expect

from accounts.roles import Role
from programmes.choices import Service
from programmes.models import Availability
from reporting.models import Release
from sessions.models import Booking, CrewSeat, Mark
from surveys.models import Response
from tests import cast, cast_days
from tests.cast_world import World, world
from tests.journeys.keys import LOOKS, Keyboard
from tests.journeys.looking import PHONE, WIDE
from tests.journeys.pages import Browsers

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
QUESTIONS = 25


@pytest.fixture
def here(browsers: Browsers, clock: time_machine.Traveller) -> World:
    """A programme under way, on its day."""
    clock.move_to(cast.NOW)
    return world("own")


def signed_in(browsers: Browsers, here: World, role: Role) -> Keyboard:
    """The first task: sign in."""
    keys = Keyboard(browsers.visitor(PHONE if role == Role.COACH else WIDE))
    keys.who.go("/")
    keys.type("E-mail address", here.people[role].email)
    keys.type("Password", cast.PASSWORD)
    keys.go("button", "Sign in")
    return keys


def test_a_coordinator_books_and_seats(browsers: Browsers, here: World) -> None:
    keys = signed_in(browsers, here, Role.COORDINATOR)
    school = cast.school("Dornoch Academy")
    keys.who.go(f"/sessions/{here.session.pk}/")
    keys.go("link", "Book a school", "main")
    keys.type("School name", "Dornoch")
    keys.enter()
    keys.go("link", "Choose Dornoch", "main")
    keys.type("Places", "2")
    keys.go("button", "Book places")
    keys.who.reads("2 places booked for Dornoch Academy.")
    assert Booking.objects.get(school=school).places == 2
    before = CrewSeat.objects.count()
    keys.to_this(keys.who.page.locator("#cars summary").first)
    keys.space()
    keys.to("button", "Take out", "#cars")
    keys.who.page.keyboard.press("Enter")
    keys.who.reads("taken out.")
    assert CrewSeat.objects.count() == before - 1
    keys.to_this(keys.who.page.locator("#cars a.svc.none").first)
    keys.enter()
    keys.to_this(keys.who.page.locator("input[name=coach]").first)
    keys.space()
    keys.go("button", "Ask for this car")
    assert CrewSeat.objects.count() == before
    assert keys.unseen == []


def test_a_coach_marks(browsers: Browsers, here: World) -> None:
    keys = signed_in(browsers, here, Role.COACH)
    keys.go("link", "Open the register")
    keys.to("button", "Here")
    keys.space()
    expect(keys.who.page.locator("#counts")).to_contain_text("1 here")
    keys.to("button", "Drove")
    keys.space()
    expect(keys.who.page.locator("#counts")).to_contain_text("1 drove")
    assert Mark.objects.filter(place__booking=here.booking).count() == 2
    assert keys.unseen == []


def test_a_coach_says_when_and_yes(browsers: Browsers, here: World) -> None:
    keys = signed_in(browsers, here, Role.COACH)
    keys.go("button", "Accept")
    assert CrewSeat.objects.get(pk=here.seat.pk).state == "ACCEPTED"
    keys.go("link", "Answer for a whole month")
    cell = keys.to_this(keys.who.page.locator("#month table button").first)
    keys.space()
    expect(cell).to_contain_text("Yes")
    assert Availability.objects.filter(coach=here.coach, answer="FREE").count() == 1
    assert keys.unseen == []


def test_a_coordinator_plans(browsers: Browsers, here: World) -> None:
    later = cast_days.session_day(here.of, date=cast.day(10), cars=1)
    for service in (Service.POLICE, Service.FIRE, Service.FIRE, Service.AMBULANCE, Service.POLICE):
        cast.free(cast.coach(here.of, service), later.date)
    keys = signed_in(browsers, here, Role.COORDINATOR)
    keys.go("link", "Plan the season", "main")
    keys.go("button", "Plan the season", "main")
    keys.who.reads("Proposed roster")
    keys.to_this(keys.who.page.locator("fieldset.rw-change input").first)
    keys.space()
    keys.go("button", "Accept what is ticked")
    assert CrewSeat.objects.filter(session=later).count() == 5
    assert keys.unseen == []


def test_a_pupil_answers(browsers: Browsers, here: World) -> None:
    keys = Keyboard(browsers.visitor(PHONE))
    keys.who.go(f"/s/{here.before.link}/")
    keys.type("Your code", here.code.lower())
    keys.enter()
    for n in range(1, QUESTIONS + 1):
        keys.who.reads(f"Question {n} of {QUESTIONS}")
        if n <= 3:
            keys.to_this(keys.who.page.locator("label.opt input").first)
            keys.space()
        keys.go("button", "Next")
    keys.go("button", "Send my answers")
    keys.who.reads("Thank you. Your answers are stored.")
    stored = Response.objects.get(participant__code=here.code)
    assert stored.codes[:3] == "111"
    assert keys.unseen == []


def test_an_evaluator_freezes(browsers: Browsers, here: World) -> None:
    keys = signed_in(browsers, here, Role.EVALUATOR)
    keys.go("link", "Data")
    keys.go("link", "Freeze a release", "main")
    keys.type("Who takes", "Dr A. Weir")
    keys.type("What the data are for", "A second look.")
    keys.type("Which data agreement", "DSA 12")
    for part, number in (("Day", "31"), ("Month", "7"), ("Year", "2028")):
        keys.type(part, number)
    keys.to_field("Whoever takes the data has agreed")
    keys.space()
    keys.to_field("I know that a release")
    keys.space()
    keys.go("button", "Freeze this release")
    keys.who.reads("Release 2 is frozen.")
    assert Release.objects.count() == 2
    assert keys.unseen == []


def test_focus_that_is_not_seen_is_found(browsers: Browsers) -> None:
    """The control: a link that looks the same with the focus."""
    who = browsers.visitor()
    who.page.set_content("<style>a{outline:none}</style><a href='/'>hidden</a>")
    who.page.keyboard.press("Tab")
    assert "focus is not seen" in who.page.evaluate(LOOKS)
