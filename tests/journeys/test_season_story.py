"""One story in a real browser: from an empty database to a report, as seven kinds of people."""

from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command

from tests.journeys import steps_attendance as attendance
from tests.journeys import steps_day as day
from tests.journeys import steps_out as out
from tests.journeys import steps_supply as supply
from tests.journeys import steps_survey as survey
from tests.journeys.pages import Browsers, sign_in
from tests.journeys.story import COORDINATOR, PASSWORD, Story

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def story(
    browsers: Browsers,
    clock: time_machine.Traveller,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Story:
    """The first co-ordinator, opened on the command line, signs in to an empty Runway."""
    monkeypatch.setenv("RUNWAY_PASSWORD", PASSWORD)
    call_command("add_coordinator", COORDINATOR, "--name", "Mairi Ross", verbosity=0)
    who = browsers.visitor()
    who.go("/")
    who.look("Sign in")
    sign_in(who, COORDINATOR, PASSWORD)
    return Story(browsers, clock, tmp_path, who)


def test_one_day_from_an_empty_database_to_a_report(story: Story) -> None:
    supply.set_up_programme(story)
    supply.read_register(story)
    supply.add_partners(story)
    supply.add_airfield_and_cars(story)
    supply.add_coaches(story)
    supply.add_people(story)
    supply.add_contact(story)
    day.add_day(story)
    day.book_schools(story)
    day.upload_class_list(story)
    day.school_gives_consents(story)
    day.coaches_say_they_can_come(story)
    day.fill_cars(story)
    day.make_plan(story)
    attendance.coach_takes_attendance(story)
    attendance.other_coach_goes_on(story)
    attendance.coordinator_marks_the_rest(story)
    survey.set_up_surveys(story)
    survey.pupils_answer(story)
    out.next_day(story)
    out.evaluator_freezes(story)
    out.funder_reads(story)
    out.coordinator_looks_back(story)
    assert story.browsers.faults == {}
