"""Takes the pictures of the handbook: RUNWAY_PICTURES=1 takes them of the invented season.

Without it the same pages are pictured in a small world and go where tests write, so that the
way to the pictures is always tried.
"""

import datetime
import os
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
import time_machine

from accounts.roles import Role
from config.demo.supply import PASSWORD, SIGN_INS
from config.management.commands.demo_data import make_season
from sessions.models import Session
from surveys.models import Participant, Response, Wave
from tests import cast
from tests.cast_world import world
from tests.journeys.looking import PHONE, WIDE
from tests.journeys.pages import Browsers, Visitor

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

LARGEST = 250_000  # bytes of a picture


@dataclass(frozen=True)
class Scene:
    """Who signs in as what, and the day that is pictured."""

    emails: dict[str, str]
    password: str
    session: Session
    short: Session  # a day to come that lacks somebody
    wave: Wave
    code: str


def demonstration() -> Scene:
    """The invented season, on the morning of one of its days."""
    make_season()
    session = Session.objects.filter(date=cast.TODAY).select_related("programme").get()
    wave = Wave.objects.get(programme=session.programme, kind="BEFORE")
    answered = Response.objects.filter(wave=wave).values("participant")
    waiting = Participant.objects.filter(session__date__gte=cast.TODAY).exclude(pk__in=answered)
    first = waiting.order_by("session__date", "pk").first()
    assert first is not None
    to_come = Session.objects.filter(date__gt=cast.TODAY).select_related("tally").order_by("date")
    short = next(one for one in to_come if one.tally.seats_filled < 2 * one.tally.cars)
    return Scene(SIGN_INS, PASSWORD, session, short, wave, first.code)


def small() -> Scene:
    here = world("own")
    roles = {
        "co-ordinator": Role.COORDINATOR,
        "coach": Role.COACH,
        "evaluator": Role.EVALUATOR,
        "funder": Role.FUNDER,
    }
    emails = {name: here.people[role].email for name, role in roles.items()}
    return Scene(emails, cast.PASSWORD, here.session, here.session, here.before, here.code)


@dataclass(frozen=True)
class Album:
    """Where pictures go."""

    folder: Path

    def take(self, who: Visitor, name: str) -> None:
        """What the window shows, with as few colours as do no harm to words."""
        from PIL import Image

        path = self.folder / f"{name}.png"
        who.page.evaluate("document.activeElement.blur()")
        who.page.evaluate("document.fonts.ready.then(() => true)")
        who.page.screenshot(path=path)
        with Image.open(path) as picture:
            picture.convert("RGB").quantize(128).save(path, optimize=True)
        assert path.stat().st_size < LARGEST


def answer_some(who: Visitor, scene: Scene) -> None:
    """A pupil at the fourth question, with an answer chosen."""
    who.go(f"/s/{scene.wave.link}/")
    who.fill({"Your code": scene.code})
    who.press("Start")
    for _ in range(3):
        who.page.locator("label.opt").nth(3).click()
        who.press("Next")
    who.page.locator("label.opt").nth(1).click()


def coordinator_pictures(browsers: Browsers, scene: Scene, album: Album) -> None:
    who = browsers.signed_in(scene.emails["co-ordinator"], scene.password)
    who.page.set_viewport_size({"width": 1280, "height": 1400})  # down to the days to come
    who.go("/sessions/")
    album.take(who, "season")
    who.page.set_viewport_size({"width": 1280, "height": 900})
    for path, name in [
        (f"/sessions/{scene.short.pk}/", "day"),
        ("/coaches/", "coaches"),
    ]:
        who.go(path)
        album.take(who, name)
    who.go("/roster/")
    who.press("Plan the season")
    if who.page.get_by_role("link", name="December 2026").count():
        who.follow("December 2026", "main")
    who.page.set_viewport_size({"width": 1280, "height": 1250})
    who.page.evaluate("scrollTo(0, 0)")
    album.take(who, "roster")
    who.page.set_viewport_size({"width": 390, "height": 844})
    who.go("/sessions/")
    album.take(who, "season-phone")


def phone_pictures(browsers: Browsers, scene: Scene, album: Album) -> None:
    coach = browsers.signed_in(scene.emails["coach"], scene.password, PHONE)
    for path, name in [
        ("/my-days/", "my-days"),
        ("/my-days/when/?month=2026-12", "when"),
        (f"/sessions/{scene.session.pk}/attendance/", "attendance"),
    ]:
        coach.go(path)
        album.take(coach, name)
    pupil = browsers.visitor(PHONE)
    answer_some(pupil, scene)
    album.take(pupil, "question")


def pictures_of_what_goes_out(browsers: Browsers, scene: Scene, album: Album) -> None:
    funder = browsers.signed_in(scene.emails["funder"], scene.password)
    funder.go("/reports/")
    evidence = funder.page.get_by_role("heading", name=re.compile("Evidence of change"))
    album.take(funder, "report")
    evidence.evaluate("one => one.scrollIntoView()")
    album.take(funder, "evidence")
    evaluator = browsers.signed_in(scene.emails["evaluator"], scene.password, WIDE)
    evaluator.go("/releases/freeze/")
    evaluator.fill({"Who takes": "Dr A. Weir, Firth Evaluation"})
    evaluator.fill({"What the data are for": "First look at pairs, for the interim report."})
    evaluator.fill({"Which data agreement": "DSA 12, 1 August 2026"})
    evaluator.fill({"The copy is deleted by": datetime.date(2028, 7, 31)})
    evaluator.choose_box("Whoever takes the data has agreed")
    evaluator.choose_box("I know that a release")
    evaluator.press("Freeze this release")
    evaluator.go("/releases/")
    album.take(evaluator, "release")
    evaluator.page.set_viewport_size({"width": 1280, "height": 1250})
    evaluator.go("/results/")
    album.take(evaluator, "results")
    evaluator.go(f"/surveys/days/{scene.session.pk}/")
    album.take(evaluator, "gauge")


def test_the_pictures_of_the_handbook_can_be_taken(
    browsers: Browsers, clock: time_machine.Traveller, pictures: Path
) -> None:
    clock.move_to(cast.NOW.replace(hour=10, minute=50))
    scene = demonstration() if os.environ.get("RUNWAY_PICTURES") == "1" else small()
    album = Album(pictures)
    coordinator_pictures(browsers, scene, album)
    phone_pictures(browsers, scene, album)
    pictures_of_what_goes_out(browsers, scene, album)
    assert browsers.faults == {}
