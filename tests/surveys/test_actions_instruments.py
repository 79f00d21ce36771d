"""Tests of writing drafts: questions, scales, whole versions, and what stays fixed."""

from typing import Any

import pytest

from accounts.models import AuditEvent
from core.problems import Refused
from surveys.actions.drafting import (
    GONE,
    NO_SCALE,
    CellsRefused,
    add_question,
    change_question,
    change_scale,
    move_question,
    remove_question,
    start_version,
)
from surveys.actions.instruments import (
    ASKED,
    NOT_OURS,
    add_version,
    copy_version,
    delete_version,
    rename_version,
    shipped_version,
    why_fixed,
)
from surveys.actions.translations import keep_words
from surveys.models import InstrumentVersion, Item, Response
from surveys.models.instruments import FROZEN
from surveys.questionnaire import held_words, instrument_of
from surveys.rules.drafting import LAST_ITEM
from surveys.rules.instrument import Scale, ScaleUse
from surveys.rules.instrument_file import item_cells, read_instrument_csv
from surveys.rules.translations import ItemWords
from tests import cast, cast_days, cast_surveys

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

CODES = ["att1", "att2", "att3", "feel", "who", "plan"]
NEW = {
    "order": "7",
    "code": "new1",
    "scale": "",
    "kind": "choice",
    "text": "Seven",
    "reverse": "0",
    "options": "1=No|2=Yes",
    "waves": "before",
    "use": "",
}


@pytest.fixture
def of():
    return cast.programme()


@pytest.fixture
def by(of):
    return cast.coordinator(of)


@pytest.fixture
def draft(of):
    return cast_surveys.draft(of)


def order(version):
    return list(
        Item.objects.filter(version=version).order_by("position").values_list("code", flat=True)
    )


def said(action, **kwargs):
    with pytest.raises(Refused) as refused:
        action(**kwargs)
    return refused.value.sentences


def verbs():
    return list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))


# --- changing a draft -----------------------------------------------------------------------------


def test_a_question_is_added_at_its_place_with_one_audit_line(draft, by):
    before = len(verbs())
    add_question(version=draft, cells=NEW | {"order": "2"}, by=by)
    assert order(draft) == ["att1", "new1", *CODES[1:]]
    assert verbs()[before:] == ["added question"]
    add_question(version=draft, cells=NEW | {"code": "new2", "order": "0"}, by=by)
    add_question(version=draft, cells=NEW | {"code": "new3", "order": "999"}, by=by)
    assert (order(draft)[0], order(draft)[-1]) == ("new2", "new3")


def test_a_question_is_changed_with_its_code_and_its_place(draft, by):
    held = instrument_of(draft.pk)
    cells = item_cells(held.by_code["att1"], held, {})
    keep_words(
        version=draft, language="gd", words={"att1": ItemWords("Aon", ("a", "b", "c"))}, by=by
    )
    change_question(version=draft, code="att1", cells=cells | {"code": "att9", "order": "3"}, by=by)
    assert order(draft) == ["att2", "att3", "att9", "feel", "who", "plan"]
    assert held_words(draft.pk) == {"gd": {"att9": ItemWords("Aon", ("a", "b", "c"))}}


@pytest.mark.parametrize(
    ("code", "steps", "expected"),
    [
        ("att1", 1, ["att2", "att1", *CODES[2:]]),
        ("att2", -1, ["att2", "att1", *CODES[2:]]),
        ("att1", -1, CODES),
        ("plan", 1, CODES),
        ("plan", -5, ["plan", *CODES[:5]]),
    ],
)
def test_a_question_moves_as_far_as_there_is_room(draft, by, code, steps, expected):
    move_question(version=draft, code=code, steps=steps, by=by)
    assert order(draft) == expected
    assert [i.position for i in instrument_of(draft.pk).items] == [1, 2, 3, 4, 5, 6]


def test_a_question_is_removed_but_not_the_last(draft, by):
    for code in CODES[:-1]:
        remove_question(version=draft, code=code, by=by)
    assert order(draft) == ["plan"]
    assert said(remove_question, version=draft, code="plan", by=by) == [LAST_ITEM]
    assert order(draft) == ["plan"]


def test_cells_are_refused_by_the_rules_of_the_file(draft, by):
    with pytest.raises(CellsRefused) as refused:
        add_question(version=draft, cells=NEW | {"code": "New", "options": "1=No"}, by=by)
    assert refused.value.by_column == [
        (
            "code",
            "Use up to 20 small letters, digits and _, a letter first and no _r at the end.",
        ),
        ("options", "Give at least two, as 1=Yes|2=No."),
    ]
    assert said(add_question, version=draft, cells=NEW | {"code": "att1"}, by=by) == [
        "Question 7, code: att1 is also in question 1."
    ]
    wide = NEW | {"kind": "likert", "scale": "ATT", "options": "1=No|9=Yes"}
    assert said(add_question, version=draft, cells=wide, by=by) == [
        "Question 7, options: ATT runs from 1 to 3 in the questions above."
    ]
    assert order(draft) == CODES


def test_no_more_questions_than_a_record_holds(draft, by):
    items = [f"{n},a{n},,text,T,0,,before" for n in range(1, 201)]
    head = "order,code,scale,kind,text,reverse,options,waves"
    full = add_version(
        name="Full",
        version="1",
        instrument=read_instrument_csv("\n".join([head, *items])),
        by=by,
        programme=draft.programme,
    )
    assert said(add_question, version=full, cells=NEW, by=by) == [
        "An instrument holds 200 questions at most."
    ]


def test_a_question_that_is_gone_is_told(draft, by):
    every: list[tuple[Any, dict[str, Any]]] = [
        (change_question, {"cells": NEW}),
        (move_question, {"steps": 1}),
        (remove_question, {}),
    ]
    for action, more in every:
        assert said(action, version=draft, code="gone", by=by, **more) == [GONE]


def test_a_scale_is_named_and_read_anew_under_another_code(draft, by):
    told = {"code": "CALM", "scale_name": "Calm", "scale_use": "HARM"}
    change_scale(version=draft, code="ATT", told=told, by=by)
    held = instrument_of(draft.pk)
    assert held.facts == {"CALM": Scale("CALM", "Calm", ScaleUse.HARM)}
    assert {item.scale for item in held.items} == {"CALM", ""}
    assert said(change_scale, version=draft, code="ATT", told=told, by=by) == [NO_SCALE]


def test_a_new_scale_is_as_usual_until_it_is_named(draft, by):
    cells = NEW | {"kind": "likert", "scale": "CONF"}
    add_question(version=draft, cells=cells, by=by)
    assert instrument_of(draft.pk).harm_scales == {"CONF"}
    taken = {"code": "ATT", "scale_name": "x" * 81, "scale_use": "TOTAL"}
    with pytest.raises(CellsRefused) as refused:
        change_scale(version=draft, code="CONF", told=taken, by=by)
    assert refused.value.by_column == [
        ("code", "There is already a scale of this code."),
        ("scale_name", "Use 80 characters at most."),
        ("scale_use", "Write index, apart or harm."),
    ]
    empty = {"code": "a b", "scale_name": "", "scale_use": ""}
    with pytest.raises(CellsRefused) as refused:
        change_scale(version=draft, code="CONF", told=empty, by=by)
    assert [column for column, _ in refused.value.by_column] == ["code", "scale_name", "scale_use"]


def test_a_version_begins_with_its_first_question(of, by):
    made = start_version(name="Ours", number="0.1", cells=NEW, programme=of, by=by)
    assert (order(made), instrument_of(made.pk).items[0].position) == (["new1"], 1)
    with pytest.raises(CellsRefused):
        start_version(name="Ours", number="0.2", cells=NEW | {"code": ""}, programme=of, by=by)
    assert InstrumentVersion.objects.count() == 1


# --- whole versions -------------------------------------------------------------------------------


def test_a_copy_holds_all_and_says_what_it_was_made_from(draft, of, by):
    keep_words(version=draft, language="pl", words={"plan": ItemWords("Plan")}, by=by)
    InstrumentVersion.objects.filter(pk=draft.pk).update(is_validated=True)
    made = copy_version(version=draft, name="Draft", number="0.3", programme=of, by=by)
    assert instrument_of(made.pk) == instrument_of(draft.pk)
    assert held_words(made.pk) == {"pl": {"plan": ItemWords("Plan")}}
    assert (made.made_from, made.programme, made.is_validated) == (draft, of, False)
    assert said(copy_version, version=draft, name="Draft", number="0.3", programme=of, by=by) == [
        "There is already a version of this number."
    ]


def test_a_draft_is_named_and_deleted(draft, by):
    rename_version(version=draft, name="New name", number="0.9", is_validated=True, by=by)
    row = InstrumentVersion.objects.get(pk=draft.pk)
    assert (str(row), row.is_validated) == ("New name 0.9", True)
    delete_version(version=draft, by=by)
    assert (InstrumentVersion.objects.count(), Item.objects.count()) == (0, 0)
    assert verbs()[-2:] == ["named instrument version", "deleted instrument version"]


def test_what_a_survey_asks_is_fixed_and_what_has_answers_is_frozen(draft, of, by):
    wave = cast_surveys.wave(of, version=draft)
    every: list[tuple[Any, dict[str, Any]]] = [
        (add_question, {"cells": NEW}),
        (change_question, {"code": "att1", "cells": NEW}),
        (move_question, {"code": "att1", "steps": 1}),
        (remove_question, {"code": "att1"}),
        (change_scale, {"code": "ATT", "told": {}}),
        (rename_version, {"name": "A", "number": "1", "is_validated": False}),
        (delete_version, {}),
    ]
    for action, more in every:
        assert said(action, version=draft, by=by, **more) == [ASKED]
    booked = cast_days.booking(cast_days.session_day(of, date=cast_days.SOON, cars=2), 3)
    cast_surveys.answer(cast_surveys.coded(booked, 1)[0], wave)
    assert Response.objects.count() == 1
    for action, more in every:
        assert said(action, version=draft, by=by, **more) == [FROZEN]
    assert order(draft) == CODES


def test_what_came_with_runway_is_fixed():
    assert list(why_fixed(shipped_version(by=None))) == [NOT_OURS]
