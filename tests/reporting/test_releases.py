"""Releases: what is in one, what never is, and that its files agree with each other."""

import csv
import datetime
import hashlib
import io
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from django.db import connection
from django.db.models import QuerySet

from reporting.export.drawing import BLOCK, drawn, rural_class, snapshot
from reporting.export.files import count_pairs, header, long_lines, wave_files, wide_lines
from reporting.export.zipped import Bundle
from reporting.rules.cells import number
from reporting.rules.columns import long_columns, wide_columns
from sessions.actions.places import withdraw_place
from surveys.choices import Matched, WaveKind
from surveys.models import CodeKey, InstrumentVersion, Participant, Response
from surveys.questionnaire import instrument_of
from surveys.rules.matching import Answered, match_waves
from surveys.rules.scoring import scorer_for
from tests import cast, cast_days, cast_surveys
from tests.reporting import opened
from tests.reporting.world import World, files_of, random_world

pytestmark = pytest.mark.django_db

FILES = [
    *(f"responses_wide.{suffix}" for suffix in ("csv", "sav", "dta", "parquet")),
    *(f"responses_long.{suffix}" for suffix in ("csv", "sav", "dta", "parquet")),
    "codebook.csv",
    "responses.xlsx",
    "flow.csv",
    "instrument.csv",
    "redcap_dictionary.csv",
    "codebook.html",
    "instrument.html",
    "flow.html",
    "codebook-ddi.xml",
    "datapackage.json",
    "README.txt",
    "manifest-sha256.txt",
]


def rows_of(files: dict[str, bytes], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[f"{name}.csv"].decode())))


def test_release_holds_these_files_and_no_other() -> None:
    world = World()
    for participant in world.pupils(world.held_day(), 2):
        world.both(participant)
    assert list(files_of(world.frozen())) == FILES


def test_header_of_each_file_is_its_columns_and_its_codebook() -> None:
    world = random_world(1)
    files = files_of(world.frozen())
    waves = [wave for _, wave in wave_files(world.programme)]
    book = rows_of(files, "codebook")
    for name, columns in (("wide", wide_columns(waves)), ("long", long_columns(waves))):
        first = files[f"responses_{name}.csv"].decode().splitlines()[0]
        assert (first + "\n").encode() == header(columns)
        listed = [row["column"] for row in book if row["file"] == f"responses_{name}"]
        assert listed == first.split(",")
        page = files["codebook.html"].decode()
        assert [c.name for c in columns if f'<th scope="row">{c.name}</th>' not in page] == []


@pytest.mark.parametrize("seed", range(4))
def test_wide_and_long_agree_with_the_scorer_and_each_other(seed: int) -> None:
    world = random_world(seed)
    files = files_of(world.frozen())
    wide, long = rows_of(files, "responses_wide"), rows_of(files, "responses_long")
    assert len(wide) == Participant.objects.count()
    assert len(long) == Response.objects.count()
    people = {row["study_id"]: row for row in wide}
    for row in long:
        person, prefix = people[row["study_id"]], f"{row['wave'].lower()}_"
        same = [name for name in row if f"{prefix}{name}" in person]
        assert {name: row[name] for name in same} == {n: person[f"{prefix}{n}"] for n in same}
        heads = [name for name in row if name in person]
        assert {name: row[name] for name in heads} == {name: person[name] for name in heads}
        assert len(same) > 40
    assert Counter(map(_scores_of_file, long)) == Counter(map(_scores, Response.objects.all()))


def _scores_of_file(row: dict[str, str]) -> tuple[str, ...]:
    return (*(row[name] for name in "att sn pbc int risk conf".split()), row["index"])


def _scores(response: Response) -> tuple[str, ...]:
    scores = scorer_for(instrument_of(response.wave.version_id)).score(response.codes)
    scales = (scores.scales[name].mean for name in "ATT SN PBC INT RISK CONF".split())
    return (*map(number, scales), number(scores.index))


@pytest.mark.parametrize("seed", range(3))
def test_match_status_is_that_of_match_waves(seed: int) -> None:
    world = random_world(seed)
    for n, pk in enumerate(Response.objects.order_by("pk").values_list("pk", flat=True)):
        QuerySet(Response).filter(pk=pk).update(matched=list(Matched)[n % 3])  # past its manager
    answered = [
        Answered(r.pk, r.participant_id, r.wave.kind, r.matched)
        for r in Response.objects.select_related("wave")
    ]
    expected = Counter(status.value for status in match_waves(answered).statuses().values())
    long = rows_of(files_of(world.frozen()), "responses_long")
    assert Counter(row["match_status"] for row in long) == expected


def test_dose_is_what_the_register_says() -> None:
    world = World()
    session = world.held_day(crewed=True)
    drove, came, absent = world.pupils(session, 3)
    place = CodeKey.objects.get(participant=drove).place
    cast_days.marked(place, "DROVE", minutes=20)
    cast_days.marked(place, "DROVE", minutes=35)
    cast_days.marked(place, "SAW_DEMONSTRATION")
    place.car = cast_days.cars_of(session)[0]
    place.slot = 0
    place.save()
    cast_days.marked(CodeKey.objects.get(participant=came).place, "HERE")
    cast_days.marked(CodeKey.objects.get(participant=absent).place, "ABSENT")
    cast_surveys.answer(drove, world.waves["BEFORE"])
    wide = rows_of(files_of(world.frozen()), "responses_wide")
    names = ("came", "minutes", "saw_demonstration", "services")
    assert sorted(tuple(row[n] for n in names) for row in wide) == [
        ("0", "0", "0", ""),
        ("1", "0", "0", ""),
        ("1", "35", "1", "PF"),
    ]


def test_nothing_that_names_anybody_is_in_any_file() -> None:
    world = World(cast.programme(name="Days of the north"))
    session = world.held_day()
    school = cast.school("Canary Academy", seed_code="8765432")
    pupils = world.pupils(session, 3, school=school)
    place = CodeKey.objects.select_related("place__pupil").get(participant=pupils[0]).place
    assert place.pupil is not None
    pupil = place.pupil
    pupil.given_name, pupil.known_as, pupil.family_name = "Canaryna", "Tweety", "Zwitscher"
    pupil.born_on = datetime.date(2010, 6, 13)
    pupil.save()
    cast_surveys.answer(
        pupils[0], world.waves["AFTER"], own_words={"plan": "I will tell Kanarienvogel."}
    )
    for participant in pupils:
        cast_surveys.answer(participant, world.waves["BEFORE"])
    said = [
        "Canaryna", "Tweety", "Zwitscher", "2010-06-13", "13/06/2010", "8765432", "Canary Academy",
        "Kanarienvogel", "@", str(session.date), world.waves["BEFORE"].link,
        *(participant.code for participant in pupils),
        *(f"{p.code[:3]}-{p.code[3:6]}-{p.code[6:]}" for p in pupils),
    ]  # fmt: skip
    shown = {name: opened.as_text(name, data) for name, data in files_of(world.frozen()).items()}
    assert [(word, name) for word in said for name, text in shown.items() if word in text] == []
    assert "Days of the north" in shown["README.txt"]


def test_who_refused_the_survey_is_not_in_it_even_after_answering() -> None:
    world = World()
    one, other = world.pupils(world.held_day(), 2)
    world.both(one)
    world.both(other, {"att1": 1})
    world.refuses_survey(other)
    release = world.frozen()
    assert (release.participants, release.pairs) == (1, 1)
    files = files_of(release)
    assert [row["before_att1"] for row in rows_of(files, "responses_wide")] == ["4"]
    assert len(rows_of(files, "responses_long")) == 2


def test_who_is_off_the_list_is_in_it_only_with_answers() -> None:
    world = World()
    answered, silent, _kept = world.pupils(world.held_day(), 3)
    world.both(answered)
    for participant in (answered, silent):
        place = CodeKey.objects.get(participant=participant).place
        withdraw_place(place=place, by=cast.coordinator(world.programme), now=cast.NOW)
    wide = rows_of(files_of(world.frozen()), "responses_wide")
    assert sorted(row["match_status"] for row in wide) == ["NONE", "PAIR_EXACT"]


def test_answers_stay_when_the_key_is_deleted_and_the_dose_is_not_known() -> None:
    world = World()
    (one,) = world.pupils(world.held_day(), 1)
    world.both(one)
    world.drove(one)
    CodeKey.objects.all().delete()
    release = world.frozen()
    (row,) = rows_of(files_of(release), "responses_wide")
    assert (release.participants, release.pairs) == (1, 1)
    assert [row[n] for n in ("came", "minutes", "saw_demonstration", "services")] == [""] * 4
    assert (row["before_att2"], row["age"], row["match_status"]) == ("4", "16", "PAIR_EXACT")


def test_no_number_joins_two_releases() -> None:
    world = World()
    session = world.held_day(cars=7)
    for first in range(8):
        for participant in world.pupils(session, 1, first=first):
            world.both(participant, {"att1": first % 5 + 1})
    drawn_twice = [rows_of(files_of(world.frozen()), "responses_wide") for _ in range(2)]
    ids = [{row["study_id"] for row in wide} for wide in drawn_twice]
    assert (len(ids[0]), len(ids[1]), ids[0] & ids[1]) == (8, 8, set())
    assert [sorted(int(r["school"]) for r in wide) for wide in drawn_twice] == [
        list(range(1, 9)),
        list(range(1, 9)),
    ]
    listed = [[row["study_id"] for row in wide] for wide in drawn_twice]
    assert listed == [sorted(order) for order in listed]


def test_school_numbers_are_shuffled_anew() -> None:
    world = World()
    session = world.held_day(cars=7)
    for first in range(40):
        world.pupils(session, 1, first=first)
    orders = []
    for _ in range(2):
        with snapshot(), drawn(world.programme), connection.cursor() as cursor:
            cursor.execute("SELECT school FROM release_draw ORDER BY participant_id")
            orders.append([school for (school,) in cursor.fetchall()])
    assert orders[0] != orders[1]  # one in 40 factorial is the same


def test_manifest_and_stored_checksum_are_right(tmp_path: Path) -> None:
    release = random_world(2).frozen()
    with release.file.open("rb") as stored:
        assert hashlib.sha256(stored.read()).hexdigest() == release.sha256
    for name, data in files_of(release).items():
        (tmp_path / name).write_bytes(data)
    command = ["sha256sum", "--check", "--strict", "manifest-sha256.txt"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count(": OK") == len(FILES) - 1
    (tmp_path / "codebook.csv").write_text("changed")
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 1


def test_excel_holds_the_rows_of_the_csv_files() -> None:
    from openpyxl import load_workbook

    files = files_of(random_world(5).frozen())
    book = load_workbook(io.BytesIO(files["responses.xlsx"]))
    assert book.sheetnames == ["wide", "long", "codebook"]
    for sheet, name in (("wide", "responses_wide"), ("long", "responses_long"), ("codebook",) * 2):
        shown = [[_cell(value) for value in row] for row in book[sheet].iter_rows(values_only=True)]
        assert shown == [
            [_cell(text) for text in row]
            for row in csv.reader(io.StringIO(files[f"{name}.csv"].decode()))
        ]
    assert {type(cell.value) for cell in book["wide"]["A"]} == {str}


def _cell(value: object) -> object:
    """A number as a number, whether a sheet or a line of text holds it."""
    try:
        return float(value) if value not in (None, "") else None  # type: ignore[arg-type]
    except ValueError:
        return value


def test_read_me_says_whether_the_instrument_is_validated() -> None:
    world = World()
    (one,) = world.pupils(world.held_day(), 1)
    InstrumentVersion.objects.update(is_validated=True)
    world.both(one)
    assert "BEFORE: version 0.1, validated" in files_of(world.frozen())["README.txt"].decode()
    InstrumentVersion.objects.update(is_validated=False)
    text = files_of(world.frozen(purpose="Thesis & more"))["README.txt"].decode()
    assert "AFTER: version 0.1, a draft, not validated" in text
    assert "release 2" in text
    assert "Purpose: Thesis & more" in text
    assert "1 participants in 1 schools; 1 answered before and later." in text
    assert "INVENTED" not in text


def test_release_of_answers_without_a_wave_before_has_no_pairs() -> None:
    programme = cast.programme()
    after = cast_surveys.wave(programme, WaveKind.AFTER)
    session = cast_days.session_day(programme, date=cast.day(-3))
    early = cast_days.at_day(session) - datetime.timedelta(days=9)
    (one,) = cast_surveys.coded(cast_days.booking(session, 1, now=early))
    cast_surveys.answer(one, after)
    with snapshot(), drawn(programme):
        wide = b"".join(wide_lines(wave_files(programme))).decode().splitlines()
        assert count_pairs(wave_files(programme)) == 0
    assert [line.split(",")[12] for line in wide] == ["match_status", "LATER_ONLY"]


def test_lines_come_in_blocks_and_not_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert BLOCK == 5_000
    monkeypatch.setattr("reporting.export.files.BLOCK", 2)
    world = World()
    for participant in world.pupils(world.held_day(), 5):
        world.both(participant)
    with snapshot(), drawn(world.programme):
        waves = wave_files(world.programme)
        for lines, each in ((wide_lines(waves), 1), (long_lines(waves), 2)):
            assert [block.count(b"\n") for block in lines] == [1, 2 * each, 2 * each, each]


def test_bundle_takes_a_part_only_when_the_last_is_written() -> None:
    target = io.BytesIO()
    seen: list[int] = []

    def parts() -> Iterator[bytes]:
        for n in range(3):
            seen.append(target.tell())
            yield Random(n).randbytes(100_000)

    with Bundle(target) as bundle:
        bundle.add("a", parts())
    assert [n // 90_000 for n in seen] == [0, 1, 2]


@pytest.mark.parametrize(
    ("published", "level"),
    [
        ("Large Urban Areas", "urban"),
        ("Other Urban Areas", "urban"),
        ("Accessible Small Towns", "small town"),
        ("Remote Small Towns", "small town"),
        ("Accessible Rural", "rural"),
        ("Remote Rural", "rural"),
        ("", "not known"),
    ],
)
def test_urban_rural_class_comes_in_three_levels(published: str, level: str) -> None:
    assert rural_class(published) == level


@pytest.mark.django_db(transaction=True)
def test_snapshot_shows_one_state_and_leaves_nothing_behind() -> None:
    world = World()
    one, other = world.pupils(world.held_day(), 2)
    world.both(one)
    with snapshot(), drawn(world.programme) as people:
        assert people.participants == 2
    tables = connection.introspection.table_names()
    assert {"release_draw", "release_head"} & set(tables) == set()
    assert not connection.in_atomic_block
    world.both(other)  # the connection writes as before
    assert world.frozen().pairs == 2
