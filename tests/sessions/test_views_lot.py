"""The lot: drawn once by a co-ordinator, on record, to be checked by anybody who may see it."""

import csv
import datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from core.problems import Refused
from programmes.choices import PartnerKind
from programmes.models import Programme
from schools.models import School
from sessions.actions.bookings import release_booking
from sessions.actions.lots import draw_lot, drawn_again
from sessions.display.lot import is_comparing
from sessions.models import Lot, LotSchool
from sessions.rules.lot import draw
from tests import cast, cast_days
from tests.reading import words
from tests.sessions.recorded import Lines, line

pytestmark = pytest.mark.django_db

DRAW = "/lot/draw/"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(cast.NOW, tick=False):
        yield


@pytest.fixture
def of() -> Programme:
    return cast.programme()


@pytest.fixture
def client(of: Programme) -> Client:
    return cast.signed_in(cast.coordinator(of))


@pytest.fixture
def schools() -> list[School]:
    return [cast.school() for _ in range(8)]


def drawn(of: Programme, schools: list[School], seed: str = "4 8 15", **more) -> Lot:
    return draw_lot(
        programme=of,
        schools=schools,
        marks=["council", "size"],
        seed=seed,
        by=cast.coordinator(of),
        now=cast.NOW,
        **more,
    )


def turns(of: Programme) -> dict[str, str]:
    rows = LotSchool.objects.filter(lot__programme=of)
    return dict(rows.values_list("school__seed_code", "turn"))


def sent(schools: list[School], **more: object) -> dict[str, object]:
    return {"school": [school.pk for school in schools], "marks": ["council"], **more}


# --- drawing it ---------------------------------------------------------------------------------


def test_a_lot_keeps_seed_strata_and_turns_and_is_on_record(of, schools):
    lines = Lines()
    lot = drawn(of, schools)
    assert (lot.seed, lot.method, lot.strata) == ("4 8 15", 1, "council|size")
    assert turns(of) == draw("4 8 15", {s.seed_code: "Highland · small" for s in schools})
    assert sorted(turns(of).values()) == ["EARLY"] * 4 + ["LATE"] * 4
    by = cast.coordinator(of)
    assert lines.read() == line(of.pk, by=by, verb="drew the lot", target=lot, count=8)


def test_the_machine_draws_a_seed_where_none_is_given(of, schools):
    lot = drawn(of, schools, seed="")
    assert (len(lot.seed), drawn(cast.programme(), schools, seed="").seed != lot.seed) == (32, True)


def test_a_lot_is_drawn_once(of, schools):
    drawn(of, schools)
    before = turns(of)
    lines = Lines()
    with pytest.raises(Refused) as no:
        drawn(of, schools, seed="1")
    assert no.value.sentences == ["Programme: The lot of this programme has been drawn already."]
    assert (turns(of), lines.read()) == (before, [])


def test_a_broken_rule_draws_nothing(of, schools):
    with pytest.raises(Refused) as no:
        drawn(of, schools[:1])
    assert no.value.sentences == ["Choose two schools or more."]
    assert Lot.objects.count() == 0


def test_a_school_of_no_council_and_a_new_register_change_no_draw(of, schools):
    School.objects.filter(pk=schools[0].pk).update(council=None)
    schools[0].refresh_from_db()
    lot = drawn(of, schools)
    School.objects.update(roll="1")
    rows = LotSchool.objects.filter(lot=lot).select_related("school")
    assert drawn_again(lot, rows) == turns(of)
    assert rows.get(school=schools[0]).stratum == "joined"


# --- pages --------------------------------------------------------------------------------------


def test_without_a_lot_the_coordinator_is_led_to_the_schools(of, client):
    evaluator = cast.signed_in(cast.person(of, Role.EVALUATOR))
    assert "Choose the schools" in words(client.get("/lot/"))
    assert "Choose the schools" not in words(evaluator.get("/lot/"))
    assert "The co-ordinator draws it" in words(evaluator.get("/lot/"))
    assert client.get("/lot/schools.csv").status_code == 404


@pytest.mark.parametrize("role", [Role.COACH, Role.SCHOOL, Role.FUNDER])
def test_neither_coach_nor_school_nor_funder_sees_the_lot(of, schools, role):
    drawn(of, schools)
    partner = cast.partner(of, PartnerKind.POLICE) if role == Role.COACH else None
    client = cast.signed_in(cast.person(of, role, at=partner))
    for address in ("/lot/", DRAW, "/lot/schools.csv"):
        assert client.get(address).status_code == 403


def test_the_evaluator_sees_the_lot_and_draws_none(of, schools):
    evaluator = cast.signed_in(cast.person(of, Role.EVALUATOR))
    assert evaluator.post(DRAW, sent(schools, draw="1", sure="on")).status_code == 403
    lot = drawn(of, schools)
    said = words(evaluator.get("/lot/"))
    for what in (lot.seed, *(school.name for school in schools), "4 early, 4 late"):
        assert what in said


def test_schools_may_be_drawn_without_any_sorting(of, client, schools):
    client.post(DRAW, sent(schools, draw="1", seed_from="MACHINE", sure="on") | {"marks": []})
    assert Lot.objects.get().strata == "none"
    said = words(client.get("/lot/"))
    assert ("all schools" in said, "Sorted by nothing" in said) == (True, True)


def test_another_programme_s_lot_is_not_seen(of, client, schools):
    drawn(cast.programme(), schools)
    assert "No lot has been drawn" in words(client.get("/lot/"))


def test_schools_that_have_booked_are_ticked_and_those_of_the_area_are_offered(of, client):
    booked = cast_days.booking(cast_days.session_day(of)).school
    released = cast_days.booking(cast_days.session_day(of, date=cast.day(20)))
    release_booking(booking=released, by=cast.coordinator(of), now=cast.NOW)
    far = cast.school(of=cast.council("S12000015", "Fife"))
    offered = client.get(DRAW).context["schools"]
    assert {one.pk: one.ticked for one in offered} == {
        booked.pk: True,
        released.school_id: False,
    }
    assert far.pk not in {one.pk for one in offered}


def test_a_school_of_another_area_is_found_and_stays_ticked(of, client, schools):
    far = cast.school("Madras College", of=cast.council("S12000047", "Fife"))
    found = client.post(DRAW, sent(schools[:2], q="Madras", find="1")).context
    assert [(one.name, one.ticked) for one in found["found"]] == [("Madras College", False)]
    kept = client.post(DRAW, sent([*schools[:2], far], q="", find="1")).context["schools"]
    assert {one.pk for one in kept if one.ticked} == {s.pk for s in [*schools[:2], far]}
    nobody = client.post(DRAW, sent(schools[:2], q="Hogwarts", find="1"))
    assert "No other school found" in words(nobody)


def test_all_schools_of_the_area_are_ticked_by_one_button(client, schools):
    offered = client.post(DRAW, {"all": "1"}).context["schools"]
    assert [one.ticked for one in offered] == [True] * 8


def test_more_schools_than_fit_are_said_to_be_there(client):
    fife = cast.council("S12000047", "Fife")
    for _ in range(21):
        cast.school("Fife High School", of=fife)
    page = client.post(DRAW, {"q": "Fife", "find": "1"})
    assert (len(page.context["found"]), page.context["has_more"]) == (20, True)


@pytest.mark.parametrize(
    "more", [{"school": []}, {"school": ["1" * 30, "x"]}, {"school": ["999999"]}]
)
def test_too_few_schools_are_told(client, more):
    page = client.post(DRAW, {"look": "1", "marks": ["size"], **more})
    assert page.context["problems"] == ["Choose two schools or more."]


def test_a_mark_that_is_none_is_told(client, schools):
    page = client.post(DRAW, sent(schools, look="1") | {"marks": ["colour"]})
    assert page.context["marks"].errors == {"marks": ["Choose one from the list."]}


def test_the_strata_are_shown_before_the_draw_and_the_outcome_is_not(client, schools):
    page = client.post(DRAW, sent(schools, look="1"))
    assert [(one.name, len(one.schools)) for one in page.context["strata"]] == [("Highland", 8)]
    said = words(page)
    assert "4 against 4 schools can only see a d of .44 to .52 or more" in said
    assert ("Early" in said, "Late" in said, Lot.objects.count()) == (False, False, 0)


def test_the_machine_s_seed_is_drawn_with_the_lot(client, of, schools):
    asked = sent(schools, draw="1", seed_from="MACHINE", seed="my own", sure="on")
    assert client.post(DRAW, asked).headers["Location"] == "/lot/"
    assert (len(Lot.objects.get().seed), len(turns(of))) == (32, 8)
    assert client.get(DRAW).headers["Location"] == "/lot/"


def test_a_seed_from_a_public_source_is_kept_as_typed(client, schools):
    client.post(DRAW, sent(schools, draw="1", seed_from="TYPED", seed="4 8 15", sure="on"))
    lot = Lot.objects.get()
    assert (lot.seed, lot.strata) == ("4 8 15", "council")


@pytest.mark.parametrize(
    ("more", "field", "sentence"),
    [
        ({"sure": ""}, "sure", "Tick “I know that the lot is drawn once and never again”."),
        ({"seed": ""}, "seed", "Enter the seed, or let Runway draw it."),
        ({"seed": "1" * 65}, "seed", "Use 64 characters or fewer. There are 65."),
        (
            {"seed": "ünlucky"},
            "__all__",
            "Enter a seed of letters, digits, spaces and the marks . , : / -",
        ),
    ],
)
def test_what_is_missing_for_the_draw_is_told_and_nothing_drawn(
    client, schools, more, field, sentence
):
    asked = sent(schools, draw="1", seed_from="TYPED", seed="4 8 15", sure="on")
    page = client.post(DRAW, asked | more)
    assert page.context["form"].errors[field] == [sentence]
    assert Lot.objects.count() == 0


def test_the_draw_can_be_checked_and_downloaded(of, client, schools):
    drawn(of, schools)
    said = words(client.get("/lot/?check=1"))
    assert "Drawn again from the seed: the same turn for all 8 schools." in said
    lines = list(csv.DictReader(client.get("/lot/schools.csv").content.decode().splitlines()))
    again = draw(lines[0]["seed"], {row["seed_code"]: row["stratum"] for row in lines})
    assert {row["seed_code"]: row["turn"] for row in lines} == again == turns(of)


@pytest.mark.parametrize("number", [2, 6])
def test_the_page_asks_as_often_for_many_schools_as_for_few(
    of, client, number, django_assert_num_queries
):
    drawn(of, [cast.school() for _ in range(number)])
    with django_assert_num_queries(5):
        client.get("/lot/?check=1")


# --- booking a school that waits ----------------------------------------------------------------


def of_turn(of: Programme, turn: str) -> School:
    return LotSchool.objects.filter(lot__programme=of, turn=turn).order_by("pk")[0].school


def test_booking_a_late_school_while_the_early_ones_are_compared_warns(of, client, schools):
    drawn(of, schools[:2])
    day = cast_days.session_day(of)
    early, late = of_turn(of, "EARLY"), of_turn(of, "LATE")
    address = reverse("sessions:book", args=[day.pk])
    assert "was drawn late" in words(client.get(f"{address}?school={late.pk}"))
    assert "was drawn late" not in words(client.get(f"{address}?school={early.pk}"))
    assert "was drawn late" not in words(client.get(f"{address}?school={schools[5].pk}"))
    client.post(address, {"school": late.pk, "places": 3})
    assert late.booking_set.count() == 1


def test_the_comparison_lasts_until_the_early_schools_have_answered(of, schools):
    drawn(of, schools[:2])
    assert is_comparing(of.pk, cast.day(200))  # an early school without a day
    cast_days.booking(cast_days.session_day(of), 3, school=of_turn(of, "EARLY"))
    last = cast_days.SOON + datetime.timedelta(days=14)
    assert is_comparing(of.pk, last)
    assert not is_comparing(of.pk, last + datetime.timedelta(days=1))
