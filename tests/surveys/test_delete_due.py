"""Erased stays erased: no trace of a pupil in any table, and the answers are still there."""

import csv
import datetime
import io
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from accounts.models import AuditEvent
from accounts.roles import Role
from schools.models import Pupil
from schools.readers.class_rows import ListRow
from sessions.models import Place, Tally
from surveys.actions.codes import enrol_with_codes
from surveys.actions.erasure import delete_due
from surveys.models import CodeKey, Participant, Response, SurveyTally
from tests import cast, cast_days
from tests.reporting.world import World, files_of

pytestmark = pytest.mark.django_db

DUE = datetime.date(2027, 8, 31)
CANARIES = ("Zanzibarine", "Quixotegrant", "Xyloknown")
EVE, DAY = DUE - datetime.timedelta(days=1), DUE
REST = ("S5", "NONE", "YES")  # year group, need, consent


@pytest.fixture
def world() -> World:
    """Four pupils who answered, of whom one refused afterwards, and two who did not."""
    world = World()
    booked = world.booking(world.held_day(), 6)
    row = ListRow(2, CANARIES[0], CANARIES[2], CANARIES[1], datetime.date(2010, 7, 19), *REST)
    by = cast.coordinator(world.programme)
    enrol_with_codes(booking=booked, rows=[row, *cast_days.class_rows(5)], by=by)
    people = list(Participant.objects.order_by("codekey__place_id"))
    for participant in people[:4]:
        world.both(participant)
        world.drove(participant)
    world.refuses_survey(people[3])  # after answering
    world.refuses_survey(people[4])
    return world


def run(on: datetime.date, *options: str) -> str:
    out = io.StringIO()
    with time_machine.travel(datetime.datetime.combine(on, datetime.time(3), datetime.UTC)):
        call_command("delete_due", *options, stdout=out)
    return out.getvalue().strip()


def found(words: tuple[str, ...]) -> list[str]:
    """Tables and columns, of every app and library, in which one of the words stands."""
    hits = []
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            for value in model._base_manager.values_list(field.name, flat=True):
                if any(word.lower() in str(value).lower() for word in words):
                    hits.append(f"{model._meta.db_table}.{field.column}")
    return sorted(set(hits))


UNLIKE = {"study_id", "school", "came", "minutes", "saw_demonstration", "services"}


def answers_of(world: World) -> list[dict[str, str]]:
    """What a release holds of each participant, but for drawn numbers and what he did."""
    wide = csv.DictReader(io.StringIO(files_of(world.frozen())["responses_wide.csv"].decode()))
    rows = [{name: row[name] for name in row if name not in UNLIKE} for row in wide]
    return sorted(rows, key=str)


def test_no_trace_of_an_erased_pupil_is_in_any_table(world: World) -> None:
    assert found(CANARIES) == [
        f"schools_pupil.{name}" for name in ("family_name", "given_name", "known_as")
    ]
    assert found(("2010-07-19",)) == ["schools_pupil.born_on"]
    assert run(DAY) == "6 pupils deleted, 5 keys to study codes."
    assert found((*CANARIES, "2010-07-19")) == []
    assert Place.objects.filter(pupil=None).count() == 6


def test_a_release_made_afterwards_has_the_same_answers(world: World) -> None:
    before = answers_of(world)
    assert len(before) == 4  # three who answered and one who did not; who refused is not in it
    run(DAY)
    assert answers_of(world) == before


def test_counts_and_answers_stay(world: World) -> None:
    before = [list(model.objects.order_by("pk").values()) for model in (Response, Tally)]
    counts = list(SurveyTally.objects.values())
    run(DAY)
    assert [list(model.objects.order_by("pk").values()) for model in (Response, Tally)] == before
    assert list(SurveyTally.objects.values()) == counts


def test_the_day_before_nobody_is_deleted(world: World) -> None:
    assert run(EVE) == "0 pupils deleted, 0 keys to study codes."
    assert (Pupil.objects.count(), CodeKey.objects.count()) == (6, 6)
    assert not AuditEvent.objects.filter(verb__startswith="deleted").exists()


def test_a_dry_run_changes_nothing(world: World) -> None:
    assert run(DAY, "--dry-run") == "6 pupils would be deleted. Nothing was changed."
    assert (Pupil.objects.count(), CodeKey.objects.count()) == (6, 6)


def test_what_was_deleted_is_on_record_once(world: World) -> None:
    run(DAY)
    assert run(DAY) == "0 pupils deleted, 0 keys to study codes."
    lines = AuditEvent.objects.filter(verb__startswith="deleted").order_by("id")
    assert list(lines.values_list("verb", "target_kind", "count")) == [
        ("deleted keys to study codes", "code key", 5),
        ("deleted pupils on their date", "pupil", 6),
    ]


def test_a_pupil_with_a_day_next_year_stays(world: World) -> None:
    car = cast.car(world.programme)
    car.insured_until = car.inspected_until = datetime.date(2028, 1, 1)
    car.save()
    date = datetime.date(2027, 10, 4)
    later = cast_days.session_day(world.programme, date=date, these=[car], today=DAY)
    school = Pupil.objects.order_by("pk")[0].school
    at = datetime.datetime(2027, 8, 30, 9, tzinfo=datetime.UTC)
    again = cast_days.booking(later, 1, school=school, now=at)
    kept = cast_days.enrolled(again, 1)[0].pupil
    assert delete_due(today=DAY).pupils == 5
    assert Pupil.objects.get() == kept


def test_every_page_of_the_day_still_opens(world: World) -> None:
    run(DAY)
    place = Place.objects.select_related("booking").order_by("pk")[0]
    day, booking = place.booking.session_id, place.booking_id
    client = cast.signed_in(cast.coordinator(world.programme))
    for page in (
        f"/sessions/{day}/",
        f"/sessions/{day}/attendance/",
        f"/sessions/{day}/edit/",
        f"/bookings/{booking}/places/",
        f"/bookings/{booking}/codes/",
        f"/bookings/{booking}/class-list/",
        f"/places/{place.pk}/take-off/",
        f"/surveys/days/{day}/",
        "/sessions/",
        "/reports/",
    ):
        assert client.get(page).status_code == 200, page
    mark = {"kind": "ABSENT", "id": str(uuid4())}
    assert client.post(f"/places/{place.pk}/mark/", mark).status_code in (200, 302)
    contact = cast.signed_in(cast.person(world.programme, Role.SCHOOL))
    assert contact.get("/my-school/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_no_trace_is_left_in_the_file_of_the_database(world: World) -> None:
    """Deleted rows linger in pages that SQLite has freed and in its log, if nobody takes care."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL cleans its own pages when it vacuums.")
    file = Path(str(connection.settings_dict["NAME"]))
    files = (file, file.with_name(f"{file.name}-wal"))

    def traces() -> set[str]:
        return {
            word
            for path in files
            if path.exists()
            for word in CANARIES
            if word.encode() in path.read_bytes()
        }

    assert traces() == set(CANARIES)
    run(DAY)
    assert traces() == set()
