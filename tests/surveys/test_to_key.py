"""Tests of what the page of surveys says waits for whoever keys answers."""

from typing import Any

import pytest

from surveys.display import to_key as display
from surveys.display.to_key import to_key
from tests import cast, cast_paper, cast_surveys
from tests.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_the_evaluator_reads_what_waits_and_nobody_else(django_assert_max_num_queries: Any) -> None:
    wave = cast_surveys.wave()
    sheet = cast_paper.sheet(wave, {"att1": 1})
    for mark in "ab":
        cast_paper.aside(wave, digest=mark * 64)
    cast_paper.sheet(wave)
    evaluator = cast.signed_in(cast_paper.keyer(wave), wave.programme)
    evaluator.get("/surveys/")
    with django_assert_max_num_queries(12):
        page = evaluator.get("/surveys/")
    assert [one.text for one in page.context["to_key"]] == [
        "2 answer sets are set aside",
        "1 paper sheet was keyed twice and differs",
        "1 paper sheet waits for its second keying",
    ]
    coordinator = cast.signed_in(cast.coordinator(wave.programme), wave.programme)
    other = coordinator.get("/surveys/")
    assert (other.context["to_key"], "set aside" in words(other)) == ([], False)
    assert sheet.differing == 1


def test_more_than_can_be_counted_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    wave = cast_surveys.wave()
    for mark in "ab":
        cast_paper.aside(wave, digest=mark * 64)
    monkeypatch.setattr(display, "MOST", 1)
    standing = cast.standing(cast_paper.keyer(wave), wave.programme)
    assert [one.text for one in to_key(standing)] == ["Over 1 answer set is set aside"]
