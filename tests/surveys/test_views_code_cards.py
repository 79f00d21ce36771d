"""Tests of printing study codes."""

import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import AuditEvent, User
from accounts.roles import Role
from sessions.actions.bookings import release_booking
from sessions.actions.places import Consents, record_consents, withdraw_place
from sessions.models import Booking, Place
from surveys.choices import WaveKind
from surveys.display.code_cards import BORDER, qr_path
from surveys.models import CodeKey, Participant
from surveys.rules.codes import show_code
from tests import cast, cast_days, cast_surveys
from tests.reading import words
from tests.sessions.people import contact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def booking() -> Booking:
    return cast_days.booking(places=5, school=cast.school("Tain Royal Academy"))


@pytest.fixture
def client(booking: Booking) -> Client:
    made = booking.session.programme
    return cast.signed_in(cast.coordinator(made), made)


def address(booking: Booking) -> str:
    return f"/bookings/{booking.pk}/codes/"


def readings() -> list[int]:
    lines = AuditEvent.objects.filter(verb="looked at study codes").order_by("id")
    return list(lines.values_list("count", flat=True))


# --- who may ------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.COACH, Role.EVALUATOR, Role.FUNDER])
def test_codes_are_not_for_others(booking: Booking, role: Role) -> None:
    made = booking.session.programme
    cast_surveys.coded(booking, 1)
    if role == Role.COACH:
        user = cast.coach(made, account=True).user
        assert user is not None
    else:
        user = cast.person(made, role)
    browser = cast.signed_in(user, made)
    assert browser.get(address(booking)).status_code == 403
    assert browser.post(address(booking)).status_code == 403
    assert readings() == []


def test_the_key_is_seen_by_those_who_print_codes_and_of_their_own_pupils(booking: Booking) -> None:
    made = booking.session.programme
    [own] = cast_surveys.coded(booking, 1)
    elsewhere = cast_days.booking(booking.session, 1, school=cast.school())
    cast_surveys.coded(elsewhere, 1, first=5)

    def seen(user: User) -> list[int]:
        keys = CodeKey.objects.visible_to(cast.standing(user, made))
        return list(keys.order_by("pk").values_list("participant", flat=True))

    assert len(seen(cast.coordinator(made))) == 2
    assert seen(contact(made, booking.school)) == [own.pk]
    assert seen(cast.person(made, Role.EVALUATOR)) == []


def test_contact_prints_his_own_school_and_no_other(booking: Booking) -> None:
    made = booking.session.programme
    code = show_code(cast_surveys.coded(booking, 1)[0].code)
    own = cast.signed_in(contact(made, booking.school), made)
    other = cast.signed_in(contact(made, cast.school()), made)
    assert code in words(own.get(address(booking)))
    assert other.get(address(booking)).status_code == 404


def test_coordinator_of_another_programme_finds_nothing(booking: Booking) -> None:
    cast_surveys.coded(booking, 1)
    other = cast.programme()
    browser = cast.signed_in(cast.coordinator(other), other)
    assert browser.get(address(booking)).status_code == 404


# --- cards --------------------------------------------------------------------------------------


def test_each_pupil_has_a_card_with_his_own_code(client: Client, booking: Booking) -> None:
    coded = cast_surveys.coded(booking, 3)
    page = client.get(address(booking))
    wanted = {
        (str(participant.codekey.place.pupil), show_code(participant.code))
        for participant in Participant.objects.select_related("codekey__place__pupil")
    }
    assert {(card.name, card.code) for card in page.context["cards"]} == wanted
    assert len(wanted) == len(coded) == 3
    assert readings() == [3]


def test_cards_stand_by_surname(client: Client, booking: Booking) -> None:
    cast_surveys.coded(booking, 3, first=10)  # two Mackays, then a Sutherland
    names = [card.name for card in client.get(address(booking)).context["cards"]]
    assert names == ["Finlay Mackay", "Iona Mackay", "Eilidh Sutherland"]


def test_card_tells_where_and_when_each_survey_is_answered(
    client: Client, booking: Booking
) -> None:
    made = booking.session.programme
    before = cast_surveys.wave(made)
    after = cast_surveys.wave(made, WaveKind.AFTER, window=(0, 0))
    later = cast_surveys.wave(made, WaveKind.FOLLOW_UP, window=(75, 120))
    cast_surveys.coded(booking, 1)
    page = client.get(address(booking))
    assert [(s.label, s.when, s.shown) for s in page.context["surveys"]] == [
        ("Before your day", "23 November to 7 December", f"127.0.0.1:8000/s/{before.link}"),
        ("After your day", "7 December", f"127.0.0.1:8000/s/{after.link}"),
        ("Some months later", "20 February to 6 April", f"127.0.0.1:8000/s/{later.link}"),
    ]
    assert page.context["surveys"][0].address == f"http://127.0.0.1:8000/s/{before.link}/"


def test_window_within_a_month_names_it_once(client: Client, booking: Booking) -> None:
    cast_surveys.wave(booking.session.programme, window=(-5, 0))
    cast_surveys.coded(booking, 1)
    assert client.get(address(booking)).context["surveys"][0].when == "2 to 7 December"


def test_waves_of_another_programme_stay_away(client: Client, booking: Booking) -> None:
    cast_surveys.wave(cast.programme())
    cast_surveys.coded(booking, 1)
    page = client.get(address(booking))
    assert page.context["surveys"] == []
    assert "No survey is set up, so the cards have no address yet." in words(page)
    assert 'href="/surveys/"' in page.content.decode()


def test_contact_is_told_to_ask_where_no_survey_is_set_up(booking: Booking) -> None:
    made = booking.session.programme
    cast_surveys.coded(booking, 1)
    browser = cast.signed_in(contact(made, booking.school), made)
    page = browser.get(address(booking))
    assert "Ask the co-ordinator before you print." in words(page)
    assert "Set up the surveys" not in words(page)


def test_plain_list_has_names_and_codes_and_is_on_record(client: Client, booking: Booking) -> None:
    (made,) = cast_surveys.coded(booking, 1)
    page = client.get(address(booking), {"as": "list"})
    assert f"Eilidh Mackay S5 {show_code(made.code)}" in words(page)
    assert "rw-codecard" not in page.content.decode()
    assert readings() == [1]


def test_page_has_no_style_or_script_of_its_own(client: Client, booking: Booking) -> None:
    cast_surveys.wave(booking.session.programme)
    cast_surveys.coded(booking, 2)
    page = client.get(address(booking)).content.decode()
    assert re.findall(r"\sstyle=|<style|\son\w+=", page) == []
    assert page.count("<symbol") == 1
    assert page.count("<use ") == 2


# --- who gets none --------------------------------------------------------------------------------


def test_nobody_is_named_yet(client: Client, booking: Booking) -> None:
    page = client.get(address(booking))
    assert "No pupil is named yet" in words(page)
    assert readings() == []


def test_pupil_off_the_list_gets_no_card(client: Client, booking: Booking) -> None:
    cast_surveys.coded(booking, 2)
    by = cast.coordinator(booking.session.programme)
    gone = Place.objects.order_by("pk")[0]
    withdraw_place(place=gone, by=by, now=cast.NOW)
    assert [card.name for card in client.get(address(booking)).context["cards"]] == [
        "Callum Mackay"
    ]


def test_released_booking_has_no_cards(client: Client, booking: Booking) -> None:
    cast_surveys.coded(booking, 1)
    by = cast.coordinator(booking.session.programme)
    release_booking(booking=booking, by=by, now=cast.NOW)
    assert client.get(address(booking)).context["cards"] == []


@pytest.mark.parametrize(
    ("refusing", "said"),
    [
        (1, "1 pupil without consent to the survey gets no card."),
        (2, "2 pupils without consent to the survey get no card."),
        (3, "No pupil on the list has consent to the survey."),
    ],
)
def test_pupil_who_may_not_answer_gets_no_card(
    client: Client, booking: Booking, refusing: int, said: str
) -> None:
    cast_surveys.coded(booking, 3)
    places = Place.objects.order_by("pk")[:refusing]
    record_consents(
        booking=booking,
        consents={place.pk: Consents("YES", "NO", "NO") for place in places},
        by=cast.coordinator(booking.session.programme),
    )
    page = client.get(address(booking))
    assert (len(page.context["cards"]), said in words(page)) == (3 - refusing, True)


# --- missing codes --------------------------------------------------------------------------------


def test_missing_codes_are_issued_by_a_button(client: Client, booking: Booking) -> None:
    cast_days.enrolled(booking, 2)
    page = client.get(address(booking))
    assert "Issue 2 missing codes" in words(page)
    done = client.post(address(booking), follow=True)
    assert done.redirect_chain == [(address(booking), 302)]
    assert "2 study codes issued." in words(done)
    assert (CodeKey.objects.count(), len(done.context["cards"])) == (2, 2)


def test_button_twice_issues_once(client: Client, booking: Booking) -> None:
    cast_days.enrolled(booking, 1)
    client.post(address(booking))
    codes = list(Participant.objects.values_list("code", flat=True))
    assert "0 study codes issued." in words(client.post(address(booking), follow=True))
    assert list(Participant.objects.values_list("code", flat=True)) == codes


# --- the QR code ----------------------------------------------------------------------------------


def test_qr_code_draws_exactly_the_dark_modules() -> None:
    segno = pytest.importorskip("segno")
    link = "https://runway.example.org/s/0123456789/"
    matrix = [list(row) for row in segno.make(link, error="m", micro=False).matrix]
    size, path = qr_path(link)
    drawn = {
        (int(x) + step, int(y))
        for x, y, run in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", path)
        for step in range(int(run))
    }
    assert size == len(matrix) + 2 * BORDER
    assert drawn == {
        (x + BORDER, y + BORDER)
        for y, row in enumerate(matrix)
        for x, module in enumerate(row)
        if module
    }


# --- cost ---------------------------------------------------------------------------------------


def test_page_asks_the_same_for_one_and_for_three(
    client: Client, booking: Booking, django_assert_max_num_queries: Any
) -> None:
    cast_surveys.wave(booking.session.programme)
    counts = []
    for n, first in ((1, 0), (2, 1)):
        cast_surveys.coded(booking, n, first=first)
        with django_assert_max_num_queries(12) as counted:
            client.get(address(booking))
        counts.append(len(counted))
    assert counts[0] == counts[1]
