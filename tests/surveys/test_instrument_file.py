"""The item list: the file that ships, and what a reader says of a broken one."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.problems import Refused
from surveys import choices
from surveys.rules.instrument import (
    SCALE_NAMES,
    Instrument,
    Item,
    Kind,
    Option,
    Scale,
    ScaleUse,
    Use,
    WaveKind,
    is_asked,
    read_options,
    read_waves,
)
from surveys.rules.instrument_file import (
    read_instrument_csv,
    read_instrument_file,
    write_instrument_csv,
)
from surveys.rules.matching import Quality
from surveys.rules.translations import ItemWords
from tests.surveys.instruments import CARS_AND_ME, FILE, HEADER, ROOT, SMALL

GOOD_ROW = "1,att1,ATT,likert,One,1,1=No|2=Yes,before"


def problems(*rows, header=HEADER):
    with pytest.raises(Refused) as refused:
        read_instrument_csv("\n".join([header, *rows]))
    return refused.value.sentences


def test_the_shipped_instrument_is_the_one_that_was_designed():
    designed = ROOT.parent / "shared" / "data" / "instrument_items.csv"
    if not designed.exists():
        pytest.skip("the shared data folder is not beside the project here")
    assert FILE.read_text(encoding="utf-8") == designed.read_text(encoding="utf-8")


def test_the_shipped_instrument_has_its_scales_and_reversals():
    sizes = {scale: len(items) for scale, items in CARS_AND_ME.scales.items()}
    assert sizes == {"ATT": 4, "PBC": 3, "RISK": 3, "SN": 3, "INT": 4, "CONF": 3}
    assert set(sizes) == set(SCALE_NAMES)
    turned = [item.code for item in CARS_AND_ME.items if item.reverse]
    assert turned == ["att1", "sn1", "att2", "pbc3", "risk3", "sn3", "att4", "int4"]
    statements = [item for items in CARS_AND_ME.scales.values() for item in items]
    assert len(statements) == 20
    assert {(item.lowest, item.highest) for item in statements} == {(1, 5)}


def test_the_shipped_instrument_asks_for_harms_in_every_wave():
    harms = [item for item in CARS_AND_ME.items if item.scale == "CONF" or item.code == "lic1"]
    assert [item.code for item in harms] == ["conf1", "conf2", "conf3", "lic1"]
    assert {item.waves for item in harms} == {tuple(WaveKind)[:3]}
    assert all(is_asked(item, wave) for item in harms for wave in WaveKind)


def test_each_wave_asks_its_own_items():
    asked = {wave: [i.code for i in CARS_AND_ME.items_for(wave)][20:] for wave in WaveKind}
    assert asked == {
        WaveKind.BEFORE: ["lic1", "exp1", "exp2", "spk1", "gender"],
        WaveKind.AFTER: ["lic1", "drove", "rescue", "useful", "plan"],
        WaveKind.FOLLOW_UP: ["lic1", "exp2", "spk1"],
        WaveKind.FOLLOW_UP_2: ["lic1", "exp2", "spk1"],
    }


@pytest.mark.parametrize(
    ("plain", "stored"),
    [(WaveKind, choices.WaveKind), (Kind, choices.ItemKind), (Quality, choices.Matched)],
)
def test_the_rules_and_the_tables_use_the_same_words(plain, stored):
    assert [member.value for member in plain] == stored.values


@pytest.mark.parametrize("instrument", [CARS_AND_ME, SMALL])
def test_an_instrument_is_written_and_read_back(instrument):
    again = read_instrument_csv(write_instrument_csv(instrument))
    assert again == instrument
    assert (again.fingerprint, hash(again)) == (instrument.fingerprint, hash(instrument))


def test_a_file_saved_by_a_spreadsheet_is_read():
    text = write_instrument_csv(SMALL).replace("\n", "\r\n")
    assert read_instrument_csv("\ufeff" + text + ",,,,,,,\r\n") == SMALL


def test_columns_may_stand_in_any_order():
    header = "code,order,waves,options,reverse,text,kind,scale"
    row = "att1,1,before,1=No|2=Yes,1,One,Likert,ATT"
    assert read_instrument_csv(f"{header}\n{row}") == read_instrument_csv(f"{HEADER}\n{GOOD_ROW}")


def test_an_item_is_read_into_plain_values():
    item = SMALL.by_code["who"]
    assert (item.position, item.scale, item.kind) == (5, "", Kind.CHOICE)
    assert item.options == (Option(1, "A"), Option(12, "B"))
    assert (item.lowest, item.highest) == (1, 12)
    assert (item.options_text, item.waves_text) == ("1=A|12=B", "before")


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("one,a,,text,T,0,,before", "Row 2, column order: write a whole number."),
        ("2,a,,text,T,0,,before", "Row 2, column order: 2 stands where 1 belongs."),
        (
            "1,A,,text,T,0,,before",
            "Row 2, column code: use up to 20 small letters, digits and _, a letter first and "
            "no _r at the end.",
        ),
        (
            "1,a_r,,text,T,0,,before",
            "Row 2, column code: use up to 20 small letters, digits and _, a letter first and "
            "no _r at the end.",
        ),
        (
            "1,a,att,likert,T,0,1=A|2=B,before",
            "Row 2, column scale: use up to 10 capital letters, or leave it empty.",
        ),
        ("1,a,,slider,T,0,1=A|2=B,before", "Row 2, column kind: write likert, choice or text."),
        (
            "1,a,ATT,choice,T,0,1=A|2=B,before",
            "Row 2, column kind: only a likert item can be reversed or belong to a scale.",
        ),
        (
            "1,a,,text,T,1,,before",
            "Row 2, column kind: only a likert item can be reversed or belong to a scale.",
        ),
        (
            "1,a,,text, ,0,,before",
            "Row 2, column text: write the words that are shown, 300 characters at most.",
        ),
        ("1,a,,text,T,yes,,before", "Row 2, column reverse: write 0 or 1."),
        (
            "1,a,,text,T,0,1=A|2=B,before",
            "Row 2, column options: leave it empty, a text item has none.",
        ),
        (
            "1,a,,choice,T,0,1=A,before",
            "Row 2, column options: give at least two, as 1=Yes|2=No.",
        ),
        (
            "1,a,,choice,T,0,2=A|1=B,before",
            "Row 2, column options: let the values rise, each once.",
        ),
        (
            "1,a,,choice,T,0,1=A|1=B,before",
            "Row 2, column options: let the values rise, each once.",
        ),
        (
            "1,a,,choice,T,0,1=A|36=B,before",
            "Row 2, column options: let no value be over 35.",
        ),
        (
            "1,a,,choice,T,0,1=A|B,before",
            "Row 2, column options: “B” is not a number, an equals sign and a label.",
        ),
        (
            "1,a,,text,T,0,,soon",
            "Row 2, column waves: “soon” is not before, after or follow_up.",
        ),
        (
            "1,a,,text,T,0,,",
            "Row 2, column waves: name at least one of before, after, follow_up and follow_up_2.",
        ),
        ("1,a,,text,T,0,,after|after", "Row 2, column waves: name each wave once."),
        ("1,a,,text,T", "Row 2 has 5 cells; the header has 8."),
    ],
)
def test_a_broken_row_is_named_by_row_and_column(row, problem):
    assert problems(row) == [problem]


def test_all_problems_are_told_at_once():
    found = problems("x,att1,ATT,likert,One,1,1=No|2=Yes,before", "2,B,,text,T,0,,soon")
    assert [sentence.partition(":")[0] for sentence in found] == [
        "Row 2, column order",
        "Row 3, column code",
        "Row 3, column waves",
    ]


def test_a_code_used_twice_names_both_rows():
    assert problems(GOOD_ROW, "2,att1,,text,T,0,,before") == [
        "Row 3, column code: att1 is also in row 2."
    ]


def test_items_of_one_scale_have_one_range():
    assert problems(GOOD_ROW, "2,att2,ATT,likert,Two,0,1=No|3=Yes,before") == [
        "Row 3, column options: ATT runs from 1 to 2 in the rows above."
    ]


def test_an_empty_file_says_what_it_needs():
    with pytest.raises(Refused) as refused:
        read_instrument_csv("")
    assert refused.value.sentences == [
        "The file is empty. It needs a row of column names and one row for each item."
    ]


def test_a_header_alone_says_to_add_items():
    assert problems() == ["The file has no items. Add one row for each item."]


def test_columns_missing_twice_and_unknown_are_named():
    header = "order,code,scale,kind,text,text,options,waves,colour"
    assert problems(header=header) == [
        "Row 1: the column text is twice.",
        "Row 1: the column reverse is missing.",
        "Row 1: take out the column “colour”, which no item list has.",
    ]


def test_more_items_than_a_record_holds_are_refused():
    rows = [f"{n},a{n},,text,T,0,,before" for n in range(1, 202)]
    assert problems(*rows) == ["The file has 201 items. An instrument holds 200 at most."]


def test_a_file_that_is_no_csv_is_refused():
    with pytest.raises(Refused) as refused:
        read_instrument_csv("a" * 200_000)
    assert refused.value.sentences == ["This is not a CSV file. Save the item list as CSV (UTF-8)."]


cells = st.text(max_size=6) | st.sampled_from(["1", "likert", "1=A|2=B", "before", "²", "1=²"])


@given(st.lists(st.lists(cells, min_size=8, max_size=8).map(",".join), max_size=3))
def test_any_text_is_an_instrument_or_is_refused(rows):
    with suppress(Refused):
        found = read_instrument_csv("\n".join([HEADER, *rows]))
        assert read_instrument_csv(write_instrument_csv(found)) == found


@pytest.mark.parametrize("text", ["²=A", "-1=A", "=A", "1=", "1"])
def test_options_that_are_not_value_and_label_are_refused(text):
    with pytest.raises(ValueError, match="is not a number, an equals sign and a label"):
        read_options(text)


def test_waves_are_read_in_any_case():
    assert read_waves("Before|FOLLOW_UP") == (WaveKind.BEFORE, WaveKind.FOLLOW_UP)


# --- columns that a list may have beside its own --------------------------------------------------

WIDE = f"{HEADER},use,scale_name,scale_use,text_gd,options_gd"


def wide(*rows):
    return read_instrument_file("\n".join([WIDE, *rows]))


def test_names_and_uses_of_scales_and_items_are_read():
    read = wide(
        "1,att1,ATT,likert,One,1,1=No|2=Yes,before,,Calm,apart,,",
        "2,lic1,,choice,Two,0,1=No|2=Yes,before,harm,,,,",
    )
    assert read.instrument.facts == {"ATT": Scale("ATT", "Calm", ScaleUse.APART)}
    assert [item.use for item in read.instrument.items] == [None, Use.HARM]
    assert [item.code for item in read.instrument.harm_items] == ["lic1"]


def test_what_is_not_told_of_a_scale_is_as_usual_for_its_code():
    read = wide(
        "1,conf1,CONF,likert,One,0,1=No|2=Yes,before,,Over-sure,,,",
        "2,zap1,ZAP,likert,Two,0,1=No|2=Yes,before,,,harm,,",
    )
    assert read.instrument.named == (
        Scale("CONF", "Over-sure", ScaleUse.HARM),
        Scale("ZAP", "ZAP", ScaleUse.HARM),
    )


def test_words_of_another_language_are_read_item_by_item():
    read = wide(
        "1,att1,ATT,likert,One,1,1=No|2=Yes,before,,,,Aon,1=Chan eil|2=Tha",
        "2,plan,,text,Plan,0,,before,,,,Plana,",
        "3,who,,choice,Who,0,1=A|2=B,before,,,,,",
    )
    assert read.words == {
        "gd": {"att1": ItemWords("Aon", ("Chan eil", "Tha")), "plan": ItemWords("Plana")}
    }


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (
            "1,a,,choice,T,0,1=A|2=B,before,fun,,,,",
            "Row 2, column use: write context, harm or day, or leave it empty.",
        ),
        (
            "1,a,ATT,likert,T,0,1=A|2=B,before,harm,,,,",
            "Row 2, column use: leave it empty, an item of a scale is read with its scale.",
        ),
        (
            f"1,a,ATT,likert,T,0,1=A|2=B,before,,{'x' * 81},,,",
            "Row 2, column scale_name: use 80 characters at most.",
        ),
        (
            "1,a,ATT,likert,T,0,1=A|2=B,before,,,total,,",
            "Row 2, column scale_use: write index, apart or harm.",
        ),
        (
            "1,a,,choice,T,0,1=A|2=B,before,,Calm,,,",
            "Row 2, column scale: name the scale that scale_name and scale_use are about.",
        ),
        (
            f"1,a,,choice,T,0,1=A|2=B,before,,,,{'x' * 301},",
            "Row 2, column text_gd: use 300 characters at most.",
        ),
        (
            "1,a,,choice,T,0,1=A|2=B,before,,,,,1=A|3=B",
            "Row 2, column options_gd: give the values of the column options, in their order.",
        ),
        (
            "1,a,,choice,T,0,1=A|2=B,before,,,,,1=A|B",
            "Row 2, column options_gd: “B” is not a number, an equals sign and a label.",
        ),
        (
            f"1,a,,choice,T,0,1=A|2=B,before,,,,,1=A|2={'x' * 301}",
            "Row 2, column options_gd: let no label have over 300 characters.",
        ),
        (
            f"1,a,,choice,T,0,1=A|2={'x' * 301},before,,,,,",
            "Row 2, column options: let no label have over 300 characters.",
        ),
        (
            "1,a,,choice,T\ufffd,0,1=A|2=B,before,,,,,",
            "Row 2, column text: some letters cannot be read. Save the file as CSV UTF-8, or as "
            ".xlsx.",
        ),
    ],
)
def test_broken_optional_cells_are_named(row, problem):
    with pytest.raises(Refused) as refused:
        wide(row)
    assert refused.value.sentences == [problem]


def test_one_scale_is_called_and_read_in_one_way():
    with pytest.raises(Refused) as refused:
        wide(
            "1,a,ATT,likert,T,0,1=A|2=B,before,,Calm,index,,",
            "2,b,ATT,likert,T,0,1=A|2=B,before,,Wild,INDEX,,",
        )
    assert refused.value.sentences == ["Row 3, column scale_name: ATT is “Calm” in row 2."]


def test_an_optional_column_stands_once_at_most():
    with pytest.raises(Refused) as refused:
        read_instrument_file(f"{HEADER},use,use\n")
    assert refused.value.sentences == ["Row 1: the column use is twice."]


def test_line_breaks_in_cells_become_spaces():
    assert wide('1,a,,text,"One\n two",0,,before,,,,,').instrument.items[0].text == "One two"


def test_optional_columns_are_written_only_where_something_is_in_them():
    first = write_instrument_csv(SMALL).splitlines()[0]
    assert first == HEADER
    assert write_instrument_csv(CARS_AND_ME) == FILE.read_text(encoding="utf-8")


codes = st.from_regex(r"[a-z][a-z0-9]{0,5}", fullmatch=True)
plain = st.text(
    st.characters(categories=["L", "N"], include_characters=" '\",;=„“”"), min_size=1, max_size=12
).map(lambda text: " ".join(text.split()) or "x")
labels = st.lists(plain.filter(lambda text: "|" not in text), min_size=2, max_size=5)


@st.composite
def instruments(draw):
    """An instrument as the tables hold it: every scale is told, all words are tidy."""
    asked = tuple(WaveKind)[:3]
    items = []
    for at, code in enumerate(draw(st.lists(codes, min_size=1, max_size=6, unique=True)), start=1):
        kind = draw(st.sampled_from(Kind))
        scale = draw(st.sampled_from(["", "ATT", "ZAP"])) if kind is Kind.LIKERT else ""
        said = ["No", "So", "Yes"] if scale else draw(labels)
        items.append(
            Item(
                position=at,
                code=code,
                scale=scale,
                kind=kind,
                text=draw(plain),
                reverse=kind is Kind.LIKERT and draw(st.booleans()),
                options=() if kind is Kind.TEXT else tuple(map(Option, range(1, 99), said)),
                waves=tuple(sorted(draw(st.sets(st.sampled_from(asked), min_size=1)))),
                use=None if scale else draw(st.sampled_from([None, *Use])),
            )
        )
    used = dict.fromkeys(item.scale for item in items if item.scale)
    named = [Scale(code, draw(plain), draw(st.sampled_from(ScaleUse))) for code in used]
    return Instrument(tuple(items), tuple(named))


@st.composite
def worded_instruments(draw):
    """An instrument with the words of some languages, all or none of them for each item."""
    instrument = draw(instruments())
    words = {}
    for language in draw(st.sets(st.sampled_from(["gd", "pl", "uk"]))):
        told = {
            item.code: ItemWords(draw(plain), tuple(draw(plain) for _ in item.options))
            for item in instrument.items
            if draw(st.booleans())
        }
        if told:
            words[language] = told
    return instrument, words


@given(worded_instruments())
def test_any_instrument_with_its_words_is_written_and_read_back(made):
    instrument, words = made
    read = read_instrument_file(write_instrument_csv(instrument, words))
    assert (read.instrument, read.words) == (instrument, words)
