"""What the chapters of a story share: who is who, and the browsers they use."""

import re
from dataclasses import dataclass, field
from pathlib import Path

import time_machine
from django.core import mail

from surveys.models import Participant, Response
from tests.journeys.looking import PHONE
from tests.journeys.pages import Browsers, Visitor, sign_in

PASSWORD = "tower bridge heather kettle"
COORDINATOR = "mairi@runway.example.org"
CONTACT = "office@tain.example.org"
EVALUATOR = "ewan@evaluation.example.org"
FUNDER = "fiona@council.example.org"
POLICE_COACH = "kirsty@police.example.org"
FIRE_COACH = "duncan@fire.example.org"


@dataclass
class Story:
    """One story under way; ``coordinator`` is at the desk from the first page on."""

    browsers: Browsers
    clock: time_machine.Traveller
    folder: Path
    coordinator: Visitor
    day: str = ""  # the address of the day's page
    before: str = ""  # the address of the survey before the day, and of the one after it
    after: str = ""
    coach_sees: str = ""  # the words of a coach's register
    pupil_codes: dict[str, str] = field(default_factory=dict)  # by first name

    @property
    def participants(self) -> int:
        return Participant.objects.count()

    @property
    def responses(self) -> int:
        return Response.objects.count()

    def phone(self, email: str) -> Visitor:
        """Somebody who signs in on a phone."""
        return self.browsers.signed_in(email, PASSWORD, PHONE)

    def desk(self, email: str) -> Visitor:
        """Somebody who signs in at a desk."""
        return self.browsers.signed_in(email, PASSWORD)


def accept_invitation(story: Story, email: str, name: str) -> Visitor:
    """Open the link in the letter to ``email``, choose a password, and sign in."""
    letter = next(one for one in reversed(mail.outbox) if one.to == [email])
    link = re.search(r"http\S+", str(letter.body))
    assert link is not None, letter.body
    who = story.browsers.visitor()
    who.go(link[0])
    who.reads("Choose a new password")
    who.look("Choose a password")
    for box in who.page.locator("input[type=password]").all():
        box.fill(PASSWORD)
    who.press("Save the password")
    who.reads("Your password is changed")
    who.look("Password chosen")
    sign_in(who, email, PASSWORD)
    who.reads(name)
    return who
