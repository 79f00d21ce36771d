"""The second chapter: a day, a school with its pupils, and coaches in cars."""

import re

from playwright.sync_api import expect

from tests.journeys.conftest import THE_DAY
from tests.journeys.files import NAMED, OTHER_SCHOOL, SCHOOL, class_list_file
from tests.journeys.pages import Visitor
from tests.journeys.steps_supply import AIRFIELD
from tests.journeys.story import CONTACT, FIRE_COACH, POLICE_COACH, Story, accept_invitation


def add_day(story: Story) -> None:
    """A day with two cars; a field left out is asked for in words."""
    who = story.coordinator
    who.go("/sessions/add/")
    who.look("Add a day")
    who.fill({"Airfield": AIRFIELD, "Date": THE_DAY, "Starts at": "9", "Ends at": "2:30pm"})
    who.press("Add day")
    who.reads("Enter the time such as 9:30am or 14:30.", "Choose the cars that run on this day.")
    who.look("Add a day, with problems")
    who.fill({"Starts at": "9.30am"})
    who.choose("Cars", "Corsa red")
    who.choose("Cars", "Yaris")
    who.press("Add day")
    who.reads("Thursday 11 March", "No school has booked yet")
    who.look("Day without a school")
    story.day = who.path


def book_schools(story: Story) -> None:
    """Never more places than the day has; then two schools."""
    who = story.coordinator
    for school, wanted in [(SCHOOL, "12"), (OTHER_SCHOOL, "2")]:
        who.go(story.day)
        who.follow("Book a school", "main")
        who.look("Book: find a school")
        who.fill({"School name": school.split()[0]})
        who.press("Find schools")
        who.look("Book: schools found")
        who.follow(f"Choose {school}", "main")
        who.look("Book: places")
        if school == SCHOOL:
            who.fill({"Places": "400"})
            who.press("Book places")
            who.reads("places left. Book")
            who.look("Book: too many places")
        who.fill({"Places": wanted, "Bus arrives": "9:20am"})
        who.press("Book places")
        who.reads(f"{wanted} places booked for {school}.")


def upload_class_list(story: Story) -> None:
    """What is wrong is named by row; dates that read two ways are asked about once."""
    who = story.coordinator
    who.go(story.day)
    who.follow(f"Upload class list of {SCHOOL}", "main")
    who.look("Upload the class list")
    who.press("Read the list")
    who.reads("Choose a file.")
    who.page.get_by_label("Class list").set_input_files(class_list_file(story.folder))
    who.press("Read the list")
    who.reads("Which comes first, day or month?")
    who.look("Class list: day or month")
    who.press("Go on")
    who.reads("Choose which of the two is right.")
    who.choose("Which is right?", "Day first")
    who.press("Go on")
    who.reads("row 19", "row 20", "31 February", "Nothing is stored yet", "3 April 2010")
    who.look("Class list: preview")
    who.go(story.day)  # leaving stores nothing
    who.follow(f"Pupils of {SCHOOL}", "main")
    who.reads("No pupil is named yet")
    who.look("Pupils before the list")
    who.follow("Upload the class list", "main")
    who.page.get_by_label("Class list").set_input_files(class_list_file(story.folder))
    who.press("Read the list")
    who.choose("Which is right?", "Day first")
    who.press("Go on")
    who.page.locator("main form button").first.click()
    who.reads(f"{NAMED} pupils named, each with a study code.")
    who.look("Pupils and consents")


def school_gives_consents(story: Story) -> None:
    """The school office signs in, says that the missing consent is in, and prints the codes."""
    who = accept_invitation(story, CONTACT, SCHOOL)
    who.look("My school")
    who.page.locator("main a.btn").first.click()
    who.page.wait_for_load_state()
    who.reads("Fergus Fraser")
    who.press("All consents to take part are in")
    who.reads("Mhairi Bain")
    who.look("All consents")
    who.press("Save consents")
    for name in ("Eilidh Mackay", "Mhairi Bain"):
        row = who.page.locator("fieldset.rw-consent", has_text=name)
        row.get_by_role("radiogroup", name="Survey").get_by_text("Yes").click()
    who.press("Save consents")
    who.look("Pupils with consents")
    who.follow("Print code cards", "main")
    who.look("Code cards")
    who.follow("Plain list", "main")
    who.look("Code list")
    for row in who.page.locator("main tbody tr").all():
        name, code = row.locator("th").inner_text(), row.locator("td").last.inner_text()
        story.pupil_codes[name.split()[0]] = code
    who.close()


def coaches_say_they_can_come(story: Story) -> None:
    """Two coaches open their letters, then answer on the phone with one tap."""
    for email, name in [(POLICE_COACH, "Kirsty Munro"), (FIRE_COACH, "Duncan Ross")]:
        accept_invitation(story, email, name).close()
        coach = story.phone(email)
        coach.reads("My days", "Can you come?")
        coach.press("Yes")
        expect(coach.one("button", "Yes")).to_have_attribute("aria-pressed", "true")
        coach.look("My days, asked")
        coach.close()


def seat(who: Visitor, day: str, opening: str, coach: str) -> None:
    """Open an empty seat of the board, choose a coach, and put him in."""
    who.go(day)
    who.page.locator(f"#{opening}").click()
    who.page.wait_for_url("**/seat/**")
    choose_coach(who, coach)


def choose_coach(who: Visitor, coach: str) -> None:
    who.page.locator("label", has_text=coach).click()
    with who.page.expect_navigation():
        who.page.locator("form[method=post] p.rw-actions button").click()


def fill_cars(story: Story) -> None:
    """Two services in each car: a second coach of the same service is refused in words."""
    who = story.coordinator
    who.go(story.day)
    who.reads("2 coaches make 0 cars after fire for the demonstration and a lead are set aside.")
    who.look("Day with empty cars")
    who.page.locator("#car-1-1").click()
    who.page.wait_for_url("**/seat/**")
    who.look("Choose a coach")
    late = (
        story.browsers.visitor()
    )  # the same page in a second window, opened before the first acts
    late.page.context.add_cookies(who.page.context.cookies())  # type: ignore[arg-type]
    late.go(who.path)
    choose_coach(who, "Kirsty Munro")
    who.reads("Kirsty Munro")
    choose_coach(late, "Neil Bain")
    late.reads("two coaches from the same service")
    late.look("Choose a coach, refused")
    late.close()
    for opening, coach in [("car-1-2", "Duncan Ross"), ("car-2-1", "Neil Bain")]:
        seat(who, story.day, opening, coach)
    who.look("Day with a car that lacks one")
    for opening, coach in [
        ("car-2-2", "Catriona Gunn"),
        ("demonstration-1", "Morag Grant"),
        ("demonstration-2", "Ruaridh Mackay"),
        ("lead-1", "Shona Reid"),
    ]:
        seat(who, story.day, opening, coach)
    who.page.locator("#cars summary", has_text="N. Bain").click()
    who.press_here("Take out N. Bain")
    who.reads("Bain taken out.")
    who.look("Day with a coach taken out")
    who.press_here("Undo")
    expect(who.page.locator("#cars")).to_contain_text("N. Bain")


def make_plan(story: Story) -> None:
    who = story.coordinator
    who.press_here("Make the day plan")
    who.reads("Cut the plan again")
    assert re.search(r"Needs\s", who.text)
    who.look("Day with a plan")
    who.go("/sessions/")
    who.reads(AIRFIELD)
    who.look("Season")
