"""Codebooks, questions, flow and read-me, read as other programs and people read them."""

import csv
import io
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from reporting.export.codebooks import REDCAP_HEADER
from surveys.choices import Language, Mode
from surveys.models import InstrumentVersion, Item, ItemText, Translation
from surveys.questionnaire import forget_words, instrument_of
from surveys.rules.instrument import Kind
from surveys.rules.instrument_file import read_instrument_csv
from tests import cast_surveys
from tests.reporting.world import World, files_of, random_world

pytestmark = pytest.mark.django_db

DDI = {"d": "ddi:codebook:2_5"}


@pytest.fixture
def world() -> World:
    return random_world(7)


@pytest.fixture
def files(world: World) -> dict[str, bytes]:
    return files_of(world.frozen(agreement="DSA 2027/4 & annex"))


def table(files: dict[str, bytes], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[name].decode())))


# --- Frictionless ---------------------------------------------------------------------------------


def test_data_package_is_valid_and_checks_every_row(
    files: dict[str, bytes], tmp_path: Path
) -> None:
    frictionless = pytest.importorskip("frictionless", reason="frictionless is not installed")
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    package = frictionless.Package(str(tmp_path / "datapackage.json"))
    report = package.validate()
    assert report.flatten(["name", "type", "note"]) == []
    assert (report.valid, report.stats["tasks"]) == (True, 3)
    rows = package.get_resource("responses_wide").read_rows()
    assert len(rows) == 12
    assert {type(row["before_days"]) for row in rows} <= {int, type(None)}
    assert min(row["before_att1"] or 1 for row in rows) >= 1  # what is missing is none


def test_data_package_finds_a_wrong_value(files: dict[str, bytes], tmp_path: Path) -> None:
    frictionless = pytest.importorskip("frictionless", reason="frictionless is not installed")
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    wrong = files["responses_long.csv"].replace(b",DAY,", b",NIGHT,", 1)
    (tmp_path / "responses_long.csv").write_bytes(wrong)
    report = frictionless.Package(str(tmp_path / "datapackage.json")).validate()
    assert {row[0] for row in report.flatten(["type"])} == {
        "byte-count", "hash-count", "constraint-error",
    }  # fmt: skip


# --- DDI ------------------------------------------------------------------------------------------


def test_ddi_codebook_has_what_the_standard_requires(world: World, files: dict[str, bytes]) -> None:
    root = ElementTree.fromstring(files["codebook-ddi.xml"])
    assert root.tag == "{ddi:codebook:2_5}codeBook"
    assert root.get("version") == "2.5"
    titles = root.findall("d:stdyDscr/d:citation/d:titlStmt/d:titl", DDI)
    assert [title.text for title in titles] == [f"Runway, release 1 of {world.programme}"]
    assert _text(root, "d:stdyDscr/d:dataAccs/d:useStmt/d:conditions") == "DSA 2027/4 & annex"
    told = root.findall("d:fileDscr", DDI)
    assert [_text(f, "d:fileTxt/d:fileName") for f in told] == [
        "responses_wide.csv",
        "responses_long.csv",
    ]
    assert [child.tag.split("}")[1] for child in root] == [
        "stdyDscr", "fileDscr", "fileDscr", "dataDscr",
    ]  # fmt: skip


def test_ddi_codebook_describes_every_column_of_every_file(files: dict[str, bytes]) -> None:
    root = ElementTree.fromstring(files["codebook-ddi.xml"])
    variables = root.findall("d:dataDscr/d:var", DDI)
    ids = [variable.get("ID") for variable in variables]
    assert len(set(ids)) == len(ids)
    for file, name in (("F1", "responses_wide"), ("F2", "responses_long")):
        mine = [v for v in variables if v.get("files") == file]
        data = list(csv.reader(io.StringIO(files[f"{name}.csv"].decode())))
        assert [v.get("name") for v in mine] == data[0]
        told = root.find(f"d:fileDscr[@ID='{file}']", DDI)
        assert told is not None
        size = "d:fileTxt/d:dimensns/d:"
        assert _text(told, f"{size}caseQnty") == str(len(data) - 1)
        assert _text(told, f"{size}varQnty") == str(len(data[0]))
    assert [v.get("name") for v in variables if not _text(v, "d:labl")] == []


def test_ddi_codebook_has_question_values_and_missing_codes(files: dict[str, bytes]) -> None:
    root = ElementTree.fromstring(files["codebook-ddi.xml"])
    (variable,) = root.findall("d:dataDscr/d:var[@name='before_att1']", DDI)
    assert _text(variable, "d:qstn/d:qstnLit").startswith("It is OK to drive a bit over")
    categories = [
        (_text(c, "d:catValu"), _text(c, "d:labl"), c.get("missing"))
        for c in variable.findall("d:catgry", DDI)
    ]
    assert categories == [
        ("1", "Strongly disagree", None), ("2", "Disagree", None), ("3", "Not sure", None),
        ("4", "Agree", None), ("5", "Strongly agree", None),
        ("-99", "rather not say", "Y"), ("-98", "left blank", "Y"), ("-97", "wave not done", "Y"),
    ]  # fmt: skip
    order = [child.tag.split("}")[1] for child in variable]
    schema = ["labl", "qstn", "valrng", "invalrng", "txt", "catgry", "varFormat"]
    assert list(dict.fromkeys(order)) == schema


def _text(element: ElementTree.Element, path: str) -> str:
    return element.findtext(path, "", DDI)


# --- REDCap ---------------------------------------------------------------------------------------


def test_redcap_dictionary_has_its_18_columns_and_a_row_a_column(files: dict[str, bytes]) -> None:
    rows = table(files, "redcap_dictionary.csv")
    assert (tuple(rows[0]), len(REDCAP_HEADER)) == (REDCAP_HEADER, 18)
    names = [row["Variable / Field Name"] for row in rows]
    assert names == files["responses_wide.csv"].decode().splitlines()[0].split(",")
    assert [n for n in names if not re.fullmatch(r"[a-z][a-z0-9_]*", n)] == []
    assert list(dict.fromkeys(row["Form Name"] for row in rows)) == [
        "participant", "before", "after",
    ]  # fmt: skip


def test_redcap_choices_are_the_values_of_the_wide_file(files: dict[str, bytes]) -> None:
    rows = {row["Variable / Field Name"]: row for row in table(files, "redcap_dictionary.csv")}
    choices = "Choices, Calculations, OR Slider Labels"
    assert rows["after_att1"][choices] == (
        "1, Strongly disagree | 2, Disagree | 3, Not sure | 4, Agree | 5, Strongly agree"
        " | -99, rather not say | -98, left blank | -97, wave not done"
    )
    assert rows["arm"]["Field Type"] == "radio"
    # "small town" cannot be a code there.
    assert (rows["rural_class"]["Field Type"], rows["rural_class"][choices]) == ("text", "")
    validation = "Text Validation Type OR Show Slider Number"
    assert [rows[n][validation] for n in ("study_id", "minutes", "before_att")] == [
        "", "integer", "number",
    ]  # fmt: skip
    data = table(files, "responses_wide.csv")
    for name, row in rows.items():
        codes = {part.split(", ")[0] for part in row[choices].split(" | ")}
        assert row[choices] == "" or {r[name] for r in data} - {""} <= codes


# --- questions ------------------------------------------------------------------------------------


def test_instrument_reads_back_as_it_was_asked(world: World, files: dict[str, bytes]) -> None:
    rows = table(files, "instrument.csv")
    assert {row["version"] for row in rows} == {"0.1"}
    again = read_instrument_csv(_without(files["instrument.csv"].decode(), "version"))
    assert again.items == instrument_of(world.waves["BEFORE"].version_id).items
    page = files["instrument.html"].decode()
    assert [row["code"] for row in rows if f"Column {row['code']}" not in page] == []


def _without(text: str, column: str) -> str:
    rows = list(csv.DictReader(io.StringIO(text)))
    names = [name for name in rows[0] if name != column]
    out = io.StringIO()
    writer = csv.DictWriter(out, names, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def test_translation_stands_beside_the_question() -> None:
    world = World()
    (one,) = world.pupils(world.held_day(), 1)
    version = InstrumentVersion.objects.get(pk=world.waves["BEFORE"].version_id)
    spoken = Translation.objects.create(version=version, language=Language.POLISH)
    for item in Item.objects.filter(version=version).in_order():
        labels = [] if item.kind == Kind.TEXT else [f"{o}ż" for o in item.options.split("|")]
        lines = "\n".join(label.split("=")[1] for label in labels)
        ItemText.objects.create(translation=spoken, item=item, text=f"Ć {item.code}", labels=lines)
    forget_words(version.pk)
    world.both(one)
    files = files_of(world.frozen())
    (first, *_) = table(files, "instrument.csv")
    assert (first["text_pl"], first["options_pl"].split("|")[0]) == (
        "Ć att1", "1=Strongly disagreeż",
    )  # fmt: skip
    page = files["instrument.html"].decode()
    assert '<p lang="pl">Ć att1 · 1 Strongly disagreeż' in page
    assert '<span lang="pl">Polski</span>' in page


# --- flow -----------------------------------------------------------------------------------------


def test_flow_counts_who_was_asked_answered_and_paired() -> None:
    world = World()
    both, before, after, _none, refused = world.pupils(world.held_day(), 5)
    world.both(both)
    world.both(refused)
    world.refuses_survey(refused)
    cast_surveys.answer(before, world.waves["BEFORE"])
    cast_surveys.answer(after, world.waves["AFTER"], mode=Mode.PAPER)
    rows = table(files_of(world.frozen()), "flow.csv")
    counted = ("arm", "step", "wave", "schools", "participants")
    assert [tuple(row[name] for name in counted) for row in rows] == [
        ("DAY", "in_release", "", "1", "4"),
        ("DAY", "answered", "BEFORE", "1", "2"),
        ("DAY", "answered", "AFTER", "1", "2"),
        ("DAY", "paired", "AFTER", "", "1"),
    ]


def test_flow_page_says_the_same_in_words(files: dict[str, bytes]) -> None:
    page, rows = files["flow.html"].decode(), table(files, "flow.csv")
    assert "Pupils with a day" in page
    assert [row["participants"] for row in rows if row["participants"] not in page] == []


# --- read-me --------------------------------------------------------------------------------------


def test_read_me_says_definitions_filters_coarsening_and_agreement(
    files: dict[str, bytes],
) -> None:
    text = files["README.txt"].decode()
    for said in (
        "Agreement: DSA 2027/4 & annex",
        "12 participants in 2 schools;",
        "COARSENING\nNone.",
        "The fewest participants alike in school, year group, gender and rural class: ",
        "int is int_v",
        "CONF: Over-confidence; 3 items; higher is a harm, never in the index",
        "Layout of columns: version 2.",
    ):
        assert said in text, said
    listed = {name for line in text.splitlines() for name in re.findall(r"[\w-]+\.\w+", line)}
    assert {"responses.xlsx", "codebook-ddi.xml", "datapackage.json"} <= listed


def test_codebook_page_escapes_what_a_question_says() -> None:
    world = World()
    (one,) = world.pupils(world.held_day(), 1)
    Item.objects.filter(code="att1").update(text="Is <b>1 < 2</b> & true?")
    world.both(one)
    files = files_of(world.frozen())
    assert "Is &lt;b&gt;1 &lt; 2&lt;/b&gt; &amp; true?" in files["codebook.html"].decode()
    assert "<b>1" not in files["instrument.html"].decode()
    root = ElementTree.fromstring(files["codebook-ddi.xml"])
    (variable,) = root.findall("d:dataDscr/d:var[@name='before_att1']", DDI)
    assert _text(variable, "d:qstn/d:qstnLit") == "Is <b>1 < 2</b> & true?"
    package: Any = json.loads(files["datapackage.json"])
    titles = [field["title"] for field in package["resources"][0]["schema"]["fields"]]
    assert "Before: Is <b>1 < 2</b> & true?" in titles
