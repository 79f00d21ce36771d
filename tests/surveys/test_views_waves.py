"""Tests of the pages about waves: set up, addresses, questions, and how answers match."""

import datetime
from http import HTTPStatus

import pytest
import time_machine
from django.test import Client

from accounts.roles import Role
from programmes.choices import PartnerKind
from programmes.models import Programme
from surveys.choices import WaveKind
from surveys.models import Wave
from tests import cast, cast_days, cast_surveys

pytestmark = pytest.mark.django_db

MORNING = datetime.datetime.combine(cast_days.SOON, datetime.time(8), datetime.UTC)


@pytest.fixture(autouse=True)
def clock():
    """The morning of the day itself: both the first and the second wave are open."""
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def programme() -> Programme:
    return cast.programme()


@pytest.fixture
def coordinator(programme: Programme) -> Client:
    return cast.signed_in(cast.coordinator(programme))


@pytest.fixture
def evaluator(programme: Programme) -> Client:
    return cast.signed_in(cast.person(programme, Role.EVALUATOR))


def a_day(programme: Programme, n: int = 4, date: datetime.date = cast_days.SOON):
    """A day with one school, and its participants."""
    session = cast_days.session_day(programme, date=date, cars=1)
    school = cast.school("Alness Academy")
    return session, cast_surveys.coded(cast_days.booking(session, n, school=school), n)


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == HTTPStatus.OK
    return " ".join(response.content.decode().split())


# --- doors --------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.COACH, Role.SCHOOL, Role.FUNDER])
def test_neither_coach_nor_school_nor_funder_sees_any_of_it(programme, role):
    wave = cast_surveys.wave(programme)
    session, _ = a_day(programme)
    partner = cast.partner(programme, PartnerKind.POLICE) if role == Role.COACH else None
    client = cast.signed_in(cast.person(programme, role, at=partner))
    for address in (
        "/surveys/",
        "/surveys/add/",
        f"/surveys/{wave.pk}/edit/",
        f"/surveys/{wave.pk}/qr.svg",
        f"/surveys/instruments/{wave.version_id}/",
        f"/surveys/days/{session.pk}/",
    ):
        assert client.get(address).status_code == HTTPStatus.FORBIDDEN


def test_the_evaluator_sees_waves_but_changes_none(programme, evaluator):
    wave = cast_surveys.wave(programme)
    page = text(evaluator, "/surveys/")
    assert (wave.link in page, "/edit/" in page, "/surveys/add/" in page) == (True, False, False)
    for address in ("/surveys/add/", f"/surveys/{wave.pk}/edit/"):
        assert evaluator.get(address).status_code == HTTPStatus.FORBIDDEN
        assert evaluator.post(address, {}).status_code == HTTPStatus.FORBIDDEN


def test_waves_and_days_of_another_programme_are_not_found(coordinator):
    other = cast_surveys.wave()
    session, _ = a_day(other.programme)
    for address in (
        f"/surveys/{other.pk}/edit/",
        f"/surveys/{other.pk}/qr.svg",
        f"/surveys/days/{session.pk}/",
    ):
        assert coordinator.get(address).status_code == HTTPStatus.NOT_FOUND


def test_pages_that_are_not_signed_in_lead_to_signing_in():
    assert Client().get("/surveys/").headers["Location"].startswith("/accounts/login/")


# --- waves --------------------------------------------------------------------------------------


def test_without_a_wave_the_coordinator_is_led_to_the_first(coordinator, evaluator):
    assert "Set up the survey before the day" in text(coordinator, "/surveys/")
    assert "The co-ordinator sets up the survey" in text(evaluator, "/surveys/")


def test_a_wave_shows_its_questions_window_address_and_that_it_is_not_validated(
    programme, coordinator, settings
):
    settings.SITE_URL = "https://runway.example.org/"
    wave = cast_surveys.wave(programme)
    page = text(coordinator, "/surveys/")
    for words in (
        f'value="https://runway.example.org/s/{wave.link}/"',
        "Open from 14 days before the day to the day itself",
        "Cars and me 0.1",
        "not validated",
        "Set up: After the day",
        "Set up: Some months later",
    ):
        assert words in page


def test_the_picture_of_the_address_is_svg_without_style_or_script(programme, coordinator):
    wave = cast_surveys.wave(programme)
    response = coordinator.get(f"/surveys/{wave.pk}/qr.svg")
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert b"<svg" in response.content
    assert b"style" not in response.content
    assert b"<script" not in response.content


def test_all_four_waves_are_set_up_one_after_another_with_their_usual_windows(coordinator):
    for _ in WaveKind:
        form = coordinator.get("/surveys/add/").context["form"]
        sent = {name: form[name].initial for name in form.fields if name != "version"}
        answer = coordinator.post(
            "/surveys/add/", sent | {"version": form["version"].field.choices[0][0]}
        )
        assert answer.headers["Location"] == "/surveys/"
    rows = Wave.objects.order_by("pk").values_list("kind", "opens_days", "closes_days")
    assert list(rows) == [
        ("BEFORE", -14, 0),
        ("AFTER", 0, 14),
        ("FOLLOW_UP", 75, 120),
        ("FOLLOW_UP_2", 180, 365),
    ]
    assert len({str(wave.version) for wave in Wave.objects.all()}) == 1
    assert coordinator.get("/surveys/add/").status_code == HTTPStatus.NOT_FOUND
    assert "Set up:" not in text(coordinator, "/surveys/")


def test_a_wave_that_is_there_already_is_refused_in_the_form(programme, coordinator):
    cast_surveys.wave(programme)
    sent = {"opens": 1, "opens_side": "BEFORE", "closes": 0, "closes_side": "AFTER"}
    sent["asks"] = ["DAY"]
    sent["version"] = str(Wave.objects.get().version_id)
    page = coordinator.post("/surveys/add/?kind=BEFORE", sent).content.decode()
    assert "This programme already has this wave." in page


def test_an_unknown_kind_of_wave_is_not_found(coordinator):
    assert coordinator.get("/surveys/add/?kind=NEVER").status_code == HTTPStatus.NOT_FOUND


def test_numbers_that_are_none_are_told_by_their_field(coordinator):
    form = coordinator.post("/surveys/add/", {"opens": "soon", "closes": "900"}).context["form"]
    assert form.errors["opens"] == ["Enter a whole number, such as 12."]
    assert form.errors["closes"] == ["Enter 400 or less."]


def test_a_changed_window_is_kept_and_a_wrong_one_told(programme, coordinator):
    wave = cast_surveys.wave(programme)
    address = f"/surveys/{wave.pk}/edit/"
    sent = {
        "version": str(wave.version_id),
        "opens": "10",
        "opens_side": "BEFORE",
        "closes": "2",
        "closes_side": "BEFORE",
        "asks": ["WAITING"],
    }
    assert coordinator.post(address, sent).headers["Location"] == "/surveys/"
    wave.refresh_from_db()
    assert (wave.opens_days, wave.closes_days) == (-10, -2)
    assert (wave.asks_day, wave.asks_waiting) == (False, True)
    assert coordinator.get(address).context["form"]["asks"].initial == ["WAITING"]
    assert "Asks the comparison group" in text(coordinator, "/surveys/")
    page = coordinator.post(address, sent | {"closes": "11"}).content.decode()
    assert "Let the wave open before it closes." in page


def test_a_wave_with_answers_is_asked_for_its_window_only(programme, coordinator):
    wave = cast_surveys.wave(programme)
    _, [pupil, *_] = a_day(programme)
    cast_surveys.answer(pupil, wave)
    address = f"/surveys/{wave.pk}/edit/"
    assert "so the questions stay: Cars and me 0.1" in text(coordinator, address)
    sent = {"opens": "10", "opens_side": "BEFORE", "closes": "0", "closes_side": "AFTER"}
    coordinator.post(address, sent | {"asks": ["DAY", "WAITING"]})
    assert Wave.objects.get().opens_days == -10


def test_the_questions_show_scale_reversal_options_and_waves(programme, evaluator):
    wave = cast_surveys.wave(programme)
    address = f"/surveys/instruments/{wave.version_id}/"
    page = text(evaluator, address)
    for words in (
        "29 questions",
        "Not validated",
        'Attitude to safe driving <span class="tagx">reversed</span>',
        "5 Strongly agree",
        "own words",
        "each time",
        "before the day, some months later",
    ):
        assert words in page
    _, [pupil, *_] = a_day(programme)
    cast_surveys.answer(pupil, wave, on=cast_days.SOON)
    assert "has answers since 7 December 2026 and never changes" in text(evaluator, address)


# --- what is to come, and the gauge -------------------------------------------------------------


def test_what_is_to_come_stands_first_and_most_pressing_first(programme, coordinator):
    before = cast_surveys.wave(programme)
    after = cast_surveys.wave(programme, WaveKind.AFTER)
    today, pupils = a_day(programme)
    cast_surveys.answer(pupils[0], before, on=cast_days.SOON)
    late, _ = a_day(programme, 3, cast_days.SOON + datetime.timedelta(days=4))
    past, [one, *_] = a_day(programme, 2, cast_days.SOON - datetime.timedelta(days=2))
    cast_surveys.answer(one, after, on=cast_days.SOON)
    needs = coordinator.get("/surveys/").context["needs"]
    assert [(need.pk, need.text, need.until) for need in needs] == [
        (today.pk, "3 surveys to come before Monday 7 December", ""),
        (late.pk, "3 surveys to come before Friday 11 December", ""),
        (past.pk, "1 survey to come after Saturday 5 December", "until Saturday 19 December"),
    ]


def test_the_table_shows_what_came_and_what_makes_pairs(programme, evaluator):
    before = cast_surveys.wave(programme)
    after = cast_surveys.wave(programme, WaveKind.AFTER)
    session, pupils = a_day(programme)
    for pupil, waves in zip(pupils, [[before, after], [before], [after], [after]], strict=True):
        for wave in waves:
            cast_surveys.answer(pupil, wave, on=cast_days.SOON)
    [row] = evaluator.get("/surveys/").context["days"]
    assert (row.address, row.name) == (
        f"/surveys/days/{session.pk}/",
        "Monday 7 December 2026",
    )
    assert (row.expected, row.before, row.after, row.paired, row.matched) == (4, 2, 3, 1, "33%")


def test_days_whose_survey_is_not_open_yet_are_left_out(programme, coordinator, clock):
    cast_surveys.wave(programme)
    a_day(programme)
    clock.move_to(MORNING - datetime.timedelta(days=15))
    assert "No day has its survey open yet" in text(coordinator, "/surveys/")


def test_the_table_has_pages_newest_first(programme, coordinator):
    field, cars = cast.airfield(programme), [cast.car(programme)]
    for days in range(27):
        date = cast_days.SOON - datetime.timedelta(days=days)
        cast_days.session_day(programme, date=date, at=field, these=cars, today=date)
    first = coordinator.get("/surveys/")
    assert len(first.context["days"]) == 25
    assert first.context["newer"] is None
    second = coordinator.get(f"/surveys/{first.context['older']}")
    assert [row.name for row in second.context["days"]] == [
        "Thursday 12 November 2026",
        "Wednesday 11 November 2026",
    ]
    back = coordinator.get(f"/surveys/{second.context['newer']}")
    assert back.context["days"] == first.context["days"]


@pytest.mark.parametrize("days", [1, 3])
def test_the_page_asks_as_often_for_three_days_as_for_one(
    programme, coordinator, days, django_assert_max_num_queries
):
    for kind in WaveKind:
        cast_surveys.wave(programme, kind)
    for n in range(days):
        a_day(programme, 2, cast_days.SOON - datetime.timedelta(days=n))
    with django_assert_max_num_queries(12) as asked:
        coordinator.get("/surveys/")
    assert len(asked) == 10


def test_follow_ups_have_columns_of_their_own_once_they_are_asked(programme, clock):
    before = cast_surveys.wave(programme)
    later = cast_surveys.wave(programme, WaveKind.FOLLOW_UP)
    _, pupils = a_day(programme)
    cast_surveys.answer(pupils[0], before)
    cast_surveys.answer(pupils[0], later)
    clock.move_to(MORNING + datetime.timedelta(days=80))
    evaluator = cast.signed_in(cast.person(programme, Role.EVALUATOR))
    page = evaluator.get("/surveys/").context
    assert [row.later for row in page["days"]] == [(("Some months later", 1),)]
    assert [need.text for need in page["needs"]] == [
        "3 surveys to come some months after Monday 7 December"
    ]


def test_nothing_is_to_come_of_a_survey_that_asks_no_pupils_with_a_day(programme, coordinator):
    wave = cast_surveys.wave(programme)
    a_day(programme)
    Wave.objects.filter(pk=wave.pk).update(asks_day=False)
    assert coordinator.get("/surveys/").context["needs"] == []


def test_nobody_asked_is_told(programme, coordinator):
    wave = cast_surveys.wave(programme)
    address = f"/surveys/{wave.pk}/edit/"
    form = coordinator.post(address, {"opens": "3", "closes": "1"}).context["form"]
    assert form.errors["asks"] == [
        "Choose who is asked: pupils with a day, the comparison group, or both."
    ]
    assert "shown as off protocol" in text(coordinator, address)
