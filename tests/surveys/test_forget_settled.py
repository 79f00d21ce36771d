"""Tests of what the nightly deletion empties of sheets and of answers set aside."""

import datetime

import pytest

from accounts.models import AuditEvent
from sessions.actions.places import Consents, record_consents
from sessions.models import Place
from surveys.actions.aside import leave_out
from surveys.actions.erasure import SETTLED_KEPT, delete_due
from surveys.choices import Aside
from surveys.models import PaperSheet, Participant, SetAside
from tests import cast, cast_paper, cast_surveys

pytestmark = pytest.mark.django_db

A_DAY = datetime.timedelta(days=1)
PAST = datetime.date(2027, 9, 1)  # the date of every pupil of the school year has come


def test_own_words_and_typed_codes_of_what_was_settled_are_emptied_after_six_weeks():
    wave = cast_surveys.wave()
    by = cast_paper.keyer(wave)
    row = cast_paper.aside(wave, own_words={"plan": "Speak up"})
    waiting = cast_paper.aside(wave, own_words={"plan": "Wait"}, digest="b" * 64)
    leave_out(aside=row, because="A trial run", by=by, today=cast.TODAY)

    def words(after: datetime.timedelta) -> tuple[str, str]:
        delete_due(today=cast.TODAY + after)
        row.refresh_from_db()
        return row.typed, row.own_words

    assert words(SETTLED_KEPT) == ("K7P-2XQ-9R8", '{"plan": "Speak up"}')
    assert words(SETTLED_KEPT + A_DAY) == ("", "")
    assert (row.codes, row.left_out_because) == (cast_surveys.record(wave), "A trial run")
    waiting.refresh_from_db()
    assert (waiting.typed, waiting.own_words) == ("K7P-2XQ-9R8", '{"plan": "Wait"}')
    delete_due(today=cast.TODAY + SETTLED_KEPT + 2 * A_DAY)
    lines = AuditEvent.objects.filter(verb="emptied what was set aside")
    assert list(lines.values_list("count", flat=True)) == [1]


def test_a_sheet_of_somebody_who_refused_goes_with_the_code():
    [pupil] = cast_surveys.coded(n=1)
    wave = cast_surveys.wave(pupil.programme)
    cast_paper.key(pupil, wave)
    place = Place.objects.get(codekey__participant=pupil)
    record_consents(
        booking=place.booking,
        consents={place.pk: Consents("YES", "NO", "NO")},
        by=cast.coordinator(wave.programme),
    )
    assert delete_due(today=PAST).pupils == 1
    assert (PaperSheet.objects.count(), Participant.objects.count()) == (0, 0)


def test_a_sheet_that_waits_stays_when_the_key_goes():
    [pupil] = cast_surveys.coded(n=1)
    cast_paper.key(pupil, cast_surveys.wave(pupil.programme))
    assert delete_due(today=PAST).codes == 1
    assert (PaperSheet.objects.count(), Participant.objects.count()) == (1, 1)
    assert SetAside.objects.filter(reason=Aside.REFUSED).count() == 0
