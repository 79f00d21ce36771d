"""The match gauge of one day: per school and wave, live, by code and never by name."""

import datetime
from collections.abc import Iterator
from http import HTTPStatus

import pytest
import time_machine
from django.test import Client
from django.utils.html import escape

from accounts.models import AuditEvent
from accounts.roles import Role
from programmes.choices import PartnerKind
from programmes.models import Programme
from sessions.actions.days import plan_day
from sessions.actions.places import Consents, record_consents
from sessions.choices import Consent
from sessions.models import Place, Session
from surveys.choices import Matched, WaveKind
from surveys.display.gauge import Given, Holder, SchoolRow, wave_rows
from surveys.models import Participant, Wave
from surveys.rules.codes import show_code
from tests import cast, cast_days, cast_surveys
from tests.reading import words

pytestmark = pytest.mark.django_db

MORNING = datetime.datetime.combine(cast_days.SOON, datetime.time(8), datetime.UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
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


def a_day(programme: Programme, n: int = 4) -> tuple[Session, list[Participant]]:
    """A day with one school, and its participants."""
    session = cast_days.session_day(programme, cars=1)
    school = cast.school("Alness Academy")
    return session, cast_surveys.coded(cast_days.booking(session, n, school=school), n)


def rows(client: Client, session: Session) -> list[SchoolRow]:
    answer = client.get(f"/surveys/days/{session.pk}/")
    assert answer.status_code == HTTPStatus.OK
    found: list[SchoolRow] = answer.context["schools"]
    return found


def readings() -> list[int]:
    lines = AuditEvent.objects.filter(verb="looked at codes still to come").order_by("id")
    return list(lines.values_list("count", flat=True))


# --- what is still to come ----------------------------------------------------------------------


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
    answer = evaluator.get(f"/surveys/days/{session.pk}/")
    [row] = answer.context["schools"]
    came, refused, *awaited = [show_code(one.code) for one in pupils]
    said = [(w.side, w.until, [(t.label, t.codes) for t in w.turns]) for w in row.to_come]
    assert said == [
        ("before the day", "until Monday 7 December", [("", tuple(sorted(awaited)))]),
        ("after the day", "until Monday 21 December", [("", tuple(sorted([came, *awaited])))]),
    ]
    page = answer.content.decode()
    assert refused not in page
    for name in cast_days.GIVEN_NAMES[:4] + cast_days.FAMILY_NAMES[:1]:
        assert name not in page


def test_before_the_bus_leaves_those_who_drive_together_stand_together(programme, evaluator):
    after = cast_surveys.wave(programme, WaveKind.AFTER)
    session, pupils = a_day(programme)
    plan_day(session=session, by=cast.coordinator(programme))
    by_slot = {
        place.slot: show_code(place.codekey.participant.code)
        for place in Place.objects.select_related("codekey__participant")
    }
    first = next(p for p in pupils if show_code(p.code) == by_slot[0])
    cast_surveys.answer(first, after, on=cast_days.SOON)
    answer = evaluator.get(f"/surveys/days/{session.pk}/")
    [row] = answer.context["schools"]
    [wave] = row.to_come
    assert [(turn.label, turn.count, turn.codes) for turn in wave.turns] == [
        ("group B, 10:15am", 1, (by_slot[1],)),
        ("group C, 10:45am", 1, (by_slot[2],)),
        ("group D, 11:15am", 1, (by_slot[3],)),
    ]
    said = words(answer)
    assert "Before the bus leaves: Alness Academy 3 to come after the day" in said
    assert f"1 of group B, 10:15am {by_slot[1]}" in said


def test_the_day_after_nobody_is_grouped_and_the_last_day_is_named(programme, clock):
    cast_surveys.wave(programme, WaveKind.AFTER)
    session, _ = a_day(programme)
    plan_day(session=session, by=cast.coordinator(programme))
    clock.move_to(MORNING + datetime.timedelta(days=1))
    evaluator = cast.signed_in(cast.person(programme, Role.EVALUATOR))
    answer = evaluator.get(f"/surveys/days/{session.pk}/")
    [wave] = answer.context["schools"][0].to_come
    assert [turn.label for turn in wave.turns] == [""]
    assert "4 to come after the day until Monday 21 December" in words(answer)
    assert "bus" not in words(answer)


def test_a_turn_that_the_day_has_no_more_names_no_group(programme, evaluator):
    cast_surveys.wave(programme, WaveKind.AFTER)
    session, _ = a_day(programme, 1)
    plan_day(session=session, by=cast.coordinator(programme))
    Place.objects.update(slot=40)
    assert rows(evaluator, session)[0].to_come[0].turns[0].label == "those without a turn"


def test_who_has_no_turn_stands_after_those_who_have(programme, evaluator):
    cast_surveys.wave(programme, WaveKind.AFTER)
    session, _ = a_day(programme, 2)
    plan_day(session=session, by=cast.coordinator(programme))
    Place.objects.filter(slot=0).update(slot=None, car=None)
    turns = rows(evaluator, session)[0].to_come[0].turns
    assert [turn.label for turn in turns] == ["group B, 10:15am", "those without a turn"]


def test_codes_that_can_answer_no_more_are_not_shown(programme, clock):
    cast_surveys.wave(programme)
    session, pupils = a_day(programme)
    clock.move_to(MORNING + datetime.timedelta(days=1))
    coordinator = cast.signed_in(cast.coordinator(programme))
    answer = coordinator.get(f"/surveys/days/{session.pk}/")
    assert [show_code(one.code) in words(answer) for one in pupils] == [False] * 4
    assert (readings(), answer.context["is_live"]) == ([], False)
    assert b"hx-get" not in answer.content


def test_an_evaluator_without_an_agreement_sees_counts_and_no_code(programme):
    cast_surveys.wave(programme)
    session, pupils = a_day(programme)
    at = cast.partner(programme, PartnerKind.EVALUATOR, agreement=False)
    client = cast.signed_in(cast.person(programme, Role.EVALUATOR, at=at))
    said = words(client.get(f"/surveys/days/{session.pk}/"))
    assert "Alness Academy 4 to come before the day" in said
    assert [show_code(one.code) in said for one in pupils] == [False] * 4
    assert readings() == []


def test_who_looks_at_codes_is_on_record_once_while_the_page_stays_open(
    programme, coordinator, evaluator, clock
):
    cast_surveys.wave(programme)
    session, _ = a_day(programme)
    address = f"/surveys/days/{session.pk}/"
    coordinator.get(address)
    coordinator.get(address, headers={"HX-Request": "true"})
    line = AuditEvent.objects.order_by("-id")[0]
    assert (line.verb, line.target_number, line.count, line.by) == (
        "looked at codes still to come",
        session.pk,
        4,
        cast.coordinator(programme),
    )
    evaluator.get(address)
    assert readings() == [4, 4]
    clock.shift(datetime.timedelta(minutes=11))
    coordinator.get(address, headers={"HX-Request": "true"})
    assert readings() == [4, 4, 4]


def test_the_page_looks_again_by_itself_and_by_a_link(programme, coordinator):
    wave = cast_surveys.wave(programme)
    session, pupils = a_day(programme)
    address = f"/surveys/days/{session.pk}/"
    page = coordinator.get(address).content.decode()
    assert (f'hx-get="{address}"' in page, f'<a href="{address}">Look again' in page) == (
        True,
        True,
    )
    cast_surveys.answer(pupils[0], wave, on=cast_days.SOON)
    part = coordinator.get(address, headers={"HX-Request": "true"})
    assert part.content.decode().startswith('<div id="live"')
    assert "3 to come before the day" in words(part)


def test_pupils_without_a_code_are_told(programme, coordinator):
    session = cast_days.session_day(programme)
    cast_days.enrolled(cast_days.booking(session, 3))
    said = words(coordinator.get(f"/surveys/days/{session.pk}/"))
    assert "3 pupils have no study code yet." in said


def test_a_day_without_pupils_says_what_is_missing(programme, coordinator):
    session = cast_days.session_day(programme)
    assert "No pupils named yet" in words(coordinator.get(f"/surveys/days/{session.pk}/"))


# --- the table ----------------------------------------------------------------------------------


def test_each_wave_has_its_row_and_all_schools_are_added_up(programme, clock):
    waves = {kind: cast_surveys.wave(programme, kind) for kind in WaveKind}
    session, pupils = a_day(programme)
    other = cast_days.booking(session, 2, school=cast.school("Wick High School"))
    [one, two] = cast_surveys.coded(other, 2, first=20)
    for pupil in (*pupils[:3], one):
        cast_surveys.answer(pupil, waves[WaveKind.BEFORE])
    for pupil in (pupils[0], pupils[3], one, two):
        cast_surveys.answer(pupil, waves[WaveKind.AFTER])
    cast_surveys.answer(pupils[1], waves[WaveKind.FOLLOW_UP])
    clock.move_to(MORNING + datetime.timedelta(days=76))
    evaluator = cast.signed_in(cast.person(programme, Role.EVALUATOR))
    answer = evaluator.get(f"/surveys/days/{session.pk}/")
    [alness, wick] = answer.context["schools"]

    def counts(waves) -> list[tuple]:
        return [(w.name, w.expected, w.came, w.paired, w.matched) for w in waves]

    assert counts(alness.waves) == [
        ("Before the day", 4, 3, 0, "0%"),
        ("After the day", 4, 2, 1, "50%"),
        ("Some months later", 4, 1, 1, "100%"),
    ]
    assert counts(wick.waves)[1:] == [
        ("After the day", 2, 2, 1, "50%"),
        ("Some months later", 2, 0, 0, "–"),
    ]
    assert counts(answer.context["all"])[1:] == [
        ("After the day", 6, 4, 2, "50%"),
        ("Some months later", 6, 1, 1, "100%"),
    ]
    assert "All schools" in words(answer)


def test_pairs_are_told_by_how_their_codes_were_read(programme, coordinator):
    before = cast_surveys.wave(programme)
    after = cast_surveys.wave(programme, WaveKind.AFTER)
    session, pupils = a_day(programme)
    for pupil in pupils[:3]:
        cast_surveys.answer(pupil, before, on=cast_days.SOON)
        cast_surveys.answer(pupil, after, on=cast_days.SOON)
    slipped(pupils[3], before)
    cast_surveys.answer(pupils[3], after, on=cast_days.SOON)
    [row] = rows(coordinator, session)
    found = row.waves[1]
    assert (found.paired, found.exact, found.corrected, found.by_hand) == (4, 3, 1, 0)
    assert found.matched == "100%"


def slipped(pupil: Participant, wave: Wave) -> None:
    """The pupil answers with one wrong character in the code."""
    wrong = ("C" if pupil.code[0] != "C" else "D") + pupil.code[1:]
    client = Client()
    client.post(f"/s/{wave.link}/", {"code": wrong})
    client.post(f"/s/{wave.link}/send/")


def test_a_pair_is_as_good_as_its_weaker_side():
    given = [
        Given(1, "BEFORE", Matched.BY_HAND, -1),
        Given(2, "AFTER", Matched.CORRECTED, 0),
    ]
    [_, after] = wave_rows(
        [Holder(1, "Alness", "X", True, given)], 1, [WaveKind.BEFORE, WaveKind.AFTER]
    )
    assert (after.exact, after.corrected, after.by_hand) == (0, 0, 1)


def test_answers_off_protocol_are_counted_and_said(programme, coordinator):
    wave = cast_surveys.wave(programme)
    session, pupils = a_day(programme)
    for pupil, days in zip(pupils, (-3, 0, 0, -1), strict=True):
        on = cast_days.SOON + datetime.timedelta(days=days)
        cast_surveys.answer(pupil, wave, on=on)
    answer = coordinator.get(f"/surveys/days/{session.pk}/")
    [row] = answer.context["schools"]
    assert [wave.off for wave in row.waves] == [2, 0]
    assert row.deviations == ("2 answered on the day itself, not before it.",)
    assert "Off protocol, Alness Academy: 2 answered on the day itself" in words(answer)


def test_a_survey_that_does_not_ask_pupils_with_a_day_is_not_to_come(programme, coordinator):
    wave = cast_surveys.wave(programme)
    Wave.objects.filter(pk=wave.pk).update(asks_day=False)
    session, _ = a_day(programme)
    assert rows(coordinator, session)[0].to_come == ()


@pytest.mark.parametrize("schools", [1, 3])
def test_the_page_asks_as_often_for_three_schools_as_for_one(
    programme, coordinator, schools, django_assert_max_num_queries
):
    wave = cast_surveys.wave(programme)
    session = cast_days.session_day(programme)
    for n in range(schools):
        pupils = cast_surveys.coded(cast_days.booking(session, 3), 3, first=5 * n)
        cast_surveys.answer(pupils[0], wave)
    with django_assert_max_num_queries(13) as asked:  # two of them are the test's own savepoint
        coordinator.get(f"/surveys/days/{session.pk}/")
    assert len(asked) == 13
    with django_assert_max_num_queries(12) as asked:
        coordinator.get(f"/surveys/days/{session.pk}/")
    assert len(asked) == 10


def test_the_name_of_a_school_is_never_markup(programme, coordinator):
    session = cast_days.session_day(programme)
    school = cast.school("<b>Alness</b>")
    cast_surveys.coded(cast_days.booking(session, 1, school=school))
    page = coordinator.get(f"/surveys/days/{session.pk}/").content.decode()
    assert (escape(school.name) in page, school.name in page) == (True, False)
