"""The board of a day: who sits where and what he said, who left, whom to ask."""

import datetime
import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from programmes.actions import answer_availability
from programmes.choices import Answer, Service
from programmes.models import Programme
from reporting.booked import letters
from reporting.day import DayPage, day_page
from sessions.actions.asking import accept_seat, pin_seat, withdraw
from sessions.actions.crews import seat_coach, unseat
from sessions.actions.days import plan_day
from sessions.choices import CrewRole
from sessions.models import Session
from tests import cast, cast_days
from tests.sessions.people import organiser

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(cast.NOW, tick=False):
        yield


@pytest.fixture
def made() -> Programme:
    return cast.programme()


@pytest.fixture
def day(made: Programme) -> Session:
    return cast_days.session_day(made, at=cast.airfield(made, "Fearn Airfield"))


@pytest.fixture
def client(made: Programme) -> Client:
    return organiser(made)


def page(session: Session, on: datetime.date = cast.TODAY, **asked: str) -> DayPage:
    of = session.programme
    loaded = Session.objects.select_related("airfield", "tally", "surveytally")
    fresh = loaded.get(pk=session.pk)
    return day_page(fresh, cast.standing(cast.coordinator(of), of, on), asked)


def text_of(client: Client, session: Session) -> str:
    answer = client.get(reverse("reporting:day", args=[session.pk]))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def lanes(shown: DayPage) -> list[list[str]]:
    return [re.findall(r"<li[^>]*>([^<]*)</li>", car.lane) for car in shown.board.cars]


def seats(shown: DayPage) -> list[list[str]]:
    return [[chip.name for chip in car.seats] for car in shown.board.cars]


def test_empty_seats_say_whom_they_need_and_lead_there(day, client):
    cars = cast_days.cars_of(day)
    cast_days.seated(day, Service.POLICE, car=cars[1])
    shown = page(day)
    assert [names[1] for names in seats(shown)] == [
        "Needs a coach",
        "Needs fire or ambulance",
        "Needs a coach",
    ]
    assert [car.is_short for car in shown.board.cars] == [True] * 3
    address = f"/sessions/{day.pk}/seat/?role=CAR&amp;car={cars[1].pk}"
    assert f'href="{address}"' in text_of(client, day)


def test_a_coach_keeps_his_side_when_the_other_leaves(day):
    car = cast_days.cars_of(day)[0]
    first = cast_days.seated(day, Service.POLICE, car=car)
    second = cast_days.seated(day, Service.FIRE, car=car)
    unseat(seat=first, by=cast.coordinator(day.programme), now=cast.NOW)
    assert seats(page(day))[0] == ["Needs police or ambulance", second.coach.short_name]


def test_demonstration_and_lead_have_their_row(day, client):
    fire = cast_days.seated(day, Service.FIRE, CrewRole.DEMONSTRATION)
    shown = page(day).board
    assert [chip.name for chip in shown.demonstration] == [
        fire.coach.short_name,
        "Needs ambulance",
    ]
    assert [chip.name for chip in shown.lead] == ["Needs a day lead"]
    assert f'formaction="/seats/{fire.pk}/remove/"' in text_of(client, day)


def test_pupils_drive_by_group_letter_and_number(made, day):
    for n, name in enumerate(("Tain Royal Academy", "Alness Academy")):
        into = cast_days.booking(day, 2, school=cast.school(name))
        cast_days.enrolled(into, first=2 * n)
    assert lanes(page(day)) == [["–"] * 4 + ["lunch"] + ["–"] * 3] * 3
    plan_day(session=day, by=cast.coordinator(made))
    shown = page(day)
    assert [lane[:3] for lane in lanes(shown)] == [
        ["A1", "B2", "–"],
        ["A2", "–", "–"],
        ["B1", "–", "–"],
    ]
    assert [(row.letter, row.name) for row in shown.schools] == [
        ("A", "Tain Royal Academy"),
        ("B", "Alness Academy"),
    ]


def test_hours_say_the_half_of_the_day_where_it_begins(day):
    found = re.findall(r"<li[^>]*>([^<]*)</li>", page(day).board.hours)
    assert found == ["9:45am", "10:15", "10:45", "11:15", "lunch", "12:30pm", "1:00", "1:30"]


def test_letters_go_on_after_z():
    assert [letters(n) for n in (0, 25, 26, 27, 52)] == ["A", "Z", "AA", "AB", "BA"]


def test_the_pair_meter_counts_who_can_come_and_who_sits_in_cars(made, day):
    drives = cast_days.seated(day, Service.POLICE)
    shows = cast_days.seated(day, Service.FIRE, CrewRole.DEMONSTRATION)
    for seat in (drives, shows):  # said so before they got their seats
        cast.free(seat.coach, day.date)
    for service in (Service.FIRE, Service.FIRE, Service.AMBULANCE):
        cast.free(cast.coach(made, service), day.date)
    cast.free(cast.coach(made, trained_until=cast.day(1)), day.date)  # not fit on the day
    cast.free(cast.coach(made), cast.day(13))  # another date
    cast.coach(made)  # has not answered
    cast.free(cast.coach(cast.programme()), day.date)  # of another programme
    assert page(day).board.pairs == (
        "4 coaches make 1 car after ambulance for the demonstration and a lead are set aside. "
        "Four more, at most two from police, at most two from fire, at most three from "
        "ambulance, make 3."
    )


def test_those_who_said_no_are_not_counted(made, day):
    coach = cast.coach(made)
    by = cast.coordinator(made)
    answer_availability(coach=coach, date=day.date, answer=Answer.NOT_FREE, now=cast.NOW, by=by)
    assert page(day).board.pairs.startswith("0 coaches make 0 cars.")


def test_coaches_are_suggested_for_the_car_that_lacks_one(made, day):
    cars = cast_days.cars_of(day)
    cast_days.seated(day, Service.POLICE, car=cars[2])
    worked = cast_days.seated(
        cast_days.session_day(made, date=cast.day(20)), Service.AMBULANCE
    ).coach
    near = cast.coach(made, Service.FIRE, family_name="Shaw", trained_until=cast.day(20))
    for coach in (worked, near, cast.coach(made, Service.POLICE)):
        cast.free(coach, day.date)
    found = page(day).board.suggestions
    assert found is not None
    assert (found.title, found.wanted) == ("Car 3 is short of a coach", "from fire or ambulance")
    assert [(choice.name, choice.about) for choice in found.coaches] == [
        (str(near), "0 days this season · Tain · training ends 13 December 2026"),
        (str(worked), "1 day this season · Tain"),
    ]


def test_five_coaches_are_suggested_at_most(made, day):
    for _ in range(7):
        cast.free(cast.coach(made), day.date)
    found = page(day).board.suggestions
    assert found is not None
    assert (found.title, len(found.coaches)) == ("Car 1 is short of two coaches", 5)


def test_nobody_is_suggested_when_all_seats_are_full(day, client):
    cast_days.crewed(day)
    cast_days.seated(day, role=CrewRole.LEAD)
    assert page(day).board.suggestions is None
    assert ">Ask<" not in text_of(client, day)


def test_with_all_cars_full_demonstration_and_lead_are_suggested_for(made, day):
    cast_days.crewed(day, demonstration=False)
    shows = cast.coach(made, Service.FIRE)
    leads = cast.coach(made, Service.POLICE, may_demonstrate=False)
    for coach in (shows, leads, cast.coach(made, Service.FIRE, may_demonstrate=False)):
        cast.free(coach, day.date)

    def suggested() -> tuple[str, list[int]]:
        found = page(day).board.suggestions
        assert found is not None
        return found.title, [choice.pk for choice in found.coaches]

    assert suggested() == ("The demonstration needs fire", [shows.pk])
    for service in (Service.FIRE, Service.AMBULANCE):
        cast_days.seated(day, service, CrewRole.DEMONSTRATION)
    title, coaches = suggested()
    assert (title, len(coaches), leads.pk in coaches) == ("The day needs a lead", 3, True)


def test_no_newcomer_is_suggested_beside_a_newcomer(made, day):
    new = cast.coach(made, Service.POLICE, newcomer=True)
    car = cast_days.cars_of(day)[0]
    seat_coach(
        session=day,
        coach=new,
        role=CrewRole.CAR,
        car=car,
        by=cast.coordinator(made),
        now=cast.NOW,
    )
    old = cast.coach(made, Service.FIRE)
    for coach in (old, cast.coach(made, Service.FIRE, newcomer=True)):
        cast.free(coach, day.date)
    found = page(day).board.suggestions
    assert found is not None
    assert [choice.pk for choice in found.coaches] == [old.pk]


def test_who_comes_only_if_needed_is_last_and_said(made, day):
    by = cast.coordinator(made)
    if_needed, glad = cast.coach(made), cast.coach(made)
    cast_days.seated(cast_days.session_day(made, date=cast.day(20)))
    cast.free(glad, day.date)
    answer_availability(
        coach=if_needed, date=day.date, answer=Answer.IF_NEEDED, now=cast.NOW, by=by
    )
    shown = page(day).board
    assert shown.pairs.startswith("2 coaches (1 of them only if needed) make 0 cars")
    assert shown.suggestions is not None
    assert [(one.pk, one.about) for one in shown.suggestions.coaches] == [
        (glad.pk, "0 days this season · Tain"),
        (if_needed.pk, "only if needed · 0 days this season · Tain"),
    ]


def test_suggestions_say_how_far_away_a_coach_is(made):
    near = cast.airfield(made, grid_reference="NH 84 77")
    session = cast_days.session_day(made, at=near)
    cast.free(cast.coach(made, grid_reference="NH 76 79"), session.date)
    found = page(session).board.suggestions
    assert found is not None
    assert found.coaches[0].about == "5 miles away · 0 days this season · Tain"


# --- what coaches said --------------------------------------------------------------------------


def test_a_chip_says_who_has_not_answered_and_who_is_pinned(made, day, client):
    by = cast.coordinator(made)
    yes, waits = (cast_days.seated(day, service) for service in (Service.POLICE, Service.FIRE))
    accept_seat(seat=yes, by=None, now=cast.NOW)
    pin_seat(seat=waits, by=by, now=cast.NOW)
    first, second = page(day).board.cars[0].seats
    assert (first.note, second.note) == ("", "asked, pinned")
    assert ('class="svc p"' in first.shown, 'class="svc f asked"' in second.shown) == (True, True)
    text = text_of(client, day)
    assert f'formaction="/seats/{waits.pk}/accept/"' in text
    assert f'formaction="/seats/{yes.pk}/accept/"' not in text
    assert text.count('name="unpin"') == 1
    assert f'href="/seats/{yes.pk}/withdraw/"' in text


def test_names_are_escaped_on_the_board(made, day, client):
    coach = cast.coach(made, family_name="<b>Ross</b>")
    by = cast.coordinator(made)
    seat = seat_coach(session=day, coach=coach, role=CrewRole.LEAD, by=by, now=cast.NOW)
    assert "<b>Ross" not in text_of(client, day)
    withdraw(seats=[seat], reason="CALLED_OUT", by=by, now=cast.NOW)
    text = text_of(client, day)
    assert ("<b>Ross" in text, "&lt;b&gt;Ross&lt;/b&gt; (police) withdrew" in text) == (False, True)


def test_a_seat_that_was_left_says_by_whom_until_it_is_filled(made, day, client):
    car = cast_days.cars_of(day)[0]
    stays, leaves = (
        cast_days.seated(day, service, car=car) for service in (Service.POLICE, Service.FIRE)
    )
    by = cast.coordinator(made)
    at = cast.NOW - datetime.timedelta(hours=1, minutes=8)
    withdraw(seats=[leaves], reason="CALLED_OUT", by=by, now=at)
    who = f"{leaves.coach.short_name} (fire)"
    left = f"{who} withdrew at 7:52am: called out"
    shown = page(day).board
    assert [chip.note for chip in shown.cars[0].seats] == ["asked", left]
    assert (shown.suggestions and shown.suggestions.left) == left
    assert left in text_of(client, day)
    with time_machine.travel(cast.NOW + datetime.timedelta(days=1), tick=False):
        said = page(day, on=cast.day(1)).board.cars[0].seats[1].note
    assert said == f"{who} withdrew at 7:52am on 23 November: called out"
    cast_days.seated(day, Service.AMBULANCE, car=car)
    assert [chip.note for chip in page(day).board.cars[0].seats] == ["asked", "asked"]
    assert stays.coach.short_name in text_of(client, day)


@pytest.mark.parametrize(
    ("reason", "words"),
    [("DECLINED", "declined at 9:00am"), ("CANNOT_COME", "withdrew at 9:00am: can’t come")],
)
def test_demonstration_and_lead_say_who_left_them(made, day, reason, words):
    seats = [
        cast_days.seated(day, Service.FIRE, CrewRole.DEMONSTRATION),
        cast_days.seated(day, Service.POLICE, CrewRole.LEAD),
    ]
    withdraw(seats=seats, reason=reason, by=cast.coordinator(made), now=cast.NOW)
    shown = page(day).board
    assert [chip.note for chip in (*shown.demonstration, *shown.lead)] == [
        f"{seats[0].coach.short_name} (fire) {words}",
        "",
        f"{seats[1].coach.short_name} (police) {words}",
    ]


def test_who_left_and_sits_on_the_day_again_is_not_said_to_have_left(made, day):
    seat = cast_days.seated(day, Service.FIRE, CrewRole.DEMONSTRATION)
    withdraw(seats=[seat], reason="CANNOT_COME", by=cast.coordinator(made), now=cast.NOW)
    seat_coach(
        session=day,
        coach=seat.coach,
        role=CrewRole.LEAD,
        by=cast.coordinator(made),
        now=cast.NOW,
    )
    assert [chip.note for chip in page(day).board.demonstration] == ["", ""]
