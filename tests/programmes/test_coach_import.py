"""Coaches from a file: read line by line, shown, and only then added."""

import io

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent
from core.carry import seal
from core.problems import Refused
from programmes.actions.coach_lists import add_coaches
from programmes.choices import PartnerKind, Service
from programmes.models import Coach, Partner, Programme
from tests import cast
from tests.programmes.pages import shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_clock")]

HEADINGS = (
    "Service,First name,Surname,E-mail,Mobile,Station,Grid reference,Miles,PVG confirmed on,"
    "PVG confirmed by,Trained until,Newcomer,May lead,Shoe size"
)
KIRSTY = (
    "Police,Kirsty,Munro,kirsty@example.org,07700 900123,Tain,NH7782,40,1/8/2026,"
    "Inspector Bain,31 July 2027,no,,38"
)
DUNCAN = "Northern Fire,Duncan,Ross,,,Wick,,,,,,yes,no,44"
ADDRESS = "programmes:coach_import"


@pytest.fixture(autouse=True)
def partners(made: Programme) -> dict[str, Partner]:
    return {
        "Police": cast.partner(made, PartnerKind.POLICE, name="Police North"),
        "Fire": cast.partner(made, PartnerKind.FIRE, name="Northern Fire"),
        "Other fire": cast.partner(made, PartnerKind.FIRE, name="Southern Fire"),
        "Shop": cast.partner(made, name="Corner shop"),
    }


def sent(browser: Client, *lines: str, headings: str = HEADINGS) -> str:
    file = io.BytesIO("\n".join([headings, *lines]).encode())
    file.name = "coaches.csv"
    return browser.post(reverse(ADDRESS), {"file": file}).content.decode()


def carried(page: str) -> str:
    return page.split('name="carried" value="')[1].split('"')[0]


def accepted(browser: Client, page: str) -> str:
    answer = browser.post(reverse(ADDRESS), {"carried": carried(page)}, follow=True)
    return answer.content.decode()


def test_a_list_is_shown_and_then_added(browser: Client) -> None:
    assert "Upload a list" in shown(browser, "coach_import")
    page = sent(browser, KIRSTY, DUNCAN)
    assert "Nothing is stored yet" in page
    assert "N &quot;Shoe size&quot;" in page
    assert Coach.objects.count() == 0
    assert "2 coaches added." in accepted(browser, page)
    kirsty, duncan = Coach.objects.order_by("given_name").reverse()
    assert (kirsty.service, kirsty.phone, kirsty.grid_reference, kirsty.most_miles) == (
        Service.POLICE,
        "+447700900123",
        "NH 77 82",
        40,
    )
    assert (str(kirsty.pvg_confirmed_on), str(kirsty.trained_until)) == ("2026-08-01", "2027-07-31")
    assert (kirsty.newcomer, kirsty.may_lead, kirsty.may_demonstrate) == (False, True, True)
    assert (duncan.service, duncan.newcomer, duncan.may_lead, duncan.user) == (
        Service.FIRE,
        True,
        False,
        None,
    )
    assert AuditEvent.objects.filter(verb="added a coach").count() == 2


def test_dates_that_the_workbook_holds_as_dates_are_read(browser: Client) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["Service", "First name", "Surname", "Trained until"])
    book.active.append(["Police", "Kirsty", "Munro", cast.FAR_OFF])
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    file.name = "coaches.xlsx"
    page = browser.post(reverse(ADDRESS), {"file": file}).content.decode()
    accepted(browser, page)
    assert Coach.objects.get().trained_until == cast.FAR_OFF


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (",Kirsty,Munro", "row 2, column A &quot;Service&quot;: this is no partner"),
        ("Fire,Kirsty,Munro", "where a service has several, its name."),
        ("Corner shop,Kirsty,Munro", "this is no partner of the programme."),
        ("Police,Kirsty,", "row 2, column C &quot;Surname&quot;: enter the family name."),
        ("Police,Kirsty,Munro,kirsty@", "column D &quot;E-mail&quot;: enter an e-mail address"),
        ("Police,K,M,,01463 715555", "write a mobile number such as 07700 900123."),
        ("Police,K,M,,,,here", "write the grid reference such as NH 84 77."),
        ("Police,K,M,,,,,0", "column H &quot;Miles&quot;: enter 1 or more."),
        ("Police,K,M,,,,,,31/2/2027", "there is no 31 February in 2027."),
        ("Police,K,M,,,,,,,,,perhaps", "column L &quot;Newcomer&quot;: write yes or no."),
        ("Police,=K1,M", "column B &quot;First name&quot;: the cell holds a formula."),
    ],
)
def test_what_cannot_be_taken_is_named_by_row_and_column(
    browser: Client, line: str, words: str
) -> None:
    page = sent(browser, line, DUNCAN)
    assert words in page
    assert "1 thing to put right: 1 row is left out" in page
    assert "Add 1 coach<" in page


def test_a_line_that_comes_twice_is_taken_once(browser: Client) -> None:
    page = sent(browser, KIRSTY, KIRSTY)
    assert "row 3: Kirsty Munro is in row 2 already. Leave this row out." in page
    assert "1 coach added." in accepted(browser, page)


def test_who_is_a_coach_already_stays_as_he_is(browser: Client) -> None:
    accepted(browser, sent(browser, KIRSTY))
    page = sent(browser, KIRSTY.replace("Kirsty,Munro", "KIRSTY,MUNRO"))
    assert "A coach already" in page
    assert "No row of this list adds a coach." in page
    assert "put right" not in page


@pytest.mark.parametrize(
    ("headings", "lines", "words"),
    [
        ("First name,Surname", ["Kirsty,Munro"], "No row of the file has the headings"),
        (f"{HEADINGS},Forename", [KIRSTY], "say the same. Take one of them out."),
        (HEADINGS, [], "The list has headings and no coaches."),
        (HEADINGS, [f"Police,A{n},B" for n in range(501)], "more than 500 coaches"),
    ],
)
def test_a_file_that_is_no_list_is_refused(
    browser: Client, headings: str, lines: list[str], words: str
) -> None:
    assert words in sent(browser, *lines, headings=headings)
    assert Coach.objects.count() == 0


def test_a_post_without_a_file_asks_for_one(browser: Client) -> None:
    assert "Choose a file." in browser.post(reverse(ADDRESS)).content.decode()


def test_a_preview_that_does_not_fit_any_more_is_refused(browser: Client, made: Programme) -> None:
    foreign = cast.partner(cast.programme(), PartnerKind.POLICE)
    row = {"partner": str(foreign.pk), "given_name": "Kirsty", "family_name": "Munro"}
    by = cast.coordinator(made)
    text = seal([[2, row]], "coaches", by.pk)
    page = browser.post(reverse(ADDRESS), {"carried": text}).content.decode()
    assert ("did not come back whole" in page, Coach.objects.count()) == (True, 0)


def test_all_are_added_or_none(made: Programme, partners: dict[str, Partner]) -> None:
    rows = [
        (2, {"partner": partners["Police"], "given_name": "A", "family_name": "B"}),
        (3, {"partner": partners["Shop"], "given_name": "C", "family_name": "D"}),
    ]
    with pytest.raises(Refused) as refused:
        add_coaches(programme=made, rows=rows, by=cast.coordinator(made))
    assert refused.value.sentences == [
        "Row 3: Corner shop is not an emergency service. Choose police, fire or ambulance."
    ]
    assert Coach.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_whoever_has_an_address_gets_a_letter(browser: Client) -> None:
    accepted(browser, sent(browser, KIRSTY, DUNCAN))
    assert [letter.to for letter in mail.outbox][-1:] == [["kirsty@example.org"]]
