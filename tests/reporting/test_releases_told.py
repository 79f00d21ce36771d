"""What a release tells: arms, the lot, dose, coarser releases, and the same bytes once more."""

import csv
import datetime
import io
import zipfile
from collections import Counter

import pytest
import time_machine

from core.dates import now
from reporting.choices import Coarser
from reporting.export.bundle import Heading, write_bundle
from reporting.export.drawing import drawn, snapshot
from sessions.actions.lots import draw_lot
from sessions.choices import Turn
from sessions.models import LotSchool
from surveys.actions.groups import add_group
from surveys.choices import Language, WaveKind
from surveys.models import CodeKey, Participant
from tests import cast, cast_days, cast_surveys
from tests.reporting.world import World, files_of, random_world

pytestmark = pytest.mark.django_db

SECRET = bytes(range(32))


def rows_of(files: dict[str, bytes], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[f"responses_{name}.csv"].decode())))


def bundle(world: World, *coarser: Coarser, secret: bytes = SECRET) -> bytes:
    heading = Heading(
        world.programme, 1, "Dr A. Weir", "A test.", cast.NOW, coarser=frozenset(coarser)
    )
    file = io.BytesIO()
    write_bundle(heading, file, secret=secret)
    return file.getvalue()


def told(world: World, *coarser: Coarser) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(bundle(world, *coarser))) as files:
        return {name: files.read(name) for name in files.namelist()}


# --- arms and the lot -----------------------------------------------------------------------------


def with_group(world: World, codes: int = 3) -> list[Participant]:
    """A comparison group whose windows count from a date a month before today."""
    group = add_group(
        programme=world.programme,
        school=cast.school("Wick High School"),
        year_group="S5",
        codes=codes,
        counts_from=cast.day(-30),
        by=cast.coordinator(world.programme),
    )
    return list(Participant.objects.filter(group=group).order_by("pk"))


def test_comparison_group_is_in_it_without_age_and_dose() -> None:
    world = World()
    (one,) = world.pupils(world.held_day(), 1)
    world.both(one)
    waiting, _silent, _other = with_group(world)
    world.both(waiting)
    files = told(world)
    arms = {row["arm"]: row for row in rows_of(files, "wide") if row["match_status"] != "NONE"}
    assert Counter(row["arm"] for row in rows_of(files, "wide")) == {"DAY": 1, "WAITING": 3}
    row = arms["WAITING"]
    of_day = ("age", "came", "minutes", "saw_demonstration", "services")
    assert [row[name] for name in of_day] == [""] * 5
    assert (row["year_group"], row["day_month"]) == ("S5", str(cast.day(-30))[:7])
    opens = world.waves["BEFORE"].opens_days, world.waves["AFTER"].opens_days
    assert (row["before_days"], row["after_days"]) == tuple(map(str, opens))
    assert (arms["DAY"]["age"], arms["DAY"]["match_status"]) == ("16", "PAIR_EXACT")
    flow = list(csv.reader(io.StringIO(files["flow.csv"].decode())))
    assert [line[:5] for line in flow if line[1] == "in_release"] == [
        ["DAY", "in_release", "", "1", "1"],
        ["WAITING", "in_release", "", "1", "3"],
    ]
    assert "and every holder of a" in files["README.txt"].decode()


def test_turn_of_the_school_in_the_lot_is_told() -> None:
    world = World()
    session = world.held_day()
    schools = [cast.school(f"School {n}") for n in range(4)]
    for first, school in enumerate(schools):
        for participant in world.pupils(session, 1, school=school, first=first):
            world.both(participant)
    (outside,) = world.pupils(session, 1, first=9)
    world.both(outside)
    lot = draw_lot(
        programme=world.programme,
        schools=schools,
        marks=(),
        seed="2027",
        by=cast.coordinator(world.programme),
        now=cast.NOW,
    )
    wide = rows_of(told(world), "wide")
    assert Counter(row["lot"] for row in wide) == {"EARLY": 2, "LATE": 2, "": 1}
    with snapshot(), drawn(world.programme, secret=SECRET):
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT d.study_id, p.school_id FROM release_draw d"
                " JOIN surveys_participant p ON p.id = d.participant_id"
            )
            school_of = dict(cursor.fetchall())
    late = LotSchool.objects.filter(lot=lot, turn=Turn.LATE).values_list("school", flat=True)
    assert {school_of[row["study_id"]] for row in wide if row["lot"] == "LATE"} == set(late)


def test_lot_of_another_programme_is_not_told() -> None:
    world, other = World(), World()
    schools = [cast.school(f"School {n}") for n in range(2)]
    for first, school in enumerate(schools):
        world.pupils(world.held_day(), 1, school=school, first=first)
    draw_lot(
        programme=other.programme,
        schools=schools,
        marks=(),
        seed="2027",
        by=cast.coordinator(other.programme),
        now=cast.NOW,
    )
    assert [row["lot"] for row in rows_of(told(world), "wide")] == ["", ""]


def test_dose_is_unknown_where_nobody_marked_anything() -> None:
    world = World()
    marked, _unmarked = world.pupils(world.held_day(), 2)
    cast_days.marked(CodeKey.objects.get(participant=marked).place, "ABSENT")
    names = ("came", "minutes", "saw_demonstration", "services")
    wide = rows_of(told(world), "wide")
    assert sorted(tuple(row[n] for n in names) for row in wide) == [
        ("", "", "", ""),
        ("0", "0", "0", ""),
    ]


def test_language_of_each_answer_is_told() -> None:
    from django.db.models import QuerySet

    from surveys.models import Response

    world = World()
    (one,) = world.pupils(world.held_day(), 1)
    world.both(one)
    later = Response.objects.get(wave__kind=WaveKind.AFTER)
    QuerySet(Response).filter(pk=later.pk).update(language=Language.GAELIC)  # past its manager
    (row,) = rows_of(told(world), "wide")
    assert (row["before_language"], row["after_language"]) == ("en", "gd")


def test_release_in_which_nobody_drawn_has_answered_has_empty_files() -> None:
    from tests.reporting import opened

    world = World()
    world.pupils(world.held_day(), 2)
    files = told(world)
    assert [len(rows_of(files, name)) for name in ("wide", "long")] == [2, 0]
    assert [opened.sav(files[f"responses_{n}.sav"])[1].number_rows for n in ("wide", "long")] == [
        2, 0,
    ]  # fmt: skip
    assert [len(opened.dta(files[f"responses_{n}.dta"])[0]) for n in ("wide", "long")] == [2, 0]
    assert opened.parquet(files["responses_long.parquet"]).num_rows == 0
    assert opened.excel(files["responses.xlsx"])["long"].max_row == 1


# --- coarser --------------------------------------------------------------------------------------


def everything(files: dict[str, bytes]) -> list[str]:
    """Every file that names columns, but for the pages that tell of the questions."""
    return [name for name in files if name.startswith(("responses", "codebook", "data", "redcap"))]


@pytest.mark.parametrize(
    ("how", "gone"),
    [
        (Coarser.NO_GENDER, "gender"),
        (Coarser.NO_RURAL, "rural_class"),
        (Coarser.NO_SCHOOL, "school"),
        (Coarser.NO_YEAR, "year_group"),
        (Coarser.NO_YEAR, "age"),
        (Coarser.YEAR_BANDS, "age"),
    ],
)
def test_what_is_left_out_is_in_no_file(how: Coarser, gone: str) -> None:
    world = random_world(3, n=4)
    named = [
        _columns(files, gone)
        for files in (told(world), told(world, how))
    ]  # fmt: skip
    assert (len(named[0]) > 0, named[1]) == (True, [])


def _columns(files: dict[str, bytes], gone: str) -> list[str]:
    """Where a column of this name, with or without a prefix, still is."""
    from tests.reporting import opened

    found = []
    for name in ("wide", "long"):
        data = f"responses_{name}"
        for suffix, read in (
            ("csv", lambda d: d.decode().splitlines()[0].split(",")),
            ("sav", lambda d: opened.sav(d)[0].columns),
            ("dta", lambda d: opened.dta(d)[0].columns),
            ("parquet", lambda d: opened.parquet(d).column_names),
        ):
            names = list(read(files[f"{data}.{suffix}"]))
            found += [f"{data}.{suffix}" for n in names if n == gone or n.endswith(f"_{gone}")]
    book = list(csv.reader(io.StringIO(files["codebook.csv"].decode())))
    found += [name for _, name, *_ in book if name == gone or name.endswith(f"_{gone}")]
    found += [
        f for f in ("datapackage.json", "codebook-ddi.xml") if f'"{gone}"' in files[f].decode()
    ]
    return found


def test_year_groups_in_bands_are_told_in_words() -> None:
    world = random_world(3, n=4)
    for n, year in enumerate(("S2", "S3", "S4", "S6")):
        pk = Participant.objects.order_by("pk")[n].pk
        Participant.objects.filter(pk=pk).update(year_group=year)
    wide = rows_of(told(world, Coarser.YEAR_BANDS), "wide")
    assert Counter(row["year_group"] for row in wide) == {"S1 to S3": 2, "S4 to S6": 2}


def test_small_groups_are_blanked_in_every_wave_and_nobody_else() -> None:
    world = World()
    session = world.held_day(cars=4)
    school = cast.school("Thurso High School")
    pupils = world.pupils(session, 13, school=school)
    for people, gender in ((pupils[:6], 1), (pupils[6:12], 2), (pupils[12:], 3)):
        for participant in people:
            cast_surveys.answer(participant, world.waves["BEFORE"], {"gender": gender})
    alone = rows_of(told(world), "wide")
    assert Counter(row["before_gender"] for row in alone) == {"1": 6, "2": 6, "3": 1}
    files = told(world, Coarser.BLANK_SMALL)
    wide = rows_of(files, "wide")
    seen = Counter((row["before_gender"], row["year_group"], row["age"]) for row in wide)
    kept = {cells: n for cells, n in seen.items() if cells != ("", "", "")}
    assert [n for n in kept.values() if n < 5] == []
    blank = seen["", "", ""]
    assert (blank >= 5, sum(kept.values()) + blank) == (True, 13)
    assert {row["before_att1"] for row in wide} == {"4"}  # what they answered stays
    assert f"of {blank} participants are blank" in files["README.txt"].decode()
    assert f"rural class: {min([blank, *kept.values()])}." in files["README.txt"].decode()
    long = rows_of(files, "long")
    assert Counter(row["gender"] for row in long) == Counter(r["before_gender"] for r in wide)


def test_coarsening_is_written_down() -> None:
    world = random_world(3, n=4)
    text = told(world, Coarser.NO_RURAL, Coarser.NO_GENDER)["README.txt"].decode()
    assert "This release: leave out gender.\nThis release: leave out the rural class.\n" in text


# --- the same bytes, and progress -----------------------------------------------------------------


def test_same_answers_and_secret_give_the_same_bytes_at_any_time() -> None:
    world = random_world(5)
    first = bundle(world)
    with time_machine.travel(now() + datetime.timedelta(days=40)):
        assert bundle(world) == first
    assert bundle(world, secret=bytes(32)) != first


def test_release_without_a_secret_draws_one() -> None:
    world = random_world(5, n=4)
    with snapshot():
        ids = []
        for _ in range(2):
            with drawn(world.programme):
                ids.append(_ids())
    assert len({*ids[0]} & {*ids[1]}) == 0


def test_study_id_drawn_twice_asks_for_another_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    world = random_world(5, n=4)
    monkeypatch.setattr("surveys.rules.study_ids.LENGTH", 0)
    with snapshot(), pytest.raises(ValueError, match="Draw a new secret"), drawn(world.programme):
        pass


def test_participants_are_drawn_some_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    world = random_world(5)
    first = bundle(world)
    monkeypatch.setattr("reporting.export.drawing.BLOCK", 5)
    assert bundle(world) == first


def _ids() -> list[str]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT study_id FROM release_draw")
        return [study_id for (study_id,) in cursor.fetchall()]


def test_writer_says_how_far_it_is_and_can_be_stopped() -> None:
    world = random_world(5)
    heard: list[tuple[str, int]] = []
    heading = Heading(world.programme, 1, "Dr A. Weir", "A test.", cast.NOW)
    write_bundle(heading, io.BytesIO(), on_progress=lambda *said: heard.append(said))
    assert [said for said, _ in heard] == [
        "Drawing study ids",
        "Writing the wide files",
        "Writing the long files",
        "Writing the codebooks",
        "Working out the checksum",
    ]
    steps = [per_cent for _, per_cent in heard]
    assert (steps, steps[0]) == (sorted(steps), 0)

    class Stop(Exception):
        pass

    for last in {said for said, _ in heard}:

        def stop(stage: str, per_cent: int, last: str = last) -> None:
            if stage == last:
                raise Stop

        with pytest.raises(Stop):
            write_bundle(heading, io.BytesIO(), on_progress=stop)
    assert files_of(world.frozen())["README.txt"]  # nothing of it is in the way


def test_progress_goes_up_with_the_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    for where in ("files", "bundle"):
        monkeypatch.setattr(f"reporting.export.{where}.BLOCK", 3)
    heading = Heading(random_world(5).programme, 1, "Dr A. Weir", "A test.", cast.NOW)
    heard: list[int] = []
    write_bundle(heading, io.BytesIO(), on_progress=lambda _, per_cent: heard.append(per_cent))
    assert heard == [0, 5, 16, 27, 38, 50, 60, 70, 80, 90, 98]
