"""Acknowledged is kept: the server is killed while a class sends its answers, again and again.

A real gunicorn on a database of its own, answers sent by HTTP, ``kill -9`` in the middle of it.
Whoever saw the receipt's address must be in the table, once. `make soak` kills a thousand times.
"""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from pathlib import Path
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

KILLS = int(os.environ.get("RUNWAY_KILLS", "100"))
WHOLE = 3  # of them the master goes too, as when the power fails
NEW, AGAIN = 3, 1  # at each kill so many send for the first time, and so many once more
PUPILS = max(60, KILLS * NEW // 2)
ALWAYS = (-9_000, 9_000)  # the server has a clock of its own, so the wave is open on any date


class Server:
    """gunicorn on the test's own database: a master, and one worker that does all the work."""

    def __init__(self, careless: bool = False) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        database = connection.settings_dict
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings_test",
            "DATABASE_URL": os.environ.get("DATABASE_URL", f"sqlite:///{database['NAME']}"),
        }
        if careless:
            self.environment["RUNWAY_CARELESS"] = "1"
        if connection.vendor != "sqlite":
            url = self.environment["DATABASE_URL"].rpartition("/")[0]
            self.environment["DATABASE_URL"] = f"{url}/{database['NAME']}"
        self.start()

    def start(self) -> None:
        command = f"-m gunicorn tests.surveys.served --preload --bind 127.0.0.1:{self.port}"
        self.process = subprocess.Popen(
            [sys.executable, *command.split(), "--threads", "4", "--log-level", "critical"],
            cwd=ROOT,
            env=self.environment,
            start_new_session=True,
            stderr=subprocess.DEVNULL,
        )
        self.wait()

    def wait(self) -> None:
        for _ in range(200):
            try:
                with urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2):
                    return
            except (URLError, OSError, HTTPException):
                time.sleep(0.05)
        raise AssertionError("The server does not answer.")

    def kill(self) -> None:
        """Master and worker at once."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def kill_worker(self) -> None:
        """Whoever is writing; the master starts another."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        for pid in children.read_text().split():
            os.kill(int(pid), signal.SIGKILL)


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


def stored() -> set[int]:
    return set(Response.objects.values_list("participant", flat=True))


@pytest.fixture
def crash() -> Iterator["Crash"]:
    session = cast_days.session_day(cars=PUPILS // 7 + 1)
    people = cast_surveys.coded(cast_days.booking(session, PUPILS))
    wave = cast_surveys.wave(session.programme, window=ALWAYS)
    crash = Crash(people, wave, prepared(people, wave))
    yield crash
    if crash.server is not None:
        crash.server.kill()


class Crash:
    """A class that sends while the server is killed."""

    def __init__(self, people: list[Participant], wave: Wave, cookies: list[str]) -> None:
        self.people, self.wave, self.cookies = people, wave, cookies
        self.acknowledged: set[int] = set()
        self.lost: set[int] = set()
        self.hits = 0  # kills that somebody's sending felt
        self.server: Server | None = None

    def go(self, kills: int, *, careless: bool = False) -> None:
        """Kill so often; after each, whoever saw the receipt is looked for in the table."""
        chance = random.Random(4)
        self.server = server = Server(careless)
        for kill in range(kills):
            waiting = [n for n in range(len(self.cookies)) if n not in self.acknowledged]
            batch = waiting[:NEW] + self._again(chance)
            with ThreadPoolExecutor(NEW + AGAIN) as pool:
                sending = {n: pool.submit(self._send, n) for n in batch}
                time.sleep(chance.uniform(0.0, 0.03))
                self._strike(whole=kill % (kills // WHOLE or 1) == 1)
            said = {n for n, done in sending.items() if done.result()}
            self.hits += len(said) < len(batch)
            self.acknowledged |= said
        server.wait()
        self.lost = {n for n in self.acknowledged if self.people[n].pk not in stored()}

    def _again(self, chance: random.Random) -> list[int]:
        return chance.sample(sorted(self.acknowledged), min(AGAIN, len(self.acknowledged)))

    def _send(self, n: int) -> bool:
        assert self.server is not None
        return send(self.server.port, self.wave.link, self.cookies[n])

    def _strike(self, *, whole: bool) -> None:
        assert self.server is not None
        if whole:
            self.server.kill()
            self.server.start()
        else:
            self.server.kill_worker()


def test_answers_that_were_acknowledged_survive_kills_and_none_is_doubled(crash: Crash):
    crash.go(KILLS)
    assert crash.lost == set()
    assert crash.lost == set()
    assert crash.hits >= KILLS // 10  # the kills came in the middle of something
    assert len(crash.acknowledged) >= NEW * WHOLE
    # A pupil who saw nothing sends again, and so does one who saw the receipt and went back.
    assert crash.server is not None
    assert all(send(crash.server.port, crash.wave.link, cookie) for cookie in crash.cookies)
    assert Response.objects.count() == PUPILS == len(stored())


def test_control_that_says_stored_before_it_stores_loses_answers(crash: Crash):
    crash.go(min(KILLS, 30), careless=True)
    assert crash.lost != set()
