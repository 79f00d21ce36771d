"""The queue in earnest: real processes, a real mail server, and processes that are killed."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from email import message_from_string
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django_tasks_db.models import DBTaskResult

from programmes.actions import sending
from programmes.actions.sending import CLAIM, send_message
from programmes.choices import Channel, MessageState
from programmes.models import Message
from tests import cast
from tests.at_once import at_once
from tests.conftest import ROOT
from tests.post_office import PostOffice, mail_server

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

# Queues a message as an action does, in a process of its own, with something before and after it.
QUEUE = """
import datetime, os, django
django.setup()
from django.db import transaction
from programmes.actions.messages import queue_message
from programmes.models import Coach
words = dict(subject="Tea", text="Tea is at noon.", day="Tuesday", sender="Mairi")
with transaction.atomic():
    {before}
    coach = Coach.objects.select_related("programme", "user").get()
    queue_message(template="sessions/note", programme=coach.programme, to=coach, context=words,
        now=datetime.datetime.now(datetime.UTC))
    {after}
"""
DIE = "os._exit(9)"


class Runway:
    """Processes with the settings of earnest, on the test's database and our mail server."""

    def __init__(self, office: PostOffice, folder: Path) -> None:
        database = connection.settings_dict
        url = os.environ.get("DATABASE_URL", "").rpartition("/")[0] or "sqlite:///"
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": f"{url}/{database['NAME']}".replace("////", "///"),
            "EMAIL_URL": f"smtp://127.0.0.1:{office.port}",
            "RUNWAY_VAR": str(folder),
        }

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def run(self, *command: str) -> int:
        process = self.start(*command)
        _, wrong = process.communicate(timeout=60)
        if process.returncode not in (0, 9):
            raise AssertionError(wrong.decode())
        return process.returncode

    def queue(self, before: str = "pass", after: str = "pass") -> int:
        return self.run("-c", QUEUE.format(before=before, after=after))

    def send_messages(self) -> None:
        self.run("manage.py", "send_messages")


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with mail_server() as office:
        yield office


@pytest.fixture
def runway(office: PostOffice, tmp_path: Path) -> Runway:
    cast.coach(cast.programme(), account=True)
    return Runway(office, tmp_path)


def until(done: Callable[[], bool]) -> None:
    for _ in range(600):
        if done():
            return
        time.sleep(0.05)
    raise AssertionError("It did not come about in half a minute.")


def states() -> list[str]:
    return list(Message.objects.values_list("state", flat=True))


def test_a_worker_sends_what_is_queued(runway: Runway, office: PostOffice) -> None:
    assert runway.queue() == 0
    assert DBTaskResult.objects.get().task_path == "programmes.tasks.deliver"
    runway.run("manage.py", "db_worker", "--batch", "--no-startup-delay")
    assert len(office.taken) == 1
    assert states() == [MessageState.SENT]
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


def test_after_a_failure_the_worker_comes_back_by_itself(
    runway: Runway, office: PostOffice
) -> None:
    office.after_data = "451 try later"
    runway.queue()
    runway.run("manage.py", "db_worker", "--batch", "--no-startup-delay")
    assert states() == [MessageState.FAILED]
    again = DBTaskResult.objects.get(status="READY")
    assert again.run_after == Message.objects.get().next_try_at
    # No address is left in what the worker keeps of its tasks.
    assert "@" not in str(list(DBTaskResult.objects.values()))


def test_what_is_taken_back_sends_nothing(runway: Runway, office: PostOffice) -> None:
    with pytest.raises(AssertionError, match="taken back"):
        runway.queue(after='raise RuntimeError("taken back")')
    runway.run("manage.py", "db_worker", "--batch", "--no-startup-delay")
    runway.send_messages()
    assert (states(), office.taken) == ([], [])


def test_killed_before_the_commit_nothing_is_sent(runway: Runway, office: PostOffice) -> None:
    assert runway.queue(after=DIE) == 9
    runway.send_messages()
    assert (states(), office.taken) == ([], [])


def test_killed_right_after_the_commit_the_worker_sends_once(
    runway: Runway, office: PostOffice
) -> None:
    assert runway.queue(before=f"transaction.on_commit(lambda: {DIE})") == 9
    assert (states(), DBTaskResult.objects.count()) == ([MessageState.QUEUED], 1)
    runway.run("manage.py", "db_worker", "--batch", "--no-startup-delay")
    runway.send_messages()
    assert len(office.taken) == 1
    assert states() == [MessageState.SENT]


def test_killed_between_commit_and_task_the_command_sends_once(
    runway: Runway, office: PostOffice
) -> None:
    """Where tasks are not rows beside the message, one can be lost."""
    runway.environment["TASKS_BACKEND"] = "django_tasks.backends.immediate.ImmediateBackend"
    assert runway.queue(before=f"transaction.on_commit(lambda: {DIE})") == 9
    assert (states(), DBTaskResult.objects.count()) == ([MessageState.QUEUED], 0)
    runway.send_messages()
    runway.send_messages()
    assert len(office.taken) == 1
    assert states() == [MessageState.SENT]


def test_killed_between_hand_over_and_note_it_goes_again_after_a_quarter_of_an_hour(
    runway: Runway, office: PostOffice
) -> None:
    """The one case in which somebody may get a message twice; both copies bear one name."""
    office.gate = threading.Event()
    runway.queue(before=f"transaction.on_commit(lambda: {DIE})")
    command = runway.start("manage.py", "send_messages")
    until(lambda: office.waiting > 0)
    command.send_signal(signal.SIGKILL)
    command.communicate()
    office.gate.set()
    until(lambda: len(office.taken) == 1)
    runway.send_messages()
    assert len(office.taken) == 1  # still in the hands of the one who died
    Message.objects.update(next_try_at=F("next_try_at") - CLAIM)
    runway.send_messages()
    assert states() == [MessageState.SENT]
    names = [message_from_string(text)["Message-ID"] for _, text in office.taken]
    assert len(names) == 2
    assert len(set(names)) == 1


@pytest.fixture
def slow_office(office: PostOffice, settings: Any) -> Iterator[PostOffice]:
    """A mail server that takes its time, so that workers are sure to overlap."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
    office.gate = threading.Event()
    opening = threading.Timer(1, office.gate.set)
    opening.start()
    yield office
    opening.join()


def due_message() -> Message:
    return Message.objects.create(
        programme=cast.programme(),
        template="sessions/note",
        channel=Channel.EMAIL,
        address="kirsty@example.org",
        subject="Tea",
        body="Tea is at noon.",
        queued_at=cast.NOW,
        next_try_at=cast.NOW,
    )


def test_of_eight_workers_at_once_one_sends(slow_office: PostOffice) -> None:
    message = due_message()
    jobs = [lambda: send_message(pk=message.pk, now=cast.NOW)] * 8
    assert at_once(*jobs) == {"done": 8}
    assert len(slow_office.taken) == 1
    assert Message.objects.get().tries == 1


def test_without_the_claim_several_would_send(slow_office: PostOffice) -> None:
    message = due_message()

    def look_then_send() -> None:
        if Message.objects.due(cast.NOW).filter(pk=message.pk).exists():
            sending._hand_over(message)
            Message.objects.update(state=MessageState.SENT, sent_at=cast.NOW)

    assert at_once(*[look_then_send] * 8) == {"done": 8}
    assert len(slow_office.taken) > 1
