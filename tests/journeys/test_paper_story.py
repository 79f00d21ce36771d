"""A sheet of paper from the printer to the data: printed, keyed twice by keys alone, settled."""

from collections.abc import Sequence
from pathlib import Path

import pytest
import time_machine
from pypdf import PdfReader

from accounts.models import User
from accounts.roles import Role
from surveys.choices import Aside
from surveys.models import PaperSheet, Participant, Response, SetAside, Wave
from surveys.rules.codes import show_code
from tests import cast, cast_days, cast_paper, cast_surveys
from tests.journeys.pages import Browsers, Visitor

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

CLOSED = 25  # questions before the day, all of them closed
SHEET = [*"1234512345", "9", "0", *"12345123", *"61321"]


@pytest.fixture
def pupil(clock: time_machine.Traveller) -> Participant:
    """One pupil of a day that is today."""
    clock.move_to(cast.NOW)
    day = cast_days.session_day(date=cast.TODAY)
    [found] = cast_surveys.coded(cast_days.booking(day, 1))
    return found


@pytest.fixture
def wave(pupil: Participant) -> Wave:
    return cast_surveys.wave(pupil.programme)


def at(browsers: Browsers, who: User) -> Visitor:
    return browsers.signed_in(who.email, cast.PASSWORD)


def open_sheet(who: Visitor, pupil: Participant, *, first: bool) -> None:
    """The code has the focus; the date stays from the sheet before."""
    keys = who.page.keyboard
    keys.type(show_code(pupil.code).lower())
    if first:
        for part in (cast.TODAY.day, cast.TODAY.month, cast.TODAY.year):
            keys.press("Tab")
            keys.type(str(part))
    with who.page.expect_navigation():
        keys.press("Enter")


def key(who: Visitor, answers: Sequence[str]) -> None:
    """A key an answer, and Enter at the end."""
    for answer in answers:
        who.page.keyboard.press(answer)
    with who.page.expect_navigation():
        who.page.keyboard.press("Enter")


def test_a_sheet_is_printed_keyed_twice_and_settled(
    browsers: Browsers, pupil: Participant, wave: Wave, tmp_path: Path
) -> None:
    made = pupil.programme
    organiser = at(browsers, cast.coordinator(made))
    booking = pupil.codekey.place.booking
    organiser.go(f"/bookings/{booking.pk}/codes/")
    organiser.follow("Print the survey on paper", "main")
    organiser.look("paper sheets to print")
    file = organiser.take("Print 1 sheet", tmp_path)
    assert show_code(pupil.code) in PdfReader(file).pages[1].extract_text()
    organiser.close()

    one, other = (cast.person(made, Role.EVALUATOR) for _ in range(2))
    who = at(browsers, one)
    who.go(f"/surveys/paper/{wave.pk}/")
    who.look("a sheet's head")
    open_sheet(who, pupil, first=True)
    who.look("a sheet to key")
    key(who, SHEET)
    who.reads("Keyed once.")
    who.close()

    who = at(browsers, other)
    who.go(f"/surveys/paper/{wave.pk}/")
    open_sheet(who, pupil, first=True)
    who.reads("Second keying")
    assert who.page.locator("input:checked").count() == 0
    wrong = [*SHEET[:2], "9", "Backspace", "5", *SHEET[3:10], " ", *SHEET[11:]]
    key(who, wrong)  # the third mended on the way, and still another; the eleventh left blank
    who.reads("The two keyings differ.", "3 Not sure", "5 Strongly agree", "0 left blank")
    who.look("two keyings side by side")
    key(who, ["3", "!"])
    who.reads("The sheet is settled and stored.")
    assert PaperSheet.objects.get().differing == 2
    assert Response.objects.get().codes[:CLOSED] == "1234512345!.12345123613" + "21"
    assert browsers.faults == {}


def test_a_sheet_is_keyed_without_a_script(
    browsers: Browsers, pupil: Participant, wave: Wave
) -> None:
    who = browsers.signed_in(cast_paper.keyer(wave).email, cast.PASSWORD, script=False)
    who.go(f"/surveys/paper/{wave.pk}/")
    open_sheet(who, pupil, first=True)
    for group in who.page.locator("fieldset").all():
        group.locator("label").first.click()
    who.press("Keep the first keying")
    who.reads("Keyed once.")
    assert PaperSheet.objects.get().first[:CLOSED] == "1" * CLOSED


def test_answers_set_aside_are_settled(browsers: Browsers, pupil: Participant, wave: Wave) -> None:
    cast_paper.aside(wave, typed=pupil.code[:-2] + "ZZ")
    cast_paper.aside(wave, digest="b" * 64, codes="", sealed="x", reason=Aside.UNREADABLE)
    who = at(browsers, cast_paper.keyer(wave))
    who.go("/surveys/")
    who.follow("2 answer sets are set aside", "main")
    who.look("answers set aside")
    who.follow("Nobody holds this code", "main")
    who.look("one answer set set aside")
    who.choose("Code that was meant", show_code(pupil.code))
    who.press("Store under this code")
    who.follow("Could not be opened", "main")
    who.fill({"Why they cannot count": "A tablet that was reset"})
    who.press("Leave these answers out")
    who.reads("Nothing is set aside")
    who.follow("Settled", "main")
    who.reads("stored by hand", "left out: A tablet that was reset")
    assert (Response.objects.get().matched, SetAside.objects.waiting().count()) == ("BY_HAND", 0)
    assert browsers.faults == {}
