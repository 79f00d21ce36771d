"""The register: who sees whom and when, what a tap stores, and what it never shows."""

import datetime
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent
from accounts.roles import Role
from programmes.actions import grant_role
from programmes.choices import Service
from programmes.models import Coach
from sessions.actions.attendance import entry_of
from sessions.actions.days import call_off
from sessions.actions.places import Consents, enrol_pupils, record_consents
from sessions.choices import CrewRole
from sessions.models import Booking, CarOnDay, Mark, Place, Session
from tests import cast, cast_days
from tests.sessions.people import coach_on, contact, organiser, planned, register

pytestmark = pytest.mark.django_db
FAMILY = "Mackay"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(cast.NOW, tick=False):
        yield


@pytest.fixture
def day() -> Session:
    """Today, with two cars."""
    return cast_days.session_day(date=cast.TODAY, cars=2)


@pytest.fixture
def cars(day: Session) -> list[CarOnDay]:
    return cast_days.cars_of(day)


@pytest.fixture
def booking(day: Session) -> Booking:
    return cast_days.booking(day, 6)


@pytest.fixture
def places(day: Session, booking: Booking, cars: list[CarOnDay]) -> list[Place]:
    """Eilidh and Callum in the first car, Isla in the second."""
    return planned(day, cast_days.enrolled(booking, 3), [cars[0], cars[0], cars[1]])


def tap(client: Client, place: Place, kind: str, **more: object):
    said = {"kind": kind, "id": uuid4(), "show": ""} | more
    return client.post(reverse("sessions:mark", args=[place.pk]), said)


def consent(place: Place, take_part: str) -> None:
    record_consents(
        booking=place.booking,
        consents={place.pk: Consents(take_part, "YES", "YES")},
        by=cast.coordinator(place.booking.session.programme),
    )


# --- who ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.EVALUATOR, Role.FUNDER, Role.ADMINISTRATOR, Role.SCHOOL])
def test_other_roles_are_refused(day, places, role):
    client = cast.signed_in(cast.person(day.programme, role), day.programme)
    assert register(client, day).status_code == 403
    assert tap(client, places[0], "HERE").status_code == 403


def test_a_coach_sees_his_car_and_no_other(day, cars, places):
    client, _ = coach_on(day, car=cars[0])
    page = register(client, day, show="all").content.decode()
    assert [name in page for name in ("Eilidh M.", "Callum M.", "Isla M.")] == [True, True, False]


def test_a_coach_cannot_mark_in_another_car(day, cars, places):
    client, _ = coach_on(day, car=cars[0])
    assert tap(client, places[2], "HERE").status_code == 404
    assert Mark.objects.count() == 0


@pytest.mark.parametrize("role", [CrewRole.LEAD, CrewRole.DEMONSTRATION])
def test_who_leads_or_shows_sees_all_cars(day, places, role):
    client, _ = coach_on(day, role, Service.FIRE)
    page = register(client, day, show="all").content.decode()
    assert [name in page for name in ("Eilidh M.", "Isla M.")] == [True, True]


def test_the_coordinator_sees_all_cars(day, places):
    page = register(organiser(day.programme), day).content.decode()
    assert [name in page for name in ("Eilidh M.", "Isla M.")] == [True, True]


def test_without_a_plan_a_coach_sees_everybody(day, cars, booking):
    cast_days.enrolled(booking, 3)
    client, _ = coach_on(day, car=cars[0])
    page = register(client, day).content.decode()
    assert ("Isla M." in page, "The day plan is not made yet" in page) == (True, True)


@pytest.mark.parametrize(("days", "status"), [(-2, 404), (-1, 200), (0, 200), (1, 200), (2, 404)])
def test_a_coach_sees_from_the_day_before_to_the_day_after(day, cars, places, days, status):
    _client, seat = coach_on(day, car=cars[0])
    with time_machine.travel(cast.NOW + datetime.timedelta(days=days), tick=False):
        assert seat.coach.user is not None
        client = cast.signed_in(seat.coach.user, day.programme)
        assert register(client, day).status_code == status
        answer = tap(client, places[0], "HERE")
    assert (answer.status_code == 404) == (status == 404)


def test_a_coach_of_another_day_finds_nothing(day, places):
    other = cast_days.session_day(day.programme, date=cast.day(1))
    client, _ = coach_on(other)
    assert register(client, day).status_code == 404
    assert tap(client, places[0], "HERE").status_code == 404


def test_a_coach_of_another_programme_finds_nothing(day, places):
    client, _ = coach_on(cast_days.session_day(date=cast.TODAY))
    assert register(client, day).status_code == 404


def test_a_coach_whose_review_is_overdue_is_refused(day, cars, places):
    client, seat = coach_on(day, car=cars[0])
    assert register(client, day).status_code == 200
    Coach.objects.filter(pk=seat.coach_id).update(pvg_review_on=cast.day(-1))
    assert register(client, day).status_code == 403
    assert tap(client, places[0], "HERE").status_code == 403


def test_a_contact_who_coaches_sees_his_car_and_not_his_whole_school(day, cars, places, booking):
    _client, seat = coach_on(day, car=cars[1])
    user = contact(day.programme, booking.school)
    Coach.objects.filter(pk=seat.coach_id).update(user=user)
    grant_role(
        programme=day.programme,
        email=user.email,
        name=user.name,
        role=Role.COACH,
        partner=seat.coach.partner,
        by=cast.coordinator(day.programme),
    )
    page = register(cast.signed_in(user, day.programme), day).content.decode()
    assert [name in page for name in ("Eilidh M.", "Isla M.")] == [False, True]
    other = cast_days.booking(cast_days.session_day(day.programme), 2, school=booking.school)
    seen = Session.objects.visible_to(cast.standing(user, day.programme))
    assert set(seen) == {day, other.session}


# --- what is shown ------------------------------------------------------------------------------


def test_a_coach_never_reads_a_family_name_or_a_birth_date(day, cars, places):
    pupil = places[0].pupil
    assert pupil is not None
    client, _ = coach_on(day, CrewRole.LEAD)
    page = register(client, day).content.decode()
    assert pupil.family_name == FAMILY
    born = pupil.born_on
    canaries = [FAMILY, born.isoformat(), f"{born.day} {born:%B %Y}", str(born.year)]
    assert [word for word in canaries if word in page] == []


def test_the_row_says_what_a_coach_must_know(day, cars, booking):
    rows = cast_days.class_rows(1, need="HEARING_LEFT", year_group="S4")
    made = enrol_pupils(booking=booking, rows=rows, by=cast.coordinator(day.programme))
    planned(day, made, [cars[0]])
    client, _ = coach_on(day, car=cars[0])
    page = register(client, day).content.decode()
    assert f"S4 · {booking.school.name} · hearing: left side" in page


def test_the_title_names_car_airfield_day_and_the_other_coach(day, cars, places):
    client, _ = coach_on(day, car=cars[0])
    other = cast_days.seated(day, Service.FIRE, car=cars[0])
    page = register(client, day).content.decode()
    assert f"Car 1, {day.airfield.name}" in page
    assert "Monday 23 November" in page
    assert other.coach.short_name in page


def test_the_counts_stand_at_the_top(day, cars, places):
    cast_days.marked(places[0], "HERE", now=cast.NOW)
    cast_days.marked(places[0], "DROVE", now=cast.NOW)
    cast_days.marked(places[1], "ABSENT", now=cast.NOW)
    page = register(organiser(day.programme), day).content.decode()
    assert "1 here · 1 absent · 1 drove · 1 to come" in page


def test_no_consent_is_a_plain_stop(day, cars, places):
    consent(places[0], "NO")
    consent(places[1], "UNKNOWN")
    cast_days.marked(places[0], "HERE", now=cast.NOW)
    client, _ = coach_on(day, car=cars[0])
    page = register(client, day).content.decode()
    assert "Stop. There is no consent: Eilidh M. must not drive." in page
    assert "Stop. Consent is not in yet: Callum M. must not drive." in page
    assert 'value="DROVE"' not in page


def test_before_the_day_no_consent_is_a_tag(day, cars, places):
    consent(places[0], "NO")
    _client, seat = coach_on(day, car=cars[0])
    with time_machine.travel(cast.NOW - datetime.timedelta(days=1), tick=False):
        assert seat.coach.user is not None
        page = register(cast.signed_in(seat.coach.user, day.programme), day).content.decode()
    assert '<span class="tagx stop">No consent</span>' in page


def test_who_did_not_drive_is_tagged(day, cars, places):
    cast_days.marked(places[0], "HERE", now=cast.NOW)
    cast_days.marked(places[0], "DID_NOT_DRIVE", now=cast.NOW)
    client, _ = coach_on(day, car=cars[0])
    page = register(client, day).content.decode()
    assert '<span class="tagx warn">Did not drive</span>' in page


def test_a_pupil_whose_data_are_deleted_keeps_the_row_without_a_name(day, cars, places):
    Place.objects.filter(pk=places[0].pk).update(pupil=None)
    client, _ = coach_on(day, car=cars[0])
    page = register(client, day).content.decode()
    assert ("Eilidh" in page, "Deleted" in page) == (False, True)


def test_the_pupil_whose_turn_it_is_stands_out(day, cars, places):
    client, _ = coach_on(day, car=cars[0])
    first_turn = datetime.datetime(2026, 11, 23, 9, 50, tzinfo=datetime.UTC)
    with time_machine.travel(first_turn, tick=False):
        assert _now(client, day) == [places[0].pk]
        tap(client, places[0], "HERE")
        assert _now(client, day) == [places[0].pk]
    with time_machine.travel(first_turn + datetime.timedelta(minutes=30), tick=False):
        assert _now(client, day) == [places[1].pk]
    cast_days.marked(places[0], "ABSENT", now=cast.NOW)
    with time_machine.travel(first_turn, tick=False):
        assert _now(client, day) == [places[1].pk]


def _now(client: Client, day: Session) -> list[int]:
    return [row.pk for g in register(client, day).context["groups"] for row in g.rows if row.is_now]


def test_conflicts_are_said_in_words(day, cars, places):
    client, _ = coach_on(day, car=cars[0])
    tap(client, places[0], "ABSENT")
    tap(organiser(day.programme), places[0], "HERE")  # from a page opened before
    page = register(client, day).content.decode()
    assert "People say different things" in page
    assert entry_of(places[0]).is_here is True


def test_who_saw_a_conflict_and_marks_again_settles_it(day, cars, places):
    client, _ = coach_on(day, car=cars[0])
    tap(client, places[0], "ABSENT")
    tap(organiser(day.programme), places[0], "HERE")
    saw = ",".join(str(pk) for pk in Mark.objects.values_list("pk", flat=True))
    tap(client, places[0], "ABSENT", saw=saw)
    entry = entry_of(places[0])
    assert (entry.is_here, entry.conflicts) == (False, ())


def test_the_day_before_shows_the_list_without_buttons(day, cars, places):
    client, _ = coach_on(day, car=cars[0])
    with time_machine.travel(cast.NOW - datetime.timedelta(days=1), tick=False):
        page = register(client, day).content.decode()
    assert ("Eilidh M." in page, '<button type="submit" name="kind"' in page) == (True, False)


def test_a_day_without_pupils_says_so(day, cars):
    client, _ = coach_on(day, car=cars[0])
    assert "Nobody has a turn in this car yet" in register(client, day).content.decode()


def test_a_day_called_off_says_so(day, places):
    call_off(session=day, reason="fog", by=cast.coordinator(day.programme), now=cast.NOW)
    assert "called off: fog" in register(organiser(day.programme), day).content.decode()


# --- marking ------------------------------------------------------------------------------------


def test_a_tap_is_stored_and_leads_back_to_the_row(day, cars, places):
    client, seat = coach_on(day, car=cars[0])
    answer = tap(client, places[0], "HERE")
    address = reverse("sessions:attendance", args=[day.pk])
    assert (answer.status_code, answer["Location"]) == (302, f"{address}#p{places[0].pk}")
    mark = Mark.objects.get()
    assert (mark.place_id, mark.kind, mark.by, mark.at) == (
        places[0].pk,
        "HERE",
        seat.coach.user,
        cast.NOW,
    )


def test_the_way_back_keeps_the_view(day, places):
    answer = tap(organiser(day.programme), places[0], "HERE", show="demonstration")
    assert "?show=demonstration#p" in answer["Location"]


def test_the_same_form_twice_is_stored_once(day, cars, places):
    client, _ = coach_on(day, car=cars[0])
    one = uuid4()
    answers = [tap(client, places[0], "DROVE", minutes=28, id=one) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert list(Mark.objects.values_list("id", "minutes")) == [(one, 28)]


def test_the_same_form_with_another_content_is_refused(day, cars, places):
    client, _ = coach_on(day, car=cars[0])
    one = uuid4()
    tap(client, places[0], "HERE", id=one)
    answer = tap(client, places[0], "ABSENT", id=one)
    assert "Mark it once more" in answer.content.decode()
    assert [m.kind for m in Mark.objects.all()] == ["HERE"]


def test_without_consent_nobody_drives(day, cars, places):
    consent(places[0], "NO")
    client, _ = coach_on(day, car=cars[0])
    answer = tap(client, places[0], "DROVE", minutes=30)
    assert (answer.status_code, Mark.objects.count()) == (200, 0)
    assert "Stop: there is no consent for Eilidh, who must not drive." in answer.content.decode()


@pytest.mark.parametrize("minutes", ["0", "241", "abc", ""])
def test_odd_minutes_are_refused_in_words(day, cars, places, minutes):
    client, _ = coach_on(day, car=cars[0])
    answer = tap(client, places[0], "DROVE", minutes=minutes)
    assert (answer.status_code, Mark.objects.count()) == (200, 0)
    assert "minutes at the wheel" in answer.content.decode()


@pytest.mark.parametrize("wrong", [{"id": "7"}, {"kind": "SLEPT"}, {"saw": "x"}])
def test_a_mangled_form_is_refused(day, cars, places, wrong):
    client, _ = coach_on(day, car=cars[0])
    answer = tap(client, places[0], **({"kind": "HERE"} | wrong))
    assert (answer.status_code, Mark.objects.count()) == (200, 0)
    assert "There is a problem" in answer.content.decode()


def test_a_script_gets_the_row_alone(day, cars, places):
    client, _ = coach_on(day, car=cars[0])
    answer = client.post(
        reverse("sessions:mark", args=[places[0].pk]),
        {"kind": "HERE", "id": uuid4()},
        headers={"HX-Request": "true"},
    )
    page = answer.content.decode()
    assert ("<html" in page, f'id="p{places[0].pk}"' in page) == (False, True)
    assert "1 here · 0 absent · 0 drove · 1 to come" in page


def test_marks_change_only_by_post(day, places):
    client = organiser(day.programme)
    assert client.get(reverse("sessions:mark", args=[places[0].pk])).status_code == 405
    assert client.get(reverse("sessions:showing", args=[day.pk])).status_code == 405


# --- the demonstration --------------------------------------------------------------------------


def test_one_tap_marks_all_of_a_showing_who_are_here(day, places):
    for place in places[:2]:
        cast_days.marked(place, "HERE", now=cast.NOW)
    client, _ = coach_on(day, CrewRole.DEMONSTRATION, Service.FIRE)
    said = {"slot": 5, "id": uuid4()}
    for _ in range(2):
        answer = client.post(reverse("sessions:showing", args=[day.pk]), said)
        assert answer.status_code == 302
    saw = Mark.objects.filter(kind="SAW_DEMONSTRATION")
    assert sorted(saw.values_list("place", flat=True)) == sorted(p.pk for p in places[:2])
    lines = AuditEvent.objects.filter(verb="marked a showing").order_by("id")
    assert list(lines.values_list("count", flat=True)) == [2, 0]


def test_a_showing_sent_again_does_not_undo_a_correction(day, places):
    cast_days.marked(places[0], "HERE", now=cast.NOW)
    client = organiser(day.programme)
    said = {"slot": 5, "id": uuid4()}
    client.post(reverse("sessions:showing", args=[day.pk]), said)
    tap(client, places[0], "DID_NOT_SEE")
    client.post(reverse("sessions:showing", args=[day.pk]), said)
    assert entry_of(places[0]).saw_demonstration is False
    lines = AuditEvent.objects.filter(verb="marked a showing").order_by("id")
    assert list(lines.values_list("count", flat=True)) == [1, 0]


def test_a_showing_settles_what_was_said_before(day, places):
    cast_days.marked(places[0], "HERE", now=cast.NOW)
    cast_days.marked(places[0], "DID_NOT_SEE", now=cast.NOW)
    said = {"slot": 5, "id": uuid4()}
    organiser(day.programme).post(reverse("sessions:showing", args=[day.pk]), said)
    entry = entry_of(places[0])
    assert (entry.saw_demonstration, entry.conflicts) == (True, ())


def test_a_coach_in_a_car_cannot_mark_a_showing(day, cars, places):
    client, _ = coach_on(day, car=cars[0])
    said = {"slot": 5, "id": uuid4()}
    answer = client.post(reverse("sessions:showing", args=[day.pk]), said)
    assert answer.status_code == 404


def test_a_showing_before_the_day_is_refused(day, places):
    with time_machine.travel(cast.NOW - datetime.timedelta(days=1), tick=False):
        answer = organiser(day.programme).post(
            reverse("sessions:showing", args=[day.pk]), {"slot": 5, "id": uuid4()}
        )
    assert "from the day itself on" in answer.content.decode()


@pytest.mark.parametrize("wrong", [{"slot": ""}, {"id": "x"}])
def test_a_mangled_showing_is_refused(day, places, wrong):
    said = {"slot": 5, "id": str(UUID(int=1))} | wrong
    answer = organiser(day.programme).post(reverse("sessions:showing", args=[day.pk]), said)
    assert "There is a problem" in answer.content.decode()


# --- the record and the cost --------------------------------------------------------------------


def test_each_opening_is_on_record_with_the_number_read(day, cars, places):
    client, seat = coach_on(day, car=cars[0])
    for _ in range(2):
        register(client, day)
    lines = AuditEvent.objects.filter(verb="looked at the register")
    assert (
        list(lines.values_list("by", "target_number", "count"))
        == [(seat.coach.user_id, day.pk, 2)] * 2
    )


@pytest.mark.parametrize("show", ["all", "demonstration"])
def test_more_pupils_cost_no_more_queries(day, cars, booking, show):
    client, _ = coach_on(day, CrewRole.DEMONSTRATION, Service.FIRE)
    cost = []
    for first, n in ((0, 1), (1, 2)):
        made = cast_days.enrolled(booking, n, first=first)
        planned(day, made, cars[:n])
        for place in made:
            cast_days.marked(place, "HERE", now=cast.NOW)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            register(client, day, show=show)
        cost.append(len(asked))
    assert cost[0] == cost[1]
    assert cost[1] <= 12
