"""The fourth chapter: pupils answer before and after their day, with a code and no account."""

from collections.abc import Collection

from playwright.sync_api import expect

from surveys.models import Participant, Response, Wave
from tests import cast_surveys
from tests.journeys.conftest import THE_DAY
from tests.journeys.looking import PHONE
from tests.journeys.pages import Visitor
from tests.journeys.story import Story

QUESTIONS = 25


def set_up_surveys(story: Story) -> None:
    """Two waves with the questions that come with Runway; their addresses stand on the page."""
    who = story.coordinator
    who.go("/surveys/")
    who.look("Surveys, none yet")
    who.follow("Set up the survey before the day", "main")
    who.look("Set up a survey")
    who.press("Set up")
    who.reads("Survey set up. Its address is below.")
    who.follow("Set up: After the day", "main")
    who.press("Set up")
    who.look("Surveys")
    boxes = who.page.get_by_label("Address for pupils").all()
    story.before, story.after = (box.input_value() for box in boxes)
    who.follow("Show the questions", "main")
    who.reads("Not validated")
    who.look("Questions of an instrument")


def with_a_slip(code: str) -> str:
    """A code as a pupil types it: small letters, no hyphens, two neighbours the wrong way round."""
    plain = code.replace("-", "").lower()
    for at in range(len(plain) - 1):
        if plain[at] != plain[at + 1]:
            return plain[:at] + plain[at + 1] + plain[at] + plain[at + 2 :]
    raise AssertionError(code)


def answer_page(who: Visitor, n: int, option: int | None) -> None:
    """Answer question ``n`` by the place of the option, or leave it out, and go on."""
    who.reads(f"Question {n} of {QUESTIONS}")
    if option is not None:
        options = who.page.locator("label.opt")
        if options.count():
            options.nth(min(option, options.count() - 1)).click()
        else:
            who.page.locator("textarea").fill("I will wear my belt.")
    who.press("Next")


def careful_pupil(story: Story, name: str) -> None:
    """A slip in the code, questions left out, one changed, one rather not said; then the rest."""
    who = story.browsers.visitor(PHONE)
    who.go(story.before)
    who.look("Survey: enter a code")
    who.fill({"Your code": "nonsense"})
    who.press("Start")
    who.look("Survey: not a code")
    who.fill({"Your code": with_a_slip(story.pupil_codes[name])})
    who.press("Start")
    who.reads("We read your code as", story.pupil_codes[name])
    who.look("Survey: first question, code corrected")
    answer_page(who, 1, 0)
    answer_page(who, 2, 1)
    who.follow("Back", "main")
    expect(who.page.locator("label.opt input").nth(1)).to_be_checked()
    answer_page(who, 2, 3)
    who.look("Survey: question")
    who.press("I’d rather not say")
    for n in range(4, QUESTIONS + 1):
        if n == QUESTIONS:
            who.look("Survey: own words")
        answer_page(who, n, None if n in (5, 9) else 2)
    who.reads("You left 2 questions out")
    who.look("Survey: send")
    who.follow("Question 9", "main")
    answer_page(who, 9, 3)
    who.reads("You left 1 question out")
    who.press("Send my answers")
    who.reads("Thank you. Your answers are stored.")
    who.look("Survey: receipt")
    who.go(story.before)
    who.fill({"Your code": story.pupil_codes[name]})
    who.press("Start")
    who.reads("This code has already answered this survey. Thank you")
    who.look("Survey: answered before")
    who.close()


def quick_pupil(story: Story, address: str, name: str, option: int) -> None:
    """Code, answers, sent."""
    who = story.browsers.visitor(PHONE)
    who.go(address)
    who.fill({"Your code": story.pupil_codes[name].lower()})
    who.press("Start")
    for n in range(1, QUESTIONS + 1):
        answer_page(who, n, option)
    who.press("Send my answers")
    who.reads("Thank you. Your answers are stored.")
    who.close()


def others_answer(story: Story, before_by_hand: str, after_by_hand: Collection[str]) -> None:
    """The rest of the class, through the action that the pages call; one leaves before the end."""
    waves = {wave.kind: wave for wave in Wave.objects.select_related("version")}
    by_hand = {name: story.pupil_codes[name].replace("-", "") for name in after_by_hand}
    rest = Participant.objects.exclude(code=by_hand[before_by_hand]).order_by("pk")
    for participant in rest:
        cast_surveys.answer(participant, waves["BEFORE"], on=THE_DAY)
    for number, participant in enumerate(rest.exclude(code__in=by_hand.values())):
        if number:
            answers = {"att1": 1 + number % 3, "pbc1": 5}
            cast_surveys.answer(participant, waves["AFTER"], answers, on=THE_DAY)


def pupils_answer(story: Story) -> None:
    """Two by hand, one of them in both waves; the others after them."""
    careful, quick = "Eilidh", "Isla"
    careful_pupil(story, careful)
    assert Response.objects.count() == 1
    quick_pupil(story, story.after, careful, 2)
    quick_pupil(story, story.after, quick, 4)
    others_answer(story, careful, {careful, quick})
    assert Response.objects.count() == 12 + 11
    who = story.coordinator
    who.go("/surveys/")
    who.look("Surveys with answers")
    who.follow(f"{THE_DAY:%A} {THE_DAY.day}", "main")
    who.reads("Expected", "Paired")
    who.look("Match gauge of a day")
