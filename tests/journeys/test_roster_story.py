"""A co-ordinator's story at a desk: plans the season, pins, accepts a part, all, and repairs."""

from dataclasses import dataclass
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Locator, expect

from core.words import month_name, near_date, short_day
from programmes.actions import answer_availability
from programmes.choices import Answer, PartnerKind, Service
from programmes.models import Coach, Message, Programme
from sessions.actions.crews import seat_coach
from sessions.choices import CrewRole
from sessions.models import CrewSeat, Proposal, Session
from sessions.tasks import work_out
from tests import cast, cast_days
from tests.journeys.looking import PHONE
from tests.journeys.pages import Browsers, Visitor

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

CREW = 2 * 2 + 3  # two cars, the demonstration, the lead


@dataclass(frozen=True)
class Scene:
    """Two days with two cars, coaches of all services, and one who was asked and cannot come."""

    of: Programme
    first: Session
    second: Session
    coaches: list[Coach]
    gone: Coach


@pytest.fixture
def scene(browsers: Browsers, clock: time_machine.Traveller, settings: Any) -> Scene:
    """Tasks wait until the story itself is the worker, so that it sees how far a plan is."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    clock.move_to(cast.NOW)
    of = cast.programme()
    first, second = (cast_days.session_day(of, date=cast.day(days), cars=2) for days in (10, 21))
    coaches = []
    for service, names in [
        (Service.POLICE, ("Kirsty Munro", "Neil Bain", "Shona Reid", "Ewan Kerr")),
        (Service.FIRE, ("Duncan Ross", "Morag Grant", "Alasdair Fraser")),
        (Service.AMBULANCE, ("Catriona Gunn", "Ruaridh Mackay", "Isla Rae")),
    ]:
        at = cast.partner(of, PartnerKind(service))
        for name in names:
            given, family = name.split()
            coach = cast.coach(
                of, service, at=at, given_name=given, family_name=family, account=True
            )
            cast.free(coach, first.date, second.date)
            coaches.append(coach)
    gone = cast.coach(of, given_name="Angus", family_name="Shaw", account=True)
    seat_coach(session=first, coach=gone, role=CrewRole.LEAD, by=cast.coordinator(of), now=cast.NOW)
    answer_availability(
        coach=gone, date=first.date, answer=Answer.NOT_FREE, now=cast.NOW, by=cast.coordinator(of)
    )
    return Scene(of, first, second, coaches, gone)


def desk(browsers: Browsers, scene: Scene) -> Visitor:
    return browsers.signed_in(cast.coordinator(scene.of).email, cast.PASSWORD)


def seats(session: Session) -> int:
    return CrewSeat.objects.filter(session=session).count()


def test_a_season_is_planned_accepted_and_repaired(browsers: Browsers, scene: Scene) -> None:
    who = desk(browsers, scene)
    plan(who, scene)
    pin(who, scene)
    accept_one_day(who, scene)
    accept_the_rest(who, scene)
    left = one_coach_leaves(browsers, scene)
    fill_the_gap(who, scene, left)
    assert browsers.faults == {}


def plan(who: Visitor, scene: Scene) -> None:
    """Asked for with one button, followed while it is worked out, and there by itself."""
    who.follow("Plan the season", "main")
    who.look("Plan the season")
    who.press("Plan the season")
    who.reads("Planning the season", "Stop and keep the best")
    who.look("Planning the season")
    work_out.call(Proposal.objects.get().pk)
    who.reads("Proposed roster", "Proven best", "What changes")
    who.look("Proposed roster")
    assert (seats(scene.first), seats(scene.second)) == (1, 0)  # nothing changes by itself


def change_of(who: Visitor, session: Session) -> Locator:
    """The changes of one day."""
    day = f"{short_day(session.date)} {month_name(session.date)}"
    return who.page.locator("fieldset.rw-change", has_text=day)


def pin(who: Visitor, scene: Scene) -> None:
    """Whoever would be taken out can be pinned; the proposal then leaves him where he is."""
    row = change_of(who, scene.first).locator("li", has_text=scene.gone.short_name)
    with who.page.expect_navigation():
        row.get_by_role("button", name="Pin").click()
    who.reads(f"{scene.gone} is pinned.")
    assert CrewSeat.objects.get(coach=scene.gone).pinned is True
    who.look("Proposed roster with a pin")
    with who.page.expect_navigation():
        row.get_by_role("button", name="Unpin").click()
    assert CrewSeat.objects.get(coach=scene.gone).pinned is False


def accept_one_day(who: Visitor, scene: Scene) -> None:
    """One whole day is ticked; of the other nothing changes."""
    change_of(who, scene.first).get_by_role("checkbox").first.check()
    who.press("Accept what is ticked")
    assert (seats(scene.first), seats(scene.second)) == (CREW, 0)
    assert CrewSeat.objects.filter(coach=scene.gone).count() == 0
    told = Message.objects.filter(template="sessions/asked", coach__isnull=False)
    assert told.count() == CREW + 1  # and the one who was asked before
    assert Message.objects.filter(template="sessions/taken_off").count() == 1
    who.look("Proposed roster, a part accepted")


def accept_the_rest(who: Visitor, scene: Scene) -> None:
    who.press("Accept all")
    assert (seats(scene.first), seats(scene.second)) == (CREW, CREW)
    who.reads("Season")
    who.look("Season, planned")
    who.go("/roster/shares/")
    who.reads("Fair shares")
    who.look("Fair shares")


def one_coach_leaves(browsers: Browsers, scene: Scene) -> CrewSeat:
    """One of a car says yes on his phone, and then that he cannot come after all."""
    seat = CrewSeat.objects.filter(session=scene.first, car__isnull=False).select_related(
        "coach__user", "car"
    )[0]
    assert seat.coach.user is not None
    coach = browsers.signed_in(seat.coach.user.email, cast.PASSWORD, PHONE)
    card = coach.page.locator("section.rw-ask-day", has_text=near_date(scene.first.date))
    with coach.page.expect_navigation():
        card.get_by_role("button", name="Accept").click()
    card = coach.page.locator("section.rw-ownday", has_text=near_date(scene.first.date))
    with coach.page.expect_navigation():
        card.get_by_role("link", name="I can’t come").click()
    coach.look("Leave a day, with a crew")
    coach.press("I can’t come")
    coach.reads("The co-ordinator has been told.")
    coach.close()
    return seat


def fill_the_gap(who: Visitor, scene: Scene, left: CrewSeat) -> None:
    """The day says who left, and who could come instead; one tap asks him."""
    day = f"/sessions/{scene.first.pk}/"
    who.go(day)
    who.reads(left.coach.short_name, "These coaches are free")
    who.look("Day that a coach has left")
    with who.page.expect_response(lambda answer: answer.request.method == "POST"):
        who.one("button", "Ask").click()
    expect(who.page.locator("#short-title")).to_have_count(0)
    assert seats(scene.first) == CREW
    assert CrewSeat.objects.filter(session=scene.first, coach=left.coach).count() == 0


def crew_of_one_car(session: Session) -> dict[str, CrewSeat]:
    """A full crew by name; all but the lead have accepted."""
    of = session.programme
    car = cast_days.cars_of(session)[0]
    return {
        name: seat_coach(
            session=session,
            coach=cast.coach(of, service, given_name=name, family_name="Ross"),
            role=role,
            car=car if role == CrewRole.CAR else None,
            accepted=name != "Lena",
            by=cast.coordinator(of),
            now=cast.NOW,
        )
        for name, service, role in [
            ("Paul", Service.POLICE, CrewRole.CAR),
            ("Fay", Service.FIRE, CrewRole.CAR),
            ("Lena", Service.FIRE, CrewRole.LEAD),
            ("Effie", Service.FIRE, CrewRole.DEMONSTRATION),
            ("Amy", Service.AMBULANCE, CrewRole.DEMONSTRATION),
        ]
    }


def test_one_leaves_and_the_smallest_change_mends_it(
    browsers: Browsers, clock: time_machine.Traveller
) -> None:
    """Nobody free fits the car; somebody free can lead, and the lead sits in the car instead."""
    clock.move_to(cast.NOW)
    session = cast_days.session_day(date=cast.day(10), cars=1)
    of = session.programme
    crew = crew_of_one_car(session)
    spare = cast.coach(of, given_name="Sam", family_name="Ross")
    cast.free(spare, session.date)
    who = browsers.signed_in(cast.coordinator(of).email, cast.PASSWORD)
    who.go(f"/sessions/{session.pk}/")
    rehearse(who)
    call_out(who, crew["Fay"])
    mend(who)
    sits = dict(CrewSeat.objects.filter(session=session).values_list("coach__given_name", "role"))
    assert sits == {
        "Paul": "CAR",
        "Lena": "CAR",
        "Sam": "LEAD",
        "Effie": "DEMONSTRATION",
        "Amy": "DEMONSTRATION",
    }
    assert browsers.faults == {}


def rehearse(who: Visitor) -> None:
    """What would be left if all of one service went; nothing changes."""
    day = who.path
    who.follow("Rehearse a call-out", "main")
    who.look("Rehearse a call-out")
    before = CrewSeat.objects.count()
    who.press("All from fire")
    who.look("Rehearsed call-out")
    assert CrewSeat.objects.count() == before
    who.go(day)


def call_out(who: Visitor, seat: CrewSeat) -> None:
    """The co-ordinator hears it on the telephone, and says it for the coach."""
    who.page.locator("#cars summary", has_text=seat.coach.short_name).click()
    who.follow("Can’t come", "#cars")
    who.look("Say for a coach that he leaves")
    who.page.locator("main label", has_text="alled out").click()
    who.press("Free the seat")
    who.reads(seat.coach.short_name)
    who.look("Day after a call-out")


def mend(who: Visitor) -> None:
    who.follow("Compare all ways", "main")
    who.look("Ways to fill the day")
    who.press("Look at this")
    who.reads("Make this change?", "Lena Ross", "Sam Ross")
    who.look("A change before it is made")
    who.press("Make this change")
