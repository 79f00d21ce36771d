"""Opening a survey on a shared tablet: who may, what is offered, and what is handed over."""

import datetime
import json
import re
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent, User
from accounts.roles import Role
from core.problems import Refused
from schools.actions import add_contact
from schools.choices import YearGroup
from sessions.actions.crews import seat_coach
from sessions.actions.days import call_off
from sessions.choices import CrewRole
from sessions.models import Session
from surveys.actions.answers import NOT_ASKED
from surveys.actions.tablets import digest_of, open_tablet
from surveys.actions.translations import keep_words
from surveys.choices import WaveKind
from surveys.models import ComparisonGroup, InstrumentVersion, Tablet, Wave
from surveys.questionnaire import forget_words, instrument_of
from surveys.rules.translations import ItemWords
from tests import cast, cast_days, cast_surveys
from tests.surveys.handing_in import shared

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

OPEN = "/tablets/open/"


@pytest.fixture
def wave() -> Wave:
    """A survey after the day, which is today."""
    return cast_surveys.wave(kind=WaveKind.AFTER, version=cast_surveys.small_version())


@pytest.fixture
def day(wave: Wave) -> Session:
    return cast_days.session_day(wave.programme, date=cast.TODAY)


def browser(wave: Wave, user: User | None = None) -> Client:
    return cast.signed_in(user or cast.coordinator(wave.programme), wave.programme)


def offered(client: Client, address: str = OPEN) -> list[str]:
    """What can be chosen, in words."""
    return [label for _, label in client.get(address).context["form"].fields["opening"].choices]


def label(day: Session, wave: str = "After the day") -> str:
    return f"{wave}: Monday 23 November 2026, {day.airfield.name}"


# --- what is offered ----------------------------------------------------------------------------


def test_the_waves_that_are_open_today_are_offered_for_each_day(wave: Wave, day: Session) -> None:
    cast_days.session_day(wave.programme, date=cast.day(20))  # not open yet
    cast_days.session_day(wave.programme, date=cast.day(-15), today=cast.day(-15))  # closed
    assert offered(browser(wave)) == [label(day)]
    cast_surveys.wave(wave.programme, WaveKind.BEFORE, version=wave.version)
    assert offered(browser(wave)) == [label(day, "Before the day"), label(day)]


def test_the_nearest_day_comes_first(wave: Wave, day: Session) -> None:
    other = cast_days.session_day(wave.programme, date=cast.day(-3), today=cast.day(-3))
    words = f"After the day: Friday 20 November 2026, {other.airfield.name}"
    assert offered(browser(wave)) == [label(day), words]
    assert offered(browser(wave), f"{OPEN}?day={other.pk}") == [words]
    assert offered(browser(wave), f"{OPEN}?day=none") == [label(day), words]
    assert offered(browser(wave), f"{OPEN}?day={'9' * 30}") == [label(day), words]


def test_a_day_that_was_called_off_is_not_offered(wave: Wave, day: Session) -> None:
    by = cast.coordinator(wave.programme)
    call_off(session=day, reason="Fog", by=by, now=cast.NOW)
    answer = browser(wave).get(OPEN)
    assert "No survey is open today" in answer.text


def test_a_comparison_group_is_offered(wave: Wave) -> None:
    group = comparison_group(wave)
    assert offered(browser(wave)) == [f"After the day: {group.school.name}, S5 (comparison group)"]


def comparison_group(wave: Wave) -> ComparisonGroup:
    return ComparisonGroup.objects.create(
        programme=wave.programme,
        school=cast.school(),
        year_group=YearGroup.S5,
        counts_from=cast.TODAY,
    )


def queries(client: Client, address: str) -> int:
    client.get(address)  # what a process reads once
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)


def test_three_days_cost_as_many_queries_as_one(wave: Wave, day: Session) -> None:
    client, gauge = browser(wave), f"/surveys/days/{day.pk}/"
    comparison_group(wave)
    opened_page(wave, day)
    one = queries(client, OPEN), queries(client, gauge)
    for _ in range(2):
        cast_days.session_day(wave.programme, date=cast.TODAY)
        comparison_group(wave)
        opened_page(wave, day)
    assert len(offered(client)) == 6
    assert (queries(client, OPEN), queries(client, gauge)) == one


# --- who may ------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR, Role.EVALUATOR])
def test_who_watches_answers_come_opens_any_day(wave: Wave, day: Session, role: Role) -> None:
    group = comparison_group(wave)
    words = f"After the day: {group.school.name}, S5 (comparison group)"
    assert offered(browser(wave, cast.person(wave.programme, role))) == [label(day), words]


def test_a_funder_opens_none(wave: Wave, day: Session) -> None:
    funder = cast.person(wave.programme, Role.FUNDER)
    assert browser(wave, funder).get(OPEN).status_code == 403


def test_a_coach_opens_his_own_days(wave: Wave, day: Session) -> None:
    comparison_group(wave)
    coach = cast.coach(wave.programme, account=True)
    assert coach.user is not None
    assert "No survey is open today" in browser(wave, coach.user).get(OPEN).text
    seat_coach(
        session=day,
        coach=coach,
        role=CrewRole.LEAD,
        car=None,
        by=cast.coordinator(wave.programme),
        now=cast.NOW,
    )
    assert offered(browser(wave, coach.user)) == [label(day)]


def test_a_school_contact_opens_the_schools_own_days_and_groups(wave: Wave, day: Session) -> None:
    mine, other = comparison_group(wave), cast.school()
    user = cast.person(wave.programme, Role.SCHOOL)
    add_contact(
        school=mine.school,
        name=user.name,
        job="Year head",
        email=user.email,
        phone="",
        by=cast.coordinator(wave.programme),
        programme_id=wave.programme_id,
    )
    group = f"After the day: {mine.school.name}, S5 (comparison group)"
    cast_days.booking(day, school=other)
    assert offered(browser(wave, user)) == [group]
    cast_days.booking(day, school=mine.school)
    assert offered(browser(wave, user)) == [label(day), group]


def test_a_foreign_programmes_day_is_not_offered(wave: Wave, day: Session) -> None:
    stranger = cast_surveys.wave(kind=WaveKind.AFTER, version=wave.version)
    assert offered(browser(stranger)) == []
    tablet = {"opening": f"{wave.pk}-day-{day.pk}"}
    answer = browser(stranger).post(OPEN, tablet)
    assert "No survey is open today" in answer.text
    own = cast_days.session_day(stranger.programme, date=cast.TODAY)
    answer = browser(stranger).post(OPEN, tablet)
    assert "Choose what pupils answer on this tablet." in answer.text
    assert offered(browser(stranger)) == [label(own)]
    assert Tablet.objects.count() == 0


# --- what is handed over ------------------------------------------------------------------------


def opened_page(wave: Wave, day: Session) -> tuple[Client, Any, dict[str, Any]]:
    client = browser(wave)
    answer = client.post(OPEN, {"opening": f"{wave.pk}-day-{day.pk}"})
    found = re.search(r'id="pack" type="application/json">(.*?)</script>', answer.text, re.DOTALL)
    assert found is not None
    return client, answer, json.loads(found[1])


def test_opening_hands_over_what_the_tablet_needs(wave: Wave, day: Session) -> None:
    _, answer, pack = opened_page(wave, day)
    tablet = Tablet.objects.get()
    assert (tablet.session, tablet.wave, tablet.opened_on) == (day, wave, cast.TODAY)
    assert digest_of(pack["token"]) == tablet.token_digest
    assert (pack["tablet"], pack["version"]) == (tablet.pk, wave.version_id)
    assert pack["empty"] == "....-."
    assert [item["code"] for item in pack["items"]] == ["att1", "att2", "att3", "feel", "plan"]
    assert pack["items"][3] == {
        "code": "feel",
        "position": 4,
        "kind": "LIKERT",
        "text": "Four",
        "options": [["0", "No"], ["A", "Half"], ["Z", "Yes"]],
    }
    assert (pack["opens"], pack["closes"]) == ("2026-11-23", "2026-12-07")
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_language_that_is_complete_is_handed_over(wave: Wave, day: Session) -> None:
    by = cast.coordinator(wave.programme)
    InstrumentVersion.objects.update(programme=wave.programme)  # else everybody's
    words = {
        item.code: ItemWords(f"Po polsku {item.code}", tuple(f"pl {o.label}" for o in item.options))
        for item in instrument_of(wave.version_id).items
    }
    keep_words(version=wave.version, language="gd", words={"att1": ItemWords("Aon")}, by=by)
    keep_words(version=wave.version, language="pl", words=words, by=by)
    forget_words(wave.version_id)
    [spoken] = opened_page(wave, day)[2]["languages"]
    assert (spoken["code"], spoken["name"]) == ("pl", "Polski")
    assert [*spoken["items"]] == ["att1", "att2", "att3", "feel", "plan"]
    assert spoken["items"]["feel"] == {
        "text": "Po polsku feel",
        "labels": ["pl No", "pl Half", "pl Yes"],
    }


def test_no_name_and_no_code_of_anybody_is_handed_over(wave: Wave, day: Session) -> None:
    [pupil] = cast_surveys.coded(cast_days.booking(day, 1))
    _, answer, pack = opened_page(wave, day)
    assert pupil.code not in json.dumps(pack)
    assert cast.coordinator(wave.programme).name not in answer.text
    assert "PRIVATE KEY" not in answer.text


def test_whoever_opens_it_is_signed_out_on_the_tablet(wave: Wave, day: Session) -> None:
    client, _, _ = opened_page(wave, day)
    assert client.get(OPEN).status_code == 302
    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.programme_number) == (
        "opened a survey on a tablet",
        wave.programme_id,
    )


def test_a_wave_that_closed_while_the_page_stood_open_says_so(
    wave: Wave, day: Session, clock: time_machine.Traveller
) -> None:
    by = cast.coordinator(wave.programme)
    for on, said in [
        (cast.day(15), ["This survey closed on 7 December. It had to be answered soon after "]),
        (cast.day(-1), ["This survey opens on 23 November."]),
    ]:
        with pytest.raises(Refused) as no:
            open_tablet(wave=wave, of=day, by=by, today=on)
        assert no.value.sentences[0].startswith(said[0])


def test_the_page_says_what_the_action_refuses(
    wave: Wave, day: Session, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browser(wave)
    monkeypatch.setattr("surveys.views.tablet.today", lambda: cast.day(15))  # midnight passed
    answer = client.post(OPEN, {"opening": f"{wave.pk}-day-{day.pk}"})
    assert "This survey closed on 7 December." in answer.text
    assert Tablet.objects.count() == 0


def test_a_wave_opens_only_for_those_it_asks(wave: Wave, day: Session) -> None:
    by, group = cast.coordinator(wave.programme), comparison_group(wave)
    for arm, of in (("asks_day", day), ("asks_waiting", group)):
        only = Wave.objects.get(pk=wave.pk)
        setattr(only, arm, False)
        with pytest.raises(Refused) as no:
            open_tablet(wave=only, of=of, by=by, today=cast.TODAY)
        assert no.value.sentences == [NOT_ASKED]
    tablet, _ = open_tablet(wave=wave, of=group, by=by, today=cast.TODAY)
    assert (tablet.session, tablet.group, tablet.counts_from) == (None, group, cast.TODAY)
    assert tablet.closes == cast.day(14)


# --- the shell ----------------------------------------------------------------------------------


def test_the_shell_is_the_same_for_everybody(wave: Wave) -> None:
    nobody, somebody = Client().get("/tablet/"), browser(wave).get("/tablet/")
    assert nobody.content == somebody.content
    assert cast.coordinator(wave.programme).name not in somebody.text
    assert "csrfmiddlewaretoken" not in somebody.text
    assert nobody.cookies == {}


def test_the_worker_has_other_bytes_when_the_shell_has(monkeypatch: pytest.MonkeyPatch) -> None:
    first = Client().get("/tablet/worker.js")
    assert first.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert first.content == Client().get("/tablet/worker.js").content
    monkeypatch.setattr("surveys.views.tablet_device._shell", lambda: "<p>Another shell</p>")
    assert first.content != Client().get("/tablet/worker.js").content


# --- the day's page -----------------------------------------------------------------------------


def test_the_gauge_lists_the_days_tablets_and_what_came() -> None:
    tablet, (pupil, *_) = shared()
    client = browser(tablet.wave)
    gauge = f"/surveys/days/{pupil.session_id}/"
    assert client.get(gauge).context["tablets"] == [
        ("After the day", "23 November 2026", "0", "–", "Open")
    ]
    tablet.send(tablet.sealed(pupil))
    headers = {"Authorization": f"Tablet {tablet.token}"}
    Client().post("/tablet/close/", headers=headers)
    answer = client.get(gauge)
    assert answer.context["tablets"] == [
        ("After the day", "23 November 2026", "1", "23 November 2026", "Closed on 23 November 2026")
    ]
    assert f"{OPEN}?day={pupil.session_id}" in answer.text


def test_tablets_are_seen_by_those_who_watch_answers_and_by_who_opened_them() -> None:
    tablet, _ = shared()
    of = tablet.wave.programme
    evaluator = cast.person(of, Role.EVALUATOR)
    contact = cast.person(of, Role.SCHOOL)
    assert [*Tablet.objects.visible_to(cast.standing(evaluator, of))] == [tablet.tablet]
    assert [*Tablet.objects.visible_to(cast.standing(contact, of))] == []
    Tablet.objects.update(opened_by=contact)
    assert [*Tablet.objects.visible_to(cast.standing(contact, of))] == [tablet.tablet]
    other = cast.programme()
    assert [*Tablet.objects.visible_to(cast.standing(cast.coordinator(other), other))] == []


def test_a_date_is_all_that_is_kept_of_time() -> None:
    tablet, _ = shared()
    assert isinstance(tablet.tablet.opened_on, datetime.date)
