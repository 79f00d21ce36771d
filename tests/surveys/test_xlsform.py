"""Tests of reading uploads: item lists as workbooks, XLSForms, and files that are neither."""

import io
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given, settings
from openpyxl import Workbook

from core.problems import Refused
from surveys.readers.instrument_upload import read_upload
from surveys.readers.xlsform_writing import write_xlsform
from surveys.rules.instrument import Kind, Option, Scale, ScaleUse, Use, WaveKind
from surveys.rules.instrument_file import write_instrument_csv
from surveys.rules.translations import ItemWords
from tests.surveys.instruments import CARS_AND_ME, SMALL
from tests.surveys.test_instrument_file import worded_instruments

AGREE = [("agree", "1", "No"), ("agree", "2", "Yes")]
LIST = ("list_name", "name", "label")
HEADS = ("type", "name", "label", "scale", "reverse", "waves")
ITEM = ("select_one agree", "att1", "One", "ATT", "1", "before")


def workbook(**sheets):
    """A workbook of rows by sheet."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out


def form(*rows, heads=HEADS, choices=(LIST, *AGREE)):
    return read_upload(workbook(survey=[heads, *rows], choices=choices), "form.xlsx")


def problems(read, *args, **kwargs):
    with pytest.raises(Refused) as refused:
        read(*args, **kwargs)
    return refused.value.sentences


# --- what has an equivalent ---------------------------------------------------------------------


def test_a_form_without_labels_says_so():
    found = problems(form, ("text", "plan", "", "", "", "before"))
    assert found == [
        "Sheet survey, row 2, column label: write the words that are shown, 300 characters at most."
    ]


def test_select_one_is_a_choice_or_a_statement():
    read = form(
        ITEM,
        ("select_one agree", "who", "Two", "", "", "before|after"),
        ("select_one agree", "feel", "Three", "", "yes", "after"),
        ("text", "plan", "Four", "", "no", "after"),
    )
    assert [(i.code, i.kind, i.reverse) for i in read.instrument.items] == [
        ("att1", Kind.LIKERT, True),
        ("who", Kind.CHOICE, False),
        ("feel", Kind.LIKERT, True),
        ("plan", Kind.TEXT, False),
    ]
    assert read.instrument.items[0].options == (Option(1, "No"), Option(2, "Yes"))
    assert read.instrument.items[1].waves == (WaveKind.BEFORE, WaveKind.AFTER)
    assert read.left_out == ()


def test_our_columns_are_honoured_in_any_case():
    heads = (*HEADS, "Use", "scale_name", "SCALE_USE")
    read = form(
        (*ITEM, "", "Calm", "harm"),
        ("select_one agree", "lic1", "Two", "", "", "before", "harm"),
        heads=heads,
    )
    assert read.instrument.facts == {"ATT": Scale("ATT", "Calm", ScaleUse.HARM)}
    assert read.instrument.by_code["lic1"].use is Use.HARM


def test_appearance_likert_makes_a_statement():
    row = ("select_one agree", "useful", "The day was good.", "", "", "after", "likert")
    read = form(row, heads=(*HEADS, "appearance"))
    assert (read.instrument.items[0].kind, read.left_out) == (Kind.LIKERT, ())


def test_groups_are_flattened():
    read = form(
        ("begin group", "one", "First"),
        ITEM,
        ("begin_group", "two", "Inside"),
        ("text", "plan", "Plan", "", "", "after"),
        ("end_group",),
        ("end group",),
    )
    assert [item.code for item in read.instrument.items] == ["att1", "plan"]
    assert read.left_out == ()


def test_languages_are_taken_with_their_answers():
    heads = (
        "type",
        "name",
        "label::English (en)",
        "label::Gàidhlig (gd)",
        "label::Polski",
        "waves",
    )
    choices = [
        ("list_name", "name", "label::English (en)", "label::Gàidhlig (gd)", "label::Polski"),
        ("agree", "1", "No", "Chan eil", "Nie"),
        ("agree", "2", "Yes", "Tha", ""),
    ]
    read = form(
        ("select_one agree", "who", "Two", "Dhà", "Dwa", "before"), heads=heads, choices=choices
    )
    assert read.instrument.items[0].text == "Two"
    assert read.words == {
        "gd": {"who": ItemWords("Dhà", ("Chan eil", "Tha"))},
        "pl": {"who": ItemWords("Dwa")},
    }


@pytest.mark.parametrize("instrument", [CARS_AND_ME, SMALL])
def test_an_instrument_is_written_as_a_form_and_read_back(instrument):
    told = replace(instrument, named=tuple(instrument.facts.values()))
    words = {
        "uk": {
            item.code: ItemWords("Слова", tuple("так" for _ in item.options)) for item in told.items
        }
    }
    read = read_upload(io.BytesIO(write_xlsform("A form", told, words)), "form.xlsx")
    assert (read.instrument, read.words, read.left_out) == (told, words, ())


@settings(max_examples=25)
@given(worded_instruments())
def test_any_instrument_goes_through_a_form(made):
    instrument, words = made
    read = read_upload(io.BytesIO(write_xlsform("A form", instrument, words)), "form.xlsx")
    # A statement by itself that is not reversed keeps its kind through its appearance.
    assert (read.instrument, read.words) == (instrument, words)


def test_a_written_form_is_sound_for_pyxform():
    from pyxform.xls2xform import convert

    made = convert(xlsform=io.BytesIO(write_xlsform("Cars and me 0.1", CARS_AND_ME)))
    assert "<h:title>Cars and me 0.1</h:title>" in made.xform
    assert made.warnings == []


# --- what has none --------------------------------------------------------------------------------


def test_what_has_no_equivalent_is_named_row_by_row_and_left_out():
    read = form(
        ITEM,
        ("select_multiple agree", "many", "Many"),
        ("calculate", "sum", "", "", "", "", "1 + 1"),
        ("begin repeat", "again", "Again"),
        ("integer", "age", "Age"),
        ("end repeat",),
        ("note", "hello", "Hello"),
        ("start", "start"),
        heads=(*HEADS, "calculation"),
    )
    assert [item.code for item in read.instrument.items] == ["att1"]
    assert read.left_out == (
        "Sheet survey, row 3: select all that apply “many” has no equivalent and is left out.",
        "Sheet survey, row 4: calculate “sum” has no equivalent and is left out.",
        "Sheet survey, row 5: repeat “again” has no equivalent and is left out.",
        "Sheet survey, row 6: integer “age” has no equivalent and is left out.",
        "Sheet survey, row 8: note “hello” has no equivalent and is left out.",
        "Sheet survey, row 9: start “start” has no equivalent and is left out.",
    )


def test_what_a_question_loses_is_named():
    heads = (*HEADS, "hint", "relevant", "constraint", "media::image")
    read = form(
        ("begin group", "one", "First", "", "", "", "", "1 = 1"),
        (*ITEM, "A hint", "1 = 1", ". = 1", "car.png"),
        ("end group",),
        heads=heads,
    )
    assert read.left_out == (
        "Sheet survey, row 2: the group one is asked of everybody; relevant is lost.",
        "Sheet survey, row 3: hint is not taken over.",
        "Sheet survey, row 3: media is not taken over.",
        "Sheet survey, row 3: relevant is not taken over.",
        "Sheet survey, row 3: constraint is not taken over.",
    )


def test_answers_put_into_words_languages_and_parameters_are_named():
    heads = ("type", "name", "label::English", "label::Klingon", "waves", "parameters")
    choices = [("list_name", "name", "label::English", "media::image"), ("a", "1", "No", "x.png")]
    choices.append(("a", "2", "Yes", ""))
    read = form(
        ("text", "who", "Who?", "nuq", "before"),
        ("select_one a", "why", "Why ${who}?", "x", "before", "randomize=true"),
        heads=heads,
        choices=choices,
    )
    assert read.left_out == (
        "Sheet survey, row 2: the language Klingon is not taken over.",
        "Sheet survey, row 3: the language Klingon is not taken over.",
        "Sheet survey, row 3: parameters is not taken over.",
        "Sheet survey, row 3: media of the answers is not taken over.",
        "Sheet survey, row 3: an answer put into the words (${…}) is not taken over.",
    )


def test_answers_with_names_are_numbered_and_missing_waves_are_filled_in_and_said():
    read = form(
        ("select_one agree", "who", "Two"),
        choices=(LIST, ("agree", "n", "No"), ("agree", "y", "Y")),
    )
    assert read.instrument.items[0].options == (Option(1, "No"), Option(2, "Y"))
    assert read.instrument.items[0].waves == tuple(WaveKind)[:3]
    assert read.left_out == (
        "Sheet survey, row 2: the answers are numbered 1 to 2 in their order.",
        "Sheet survey, row 2: no column waves, so it is asked before, after and in follow-ups.",
    )


def test_other_in_own_words_is_left_out_and_changes_no_list():
    read = form(("select_one agree or_other", "who", "Two", "", "", "before"), ITEM)
    assert [len(item.options) for item in read.instrument.items] == [2, 2]
    assert read.left_out == ("Sheet survey, row 2: the answer “other” in own words is left out.",)


# --- what is wrong ------------------------------------------------------------------------------


def test_problems_are_told_by_sheet_row_and_column_all_at_once():
    found = problems(
        form, ITEM, ("select_one agree", "Q2", "", "att", "2", "soon"), (), ("text", "a", "")
    )
    assert found == [
        "Sheet survey, row 3, column name: use up to 20 small letters, digits and _, a letter "
        "first and no _r at the end.",
        "Sheet survey, row 3, column label: write the words that are shown, 300 characters at "
        "most.",
        "Sheet survey, row 3, column reverse: write 0 or 1.",
        "Sheet survey, row 3, column scale: use up to 10 capital letters, or leave it empty.",
        "Sheet survey, row 3, column waves: “soon” is not before, after or follow_up.",
        "Sheet survey, row 5, column label: write the words that are shown, 300 characters at "
        "most.",
    ]


def test_problems_between_rows_are_told_too():
    choices = (LIST, *AGREE, ("other", "1", "A"), ("other", "3", "B"))
    second = ("select_one other", "att2", "Two", "ATT", "0", "before")
    assert problems(form, ITEM, second, choices=choices) == [
        "Sheet survey, row 3, column type: ATT runs from 1 to 2 in the rows above."
    ]


def test_what_pyxform_refuses_is_said_with_its_row():
    assert problems(form, ITEM, ("select_one nothing", "b", "B")) == [
        "Sheet survey, row 3: List name not in choices sheet: nothing"
    ]
    [said] = problems(form, ITEM, ("text", "att1", "Again", "", "", "before"))
    assert "att1" in said


def test_a_form_without_questions_is_refused():
    assert problems(form, ("note", "hello", "Hello")) == [
        "Sheet survey has no question that Runway can ask: select_one or text."
    ]
    rows = [("text", f"a{n}", "A", "", "", "before") for n in range(201)]
    assert problems(form, *rows) == [
        "Sheet survey has 201 questions. An instrument holds 200 at most."
    ]


@pytest.mark.parametrize("sheets", [{"survey": []}, {"survey": [("type",), (7,)]}])
def test_a_form_that_makes_no_sense_is_refused(sheets):
    assert len(problems(read_upload, workbook(**sheets), "form.xlsx")) == 1


# --- item lists and what is no list -------------------------------------------------------------


def test_an_item_list_may_be_a_workbook():
    rows = [line.split(",") for line in write_instrument_csv(SMALL).splitlines()]
    assert read_upload(workbook(items=rows), "items.xlsx").instrument == SMALL


def test_an_item_list_may_come_from_a_spreadsheet_in_another_country():
    text = write_instrument_csv(SMALL).replace(",", ";").replace("One", "Ünö")
    read = read_upload(io.BytesIO(text.encode("utf-16")), "items.csv")
    assert read.instrument.items[0].text == "Ünö"


def test_problems_of_a_workbook_with_several_sheets_name_the_sheet():
    found = problems(
        read_upload, workbook(empty=[], items=[["order"], ["1"]], more=[["x"]]), "items.xlsx"
    )
    assert found[0] == "Sheet items, row 1: the column code is missing."


@pytest.mark.parametrize("body", [b"", b"\n\n", b"PK\x03\x04broken", b"\x00\x01\x02", b"<html>"])
def test_what_is_no_list_is_refused_in_one_sentence(body):
    assert len(problems(read_upload, io.BytesIO(body), "items.csv")) == 1


def test_a_bomb_and_a_huge_file_are_refused_before_they_are_unpacked():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parcel:
        parcel.writestr("xl/workbook.xml", b" " * 60_000_000)
    assert problems(read_upload, out, "items.xlsx") == [
        "items.xlsx would be too large when unpacked. Copy the list into a new workbook and "
        "upload that."
    ]
    assert problems(read_upload, io.BytesIO(b"a" * 5_300_000), "items.csv") == [
        "items.csv is larger than 5 MB. Take out pictures and sheets that are not used."
    ]


def test_a_workbook_that_is_empty_is_refused():
    assert problems(read_upload, workbook(items=[]), "items.xlsx") == [
        "items.xlsx is empty. Choose another file."
    ]
