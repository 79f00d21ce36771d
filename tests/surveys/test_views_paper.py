"""Tests of the pages of keying: who may, blind, side by side, and nothing lost on the way."""

import datetime
import re
from collections.abc import Mapping
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import AuditEvent
from accounts.roles import Role
from surveys.choices import WaveKind
from surveys.models import OpenAnswer, PaperSheet, Participant, Response, Wave
from surveys.questionnaire import instrument_of
from surveys.rules.codes import show_code
from surveys.rules.instrument import Kind
from tests import cast, cast_days, cast_paper, cast_surveys
from tests.reading import words

pytestmark = [pytest.mark.django_db]

ON = cast_days.SOON


@pytest.fixture(autouse=True)
def later() -> Any:
    """The sheets are keyed weeks after the day."""
    at = datetime.datetime.combine(cast_paper.KEYED_ON, datetime.time(9), datetime.UTC)
    with time_machine.travel(at, tick=False) as clock:
        yield clock


@pytest.fixture
def pupils() -> list[Participant]:
    return cast_surveys.coded(n=3)


@pytest.fixture
def wave(pupils: list[Participant]) -> Wave:
    return cast_surveys.wave(pupils[0].programme)


def keyer(wave: Wave) -> Client:
    return cast.signed_in(cast_paper.keyer(wave), wave.programme)


@pytest.fixture
def client(wave: Wave) -> Client:
    return keyer(wave)


def head(pupil: Participant, on: datetime.date = ON) -> dict[str, object]:
    return {
        "code": show_code(pupil.code),
        "answered_on_day": on.day,
        "answered_on_month": on.month,
        "answered_on_year": on.year,
    }


def opened(client: Client, wave: Wave, pupil: Participant) -> Any:
    return client.post(f"/surveys/paper/{wave.pk}/", head(pupil))


def posted(wave: Wave, answers: Mapping[str, str] | None = None) -> dict[str, str]:
    """What a keying page posts: the first answer of everything, but for what is given."""
    found = {}
    for item in instrument_of(wave.version_id).items_for(wave.kind):
        found[item.code] = "" if item.kind is Kind.TEXT else str(item.options[0].value)
    return found | dict(answers or {})


def keyed(client: Client, wave: Wave, pupil: Participant, **answers: str) -> Any:
    """A sheet opened and keyed, with the page that follows."""
    page = opened(client, wave, pupil)
    data = {"head": page.context["head"], **posted(wave, answers)}
    return client.post(f"/surveys/paper/{wave.pk}/", data, follow=True)


def readings(what: str) -> list[int]:
    lines = AuditEvent.objects.filter(verb=f"looked at {what}").order_by("id")
    return list(lines.values_list("count", flat=True))


# --- who may --------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [r for r in Role if r not in (Role.EVALUATOR, Role.COACH)])
def test_keying_is_the_evaluators(wave: Wave, pupils: list[Participant], role: Role) -> None:
    made = wave.programme
    user = cast.coordinator(made) if role == Role.COORDINATOR else cast.person(made, role)
    browser = cast.signed_in(user, made)
    sheet = cast_paper.sheet(wave)
    for page in ("", f"{wave.pk}/", f"{wave.pk}/waiting/", f"sheets/{sheet.pk}/"):
        assert browser.get(f"/surveys/paper/{page}").status_code == 403
    assert browser.post(f"/surveys/paper/sheets/{sheet.pk}/discard/").status_code == 403


def test_sheets_of_another_programme_are_not_there(wave: Wave) -> None:
    sheet = cast_paper.sheet(wave, {"att1": 1})
    other = cast.programme()
    browser = cast.signed_in(cast.person(other, Role.EVALUATOR), other)
    for page in (f"{wave.pk}/", f"{wave.pk}/waiting/", f"sheets/{sheet.pk}/"):
        assert browser.get(f"/surveys/paper/{page}").status_code == 404
    assert browser.post(f"/surveys/paper/sheets/{sheet.pk}/discard/").status_code == 404


# --- the head -------------------------------------------------------------------------------------


def test_a_code_opens_the_questions_of_its_survey(client: Client, wave: Wave, pupils: list) -> None:
    page = opened(client, wave, pupils[0])
    assert f"First keying: {show_code(pupils[0].code)}" in words(page)
    assert "answered on 7 December 2026" in words(page)
    assert len(page.context["rows"]) == 25
    assert "checked" not in page.content.decode()


def test_date_is_asked_once_and_kept(client: Client, wave: Wave, pupils: list) -> None:
    opened(client, wave, pupils[0])
    page = client.get(f"/surveys/paper/{wave.pk}/").content.decode()
    assert re.findall(r'name="answered_on_\w+" value="(\d+)"', page) == ["7", "12", "2026"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"code": ""}, "Enter the code on the sheet."),
        ({"code": "000000000"}, "No pupil of this survey holds this code."),
        (
            {"answered_on_year": "2027", "answered_on_month": "3"},
            "The date of answering is not here yet.",
        ),
        ({"answered_on_day": "8"}, "On 8 December 2026 this survey was not open for this code."),
        ({"answered_on_day": ""}, "Enter the date with day, month and year"),
    ],
)
def test_what_cannot_be_opened_says_why(
    client: Client, wave: Wave, pupils: list, data: dict[str, str], said: str
) -> None:
    page = client.post(f"/surveys/paper/{wave.pk}/", head(pupils[0]) | data)
    assert said in words(page)
    assert PaperSheet.objects.count() == 0


def test_a_corrected_code_is_pointed_out(client: Client, wave: Wave, pupils: list) -> None:
    data = head(pupils[0]) | {"code": pupils[0].code[:-1]}
    page = client.post(f"/surveys/paper/{wave.pk}/", data)
    assert f"The code was read as {show_code(pupils[0].code)}." in words(page)


def test_no_code_stands_in_an_address(client: Client, wave: Wave, pupils: list) -> None:
    done = keyed(client, wave, pupils[0])
    assert done.redirect_chain == [(f"/surveys/paper/{wave.pk}/", 302)]


# --- twice ----------------------------------------------------------------------------------------


def test_a_sheet_keyed_twice_is_stored(client: Client, wave: Wave, pupils: list) -> None:
    first = keyed(client, wave, pupils[0], att1="2", sn1="!", pbc1=".")
    assert "Keyed once." in words(first)
    done = keyed(keyer(wave), wave, pupils[0], att1="2", sn1="!", pbc1=".")
    assert "Both keyings agree. The sheet is stored." in words(done)
    response = Response.objects.get()
    assert response.codes[:4] == "2.1!"
    assert (response.mode, response.answered_on) == ("PAPER", ON)


def test_the_second_keying_never_shows_the_first(wave: Wave, pupils: list) -> None:
    keyed(keyer(wave), wave, pupils[0], att1="5")
    page = opened(keyer(wave), wave, pupils[0])
    assert "Second keying" in words(page)
    assert "You keyed this sheet the first time." not in words(page)
    html = page.content.decode()
    assert ("checked" in html, "selected" in html) == (False, False)
    chosen = [one for row in page.context["rows"] for _, one in row.keys]
    assert (any(chosen), len(chosen) > 150) == (False, True)


def test_the_same_person_is_told_that_another_is_better(
    client: Client, wave: Wave, pupils: list
) -> None:
    keyed(client, wave, pupils[0])
    assert "You keyed this sheet the first time." in words(opened(client, wave, pupils[0]))
    assert "Both keyings agree" in words(keyed(client, wave, pupils[0]))


def test_what_was_passed_over_is_said_and_the_rest_stays(
    client: Client, wave: Wave, pupils: list
) -> None:
    page = opened(client, wave, pupils[0])
    data = {"head": page.context["head"], **posted(wave, {"att1": "3"})}
    del data["sn1"]
    again = client.post(f"/surveys/paper/{wave.pk}/", data)
    assert "Question 4: key the box that is ticked, or say that none is." in words(again)
    assert again.content.decode().count("checked") == 24
    assert PaperSheet.objects.count() == 0


def test_own_words_are_kept_beside_the_record(wave: Wave, pupils: list) -> None:
    after = cast_surveys.wave(wave.programme, WaveKind.AFTER)
    for _ in range(2):
        keyed(keyer(wave), after, pupils[0], plan="Speak up")
    assert OpenAnswer.objects.get().text == "Speak up"


def test_a_page_that_was_open_too_long_stores_nothing(
    client: Client, wave: Wave, pupils: list, later: time_machine.Traveller
) -> None:
    page = opened(client, wave, pupils[0])
    later.shift(datetime.timedelta(hours=2))
    data = {"head": page.context["head"], **posted(wave)}
    assert "Nothing was stored: enter its code again." in words(
        client.post(f"/surveys/paper/{wave.pk}/", data)
    )
    data["head"] = "made up"
    assert "Nothing was stored" in words(client.post(f"/surveys/paper/{wave.pk}/", data))
    assert PaperSheet.objects.count() == 0


def test_a_head_opens_only_its_own_survey_and_person(
    client: Client, wave: Wave, pupils: list
) -> None:
    after = cast_surveys.wave(wave.programme, WaveKind.AFTER)
    data = {"head": opened(client, wave, pupils[0]).context["head"], **posted(after)}
    assert "Nothing was stored" in words(client.post(f"/surveys/paper/{after.pk}/", data))
    data |= posted(wave)
    assert "Nothing was stored" in words(keyer(wave).post(f"/surveys/paper/{wave.pk}/", data))


def test_questions_that_changed_meanwhile_are_not_keyed(
    client: Client, wave: Wave, pupils: list
) -> None:
    data = {"head": opened(client, wave, pupils[0]).context["head"], **posted(wave)}
    Wave.objects.filter(pk=wave.pk).update(version=cast_surveys.small_version())
    assert "Nothing was stored" in words(client.post(f"/surveys/paper/{wave.pk}/", data))


# --- side by side ---------------------------------------------------------------------------------


@pytest.fixture
def differing(wave: Wave, pupils: list) -> PaperSheet:
    keyed(keyer(wave), wave, pupils[0], att1="2", sn1="!")
    keyed(keyer(wave), wave, pupils[0], att1="3", sn1=".")
    found: PaperSheet = PaperSheet.objects.get()
    return found


def test_keyings_that_differ_lead_to_both_side_by_side(wave: Wave, pupils: list) -> None:
    keyed(keyer(wave), wave, pupils[0], att1="2")
    page = keyed(keyer(wave), wave, pupils[0], att1="3")
    sheet = PaperSheet.objects.get()
    assert page.redirect_chain == [(f"/surveys/paper/sheets/{sheet.pk}/", 302)]
    [row] = page.context["rows"]
    assert (row.item.number, row.first, row.second) == (1, "2 Disagree", "3 Not sure")
    assert "checked" not in page.content.decode()
    assert readings("two keyings of a sheet") == [1]


def test_each_difference_is_settled_by_what_stands_on_the_sheet(
    client: Client, differing: PaperSheet
) -> None:
    page = client.get(f"/surveys/paper/sheets/{differing.pk}/")
    assert [(row.first, row.second) for row in page.context["rows"]] == [
        ("2 Disagree", "3 Not sure"),
        ("9 I’d rather not say", "0 left blank"),
    ]
    half = client.post(f"/surveys/paper/sheets/{differing.pk}/", {"att1": "2"})
    assert "Question 4: key the box" in words(half)
    done = client.post(
        f"/surveys/paper/sheets/{differing.pk}/", {"att1": "2", "sn1": "5"}, follow=True
    )
    assert "The sheet is settled and stored." in words(done)
    assert Response.objects.get().codes[:4] == "2115"
    assert client.get(f"/surveys/paper/sheets/{differing.pk}/").status_code == 404


def test_own_words_that_differ_are_side_by_side(client: Client, wave: Wave, pupils: list) -> None:
    after = cast_surveys.wave(wave.programme, WaveKind.AFTER)
    keyed(client, after, pupils[0])
    page = keyed(client, after, pupils[0], plan="Speak up")
    [row] = page.context["rows"]
    assert (row.first, row.second) == ("no words", "Speak up")


def test_a_sheet_set_aside_when_settled_says_so(
    client: Client, differing: PaperSheet, pupils: list
) -> None:
    cast_surveys.answer(pupils[0], differing.wave)
    data = {"att1": "2", "sn1": "5"}
    done = client.post(f"/surveys/paper/sheets/{differing.pk}/", data, follow=True)
    assert "its code cannot answer any more: it is set aside" in words(done)


# --- what waits -----------------------------------------------------------------------------------


def test_what_waits_is_listed_by_code(client: Client, differing: PaperSheet, pupils: list) -> None:
    wave = differing.wave
    keyed(client, wave, pupils[1])
    page = client.get(f"/surveys/paper/{wave.pk}/waiting/")
    assert [(row.code, row.differing) for row in page.context["differing"]] == [
        (show_code(pupils[0].code), 2)
    ]
    assert [row.code for row in page.context["once"]] == [show_code(pupils[1].code)]
    assert readings("study codes of keyed sheets") == [2]
    front = words(client.get("/surveys/paper/"))
    assert "1 sheet differs: settle it" in front
    assert "1 sheet keyed once" in front
    assert "2 of 25 answers differed (8.00%)" in front


def test_a_keying_is_discarded_by_a_button(client: Client, wave: Wave, pupils: list) -> None:
    keyed(client, wave, pupils[0])
    sheet = PaperSheet.objects.get()
    done = client.post(f"/surveys/paper/sheets/{sheet.pk}/discard/", follow=True)
    assert "The keying is discarded. Key the sheet anew." in words(done)
    assert "No sheet waits" in words(done)
    assert PaperSheet.objects.count() == 0


def test_a_settled_sheet_is_not_discarded(client: Client, wave: Wave, pupils: list) -> None:
    for _ in range(2):
        keyed(client, wave, pupils[0])
    sheet = PaperSheet.objects.get()
    done = client.post(f"/surveys/paper/sheets/{sheet.pk}/discard/", follow=True)
    assert "This sheet is settled already." in words(done)
    front = words(client.get("/surveys/paper/"))
    assert "1 sheet keyed twice and settled; none waits" in front
    assert "0 of 25 answers differed (0.00%)" in front


def test_no_survey_is_said(pupils: list) -> None:
    made = pupils[0].programme
    browser = cast.signed_in(cast.person(made, Role.EVALUATOR), made)
    assert "No survey yet" in words(browser.get("/surveys/paper/"))


# --- cost -----------------------------------------------------------------------------------------


def test_pages_ask_the_same_for_one_and_for_three(
    client: Client, wave: Wave, pupils: list, django_assert_max_num_queries: Any
) -> None:
    counts = []
    for some in (pupils[:1], pupils[1:]):
        for pupil in some:
            cast_paper.key(pupil, wave)
            cast_paper.key(pupil, wave, {"att1": 1})
        found = []
        for page in ("", f"{wave.pk}/", f"{wave.pk}/waiting/"):
            client.get(f"/surveys/paper/{page}")
            with django_assert_max_num_queries(12) as counted:
                client.get(f"/surveys/paper/{page}")
            found.append(len(counted))
        counts.append(found)
    assert counts[0] == counts[1]
