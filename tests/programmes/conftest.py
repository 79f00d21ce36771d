"""What the tests of these pages share: the day, a programme and its co-ordinator's browser."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from programmes.models import Programme
from tests import cast


@pytest.fixture
def _clock() -> Iterator[None]:
    with time_machine.travel(cast.NOW, tick=False):
        yield


@pytest.fixture
def made() -> Programme:
    return cast.programme()


@pytest.fixture
def browser(made: Programme) -> Client:
    return cast.signed_in(cast.coordinator(made), made)
