"""The first chapter: the school register, the programme, and all that it needs for a day."""

import datetime

from tests.journeys.files import SCHOOL, register_file
from tests.journeys.story import (
    CONTACT,
    EVALUATOR,
    FIRE_COACH,
    FUNDER,
    POLICE_COACH,
    Story,
)

PROGRAMME = "Highland pre-driver days"
AIRFIELD = "Fearn Airfield"
SINCE, UNTIL = datetime.date(2026, 8, 1), datetime.date(2027, 7, 31)
AGREED = {"from": SINCE, "until": UNTIL}
PARTNERS = {
    "Police Scotland N Division": "Police",
    "Fire and Rescue Highland": "Fire",
    "Ambulance Service North": "Ambulance",
    "Easter Ross Motors": "Business",
    "Firth Evaluation": "Evaluator",
    "The Highland Council": "Council",
}
CARS = {"Corsa red": "manual", "Corsa blue": "manual", "Yaris": "automatic"}
# Service, first name, surname, e-mail address.
COACHES = [
    ("Police Scotland N Division", "Kirsty", "Munro", POLICE_COACH),
    ("Police Scotland N Division", "Neil", "Bain", ""),
    ("Police Scotland N Division", "Shona", "Reid", ""),
    ("Fire and Rescue Highland", "Duncan", "Ross", FIRE_COACH),
    ("Fire and Rescue Highland", "Morag", "Grant", ""),
    ("Fire and Rescue Highland", "Alasdair", "Fraser", ""),
    ("Ambulance Service North", "Catriona", "Gunn", ""),
    ("Ambulance Service North", "Ruaridh", "Mackay", ""),
]


def set_up_programme(story: Story) -> None:
    """Whoever may set up programmes and has none begins here, straight after signing in."""
    who = story.coordinator
    who.reads("Set up a programme")
    who.look("Start a programme")
    who.press("Set up")
    who.reads("There is a problem")
    who.look("Start a programme, with problems")
    who.fill({"Name": PROGRAMME, "Area": "Highland", "Pupils to drive this year": "700"})
    who.press("Set up")
    who.reads(PROGRAMME)
    who.look("Set-up of a new programme")
    who.go("/")
    who.look("Season without a day")


def read_register(story: Story) -> None:
    """Upload the national register, accept it, upload it again: nothing changes."""
    who = story.coordinator
    who.go("/schools/")
    who.look("Schools before the register")
    who.follow("Read the register", "main")
    who.look("Read the register")
    path = register_file(story.folder)
    who.page.get_by_label("Workbook").set_input_files(path)
    who.press("Read the workbook")
    who.reads("Nothing is stored yet", "Accept")
    who.look("Register preview")
    who.press("Accept")
    who.look("Schools")
    who.go("/schools/import/")
    who.page.get_by_label("Workbook").set_input_files(path)
    who.press("Read the workbook")
    who.reads("Go to the schools")
    who.look("Register preview, nothing new")
    assert who.page.get_by_role("button", name="Accept").count() == 0


def add_partners(story: Story) -> None:
    who = story.coordinator
    for name, kind in PARTNERS.items():
        who.go("/programme/partners/add/")
        who.look("Add a partner")
        who.fill({"Name": name, "Kind": kind})
        who.fill({f"Data-sharing agreement {end}": day for end, day in AGREED.items()})
        who.press("Add partner")
        who.reads("Partner added.", name)


def add_airfield_and_cars(story: Story) -> None:
    who = story.coordinator
    who.follow("Add an airfield", "main")
    who.look("Add an airfield")
    who.fill({"Name": AIRFIELD, "Postcode": "IV20 1XW", "Lent by": "Easter Ross Motors"})
    who.press("Add airfield")
    for name, gearbox in [
        ("Corsa red", "manual"),
        ("Corsa blue", "manual"),
        ("Yaris", "automatic"),
    ]:
        who.go("/programme/cars/add/")
        who.look("Add a car")
        who.fill({"Name": name, "Lent by": "Easter Ross Motors"})
        who.choose("Gearbox", gearbox)
        who.fill({"Insured until": UNTIL, "Inspection valid until": UNTIL})
        who.press("Add car")
        who.reads("Car added.", name)


def add_coaches(story: Story) -> None:
    who = story.coordinator
    for service, given, family, email in COACHES:
        who.go("/coaches/add/")
        who.look("Add a coach")
        who.fill({"Service": service, "Given name": given, "Family name": family})
        who.fill({"Station": "Tain", "PVG membership confirmed on": SINCE})
        who.fill({"PVG membership confirmed by": "Inspector Bain", "PVG to be": UNTIL})
        who.fill({"Coach training valid until": UNTIL})
        if email:
            who.fill({"E-mail address": email})
        who.press("Add coach")
        who.reads("Coach added.")
    who.look("Coaches")


def add_people(story: Story) -> None:
    """School contact, evaluator and funder, each with a letter that lets him in."""
    who = story.coordinator
    for name, email, role, organisation in [
        ("Tain office", CONTACT, "School contact", ""),
        ("Ewan Firth", EVALUATOR, "Evaluator", "Firth Evaluation"),
        ("Fiona Kerr", FUNDER, "Funder", "The Highland Council"),
    ]:
        who.go("/programme/people/add/")
        who.look("Add a person")
        who.fill({"Name": name, "E-mail address": email})
        who.choose("Role", role)
        if organisation:
            who.fill({"Organisation": organisation})
        who.press("Give the role")
        who.reads("Role given. A letter is on its way.")
    who.look("People")
    who.go("/programme/")
    who.reads("Everything is there for a first day")
    who.look("Set-up, complete")


def add_contact(story: Story) -> None:
    """The school's office is written down and linked to the account of the same address."""
    who = story.coordinator
    who.go("/schools/?q=Tain+Royal")
    who.look("Schools found")
    who.follow(SCHOOL, "main")
    who.look("School")
    who.follow("Add a contact", "main")
    who.look("Add a contact")
    who.fill({"Name": "Tain office", "Job": "Office", "E-mail address": CONTACT})
    who.press("Add contact")
    who.reads("Tain office", "Linked")
    who.look("School with a contact")
