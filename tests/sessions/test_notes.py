"""Writing to everybody of a day: who gets it, what it must not say, and what is on record."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent, User
from accounts.roles import Role
from core.problems import Refused
from programmes.choices import Service
from programmes.models import Message, Programme
from schools.actions import add_contact
from schools.models import Pupil
from sessions.actions.bookings import release_booking
from sessions.actions.notes import Noted, readers_of, send_note
from sessions.choices import CrewRole
from sessions.models import Session
from sessions.rules.notes import note_problems
from tests import cast, cast_days
from tests.reading import words
from tests.sessions.people import coach_on, contact, organiser

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(cast.NOW, tick=False):
        yield


@pytest.fixture
def made() -> Programme:
    return cast.programme()


@pytest.fixture
def day(made: Programme) -> Session:
    return cast_days.session_day(made)


def sent(day: Session, text: str = "Bring a jacket.\r\nIt is cold.") -> Noted:
    by = cast.coordinator(day.programme)
    return send_note(session=day, subject="Cold", text=text, by=by, now=cast.NOW)


def notes() -> list[Message]:
    return list(Message.objects.filter(template="sessions/note").order_by("pk"))


def page(browser: Client, day: Session) -> Any:
    return browser.get(reverse("sessions:note", args=[day.pk]))


def post(browser: Client, day: Session, **typed: str) -> Any:
    address = reverse("sessions:note", args=[day.pk])
    return browser.post(address, {"subject": "Cold", "text": "Bring a jacket.", **typed})


# --- the rule -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Isla Bain is late",
        "is ISLA  bain there?",
        "Isla Bain's bus",
        "late: isla-bain",
        "Isla\nBain",
    ],
)
def test_a_note_must_not_name_a_pupil(text: str) -> None:
    assert list(note_problems(text, ["Isla Bain"])) == ["Take out the name of a pupil: Isla Bain."]


@pytest.mark.parametrize("text", ["Isla will lead", "Mrs Bain", "Isla Bainton", "Bain, Isla", ""])
def test_parts_of_names_may_be_anybodys(text: str) -> None:
    assert list(note_problems(text, ["Isla Bain", "Isla Bain"])) == []


# --- the action ---------------------------------------------------------------------------------


def test_coaches_with_a_seat_and_contacts_of_the_days_schools_get_it(day: Session) -> None:
    _, one = coach_on(day)
    _, other = coach_on(day, CrewRole.LEAD, Service.FIRE)
    booking = cast_days.booking(day, 5)
    teacher = contact(day.programme, booking.school)
    contact(day.programme, cast.school())  # of a school that is not coming
    contact(cast.programme(), booking.school)  # whom another programme knows
    away = contact(day.programme, booking.school)
    User.objects.filter(pk=away.pk).update(is_active=False)
    coach_on(cast_days.session_day(day.programme, date=cast.day(30)))  # on another day
    Message.objects.all().delete()
    assert sent(day) == Noted(queued=3, without=())
    assert {(m.coach, m.user) for m in notes()} == {
        (one.coach, one.coach.user),
        (other.coach, other.coach.user),
        (None, teacher),
    }


def test_the_words_are_those_that_were_typed(day: Session) -> None:
    _, seat = coach_on(day)
    by = cast.coordinator(day.programme)
    sent(day)
    [message] = notes()
    assert message.subject == "Cold"
    assert message.body.startswith(
        f"Hello {seat.coach.given_name},\n\nBring a jacket.\nIt is cold.\n\n{by.name} wrote this"
    )


def test_what_was_typed_is_no_template(day: Session) -> None:
    coach_on(day)
    sent(day, "{{ site }} {% now 'Y' %}")
    assert "{{ site }} {% now 'Y' %}" in notes()[0].body


def test_somebody_who_is_both_gets_one(day: Session) -> None:
    _, seat = coach_on(day)
    assert seat.coach.user is not None
    booking = cast_days.booking(day, 5)
    add_contact(
        school=booking.school,
        name="Both",
        job="",
        email=seat.coach.user.email,
        phone="",
        by=cast.coordinator(day.programme),
        programme_id=day.programme_id,
    )
    assert readers_of(day).contacts == ()
    assert sent(day).queued == 1


def test_a_school_that_gave_its_places_back_gets_nothing(day: Session) -> None:
    coach_on(day)
    booking = cast_days.booking(day, 5)
    contact(day.programme, booking.school)
    assert len(readers_of(day).contacts) == 1
    release_booking(booking=booking, by=cast.coordinator(day.programme), now=cast.NOW)
    assert readers_of(day).contacts == ()


def test_who_has_no_address_is_to_be_phoned(day: Session) -> None:
    seat = cast_days.seated(day, Service.POLICE, CrewRole.CAR)
    seat.coach.phone = "07700 900123"
    seat.coach.save()
    assert sent(day) == Noted(
        queued=0, without=(f"{seat.coach} has no e-mail address: phone 07700 900123",)
    )


def test_nobody_to_write_to_is_said(day: Session) -> None:
    with pytest.raises(Refused) as no:
        sent(day)
    assert no.value.sentences == [
        "Nobody to write to: no coach has a seat, no school contact an account."
    ]


def test_a_pupil_of_the_day_is_not_named_also_not_as_he_is_called(day: Session) -> None:
    coach_on(day)
    cast_days.enrolled(cast_days.booking(day, 5), 2)
    pupil = Pupil.objects.order_by("pk")[0]
    Pupil.objects.filter(pk=pupil.pk).update(known_as="Wullie")
    for name in (str(pupil), f"wullie {pupil.family_name}"):
        with pytest.raises(Refused, match="Take out the name of a pupil"):
            sent(day, f"{name} is late.")
    assert notes() == []


def test_a_note_is_on_record_with_its_number_and_without_its_words(day: Session) -> None:
    coach_on(day)
    sent(day)
    [line] = AuditEvent.objects.filter(verb="wrote to everybody of a day")
    assert (line.target_number, line.count, line.programme_number) == (
        day.pk,
        1,
        day.programme_id,
    )


# --- the page -----------------------------------------------------------------------------------


def test_the_page_says_how_many_will_get_it(made: Programme, day: Session) -> None:
    coach_on(day)
    booking = cast_days.booking(day, 5)
    contact(made, booking.school)
    text = words(page(organiser(made), day))
    assert "This goes to 1 coach with a seat and 1 school contact." in text
    assert "no pupil's name" in text


def test_the_page_names_those_who_get_nothing(made: Programme, day: Session) -> None:
    seat = cast_days.seated(day, Service.POLICE, CrewRole.CAR)
    text = words(page(organiser(made), day))
    assert "This goes to 0 coaches with a seat" in text
    assert f"{seat.coach} has no e-mail address and no number: ask the station" in text


def test_the_page_of_an_empty_day_says_so(made: Programme, day: Session) -> None:
    assert "Nobody to write to yet" in words(page(organiser(made), day))


def test_sending_leads_to_the_day_and_says_who_is_to_be_phoned(
    made: Programme, day: Session
) -> None:
    coach_on(day)
    seat = cast_days.seated(day, Service.FIRE, CrewRole.LEAD)
    browser = organiser(made)
    answer = post(browser, day)
    assert (answer.status_code, answer.url) == (302, reverse("reporting:day", args=[day.pk]))
    text = words(browser.get(answer.url))
    assert "1 message is on the way." in text
    assert f"{seat.coach} has no e-mail address and no number: ask the station." in text


def test_a_form_that_is_not_filled_in_says_what_to_do(made: Programme, day: Session) -> None:
    coach_on(day)
    text = words(post(organiser(made), day, subject="", text=""))
    assert "Write what the message is about." in text
    assert "Write the message." in text


def test_what_the_action_refuses_stands_on_the_form(made: Programme, day: Session) -> None:
    coach_on(day)
    cast_days.enrolled(cast_days.booking(day, 5), 1)
    text = words(post(organiser(made), day, text=f"{Pupil.objects.get()} is late."))
    assert f"Take out the name of a pupil: {Pupil.objects.get()}." in text


def test_the_day_leads_to_the_page(made: Programme, day: Session) -> None:
    answer = organiser(made).get(reverse("reporting:day", args=[day.pk]))
    assert reverse("sessions:note", args=[day.pk]) in answer.content.decode()


def test_the_page_asks_the_same_number_of_queries_for_one_and_for_three(
    made: Programme, day: Session
) -> None:
    browser = organiser(made)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert page(browser, day).status_code == 200
        return len(asked)

    coach_on(day)
    page(browser, day)
    one = queries()
    coach_on(day, CrewRole.LEAD, Service.FIRE)
    coach_on(day, CrewRole.DEMONSTRATION, Service.AMBULANCE)
    assert queries() == one


@pytest.mark.parametrize("role", [Role.SCHOOL, Role.EVALUATOR, Role.FUNDER])
def test_others_do_not_write(made: Programme, day: Session, role: Role) -> None:
    browser = cast.signed_in(cast.person(made, role), made)
    assert page(browser, day).status_code == 403


def test_a_coach_does_not_write(day: Session) -> None:
    browser, _ = coach_on(day)
    assert page(browser, day).status_code == 403


def test_another_programmes_day_is_not_there(made: Programme) -> None:
    other = cast_days.session_day(cast.programme())
    assert page(organiser(made), other).status_code == 404
