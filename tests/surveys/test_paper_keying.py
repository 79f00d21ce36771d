"""Tests of keying sheets: twice, blind, compared, stored once under the window of their day."""

import datetime
import json

import pytest
from django.db.models import Q

from accounts.models import AuditEvent
from core.problems import Refused
from sessions.actions.places import Consents, record_consents
from sessions.models import Place
from surveys.actions.paper import opening
from surveys.actions.paper.keying import (
    OTHERWISE,
    SETTLED,
    Outcome,
    discard_keying,
    keyings,
    settle_sheet,
)
from surveys.actions.paper.printing import note_printing
from surveys.actions.waves import change_wave
from surveys.choices import Matched, Mode, WaveKind
from surveys.models import (
    InstrumentVersion,
    OpenAnswer,
    PaperSheet,
    Participant,
    Response,
    SetAside,
    Translation,
    Wave,
)
from surveys.questionnaire import instrument_of
from tests import cast, cast_days, cast_paper, cast_surveys
from tests.cast_paper import KEYED_ON, key

pytestmark = pytest.mark.django_db

ON = cast_days.SOON


@pytest.fixture
def pupil() -> Participant:
    return cast_surveys.coded(n=2)[0]


@pytest.fixture
def wave(pupil: Participant) -> Wave:
    return cast_surveys.wave(pupil.programme)


@pytest.fixture
def after(pupil: Participant) -> Wave:
    return cast_surveys.wave(pupil.programme, WaveKind.AFTER)


def refusal(pupil: Participant, wave: Wave, **given) -> list[str]:
    with pytest.raises(Refused) as no:
        key(pupil, wave, **given)
    return no.value.sentences


def lines() -> list[tuple[str, int | None]]:
    about_sheets = Q(verb__contains="sheet")
    events = AuditEvent.objects.filter(about_sheets).order_by("id")
    return list(events.values_list("verb", "target_number"))


def settle(sheet: PaperSheet, **posted: str) -> Outcome:
    return settle_sheet(
        sheet=sheet,
        instrument=instrument_of(sheet.wave.version_id),
        posted=posted,
        by=cast_paper.keyer(sheet.wave),
        today=KEYED_ON,
    )


# --- twice ----------------------------------------------------------------------------------------


def test_a_first_keying_waits_for_the_second(wave, pupil):
    assert key(pupil, wave, {"att1": 2}) == Outcome.FIRST
    sheet = PaperSheet.objects.get()
    assert (sheet.participant_id, sheet.answered_on) == (pupil.pk, ON)
    assert (sheet.first, sheet.second) == (cast_surveys.record(wave, {"att1": 2}), "")
    assert (sheet.second_by, sheet.differing, sheet.settled_on) == (None, None, None)
    assert Response.objects.count() == 0
    assert lines() == [("keyed a paper sheet", wave.pk)]


def test_two_keyings_that_agree_are_stored_as_paper(wave, pupil):
    key(pupil, wave, {"att1": 2})
    assert key(pupil, wave, {"att1": 2}) == Outcome.STORED
    response = Response.objects.get()
    assert (response.participant_id, response.codes) == (
        pupil.pk,
        cast_surveys.record(wave, {"att1": 2}),
    )
    assert (response.mode, response.seconds, response.matched) == (Mode.PAPER, None, Matched.EXACT)
    assert (response.answered_on, response.language) == (ON, "en")
    sheet = PaperSheet.objects.get()
    assert (sheet.first, sheet.second, sheet.first_words, sheet.second_words) == ("", "", "", "")
    assert (sheet.differing, sheet.settled_on) == (0, KEYED_ON)
    assert [verb for verb, _ in lines()] == [
        "keyed a paper sheet",
        "keyed a paper sheet a second time",
    ]


def test_the_same_person_may_key_the_second_time(wave, pupil):
    by = cast_paper.keyer(wave)
    key(pupil, wave, by=by)
    assert key(pupil, wave, by=by) == Outcome.STORED


def test_own_words_that_differ_in_spaces_and_capitals_agree(after, pupil):
    key(pupil, after, words={"plan": "Speak up."})
    assert key(pupil, after, words={"plan": "speak  up"}) == Outcome.STORED
    assert OpenAnswer.objects.get().text == "Speak up."


def test_keyings_that_differ_wait_to_be_settled(wave, pupil):
    key(pupil, wave, {"att1": 2, "sn1": "!"})
    assert key(pupil, wave, {"att1": 3, "sn1": ""}) == Outcome.DIFFERS
    sheet = PaperSheet.objects.get()
    assert (sheet.differing, sheet.settled_on, Response.objects.count()) == (2, None, 0)
    assert [keying.codes for keying in keyings(sheet)] == [
        cast_surveys.record(wave, {"att1": 2, "sn1": "!"}),
        cast_surveys.record(wave, {"att1": 3, "sn1": ""}),
    ]


def test_own_words_that_differ_are_settled_and_are_no_slip_of_keying(after, pupil):
    key(pupil, after, words={"plan": "Speak up"})
    assert key(pupil, after, words={"plan": "Speak out"}) == Outcome.DIFFERS
    sheet = PaperSheet.objects.get()
    assert sheet.differing == 0
    assert settle(sheet, plan="Speak out!") == Outcome.STORED
    assert OpenAnswer.objects.get().text == "Speak out!"


def test_keyed_in_another_language_it_is_stored_so(wave, pupil):
    key(pupil, wave, language="pl")
    assert key(pupil, wave, language="pl") == Outcome.STORED
    assert Response.objects.get().language == "pl"


def test_a_pupil_of_the_day_is_counted(after, wave, pupil):
    for one in (wave, after):
        key(pupil, one)
        key(pupil, one)
    tally = pupil.session.surveytally
    assert (tally.before, tally.after, tally.paired) == (1, 1, 1)


# --- sent twice, and both at once -----------------------------------------------------------------


def test_a_first_keying_sent_twice_is_one_keying(wave, pupil):
    by, this = cast_paper.keyer(wave), cast_paper.opened(pupil, wave)
    assert [key(pupil, wave, by=by, this=this) for _ in range(2)] == [Outcome.FIRST] * 2
    assert PaperSheet.objects.get().second_by is None
    assert len(lines()) == 1


def test_a_first_keying_sent_again_with_other_answers_is_refused(wave, pupil):
    by, this = cast_paper.keyer(wave), cast_paper.opened(pupil, wave)
    key(pupil, wave, by=by, this=this)
    assert refusal(pupil, wave, answers={"att1": 1}, by=by, this=this) == [OTHERWISE]


def test_of_two_who_key_the_first_time_at_once_the_later_is_the_second(wave, pupil):
    this = cast_paper.opened(pupil, wave)
    assert key(pupil, wave, this=this) == Outcome.FIRST
    assert key(pupil, wave, this=this) == Outcome.STORED


def test_a_second_keying_sent_twice_is_one_keying(wave, pupil):
    key(pupil, wave)
    by, this = cast_paper.keyer(wave), cast_paper.opened(pupil, wave)
    assert [key(pupil, wave, by=by, this=this) for _ in range(2)] == [Outcome.STORED] * 2
    assert Response.objects.count() == 1


def test_a_second_keying_that_differs_sent_twice_still_differs(wave, pupil):
    key(pupil, wave)
    by, this = cast_paper.keyer(wave), cast_paper.opened(pupil, wave)
    found = [key(pupil, wave, {"att1": 1}, by=by, this=this) for _ in range(2)]
    assert found == [Outcome.DIFFERS] * 2


def test_a_third_keying_is_refused(wave, pupil):
    key(pupil, wave)
    this = cast_paper.opened(pupil, wave)
    key(pupil, wave, {"att1": 1}, this=this)
    assert refusal(pupil, wave, this=this) == [opening.DIFFERS]
    settle(PaperSheet.objects.get(), att1="1")
    assert refusal(pupil, wave, this=this) == [opening.STORED]


# --- what cannot be opened or kept ----------------------------------------------------------------


def test_a_date_to_come_is_refused(wave, pupil):
    this = cast_paper.opened(pupil, wave)
    with pytest.raises(Refused) as no:
        cast_paper.opened(pupil, wave, on=KEYED_ON + datetime.timedelta(days=1))
    assert no.value.sentences == [opening.FUTURE]
    assert refusal(pupil, wave, this=this, today=ON - datetime.timedelta(days=1)) == [
        opening.FUTURE
    ]


def test_the_window_is_asked_for_the_day_of_answering(wave, pupil):
    assert cast_paper.opened(pupil, wave, on=ON).code == pupil.code
    late = ON + datetime.timedelta(days=1)
    with pytest.raises(Refused) as no:
        cast_paper.opened(pupil, wave, on=late)
    assert no.value.sentences == [
        "On 8 December 2026 this survey was not open for this code. Compare the date with the "
        "sheet; what was answered outside the survey’s days is not keyed."
    ]
    this = cast_paper.opened(pupil, wave)
    assert refusal(pupil, wave, this=this, on=late) == no.value.sentences
    assert PaperSheet.objects.count() == 0


def test_a_slip_in_the_code_is_corrected_and_said(wave, pupil):
    typed = pupil.code[:-1]
    found = opening.open_sheet(
        wave=wave, typed=typed, answered_on=ON, language="en", today=KEYED_ON
    )
    assert (found.code, found.corrected) == (pupil.code, True)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            "000000000",
            "No pupil of this survey holds this code. Compare it with the sheet and type",
        ),
        ("K7P", "No pupil of this survey holds this code."),
    ],
)
def test_a_code_that_nobody_holds_is_refused(wave, typed, said):
    with pytest.raises(Refused) as no:
        opening.open_sheet(wave=wave, typed=typed, answered_on=ON, language="en", today=KEYED_ON)
    assert str(no.value).startswith(said)


def test_a_code_that_has_answered_is_refused(wave, pupil):
    cast_surveys.answer(pupil, wave)
    assert refusal(pupil, wave) == [
        "This code has answered this survey already, so the sheet is not needed."
    ]


def test_the_second_keying_says_the_same_date_and_language(wave, pupil):
    key(pupil, wave)
    assert refusal(pupil, wave, on=ON - datetime.timedelta(days=1), language="pl") == [
        "The first keying says that this sheet was answered on 7 December 2026. Enter that date "
        "if it stands on the sheet; else discard the first keying.",
        "The first keying says that this sheet is in English. Choose that language if it is; "
        "else discard the first keying.",
    ]


def test_who_keyed_first_is_told_to_the_second(wave, pupil):
    by = cast_paper.keyer(wave)
    assert not cast_paper.opened(pupil, wave).is_second
    key(pupil, wave, by=by)
    found = cast_paper.opened(pupil, wave)
    assert (found.is_second, found.first_by) == (True, by.pk)


# --- settled and discarded ------------------------------------------------------------------------


def test_what_stands_on_the_sheet_settles_it(wave):
    sheet = cast_paper.sheet(wave, {"att1": 2, "lic1": 3})
    assert settle(sheet, att1="5", lic1="!") == Outcome.STORED
    assert Response.objects.get().codes == cast_surveys.record(wave, {"att1": 5, "lic1": "!"})
    sheet.refresh_from_db()
    assert (sheet.differing, sheet.settled_on, sheet.first, sheet.second) == (2, KEYED_ON, "", "")
    assert lines()[-1] == ("settled a paper sheet", wave.pk)


def test_only_what_differs_is_taken_when_it_is_settled(wave):
    sheet = cast_paper.sheet(wave, {"att1": 2})
    settle(sheet, att1="2", sn1="1")
    assert Response.objects.get().codes == cast_surveys.record(wave, {"att1": 2})


def test_a_difference_passed_over_is_refused(wave):
    sheet = cast_paper.sheet(wave, {"att1": 2})
    with pytest.raises(Refused) as no:
        settle(sheet)
    assert no.value.sentences == ["Question 1: key the box that is ticked, or say that none is."]
    assert PaperSheet.objects.get().settled_on is None


def test_a_sheet_is_settled_once(wave):
    sheet = cast_paper.sheet(wave)
    with pytest.raises(Refused) as no:
        settle(sheet)  # keyed once only
    assert no.value.sentences == [SETTLED]
    key(sheet.participant, wave, {"att1": 1})
    settle(sheet, att1="1")
    for again in (
        lambda: settle(sheet, att1="2"),
        lambda: discard_keying(sheet=sheet, by=sheet.first_by),
    ):
        with pytest.raises(Refused) as no:
            again()
        assert no.value.sentences == [SETTLED]


@pytest.mark.parametrize("answers", [None, {"att1": 1}])
def test_a_keying_is_discarded_and_keyed_anew(wave, answers):
    sheet = cast_paper.sheet(wave, answers)
    discard_keying(sheet=sheet, by=cast_paper.keyer(wave))
    assert PaperSheet.objects.count() == 0
    assert lines()[-1] == ("discarded the keying of a sheet", wave.pk)
    with pytest.raises(Refused):
        discard_keying(sheet=sheet, by=cast_paper.keyer(wave))
    assert key(sheet.participant, wave) == Outcome.FIRST


# --- what changed between the keyings -------------------------------------------------------------


def test_a_sheet_whose_pupil_answered_meanwhile_is_set_aside(after, pupil):
    words = {"plan": "Speak up"}
    key(pupil, after, {"att1": 1}, words=words)
    this = cast_paper.opened(pupil, after)
    cast_surveys.answer(pupil, after)
    by = cast_paper.keyer(after)
    assert key(pupil, after, {"att1": 1}, words=words, this=this, by=by) == Outcome.ASIDE
    kept = SetAside.objects.get()
    assert (kept.reason, kept.mode, kept.codes) == (
        "ALREADY",
        "PAPER",
        cast_paper.keyed(after, {"att1": 1}, words).codes,
    )
    assert (json.loads(kept.own_words), kept.typed.replace("-", "")) == (words, pupil.code)
    assert (kept.answered_on, kept.came_on, len(kept.digest)) == (ON, KEYED_ON, 64)
    assert key(pupil, after, this=this, by=by) == Outcome.ASIDE  # sent twice
    assert (Response.objects.count(), PaperSheet.objects.get().settled_on) == (1, KEYED_ON)


def test_a_sheet_of_somebody_who_refused_meanwhile_is_set_aside(wave, pupil):
    key(pupil, wave)
    this = cast_paper.opened(pupil, wave)
    place = Place.objects.get(codekey__participant=pupil)
    record_consents(
        booking=place.booking,
        consents={place.pk: Consents("YES", "NO", "NO")},
        by=cast.coordinator(wave.programme),
    )
    assert key(pupil, wave, this=this) == Outcome.ASIDE
    assert (SetAside.objects.get().reason, Response.objects.count()) == ("REFUSED", 0)
    with pytest.raises(Refused) as no:
        cast_paper.opened(pupil, wave)
    assert no.value.sentences == ["This pupil takes no part in this survey. Do not key the sheet."]


def test_a_wave_with_a_keyed_sheet_keeps_its_questions(wave, pupil):
    key(pupil, wave)
    with pytest.raises(Refused) as no:
        change_wave(
            wave=wave,
            version=cast_surveys.small_version(),
            opens_days=-14,
            closes_days=0,
            asks_day=True,
            asks_waiting=True,
            by=cast.coordinator(wave.programme),
        )
    assert no.value.sentences == ["Pupils have answered this wave. Its questions stay as they are."]


# --- printing -------------------------------------------------------------------------------------


def test_printing_freezes_the_questions_and_is_on_record(wave, pupil):
    polish = Translation.objects.create(version=wave.version, language="pl")
    booking = cast_days.booking(pupil.session, 1)
    for language, today in (("en", cast.TODAY), ("pl", cast.day(1))):
        note_printing(
            wave=wave,
            language=language,
            target=booking,
            count=2,
            by=cast.coordinator(wave.programme),
            today=today,
        )
    polish.refresh_from_db()
    version = InstrumentVersion.objects.get(pk=wave.version_id)
    assert (version.frozen_on, polish.frozen_on) == (cast.TODAY, cast.day(1))
    events = AuditEvent.objects.filter(verb="looked at study codes on paper sheets")
    assert list(events.values_list("target_number", "count")) == [(booking.pk, 2)] * 2
