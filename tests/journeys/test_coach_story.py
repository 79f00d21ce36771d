"""A coach's story on a phone: says when he is free, says yes, and leaves with his crew."""

import re
from dataclasses import dataclass

import pytest
import time_machine
from django.core import mail
from playwright.sync_api import expect

from core.words import near_date
from programmes.choices import PartnerKind, Service
from programmes.models import Availability, Coach, Programme, ShiftPattern
from sessions.actions.crews import seat_coach
from sessions.choices import CrewRole
from sessions.models import CrewSeat, Session, Withdrawal
from tests import cast, cast_days
from tests.journeys.looking import PHONE
from tests.journeys.pages import Browsers, Visitor

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@dataclass(frozen=True)
class Scene:
    """A police coach with an account, one of the same station, and days to come."""

    of: Programme
    kirsty: Coach
    neil: Coach
    today: Session
    soon: Session  # asked by a message
    later: Session  # asked on My days
    open_day: Session  # nobody is asked yet


def seated(session: Session, coach: Coach, number: int, *, accepted: bool) -> CrewSeat:
    return seat_coach(
        session=session,
        coach=coach,
        role=CrewRole.CAR,
        car=cast_days.cars_of(session)[number],
        accepted=accepted,
        by=cast.coordinator(session.programme),
        now=cast.NOW,
    )


@pytest.fixture
def scene(browsers: Browsers, clock: time_machine.Traveller) -> Scene:
    """The morning of a day on which both are, when more days are asked for."""
    clock.move_to(cast.NOW)
    of = cast.programme()
    police = cast.partner(of, PartnerKind.POLICE)
    kirsty = cast.coach(of, at=police, family_name="Munro", account=True)
    neil = cast.coach(of, at=police, given_name="Neil", family_name="Bain")
    morag = cast.coach(of, Service.FIRE, given_name="Morag", family_name="Grant")
    today, soon, later, open_day = (
        cast_days.session_day(of, date=cast.day(days), cars=2) for days in (0, 7, 14, 21)
    )
    seated(today, kirsty, 0, accepted=True)
    seated(today, neil, 1, accepted=True)
    for session in (today, soon):
        seated(session, morag, 0, accepted=True)
    for session in (soon, later):
        seated(session, kirsty, 0, accepted=False)
    return Scene(of, kirsty, neil, today, soon, later, open_day)


def email(coach: Coach) -> str:
    assert coach.user is not None
    return coach.user.email


def answers(coach: Coach) -> dict[str, str]:
    said = Availability.objects.filter(coach=coach).order_by("date")
    return {str(date): answer for date, answer in said.values_list("date", "answer")}


def state(coach: Coach, session: Session) -> str:
    return CrewSeat.objects.get(coach=coach, session=session).state


def test_a_coach_says_when_he_is_free(browsers: Browsers, scene: Scene) -> None:
    who = browsers.signed_in(email(scene.kirsty), cast.PASSWORD, PHONE)
    who.look("My days of a coach who is asked")
    who.follow("Answer for a whole month", "main")
    who.look("When I am free, nothing said")
    tap_month(who, scene)
    set_pattern(who, scene)
    set_limits(who, scene)
    assert browsers.faults == {}


def tap_month(who: Visitor, scene: Scene) -> None:
    """The common case takes two taps: the page, and yes to every airfield day of the month."""
    who.reads("December 2026")  # the month that has a day to answer for
    date = scene.open_day.date
    cell = who.page.locator(f"#d-{date}")
    who.page.locator("#all").click()
    expect(cell).to_contain_text("Yes")
    assert answers(scene.kirsty) == {str(date): "FREE"}
    cell.click()
    expect(cell).to_contain_text("If needed")
    assert answers(scene.kirsty) == {str(date): "IF_NEEDED"}
    who.look("When I am free, one date said")


def set_pattern(who: Visitor, scene: Scene) -> None:
    """Five watches in one tap; what was tapped stays."""
    who.go("/my-days/pattern/")
    who.look("Shift pattern")
    who.page.locator("form.rw-firsts").first.get_by_role("button").first.click()
    who.page.wait_for_url("**/when/**")
    assert ShiftPattern.objects.get(coach=scene.kirsty).cycle == "DDNNOOOO"
    assert answers(scene.kirsty)[str(scene.open_day.date)] == "IF_NEEDED"
    assert set(answers(scene.kirsty).values()) == {"FREE", "IF_NEEDED", "NOT_FREE"}
    who.look("When I am free, by pattern")


def set_limits(who: Visitor, scene: Scene) -> None:
    """A home is never asked for, and finer squares are cut."""
    who.go("/my-days/limits/")
    who.look("How often, how far")
    who.page.locator("[name=grid_reference]").fill("NH 66512 45987")
    who.page.locator("[name=most_miles]").fill("40")
    who.press("Save")
    scene.kirsty.refresh_from_db()
    assert (scene.kirsty.grid_reference, scene.kirsty.most_miles) == ("NH 66 45", 40)


def test_a_coach_accepts_from_a_message_without_signing_in(
    browsers: Browsers, scene: Scene
) -> None:
    day = near_date(scene.soon.date)
    letters = [one for one in mail.outbox if one.to == [email(scene.kirsty)]]
    letter = next(one for one in letters if day in f"{one.subject} {one.body}")
    link = re.search(r"http\S+/asked/\S+", str(letter.body))
    assert link is not None, letter.body
    who = browsers.visitor(PHONE)
    who.go(link[0])
    who.reads("Can you come?", day)
    who.look("Asked, from a message")
    assert state(scene.kirsty, scene.soon) == "ASKED"  # to look is no answer
    who.press("Yes, I can come")
    who.reads("You have said yes")
    who.look("Accepted, from a message")
    assert state(scene.kirsty, scene.soon) == "ACCEPTED"
    who.go(link[0])
    who.reads("You have said yes")
    who.go("/my-days/")
    who.reads("Sign in")
    assert browsers.faults == {}


def test_a_coach_accepts_and_is_called_out_with_his_crew(browsers: Browsers, scene: Scene) -> None:
    who = browsers.signed_in(email(scene.kirsty), cast.PASSWORD, PHONE)
    who.reads("You are asked", near_date(scene.later.date))
    card = who.page.locator("section.rw-ask-day", has_text=near_date(scene.later.date))
    with who.page.expect_navigation():
        card.get_by_role("button", name="Accept").click()
    who.reads(f"You are on {near_date(scene.later.date)}.")
    assert state(scene.kirsty, scene.later) == "ACCEPTED"
    who.look("My days, accepted")
    who.follow("I am called out", "main")
    who.reads("All 2 of us from Tain are called out")
    who.look("Called out with the crew")
    who.press("All 2 of us")
    who.reads("The co-ordinator has been told.")
    who.look("My days, called out")
    gone = Withdrawal.objects.filter(session=scene.today, reason="CALLED_OUT")
    assert {one.coach_id for one in gone} == {scene.kirsty.pk, scene.neil.pk}
    who.press("Undo")
    assert state(scene.kirsty, scene.today) == "ACCEPTED"
    assert not CrewSeat.objects.filter(session=scene.today, coach=scene.neil).exists()
    assert browsers.faults == {}


def test_the_same_without_script(browsers: Browsers, scene: Scene) -> None:
    who = browsers.signed_in(email(scene.kirsty), cast.PASSWORD, PHONE, script=False)
    who.press("Accept", "section.rw-ask-day")
    assert CrewSeat.objects.filter(coach=scene.kirsty, state="ACCEPTED").count() == 2
    who.go("/my-days/when/?month=2026-12")
    with who.page.expect_navigation():
        who.page.locator("#all").click()
    assert answers(scene.kirsty) == {str(scene.open_day.date): "FREE"}
