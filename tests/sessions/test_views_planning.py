"""Adding, changing and calling off days, and who may plan and book, as pages."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from programmes.choices import PartnerKind, Service
from programmes.models import Programme
from sessions.actions.days import call_off
from sessions.models import CarOnDay, Place, Session
from sessions.rules.bank_holidays import bank_holiday, holiday_sentence
from tests import cast, cast_days
from tests.reading import markup
from tests.sessions.people import organiser

pytestmark = pytest.mark.django_db
ADD = "/sessions/add/"


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
    return cast_days.session_day(made)


def address(name: str, pk: int) -> str:
    return reverse(f"sessions:{name}", args=[pk])


def errors(answer) -> list[str]:
    """The sentences of the form's error summary."""
    found = answer.context["form"].errors
    return [sentence for sentences in found.values() for sentence in sentences]


def said(answer) -> list[str]:
    """Where a POST led, and the messages on the page there."""
    assert answer.status_code == 302
    page = answer.client.get(answer.url)
    return [answer.url, *(str(message) for message in page.context["messages"])]


# --- who ----------------------------------------------------------------------------------------

DAY_PAGES = ("edit", "call_off", "reopen", "plan", "book")
BOOKING_PAGES = ("change_booking", "release_booking")


@pytest.mark.parametrize("role", [Role.COACH, Role.SCHOOL, Role.EVALUATOR, Role.FUNDER])
def test_others_are_refused_everywhere(made, day, role):
    at = cast.partner(made, PartnerKind.FIRE) if role == Role.COACH else None
    client = cast.signed_in(cast.person(made, role, at=at), made)
    into = cast_days.booking(day)
    pages = [ADD, *(address(name, day.pk) for name in DAY_PAGES)]
    pages += [address(name, into.pk) for name in BOOKING_PAGES]
    assert [client.get(page).status_code for page in pages] == [403] * len(pages)
    assert [client.post(page).status_code for page in pages] == [403] * len(pages)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR])
def test_those_who_organise_may(made, day, role):
    client = cast.signed_in(cast.person(made, role), made)
    into = cast_days.booking(day)
    pages = [ADD, *(address(name, day.pk) for name in ("edit", "call_off", "book"))]
    pages += [address(name, into.pk) for name in BOOKING_PAGES]
    assert [client.get(page).status_code for page in pages] == [200] * len(pages)


def test_another_programmes_days_and_bookings_are_not_found(client):
    into = cast_days.booking()
    pages = [address(name, into.session_id) for name in DAY_PAGES]
    pages += [address(name, into.pk) for name in BOOKING_PAGES]
    assert [client.post(page).status_code for page in pages] == [404] * len(pages)


def test_planning_and_reopening_are_by_post_only(client, day):
    assert [client.get(address(n, day.pk)).status_code for n in ("plan", "reopen")] == [405, 405]


# --- a new day ----------------------------------------------------------------------------------


def typed(of: Programme, **other: object) -> dict[str, object]:
    """A day as somebody would type it."""
    form = {
        "airfield": cast.airfield(of).pk,
        "date_day": "14",
        "date_month": "january",
        "date_year": "2027",
        "starts": "9:30",
        "ends": "2:30pm",
        "cars": [cast.car(of).pk, cast.car(of).pk],
        "capacity": "",
    }
    return form | other


def test_a_day_without_places_offers_all_the_room(made, client):
    answer = client.post(ADD, typed(made))
    added = Session.objects.get()
    assert said(answer) == [f"/sessions/{added.pk}/", "Day added. Book schools next."]
    assert (added.date, added.capacity) == (datetime.date(2027, 1, 14), 14)
    assert CarOnDay.objects.filter(session=added).count() == 2


def test_a_day_may_offer_fewer_places(made, client):
    client.post(ADD, typed(made, capacity="10"))
    assert Session.objects.get().capacity == 10


def test_the_same_day_twice_is_refused_in_the_form(made, client):
    form = typed(made)
    client.post(ADD, form)
    answer = client.post(ADD, form)
    assert errors(answer) == ["There is already a day at this airfield on this date."]
    assert Session.objects.count() == 1


def test_dates_on_which_coaches_are_free_are_offered_and_fill_the_form(made, client):
    cast.airfield(made)
    cast.car(made)
    few, many = datetime.date(2027, 1, 14), datetime.date(2027, 1, 12)
    for service in (Service.POLICE, Service.POLICE, Service.FIRE, Service.FIRE, Service.AMBULANCE):
        cast.free(cast.coach(made, service), many)
    cast.free(cast.coach(made), few)
    held = cast_days.session_day(made)
    for service in (Service.POLICE, Service.POLICE, Service.FIRE, Service.FIRE, Service.AMBULANCE):
        cast.free(cast.coach(made, service), held.date)
    shown = client.get(ADD)
    assert [(date.name, date.about) for date in shown.context["dates"]] == [
        ("Tue 12 January", "5 coaches: 1 car")
    ]
    assert 'href="?on=2027-01-12"' in markup(shown)
    chosen = client.get(ADD, {"on": "2027-01-12"})
    assert chosen.context["form"].initial["date"] == many
    free = (
        "On this date 5 coaches are free: 1 car after the demonstration crew and a lead are set "
        "aside."
    )
    assert free in markup(chosen)
    assert client.get(ADD, {"on": "soon"}).context["on_date"] == ""
    form = typed(made, date_day="12", date_month="1", date_year="2027")
    assert said(client.post(ADD, form))[1:] == [f"Day added. Book schools next. {free}"]


def test_a_bank_holiday_is_warned_of_and_not_refused(made, client):
    answer = client.post(ADD, typed(made, date_day="30", date_month="11", date_year="2026"))
    assert said(answer)[1:] == [
        "Day added. Book schools next.",
        "30 November 2026 is a bank holiday (Saint Andrew's Day). Ask the schools whether they "
        "come.",
    ]


def test_bank_holidays_are_those_of_scotland():
    assert bank_holiday(datetime.date(2027, 1, 2)) != ""
    assert holiday_sentence(datetime.date(2027, 3, 9)) == ""
    assert bank_holiday(datetime.date(2027, 3, 29)) == ""  # Easter Monday is none in Scotland


def test_what_is_missing_is_asked_for(made, client):
    assert errors(client.post(ADD, {})) == [
        "Choose the airfield.",
        "Enter the date with day, month and year, such as 14 3 2027.",
        "Enter the time such as 9:30am or 14:30.",
        "Enter the time such as 9:30am or 14:30.",
        "Choose the cars that run on this day.",
    ]


def test_broken_rules_are_named_in_the_form(made, client):
    late = cast.car(made, "Old Corsa")
    answer = client.post(ADD, typed(made, cars=[late.pk], date_year="2028", capacity="8"))
    assert errors(answer) == [
        "Insurance of Old Corsa ends on 31 July 2027.",
        "Inspection of Old Corsa ends on 31 July 2027.",
        "1 car in 7 slots takes 7 pupils at most. Offer fewer places, add a car or lengthen "
        "the day.",
    ]


def test_airfields_and_cars_of_another_programme_are_not_offered(made, client):
    other = cast.programme()
    answer = client.post(ADD, typed(made, airfield=cast.airfield(other).pk))
    assert errors(answer) == ["Choose one from the list."]
    foreign = client.post(ADD, typed(made, cars=[cast.car(other).pk]))
    assert (foreign.status_code, Session.objects.count()) == (200, 0)


def test_without_supply_the_page_says_what_to_add_first(client):
    shown = markup(client.get(ADD))
    assert "There is no airfield yet." in shown
    assert "There is no car yet." in shown
    assert reverse("programmes:airfield_add") in shown


def test_the_form_begins_like_the_day_added_last(made, day, client):
    initial = client.get(ADD).context["form"].initial
    assert initial["airfield"] == day.airfield_id
    assert len(initial["cars"]) == 3
    assert "3 cars × 7 slots of 30 minutes = 21 places." in markup(client.get(ADD))


# --- changing a day -----------------------------------------------------------------------------


def changed(day: Session, **other: object) -> dict[str, object]:
    cars = list(CarOnDay.objects.filter(session=day).values_list("car_id", flat=True))
    return {"starts": "9:30", "ends": "14:30", "cars": cars, "capacity": "21"} | other


def test_hours_and_places_change(day, client):
    answer = client.post(address("edit", day.pk), changed(day, ends="15:00", capacity="24"))
    assert answer.status_code == 302
    day.refresh_from_db()
    assert (day.ends, day.capacity) == (datetime.time(15, 0), 24)


def test_fewer_places_than_booked_are_refused(day, client):
    cast_days.booking(day, 6)
    answer = client.post(address("edit", day.pk), changed(day, capacity="5"))
    assert errors(answer) == ["6 places are booked. Offer at least as many."]


def test_a_car_that_is_no_longer_in_use_stays_on_the_form(day, client):
    car = cast_days.cars_of(day)[0].car
    car.is_active = False
    car.save()
    offered = client.get(address("edit", day.pk)).context["form"].fields["cars"].queryset
    assert car in offered


# --- calling off, taking back, planning ---------------------------------------------------------


def test_calling_off_says_whom_it_touches_and_asks_why(day, client):
    cast_days.enrolled(cast_days.booking(day, 3), 2)
    cast_days.seated(day)
    page = address("call_off", day.pk)
    assert "1 school, 2 named pupils and 1 coach." in markup(client.get(page))
    assert errors(client.post(page, {"reason": " "})) == ["Say why the day is called off."]
    assert said(client.post(page, {"reason": "crosswind"})) == [
        f"/sessions/{day.pk}/",
        "Day called off. Its coaches are told; tell the schools.",
    ]
    assert errors(client.post(page, {"reason": "ice"})) == ["This day is called off already."]
    day.refresh_from_db()
    assert day.called_off_reason == "crosswind"


def test_calling_off_is_taken_back_once(day, client):
    call_off(session=day, reason="ice", by=cast.coordinator(day.programme), now=cast.NOW)
    page = address("reopen", day.pk)
    assert said(client.post(page))[1:] == [
        "The day is on again. Its coaches are told; tell the schools."
    ]
    assert said(client.post(page))[1:] == ["This day is not called off."]


def test_a_day_plan_is_made_as_often_as_wanted(day, client):
    page = address("plan", day.pk)
    assert said(client.post(page))[1:] == [
        "No pupil is named for this day yet. Upload a class list first."
    ]
    cast_days.enrolled(cast_days.booking(day, 4))
    for _ in range(2):
        assert said(client.post(page))[1:] == ["Day plan made: 4 pupils with a turn."]
    assert Place.objects.filter(slot__isnull=False).count() == 4


# --- cost ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["book", "edit", "call_off"])
def test_more_rows_cost_no_more_queries(made, day, client, name):
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(address(name, day.pk))
        return len(found)

    cast.school()
    cast_days.booking(day, 2)
    one = queries()
    for _ in range(2):
        cast.school()
        cast.car(made)
        cast_days.booking(day, 2)
    assert queries() == one <= 12
