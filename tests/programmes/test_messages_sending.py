"""Sending messages by a real mail server and a stand-in for GOV.UK Notify, and what comes back."""

import datetime
from collections.abc import Iterator
from email import message_from_string
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult

from core.texts import NotSent
from programmes.actions.sending import CLAIM, WAITS, send_message
from programmes.choices import Channel, MessageState
from programmes.models import Message, Programme
from programmes.tasks import deliver
from tests import cast
from tests.post_office import PostOffice, mail_server, text_server

pytestmark = pytest.mark.django_db

KEY = "runway-{0}-{0}".format("12345678-1234-1234-1234-123456789012")


@pytest.fixture
def post(settings: Any) -> Iterator[PostOffice]:
    with mail_server() as office:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield office


@pytest.fixture
def notify(settings: Any) -> Iterator[PostOffice]:
    with text_server() as office:
        settings.TEXTS = "notify"
        settings.NOTIFY_KEY, settings.NOTIFY_TEMPLATE = KEY, "the-template"
        settings.NOTIFY_URL = f"http://127.0.0.1:{office.port}"
        yield office


def waiting(
    address: str = "kirsty@example.org",
    *,
    channel: str = Channel.EMAIL,
    of: Programme | None = None,
) -> Message:
    return Message.objects.create(
        programme=of or cast.programme(),
        template="sessions/asked",
        channel=channel,
        address=address,
        subject="A day at Tain",
        body="Can you come?",
        queued_at=cast.NOW,
        next_try_at=cast.NOW,
    )


def after(message: Message) -> tuple[str, int, str]:
    message.refresh_from_db()
    return message.state, message.tries, message.came_back


def test_an_e_mail_goes_out_once_and_is_noted(post: PostOffice) -> None:
    message = waiting()
    assert send_message(pk=message.pk, now=cast.NOW) is None
    assert send_message(pk=message.pk, now=cast.NOW + CLAIM) is None
    assert after(message) == (MessageState.SENT, 1, "")
    assert message.sent_at == cast.NOW
    [(to, text)] = post.taken
    letter = message_from_string(text)
    assert to == "kirsty@example.org"
    assert (letter["Subject"], letter["From"]) == ("A day at Tain", "Runway <runway@localhost>")
    assert letter["Message-ID"] == f"<{message.pk}.20261123090000@127.0.0.1>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert str(letter.get_payload()).strip() == "Can you come?"


def test_who_is_refused_for_good_is_given_up_at_once_and_the_log_has_no_address(
    post: PostOffice,
) -> None:
    message = waiting("nobody@example.org")
    assert send_message(pk=message.pk, now=cast.NOW) is None
    assert after(message) == (MessageState.GIVEN_UP, 1, "550 5.1.1 <…>: no such person")
    assert post.taken == []


def test_a_full_mailbox_is_tried_again(post: PostOffice) -> None:
    message = waiting("full@example.org")
    again = send_message(pk=message.pk, now=cast.NOW)
    assert again == cast.NOW + datetime.timedelta(minutes=1)
    state, tries, came_back = after(message)
    assert (state, tries) == (MessageState.FAILED, 1)
    assert came_back.startswith("452 4.2.2 mailbox of")
    assert "full@" not in came_back
    assert message.next_try_at == again


def test_words_that_are_refused_for_good_are_given_up(post: PostOffice) -> None:
    post.after_data = "554 5.7.1 looks like junk"
    message = waiting()
    send_message(pk=message.pk, now=cast.NOW)
    assert after(message) == (MessageState.GIVEN_UP, 1, "554 5.7.1 looks like junk")


def test_a_server_that_is_not_there_is_tried_six_times_over_half_a_day(settings: Any) -> None:
    with mail_server() as gone:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", gone.port
    message, at, waits = waiting(), cast.NOW, []
    for _ in WAITS:
        again = send_message(pk=message.pk, now=at)
        assert again is not None
        assert send_message(pk=message.pk, now=again - datetime.timedelta(seconds=1)) is None
        waits.append(int((again - at).total_seconds() / 60))
        at = again
    assert waits == [1, 5, 30, 120, 480]
    assert send_message(pk=message.pk, now=at) is None
    state, tries, came_back = after(message)
    assert (state, tries) == (MessageState.GIVEN_UP, 6)
    assert "refused" in came_back


def test_a_message_in_the_hands_of_a_worker_that_died_is_due_after_a_quarter_of_an_hour(
    post: PostOffice,
) -> None:
    message = waiting()
    # What a worker does before it sends; this one dies then.
    Message.objects.due(cast.NOW).filter(pk=message.pk).update(
        tries=1, next_try_at=cast.NOW + CLAIM
    )
    send_message(pk=message.pk, now=cast.NOW + CLAIM - datetime.timedelta(seconds=1))
    assert post.taken == []
    send_message(pk=message.pk, now=cast.NOW + CLAIM)
    assert len(post.taken) == 1
    assert after(message) == (MessageState.SENT, 2, "")


def test_a_worker_that_was_thought_dead_does_not_overwrite_what_the_next_one_noted(
    settings: Any,
) -> None:
    """It hangs in the hand-over while another sends, then fails."""
    settings.TEXTS = f"{__name__}.OvertakenProvider"
    message = waiting("07700 900123", channel=Channel.TEXT)
    send_message(pk=message.pk, now=cast.NOW)
    assert after(message) == (MessageState.SENT, 2, "the second")


class OvertakenProvider:
    """Fails at the first message, but only after a second worker has sent it."""

    calls = 0

    def send(self, number: str, body: str) -> str:
        type(self).calls += 1
        if type(self).calls == 2:
            return "the second"
        message = Message.objects.get()
        send_message(pk=message.pk, now=message.next_try_at)
        raise NotSent("too late")


def test_a_text_goes_to_the_provider_and_its_name_for_it_is_kept(notify: PostOffice) -> None:
    message = waiting("07700 900123", channel=Channel.TEXT)
    send_message(pk=message.pk, now=cast.NOW)
    assert notify.taken == [("07700 900123", "Can you come?")]
    assert after(message) == (MessageState.SENT, 1, "text-1")


def test_a_number_that_is_none_is_given_up_at_once(notify: PostOffice) -> None:
    message = waiting("999", channel=Channel.TEXT)
    send_message(pk=message.pk, now=cast.NOW)
    state, tries, came_back = after(message)
    assert (state, tries) == (MessageState.GIVEN_UP, 1)
    assert came_back == "400 [{'message': 'phone_number Not enough digits'}]"


def test_a_provider_that_falls_over_is_tried_again(notify: PostOffice) -> None:
    message = waiting("07700 900500", channel=Channel.TEXT)
    assert send_message(pk=message.pk, now=cast.NOW) == cast.NOW + WAITS[0]
    assert after(message)[2] == "500 [{'message': 'Internal error for …'}]"


def test_texts_of_a_trial_are_written_into_a_folder(settings: Any, tmp_path: Path) -> None:
    settings.TEXTS, settings.VAR_DIR = "file", tmp_path
    message = waiting("07700 900123", channel=Channel.TEXT)
    send_message(pk=message.pk, now=cast.NOW)
    [file] = (tmp_path / "texts").iterdir()
    assert file.read_text() == "To: 07700 900123\n\nCan you come?\n"
    assert after(message) == (MessageState.SENT, 1, file.name)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "No provider of text messages is set."),
        ("notify", "Set NOTIFY_KEY and NOTIFY_TEMPLATE."),
    ],
)
def test_a_provider_that_is_not_set_up_says_so_and_is_tried_again(
    settings: Any, name: str, said: str
) -> None:
    settings.TEXTS = name
    message = waiting("07700 900123", channel=Channel.TEXT)
    assert send_message(pk=message.pk, now=cast.NOW) == cast.NOW + WAITS[0]
    assert after(message) == (MessageState.FAILED, 1, said)


def test_what_came_back_is_cut_to_what_the_log_keeps(settings: Any) -> None:
    settings.TEXTS = f"{__name__}.TalkativeProvider"
    message = waiting("07700 900123", channel=Channel.TEXT)
    send_message(pk=message.pk, now=cast.NOW)
    assert after(message)[2] == "No! " * 75


class TalkativeProvider:
    def send(self, number: str, body: str) -> str:
        raise NotSent("No! " * 200)


def test_the_command_sends_what_is_due_and_nothing_twice(post: PostOffice) -> None:
    of = cast.programme()
    due, later = waiting(of=of), waiting("full@example.org", of=of)
    Message.objects.filter(pk=later.pk).update(next_try_at=cast.NOW + WAITS[0])
    assert sent_by_command(cast.NOW) == "1 message was due, 1 sent.\n"
    assert sent_by_command(cast.NOW) == "0 messages were due, 0 sent.\n"
    assert sent_by_command(cast.NOW + WAITS[0]) == "1 message was due, 0 sent.\n"
    assert after(due)[0] == MessageState.SENT
    assert [to for to, _ in post.taken] == ["kirsty@example.org"]


def sent_by_command(at: datetime.datetime) -> str:
    said = StringIO()
    with time_machine.travel(at, tick=False):
        call_command("send_messages", stdout=said)
    return said.getvalue()


def test_a_task_that_fails_comes_back_where_tasks_can_wait(settings: Any) -> None:
    message = waiting("07700 900123", channel=Channel.TEXT)
    with time_machine.travel(cast.NOW, tick=False):
        deliver.call(message.pk)
    assert DBTaskResult.objects.count() == 0  # at once or not at all: send_messages will
    Message.objects.update(tries=0, next_try_at=cast.NOW)
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    with time_machine.travel(cast.NOW, tick=False):
        deliver.call(message.pk)
        deliver.call(message.pk)  # is not due
    [again] = DBTaskResult.objects.all()
    assert (again.run_after, again.args_kwargs["args"]) == (cast.NOW + WAITS[0], [message.pk])
