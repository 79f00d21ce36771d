"""Tests of keeping what could not be stored under its code, once however often it comes."""

import datetime
import json
from typing import Any
from uuid import UUID

import pytest

from accounts.models import AuditEvent
from surveys.actions.aside import set_aside
from surveys.choices import Aside, Language, Mode
from surveys.models import SetAside, Wave
from tests import cast, cast_surveys

pytestmark = pytest.mark.django_db

SAME = UUID("00000000-0000-4000-8000-000000000001")


@pytest.fixture
def wave() -> Wave:
    return cast_surveys.wave()


def aside(wave: Wave, **given) -> SetAside:
    values: dict[str, Any] = {
        "tablet": None,
        "client_id": SAME,
        "digest": "a" * 64,
        "reason": Aside.UNKNOWN_CODE,
        "typed": "K7P-2XQ-9R8",
        "codes": cast_surveys.record(wave),
        "own_words": {},
        "sealed": "",
        "mode": Mode.TABLET,
        "language": Language.ENGLISH,
        "answered_on": cast.TODAY,
        "seconds": 200,
        "today": cast.TODAY + datetime.timedelta(days=1),
    }
    return set_aside(wave=wave, **(values | given))


def test_what_is_set_aside_keeps_all_that_came(wave):
    row = aside(wave, own_words={"day4": "All of it."})
    kept = SetAside.objects.get()
    assert kept == row
    assert (kept.typed, kept.reason, kept.mode) == ("K7P-2XQ-9R8", "UNKNOWN_CODE", "TABLET")
    assert (kept.codes, json.loads(kept.own_words)) == (row.codes, {"day4": "All of it."})
    assert (kept.answered_on, kept.came_on) == (cast.TODAY, cast.day(1))
    assert (kept.seconds, kept.settled_on) == (200, None)


def test_nothing_on_record_joins_an_instant_to_an_answer(wave):
    before = AuditEvent.objects.count()
    aside(wave)
    assert AuditEvent.objects.count() == before


def test_the_same_sent_again_is_the_same_row(wave):
    first = aside(wave)
    assert aside(wave, today=cast.day(3)) == first
    assert SetAside.objects.count() == 1


def test_other_answers_under_the_same_number_are_a_row_of_their_own(wave):
    aside(wave)
    aside(wave, digest="b" * 64, reason=Aside.CHANGED)
    assert SetAside.objects.count() == 2


def test_text_that_no_database_takes_is_cut_or_mended(wave):
    row = aside(wave, typed="K\0" * 50, sealed="ab\ud800c", seconds=10**12)
    assert (row.typed, row.sealed, row.seconds) == ("K" * 40, "ab?c", 2**31 - 1)
    assert aside(wave, digest="c" * 64, seconds=-5).seconds == 0
    assert aside(wave, digest="d" * 64, seconds=None).seconds is None


@pytest.mark.parametrize("codes", ["5" * 201, "55\0"])
def test_a_record_that_does_not_fit_is_kept_as_it_came(wave, codes):
    row = aside(wave, codes=codes, reason=Aside.OTHER_VERSION)
    assert (row.codes, row.sealed) == ("", codes.replace("\0", ""))
