"""Tests of the pages about waves: set up, addresses, questions, and how answers match."""

import datetime
from http import HTTPStatus

import pytest
import time_machine
from django.test import Client

from accounts.models import AuditEvent
from accounts.roles import Role
from programmes.choices import PartnerKind
from programmes.models import Programme
from sessions.actions.places import Consents, record_consents
from sessions.choices import Consent
from sessions.models import Place
from surveys.choices import WaveKind
from surveys.models import Participant, Wave
from surveys.rules.codes import show_code
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


def test_all_three_waves_are_set_up_one_after_another_with_their_usual_windows(coordinator):
    for _ in WaveKind:
        form = coordinator.get("/surveys/add/").context["form"]
        sent = {name: form[name].initial for name in form.fields if name != "version"}
        answer = coordinator.post(
            "/surveys/add/", sent | {"version": form["version"].field.choices[0][0]}
        )
        assert answer.headers["Location"] == "/surveys/"
    rows = Wave.objects.order_by("pk").values_list("kind", "opens_days", "closes_days")
    assert list(rows) == [("BEFORE", -14, 0), ("AFTER", 0, 14), ("FOLLOW_UP", 75, 120)]
    assert len({str(wave.version) for wave in Wave.objects.all()}) == 1
    assert coordinator.get("/surveys/add/").status_code == HTTPStatus.NOT_FOUND
    assert "Set up:" not in text(coordinator, "/surveys/")


def test_a_wave_that_is_there_already_is_refused_in_the_form(programme, coordinator):
    cast_surveys.wave(programme)
    sent = {"version": "1", "opens": 1, "opens_side": "BEFORE", "closes": 0, "closes_side": "AFTER"}
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
    }
    assert coordinator.post(address, sent).headers["Location"] == "/surveys/"
    wave.refresh_from_db()
    assert (wave.opens_days, wave.closes_days) == (-10, -2)
    page = coordinator.post(address, sent | {"closes": "11"}).content.decode()
    assert "Let the wave open before it closes." in page


def test_a_wave_with_answers_is_asked_for_its_window_only(programme, coordinator):
    wave = cast_surveys.wave(programme)
    _, [pupil, *_] = a_day(programme)
    cast_surveys.answer(pupil, wave)
    address = f"/surveys/{wave.pk}/edit/"
    assert "so the questions stay: Cars and me 0.1" in text(coordinator, address)
    sent = {"opens": "10", "opens_side": "BEFORE", "closes": "0", "closes_side": "AFTER"}
    coordinator.post(address, sent)
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
    assert (row.address, row.date) == (
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
    assert [row.date for row in second.context["days"]] == [
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
    assert len(asked) == 7


def test_one_day_shows_codes_still_to_come_per_school_and_never_a_name(programme, evaluator):
    before = cast_surveys.wave(programme)
    cast_surveys.wave(programme, WaveKind.AFTER)
    session, pupils = a_day(programme)
    cast_surveys.answer(pupils[0], before, on=cast_days.SOON)
    place = Place.objects.get(codekey__participant=pupils[1])
    record_consents(
        booking=place.booking,
        consents={place.pk: Consents(Consent.YES, Consent.NO, Consent.YES)},
        by=cast.founder(),
    )
    response = evaluator.get(f"/surveys/days/{session.pk}/")
    [row] = response.context["schools"]
    came, refused, *awaited = [show_code(one.code) for one in pupils]
    assert row.to_come == (
        ("before the day", tuple(sorted(awaited))),
        ("after the day", tuple(sorted([came, *awaited]))),
    )
    assert (row.name, row.expected, row.before, row.after) == ("Alness Academy", 3, 1, 0)
    page = response.content.decode()
    assert refused not in page
    for name in cast_days.GIVEN_NAMES[:4] + cast_days.FAMILY_NAMES[:1]:
        assert name not in page


def test_codes_that_can_answer_no_more_are_not_shown(programme, clock):
    cast_surveys.wave(programme)
    session, pupils = a_day(programme)
    clock.move_to(MORNING + datetime.timedelta(days=1))
    coordinator = cast.signed_in(cast.coordinator(programme))
    lines = AuditEvent.objects.count()
    page = text(coordinator, f"/surveys/days/{session.pk}/")
    assert [show_code(one.code) in page for one in pupils] == [False] * 4
    assert AuditEvent.objects.count() == lines


def test_an_evaluator_without_an_agreement_sees_counts_and_no_code(programme):
    cast_surveys.wave(programme)
    session, pupils = a_day(programme)
    at = cast.partner(programme, PartnerKind.EVALUATOR, agreement=False)
    client = cast.signed_in(cast.person(programme, Role.EVALUATOR, at=at))
    page = text(client, f"/surveys/days/{session.pk}/")
    assert "Alness Academy" in page
    assert [show_code(one.code) in page for one in pupils] == [False] * 4


def test_who_looks_at_codes_is_on_record(programme, coordinator):
    cast_surveys.wave(programme)
    session, _ = a_day(programme)
    coordinator.get(f"/surveys/days/{session.pk}/")
    line = AuditEvent.objects.order_by("-id")[0]
    assert (line.verb, line.target_number, line.count, line.by) == (
        "looked at codes still to come",
        session.pk,
        4,
        cast.coordinator(programme),
    )


def test_pairs_are_told_by_how_their_codes_were_read(programme, coordinator):
    before = cast_surveys.wave(programme)
    after = cast_surveys.wave(programme, WaveKind.AFTER)
    session, pupils = a_day(programme)
    for pupil in pupils[:3]:
        cast_surveys.answer(pupil, before, on=cast_days.SOON)
        cast_surveys.answer(pupil, after, on=cast_days.SOON)
    slipped(pupils[3], before)
    cast_surveys.answer(pupils[3], after, on=cast_days.SOON)
    [row] = coordinator.get(f"/surveys/days/{session.pk}/").context["schools"]
    assert (row.paired, row.exact, row.corrected, row.matched) == (4, 3, 1, "100%")


def slipped(pupil: Participant, wave: Wave) -> None:
    """The pupil answers with one wrong character in the code."""
    wrong = ("C" if pupil.code[0] != "C" else "D") + pupil.code[1:]
    client = Client()
    client.post(f"/s/{wave.link}/", {"code": wrong})
    client.post(f"/s/{wave.link}/send/")


def test_pupils_without_a_code_are_told(programme, coordinator):
    session = cast_days.session_day(programme)
    cast_days.enrolled(cast_days.booking(session, 3))
    assert "3 pupils have no study code yet." in text(coordinator, f"/surveys/days/{session.pk}/")


def test_a_day_without_pupils_says_what_is_missing(programme, coordinator):
    session = cast_days.session_day(programme)
    assert "No pupils named yet" in text(coordinator, f"/surveys/days/{session.pk}/")
