"""Tests of other languages: what is complete, who writes the words, when they freeze."""

import datetime
from http import HTTPStatus

import pytest
import time_machine
from django.test import Client

from accounts.models import AuditEvent
from accounts.roles import Role
from core.problems import Refused
from surveys.actions.drafting import change_question
from surveys.actions.instruments import NOT_OURS
from surveys.actions.translations import NO_SUCH, keep_words
from surveys.display.pupil_words import FILE, plain, pupil_words, spoken_words
from surveys.models import InstrumentVersion, ItemText, Response, Translation
from surveys.models.translations import TRANSLATION_FROZEN
from surveys.questionnaire import (
    MOST,
    forget_words,
    held_words,
    instrument_of,
    spoken_by_language,
    words_of,
)
from surveys.rules.instrument_file import item_cells
from surveys.rules.translations import (
    ItemWords,
    is_complete,
    is_worded,
    still_fitting,
    translated,
    worded,
    words_problems,
)
from tests import cast, cast_surveys
from tests.surveys.instruments import SMALL
from tests.surveys.pupils import OPEN, at

FULL = {
    item.code: ItemWords(f"Gu {item.code}", tuple(f"{o.label} gd" for o in item.options))
    for item in SMALL.items
}


def draft_with_words(language="gd", words=FULL):
    of = cast.programme()
    by, version = cast.coordinator(of), cast_surveys.draft(of)
    keep_words(version=version, language=language, words=words, by=by)
    forget_words(version.pk)
    return version, by


# --- rules --------------------------------------------------------------------------------------


def test_an_item_has_its_words_when_question_and_every_answer_are_there():
    first, plan = SMALL.items[0], SMALL.by_code["plan"]
    assert is_worded(first, FULL["att1"])
    assert is_worded(plan, ItemWords("Plana"))
    assert not is_worded(first, None)
    assert not is_worded(first, ItemWords("", ("a", "b", "c")))
    assert not is_worded(first, ItemWords("Aon", ("a", "b")))
    assert not is_worded(first, ItemWords("Aon", ("a", "", "c")))


def test_a_language_is_complete_when_every_item_is():
    assert is_complete(SMALL, FULL)
    part = {code: words for code, words in FULL.items() if code != "plan"}
    assert (worded(SMALL, part), is_complete(SMALL, part)) == (5, False)


def test_words_put_in_change_no_value_order_or_scoring():
    spoken = translated(SMALL, FULL)
    assert [i.text for i in spoken.items] == [words.text for words in FULL.values()]
    for plain_item, item in zip(SMALL.items, spoken.items, strict=True):
        assert [o.value for o in item.options] == [o.value for o in plain_item.options]
        assert (item.code, item.position, item.scale, item.reverse, item.waves) == (
            plain_item.code,
            plain_item.position,
            plain_item.scale,
            plain_item.reverse,
            plain_item.waves,
        )


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ({"none": ItemWords("A")}, "none is no question of this version."),
        ({"att1": ItemWords("A", ("a", "b"))}, "att1: give 3 answers, as in English."),
        ({"plan": ItemWords("x" * 301)}, "plan: use 300 characters at most."),
        ({"who": ItemWords("A", ("x" * 301, "b"))}, "who: use 300 characters at most."),
        (
            {"who": ItemWords("A", ("a|b", "c"))},
            "who: write each answer on one line, without |.",
        ),
    ],
)
def test_words_that_do_not_fit_are_named(words, problem):
    assert list(words_problems(SMALL, words)) == [problem]


def test_missing_words_are_no_problem():
    assert list(words_problems(SMALL, {**FULL, "att1": ItemWords(), "who": ItemWords("A")})) == []


def test_words_still_fit_what_is_asked_as_before():
    assert still_fitting(SMALL, SMALL) == frozenset(SMALL.by_code)


# --- writing them -------------------------------------------------------------------------------


@pytest.mark.django_db
def test_words_are_kept_changed_and_taken_out_with_one_audit_line_each():
    version, by = draft_with_words()
    assert held_words(version.pk) == {"gd": FULL}
    lines = AuditEvent.objects.filter(verb="wrote words of another language")
    assert list(lines.values_list("count", flat=True)) == [6]
    some = {"att1": ItemWords("Eile", ("a", "", "c")), "plan": ItemWords(), "who": FULL["who"]}
    assert keep_words(version=version, language="gd", words=some, by=by) == 2
    held = held_words(version.pk)["gd"]
    assert held["att1"] == ItemWords("Eile", ("a", "", "c"))
    assert "plan" not in held
    assert keep_words(
        version=version, language="gd", words={"att1": ItemWords("", ("",) * 3)}, by=by
    )
    assert "att1" not in held_words(version.pk)["gd"]


@pytest.mark.django_db
def test_words_are_refused_where_they_do_not_belong():
    version, by = draft_with_words()
    shipped = cast_surveys.small_version()
    for refused, kwargs in [
        (NO_SUCH, {"version": version, "language": "en", "words": {}}),
        (NOT_OURS, {"version": shipped, "language": "gd", "words": {}}),
        (
            "none is no question of this version.",
            {"version": version, "language": "pl", "words": {"none": ItemWords("A")}},
        ),
    ]:
        with pytest.raises(Refused) as reason:
            keep_words(by=by, **kwargs)
        assert reason.value.sentences == [refused]


@pytest.mark.django_db
def test_only_a_complete_language_is_offered():
    version, by = draft_with_words(words={**FULL, "plan": ItemWords()})
    assert (words_of(version.pk, "gd"), dict(spoken_by_language(version.pk))) == (None, {})
    keep_words(version=version, language="gd", words={"plan": FULL["plan"]}, by=by)
    forget_words(version.pk)
    assert words_of(version.pk, "gd") == FULL
    assert words_of(version.pk, "en") is None
    assert spoken_by_language(version.pk)["gd"].instrument.items[0].text == "Gu att1"


@pytest.mark.django_db
def test_words_are_read_once_a_minute_and_memory_has_an_end(django_assert_num_queries, monkeypatch):
    version, _ = draft_with_words()
    spoken_by_language(version.pk)
    with django_assert_num_queries(0):
        words_of(version.pk, "gd")
    monkeypatch.setattr("surveys.questionnaire.MOST", 0)
    assert MOST == 500
    forget_words(version.pk)
    assert words_of(version.pk, "gd") == FULL


@pytest.mark.django_db
def test_changing_the_english_takes_the_words_of_that_question_out():
    version, by = draft_with_words()
    held = instrument_of(version.pk)
    same = item_cells(held.by_code["att1"], held, {}) | {"scale": "NEW"}
    change_question(version=version, code="att1", cells=same, by=by)
    assert set(held_words(version.pk)["gd"]) == set(FULL)
    change_question(version=version, code="att1", cells=same | {"text": "Another"}, by=by)
    assert set(held_words(version.pk)["gd"]) == set(FULL) - {"att1"}


# --- the page on which they are written ---------------------------------------------------------


@pytest.mark.django_db
def test_words_are_written_beside_the_english_and_answer_lists_only_once(clock):
    of = cast.programme()
    client = cast.signed_in(cast.person(of, Role.EVALUATOR), of)
    version = cast_surveys.draft(of)
    address = f"/surveys/instruments/{version.pk}/languages/gd/"
    page = client.get(address).content.decode()
    assert "0 of 6 questions complete" in page
    assert page.count('name="answer-att1-') == 3  # att2 and att3 share the list
    sent = {"text-att1": " Aon\x00 ", **{f"answer-att1-{n}": f"F{n}" for n in range(3)}}
    assert client.post(address, sent).status_code == HTTPStatus.FOUND
    held = held_words(version.pk)["gd"]
    assert held["att1"] == ItemWords("Aon", ("F0", "F1", "F2"))
    assert held["att2"] == ItemWords("", ("F0", "F1", "F2"))
    page = client.get(address).content.decode()
    assert "1 of 6 questions complete" in page
    assert 'value="F1"' in page
    assert 'lang="gd"' in page
    assert client.get(address.replace("/gd/", "/en/")).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.django_db
def test_words_that_are_refused_stay_on_the_page(clock):
    of = cast.programme()
    client = cast.signed_in(cast.person(of, Role.EVALUATOR), of)
    version = cast_surveys.draft(of)
    address = f"/surveys/instruments/{version.pk}/languages/gd/"
    page = client.post(address, {"text-plan": "y" * 301}).content.decode()
    assert "plan: use 300 characters at most." in page
    assert "y" * 301 in page
    assert not ItemText.objects.exists()


@pytest.mark.django_db
def test_frozen_words_are_shown_and_not_asked(clock):
    version, by = draft_with_words()
    Translation.objects.update(frozen_on=cast.TODAY)
    client = cast.signed_in(by, version.programme)
    page = client.get(f"/surveys/instruments/{version.pk}/languages/gd/").content.decode()
    assert "its words never change" in page
    assert "disabled" in page
    assert (
        "has answers and never changes"
        in client.get(f"/surveys/instruments/{version.pk}/").content.decode()
    )


# --- what pupils meet ---------------------------------------------------------------------------


@pytest.fixture
def spoken():
    """A wave that can be answered in Gaelic, and a pupil."""
    with time_machine.travel(OPEN, tick=False):
        pupil = cast_surveys.coded(n=2)[0]
        by, version = cast.coordinator(pupil.programme), cast_surveys.draft(pupil.programme)
        keep_words(version=version, language="gd", words=FULL, by=by)
        forget_words(version.pk)
        wave = cast_surveys.wave(pupil.programme, version=version)
        yield wave, pupil


def enter(wave, pupil, language="gd"):
    client = Client()
    client.post(at(wave), {"code": pupil.code, "language": language})
    return client


@pytest.mark.django_db
def test_a_pupil_chooses_a_language_by_its_own_name(spoken):
    wave, _ = spoken
    page = Client().get(at(wave)).content.decode()
    assert '<a href="?language=gd" lang="gd" hreflang="gd" >Gàidhlig</a>' in page
    assert '<html lang="en-GB">' in page
    page = Client().get(f"{at(wave)}?language=gd").content.decode()
    assert '<html lang="gd">' in page
    assert 'name="language" value="gd"' in page
    assert '<span lang="en">Start</span>' in page  # not written in Gaelic yet
    assert Client().get(f"{at(wave)}?language=pl").content.decode().count('<html lang="en-GB">')


@pytest.mark.django_db
def test_without_a_second_language_there_is_no_choice():
    with time_machine.travel(OPEN, tick=False):
        wave = cast_surveys.wave()
        assert "?language=" not in Client().get(at(wave)).content.decode()


@pytest.mark.django_db
def test_questions_come_in_the_language_and_cost_no_query(spoken, django_assert_num_queries):
    wave, pupil = spoken
    client = enter(wave, pupil)
    client.get(at(wave, 1))
    with django_assert_num_queries(0):
        page = client.get(at(wave, 1)).content.decode()
    assert "“Gu att1”" in page
    assert "Yes gd" in page
    assert '<html lang="gd">' in page
    assert '<span lang="en">Next</span>' in page
    assert '<title lang="en">Question 1 of 4' in page
    assert "One" not in page


@pytest.mark.django_db
def test_the_language_can_be_changed_on_the_way(spoken):
    wave, pupil = spoken
    client = enter(wave, pupil, "en")
    client.post(at(wave, 1), {"answer": "3"})
    assert "“Two”" in client.get(at(wave, 2)).content.decode()
    client.get(f"{at(wave)}?language=gd")
    assert "“Gu att2”" in client.get(at(wave, 2)).content.decode()
    client.post(at(wave), {"code": pupil.code, "language": "en"})
    page = client.get(at(wave, 1)).content.decode()
    assert ("“One”" in page, 'value="3" checked' in page) == (True, True)


@pytest.mark.django_db
def test_the_answer_says_in_which_language_and_freezes_its_words(spoken):
    wave, pupil = spoken
    client = enter(wave, pupil)
    client.post(at(wave, 1), {"answer": "3"})
    page = client.get(at(wave, "send")).content.decode()
    assert "Gu att2" in page
    client.post(at(wave, "send"))
    assert '<html lang="gd">' in client.get(at(wave, "receipt")).content.decode()
    assert Response.objects.get().language == "gd"
    frozen = Translation.objects.get()
    assert frozen.frozen_on == OPEN.date()
    version = InstrumentVersion.objects.get(pk=wave.version_id)
    with pytest.raises(Refused) as reason:
        keep_words(version=version, language="gd", words=FULL, by=cast.coordinator(pupil.programme))
    assert reason.value.sentences == [TRANSLATION_FROZEN]


@pytest.mark.django_db
def test_an_english_answer_freezes_no_translation(spoken):
    wave, pupil = spoken
    cast_surveys.answer(pupil, wave, on=OPEN.date())
    assert Translation.objects.get().frozen_on is None
    assert InstrumentVersion.objects.get(pk=wave.version_id).frozen_on == OPEN.date()


@pytest.mark.django_db
def test_the_date_of_the_first_answer_in_a_language_stays(spoken):
    wave, pupil = spoken
    early = OPEN.date() - datetime.timedelta(days=3)
    Translation.objects.update(frozen_on=early)
    enter(wave, pupil).post(at(wave, "send"))
    assert Response.objects.get().language == "gd"
    assert Translation.objects.get().frozen_on == early


@pytest.mark.django_db
def test_a_language_that_is_no_longer_whole_is_not_shown_and_not_stored(spoken):
    wave, pupil = spoken
    client = enter(wave, pupil)
    ItemText.objects.filter(item__code="plan").delete()
    forget_words(wave.version_id)
    assert "“One”" in client.get(at(wave, 1)).content.decode()
    client.post(at(wave, "send"))
    assert (Response.objects.get().language, Translation.objects.get().frozen_on) == ("en", None)


# --- the words around the questions -------------------------------------------------------------


def test_every_phrase_is_there_in_english_and_others_have_the_same_gaps():
    phrases = pupil_words()
    assert len(phrases) > 40
    for key, row in phrases.items():
        assert row["en"], key
        for language in ("gd", "pl", "uk"):
            assert not row[language] or gaps(row[language]) == gaps(row["en"]), key


def gaps(text):
    return sorted(part.partition("}")[0] for part in text.split("{")[1:])


def test_a_phrase_that_is_written_is_not_marked_as_english(monkeypatch, tmp_path):
    text = FILE.read_text(encoding="utf-8").replace("\nnext,Next,,,", "\nnext,Next,Air adhart,,")
    changed = tmp_path / "pupil_pages.csv"
    changed.write_text(text, encoding="utf-8")
    caches = (pupil_words, spoken_words, plain)
    try:
        monkeypatch.setattr("surveys.display.pupil_words.FILE", changed)
        for cached in caches:
            cached.cache_clear()
        assert spoken_words("gd")["next"] == "Air adhart"
        assert spoken_words("gd")["back"] == '<span lang="en">Back</span>'
        assert plain("gd", "next") == ("Air adhart", "gd")
        assert plain("gd", "next", "back") == ("Next, Back", "en")
    finally:
        monkeypatch.undo()
        for cached in caches:
            cached.cache_clear()
