"""Sending answers against a bare Django POST with one insert, one by one and 200 at once."""

import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.client import ClientHandler

from benchmarks.bare_table import drop_table, make_table
from benchmarks.measure import Figure, interleaved, show, verdict
from surveys.models import Participant, Response, Wave
from surveys.questionnaire import instrument_of
from surveys.rules.answers import encode
from surveys.tallies import recount_answers
from surveys.views import answer_cookie

ROUNDS, AT_ONCE = 150, 200
MUST = 0.5  # of the bare rate
# One for all: each would load the middleware, and whitenoise read the static folder, anew.
HANDLER = ClientHandler(enforce_csrf_checks=False)


@dataclass(frozen=True)
class Answering:
    """A pupil's browser with a full set of answers in it, ready to send."""

    client: Client
    participant_id: int
    session_id: int


def answering(wave: Wave, number: int) -> Answering:
    """The ``number``-th pupil who has not answered this wave, with all his answers given."""
    instrument = instrument_of(wave.version_id)
    waiting = (
        Participant.objects.filter(programme=wave.programme_id)
        .exclude(response__wave=wave)
        .order_by("-pk")
    )
    person = waiting[number]
    asked = instrument.items_for(wave.kind)
    codes = encode(instrument, wave.kind, {i.code: i.options[0].value for i in asked if i.options})
    carried = answer_cookie.Carried(
        participant_id=person.pk,
        session_id=person.session_id,
        code=person.code,
        matched="EXACT",
        client_id=uuid.uuid4().hex,
        version_id=wave.version_id,
        codes=codes,
        own_words={},
        begun_at=int(time.time()) - 200,
        seen_all=True,
    )
    response = HttpResponse()
    answer_cookie.write(response, wave, carried)
    client = Client()
    client.handler = HANDLER
    client.cookies.update(response.cookies)
    assert person.session_id is not None  # of a day, not of a comparison group
    return Answering(client, person.pk, person.session_id)


def run() -> None:
    """Print both rates, their ratio, and how long 200 at once take."""
    wave = Wave.objects.filter(kind="BEFORE").order_by("-programme__school_year")[0]
    wave = _always_open(wave)
    pupils = [answering(wave, number) for number in range(ROUNDS + 2 + AT_ONCE)]
    make_table()
    try:
        figures = _one_by_one(wave, pupils[: ROUNDS + 2])
        slowest, stored = _at_once(wave, pupils[ROUNDS + 2 :])
    finally:
        drop_table()
        _take_back(wave, pupils)
    bare, ours = figures["bare post"], figures["answers"]
    lines = [
        ("bare post", f"{1 / bare.wall:.0f} a second", f"{bare.cpu * 1000:.2f} ms CPU", ""),
        (
            "answers",
            f"{1 / ours.wall:.0f} a second",
            f"{ours.cpu * 1000:.2f} ms CPU",
            f"{bare.wall / ours.wall:.2f} of the bare rate "
            + verdict(bare.wall / ours.wall, MUST, at_least=True),
        ),
        (f"{AT_ONCE} at once", f"{stored} stored", f"slowest {slowest:.2f} s", ""),
    ]
    show("Sending answers", lines)


def _one_by_one(wave: Wave, pupils: list[Answering]) -> dict[str, Figure]:
    waiting = iter(pupils)
    stranger = Client()
    stranger.handler = HANDLER
    codes = "3" * 29

    def bare() -> None:
        sent = stranger.post("/benchmark/post/", {"id": str(uuid.uuid4()), "codes": codes})
        assert sent.status_code == 200

    return interleaved({"bare post": bare, "answers": lambda: _send(wave, next(waiting))}, ROUNDS)


def _at_once(wave: Wave, pupils: list[Answering]) -> tuple[float, int]:
    """All press send in the same moment, each on a connection of its own."""

    def one(pupil: Answering) -> float:
        started = time.perf_counter()
        try:
            _send(wave, pupil)
        finally:
            connection.close()
        return time.perf_counter() - started

    with ThreadPoolExecutor(max_workers=len(pupils)) as pool:
        slowest = max(pool.map(one, pupils))
    stored = Response.objects.filter(wave=wave, participant__in=[p.participant_id for p in pupils])
    return slowest, stored.count()


def _send(wave: Wave, pupil: Answering) -> None:
    response = pupil.client.post(f"/s/{wave.link}/send/")
    assert response.status_code == 302, response.content[:500]
    assert response.headers["Location"].endswith("/receipt/"), response.headers["Location"]


def _always_open(wave: Wave) -> Wave:
    """Open the wave to everybody for the run: national days are spread over the year."""
    Wave.objects.filter(pk=wave.pk).update(opens_days=-1000, closes_days=1000)
    wave.refresh_from_db()
    return wave


def _take_back(wave: Wave, pupils: list[Answering]) -> None:
    """Leave the seasons as they were, so that the next run finds pupils who have not answered."""
    rows = [(wave.pk, pupil.participant_id) for pupil in pupils]
    with connection.cursor() as cursor:  # past our own refusal to delete an answer
        cursor.executemany(
            "DELETE FROM surveys_response WHERE wave_id = %s AND participant_id = %s", rows
        )
    recount_answers({pupil.session_id for pupil in pupils})
