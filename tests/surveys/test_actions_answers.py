"""Tests of finding who answers, and of storing an answer once."""

import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from accounts.models import AuditEvent
from core.problems import Refused
from sessions.actions.bookings import release_booking
from sessions.actions.places import Consents, record_consents, withdraw_place
from sessions.choices import Consent
from sessions.models import Place
from surveys.actions import answers
from surveys.actions.answers import Entrant, Sent, find_entrant, store_answers
from surveys.choices import Matched, Mode, WaveKind
from surveys.models import CodeKey, OpenAnswer, Participant, Response, SurveyTally, Wave
from surveys.questionnaire import instrument_of
from surveys.rules.codes import ALPHABET, is_code, show_code
from tests import cast, cast_days, cast_surveys

pytestmark = pytest.mark.django_db

ON = cast_days.SOON  # the day itself: both waves are open


@pytest.fixture
def pupils() -> list[Participant]:
    return cast_surveys.coded(n=3)


@pytest.fixture
def pupil(pupils: list[Participant]) -> Participant:
    return pupils[0]


@pytest.fixture
def wave(pupil: Participant) -> Wave:
    return cast_surveys.wave(pupil.programme)


@pytest.fixture
def after(pupil: Participant) -> Wave:
    return cast_surveys.wave(pupil.programme, WaveKind.AFTER)


def refusal(wave: Wave, typed: str, on: datetime.date = ON) -> list[str]:
    with pytest.raises(Refused) as no:
        find_entrant(wave=wave, typed=typed, today=on)
    return no.value.sentences


def sent(wave: Wave, client_id: UUID | None = None, **given) -> Sent:
    values: dict[str, Any] = {
        "codes": cast_surveys.record(wave),
        "own_words": {},
        "seconds": 300,
    }
    return Sent(client_id=client_id or uuid4(), **(values | given))


def stored(wave: Wave, pupil: Participant, this: Sent, on: datetime.date = ON) -> Response:
    entrant = Entrant(pupil.pk, pupil.session_id, pupil.code, Matched.EXACT)
    instrument = instrument_of(wave.version_id)
    return store_answers(wave=wave, instrument=instrument, entrant=entrant, sent=this, today=on)


def slips(code: str) -> list[str]:
    """Every code with one character wrong that is no code itself."""
    wrong = [
        code[:n] + c + code[n + 1 :] for n in range(9) for c in ALPHABET + "AE" if c != code[n]
    ]
    return [typed for typed in wrong if not is_code(typed)]


# --- who answers --------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", [str, show_code, str.lower, lambda code: f" {code} "])
def test_a_code_is_found_however_it_is_written(wave, pupil, typed):
    assert find_entrant(wave=wave, typed=typed(pupil.code), today=ON) == Entrant(
        pupil.pk, pupil.session_id, pupil.code, Matched.EXACT
    )


def test_a_slip_that_can_mean_one_code_only_is_corrected(wave, pupil):
    for typed in slips(pupil.code)[::17]:
        assert find_entrant(wave=wave, typed=typed, today=ON) == Entrant(
            pupil.pk, pupil.session_id, pupil.code, Matched.CORRECTED
        )


def test_a_slip_that_can_mean_two_codes_is_not_corrected(wave, pupils):
    one, two, _ = pupils
    Participant.objects.filter(pk=one.pk).update(code="000000000")
    Participant.objects.filter(pk=two.pk).update(code="10000000Y")
    [said] = refusal(wave, "100000000")  # the first or the last character may be wrong
    assert said == "This is not quite a code. Look at your card and type it again."


def test_a_slip_is_not_corrected_to_a_code_that_cannot_answer_now(wave, pupil):
    [typed, *_] = slips(pupil.code)
    day = datetime.timedelta(days=1)
    for on in (ON + wave.opens_days * day - day, ON + wave.closes_days * day + day):
        assert refusal(wave, typed, on) != []
        assert Participant.objects.filter(pk=pupil.pk).exists()
    other = cast_surveys.wave(cast.programme())
    assert refusal(other, typed)[0].startswith(("This is not quite a code.", "No code has"))


@pytest.mark.parametrize("typed", ["", "K7P", "K7P2XQ9R7K7P"])
def test_what_is_no_code_at_all_is_not_looked_for(wave, typed, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert len(refusal(wave, typed)) == 1


def test_a_code_that_nobody_holds_is_not_known(wave):
    assert refusal(wave, "000000000") == [answers.UNKNOWN]


def test_a_code_of_another_programme_is_not_known(pupil):
    assert refusal(cast_surveys.wave(), pupil.code) == [answers.UNKNOWN]


def test_a_withdrawn_pupils_code_is_not_known(wave, pupil):
    place = Place.objects.get(codekey__participant=pupil)
    withdraw_place(place=place, by=cast.founder(), now=cast.NOW)
    assert refusal(wave, pupil.code) == [answers.UNKNOWN]


def test_codes_of_a_released_booking_are_not_known(wave, pupil):
    booking = Place.objects.get(codekey__participant=pupil).booking
    release_booking(booking=booking, by=cast.founder(), now=cast.NOW)
    assert refusal(wave, pupil.code) == [answers.UNKNOWN]


def test_a_code_whose_key_was_deleted_on_its_date_asks_nothing_any_more(wave, pupil):
    CodeKey.objects.filter(participant=pupil).delete()
    assert refusal(wave, pupil.code) == [answers.UNKNOWN]


def test_who_said_no_to_the_survey_is_not_asked(wave, pupil):
    place = Place.objects.get(codekey__participant=pupil)
    consents = {place.pk: Consents(Consent.YES, Consent.NO, Consent.YES)}
    record_consents(booking=place.booking, consents=consents, by=cast.founder())
    assert refusal(wave, pupil.code) == [answers.NOT_EXPECTED]


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (-15, ["This survey opens on 23 November."]),
        (1, ["This survey closed on 7 December. It had to be answered before your day."]),
    ],
)
def test_outside_its_window_a_wave_says_when(wave, pupil, days, said):
    assert refusal(wave, pupil.code, ON + datetime.timedelta(days=days)) == said


@pytest.mark.parametrize("days", [-14, 0])
def test_a_wave_is_open_on_its_first_and_last_day(wave, pupil, days):
    on = ON + datetime.timedelta(days=days)
    assert find_entrant(wave=wave, typed=pupil.code, today=on).participant_id == pupil.pk


def test_who_has_answered_is_told_so_but_may_answer_the_other_wave(wave, after, pupil):
    cast_surveys.answer(pupil, wave)
    assert refusal(wave, pupil.code) == [answers.ALREADY]
    assert find_entrant(wave=after, typed=pupil.code, today=ON).code == pupil.code


# --- storing ------------------------------------------------------------------------------------


def test_an_answer_is_stored_as_it_was_sent(after, pupil):
    words = {"plan": "Speak up"}
    this = sent(after, own_words=words, seconds=None, mode=Mode.PAPER)
    kept = stored(after, pupil, this)
    row = Response.objects.get(pk=kept.pk)
    assert (row.client_id, row.participant_id, row.wave_id) == (this.client_id, pupil.pk, after.pk)
    assert (row.codes, row.matched, row.mode) == (this.codes, Matched.EXACT, Mode.PAPER)
    assert (row.answered_on, row.seconds) == (ON, None)
    assert list(OpenAnswer.objects.values_list("response", "item__code", "text")) == [
        (row.pk, "plan", "Speak up")
    ]


def test_codes_that_do_not_fit_the_version_are_refused(wave, pupil):
    with pytest.raises(Refused) as no:
        stored(wave, pupil, sent(wave, codes="4" * 29))
    assert no.value.sentences == [
        f"Question {n}: choose one of the answers shown." for n in (22, 24, 25, 26, 27, 28, 29)
    ]
    assert Response.objects.count() == 0


def test_sent_twice_is_stored_and_counted_once(wave, pupil):
    this = sent(wave)
    assert stored(wave, pupil, this).pk == stored(wave, pupil, this).pk
    assert SurveyTally.objects.get().before == 1


def test_sent_twice_over_midnight_is_still_the_same_answer(wave, pupil):
    this = sent(wave, begun_on=ON)
    first = stored(wave, pupil, this)
    assert stored(wave, pupil, this, ON + datetime.timedelta(days=1)).pk == first.pk


def test_the_same_number_with_other_codes_is_refused(wave, pupil):
    this = sent(wave)
    stored(wave, pupil, this)
    other = sent(wave, this.client_id, codes=cast_surveys.record(wave, {"att1": 1}))
    with pytest.raises(Refused) as no:
        stored(wave, pupil, other)
    assert no.value.sentences == [answers.ALREADY]


def test_the_same_number_from_another_pupil_is_refused(wave, pupils):
    one, two, _ = pupils
    this = sent(wave)
    stored(wave, one, this)
    with pytest.raises(Refused):
        stored(wave, two, this)
    assert list(Response.objects.values_list("participant", flat=True)) == [one.pk]


def test_a_second_answer_with_the_same_code_is_refused(wave, pupil):
    stored(wave, pupil, sent(wave))
    with pytest.raises(Refused) as no:
        stored(wave, pupil, sent(wave))
    assert no.value.sentences == [answers.ALREADY]
    assert (Response.objects.count(), SurveyTally.objects.get().before) == (1, 1)


@pytest.mark.parametrize("begun_on", [None, ON + datetime.timedelta(days=1)])
def test_a_wave_that_closed_takes_what_was_begun_that_day_or_on_paper(wave, pupil, begun_on):
    stored(wave, pupil, sent(wave, begun_on=begun_on), ON + datetime.timedelta(days=1))
    assert Response.objects.count() == 1


def test_a_wave_that_closed_does_not_take_what_was_begun_the_day_before(wave, pupil):
    with pytest.raises(Refused) as no:
        stored(wave, pupil, sent(wave, begun_on=ON), ON + datetime.timedelta(days=1))
    assert no.value.sentences == [
        "This survey closed on 7 December. It had to be answered before your day."
    ]
    assert Response.objects.count() == 0


def test_a_wave_that_is_open_still_takes_what_was_begun_the_day_before(after, pupil):
    stored(after, pupil, sent(after, begun_on=ON), ON + datetime.timedelta(days=1))
    assert Response.objects.count() == 1


def test_answers_to_questions_that_were_exchanged_meanwhile_are_refused(wave, pupil):
    old = Wave.objects.select_related("version").get(pk=wave.pk)
    Wave.objects.filter(pk=wave.pk).update(version=cast_surveys.small_version())
    with pytest.raises(Refused) as no:
        stored(old, pupil, sent(old))
    assert no.value.sentences == [answers.CHANGED]
    assert Response.objects.count() == 0


def test_the_first_answer_freezes_the_version_on_its_date_and_later_ones_leave_it(wave, pupils):
    one, two, _ = pupils
    stored(wave, one, sent(wave), ON - datetime.timedelta(days=3))
    stored(wave, two, sent(wave), ON)
    wave.version.refresh_from_db()
    assert wave.version.frozen_on == ON - datetime.timedelta(days=3)


def test_answers_leave_no_line_in_the_record(wave, after, pupil):
    before = AuditEvent.objects.count()
    stored(wave, pupil, sent(wave))
    stored(after, pupil, sent(after, own_words={"plan": "Speak up"}))
    assert AuditEvent.objects.count() == before
