"""The command that analyses files, from the outside."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.surveys.analysis.classic import ATTITUDE, NAMES
from tests.surveys.test_change import FAMILY_THERAPY, SLEEP

ROOT = Path(__file__).resolve().parents[3]
SHIPPED = ROOT / "surveys" / "instruments" / "cars_and_me_0.1.csv"
HEADER = "order,code,scale,kind,text,reverse,options,waves\n"


def run(*words):
    out = io.StringIO()
    call_command("analyse_responses", *map(str, words), stdout=out)
    return out.getvalue()


@pytest.fixture
def written(tmp_path):
    def write(items, responses):
        (tmp_path / "items.csv").write_text(HEADER + items, encoding="utf-8")
        (tmp_path / "responses.csv").write_text(responses, encoding="utf-8")
        return (
            "--instrument", tmp_path / "items.csv", "--responses", tmp_path / "responses.csv"
        )  # fmt: skip

    return write


def two_waves(pairs):
    rows = [f"{n},before,{b}\n{n},after,{a}\n" for n, (b, a) in enumerate(pairs)]
    return "person,round,x\n" + "".join(rows)


@pytest.mark.parametrize(
    ("pairs", "mean", "t"), [(SLEEP, 1.58, 4.0621), (FAMILY_THERAPY, 7.2647, 4.1849)]
)
def test_published_pairs_give_their_published_numbers(written, pairs, mean, t):
    files = written("1,x,X,likert,One,0,-10=low|200=high,before|after\n", two_waves(pairs))
    found = json.loads(run(*files, "--pairs", "person", "--wave", "round", "--json"))
    (change,) = found["scales"]["X"]["changes"]
    assert (change["from"], change["to"], change["arm"]) == ("before", "after", None)
    assert change["mean_change"] == pytest.approx(mean, abs=5e-5)
    assert change["t"] == pytest.approx(t, abs=5e-5)
    assert change["n"] == len(pairs)


def test_a_published_scale_in_a_single_wave_gives_its_published_alpha(written):
    items = "".join(
        f"{n},{name},MOOD,likert,Text,0,0=low|100=high,before\n" for n, name in enumerate(NAMES, 1)
    )
    rows = "".join(",".join(map(str, row)) + "\n" for row in ATTITUDE)
    found = json.loads(run(*written(items, ",".join(NAMES) + "\n" + rows), "--json"))
    wave = found["scales"]["MOOD"]["waves"]["all"]
    assert wave["alpha"] == pytest.approx(0.843, abs=5e-4)
    assert (wave["n"], wave["alpha_n"]) == (30, 30)


def test_every_option_reaches_the_analysis(written):
    rows = "".join(
        f"{n},{wave},s{n % 4},{'B' if n % 4 < 2 else 'A'},{sex},{(n + at * (n % 3)) % 5 + 1}\n"
        for at, wave in enumerate(("zero", "one"))
        for n, sex in ((n, "fm"[n % 2]) for n in range(40))
    )
    files = written("1,x,X,likert,One,0,1=a|5=e,before\n", f"nr,w,sch,grp,sex,Q\n{rows}")
    found = json.loads(
        run(
            *files, "--pairs", "nr", "--wave", "w", "--group", "sch", "--arm", "grp",
            "--map", "x=Q", "--waves", "zero,one", "--treated", "A", "--subgroup", "sex",
            "--primary", "X:one", "--missing", "9,99", "--json",
        )
    )  # fmt: skip
    assert found["about"]["waves"] == ["zero", "one"]
    assert found["about"]["treated"] == "A"
    assert found["about"]["primary"] == {"scale": "X", "wave": "one"}
    assert [row["arm"] for row in found["scales"]["X"]["changes"]] == [None, "A", "B"]
    assert found["scales"]["X"]["did"]["schools"] == 4
    assert {row["value"] for row in found["subgroups"]} == {"f", "m"}


def test_without_json_a_table_is_shown(written):
    files = written("1,x,X,likert,One,0,-10=low|10=high,\n", two_waves(SLEEP))
    text = run(*files, "--pairs", "person", "--wave", "round")
    assert "before  after  all  10  1.580" in text
    assert "This change cannot be put down to the day." in text


def test_the_shipped_instrument_is_read(tmp_path):
    (tmp_path / "r.csv").write_text("att1,att2,att3,att4\n1,1,5,1\n5,5,1,5\n", encoding="utf-8")
    found = json.loads(
        run("--instrument", SHIPPED, "--responses", tmp_path / "r.csv", "--json")
    )  # fmt: skip
    assert found["scales"]["ATT"]["waves"]["all"]["mean"] == 3.0
    assert found["items"]["att1"]["mean"] == 3.0


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["--pairs", "nobody"], "no column “nobody”"),
        (["--primary", "Y:after"], "no scale Y"),
        (["--primary", "X:never", "--wave", "round", "--pairs", "person"], "no later wave never"),
        (["--primary", "X"], "write SCALE:WAVE"),
        (["--map", "x"], "write ITEM=COLUMN"),
    ],
)
def test_what_is_wrong_is_said_without_a_trace(written, words, part):
    files = written("1,x,X,likert,One,0,-10=low|10=high,\n", two_waves(SLEEP))
    with pytest.raises(CommandError) as reason:
        run(*files, *words)
    assert part in str(reason.value)


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(CommandError, match="can’t be read"):
        run("--instrument", tmp_path / "no.csv", "--responses", tmp_path / "no.csv")
