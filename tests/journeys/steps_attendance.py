"""The third chapter: attendance, as a coach with a phone and as the co-ordinator."""

from playwright.sync_api import Locator, expect

from sessions.models import Mark
from tests.journeys.files import SCHOOL
from tests.journeys.pages import Visitor
from tests.journeys.story import FIRE_COACH, POLICE_COACH, Story


def row_of(who: Visitor, name: str) -> Locator:
    return who.page.locator("li.rw-row", has_text=name)


def names_on(who: Visitor) -> list[str]:
    """The pupils of the register, in the order of their turns."""
    rows = who.page.locator("li.rw-row[id]").all()
    return [row.locator("> div").first.inner_text().split("\n")[0].strip() for row in rows]


def tap(who: Visitor, name: str, button: str) -> None:
    """One tap in a pupil's row, behind the fold where it is folded."""
    row = row_of(who, name)
    found = row.get_by_role("button", name=button, exact=True)
    if not found.is_visible():
        row.locator("summary").click()
    with who.page.expect_response(lambda answer: answer.request.method == "POST"):
        found.click()
    expect(who.page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)


def coach_takes_attendance(story: Story) -> None:
    """Here, drove, saw it; absent; a stop; and a double tap that counts once."""
    coach = story.phone(POLICE_COACH)
    coach.reads("Today", "Car 1", "D. Ross")
    coach.look("My days, on the day")
    coach.follow("Open the register", "main")
    coach.reads("Car 1", "0 here")
    coach.look("Register")
    first, second, *_, last = names_on(coach)
    row_of(coach, first).get_by_role("button", name="Here").dblclick()
    expect(coach.page.locator("#counts")).to_contain_text("1 here")
    assert Mark.objects.count() == 1
    tap(coach, first, "Drove")
    expect(row_of(coach, first)).to_contain_text("Drove 30 min")
    tap(coach, first, "Saw the demonstration")
    expect(row_of(coach, first)).to_contain_text("Saw the demonstration")
    tap(coach, second, "Absent")
    expect(row_of(coach, second)).to_contain_text("Absent")
    coach.look("Register with marks")
    parents_say_no(story, last)
    coach.page.reload()
    expect(row_of(coach, last)).to_contain_text(f"Stop. There is no consent: {last} must not drive")
    tap(coach, last, "Here")
    assert row_of(coach, last).get_by_role("button", name="Drove").count() == 0
    coach.look("Register with a stop")
    story.coach_sees = coach.text
    coach.close()


def parents_say_no(story: Story, short_name: str) -> None:
    """On the morning itself a consent is taken back; the pupil keeps the place in the list."""
    who = story.coordinator
    given, initial = short_name.rstrip(".").split(" ")
    who.go(story.day)
    who.follow(f"Pupils of {SCHOOL}", "main")
    rows = who.page.locator("fieldset.rw-consent", has_text=f"{given} {initial}")
    rows.get_by_role("radiogroup", name="Take part").get_by_text("No", exact=True).click()
    who.press("Save consents")
    who.reads("Consents of 1 pupil saved.")


def other_coach_goes_on(story: Story) -> None:
    """The other coach of the car sees what was marked, and has no door to anything else."""
    coach = story.phone(FIRE_COACH)
    coach.follow("Open the register", "main")
    coach.reads("Drove 30 min", "Absent")
    for name in names_on(coach)[2:-1]:
        tap(coach, name, "Here")
        tap(coach, name, "Drove")
    assert coach.page.get_by_role("link", name="Season").count() == 0
    for path in ("/sessions/", story.day, "/coaches/", "/surveys/", "/reports/", "/releases/"):
        assert (path, coach.status(path)) == (path, 403)
    for path in ("/bookings/1/places/", "/bookings/1/codes/", "/programme/people/"):
        assert (path, coach.status(path)) == (path, 403)
    assert coach.status("/sessions/999/attendance/") == 404
    coach.look("A page that is not for the coach")
    coach.close()


def coordinator_marks_the_rest(story: Story) -> None:
    """The day lead's view of all cars, and one tap for a whole showing of the demonstration."""
    who = story.coordinator
    who.go(f"{story.day}attendance/")
    who.reads("All cars", "Car 2")
    who.look("Register of all cars")
    for name in names_on(who):
        row = row_of(who, name)
        if row.get_by_role("button", name="Here", exact=True).first.is_visible():
            tap(who, name, "Here")
            if "must not drive" not in row.inner_text():
                tap(who, name, "Drove")
    who.follow("Demonstration", "main")
    who.look("Register of the demonstration")
    while who.page.get_by_role("button", name="All of this showing saw it").count():
        who.press("All of this showing saw it")
    who.look("Register of the demonstration, marked")
    who.go(story.day)
    who.look("Day under way")
