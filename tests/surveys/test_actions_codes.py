"""Tests of issuing study codes, and of putting on record who read them."""

import datetime

import pytest

from accounts.models import AuditEvent
from schools.models import Pupil
from surveys.actions.codes import issue_codes
from surveys.models import CodeKey, Participant
from surveys.rules.codes import is_code
from tests import cast, cast_days, cast_surveys

pytestmark = pytest.mark.django_db


def recorded(verb: str) -> list[tuple]:
    found = AuditEvent.objects.filter(verb=verb).order_by("id")
    return list(
        found.values_list("by", "target_kind", "target_number", "programme_number", "count")
    )


def test_each_named_pupil_has_a_code_of_his_own_and_the_research_variables():
    booking = cast_days.booking()
    held = cast_surveys.coded(booking, 3)
    assert len({one.code for one in held}) == 3
    assert all(is_code(one.code) for one in held)
    names = [str(one.codekey.place.pupil).split()[0] for one in held]
    assert [(name, one.year_group) for name, one in zip(names, held, strict=True)] == [
        ("Eilidh", "S5"),
        ("Callum", "S5"),
        ("Isla", "S5"),
    ]
    one = held[0]
    assert (one.programme_id, one.session_id, one.school_id, one.age_on_day) == (
        booking.session.programme_id,
        booking.session_id,
        booking.school_id,
        16,
    )


def test_issuing_is_on_record_once_and_again_only_for_new_pupils():
    booking = cast_days.booking()
    by = cast.coordinator(booking.session.programme)
    cast_surveys.coded(booking, 2)
    assert issue_codes(booking=booking, by=by) == 0
    cast_days.enrolled(booking, 2, first=2)
    assert issue_codes(booking=booking, by=by) == 2
    of = (by.pk, "booking", booking.pk, booking.session.programme_id)
    assert recorded("issued study codes") == [(*of, 2), (*of, 2)]
    assert CodeKey.objects.filter(place__booking=booking).count() == 4


def test_a_place_whose_pupil_was_deleted_on_his_date_gets_no_code():
    booking = cast_days.booking()
    [place, _] = cast_days.enrolled(booking, 2)
    Pupil.objects.filter(place=place).delete()
    assert issue_codes(booking=booking, by=cast.founder()) == 1
    assert not CodeKey.objects.filter(place=place).exists()


def test_a_code_that_somebody_holds_is_drawn_again(monkeypatch):
    [held] = cast_surveys.coded(n=1)
    Participant.objects.filter(pk=held.pk).update(code="000000000")
    dice = iter([0] * 16 + [1] + [0] * 7 + [2] + [0] * 7)
    monkeypatch.setattr("secrets.randbelow", lambda below: next(dice))
    fresh = cast_surveys.coded(n=2)
    assert {one.code[:8] for one in fresh} == {"10000000", "20000000"}


@pytest.mark.parametrize(("date", "age"), [((2027, 5, 31), 16), ((2027, 6, 1), 17)])
def test_age_is_that_on_the_day(date, age):
    day = cast_days.session_day(date=datetime.date(*date))
    cast_surveys.coded(cast_days.booking(day), 1)  # born on 1 June 2010
    assert Participant.objects.get().age_on_day == age
