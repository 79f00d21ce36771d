"""Choosing a coach for a seat, and taking one out, as pages."""

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from programmes.actions import answer_availability
from programmes.choices import Answer, PartnerKind, Service
from programmes.models import Coach, Programme
from sessions.actions.crews import seat_coach
from sessions.actions.days import call_off
from sessions.choices import CrewRole
from sessions.display import seats as display
from sessions.models import CrewSeat, Session
from tests import cast, cast_days
from tests.reading import markup
from tests.sessions.people import organiser

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(cast.NOW, tick=False):
        yield


@pytest.fixture
def made() -> Programme:
    return cast.programme()


@pytest.fixture
def client(made: Programme) -> Client:
    return organiser(made)


@pytest.fixture
def day(made: Programme) -> Session:
    return cast_days.session_day(made, at=cast.airfield(made, "Fearn Airfield"))


def page(session: Session) -> str:
    return reverse("sessions:seat", args=[session.pk])


def in_car(session: Session, coach: Coach, number: int = 1) -> dict[str, object]:
    """The form as the page sends it."""
    return {"role": "CAR", "car": cast_days.cars_of(session)[number - 1].pk, "coach": coach.pk}


def errors(answer) -> list[str]:
    assert answer.status_code == 200
    return [sentence for found in answer.context["form"].errors.values() for sentence in found]


def said(answer) -> list[str]:
    """Where a POST led, and the messages on the page there."""
    assert answer.status_code == 302
    shown = answer.client.get(answer.url)
    return [answer.url, *(str(message) for message in shown.context["messages"])]


def names(choices: list[display.Choice] | None) -> list[tuple[str, str, bool]]:
    return [(choice.name, choice.about, choice.can) for choice in choices or []]


# --- who ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.COACH, Role.SCHOOL, Role.EVALUATOR, Role.FUNDER])
def test_others_are_refused(made, day, role):
    at = cast.partner(made, PartnerKind.FIRE) if role == Role.COACH else None
    client = cast.signed_in(cast.person(made, role, at=at), made)
    seat = cast_days.seated(day)
    remove = reverse("sessions:unseat", args=[seat.pk])
    assert [client.get(page(day)).status_code, client.post(remove).status_code] == [403, 403]


def test_another_programmes_days_seats_cars_and_coaches_are_not_found(made, day, client):
    foreign = cast_days.session_day()
    seat = cast_days.seated(foreign)
    assert client.get(page(foreign)).status_code == 404
    assert client.post(reverse("sessions:unseat", args=[seat.pk])).status_code == 404
    assert client.get(page(day), {"role": "CAR", "car": seat.car_id}).status_code == 404
    assert client.post(page(day), in_car(day, seat.coach)).status_code == 404
    assert CrewSeat.objects.count() == 1


def test_a_role_that_there_is_not_is_not_found(day, client):
    assert client.get(page(day), {"role": "KING"}).status_code == 404


def test_taking_out_is_by_post_only(day, client):
    seat = cast_days.seated(day)
    assert client.get(reverse("sessions:unseat", args=[seat.pk])).status_code == 405


# --- the list -----------------------------------------------------------------------------------


def test_without_a_car_the_first_short_one_is_meant(day, client):
    cars = cast_days.cars_of(day)
    for service in (Service.POLICE, Service.FIRE):
        cast_days.seated(day, service, car=cars[0])
    opening = client.get(page(day)).context["opening"]
    assert (opening.title, opening.wanted) == ("Car 2", "")


def test_when_all_cars_are_full_the_day_says_so(day, client):
    cast_days.crewed(day)
    assert said(client.get(page(day))) == [f"/sessions/{day.pk}/", "All cars have two coaches."]


def test_who_is_free_comes_first_by_days_this_season(made, day):
    cast_days.seated(day, Service.POLICE)
    other = cast_days.session_day(made, date=cast.day(21))
    worked = cast_days.seated(other, Service.FIRE).coach
    idle = cast.coach(made, Service.AMBULANCE)
    for coach in (worked, idle, cast.coach(made, Service.POLICE)):
        cast.free(coach, day.date)
    opening = display.openings_in_cars(day)[0]
    found = display.choices(day, opening)
    assert names(found.free) == [
        (str(idle), "0 days this season · Tain", True),
        (str(worked), "1 day this season · Tain", True),
    ]


def test_all_others_say_what_is_in_the_way(made, day):
    by = cast.coordinator(made)
    seated = cast_days.seated(day, Service.POLICE)
    cast.free(seated.coach, day.date)
    silent = cast.coach(made, Service.FIRE)
    refusing = cast.coach(made, Service.FIRE)
    answer_availability(coach=refusing, date=day.date, answer=Answer.NOT_FREE, now=cast.NOW, by=by)
    same = cast.coach(made, Service.POLICE)
    cast.free(same, day.date)
    unfit = cast.coach(made, Service.FIRE, trained_until=cast.day(1))
    cast.free(unfit, day.date)
    found = display.choices(day, display.openings_in_cars(day)[0])
    assert names(found.others) == [
        (str(silent), "has not answered · 0 days this season · Tain", True),
        (str(refusing), "said: I can’t come · 0 days this season · Tain", True),
        (str(seated.coach), "Has a seat on this date: Car 1, Fearn Airfield.", False),
        (str(same), "Car 1 needs fire or ambulance.", False),
        (str(unfit), f"Coach training of {unfit} ended on 24 November 2026.", False),
    ]


def test_who_cannot_has_no_button(made, day, client):
    cast_days.seated(day, Service.POLICE)
    same = cast.coach(made, Service.POLICE)
    shown = markup(client.get(page(day)))
    assert "Car 1 needs fire or ambulance." in shown
    assert f'value="{same.pk}"' not in shown


def test_the_demonstration_wants_fire_or_ambulance(made, day, client):
    cast.free(cast.coach(made, Service.POLICE), day.date)
    fire = cast.coach(made, Service.FIRE)
    cast.free(fire, day.date)
    answer = client.get(page(day), {"role": "DEMONSTRATION"})
    assert [choice.pk for choice in answer.context["found"].free] == [fire.pk]
    assert "Ask for the demonstration" in markup(answer)


def test_anybody_fit_may_lead(made, day, client):
    for service in Service:
        cast.free(cast.coach(made, service), day.date)
    answer = client.get(page(day), {"role": "LEAD"})
    assert len(answer.context["found"].free) == 3
    assert "Ask to lead" in markup(answer)


def test_a_name_finds_among_all(made, day, client):
    wanted = cast.coach(made, family_name="Gunn")
    cast.coach(made, family_name="Ross")
    found = client.get(page(day), {"q": "gun"}).context["found"]
    assert [choice.pk for choice in found.others] == [wanted.pk]


def test_a_large_programme_lists_only_who_is_free_by_fifty(made, day, client):
    at = cast.partner(made, PartnerKind.FIRE)
    for n in range(120):
        coach = cast.coach(made, Service.FIRE, at=at, family_name=f"Gunn {n:03}")
        if n % 2:
            cast.free(coach, day.date)
    first = client.get(page(day))
    assert (len(first.context["found"].free), first.context["found"].others) == (50, None)
    assert "Find others by name." in markup(first)
    second = client.get(page(day) + first.context["next"])
    assert [choice.name[-3:] for choice in second.context["found"].free] == [
        f"{n}" for n in range(101, 120, 2)
    ]
    assert second.context["words"] == "Coaches 51 to 60"
    assert (second.context["next"], second.context["previous"][:1]) == ("", "?")


def test_an_odd_page_is_the_first(made, day, client):
    cast.free(cast.coach(made), day.date)
    assert len(client.get(page(day), {"page": "x"}).context["found"].free) == 1


# --- putting in ---------------------------------------------------------------------------------


def test_a_coach_is_put_into_a_car(made, day, client):
    coach = cast.coach(made)
    assert said(client.post(page(day), in_car(day, coach, 2))) == [
        f"/sessions/{day.pk}/",
        f"{coach} is asked for car 2.",
    ]
    assert CrewSeat.objects.get().car == cast_days.cars_of(day)[1]


@pytest.mark.parametrize(
    ("role", "words"), [("LEAD", "to lead the day"), ("DEMONSTRATION", "for the demonstration")]
)
def test_a_coach_is_put_into_another_role(made, day, client, role, words):
    coach = cast.coach(made, Service.FIRE)
    answer = client.post(page(day), {"role": role, "car": "", "coach": coach.pk})
    assert said(answer)[1:] == [f"{coach} is asked {words}."]


def test_nobody_chosen_is_asked_for(day, client):
    car = cast_days.cars_of(day)[0]
    answer = client.post(page(day), {"role": "CAR", "car": car.pk})
    assert errors(answer) == ["Choose a coach."]


def test_the_same_post_twice_seats_once_and_says_so(made, day, client):
    coach = cast.coach(made)
    client.post(page(day), in_car(day, coach))
    again = client.post(page(day), in_car(day, coach))
    assert errors(again)[0] == f"{coach} already has a seat on this date (in a car)."
    assert CrewSeat.objects.count() == 1


def test_a_second_coach_of_one_service_is_refused_in_the_form(made, day, client):
    cast_days.seated(day, Service.POLICE)
    answer = client.post(page(day), in_car(day, cast.coach(made, Service.POLICE)))
    assert errors(answer) == ["Car 1 has two coaches from the same service."]


def test_a_coach_who_is_not_fit_is_refused_in_the_form(made, day, client):
    coach = cast.coach(made, trained_until=cast.day(1))
    answer = client.post(page(day), in_car(day, coach))
    assert errors(answer) == [f"Coach training of {coach} ended on 24 November 2026."]


def test_from_the_board_a_refusal_is_said_there(made, day, client):
    cast_days.seated(day, Service.POLICE)
    form = in_car(day, cast.coach(made, Service.POLICE))
    assert said(client.post(page(day), form, headers=HTMX)) == [
        f"/sessions/{day.pk}/",
        "Car 1 has two coaches from the same service.",
    ]


def test_a_called_off_day_takes_nobody(made, day, client):
    call_off(session=day, reason="ice", by=cast.coordinator(made), now=cast.NOW)
    assert errors(client.post(page(day), in_car(day, cast.coach(made)))) == [
        "This day is called off."
    ]


# --- taking out ---------------------------------------------------------------------------------


def test_a_coach_is_taken_out_and_put_back(day, client):
    seat = cast_days.seated(day)
    remove = reverse("sessions:unseat", args=[seat.pk])
    answer = client.post(remove)
    assert answer.url == f"/sessions/{day.pk}/?out={seat.coach_id}&role=CAR&car={seat.car_id}"
    assert CrewSeat.objects.count() == 0
    shown = client.get(answer.url)
    assert f"{seat.coach} taken out." in markup(shown)
    undo = shown.context["page"].undo
    client.post(page(day), {"role": undo.role, "car": undo.car, "coach": undo.coach})
    back = CrewSeat.objects.get()
    assert (back.coach, back.car, back.side) == (seat.coach, seat.car, seat.side)
    assert "taken out." not in markup(client.get(answer.url))


def test_taking_out_twice_is_not_found_the_second_time(day, client):
    remove = reverse("sessions:unseat", args=[cast_days.seated(day, role=CrewRole.LEAD).pk])
    assert [client.post(remove).status_code for _ in range(2)] == [302, 404]


# --- cost ---------------------------------------------------------------------------------------


def test_one_coach_and_three_cost_the_same_queries(made, day, client):
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(page(day)).status_code == 200
        return len(found)

    cast.free(cast.coach(made), day.date)
    cast.coach(made)
    one = queries()
    for _ in range(2):
        cast.free(cast.coach(made), day.date)
        cast.coach(made)
    assert queries() == one <= 12


# --- newcomers, and days that are past ------------------------------------------------------------


def test_beside_a_newcomer_no_other_newcomer_is_offered(made, day):
    new, old = (cast.coach(made, Service.FIRE, newcomer=is_new) for is_new in (True, False))
    for coach in (new, old):
        cast.free(coach, day.date)
    seat_coach(
        session=day,
        coach=cast.coach(made, Service.POLICE, newcomer=True),
        role=CrewRole.CAR,
        car=cast_days.cars_of(day)[0],
        by=cast.coordinator(made),
        now=cast.NOW,
    )
    found = display.choices(day, display.openings_in_cars(day)[0])
    assert [choice.pk for choice in found.free] == [old.pk]
    assert (str(new), "Car 1 has a newcomer already.", False) in names(found.others)


def test_the_list_says_the_meter_and_who_comes_only_if_needed(made, day, client):
    coach = cast.coach(made)
    by = cast.coordinator(made)
    answer_availability(coach=coach, date=day.date, answer=Answer.IF_NEEDED, now=cast.NOW, by=by)
    shown = client.get(page(day))
    assert shown.context["meter"].startswith("1 coach (only if needed) makes 0 cars")
    assert names(shown.context["found"].free) == [
        (str(coach), "only if needed · 0 days this season · Tain", True)
    ]


def test_into_a_day_that_is_past_a_coach_is_put_and_not_asked(made, client):
    past = cast_days.session_day(made, date=cast.day(-2))
    coach = cast.coach(made)
    assert client.get(page(past)).context["meter"] == ""
    assert said(client.post(page(past), in_car(past, coach, 2)))[1:] == [f"{coach} is in car 2."]
