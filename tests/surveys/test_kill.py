"""Acknowledged is kept: the server is killed while a class sends its answers, again and again.

A small version of the crash test: a real gunicorn on a database of its own, answers sent by HTTP,
``kill -9`` in the middle. Whoever saw the receipt's address must be in the table, once.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.db import connection
from django.test import Client

from surveys.models import Participant, Response, Wave
from surveys.views import answer_cookie
from tests import cast_days, cast_surveys
from tests.conftest import ROOT

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

KILLS, BEFORE_KILL, PUPILS = 3, 10, 60  # how often, after how many receipts, of how many
ALWAYS = (-9_000, 9_000)  # the server has a clock of its own, so the wave is open on any date


class Server:
    """gunicorn, started anew after each kill, on the test's own database."""

    def __init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        database = connection.settings_dict
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings_test",
            "DATABASE_URL": os.environ.get("DATABASE_URL", f"sqlite:///{database['NAME']}"),
        }
        if connection.vendor != "sqlite":
            url = self.environment["DATABASE_URL"].rpartition("/")[0]
            self.environment["DATABASE_URL"] = f"{url}/{database['NAME']}"
        self.start()

    def start(self) -> None:
        command = f"-m gunicorn config.wsgi --bind 127.0.0.1:{self.port} --threads 4"
        self.process = subprocess.Popen(
            [sys.executable, *command.split(), "--log-level", "critical"],
            cwd=ROOT,
            env=self.environment,
            start_new_session=True,
        )
        for _ in range(200):
            try:
                with urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2):
                    return
            except (URLError, OSError, HTTPException):
                time.sleep(0.05)
        raise AssertionError("The server does not answer.")

    def kill(self) -> None:
        """Master and workers at once, as when the power goes."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.kill()


def prepared(people: list[Participant], wave: Wave) -> list[str]:
    """Each pupil's cookie just before "Send my answers", as his browser keeps it."""
    cookies = []
    for participant in people:
        client = Client()
        client.post(f"/s/{wave.link}/", {"code": participant.code})
        cookies.append(client.cookies[answer_cookie.ANSWERS].value)
    return cookies


def send(port: int, link: str, cookie: str) -> bool:
    """Whether the server said that the answers are stored."""
    token = "c" * 32
    head = (
        f"POST /s/{link}/send/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
        f"Cookie: {answer_cookie.ANSWERS}={cookie}; csrftoken={token}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
    )
    body = f"csrfmiddlewaretoken={token}"
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
            line.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())
            answer = line.recv(65536).decode("latin-1")
    except OSError:
        return False
    return answer.startswith("HTTP/1.1 302") and f"/s/{link}/receipt/" in answer


def test_answers_that_were_acknowledged_survive_kills_and_none_is_doubled(server: Server):
    session = cast_days.session_day(cars=PUPILS // 7 + 1)
    people = cast_surveys.coded(cast_days.booking(session, PUPILS))
    wave = cast_surveys.wave(session.programme, window=ALWAYS)
    cookies = prepared(people, wave)
    acknowledged: set[int] = set()
    for kill in range(1, KILLS + 1):
        struck = threading.Event()

        def one(n: int, due: int = kill * BEFORE_KILL, struck: threading.Event = struck) -> None:
            if send(server.port, wave.link, cookies[n]):
                acknowledged.add(n)
            if len(acknowledged) >= due:
                struck.set()

        def strike(struck: threading.Event = struck) -> None:
            struck.wait(60)
            server.kill()

        killer = threading.Thread(target=strike)
        killer.start()
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(one, [n for n in range(PUPILS) if n not in acknowledged]))
        killer.join()
        server.start()
        stored = set(Response.objects.values_list("participant", flat=True))
        assert {people[n].pk for n in acknowledged} <= stored
    assert KILLS * BEFORE_KILL <= len(acknowledged) < PUPILS
    # A pupil who saw nothing sends again, and so does one who saw the receipt and went back.
    assert all(send(server.port, wave.link, cookie) for cookie in cookies)
    assert Response.objects.count() == PUPILS
