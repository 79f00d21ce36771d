"""The log of messages: who sees it, what it shows and hides, sending again, and forgetting."""

import datetime
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent
from accounts.roles import Role
from core.problems import Refused
from programmes.actions.erasure import KEPT_FOR, due_messages, forget_messages
from programmes.actions.messages import send_again
from programmes.choices import Channel, MessageState
from programmes.models import Coach, Message, Programme
from tests import cast
from tests.programmes.pages import shown
from tests.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_clock")]

TOKEN = "eyJzZWF0IjoxfQ:1vN3xQ:secret"


@pytest.fixture
def coach(made: Programme) -> Coach:
    return cast.coach(made, given_name="Kirsty", family_name="Munro", account=True)


def message(coach: Coach, state: str = MessageState.SENT, /, **other: Any) -> Message:
    sent = {"sent_at": cast.NOW} if state == MessageState.SENT else {}
    return Message.objects.create(
        **{
            "programme": coach.programme,
            "template": "sessions/asked",
            "coach": coach,
            "user": coach.user,
            "channel": Channel.EMAIL,
            "address": "old@example.org",
            "subject": "A day at Tain",
            "body": f"Can you come?\n\nhttps://runway.example.org/asked/{TOKEN}/\n\nThanks",
            "state": state,
            "tries": 1,
            "queued_at": cast.NOW,
            "next_try_at": cast.NOW,
            **sent,
            **other,
        }
    )


def states(browser: Client, **query: str) -> list[str]:
    answer = browser.get(reverse("programmes:messages"), query)
    return [row.tags[0][1] for row in answer.context["rows"]]


def test_the_log_says_to_whom_what_when_and_how_it_went(browser: Client, coach: Coach) -> None:
    message(coach)
    text = words(browser.get(reverse("programmes:messages")))
    assert (
        "A day at Tain to Kirsty Munro Asked Kirsty Munro E-mail 23 November, 9:00am Sent" in text
    )


def test_a_failed_message_says_what_came_back_and_when_it_is_tried_again(
    browser: Client, coach: Coach
) -> None:
    again = cast.NOW + datetime.timedelta(minutes=5)
    message(coach, MessageState.FAILED, came_back="452 Full.", next_try_at=again)
    text = words(browser.get(reverse("programmes:messages")))
    assert "452 Full. Next try: 23 November, 9:05am." in text


def test_a_text_has_no_subject_and_is_called_by_its_kind(browser: Client, coach: Coach) -> None:
    message(coach, subject="", template="sessions/taken_off", channel=Channel.TEXT)
    text = words(browser.get(reverse("programmes:messages")))
    assert "Taken off to Kirsty Munro Kirsty Munro Text message" in text


def test_the_newest_comes_first_and_each_state_can_be_chosen(browser: Client, coach: Coach) -> None:
    for minute, state in enumerate(MessageState):
        message(coach, state, queued_at=cast.NOW + datetime.timedelta(minutes=minute))
    assert states(browser) == [
        "Could not be sent",
        "Failed, will be tried again",
        "Sent",
        "Waiting",
    ]
    assert states(browser, state="QUEUED") == ["Waiting"]
    assert states(browser, state="FAILED") == ["Failed, will be tried again"]
    assert states(browser, state="GIVEN_UP") == ["Could not be sent"]
    assert len(states(browser, state="rubbish")) == 4


def test_fifty_messages_make_a_page_and_the_choice_is_kept(browser: Client, coach: Coach) -> None:
    for minute in range(51):
        at = cast.NOW + datetime.timedelta(minutes=minute)
        message(coach, MessageState.QUEUED, queued_at=at)
    first = browser.get(reverse("programmes:messages"), {"state": "QUEUED"})
    assert len(first.context["rows"]) == 50
    second = browser.get(first.context["next"])
    assert len(second.context["rows"]) == 1
    assert "state=QUEUED&before=" in second.context["previous"]


def test_the_log_asks_the_same_number_of_queries_for_one_and_for_three(
    browser: Client, coach: Coach
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert browser.get(reverse("programmes:messages")).status_code == 200
        return len(asked)

    message(coach)
    browser.get(reverse("programmes:messages"))
    one = queries()
    message(cast.coach(coach.programme, account=True))
    message(coach)
    assert queries() == one
    assert one <= 12


def test_an_empty_log_says_what_fills_it(browser: Client) -> None:
    assert "No messages yet" in shown(browser, "messages")
    assert "No message is in this state" in shown(browser, "messages", state="FAILED")


def test_reading_the_log_and_a_message_is_on_record(browser: Client, coach: Coach) -> None:
    sent = message(coach)
    shown(browser, "messages")
    shown(browser, "message", sent.pk)
    lines = AuditEvent.objects.filter(target_kind="message").order_by("id")
    assert [(line.verb, line.count, line.target_number) for line in lines] == [
        ("looked at messages", 1, None),
        ("looked at a message", 1, sent.pk),
    ]


def test_the_page_of_a_message_hides_the_link_that_answers_for_the_coach(
    browser: Client, coach: Coach
) -> None:
    page = shown(browser, "message", message(coach).pk)
    assert "Can you come?" in page
    assert "Thanks" in page
    assert TOKEN not in page
    assert "/asked/" not in page
    assert "(a link that only the recipient sees)" in page


def test_who_has_left_is_called_so(browser: Client, coach: Coach) -> None:
    sent = message(coach, coach=None, user=None)
    assert "Somebody who is no longer here" in shown(browser, "message", sent.pk)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR])
def test_coordinator_and_administrator_see_the_log(made: Programme, role: Role) -> None:
    browser = cast.signed_in(cast.person(made, role), made)
    assert browser.get(reverse("programmes:messages")).status_code == 200


@pytest.mark.parametrize("role", [Role.SCHOOL, Role.EVALUATOR, Role.FUNDER])
def test_nobody_else_sees_the_log(made: Programme, coach: Coach, role: Role) -> None:
    sent = message(coach)
    browser = cast.signed_in(cast.person(made, role), made)
    assert browser.get(reverse("programmes:messages")).status_code == 403
    assert browser.get(reverse("programmes:message", args=[sent.pk])).status_code == 403
    assert browser.post(reverse("programmes:message_again", args=[sent.pk])).status_code == 403


def test_a_coach_sees_no_row_even_behind_an_open_door(made: Programme, coach: Coach) -> None:
    message(coach)
    assert coach.user is not None
    assert list(Message.objects.visible_to(cast.standing(coach.user, made))) == []


def test_another_programmes_message_is_not_there(browser: Client) -> None:
    other = message(cast.coach(cast.programme(), account=True), MessageState.GIVEN_UP)
    assert browser.get(reverse("programmes:message", args=[other.pk])).status_code == 404
    assert browser.post(reverse("programmes:message_again", args=[other.pk])).status_code == 404
    assert states(browser) == []


def test_what_could_not_be_sent_is_sent_again_to_the_address_of_today(
    browser: Client, coach: Coach, django_capture_on_commit_callbacks: Any
) -> None:
    given_up = message(coach, MessageState.GIVEN_UP, came_back="550 No.")
    assert "Send again" in shown(browser, "message", given_up.pk)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post(reverse("programmes:message_again", args=[given_up.pk]), follow=True)
    assert "The message is on its way again." in words(answer)
    given_up.refresh_from_db()
    assert coach.user is not None
    assert [letter.to for letter in mail.outbox] == [[coach.user.email]]
    assert (given_up.state, given_up.tries) == (MessageState.SENT, 1)
    assert TOKEN in str(mail.outbox[0].body)
    assert AuditEvent.objects.filter(verb="sent a message again").count() == 1


def test_what_is_not_given_up_is_not_sent_again(browser: Client, coach: Coach) -> None:
    sent = message(coach)
    assert "Send again" not in shown(browser, "message", sent.pk)
    answer = browser.post(reverse("programmes:message_again", args=[sent.pk]), follow=True)
    assert "This message is sent, or will be tried again by itself." in words(answer)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"body": ""}, "The words of this message are deleted. Write a new one."),
        ({"coach": None, "user": None}, "There is no such address any more. Phone instead."),
        ({"channel": Channel.TEXT}, "There is no such address any more. Phone instead."),
    ],
)
def test_what_has_no_words_or_no_way_is_not_sent_again(
    coach: Coach, facts: dict[str, Any], said: str
) -> None:
    given_up = message(coach, MessageState.GIVEN_UP, **facts)
    with pytest.raises(Refused) as no:
        send_again(message=given_up, by=cast.coordinator(coach.programme), now=cast.NOW)
    assert no.value.sentences == [said]


def test_the_set_up_page_warns_of_what_could_not_be_sent_for_a_month(
    browser: Client, coach: Coach
) -> None:
    assert "could not be sent" not in shown(browser, "detail")
    message(coach, MessageState.GIVEN_UP, queued_at=cast.NOW - datetime.timedelta(days=31))
    assert "could not be sent" not in shown(browser, "detail")
    message(coach, MessageState.GIVEN_UP)
    assert "1 message could not be sent" in shown(browser, "detail")
    assert "1 message of the last 30 days could not be sent" in shown(browser, "messages")


def test_words_and_addresses_are_forgotten_ninety_days_after_sending(coach: Coach) -> None:
    later = cast.NOW + KEPT_FOR
    old = message(coach, came_back="text-1")
    ended = message(coach, MessageState.GIVEN_UP, came_back="550 No.")
    young = message(coach, sent_at=cast.NOW + datetime.timedelta(seconds=1))
    waits = message(coach, MessageState.FAILED)
    assert due_messages(later).count() == 2
    assert forget_messages(now=later) == 2
    assert forget_messages(now=later) == 0
    for row in (old, ended):
        row.refresh_from_db()
        assert (row.subject, row.body, row.address, row.came_back) == ("", "", "", "")
    for row in (young, waits):
        row.refresh_from_db()
        assert row.body
    assert [
        (line.verb, line.count)
        for line in AuditEvent.objects.filter(target_kind="message").order_by("id")
    ] == [("deleted the words of messages", 2)]


def test_the_nightly_command_forgets_and_the_log_says_so(browser: Client, coach: Coach) -> None:
    old = message(coach)
    assert nightly("--dry-run").startswith("The words of 1 message would be deleted.")
    assert Message.objects.get().body
    assert nightly().startswith("The words of 1 message were deleted.")
    page = shown(browser, "message", old.pk)
    assert "The words were deleted 90 days after sending." in page
    assert "Asked" in page


def nightly(*options: str) -> str:
    said = StringIO()
    with time_machine.travel(cast.NOW + KEPT_FOR, tick=False):
        call_command("delete_due", *options, stdout=said)
    return said.getvalue()
