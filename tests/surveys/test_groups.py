"""Comparison groups: codes without names, cards, answers, the gauge, and codes nobody used."""

import datetime
from http import HTTPStatus
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from accounts.models import AuditEvent, User
from accounts.roles import Role
from core.problems import Refused
from programmes.choices import PartnerKind
from programmes.models import Programme
from schools.models import School
from sessions.actions.lots import draw_lot
from sessions.models import LotSchool
from surveys.actions.groups import (
    MOST_CODES,
    add_group,
    issue_more,
    move_group,
    remove_unanswered,
    unanswered_of,
)
from surveys.choices import Arm, WaveKind
from surveys.models import (
    CodeKey,
    ComparisonGroup,
    PaperSheet,
    Participant,
    Response,
    SurveyTally,
    Tablet,
    Wave,
)
from surveys.rules.codes import is_code, show_code
from tests import cast, cast_days, cast_surveys
from tests.reading import words
from tests.sessions.people import contact
from tests.sessions.recorded import Lines, line

pytestmark = pytest.mark.django_db

FROM = cast_days.SOON
ADD = "/surveys/groups/add/"


@pytest.fixture(autouse=True)
def clock():
    """The morning of the date that stands in for the day: before and after are both open."""
    at = datetime.datetime.combine(FROM, datetime.time(8), datetime.UTC)
    with time_machine.travel(at, tick=False) as traveller:
        yield traveller


@pytest.fixture
def of() -> Programme:
    return cast.programme()


@pytest.fixture
def client(of: Programme) -> Client:
    return cast.signed_in(cast.coordinator(of))


def a_group(of: Programme, codes: int = 4, school: School | None = None) -> ComparisonGroup:
    return add_group(
        programme=of,
        school=school or cast.school("Wick High School"),
        year_group="S5",
        codes=codes,
        counts_from=FROM,
        by=cast.coordinator(of),
    )


def pupils(group: ComparisonGroup) -> list[Participant]:
    held = Participant.objects.filter(group=group).select_related("session", "group")
    return list(held.order_by("pk"))


def answered(pupil: Participant, wave: Wave) -> Response:
    return cast_surveys.answer(pupil, wave, on=FROM)


# --- codes --------------------------------------------------------------------------------------


def test_a_group_holds_codes_and_no_names_and_is_on_record(of):
    lines = Lines()
    group = a_group(of, 5)
    held = pupils(group)
    assert len({one.code for one in held}) == 5
    assert [is_code(one.code) for one in held] == [True] * 5
    assert {(one.arm, one.year_group, one.age_on_day, one.counts_from) for one in held} == {
        (Arm.WAITING, "S5", None, FROM)
    }
    assert CodeKey.objects.count() == 0
    by = cast.coordinator(of)
    assert lines.read() == line(of.pk, by=by, verb="added comparison group", target=group, count=5)


def test_a_year_group_is_one_comparison_group(of):
    group = a_group(of)
    with pytest.raises(Refused) as no:
        a_group(of, school=group.school)
    assert no.value.sentences == ["This year group of the school is a comparison group already."]


def test_more_codes_are_issued_up_to_a_limit(of):
    group, by = a_group(of, 4), cast.coordinator(of)
    lines = Lines()
    assert issue_more(group=group, codes=3, by=by) == 4
    assert lines.read() == line(of.pk, by=by, verb="issued study codes", target=group, count=3)
    for codes, sentence in (
        (0, "Issue one study code or more."),
        (MOST_CODES, "A group has 400 study codes at most: 393 more codes can be issued."),
    ):
        with pytest.raises(Refused) as no:
            issue_more(group=group, codes=codes, by=by)
        assert no.value.sentences == [sentence]
    assert len(pupils(group)) == 7


def test_the_date_moves_while_nobody_has_answered(of):
    wave, group, by = cast_surveys.wave(of), a_group(of), cast.coordinator(of)
    lines = Lines()
    move_group(group=group, counts_from=cast.day(20), by=by)
    assert lines.read() == line(of.pk, by=by, verb="moved comparison group", target=group)
    assert ComparisonGroup.objects.get().counts_from == cast.day(20)
    answered(pupils(group)[0], wave)
    with pytest.raises(Refused) as no:
        move_group(group=group, counts_from=cast.day(30), by=by)
    assert no.value.sentences == [
        "Pupils have answered. The date from which the windows count stays."
    ]


def test_codes_without_any_answer_are_removed_and_answers_stay(of):
    wave, group, by = cast_surveys.wave(of), a_group(of), cast.coordinator(of)
    one, two, *_ = pupils(group)
    answered(one, wave)
    PaperSheet.objects.create(wave=wave, participant=two, answered_on=FROM, first_by=by)
    lines = Lines()
    assert remove_unanswered(group=group, by=by) == 2
    assert lines.read() == line(of.pk, by=by, verb="removed study codes", target=group, count=2)
    assert pupils(group) == [one, two]
    with pytest.raises(Refused) as no:
        remove_unanswered(group=group, by=by)
    assert no.value.sentences == [
        "Each study code of this group has answers. There is nothing to remove."
    ]


def test_a_group_goes_with_its_last_code_but_not_while_a_tablet_is_open_for_it(of):
    wave, group, by = cast_surveys.wave(of), a_group(of), cast.coordinator(of)
    kept = a_group(of)
    Tablet.objects.create(
        wave=wave, group=kept, opened_by=by, opened_on=FROM, token_digest="x", private_key="x"
    )
    for one in (group, kept):
        assert remove_unanswered(group=one, by=by) == 4
    assert list(ComparisonGroup.objects.all()) == [kept]


# --- answering ----------------------------------------------------------------------------------


def test_pupils_of_a_group_answer_on_their_pages_and_no_day_counts_them(of):
    wave, group = cast_surveys.wave(of), a_group(of)
    pupil = pupils(group)[0]
    phone = Client()
    entered = phone.post(f"/s/{wave.link}/", {"code": show_code(pupil.code).lower()})
    assert entered.headers["Location"] == f"/s/{wave.link}/1/"
    assert phone.get(f"/s/{wave.link}/1/").status_code == HTTPStatus.OK
    sent = phone.post(f"/s/{wave.link}/send/")
    assert sent.headers["Location"] == f"/s/{wave.link}/receipt/"
    assert phone.get(f"/s/{wave.link}/receipt/").status_code == HTTPStatus.OK
    assert Response.objects.get().participant == pupil
    assert SurveyTally.objects.count() == 0
    again = phone.post(f"/s/{wave.link}/", {"code": pupil.code})
    assert "This code has already answered this survey." in words(again)


def test_a_group_is_refused_by_a_survey_that_asks_only_pupils_with_a_day(of):
    wave, group = cast_surveys.wave(of), a_group(of)
    Wave.objects.filter(pk=wave.pk).update(asks_waiting=False)
    answer = Client().post(f"/s/{wave.link}/", {"code": pupils(group)[0].code})
    assert "This survey is not for you." in words(answer)


def test_windows_count_from_the_date_of_the_group(of, clock):
    wave, group = cast_surveys.wave(of), a_group(of)
    clock.shift(datetime.timedelta(days=1))
    answer = Client().post(f"/s/{wave.link}/", {"code": pupils(group)[0].code})
    said = words(answer)
    assert "This survey closed on 7 December." in said
    assert "It had to be answered before your day." not in said


def test_season_and_report_count_days_only(of, client):
    """Both read what is counted beside days, which answers of a group never touch."""
    waves = [cast_surveys.wave(of, kind) for kind in (WaveKind.BEFORE, WaveKind.AFTER)]
    session = cast_days.session_day(of)
    day = cast_surveys.coded(cast_days.booking(session, 2))
    for pupil in (*day[:1], *pupils(a_group(of))):
        for wave in waves:
            answered(pupil, wave)
    [tally] = SurveyTally.objects.values_list("before", "after", "paired")
    assert tally == (1, 1, 1)
    assert client.get("/surveys/").context["days"][0][3:7] == (2, 1, 1, 1)


# --- pages --------------------------------------------------------------------------------------


def pages(group: ComparisonGroup) -> list[str]:
    at = f"/surveys/groups/{group.pk}/"
    return ["/surveys/groups/", at, ADD, f"{at}codes/", f"{at}date/", f"{at}remove/", f"{at}cards/"]


def opened(client: Client, group: ComparisonGroup) -> list[int]:
    return [client.get(page).status_code for page in pages(group)]


def test_the_coordinator_opens_all_pages_the_evaluator_reads_and_others_none(of, client):
    group = a_group(of)
    assert opened(client, group) == [200] * 7
    evaluator = cast.signed_in(cast.person(of, Role.EVALUATOR))
    assert opened(evaluator, group) == [200, 200, 403, 403, 403, 403, 403]
    for role in (Role.COACH, Role.FUNDER):
        partner = cast.partner(of, PartnerKind.POLICE) if role == Role.COACH else None
        assert opened(cast.signed_in(cast.person(of, role, at=partner)), group) == [403] * 7


def test_a_contact_prints_the_cards_of_his_own_school_only(of):
    own, other = a_group(of, school=cast.school()), a_group(of)
    school = cast.signed_in(contact(of, own.school))
    assert opened(school, own) == [403] * 6 + [200]
    assert school.get(f"/surveys/groups/{other.pk}/cards/").status_code == HTTPStatus.NOT_FOUND
    said = words(school.get(f"/surveys/groups/{own.pk}/cards/"))
    assert [show_code(one.code) in said for one in pupils(own)] == [True] * 4


def test_groups_of_another_programme_are_not_found(of, client):
    group = a_group(cast.programme())
    assert opened(client, group) == [200, 404, 200, 404, 404, 404, 404]
    assert "Wick High School" not in words(client.get("/surveys/groups/"))


def seen(user: User, of: Programme) -> tuple[int, int]:
    """How many groups a person sees, and of how many he prints the codes."""
    standing = cast.standing(user, of)
    groups = ComparisonGroup.objects
    return groups.visible_to(standing).count(), groups.coded_to(standing).count()


def test_groups_are_seen_by_those_who_follow_answers_and_by_their_own_school(of):
    own = a_group(of, school=cast.school())
    a_group(of)
    assert seen(cast.coordinator(of), of) == (2, 2)
    assert seen(cast.person(of, Role.EVALUATOR), of) == (2, 0)
    assert seen(contact(of, own.school), of) == (1, 1)
    assert seen(cast.person(of, Role.FUNDER), of) == (0, 0)


def test_late_schools_of_the_lot_are_offered_first(of, client):
    schools = [cast.school() for _ in range(4)]
    draw_lot(programme=of, schools=schools, marks=[], by=cast.coordinator(of), now=cast.NOW)
    late = set(LotSchool.objects.filter(turn="LATE").values_list("school", flat=True))
    page = client.get(ADD).context
    assert {school.pk for school in page["late"]} == late
    assert {school.pk for school in page["schools"]} == {s.pk for s in schools} - late
    a_group(of, school=School.objects.get(pk=min(late)))
    assert {school.pk for school in client.get("/surveys/groups/").context["late"]} == late - {
        min(late)
    }


def test_a_school_is_found_by_name(client):
    fife = cast.council("S12000047", "Fife")
    for _ in range(21):
        cast.school("Fife High School", of=fife)
    page = client.get(ADD, {"q": "fife"}).context
    assert (len(page["schools"]), page["has_more"], page["late"]) == (20, True, [])
    assert "No school found" in words(client.get(ADD, {"q": "Hogwarts"}))
    assert "Type a part of the school’s name" in words(client.get(ADD))
    assert client.get(ADD, {"school": "99999"}).status_code == HTTPStatus.NOT_FOUND


def sent(**more: object) -> dict[str, object]:
    date = {"counts_from_day": 7, "counts_from_month": "December", "counts_from_year": 2026}
    return {"year_group": "S5", "codes": 3, **date, **more}


def test_a_group_is_added_by_the_page(of, client):
    school = cast.school()
    answer = client.post(ADD, sent(school=school.pk))
    group = ComparisonGroup.objects.get()
    assert answer.headers["Location"] == f"/surveys/groups/{group.pk}/"
    assert (group.school, group.year_group, group.counts_from) == (school, "S5", FROM)
    assert len(pupils(group)) == 3
    errors = client.post(ADD, sent(school=school.pk)).context["form"].errors
    assert errors["__all__"] == ["This year group of the school is a comparison group already."]
    errors = client.post(ADD, sent(school=school.pk, codes="401")).context["form"].errors
    assert errors["codes"] == ["Enter 400 or less."]


def test_more_codes_lead_to_their_cards_only(of, client):
    group = a_group(of, 2)
    at = f"/surveys/groups/{group.pk}/"
    answer = client.post(f"{at}codes/", {"codes": "2"})
    assert answer.headers["Location"] == f"{at}cards/?from=3"
    one, two, three, four = [show_code(pupil.code) for pupil in pupils(group)]
    said = words(client.get(f"{at}cards/?from=3"))
    assert [code in said for code in (one, two, three, four)] == [False, False, True, True]
    assert "S5, card 3" in said
    assert "There is no card 9" in words(client.get(f"{at}cards/?from=9"))
    errors = client.post(f"{at}codes/", {"codes": "400"}).context["form"].errors
    assert errors["__all__"] == [
        "A group has 400 study codes at most: 396 more codes can be issued."
    ]


def test_cards_have_the_surveys_that_ask_the_group_and_reading_them_is_on_record(of, client):
    before, after = (cast_surveys.wave(of, kind) for kind in (WaveKind.BEFORE, WaveKind.AFTER))
    Wave.objects.filter(pk=after.pk).update(asks_waiting=False)
    group = a_group(of)
    at = f"/surveys/groups/{group.pk}/cards/"
    lines = Lines()
    said = words(client.get(at))
    assert (before.link in said, after.link in said) == (True, False)
    assert ("First survey" in said, "your day" in said) == (True, False)
    by = cast.coordinator(of)
    assert lines.read() == line(of.pk, by=by, verb="looked at study codes", target=group, count=4)
    assert "keep their cards" not in said
    answered(pupils(group)[0], before)
    assert "keep their cards" in words(client.get(at))


def test_the_date_is_changed_by_the_page(of, client):
    group = a_group(of)
    at = f"/surveys/groups/{group.pk}/"
    date = {"counts_from_day": 20, "counts_from_month": 12, "counts_from_year": 2026}
    assert client.post(f"{at}date/", date).headers["Location"] == at
    assert ComparisonGroup.objects.get().counts_from == datetime.date(2026, 12, 20)
    wave = cast_surveys.wave(of)
    cast_surveys.answer(pupils(group)[0], wave, on=FROM)
    errors = client.post(f"{at}date/", date).context["form"].errors
    assert errors["__all__"] == [
        "Pupils have answered. The date from which the windows count stays."
    ]


def test_removing_unused_codes_asks_first(of, client):
    wave, group = cast_surveys.wave(of), a_group(of)
    answered(pupils(group)[0], wave)
    at = f"/surveys/groups/{group.pk}/"
    assert "3 study codes have no answer in any survey." in words(client.get(f"{at}remove/"))
    errors = client.post(f"{at}remove/").context["form"].errors
    assert errors["sure"] == ["Tick “No pupil needs these cards any more”."]
    assert client.post(f"{at}remove/", {"sure": "on"}).headers["Location"] == at
    errors = client.post(f"{at}remove/", {"sure": "on"}).context["form"].errors
    assert errors["__all__"][0].startswith("Each study code of this group has answers.")
    unused = a_group(of)
    gone = client.post(f"/surveys/groups/{unused.pk}/remove/", {"sure": "on"})
    assert gone.headers["Location"] == "/surveys/groups/"


def test_the_gauge_of_a_group_shows_waves_and_codes_still_to_come(of, client):
    before, after = (cast_surveys.wave(of, kind) for kind in (WaveKind.BEFORE, WaveKind.AFTER))
    group = a_group(of)
    one, two, *rest = pupils(group)
    for pupil, waves in ((one, [before, after]), (two, [before])):
        for wave in waves:
            answered(pupil, wave)
    address = f"/surveys/groups/{group.pk}/"
    answer = client.get(address)
    [row] = answer.context["schools"]
    assert [(w.expected, w.came, w.paired) for w in row.waves] == [(4, 2, 0), (4, 1, 1)]
    codes = [wave.turns[0].codes for wave in row.to_come]
    assert codes == [
        tuple(sorted(show_code(p.code) for p in rest)),
        tuple(sorted(show_code(p.code) for p in (two, *rest))),
    ]
    assert AuditEvent.objects.latest("id").verb == "looked at codes still to come"
    part = client.get(address, headers={"HX-Request": "true"})
    assert part.content.decode().startswith('<div id="live"')


def test_groups_stand_below_the_days_with_their_counts(of, client):
    before, later = (cast_surveys.wave(of, kind) for kind in (WaveKind.BEFORE, WaveKind.FOLLOW_UP))
    group = a_group(of)
    answered(pupils(group)[0], before)
    cast_surveys.answer(pupils(group)[0], later, on=FROM + datetime.timedelta(days=80))
    for page in ("/surveys/", "/surveys/groups/"):
        [row] = client.get(page).context["groups"]
        assert (row.address, row.name) == (f"/surveys/groups/{group.pk}/", "Wick High School, S5")
        assert row[3:] == (4, 1, 0, 0, "–", (("Some months later", 1),))


def test_the_page_of_groups_has_pages_and_the_surveys_page_the_first_few(of, client):
    for _ in range(27):
        a_group(of, 1)
    first = client.get("/surveys/groups/")
    assert len(first.context["groups"]) == 25
    second = client.get(f"/surveys/groups/{first.context['older']}")
    assert len(second.context["groups"]) == 2
    surveys = client.get("/surveys/")
    assert len(surveys.context["groups"]) == 10
    assert "All comparison groups" in words(surveys)


@pytest.mark.parametrize("groups", [1, 3])
@pytest.mark.parametrize(("page", "queries"), [("/surveys/groups/", 7), ("/surveys/", 8)])
def test_the_pages_ask_as_often_for_three_groups_as_for_one(
    of, client, groups, page, queries, django_assert_num_queries
):
    cast_surveys.wave(of)
    for _ in range(groups):
        a_group(of)
    with django_assert_num_queries(queries):
        client.get(page)


def test_a_group_with_a_sheet_that_is_keyed_has_no_unused_code(of):
    wave, group = cast_surveys.wave(of), a_group(of, 1)
    assert unanswered_of(group).count() == 1
    Response.objects.create(
        client_id=uuid4(), participant=pupils(group)[0], wave=wave, codes="1", answered_on=FROM
    )
    assert unanswered_of(group).count() == 0
