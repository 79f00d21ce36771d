"""Two people accept a register at the same moment: one register is there, and nobody is lost."""

import time
from dataclasses import replace

import pytest

from schools.actions import accept_register, would_change
from schools.models import Council, School
from tests.at_once import Job, at_once
from tests.schools.registers import CITY, GOOD, TITLE

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

ROWS = [
    replace(GOOD if n % 2 else CITY, seed_code=f"{5200000 + n}", name=f"School {n}")
    for n in range(361)
]
PEOPLE = 6


def accepting(turned: bool) -> Job:
    rows = ROWS[::-1] if turned else ROWS
    return lambda: accept_register(rows=rows, complete=True, title=TITLE, by=None)


def test_register_accepted_by_six_at_once_is_there_once() -> None:
    assert at_once(*[accepting(bool(n % 2)) for n in range(PEOPLE)]) == {"done": PEOPLE}
    assert (School.objects.count(), Council.objects.count()) == (361, 2)
    assert would_change(rows=ROWS, complete=True).none is True


def written_without_care() -> None:
    """A register as one would write it without thinking: the control."""
    known = set(School.objects.values_list("seed_code", flat=True))
    time.sleep(0.05)  # another query, a template, a garbage collection
    School.objects.bulk_create(
        School(seed_code=row.seed_code, name=row.name, roll=row.roll)
        for row in ROWS
        if row.seed_code not in known
    )


def test_control_looking_first_and_writing_then_loses_somebody() -> None:
    assert at_once(*[written_without_care] * PEOPLE) != {"done": PEOPLE}
