"""Tests of the pages of what was set aside: who may, likely codes, settled one way or the other."""

import uuid
from typing import Any

import pytest
from django.test import Client

from accounts.models import AuditEvent
from accounts.roles import Role
from sessions.models import Session
from surveys.actions.tablets import open_tablet
from surveys.choices import Aside, WaveKind
from surveys.models import ComparisonGroup, Participant, Response, SetAside, Tablet, Wave
from surveys.rules.codes import show_code
from tests import cast, cast_days, cast_paper, cast_surveys
from tests.reading import words
from tests.surveys.test_aside import held

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

LIST = "/surveys/set-aside/"


@pytest.fixture
def pupils() -> list[Participant]:
    return cast_surveys.coded(n=4)


@pytest.fixture
def wave(pupils: list[Participant]) -> Wave:
    return cast_surveys.wave(pupils[0].programme, WaveKind.AFTER)


@pytest.fixture
def client(wave: Wave) -> Client:
    return cast.signed_in(cast_paper.keyer(wave), wave.programme)


def tablet(wave: Wave, of: Session | ComparisonGroup) -> Tablet:
    found, _ = open_tablet(
        wave=wave, of=of, by=cast.coordinator(wave.programme), today=cast_days.SOON
    )
    return found


def page_of(row: SetAside) -> str:
    return f"{LIST}{row.pk}/"


def near(code: str) -> str:
    """The code with its last two characters wrong."""
    return code[:-2] + ("ZZ" if code[-2:] != "ZZ" else "YY")


# --- who may --------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [r for r in Role if r not in (Role.EVALUATOR, Role.COACH)])
def test_what_was_set_aside_is_the_evaluators(wave: Wave, pupils: list, role: Role) -> None:
    made, row = wave.programme, held(pupils[0], wave)
    user = cast.coordinator(made) if role == Role.COORDINATOR else cast.person(made, role)
    browser = cast.signed_in(user, made)
    assert [browser.get(at).status_code for at in (LIST, page_of(row))] == [403, 403]
    assert browser.post(page_of(row), {"do": "leave", "because": "No"}).status_code == 403


def test_what_another_programme_set_aside_is_not_there(wave: Wave, pupils: list) -> None:
    row, other = held(pupils[0], wave), cast.programme()
    browser = cast.signed_in(cast.person(other, Role.EVALUATOR), other)
    assert browser.get(page_of(row)).status_code == 404
    assert "Nothing is set aside" in words(browser.get(LIST))


# --- the list -------------------------------------------------------------------------------------


def test_each_answer_set_is_listed_with_why_and_where(
    client: Client, wave: Wave, pupils: list
) -> None:
    session = pupils[0].session
    group = ComparisonGroup.objects.create(
        programme=wave.programme,
        school=cast.school("Tain Royal Academy"),
        year_group="S5",
        counts_from=cast_days.SOON,
    )
    held(pupils[0], wave, tablet=tablet(wave, session), typed="k7p2xq9r7")
    held(pupils[0], wave, tablet=tablet(wave, group), digest="b" * 64, typed="K7P")
    held(pupils[0], wave, mode="PAPER", digest="c" * 64, typed="", reason=Aside.ALREADY)
    rows = client.get(LIST).context["rows"]
    assert [(row.reason, row.where, row.typed, row.how) for row in rows] == [
        (
            "Nobody holds this code",
            f"7 December 2026, {session.airfield.name}",
            "K7P-2XQ-9R7",
            "shared tablet",
        ),
        (
            "Nobody holds this code",
            "Tain Royal Academy, S5, comparison group",
            "K7P",
            "shared tablet",
        ),
        ("This code has answered already", "answered on 7 December 2026", "", "paper"),
    ]
    assert list(
        AuditEvent.objects.filter(verb="looked at answers set aside").values_list(
            "count", "target_number"
        )
    ) == [(3, None)]


def test_the_list_is_paged_and_asks_the_same_for_one_and_for_three(
    client: Client, wave: Wave, pupils: list, django_assert_max_num_queries: Any
) -> None:
    counts = []
    for some in ("a", "bc"):
        for mark in some:
            held(pupils[0], wave, digest=mark * 64, tablet=tablet(wave, pupils[0].session))
        with django_assert_max_num_queries(12) as counted:
            client.get(LIST)
        counts.append(len(counted))
    assert counts[0] == counts[1]
    for n in range(30):
        held(pupils[0], wave, digest=f"{n:064}", client_id=uuid.uuid4())
    page = client.get(LIST)
    assert (len(page.context["rows"]), bool(page.context["older"])) == (25, True)
    assert len(client.get(f"{LIST}{page.context['older']}").context["rows"]) == 8


# --- one of them ----------------------------------------------------------------------------------


def test_codes_of_the_same_day_that_have_not_answered_come_nearest_first(
    client: Client, wave: Wave, pupils: list
) -> None:
    cast_surveys.answer(pupils[1], wave)
    elsewhere = cast_days.session_day(wave.programme, date=cast_days.SOON)
    cast_surveys.coded(cast_days.booking(elsewhere, 2), first=10)
    row = held(pupils[0], wave, tablet=tablet(wave, pupils[0].session), typed=near(pupils[0].code))
    page = client.get(page_of(row))
    labels = [label for _, label in page.context["code_form"].fields["code"].choices]
    assert labels[0] == f"{show_code(pupils[0].code)}, 2 slips away"
    assert [label.endswith(", not alike") for label in labels[1:]] == [True, True, False]
    assert "3 codes have not answered this survey yet" in words(page)
    assert "25 of 25 questions answered, in 3 minutes" in words(page)


def test_without_a_tablet_every_code_that_could_answer_then_is_likely(
    client: Client, wave: Wave, pupils: list
) -> None:
    elsewhere = cast_days.session_day(wave.programme, date=cast_days.SOON)
    far = cast_days.session_day(wave.programme, date=cast.day(60))
    for session in (elsewhere, far):
        cast_surveys.coded(cast_days.booking(session, 3), first=10)
    page = client.get(page_of(held(pupils[0], wave)))
    assert (page.context["unanswered"], page.context["shown"]) == (7, 7)


def test_answers_are_stored_under_a_likely_code(client: Client, wave: Wave, pupils: list) -> None:
    row = held(pupils[0], wave, tablet=tablet(wave, pupils[0].session))
    done = client.post(page_of(row), {"do": "store", "code": pupils[0].code}, follow=True)
    assert "stored under the code that you chose" in words(done)
    assert Response.objects.get().matched == "BY_HAND"
    assert "Nothing is set aside" in words(done)
    assert "stored by hand" in words(client.get(f"{LIST}?settled"))
    assert "stored by hand" in words(client.get(page_of(row)))


def test_answers_are_stored_under_a_code_that_is_typed(
    client: Client, wave: Wave, pupils: list
) -> None:
    row = held(pupils[0], wave)
    data = {"do": "store", "code": "OTHER", "typed": show_code(pupils[2].code)}
    client.post(page_of(row), data)
    assert Response.objects.get().participant_id == pupils[2].pk


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"do": "store"}, "Choose a code, or “another code” and type it."),
        ({"do": "store", "code": "OTHER", "typed": "K7P"}, "No pupil of this survey holds this"),
        ({"do": "leave"}, "Say in a few words why these answers cannot count."),
        ({"do": "leave", "because": "x" * 201}, "Use 200 characters or fewer."),
    ],
)
def test_what_cannot_be_settled_says_why(
    client: Client, wave: Wave, pupils: list, data: dict[str, str], said: str
) -> None:
    row = held(pupils[0], wave)
    assert said in words(client.post(page_of(row), data))
    row.refresh_from_db()
    assert (row.settled_on, Response.objects.count()) == (None, 0)


def test_answers_are_left_out_and_taken_up_again(client: Client, wave: Wave, pupils: list) -> None:
    row = held(pupils[0], wave)
    done = client.post(page_of(row), {"do": "leave", "because": "A trial run"}, follow=True)
    assert "They are kept, and can be taken up again." in words(done)
    assert "left out: A trial run" in words(client.get(f"{LIST}?settled"))
    assert "Take them up again" in words(client.get(page_of(row)))
    done = client.post(page_of(row), {"do": "again"}, follow=True)
    assert "The answers wait for a code again." in words(done)
    done = client.post(page_of(row), {"do": "again"}, follow=True)
    assert "These answers are not left out." in words(done)


def test_what_could_not_be_opened_can_only_be_left_out(
    client: Client, wave: Wave, pupils: list
) -> None:
    row = held(pupils[0], wave, codes="", sealed="gibberish", reason=Aside.UNREADABLE, typed="")
    page = words(client.get(page_of(row)))
    assert "could not be opened" in page
    assert ("Store under this code" in page, "gibberish" in page) == (False, False)


def test_nothing_settled_is_said(client: Client) -> None:
    assert "Nothing has been settled" in words(client.get(f"{LIST}?settled"))


# --- what differs ---------------------------------------------------------------------------------


def test_answers_sent_twice_show_what_changed(client: Client, wave: Wave, pupils: list) -> None:
    row = held(
        pupils[0],
        wave,
        reason=Aside.CHANGED,
        codes=cast_surveys.record(wave, {"att1": 2}),
        own_words={"plan": "Nothing"},
    )
    cast_surveys.answer(
        pupils[1], wave, client_id=row.client_id, own_words={"plan": cast_surveys.OWN_WORDS}
    )
    rows = client.get(page_of(row)).context["differing"]
    assert [(one.item.code, one.first, one.second) for one in rows] == [
        ("att1", "4 Agree", "2 Disagree"),
        ("plan", cast_surveys.OWN_WORDS, "Nothing"),
    ]


def test_a_code_that_has_answered_shows_what_differs(
    client: Client, wave: Wave, pupils: list
) -> None:
    cast_surveys.answer(pupils[0], wave)
    codes = cast_surveys.record(wave, {"att1": "!"})
    row = held(pupils[0], wave, reason=Aside.ALREADY, typed=pupils[0].code, codes=codes)
    page = client.get(page_of(row))
    first = page.context["differing"][0]
    assert (first.first, first.second) == (
        "4 Agree",
        "9 I’d rather not say",
    )
    assert "3 codes have not answered this survey yet" in words(page)


def test_answers_to_other_questions_are_not_compared(
    client: Client, wave: Wave, pupils: list
) -> None:
    cast_surveys.answer(pupils[0], wave)
    row = held(pupils[0], wave, reason=Aside.OTHER_VERSION, typed=pupils[0].code, codes="55")
    assert client.get(page_of(row)).context["differing"] == []
