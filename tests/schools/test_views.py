"""Tests of the pages of schools: the list, one school, its contacts."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent
from accounts.roles import Role
from programmes.models import Programme
from schools import actions
from schools.models import School, SchoolContact
from tests import cast
from tests.reading import words
from tests.schools.pages import IMPORT, LIST, accept_all, detail, with_role
from tests.schools.registers import CITY, GOOD, GRANT_AIDED, ROWS, TITLE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

OTHERS = [Role.COACH, Role.SCHOOL, Role.EVALUATOR, Role.FUNDER]


@pytest.fixture
def made() -> Programme:
    return cast.programme()


@pytest.fixture
def client(made: Programme) -> Client:
    return cast.signed_in(cast.coordinator(made), made)


# --- who may ------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", OTHERS)
def test_schools_are_not_for_others(made: Programme, role: Role) -> None:
    school = cast.school()
    browser = with_role(made, role)
    pages = [LIST, IMPORT, detail(school), f"{detail(school)}contacts/add/"]
    assert [browser.get(page).status_code for page in pages] == [403] * 4


@pytest.mark.parametrize("role", OTHERS)
def test_contacts_are_not_changed_by_others(made: Programme, role: Role) -> None:
    contact = SchoolContact.objects.create(
        programme_number=1, school=cast.school(), name="Mr Skinner"
    )
    browser = with_role(made, role)
    for what in ("link", "remove"):
        address = reverse(f"schools:contact_{what}", args=[contact.pk])
        assert browser.post(address).status_code == 403
    assert SchoolContact.objects.count() == 1


def test_administrator_may(made: Programme) -> None:
    browser = with_role(made, Role.ADMINISTRATOR)
    assert [browser.get(page).status_code for page in (LIST, IMPORT)] == [200, 200]


def test_founder_reads_the_register_before_there_is_a_programme() -> None:
    founder = cast.founder()
    SchoolContact.objects.create(programme_number=1, school=cast.school(), name="Mr Skinner")
    browser = cast.signed_in(founder)
    assert [browser.get(page).status_code for page in (LIST, IMPORT)] == [200, 200]
    page = browser.get(detail(School.objects.get()))
    assert ("Skinner" in words(page), "Contacts" in words(page)) == (False, False)


def test_signed_out_people_are_sent_to_sign_in() -> None:
    assert Client().get(LIST)["Location"] == "/accounts/login/?next=/schools/"


# --- the list -----------------------------------------------------------------------------------


def test_empty_list_says_how_to_begin(client: Client) -> None:
    page = client.get(LIST)
    assert "Read the school register first" in words(page)
    assert "python manage.py import_schools FILE does the same" in words(page)
    assert f'href="{IMPORT}"' in page.content.decode()


def test_list_shows_figures_and_what_symbols_mean(client: Client) -> None:
    accept_all()
    page = client.get(LIST)
    assert [(r.name, r.council, r.roll, r.senior, r.area) for r in page.context["rows"]] == [
        ("Ard Academy", "Highland", "1,120", "at least 40", "Remote rural"),
        ("Jordan Hill School", "Grant-aided", "1,120", "at least 40", "Remote rural"),
        ("Leith Academy", "City of Edinburgh", "1,120", "at least 40", "Remote rural"),
    ]
    assert page.context["symbols"] == ["at least: not every stage is published as a number"]
    first = School.objects.get(seed_code=GOOD.seed_code)
    assert page.context["rows"][0].address == detail(first)
    assert "Register of 2025, read on 23 November 2026." in words(page)


def test_withheld_roll_is_explained(client: Client) -> None:
    actions.accept_register(
        rows=[replace(GOOD, roll="c", s4="z", s5="z", s6="z")],
        complete=True,
        title=TITLE,
        by=cast.founder(name="Ailsa Bain"),
    )
    page = client.get(LIST)
    assert [(r.roll, r.senior) for r in page.context["rows"]] == [("c", "z")]
    assert page.context["symbols"] == [
        "c: 1 to 4 pupils, or a number that would reveal one",
        "z: does not apply",
    ]
    assert "Register of 2025, read on 23 November 2026 by Ailsa Bain." in words(page)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "acad"}, ["Ard Academy", "Leith Academy"]),
        ({"q": " leith "}, ["Leith Academy"]),
        ({"q": "51000"}, [row.name for row in ROWS]),
        ({"q": "5100002"}, ["Jordan Hill School"]),
        ({"council": "S12000017"}, ["Ard Academy"]),
        ({"council": "S12000017", "q": "leith"}, []),
        ({"council": "nowhere, and far too long"}, [row.name for row in ROWS]),
    ],
)
def test_list_is_searched(client: Client, asked: dict[str, str], found: list[str]) -> None:
    accept_all()
    page = client.get(LIST, asked)
    assert [row.name for row in page.context["rows"]] == found
    assert ("No school matches" in words(page)) is (not found)


def test_school_that_left_the_register_is_marked(client: Client) -> None:
    accept_all()
    actions.accept_register(rows=[GOOD, CITY], complete=True, title=TITLE, by=None)
    gone = School.objects.get(seed_code=GRANT_AIDED.seed_code)
    assert words(client.get(LIST)).count("no longer in the register") == 1
    assert "may have closed or merged" in words(client.get(detail(gone)))


def test_fifty_schools_fill_a_page(client: Client) -> None:
    rows = [replace(GOOD, seed_code=f"{5200000 + n}", name=f"School {n:03}") for n in range(120)]
    actions.accept_register(rows=rows, complete=True, title=TITLE, by=None)
    seen, address = [], f"{LIST}?q=school"
    while address:
        page = client.get(address)
        seen.append([row.name for row in page.context["rows"]])
        address = page.context["next"]
    assert [len(names) for names in seen] == [50, 50, 20]
    assert [name for names in seen for name in names] == [row.name for row in rows]
    back = client.get(page.context["previous"])
    assert [row.name for row in back.context["rows"]] == seen[1]
    assert "School 050 to School 099" in words(back)


def queries(client: Client, address: str, at_most: Any) -> int:
    with at_most(12) as counted:
        assert client.get(address).status_code == 200
    return len(counted)


def test_list_asks_the_same_for_one_and_for_three(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    cast.school()
    one = queries(client, LIST, django_assert_max_num_queries)
    cast.school()
    cast.school()
    assert queries(client, LIST, django_assert_max_num_queries) == one


# --- one school ---------------------------------------------------------------------------------


def test_school_shows_its_figures(client: Client) -> None:
    accept_all()
    page = client.get(detail(School.objects.get(seed_code=GOOD.seed_code)))
    figures = page.context["figures"]
    assert [(line.label, line.value) for line in figures.kpi] == [
        ("pupils in all", "1,120"),
        ("in S4, S5 and S6", "at least 40"),
        ("with additional support needs", "20"),
        ("with English as an additional language", "low"),
    ]
    assert [line.value for line in figures.stages] == ["20", "20", "20", "20", "20", "c"]
    assert [line.value for line in figures.quintiles] == ["c", "20", "20", "20", "20", "20"]
    assert figures.symbols == [
        "c: 1 to 4 pupils, or a number that would reveal one",
        "low: close to zero, but not zero",
        "at least: not every stage is published as a number",
    ]
    assert ("Attendance", "92.04%") in [(line.label, line.value) for line in figures.facts]


def test_grant_aided_school_has_no_council(client: Client) -> None:
    accept_all()
    page = client.get(detail(School.objects.get(seed_code=GRANT_AIDED.seed_code)))
    assert "Grant-aided, under no council" in words(page)


def test_withheld_attendance_gets_no_per_cent(client: Client) -> None:
    actions.accept_register(
        rows=[replace(GOOD, attendance_pct="c")], complete=True, title=TITLE, by=None
    )
    page = client.get(detail(School.objects.get()))
    facts = {line.label: line.value for line in page.context["figures"].facts}
    assert facts["Attendance"] == "c"


def test_unknown_school_is_not_found(client: Client) -> None:
    assert client.get("/schools/999/").status_code == 404
    assert client.get("/schools/999/contacts/add/").status_code == 404


def test_detail_asks_the_same_for_one_contact_and_for_three(
    client: Client, made: Programme, django_assert_max_num_queries: Any
) -> None:
    school = cast.school()
    add_contact(client, school)
    one = queries(client, detail(school), django_assert_max_num_queries)
    for number in range(2):
        add_contact(client, school, email=f"other{number}@example.org")
    assert queries(client, detail(school), django_assert_max_num_queries) == one


# --- contacts -----------------------------------------------------------------------------------


def add_contact(client: Client, school: School, **other: str) -> Any:
    filled = {"name": "Mr Skinner", "job": "Year head", "email": "skinner@example.org", "phone": ""}
    return client.post(f"{detail(school)}contacts/add/", filled | other, follow=True)


def last_line() -> tuple:
    line = AuditEvent.objects.order_by("-id")[0]
    return line.verb, line.programme_number, line.count


def test_contact_is_added_and_seen_on_record(client: Client, made: Programme) -> None:
    school = cast.school()
    assert "Nobody speaks for this school yet" in words(client.get(detail(school)))
    page = add_contact(client, school)
    assert "Mr Skinner added." in words(page)
    assert "skinner@example.org" in words(page)
    assert "None yet" in words(page)
    assert last_line() == ("looked at contacts", made.pk, 1)


def test_contact_form_says_that_the_role_is_given_elsewhere(client: Client) -> None:
    page = client.get(f"{detail(cast.school())}contacts/add/")
    assert "also give the role of school contact on the people page" in words(page)


def test_contact_needs_a_name_and_a_right_address(client: Client) -> None:
    page = add_contact(client, cast.school(), name="", email="skinner")
    assert "Enter the name." in words(page)
    assert "Enter an e-mail address such as name@example.org." in words(page)
    assert SchoolContact.objects.count() == 0


def test_same_contact_twice_is_refused_in_words(client: Client) -> None:
    school = cast.school()
    add_contact(client, school)
    page = add_contact(client, school)
    assert "This e-mail address is already a contact of this school." in words(page)
    assert SchoolContact.objects.count() == 1


def test_contact_with_an_account_is_linked_at_once(client: Client, made: Programme) -> None:
    cast.person(made, Role.SCHOOL, email="skinner@example.org")
    page = add_contact(client, cast.school())
    assert "Mr Skinner added. The account with this e-mail address is linked." in words(page)
    assert "Linked" in words(page)


def test_account_opened_later_is_offered_and_linked(client: Client, made: Programme) -> None:
    school = cast.school("Tain Royal Academy")
    add_contact(client, school)
    assert "Contacts have accounts by now" not in words(client.get(LIST))
    user = cast.person(made, Role.SCHOOL, email="skinner@example.org")
    said = "Contacts have accounts by now that are not linked to their schools: Tain Royal Academy"
    assert said in words(client.get(LIST))
    assert "Link the account of Mr Skinner" in words(client.get(detail(school)))
    contact = SchoolContact.objects.get()
    page = client.post(reverse("schools:contact_link", args=[contact.pk]), follow=True)
    assert "The account of Mr Skinner is linked." in words(page)
    contact.refresh_from_db()
    assert contact.user == user


def test_link_without_an_account_says_what_to_do(client: Client) -> None:
    add_contact(client, cast.school())
    address = reverse("schools:contact_link", args=[SchoolContact.objects.get().pk])
    assert "Give the role of school contact on the people page first." in words(
        client.post(address, follow=True)
    )


def test_contact_is_removed_by_a_post_only(client: Client) -> None:
    add_contact(client, cast.school())
    address = reverse("schools:contact_remove", args=[SchoolContact.objects.get().pk])
    assert client.get(address).status_code == 405
    assert SchoolContact.objects.count() == 1
    assert "Mr Skinner removed." in words(client.post(address, follow=True))
    assert SchoolContact.objects.count() == 0
    assert client.post(address).status_code == 404
