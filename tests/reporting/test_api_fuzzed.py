"""Five hundred odd requests to the API: never a 500, and always what its description says."""

from typing import Any

import pytest
import schemathesis
import time_machine
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accounts.models import AuditEvent
from reporting.api import door
from tests.reporting.asking import ROOT, Program
from tests.reporting.world import World

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    # Its WSGI client drops an answer that streams a file without closing it, as no server does.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
REQUESTS = 500
OF_EACH = 52  # of each call and each mode; calls without parameters have but one request
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


def test_odd_requests_are_answered_as_described(
    clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.clear()
    monkeypatch.setattr(door, "PER_MINUTE", 1_000_000)
    world = World()
    for participant in world.pupils(world.held_day(), 3):
        world.both(participant)
    world.frozen()
    program = Program.of(world.evaluator, world.programme)
    schema = schemathesis.openapi.from_wsgi(f"{ROOT}/openapi.json", app=WSGIHandler())
    seen: list[int] = []
    found: Any
    for found in schema.get_all_operations():
        operation = found.ok()
        for mode in MODES if list(operation.iter_parameters()) else MODES[:1]:
            seen.extend(_statuses(operation, mode, program.secret))
    assert len(seen) >= REQUESTS
    assert set(seen) <= {200, 400, 401, 404, 405}
    assert 200 in seen
    assert AuditEvent.objects.filter(verb__startswith="downloaded").exists()


def _statuses(operation: Any, mode: GenerationMode, secret: str) -> list[int]:
    """How the call answers; every second request is about the release that is there."""
    seen: list[int] = []

    @settings(
        max_examples=OF_EACH,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
        derandomize=True,
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        if len(seen) % 2 and "number" in case.path_parameters:
            case.path_parameters["number"] = 1
        answer = case.call(headers={"Authorization": f"Bearer {secret}"})
        seen.append(answer.status_code)
        case.validate_response(answer, checks=CHECKS)

    ask()
    return seen
